"""The telephony port over carriers that are driven over HTTP.

Each leg is a call of the carrier's. It does one document at a time, and asks for the next when that is done; what it is
to do now is known here, so whenever the carrier asks it is told, and when it is busy with something else it is told
unasked. Two legs are joined in a conference. What the carrier reports may come twice, late, in any order or never.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable, Mapping, Sequence

import structlog

from offhook.calls.commands import Answer, Bridge, Collect, Command, Hangup, Hold, Originate, Record, Ring, Say
from offhook.calls.events import Answered, Collected, Ended
from offhook.calls.values import (
    CallId,
    Capability,
    Cause,
    Device,
    LegId,
    Seconds,
    SoftphoneAccount,
    SoftphoneId,
    TrunkId,
)
from offhook.telephony.nobody import not_lost, not_ready
from offhook.telephony.port import Deliver, LegState, NotReady, OnReady, Surviving, TrunkHealth, TrunkState
from offhook.telephony.webhooks.book import Book
from offhook.telephony.webhooks.carrier import Carrier
from offhook.telephony.webhooks.dialling import Dialling
from offhook.telephony.webhooks.doing import MUSIC, RINGBACK, Doing, Rings, Unknown, Waits
from offhook.telephony.webhooks.giving import Giving
from offhook.telephony.webhooks.hooks import Hooks, Reply
from offhook.telephony.webhooks.legs import Leg, Legs
from offhook.telephony.webhooks.looking import Found, Health, Looking
from offhook.telephony.webhooks.recordings import Recordings
from offhook.telephony.webhooks.rooms import Rooms
from offhook.telephony.webhooks.tasks import Tasks
from offhook.telephony.webhooks.together import Together
from offhook.telephony.webhooks.told import Stage

HEALTH_EVERY: Seconds = 30.0
ASKED_WITHIN: Seconds = 2.0
"""A carrier that was not answered asks again at once."""
HEALTH_AGAIN: Seconds = 2.0
"""While nobody answers."""

_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_log = structlog.get_logger(__name__)


class WebhookTelephony:
    """One worker's way to its accounts with such carriers.

    Args:
        book: What must outlive the worker.
        new_call: An id for a call that comes in.
    """

    def __init__(self, book: Book, new_call: Callable[[], CallId]) -> None:
        self._carriers: dict[TrunkId, Carrier] = {}
        self._book = book
        self._tasks = Tasks()
        self._legs = Legs(self._forget)
        self._found: Mapping[LegId, Found] = {}
        """What was known of the survivors when they were last listed."""
        self._giving = Giving(self._tasks, self._look, lambda leg: self._together.given(leg))
        self._dialling = Dialling(self._legs, book, self._tasks, self._look)
        self._together = Together(self._legs, book, self._tasks, self._giving.soon, self._dialling.hang_up)
        self._rooms = Rooms(self._legs, self._giving.soon, self._dialling.drop)
        self._looking = Looking(self._legs, self._rooms, book, self._tasks, lambda: self._carriers)
        self._recordings = Recordings(self._legs, book, self._tasks, self._carriers.get, self._giving.soon)
        self._health = Health()
        self._hooks = Hooks(
            self._legs,
            self._giving,
            self._looking,
            self._rooms,
            self._recordings,
            book,
            self._tasks,
            lambda: self._carriers,
            new_call,
            self._dialling.drop,
            self._together,
        )
        self._up = False
        self._changed = asyncio.Event()
        """Set to have the accounts asked sooner."""
        self._on_ready: OnReady = not_ready
        self._on_lost: Callable[[str], None] = not_lost

    def use(self, carriers: Sequence[Carrier]) -> None:
        """Have exactly these accounts, from now on. Legs of one that is gone can't be told anything any more."""
        self._carriers.clear()
        self._carriers.update({carrier.trunk: carrier for carrier in carriers})
        self._health.found = {trunk: health for trunk, health in self._health.found.items() if trunk in self._carriers}

    async def webhook(self, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer a request of the carrier's: path and query as they came, headers with names in small letters."""
        return await self._hooks.take(target, headers, body)

    # The port

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What can be done over all of the accounts: a call is not told over which it will go."""
        each = [carrier.capabilities for carrier in self._carriers.values()]
        return frozenset.intersection(*each) if each else frozenset()

    @property
    def ready(self) -> bool:
        """Whether calls can be placed now."""
        return self._up

    async def start(self, deliver: Deliver, on_ready: OnReady, on_lost: Callable[[str], None]) -> None:
        """Begin to ask the accounts how they are, and go on until `stop`."""
        self._legs.deliver, self._on_ready, self._on_lost = deliver, on_ready, on_lost
        self._tasks.spawn(self._watch())
        self._tasks.spawn(self._looking.keep_looking())

    async def stop(self) -> None:
        """Let go. Calls stay up."""
        self._let_go()
        await self._tasks.stop()

    def kill(self) -> None:
        """Vanish as a killed process does."""
        self._let_go()
        self._tasks.kill()

    def send(self, call: CallId, commands: Sequence[Command]) -> None:
        """Carry out, in order, without blocking."""
        for command in commands:
            try:
                self._carry_out(call, command)
            except Exception:  # the commands behind it, a hangup perhaps, must not be lost
                _log.exception("command_failed", command=type(command).__name__, leg=command.leg)

    async def survivors(self) -> Mapping[CallId, Sequence[Surviving]]:
        """Every leg of ours that is up now, by call. Raises `NotReady`."""
        if not self._up:
            raise NotReady("no carrier answers")
        found, self._found = await self._looking.survivors()
        return found

    async def adopt(self, call: CallId, legs: Sequence[Surviving]) -> None:
        """Report these legs' events; the carrier is asked for each of them at once, for what came meanwhile."""
        for surviving in legs:
            found = self._found.get(surviving.leg)
            if found is not None and self._legs.get(surviving.leg) is None:
                self._take_over(found)
        for surviving in legs:
            leg, found = self._legs.get(surviving.leg), self._found.get(surviving.leg)
            if leg is not None and found is not None and found.entry.dial:
                self._together.adopted(leg, found.entry.dial)
        for surviving in legs:
            leg = self._legs.get(surviving.leg)
            partner = None if surviving.bridged_with is None else self._legs.get(surviving.bridged_with)
            if leg is None or partner is None or leg.partner is not None:
                continue
            if not self._together.adopted_pair(leg, partner):
                self._rooms.adopted(leg, partner)
        self._hooks.adopted()

    def trunk_health(self) -> Mapping[TrunkId, TrunkHealth]:
        """Every account's state, as last seen."""
        unchecked = dict.fromkeys(self._carriers, TrunkHealth(TrunkState.UNCHECKED))
        return unchecked | self._health.found

    async def use_softphones(self, accounts: Sequence[SoftphoneAccount]) -> None:
        """Nobody can sign in here: there is no SIP."""

    def devices(self, softphone: SoftphoneId | None = None) -> Sequence[Device]:
        """None."""
        return ()

    def on_devices(self, changed: Callable[[SoftphoneId], None]) -> None:
        """Nothing ever changes."""

    async def recording(self, name: str) -> bytes | None:
        """A finished recording as a WAV file; None where there is none of this name. Raises `NotReady`."""
        if not self._up:
            raise NotReady("no carrier answers")
        return await self._recordings.fetch(name)

    def drop_recording(self, name: str) -> None:
        """Delete a recording that is kept elsewhere now."""
        self._recordings.drop(name)

    async def ask_trunk(self, trunk: TrunkId) -> TrunkHealth:
        """Ask the carrier now whether it answers, and takes the account's credentials."""
        carrier = self._carriers.get(trunk)
        if carrier is None:
            return TrunkHealth(TrunkState.UNCHECKED)
        await self._health.ask(carrier)
        self._judge()
        return self._health.found[trunk]

    # Commands

    def _carry_out(self, call: CallId, command: Command) -> None:
        if isinstance(command, Originate):
            self._originate(call, command)
            return
        leg = self._legs.get(command.leg)
        match command:
            case Hangup(leg=name, cause=cause) if leg is None:
                self._tasks.spawn(self._hang_up_strange(name, cause))
            case Hangup(cause=cause) if leg is not None:
                self._hang_up(leg, cause)
            case Answer() if leg is not None and leg.incoming and not leg.answered and leg.hangup is None:
                self._answer(leg)
            case Ring() if leg is not None and isinstance(leg.doing, Rings) and leg.partner is None:
                return  # it does
            case Ring() if leg is not None and leg.hangup is None and (leg.answered or leg.incoming):
                self._part(leg)
                self._have(leg, RINGBACK)
            case _ if leg is None or not leg.can_hear:
                return
            case Say():
                self._part(leg)
                self._have(leg, command)
            case Collect():
                self._part(leg)
                self._collect(leg, command)
            case Record():
                self._part(leg)
                self._recordings.record(leg, command)
            case Hold():
                self._part(leg)
                self._have(leg, MUSIC)
            case Bridge(other=name, keys=keys):
                other = self._legs.get(name)
                if other is not None and other.can_hear:
                    self._join(leg, other, keys)
            case _:
                return

    def _join(self, leg: Leg, other: Leg, keys: bool) -> None:
        """In a conference, unless the caller's document joins them."""
        if not self._together.join(leg, other):
            self._together.leave(leg)
            self._together.leave(other)
            self._rooms.join(leg, other, keys=keys)

    def _part(self, leg: Leg) -> None:
        """It is joined with nobody any more, and rings nobody."""
        self._together.leave(leg)
        self._rooms.part(leg)

    def _have(self, leg: Leg, doing: Doing) -> None:
        """Let it do something; what it does already goes on."""
        if leg.doing != doing:
            leg.does(doing)
            self._giving.soon(leg)

    def _originate(self, call: CallId, command: Originate) -> None:
        if self._legs.get(command.leg) is not None:
            return
        carrier = self._carrier_for(command)
        if isinstance(carrier, Ended):
            asyncio.get_running_loop().call_soon(self._legs.deliver, call, carrier)
            return
        if carrier.rings_together and self._together.ring(call, command, carrier):
            return
        leg = Leg(call, command.leg, carrier, looked_at=asyncio.get_running_loop().time())
        self._legs.add(leg)
        self._dialling.dial(leg, command.to, command.caller_id)

    def _carrier_for(self, command: Originate) -> Carrier | Ended:
        """Whose call it will be, or why it can't be."""
        carrier = self._carriers.get(command.trunk)
        if not command.trunk:
            return Ended(command.leg, Cause.UNREACHABLE, note="this carrier rings telephones only, no softphones")
        for number in (command.to, command.caller_id):
            if _E164.fullmatch(number) is None:
                note = f"{number!r} is not a telephone number that this carrier takes: not dialled"
                return Ended(command.leg, Cause.UNKNOWN, note=note)
        if carrier is None:
            return Ended(command.leg, Cause.TRUNK_DOWN, note="there is no such account: not dialled")
        if not self._up:
            return Ended(command.leg, Cause.SWITCH_LOST, note="no carrier answers: not dialled")
        health = self._health.found.get(carrier.trunk)
        if health is not None and health.state is TrunkState.DOWN:
            return Ended(command.leg, Cause.TRUNK_DOWN, note=f"{health.error}: not dialled")
        return carrier

    def _answer(self, leg: Leg) -> None:
        """Tell the flow; the carrier connects the call with the first document that is heard."""
        leg.answered = True
        if leg.doing == RINGBACK:
            self._have(leg, Waits())
        self._tasks.spawn(self._book.put(leg.entry))
        asyncio.get_running_loop().call_soon(self._legs.report, leg, Answered(leg.id))

    def _collect(self, leg: Leg, command: Collect) -> None:
        """Enough keys that were typed ahead complete it at once; the leg then hears nothing of it."""
        typed, finish, _ = command.typed.partition(command.finish) if command.finish else (command.typed, "", "")
        if finish or len(typed) >= command.digits:
            collected = Collected(leg.id, typed[: command.digits], command.prompt)
            asyncio.get_running_loop().call_soon(self._legs.report, leg, collected)
            return
        self._have(leg, command)

    def _hang_up(self, leg: Leg, cause: Cause) -> None:
        if leg.hangup is not None:
            return
        leg.hangup = cause
        self._part(leg)
        if self._together.withdraw(leg, cause):
            return
        refused = leg.incoming and leg.stage < Stage.CONNECTED
        if leg.asked is not None and not leg.asked.done():
            leg.asked.set_result(self._giving.answer(leg))
            if refused:  # with that the carrier turns the caller away
                asyncio.get_running_loop().call_soon(self._legs.ended, leg, Ended(leg.id, cause))
                return
        if refused or (leg.incoming and leg.dial):
            self._tasks.spawn(self._refuse(leg, cause))
        else:
            self._dialling.hang_up(leg, cause)

    async def _refuse(self, leg: Leg, cause: Cause) -> None:
        """A caller who was not answered, or whose phones were rung by a document, is hung up by the next document.

        The carrier is about to ask for it.
        """
        await asyncio.sleep(ASKED_WITHIN)
        self._dialling.hang_up(leg, cause)

    async def _hang_up_strange(self, name: LegId, cause: Cause) -> None:
        """A leg that nobody has taken over, perhaps."""
        entry = await self._book.entry(name)
        leg = None if entry is None or not entry.sid else self._take_over(Found(entry, Stage.CONNECTED))
        if leg is not None:
            self._hang_up(leg, cause)

    # Legs

    def _take_over(self, found: Found) -> Leg | None:
        entry, carrier = found.entry, self._carriers.get(found.entry.trunk)
        if carrier is None:
            return None
        answered = found.state is LegState.ANSWERED
        leg = Leg(entry.call, entry.leg, carrier, incoming=entry.incoming, sid=entry.sid, answered=answered, rang=True)
        leg.stage, leg.doing, leg.place = found.stage, Unknown(), found.place
        if not entry.sid:
            leg.doubted_at = asyncio.get_running_loop().time()
        self._legs.add(leg)
        return leg

    def _look(self, leg: Leg) -> None:
        self._looking.soon(leg)

    def _forget(self, leg: LegId) -> None:
        self._rooms.ended(leg)
        self._tasks.spawn(self._book.remove(leg))

    def _let_go(self) -> None:
        self._up = False
        self._on_ready, self._on_lost = not_ready, not_lost
        self._dialling.stop()
        self._hooks.close()
        self._legs.clear()

    # The accounts

    async def _watch(self) -> None:
        """Ask every account how it is, and say when the first answers, or none does any more."""
        while True:
            await asyncio.gather(*map(self._health.ask, list(self._carriers.values())))
            self._judge()
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEALTH_EVERY if self._up else HEALTH_AGAIN):
                    await self._changed.wait()

    def _judge(self) -> None:
        """Connected is who reaches one of the accounts' carriers, or has no account."""
        reached = [self._health.reached.get(trunk, False) for trunk in self._carriers]
        up = any(reached) or not reached
        if up == self._up:
            return
        self._up = up
        if up:
            self._on_ready(Cause.UNKNOWN)
        else:
            self._on_lost("no carrier answers")
            self._changed.set()
