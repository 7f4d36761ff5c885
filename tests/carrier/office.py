"""A whole office behind the carrier: the real switchboard, flows, adapter and keeper, on time that leaps.

Its worker may be killed at every boundary: before and after a commit, a request to the carrier, and an answer to it.
What survives is the database, the book and the carrier; whoever stands in front answers meanwhile, as the guide says.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar, cast
from unittest.mock import patch

import aiohttp
from aiohttp import web
from msgspec import structs
from sqlalchemy import Connection, select

from offhook.calls.arguments import FromPhone, ToContact
from offhook.calls.events import Incoming
from offhook.calls.questions import (
    Answer,
    Destination,
    Granted,
    KeepMessage,
    MarkMessage,
    MayDial,
    Noted,
    Opened,
    OpenMailbox,
    Proven,
    ProvePhone,
    Question,
    Refused,
    Shut,
    Unproven,
    WhereTo,
    WhomToCall,
)
from offhook.calls.values import Caller, CallId, ClickToCall, Inbound, Message, Order, Way
from offhook.clock import Clock
from offhook.flows import FLOWS, NEEDS, fallback
from offhook.networks.recordings import KeptRecordings
from offhook.records import store as records
from offhook.records.live import LiveStream
from offhook.records.store import CallRow
from offhook.switchboard.beginning import Placing, Receiving, Refusing
from offhook.switchboard.switchboard import Switchboard
from offhook.telephony.webhooks.adapter import WebhookTelephony
from offhook.telephony.webhooks.book import Notebook
from offhook.voicemail import store as voicemails
from offhook.voicemail.files import Files
from offhook.voicemail.keeper import Keeper
from offhook.voicemail.model import State
from offhook.voicemail.model import voicemails as voicemail_table
from offhook.voicemail.room import Room
from tests.answers import plainly
from tests.carrier import shapes
from tests.carrier.direct import Direct
from tests.carrier.far import FarSide, TwimlSide
from tests.carrier.mortal import Disk, LoopClock, MortalBook, MortalSession
from tests.carrier.people import CALL_DANA, CAROL, DANA, PHONE_PIN, PIN
from tests.carrier.phones import Phone, Script
from tests.carrier.virtual_time import passes
from tests.carrier.webhooks import CALM, Faults
from tests.simulation.database import WORKSPACE, new_database

T = TypeVar("T")

STARTS_AFTER = 0.7
"""Seconds from a kill until the next worker starts."""
GIVE_UP = 1800.0


class Worker:
    """One process of Offhook, as far as calls and voicemail go."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.alive = True
        self.answering: set[asyncio.Future[Any]] = set()
        self._tasks: set[asyncio.Future[Any]] = set()
        self.clock: Clock = LoopClock(self)
        self.telephony = WebhookTelephony(MortalBook(self, office.book), office.new_call)
        session = cast(aiohttp.ClientSession, MortalSession(self, office.to_carrier))
        self.telephony.use(office.carrier.ours(session))
        disk = Disk(self)
        self.switchboard = Switchboard(
            disk,
            self.telephony,
            self.clock,
            flows=FLOWS,
            needs=NEEDS,
            fallback=fallback,
            answers=self._answer,
            receive=office.receive,
            live=LiveStream("tried"),
            spawn=self.spawn,
        )
        recordings, room = KeptRecordings(self.telephony), Room([], self.clock)
        self._keeper = Keeper(disk, office.files, recordings, self.clock, room, silence_is_empty=False)
        self.switchboard.start()
        self.spawn(self._keeper.run())

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def kill(self) -> None:
        """SIGKILL: from here on nothing that it began has an effect."""
        self.alive = False
        self.telephony.kill()
        for task in (*self.answering, *self._tasks):
            task.cancel()

    def dies(self) -> bool:
        """A boundary; whether it is dead now."""
        if self.alive:
            self.office.boundary()
        return not self.alive

    async def passes_boundary(self) -> None:
        self.dies()
        await self.lives()

    async def lives(self) -> None:
        """What a dead worker would do next never happens."""
        if not self.alive:
            await asyncio.get_running_loop().create_future()

    def _answer(self, conn: Connection, workspace: str, call: CallId, question: Question, now: int) -> Answer:
        if isinstance(question, KeepMessage):
            asyncio.get_running_loop().call_soon(self._keeper.poke)
        return self.office.answer(conn, call, question, now)


@dataclass
class Office:
    """What outlives a worker, and the worker."""

    carrier: FarSide
    to_carrier: aiohttp.ClientSession
    kill_at: int | None = None
    """At which boundary its first worker is killed, counted from 1."""
    book: Notebook = field(default_factory=Notebook)
    boundaries: int = 0
    killed: bool = False
    rings: Inbound | FromPhone | None = None
    """What a call that comes in starts with; its caller is put in."""
    prepared: bool = False
    """Whether the dialer of the phone that calls has said whom to call."""
    marked: list[str] = field(default_factory=list)
    """Messages that were heard."""
    worker: Worker | None = None
    _calls: int = 0
    _people: set[asyncio.Future[None]] = field(default_factory=set)
    folder: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)

    def __post_init__(self) -> None:
        self.engine = new_database()
        self.files = Files(Path(self.folder.name))

    async def open(self) -> None:
        """Start a worker."""
        self.start()
        await self.until(lambda: self.worker is not None and self.worker.telephony.ready, "connection")
        await passes(1.0)
        self.boundaries = 0

    async def close(self) -> None:
        for person in self._people:
            person.cancel()
        if self.worker is not None:
            self.worker.kill()
        await passes(0.1)
        self.folder.cleanup()

    # The worker

    def start(self) -> None:
        self.worker = Worker(self)

    def boundary(self) -> None:
        """One is passed; the worker may be killed there."""
        self.boundaries += 1
        if self.boundaries == self.kill_at and self.worker is not None:
            self.worker.kill()
            self.worker, self.killed = None, True
            asyncio.get_running_loop().call_later(STARTS_AFTER, self.start)

    async def webhook(self, request: web.Request) -> web.Response:
        """What the carrier asks reaches the worker, if there is one."""
        body, worker = await request.read(), self.worker
        headers = {name.lower(): value for name, value in request.headers.items()}
        if worker is None or worker.dies():
            return self._in_front()
        task = asyncio.ensure_future(worker.telephony.webhook(request.path_qs, headers, body))
        worker.answering.add(task)
        task.add_done_callback(worker.answering.discard)
        with suppress(asyncio.CancelledError):
            await asyncio.wait({task})
        if task.cancelled() or worker.dies():
            return self._in_front()
        reply = task.result()
        if reply.status == 503:
            return self._in_front()
        return web.Response(status=reply.status, text=reply.body, headers={"Content-Type": reply.kind})

    def _in_front(self) -> web.Response:
        text, kind = self.carrier.in_front
        return web.Response(text=text, content_type=kind)

    # What happens in it

    def phone(self, number: str, script: Script) -> Phone:
        phone = self.carrier.phone(number)
        phone.script = script
        return phone

    def meanwhile(self, *people: Coroutine[Any, Any, None]) -> None:
        """What people do."""
        self._people.update(map(asyncio.ensure_future, people))

    def place(self, call: ClickToCall) -> None:
        """Somebody clicks, once; an answer that they never get makes them ask nothing again."""
        assert self.worker is not None
        self.worker.switchboard.place(self.new_call(), lambda conn, call_id, now: Placing(WORKSPACE, call), _noted)

    def call_in(self, phone: Phone, rings: Inbound) -> None:
        self.rings = rings
        self.carrier.call_in(phone)

    def call_from_phone(self, phone: Phone, call: FromPhone, *, prepared: bool) -> None:
        """One of the line's own phones calls it, with or without its dialer's having said whom to call."""
        self.rings, self.prepared = call, prepared
        self.carrier.call_in(phone, attested=call.attested)

    def new_call(self) -> CallId:
        self._calls += 1
        return CallId(f"call_{self._calls:026}")

    def receive(self, conn: Connection, call: CallId, incoming: Incoming, way: Way, now: int) -> Receiving | Refusing:
        match self.rings:
            case Inbound() as rings:
                caller = Caller(incoming.leg, incoming.caller, "Dana", "con_0")
                return Receiving(WORKSPACE, structs.replace(rings, caller=caller, trunk=incoming.trunk))
            case FromPhone(caller=phone) as passed_on:
                assert incoming.attested == passed_on.attested
                caller_ = structs.replace(phone, leg=incoming.leg)
                return Receiving(WORKSPACE, structs.replace(passed_on, caller=caller_, trunk=incoming.trunk))
            case None:
                raise AssertionError("nobody was to call")

    def answer(self, conn: Connection, call: CallId, question: Question, now: int) -> Answer:
        """As the stores do; one PIN opens the mailbox, one proves a phone, one colleague takes what is handed on."""
        match question:
            case KeepMessage(recording=recording):
                voicemails.begin(conn, WORKSPACE, call, recording, now)
                return Noted()
            case MayDial():
                return Granted(longest=3600.0)
            case WhereTo(to=to):
                return Destination("Carol", (CAROL,), Order.ALL, 20.0) if to == "carol" else Refused("nobody")
            case OpenMailbox(pin=pin):
                return Opened("Ann", (Message("vm_1", "", DANA, "Dana"),)) if pin == PIN else Shut(locked=False)
            case ProvePhone(pin=pin):
                return Proven() if pin == PHONE_PIN else Unproven(locked=False)
            case WhomToCall(typed=typed):
                if typed == CALL_DANA.contact.number.removeprefix("+") or (self.prepared and not typed):
                    self.prepared = False
                    return ToContact(CALL_DANA.contact, CALL_DANA.ring_contact)
                return Refused("the phone's dialer has not said whom to call")
            case MarkMessage(voicemail=voicemail):
                self.marked.append(voicemail)
                return Noted()
            case _:
                return plainly(conn, call, question)

    # Looking

    async def until(self, holds: Callable[[], object], what: str, within: float = 60.0) -> None:
        """Let time pass until it holds."""
        deadline = asyncio.get_running_loop().time() + within
        while not holds():
            assert asyncio.get_running_loop().time() < deadline, f"no {what} within {within:g} s"
            await passes(0.5)

    async def over(self) -> None:
        """Until every call has ended, here and at the carrier, and nothing waits to be kept."""
        await self.until(lambda: self.carrier.calls() or self.killed, "call", 120.0)
        await self.until(self._is_over, "end of everything", GIVE_UP)

    def _is_over(self) -> bool:
        if self.worker is None or not self.worker.telephony.ready or self.worker.switchboard.live_calls:
            return False
        if any(call.up for call in self.carrier.calls().values()) or any(
            not leg.ended for leg in self.book.legs.values()
        ):
            return False
        with self.engine.connect() as conn:
            return not records.live_calls(conn) and not voicemails.waiting(conn)

    def calls(self) -> list[CallRow]:
        """The records."""
        with self.engine.connect() as conn:
            found = [records.get(conn, WORKSPACE, CallId(f"call_{nth:026}")) for nth in range(1, self._calls + 1)]
        return [call for call in found if call is not None]

    def messages(self) -> list[tuple[State, bool]]:
        """Voicemails: their state, and whether there is audio of them."""
        with self.engine.connect() as conn:
            rows = conn.execute(select(voicemail_table.c.state, voicemail_table.c.duration_ms))
            return [(State(row.state), bool(row.duration_ms)) for row in rows]


Side = Callable[[aiohttp.ClientSession, Faults, int], FarSide]
"""Makes a carrier that reaches the office over this session, with such faults, by this seed."""


@asynccontextmanager
async def office(
    faults: Faults = CALM, seed: int = 0, kill_at: int | None = None, side: Side = TwimlSide
) -> AsyncIterator[Office]:
    """All of it, with one line."""
    app = web.Application()
    found: list[Office] = []

    async def webhook(request: web.Request) -> web.Response:
        return await found[0].webhook(request)

    async def sound(_: web.Request) -> web.Response:
        return web.Response(body=shapes.silence(6.0), content_type="audio/wav")

    app.router.add_get("/carriers/sounds/{name}.wav", sound)
    app.router.add_post("/{path:.*}", webhook)
    to_office = Direct(app)
    carrier = side(to_office.session, faults, seed)
    to_carrier = Direct(carrier.app())
    found.append(Office(carrier, to_carrier.session, kill_at))
    with patch.object(asyncio, "to_thread", _in_this_thread):
        try:
            await found[0].open()
            yield found[0]
        finally:
            await found[0].close()
            await carrier.close()
            await to_carrier.close()
            await to_office.close()


async def _in_this_thread(do: Callable[..., T], /, *arguments: Any) -> T:
    """Time would leap while a thread works."""
    return do(*arguments)


def _noted(_: CallId | BaseException) -> None:
    """Whoever clicked looks at the page."""
