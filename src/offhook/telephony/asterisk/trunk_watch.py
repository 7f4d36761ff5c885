"""How our trunks are, as Asterisk's OPTIONS requests and our own calls find them.

Asked for every few seconds, and more often while one is not up. Subscribing to the endpoints would tell at once, but
makes Asterisk report every event of their calls a second time, for as long as it runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

import msgspec

from offhook.calls.events import Ended
from offhook.calls.values import Seconds, TrunkId
from offhook.telephony.asterisk import requests
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.wire import Endpoint, Request, Response
from offhook.telephony.port import TrunkHealth, TrunkState

EVERY: Seconds = 5.0
EVERY_UNLESS_UP: Seconds = 0.5
FIRST_ANSWER: Seconds = 5.0
"""A trunk that is added is asked at once, and has answered by then or will not. Asterisk calls it offline meanwhile."""

NO_ENDPOINT = 404
"""Asterisk's answer as long as there is none at all."""

STATES = {"online": TrunkState.UP, "offline": TrunkState.DOWN}
SILENT = "its far end does not answer OPTIONS"


class TrunkWatch:
    """Every trunk's state, as last seen."""

    def __init__(self, ask: Callable[[Request], Awaitable[Response]]) -> None:
        self._ask = ask
        self._states: dict[TrunkId, TrunkState] = {}
        self._errors: dict[TrunkId, str] = {}
        self._new_until: dict[TrunkId, float] | None = None
        """None before the first look: what is there already is not new."""

    def health(self) -> Mapping[TrunkId, TrunkHealth]:
        """By trunk. Asterisk does not tell the round trip."""
        return {
            trunk: TrunkHealth(state, error=self._errors.get(trunk, SILENT if state is TrunkState.DOWN else ""))
            for trunk, state in self._states.items()
        }

    async def look(self) -> None:
        """Ask once.

        Raises:
            NoAnswer: Asterisk did not say.
        """
        response = await self._ask(requests.list_trunks())
        if response.good or response.status == NO_ENDPOINT:
            endpoints = msgspec.json.decode(response.body, type=list[Endpoint]) if response.good else []
            found = {TrunkId(each.resource): each.state for each in endpoints if requests.is_trunk(each.resource)}
            if self._new_until is None:
                self._new_until = dict.fromkeys(found, 0.0)
            self._states = {trunk: self._state(trunk, state, self._new_until) for trunk, state in found.items()}

    def _state(self, trunk: TrunkId, said: str, new_until: dict[TrunkId, float]) -> TrunkState:
        state, now = STATES.get(said, TrunkState.UNCHECKED), monotonic()
        if state is TrunkState.UP:
            new_until[trunk] = 0.0
        is_new = now < new_until.setdefault(trunk, now + FIRST_ANSWER)
        return TrunkState.UNCHECKED if state is TrunkState.DOWN and is_new else state

    async def keep_looking(self, look: Callable[[], Awaitable[None]]) -> None:
        """Look for ever, more often while a trunk is not up."""
        asked = monotonic()
        while True:
            await asyncio.sleep(EVERY_UNLESS_UP)
            if monotonic() - asked < EVERY and all(state is TrunkState.UP for state in self._states.values()):
                continue
            asked = monotonic()
            try:
                await look()
            except (NoAnswer, msgspec.DecodeError):
                continue

    def carried(self, trunk: TrunkId) -> None:
        """A phone rang over it."""
        self._errors.pop(trunk, None)

    def failed(self, trunk: TrunkId, end: Ended) -> None:
        """A call over it ended by the trunk's fault."""
        self._errors[trunk] = f"its last call failed: {end.sip or ''} {end.note}".strip()
