"""One simulated run: the real switchboard over the practice network, on virtual time, killed and started again.

What survives a kill is what survives it in life: the database and the network. Everything else of a worker, its
timers, its unfinished writes and what it had not sent, is gone from one moment to the next.
"""

from __future__ import annotations

import functools
import logging
import random
import sqlite3
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog
from msgspec import structs
from sqlalchemy import Connection, Engine, insert

from offhook.calls.arguments import FromSoftphone, ToContact
from offhook.calls.events import Incoming
from offhook.calls.questions import (
    Accept,
    Accepted,
    Answer,
    GiveBack,
    Granted,
    KeepGreeting,
    KeepMessage,
    MarkMessage,
    MayDial,
    MayRecord,
    Noted,
    OpenMailbox,
    Question,
    Refused,
    Shut,
    Taken,
    WhereTo,
)
from offhook.calls.values import CallId, ClickToCall, Inbound, Party, Role, Seconds, Way
from offhook.clock import Clock, Timer, VirtualClock
from offhook.contacts.model import contacts
from offhook.flows import FLOWS, NEEDS, fallback
from offhook.limits import service as limits
from offhook.limits import store as limit_store
from offhook.lines.model import lines
from offhook.people import store as people
from offhook.people.model import members
from offhook.records import store as records
from offhook.records.live import LiveStream
from offhook.records.record import dialled_by
from offhook.storage.engine import open_engine
from offhook.storage.errors import WriteLost, WriteUncertain
from offhook.storage.migrate import upgrade
from offhook.switchboard.beginning import Placing, Receiving
from offhook.switchboard.switchboard import Switchboard
from offhook.telephony.port import NotReady
from offhook.telephony.simulated import CALM, Network, SimulatedTelephony
from offhook.voicemail import store as voicemails
from offhook.workspaces import store as workspaces
from offhook.workspaces.model import workspaces as workspace_table
from tests.simulation.inbound_plan import Arrival
from tests.simulation.plan import LINE, LINE_USED, LONG_ENOUGH, Plan, PlannedCall, draw
from tests.simulation.steering import Steered, where_to

T = TypeVar("T")

WORKSPACE = "ws_1"
PEOPLE = 3
GIVE_UP: Seconds = 1200.0
"""A run that is not over by then never will be."""


class Killed(Exception):
    """The worker is gone; nothing of it goes on."""


class Mortal:
    """A worker's clock: what it planned never happens once it is dead, and its wall clock may be set."""

    def __init__(self, clock: Clock, jump: tuple[int, int]) -> None:
        self.boot = clock.boot
        self.alive = True
        self._clock = clock
        self._jump = jump

    def now(self) -> int:
        now, (at, by) = self._clock.now(), self._jump
        return now + by if now >= at else now

    def mono(self) -> int:
        return self._clock.mono()

    def call_later(self, seconds: float, do: Callable[[], None]) -> Timer:
        return self._clock.call_later(seconds, lambda: do() if self.alive else None)


class Writing:
    """A worker's way to the database: one write after the other, each taking its time, some failing."""

    def __init__(self, engine: Engine, clock: Mortal, dice: random.Random, world: World) -> None:
        self._engine = engine
        self._clock = clock
        self._dice = dice
        self._world = world
        self._waiting: deque[tuple[Callable[[Connection], Any], Callable[[Any], None]]] = deque()
        self._busy = False

    def submit(
        self,
        job: Callable[[Connection], T],
        done: Callable[[T | BaseException], None],
        *,
        live: bool = False,
        patience: float | None = None,
    ) -> None:
        """Run the job in a transaction some time later, and tell some time after its commit."""
        self._waiting.append((job, done))
        self._next()

    def _next(self) -> None:
        if self._waiting and not self._busy:
            self._busy = True
            job, done = self._waiting.popleft()
            self._clock.call_later(self._world.lock_left() + self._takes(), functools.partial(self._run, job, done))

    def _run(self, job: Callable[[Connection], Any], done: Callable[[Any], None]) -> None:
        if self._world.boundary():
            return
        result: Any
        try:
            with self._engine.begin() as connection:
                result = job(connection)
                fails = self._dice.random() < self._world.plan.write_failures and not self._world.calm
                if fails and self._dice.random() < 0.5:
                    raise WriteLost("the disk said no")
            if fails:
                raise WriteUncertain("the connection broke during the commit")
        except Exception as error:
            result = error
        if not self._world.boundary():
            self._clock.call_later(self._takes(), functools.partial(self._tell, done, result))

    def _tell(self, done: Callable[[Any], None], result: object) -> None:
        self._busy = False
        try:
            done(result)
        except WriteLost:  # it could not even load its calls: such a process ends, and is started again
            self._world.kill()
        if not self._world.boundary():
            self._next()

    def _takes(self) -> Seconds:
        slow = self._dice.random() < self._world.plan.slow_writes and not self._world.calm
        return self._dice.uniform(0.0001, 1.0 if slow else 0.002)


class Worker:
    """One process of Offhook, as far as calls go."""

    def __init__(self, world: World, number: int) -> None:
        self.clock = Mortal(world.clock, world.jump)
        self.telephony = SimulatedTelephony(world.network, faults=world.faults, seed=world.plan.seed * 1000 + number)
        self.switchboard = Switchboard(
            Writing(world.engine, self.clock, world.dice, world),
            self.telephony,
            self.clock,
            flows=FLOWS,
            needs=NEEDS,
            fallback=fallback,
            answers=world.answer,
            receive=world.receive,
            live=LiveStream("simulated"),
            spawn=run_now,
            settle=limit_store.settle,
        )
        self.switchboard.start()

    def kill(self) -> None:
        """SIGKILL."""
        self.clock.alive = False
        self.telephony.kill()


class World:
    """Everything of one run. `play` it, then look at the truth and at the database."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.calm = False
        self.faults = plan.faults
        self.clock = VirtualClock()
        self.began = self.clock.now()
        at, by = plan.jump or (0.0, 0.0)
        self.jump = (self.began + round(at * 1e6), round(by * 1e6))
        self.dice = random.Random(plan.seed + 1)
        self._calling = CallId("")
        self.network = Network(self.clock, new_call=lambda: self._calling)
        for trunk, behaviour in plan.trunks.items():
            self.network.trunk(trunk, behaviour)
        for number, script in plan.phones.items():
            self.network.phone(number, script)
        self.engine = new_database()
        self.worker: Worker | None = None
        self.workers = 0
        self.asked_to_hang_up: set[CallId] = set()
        self.kills: list[Seconds] = []

    @property
    def seconds(self) -> Seconds:
        return (self.clock.now() - self.began) / 1e6

    def play(self) -> None:
        """From the first call to the end of the last, faults included, and a while beyond."""
        self.start()
        for at in self.plan.kills:  # all before the calm
            self.clock.call_later(at, self.kill)
        for call in self.plan.calls:
            self.clock.call_later(call.placed, functools.partial(self._place, call))
        began = {call.id: call.placed for call in self.plan.calls} | {call.id: call.came for call in self.plan.arrivals}
        for steered in self.plan.steered:
            self.clock.call_later(began[steered.call] + steered.at, functools.partial(self._steer, steered))
        for arrival in self.plan.arrivals:
            self.clock.call_later(arrival.came, functools.partial(self._call_in, arrival))
        self.clock.run(LONG_ENOUGH)
        self.calm, self.faults = True, CALM
        if self.worker is not None:
            self.worker.telephony.calm()
        while self.busy() and self.seconds < GIVE_UP:
            self.clock.run(10.0)
        self.clock.run(40.0)

    def busy(self) -> bool:
        """Whether anything goes on."""
        return bool(
            self.network.survivors() or self.worker is None or not self.worker.telephony.ready or self._live_calls()
        )

    # The worker

    def start(self) -> None:
        """Start a worker, where none runs."""
        if self.worker is None:
            self.workers += 1
            self.worker = Worker(self, self.workers)

    def kill(self) -> None:
        """Kill it; another one is started after a while."""
        if self.worker is not None:
            self.worker.kill()
            self.worker = None
            self.kills.append(self.seconds)
            self.clock.call_later(self.dice.choice((0.3, self.dice.uniform(0.3, 15.0))), self.start)

    def boundary(self) -> bool:
        """A point at which a kill may strike; whether it did."""
        if not self.calm and self.dice.random() < self.plan.kill_rate:
            self.kill()
            return True
        return self.worker is None

    def away_s(self, since: int, until: int) -> Seconds:
        """For how many seconds between two moments (UTC, microseconds) nobody was connected to the network."""
        return sum(
            max(0, min(end, until) - max(begin, since)) / 1e6
            for begin, end in self.network.truth.alone(self.clock.now())
        )

    @property
    def undisturbed(self) -> bool:
        """Whether no worker was killed, and no connection lost."""
        return self.workers == 1 and not self.plan.faults.loss_every

    def lock_left(self) -> Seconds:
        """How long the database stays locked."""
        return max(
            (at + length - self.seconds for at, length in self.plan.locks if at <= self.seconds <= at + length),
            default=0.0,
        )

    # People

    def _place(self, call: PlannedCall) -> None:
        def prepare(conn: Connection, call_id: CallId, now: int) -> Placing:
            workspace, member = workspaces.lock(conn, WORKSPACE), people.get(conn, WORKSPACE, f"mem_{call.index}")
            assert workspace is not None
            assert member is not None
            limits.check_place(conn, workspace, member, {"to": call.contact}, now)
            return Placing(WORKSPACE, structs.replace(arguments(call), keys=bool(self.plan.steered)))

        def placed(result: CallId | BaseException) -> None:
            if isinstance(result, BaseException):
                self.clock.call_later(1.0, functools.partial(self._place, call))

        if self.seconds > LONG_ENOUGH - 30 or call.id in self._known_calls():
            return
        try:
            if self.worker is None:
                raise NotReady("there is no worker")
            self.worker.switchboard.place(call.id, prepare, placed)
        except NotReady:
            self.clock.call_later(1.0, functools.partial(self._place, call))
            return
        if call.hang_up is not None:
            self.clock.call_later(call.hang_up, functools.partial(self._hang_up, call.id))

    def _call_in(self, arrival: Arrival) -> None:
        self._calling, phone = arrival.id, self.network.phones[arrival.caller]
        if not self.network.running:
            return
        match arrival.arguments:
            case FromSoftphone(caller=me) as call:
                self.network.dial(phone, me.softphone, dialled_by(call))
            case Inbound(line=line):
                self.network.call_in(phone, line.number, arrival.trunk)
        leg = phone.legs[-1]
        self.clock.call_later(arrival.gives_up, lambda: leg.hang_up() if leg.truth.up else None)
        if arrival.hang_up is not None:
            self.clock.call_later(arrival.hang_up, functools.partial(self._hang_up, arrival.id))

    def receive(self, conn: Connection, call: CallId, incoming: Incoming, way: Way, now: int) -> Receiving:
        """Whom a call to the line rings: what is planned."""
        planned = next(arrival.arguments for arrival in self.plan.arrivals if arrival.id == call)
        if isinstance(planned, Inbound):
            return Receiving(WORKSPACE, structs.replace(planned, keys=bool(self.plan.steered)))
        if isinstance(planned.to, ToContact):
            workspace, member = workspaces.lock(conn, WORKSPACE), people.get(conn, WORKSPACE, planned.caller.member)
            assert workspace is not None
            assert member is not None
            limits.check_place(conn, workspace, member, {"to": planned.to.contact.number}, now)
        return Receiving(WORKSPACE, planned)

    def _hang_up(self, call: CallId) -> None:
        if self.worker is not None:
            self.asked_to_hang_up.add(call)
            self.worker.switchboard.hang_up(call, "Ann")

    def _steer(self, steered: Steered) -> None:
        if self.worker is not None:
            match steered.request:
                case str() as keys:
                    for leg in [leg for phone in self.network.phones.values() for leg in phone.legs]:
                        if leg.truth.call == steered.call and leg.truth.role is Role.MEMBER and leg.talking:
                            for key in keys:
                                leg.press(key)
                case request:
                    self.worker.switchboard.deliver(steered.call, request)

    def answer(self, conn: Connection, workspace: str, call: CallId, question: Question, now: int) -> Answer:
        """As the worker does, but of talk time no more than is planned."""
        match question:
            case WhereTo():
                return where_to(question, LINE_USED)
            case MayDial():
                return self._limits(conn, workspace, call, question, now)
            case Accept(leg=leg):
                holder = records.claim(conn, call, leg)
                return Accepted() if holder is None else Taken(by=holder)
            case GiveBack(leg=leg):
                records.give_back(conn, call, leg)
                return Noted()
            case MayRecord() | MarkMessage() | KeepGreeting():
                return Noted()
            case OpenMailbox():
                return Shut(locked=False)
            case KeepMessage(recording=recording):
                voicemails.begin(conn, workspace, call, recording, now)
                return Noted()

    def _limits(self, conn: Connection, workspace: str, call: CallId, question: MayDial, now: int) -> Granted | Refused:
        planned = next((planned for planned in self.plan.calls if planned.id == call), None)
        if planned is None:  # from a softphone
            return limits.may_dial(conn, workspace, call, question.member, question.to, now)
        if isinstance(planned.allowance, Refused):
            return planned.allowance
        allowed = limits.may_dial(conn, workspace, call, question.member, question.to, now)
        assert isinstance(allowed, Granted)
        assert isinstance(planned.allowance, Granted)
        return structs.replace(allowed, longest=min(allowed.longest, planned.allowance.longest))

    def _known_calls(self) -> set[CallId]:
        with self.engine.connect() as conn:
            return {CallId(row.id) for row in conn.exec_driver_sql("SELECT id FROM calls")}

    def _live_calls(self) -> int:
        with self.engine.connect() as conn:
            return int(conn.exec_driver_sql("SELECT count(*) FROM calls WHERE ended_at IS NULL").scalar_one())


def run_now(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that waits for nothing, as those of the practice network are."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise AssertionError(f"{coroutine} waits for something that virtual time does not have")


def arguments(call: PlannedCall) -> ClickToCall:
    """What the call is placed with."""
    return ClickToCall(
        member=Party(f"mem_{call.index}", "Ann", call.member),
        contact=Party(f"con_{call.index}", "Dana", call.contact),
        line=LINE_USED,
        ring_member=call.ring_member,
        ring_contact=call.ring_contact,
    )


@contextmanager
def silence() -> Iterator[None]:
    """Keep the switchboard's log away: it tells of faults that are meant to happen."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.reset_defaults()


def play(seed: int) -> World:
    """Play a seed to its end."""
    world = World(draw(seed))
    with silence():
        world.play()
    return world


def new_database() -> Engine:
    """A database in memory that has the schema, a workspace, and people in it. One run at a time in a process."""
    engine = _engine()
    raw = engine.raw_connection().driver_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.deserialize(_template())
    return engine


@functools.cache
def _engine() -> Engine:
    return open_engine("sqlite://")  # once: an engine of its own for each run would compile every statement anew


@functools.cache
def _template() -> bytes:
    engine = open_engine("sqlite://")
    upgrade(engine)
    with engine.begin() as conn:
        conn.execute(
            insert(workspace_table),
            {"id": WORKSPACE, "name": "Offhook", "country": "US", "time_zone": "UTC", "voice": True, "created_at": 0},
        )
        conn.execute(
            insert(lines),
            {
                "id": "line_1",
                "workspace_id": WORKSPACE,
                "number": LINE,
                "name": "Main",
                "language": "en",
                "voice": True,
                "created_at": 0,
            },
        )
        for index in range(PEOPLE):
            common = {"workspace_id": WORKSPACE, "created_at": 0}
            conn.execute(
                insert(members), common | {"id": f"mem_{index}", "name": "Ann", "role": "agent", "active": True}
            )
            conn.execute(insert(contacts), common | {"id": f"con_{index}", "name": "Dana", "fields": {}})
    raw = engine.raw_connection().driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw.serialize()
