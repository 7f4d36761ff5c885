"""A switchboard on virtual time: real turns on SQLite in memory, the practice network, and kills at will."""

import threading
from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from itertools import count
from typing import TypeVar

from sqlalchemy import Connection, Engine, insert

from offhook.calls.events import Event, FlowFailed
from offhook.calls.journal import Entry
from offhook.calls.kernel import Fallback, Flows, Needs
from offhook.calls.questions import Answer, Granted, KeepMessage, MayDial, Noted, Question, Refused, WhereTo
from offhook.calls.values import E164, CallId, ClickToCall, LegId, LineUsed, Party, TrunkId
from offhook.clock import VirtualClock
from offhook.contacts.model import contacts
from offhook.flows import FLOWS, NEEDS, fallback
from offhook.lines.model import lines
from offhook.people.model import members
from offhook.records import store
from offhook.records.live import Change, LiveStream
from offhook.records.store import CallRow
from offhook.storage.errors import DatabaseAway, WriteLost, WriteUncertain
from offhook.storage.storage import InlineStorage
from offhook.switchboard.beginning import Placing, Receive, refuse_all
from offhook.switchboard.switchboard import Switchboard
from offhook.switchboard.turn import Answers as Answering
from offhook.switchboard.turn import Arrival, Done, LiveCall, Settle
from offhook.telephony.simulated.network import Network, Trunk
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press, Script
from offhook.telephony.simulated.telephony import SimulatedTelephony
from offhook.workspaces.model import workspaces
from tests.answers import plainly
from tests.databases import fresh_sqlite
from tests.virtual import run_now

T = TypeVar("T")

WORKSPACE = "ws_one"
TRUNK, SECOND_TRUNK = TrunkId("trunk_a"), TrunkId("trunk_b")
ANN, DANA, LINE = E164("+12025550111"), E164("+12025550122"), E164("+12025550100")
CLICK = ClickToCall(
    member=Party("mem_ann", "Ann", ANN),
    contact=Party("con_dana", "Dana", DANA),
    line=LineUsed("line_one", LINE, "Sales", "en", "US", (TRUNK,)),
    ring_member=30.0,
    ring_contact=45.0,
)
CALL = CallId("call_1")
ANN_PRESSES: Script = Answers(2.0, (Press("5", 1.0),))
DANA_TALKS: Script = Answers(3.0, (HangUp(60.0, Moment.BRIDGE),))
MEMBER_LEG, CONTACT_LEG = LegId("call_1-1"), LegId("call_1-2")


class Fails(Enum):
    """When a write fails."""

    BEFORE = auto()
    """The work never ran."""
    AFTER = auto()
    """The work ran and was undone."""
    COMMITTED = auto()
    """The work was committed, and the connection broke before that could be said."""


class FlakyStorage(InlineStorage):
    """Fails the next writes as it is told to, as a database that goes away does."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.failures: deque[Fails] = deque()

    def _run(self, fn: Callable[[Connection], T]) -> T:
        def work(conn: Connection) -> T:
            result = fn(conn)
            if self._is_due(Fails.AFTER):
                raise WriteLost("the database went away before the commit")
            return result

        if self._is_due(Fails.BEFORE):
            raise DatabaseAway("the database is away")
        result = super()._run(work)
        if self._is_due(Fails.COMMITTED):
            raise WriteUncertain("the database went away during the commit")
        return result

    def _is_due(self, how: Fails) -> bool:
        due = bool(self.failures) and self.failures[0] is how
        if due:
            self.failures.popleft()
        return due


class Desk:
    """One installation: a database, SQLite in memory unless given, a network, and the worker of the moment."""

    def __init__(self, engine: Engine | None = None) -> None:
        self.clock = VirtualClock()
        self.network = Network(self.clock)
        self.network.trunk(TRUNK, Trunk.UP)
        self.storage = FlakyStorage(fresh_sqlite() if engine is None else engine)
        self.flows: Flows = FLOWS
        self.needs: Needs = NEEDS
        self.answer: Answer = Granted(3600.0)
        """To a question about limits."""
        self.kept: list[str] = []
        """Recordings that were kept."""
        self.receive: Receive = refuse_all
        self.answers: Answering = self._answer
        self.fallback: Fallback = fallback
        self.settle: Settle = lambda *_: None
        self.live = LiveStream("boot")
        self.storage.submit(furnish, _must)
        self.telephony: SimulatedTelephony
        self.switchboard: Switchboard
        self.start()

    def start(self) -> None:
        """A new worker on what is there."""
        self.telephony = SimulatedTelephony(self.network)
        self.switchboard = Switchboard(
            self.storage,
            self.telephony,
            self.clock,
            flows=self.flows,
            needs=self.needs,
            fallback=self.fallback,
            answers=self.answers,
            settle=lambda *ended: self.settle(*ended),
            receive=lambda *given: self.receive(*given),
            live=self.live,
            spawn=run_now,
        )
        self.switchboard.start()
        self.clock.run(0.1)

    def _answer(self, conn: Connection, workspace: str, call: CallId, question: Question, now: int) -> Answer:
        match question:
            case MayDial():
                return self.answer
            case WhereTo(to=to):
                return Refused(f"nobody is called {to} here")
            case KeepMessage(recording=recording):
                self.kept.append(recording)
                return Noted()
            case _:
                return plainly(conn, call, question)

    def close(self) -> None:
        """Let go of the database."""
        run_now(self.storage.close())

    def kill(self) -> None:
        """SIGKILL: memory is gone at once, the database and the network stay."""
        self.telephony.kill()
        self.switchboard._cancel_timers()  # a dead process has no timers
        self.switchboard._stopped = True
        self.switchboard._reconciler.stop()

    def place(self, click: ClickToCall = CLICK, call: CallId = CALL) -> None:
        self.place_and_tell(_must, click, call)

    def place_and_tell(
        self, told: Callable[[CallId | BaseException], None], click: ClickToCall = CLICK, call: CallId = CALL
    ) -> None:
        self.switchboard.place(call, lambda conn, call, now: Placing(WORKSPACE, click), told)

    def run(self, seconds: float) -> None:
        self.clock.run(seconds)

    def read(self, fn: Callable[[Connection], T]) -> T:
        found: list[T | BaseException] = []
        self.storage.submit(fn, found.append)
        _must(found[0])
        return found[0]  # type: ignore[return-value]

    @property
    def live_call(self) -> LiveCall:
        return self.switchboard.live_calls[CALL]

    @property
    def record(self) -> CallRow:
        return self.record_of(CALL)

    def record_of(self, call: CallId) -> CallRow:
        row = self.read(lambda conn: store.get(conn, WORKSPACE, call))
        assert row is not None
        return row

    @property
    def journal(self) -> list[Entry]:
        return self.read(lambda conn: store.entries(conn, CALL))

    @property
    def events(self) -> list[type[Event]]:
        return [type(entry.event) for entry in self.journal]

    @property
    def faults(self) -> list[str]:
        """Why the fallback took the call over."""
        return [entry.event.error for entry in self.journal if isinstance(entry.event, FlowFailed)]

    @property
    def states_told(self) -> list[str]:
        """What live readers were told of calls."""
        return [change.state for _, _, change in self.live._kept if isinstance(change, Change)]

    def break_the_commit_of(self, number: int) -> threading.Event:
        """Of the turn with this number from now on; set once it is broken."""
        turns, broken, taken = self.switchboard._turns, threading.Event(), count()
        take = turns.take

        def counting(conn: Connection, call: LiveCall, arrival: Arrival) -> Done:
            if next(taken) == number:
                self.storage.failures.append(Fails.COMMITTED)
                broken.set()
            return take(conn, call, arrival)

        turns.take = counting  # type: ignore[method-assign]
        return broken


def desk_with_people() -> Desk:
    """One where Ann and Dana talk for a minute when she calls."""
    desk = Desk()
    desk.network.phone(ANN, ANN_PRESSES)
    desk.network.phone(DANA, DANA_TALKS)
    return desk


def _must(result: object) -> None:
    if isinstance(result, BaseException):
        raise result


def furnish(conn: Connection) -> None:
    conn.execute(
        insert(workspaces).values(id=WORKSPACE, name="One", country="US", time_zone="UTC", voice=True, created_at=1)
    )
    conn.execute(insert(contacts).values(id="con_dana", workspace_id=WORKSPACE, name="Dana", fields={}, created_at=1))
    conn.execute(
        insert(members).values(
            id="mem_ann",
            workspace_id=WORKSPACE,
            name="Ann",
            role="agent",
            active=True,
            may_unmask=False,
            created_at=1,
            copies="none",
        )
    )
    conn.execute(
        insert(lines).values(
            id="line_one", workspace_id=WORKSPACE, number=LINE, name="Sales", language="en", voice=True, created_at=1
        )
    )
