"""A pool of bridges, made ahead: joining two legs then takes one request.

Bridges outlive the worker. Their names say that they are ours, so the next worker takes over those that are empty.
"""

from __future__ import annotations

import secrets
from asyncio import Future
from collections import deque
from collections.abc import Callable, Iterable

from offhook.telephony.asterisk import requests
from offhook.telephony.asterisk.wire import Bridge, Request, Response

PREFIX = "offhook-"
KEYS = "offhook-keys-"
"""Begins the names of those that report keys."""
AHEAD = 8
"""Empty bridges kept ready; made four at a time, and of those that report keys from when the first is needed."""

KEPT = 256
"""Empty bridges beyond this are deleted."""


class BridgePool:
    """Which of our bridges are empty, and how many legs the others hold; of those that report `keys`, or that don't."""

    def __init__(self, post: Callable[[Request], Future[Response]], *, keys: bool = False) -> None:
        self._post = post
        self._keys = keys
        self._empty: deque[str] = deque()
        self._legs: dict[str, int] = {}
        self._made = 0
        self._name = f"{KEYS if keys else PREFIX}{secrets.token_hex(4)}"

    def find(self, bridges: Iterable[Bridge]) -> bool:
        """Begin anew with those that are there; whether there is any. An Asterisk that we used before has some."""
        ours = [bridge for bridge in bridges if self.has(bridge.id)]
        self._legs = {bridge.id: len(bridge.channels) for bridge in ours if bridge.channels}
        self._empty = deque(bridge.id for bridge in ours if not bridge.channels)
        if not self._keys:
            self._make(AHEAD - len(self._empty))
        return bool(ours)

    def has(self, bridge: str) -> bool:
        """Whether a bridge of this name is one of these."""
        return bridge.startswith(PREFIX) and bridge.startswith(KEYS) is self._keys

    def take(self) -> str:
        """An empty bridge for two legs. It may still be on its way, but is there for requests sent after this."""
        if len(self._empty) <= AHEAD // 2:
            self._make(AHEAD - len(self._empty))
        bridge = self._empty.popleft()
        self._legs[bridge] = 2
        return bridge

    def vacate(self, bridge: str) -> None:
        """A leg has left it, or ended."""
        left = self._legs.pop(bridge, 0) - 1
        if left > 0:
            self._legs[bridge] = left
        elif left == 0:
            self._put_back(bridge)

    def discard(self, bridge: str) -> None:
        """It does not work."""
        self._legs.pop(bridge, None)
        self._post(requests.drop_bridge(bridge))

    def _put_back(self, bridge: str) -> None:
        if len(self._empty) < KEPT:
            self._empty.append(bridge)
        else:
            self._post(requests.drop_bridge(bridge))

    def _make(self, number: int) -> None:
        for _ in range(number):
            self._made += 1
            bridge = f"{self._name}-{self._made}"
            self._post(requests.make_bridge(bridge, keys=self._keys))
            self._empty.append(bridge)
