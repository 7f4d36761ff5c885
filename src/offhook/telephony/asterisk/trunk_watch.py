"""How our trunks are, as Asterisk's OPTIONS requests and our own calls find them.

Asked for every few seconds, and more often while one is not up. Subscribing to the endpoints would tell at once, but
makes Asterisk report every event of their calls a second time, for as long as it runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from time import monotonic

import msgspec
import structlog

from offhook.calls.events import Ended
from offhook.calls.values import Seconds, TrunkId
from offhook.telephony.asterisk import dial_strings, requests, trunk_reports
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.dial_strings import TrunkView
from offhook.telephony.asterisk.trunk_config import QUALIFY_TIMEOUT
from offhook.telephony.asterisk.trunk_reload import TrunkReload
from offhook.telephony.asterisk.wire import Endpoint, Request, Response
from offhook.telephony.port import Registration, TrunkHealth, TrunkState

EVERY: Seconds = 5.0
EVERY_UNLESS_UP: Seconds = 0.5
FIRST_ANSWER: Seconds = 5.0
"""A trunk that is added is asked at once, and has answered by then or will not. Asterisk calls it offline meanwhile."""
ANSWER: Seconds = QUALIFY_TIMEOUT + 0.5
"""Whoever was asked has answered by then, or Asterisk has given up on it."""
GLANCE: Seconds = 0.05

NO_ENDPOINT = 404
"""Asterisk's answer as long as there is none at all."""

STATES = {"online": TrunkState.UP, "offline": TrunkState.DOWN}
SILENT = "its far end does not answer OPTIONS"
REJECTED = "its registration is not accepted (Asterisk's log/messages says with which answer)"
UNKNOWN = "Asterisk has not read its configuration yet"

_log = structlog.get_logger(__name__)


class TrunkWatch:
    """Every trunk's state, as last seen.

    Args:
        ask: Asks ARI.
        console: Asks Asterisk's console.
        trunks: What is known of a trunk, None of one that there isn't.
        passed_over: Trunks that Asterisk could not be told of, and why.
    """

    def __init__(
        self,
        ask: Callable[[Request], Awaitable[Response]],
        console: Callable[[str], Awaitable[str]],
        trunks: Callable[[TrunkId], TrunkView | None],
        passed_over: Mapping[TrunkId, str],
    ) -> None:
        self._ask = ask
        self._console = console
        self._trunks = trunks
        self._passed_over = passed_over
        self._reload = TrunkReload(ask)
        self._states: dict[TrunkId, TrunkState] = {}
        self._registrations: Mapping[TrunkId, Registration] = {}
        self._errors: dict[TrunkId, str] = {}
        self._complaint = ""
        self._new_until: dict[TrunkId, float] | None = None
        """None before the first look: what is there already is not new."""

    def health(self) -> Mapping[TrunkId, TrunkHealth]:
        """By trunk. The round trip is told only where a far end was asked by `ask_now`."""
        seen = {trunk: self._health(trunk, state) for trunk, state in self._states.items()}
        return seen | {trunk: TrunkHealth(TrunkState.DOWN, error=why) for trunk, why in self._passed_over.items()}

    def written(self, modules: Sequence[str]) -> None:
        """Trunks were written. Asterisk reads them when these modules are reloaded: at the next look at the latest."""
        self._reload.note(modules)

    async def take_over(self) -> None:
        """Have Asterisk read what was written; if it doesn't answer, later.

        Raises:
            SwitchRefused: Asterisk would not. It is asked again at the next look.
        """
        try:
            await self._reload.carry_out()
            await self.look()
        except NoAnswer as reason:
            _log.warning("trunks_not_read_yet", reason=str(reason))

    async def look(self) -> None:
        """Ask Asterisk once, and have it read what it has not read yet.

        Raises:
            NoAnswer: Asterisk did not say.
        """
        await self._reload.catch_up()
        response = await self._ask(requests.list_trunks())
        if response.good or response.status == NO_ENDPOINT:
            endpoints = msgspec.json.decode(response.body, type=list[Endpoint]) if response.good else []
            found = {TrunkId(each.resource): each.state for each in endpoints if dial_strings.is_trunk(each.resource)}
            if self._new_until is None:
                self._new_until = dict.fromkeys(found, 0.0)
            self._states = {trunk: self._state(trunk, state, self._new_until) for trunk, state in found.items()}
            self._registrations = await self._registrations_of(found)

    async def ask_now(self, trunk: TrunkId) -> TrunkHealth:
        """Have a far end asked, and wait until it has answered or its time is over.

        A rejected registration is tried again.

        Raises:
            NoAnswer: Asterisk did not say.
        """
        if trunk in self._passed_over:
            return self.health()[trunk]
        await self._reload.catch_up()
        before = await self._contact(trunk)
        await self._console(trunk_reports.qualify(trunk))
        if await self._registration(trunk) is Registration.REJECTED:
            await self._console(trunk_reports.register_again(trunk))
        deadline = monotonic() + ANSWER
        while (now := await self._contact(trunk)) is not None and monotonic() < deadline:
            # A new round trip is a new answer. That there is none is known only at the end: an older request that is
            # given up meanwhile says nothing of this one.
            answered = now.answers and now != before
            if answered and await self._registration(trunk) in {None, Registration.REGISTERED}:
                break
            await asyncio.sleep(GLANCE)
        await self.look()
        if now is None:
            return TrunkHealth(TrunkState.UNCHECKED, error=UNKNOWN)
        state = self._states[trunk] = TrunkState.UP if now.answers else TrunkState.DOWN
        if self._new_until is not None:
            self._new_until[trunk] = 0.0
        return msgspec.structs.replace(self._health(trunk, state), latency_ms=now.rtt_ms)

    async def keep_looking(self) -> None:
        """Look for ever, more often while a trunk is not up."""
        asked = monotonic()
        while True:
            await asyncio.sleep(EVERY_UNLESS_UP)
            if monotonic() - asked < EVERY and self._is_settled():
                continue
            asked = monotonic()
            try:
                await self.look()
            except (NoAnswer, msgspec.DecodeError):
                continue

    def carried(self, trunk: TrunkId) -> None:
        """A phone rang over it."""
        self._errors.pop(trunk, None)

    def failed(self, trunk: TrunkId, end: Ended) -> None:
        """A call over it ended by the trunk's fault."""
        self._errors[trunk] = f"its last call failed: {end.sip or ''} {end.note}".strip()

    def _health(self, trunk: TrunkId, state: TrunkState) -> TrunkHealth:
        registration = self._registrations.get(trunk)
        wrong = (
            self._errors.get(trunk, SILENT if state is TrunkState.DOWN else ""),
            REJECTED if registration is Registration.REJECTED else "",
        )
        return TrunkHealth(state, error="; ".join(filter(None, wrong)), registration=registration)

    def _state(self, trunk: TrunkId, said: str, new_until: dict[TrunkId, float]) -> TrunkState:
        state, now = STATES.get(said, TrunkState.UNCHECKED), monotonic()
        if state is TrunkState.UP:
            new_until[trunk] = 0.0
        is_new = now < new_until.setdefault(trunk, now + FIRST_ANSWER)
        return TrunkState.UNCHECKED if state is TrunkState.DOWN and is_new else state

    def _is_settled(self) -> bool:
        return (
            all(state is TrunkState.UP for state in self._states.values())
            and Registration.UNREGISTERED not in self._registrations.values()
        )

    async def _contact(self, trunk: TrunkId) -> trunk_reports.Contact | None:
        return trunk_reports.contact(await self._console(trunk_reports.show_contact(trunk)), trunk)

    async def _registration(self, trunk: TrunkId) -> Registration | None:
        return (await self._registrations_of([trunk])).get(trunk)

    async def _registrations_of(self, trunks: Iterable[TrunkId]) -> Mapping[TrunkId, Registration]:
        """Of the trunks that register; nothing where the console keeps silent: calls don't depend on it."""
        wanted = {trunk for trunk in trunks if (view := self._trunks(trunk)) is not None and view.registers}
        if not wanted:
            return {}
        try:
            found = trunk_reports.registrations(await self._console(trunk_reports.REGISTRATIONS))
        except NoAnswer as reason:
            if self._complaint != str(reason):
                self._complaint = str(reason)
                _log.warning("registrations_unknown", reason=self._complaint)
            return {}
        return {trunk: state for trunk, state in found.items() if trunk in wanted}
