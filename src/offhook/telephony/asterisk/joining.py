"""Two legs in a bridge: joined, parted, and told of it."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable, Iterable
from functools import partial

import structlog

from offhook.calls.events import Bridged, Event
from offhook.telephony.asterisk import requests, wire
from offhook.telephony.asterisk.bridges import BridgePool
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.legs import Leg
from offhook.telephony.asterisk.voice import Voice

_log = structlog.get_logger(__name__)


class Joining:
    """Puts legs into bridges of the pool, and takes them out.

    Args:
        voice: Silenced before a leg is joined.
        post: Sends a request.
        report: Takes `Bridged`.
        give_up: Ends a leg that can't be joined with its partner.
    """

    def __init__(
        self,
        voice: Voice,
        post: Callable[[wire.Request], Future[wire.Response]],
        report: Callable[[Leg, Event], None],
        give_up: Callable[[Leg], None],
    ) -> None:
        self._voice = voice
        self._post = post
        self._report = report
        self._give_up = give_up
        self._pools = (BridgePool(post), BridgePool(post, keys=True))

    def find(self, bridges: Iterable[wire.Bridge]) -> bool:
        """Begin anew with the bridges that are there; whether any of them is ours."""
        there = list(bridges)
        plain, with_keys = (pool.find(there) for pool in self._pools)
        return plain or with_keys

    def join(self, one: Leg, other: Leg, *, keys: bool, again: bool = True) -> None:
        """Let two legs hear each other; `Bridged` once they do. Dropped unless both can hear.

        With `keys` the keys of both are reported.

        A bridge that fails is replaced once; after that both legs are given up.
        """
        if other is one or not (one.can_hear and other.can_hear):
            return
        for leg in (one, other):
            self.leave(leg)
            self._voice.hush(leg)
        bridge = self._pools[keys].take()
        for leg, partner in ((one, other), (other, one)):
            leg.bridge, leg.partner = bridge, partner
        answer = self._post(requests.join(bridge, one.channel, other.channel))
        answer.add_done_callback(partial(self._joined, one, other, bridge, keys, again))

    def reports_keys(self, leg: Leg) -> bool:
        """Whether it is in a bridge that reports keys."""
        return self._pools[True].has(leg.bridge)

    def leave(self, leg: Leg) -> None:
        """Take it out of its bridge; the other one stays there alone, and hears nothing."""
        if leg.bridge:
            self._post(requests.leave(leg.bridge, leg.channel))
            self.part(leg)

    def part(self, leg: Leg) -> None:
        """It has left its bridge, or ended."""
        if leg.bridge:
            self._pool(leg.bridge).vacate(leg.bridge)
        if leg.partner is not None:
            leg.partner.partner = None
        leg.bridge, leg.partner = "", None

    def _pool(self, bridge: str) -> BridgePool:
        return self._pools[self._pools[True].has(bridge)]

    def _joined(
        self, one: Leg, other: Leg, bridge: str, keys: bool, again: bool, answer: Future[wire.Response]
    ) -> None:
        try:
            response = answer.result()
        except NoAnswer:
            return  # whether they are joined, reconciling finds out
        together = one.partner is other and one.bridge == bridge
        if response.good:
            if together:
                self._report(one, Bridged(one.id, other.id))
            return
        self._pool(bridge).discard(bridge)
        for leg in (one, other):
            if leg.bridge == bridge:
                leg.bridge, leg.partner = "", None
        if not together:
            return  # one of them has ended
        _log.warning("bridge_failed", one=one.id, other=other.id, reason=response.complaint)
        if again:
            self.join(one, other, keys=keys, again=False)
        else:
            self._give_up(one)
            self._give_up(other)
