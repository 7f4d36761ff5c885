"""The carrier's webhooks: who sends them is proved, what they tell is believed once, and what they ask is answered."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

import structlog
from msgspec import Struct

from offhook.calls.commands import Collect, Say
from offhook.calls.events import Collected, Digit, Ended, Incoming, Prompted
from offhook.calls.values import E164, CallId, LegId, Seconds, TrunkId
from offhook.telephony.twiml import documents, messages
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.addresses import About, Addresses, Hook, understood
from offhook.telephony.twiml.book import Book
from offhook.telephony.twiml.giving import Giving
from offhook.telephony.twiml.legs import RINGBACK, InRoom, Leg, Legs, Unknown, Waits
from offhook.telephony.twiml.looking import Looking
from offhook.telephony.twiml.messages import WITHHELD, Stage
from offhook.telephony.twiml.recordings import Recordings
from offhook.telephony.twiml.rooms import Rooms
from offhook.telephony.twiml.signatures import parse_form
from offhook.telephony.twiml.tasks import Tasks

THINKS_FOR: Seconds = 2.0
"""How long a webhook waits for what its leg is to do next: far longer than a turn takes, and well within what a carrier
waits for an answer (15 s)."""
BEGINS_IN: Seconds = 8.0
"""The same for a call that comes in: its plan is made first."""
COMES_BACK_IN: Seconds = 5.0
"""How long a leg of an earlier worker is waited for until this one has taken it over."""
REMEMBERED = 5000

_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_log = structlog.get_logger(__name__)


class Reply(Struct, frozen=True):
    """What a webhook is answered with."""

    status: int
    body: str = ""

    @property
    def kind(self) -> str:
        """Its content type."""
        return "text/xml; charset=utf-8" if self.body else "text/plain; charset=utf-8"


NOTED, STRANGER = Reply(204), Reply(403)


class Seen:
    """Events that were told already. A carrier tells some twice."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()

    def before(self, key: str) -> bool:
        """Whether it was; it is from now on."""
        if key in self._keys:
            return True
        self._keys[key] = None
        if len(self._keys) > REMEMBERED:
            self._keys.popitem(last=False)
        return False


class Hooks:
    """Answers them.

    Args:
        accounts: All of them, by trunk.
        new_call: An id for a call that comes in.
        drop: Ends a call of an account.
    """

    def __init__(
        self,
        legs: Legs,
        addresses: Addresses,
        giving: Giving,
        looking: Looking,
        rooms: Rooms,
        recordings: Recordings,
        book: Book,
        tasks: Tasks,
        accounts: Callable[[], Mapping[TrunkId, Account]],
        new_call: Callable[[], CallId],
        drop: Callable[[Account, str], None],
    ) -> None:
        self._legs = legs
        self._addresses = addresses
        self._giving = giving
        self._looking = looking
        self._rooms = rooms
        self._recordings = recordings
        self._book = book
        self._tasks = tasks
        self._accounts = accounts
        self._new_call = new_call
        self._drop = drop
        self._seen = Seen()
        self._closed = False
        self._adopted = asyncio.Event()
        self._arriving: dict[str, asyncio.Task[Leg | None]] = {}

    def adopted(self) -> None:
        """Legs were taken over: webhooks that wait for theirs look again."""
        self._adopted.set()
        self._adopted = asyncio.Event()

    def close(self) -> None:
        """Answer nothing more: what waits is asked for again, of whoever follows."""
        self._closed = True

    async def take(self, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """One request: its path and query as they came, its headers with names in small letters.

        Whoever can't prove to be the carrier learns nothing, not even whether there is such a trunk.
        """
        hook = understood(target.partition("?")[0])
        account = None if hook is None else self._accounts().get(hook.trunk)
        if hook is None or account is None:
            return STRANGER
        if not account.signed(self._addresses.public + target, headers, body, time.time()):
            _log.warning("webhook_not_signed", trunk=hook.trunk, about=hook.about.value)
            return STRANGER
        form = dict(parse_form(body))
        if hook.about.asks:
            document = await self._asked(account, hook, form)
            return Reply(503) if self._closed else Reply(200, document)
        key = headers.get("i-twilio-idempotency-token") or _key(hook, form)
        if not self._seen.before(f"{hook.about.value} {key}"):
            await self._told(account, hook, form)
        return NOTED

    # What is told

    async def _told(self, account: Account, hook: Hook, form: Mapping[str, str]) -> None:
        if hook.about is About.RECORDING:
            await self._recordings.told(hook.name, form.get("RecordingSid", ""))
            return
        leg = self._leg(hook, form)
        if leg is None:
            await self._of_no_leg(account, hook, form)
            return
        if hook.about is About.ROOM:
            one = self._legs.get(LegId(form.get("ParticipantLabel", ""))) or self._legs.of_sid(form.get("CallSid", ""))
            if one is not None:
                self._rooms.reported(one, form)
            return
        await self._known(leg, form)
        self._looking.is_(leg, form.get("CallStatus", ""), form.get("SipResponseCode", ""))

    async def _of_no_leg(self, account: Account, hook: Hook, form: Mapping[str, str]) -> None:
        """A leg that was given up and rings after all is ended. An earlier worker's is not: reconciling asks for it."""
        up = messages.STAGES.get(form.get("CallStatus", ""), Stage.ENDED) is not Stage.ENDED
        if hook.about is About.STATUS and up and await self._book.entry(hook.leg) is None:
            self._drop(account, form.get("CallSid", ""))

    def _leg(self, hook: Hook, form: Mapping[str, str]) -> Leg | None:
        return self._legs.get(hook.leg) or self._legs.of_sid(form.get("CallSid", ""))

    async def _known(self, leg: Leg, form: Mapping[str, str]) -> None:
        """A leg makes itself known: perhaps nobody could tell whether it had been created."""
        sid = form.get("CallSid", "")
        if sid and not leg.sid:
            leg.doubted_at = None
            leg.stage = max(leg.stage, Stage.DIALLED)
            self._legs.known_as(leg, sid)
            await self._book.put(leg.entry)
            if leg.hangup is not None:
                self._looking.soon(leg)

    # What is asked

    async def _asked(self, account: Account, hook: Hook, form: Mapping[str, str]) -> str:
        if hook.about is About.INCOMING:
            leg = await self._came_in(account, form)
            patience = BEGINS_IN
        else:
            leg = await self._leg_in_time(hook, form)
            patience = THINKS_FOR
        if leg is None:
            return await self._of_nobody(hook)
        await self._known(leg, form)
        self._next(leg, hook, form)
        if isinstance(leg.doing, Waits | Unknown) and leg.hangup is None:
            document = await self._wait(leg, patience)
            if document is not None:
                return document
        if leg.stage is Stage.ENDED:
            return documents.hang_up()
        if leg.hangup is not None and leg.incoming and leg.stage < Stage.CONNECTED:
            asyncio.get_running_loop().call_soon(self._legs.ended, leg, Ended(leg.id, leg.hangup))
        if leg.incoming and not leg.answered and isinstance(leg.doing, Waits):
            leg.does(RINGBACK)
        return self._giving.answer(leg)

    def _next(self, leg: Leg, hook: Hook, form: Mapping[str, str]) -> None:
        """Report what the request tells. One that comes again, or too late, tells nothing."""
        unknown = isinstance(leg.doing, Unknown)
        match hook.about, leg.doing:
            case About.SAID, Say(prompt=prompt) if prompt == hook.name:
                self._done(leg, Prompted(leg.id, prompt))
            case About.COLLECTED, Collect(prompt=prompt, typed=typed) if prompt == hook.name:
                self._done(leg, Collected(leg.id, typed + form.get("Digits", ""), prompt))
            case About.RECORDED, doing if getattr(doing, "recording", None) == hook.name or unknown:
                leg.does(Waits())
                self._recordings.over(leg, hook.name)
            case About.SAID, _ if unknown:
                self._done(leg, Prompted(leg.id, hook.name))
            case About.COLLECTED, _ if unknown:
                self._done(leg, Collected(leg.id, form.get("Digits", ""), hook.name))
            case About.LEFT, InRoom(star=True):
                leg.room = ""
                self._legs.report(leg, Digit(leg.id, "*"))
            case About.LEFT, InRoom():
                leg.room = ""
            case About.DOCUMENT, _ if not leg.incoming:
                self._looking.is_(leg, "in-progress")
            case _:
                pass

    def _done(self, leg: Leg, event: Prompted | Collected) -> None:
        leg.does(Waits())
        self._legs.report(leg, event)

    async def _wait(self, leg: Leg, seconds: Seconds) -> str | None:
        """The document that the next command makes; None when none has come in time."""
        waiting = leg.asked = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait({waiting}, timeout=seconds)
            return waiting.result() if waiting.done() and not waiting.cancelled() else None
        finally:
            if leg.asked is waiting:
                leg.asked = None

    async def _leg_in_time(self, hook: Hook, form: Mapping[str, str]) -> Leg | None:
        """The leg that asks; one of an earlier worker may be taken over within seconds."""
        if (leg := self._leg(hook, form)) is not None:
            return leg
        if await self._book.entry(hook.leg) is None:
            return None
        try:
            async with asyncio.timeout(COMES_BACK_IN):
                while (leg := self._leg(hook, form)) is None:
                    await self._adopted.wait()
        except TimeoutError:
            return None
        return leg

    async def _of_nobody(self, hook: Hook) -> str:
        """A leg that nobody has is hung up: one that was answered too late, say. One that may be taken over waits."""
        if await self._book.entry(hook.leg) is not None:
            return documents.ask_again(2, self._addresses.of(hook.trunk, About.DOCUMENT, hook.leg))
        return documents.hang_up()

    # Calls that come in

    async def _came_in(self, account: Account, form: Mapping[str, str]) -> Leg | None:
        """The leg of a call that comes in, the same for a request that comes again; None for a call that is over."""
        sid = form.get("CallSid", "")
        if (known := self._legs.of_sid(sid)) is not None:
            return known
        if sid not in self._arriving:
            self._arriving[sid] = asyncio.ensure_future(self._begin(account, sid, form))
        try:
            return await asyncio.shield(self._arriving[sid])
        finally:
            self._arriving.pop(sid, None)

    async def _begin(self, account: Account, sid: str, form: Mapping[str, str]) -> Leg | None:
        before = await self._book.came_in(sid)
        if before is not None:
            if before.ended:
                _log.warning("webhook_of_an_old_call", trunk=account.trunk)  # somebody replays it, perhaps
                return None
            return await self._leg_in_time(Hook(account.trunk, About.DOCUMENT, before.leg), form)  # an earlier worker's
        call = self._new_call()
        leg = Leg(call, LegId(f"{call}-1"), account, incoming=True, sid=sid, stage=Stage.RINGING)
        self._legs.add(leg)
        self._tasks.spawn(self._book.put(leg.entry))  # the journal's first entry is written right behind it
        shown = form.get("From", "")
        withheld = shown.lower() in WITHHELD
        caller = E164(shown) if not withheld and _E164.fullmatch(shown) else None
        self._legs.report(leg, Incoming(leg.id, account.trunk, form.get("To", ""), caller, withheld))
        return leg


def _key(hook: Hook, form: Mapping[str, str]) -> str:
    """What tells one event from another, where the carrier sends no token."""
    named = ("CallSid", "ConferenceSid", "RecordingSid", "CallStatus", "StatusCallbackEvent", "SequenceNumber")
    return " ".join([hook.leg, hook.name, *(form.get(name, "") for name in named)])
