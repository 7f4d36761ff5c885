"""One turn of a call: take an event, run the flow, write both down. All of it in one transaction.

What a turn changes in memory counts only once it is committed. Until then the call is `unsettled`, and a turn that
finds it so rebuilds it from the journal first: memory is never ahead of what is written.

Where the journal then holds more than was `settled`, the turn before was committed after all: PostgreSQL vanished
before it could say so. What was said in it is handed over then, and its event is not fed again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection

from offhook.calls.commands import Command
from offhook.calls.events import (
    Answered,
    Bridged,
    Collected,
    Digit,
    Ended,
    Event,
    FlowFailed,
    Prompted,
    Recorded,
    Ringing,
)
from offhook.calls.flow import Outcome
from offhook.calls.journal import Entry, Mismatch, Stamp, milliseconds_between, rebuild
from offhook.calls.kernel import Answerer, Fallback, Flows, Runner
from offhook.calls.questions import Answer, Question
from offhook.calls.values import CallId, Cause, Disposition, LegId, Seconds
from offhook.clock import Clock, Timer
from offhook.records import store
from offhook.records.record import CallRecord, LegStatus
from offhook.storage.errors import is_of_database, passes

log = structlog.get_logger()

FALL_BACK_AFTER, GIVE_UP_AFTER = 3, 5
"""Turns that failed in a row though the database was there: then the fallback takes over, then nobody."""
GIVEN_UP = Outcome(Disposition.FAILED, reason="a fault in Offhook: the call was given up")

Answers = Callable[[Connection, str, CallId, Question, int], Answer]
"""Answers a flow's question: connection, workspace, call, question, now (UTC microseconds)."""


Settle = Callable[[Connection, str, CallId, int], None]
"""Counts a call that has ended, whose record is written: connection, workspace, call, its talk time in milliseconds."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event, and when it came: a turn may have to wait for the database, what it tells of did not."""

    event: Event
    stamp: Stamp


@dataclass(slots=True)
class LiveCall:
    """A call that has not ended."""

    id: CallId
    workspace: str
    runner: Runner
    record: CallRecord = field(default_factory=CallRecord)
    seq: int = 0
    last: Entry | None = None
    unsettled: bool = False
    settled: int = 0
    """The last entry of which the commands were handed over, or may have been by an earlier worker."""
    fault: str | None = None
    """Why its flow can't go on, as when its journal can't be replayed; the next turn starts the fallback."""
    failures: int = 0
    """How often its turn failed in a row for another reason than a database that is away."""
    mailbox: deque[Arrival | Callable[[], None]] = field(default_factory=deque)
    busy: bool = False
    timers: dict[str, Timer] = field(default_factory=dict)
    left: dict[str, Seconds] = field(default_factory=dict)
    """What timers of a rebuilt call have left; others have their whole length."""
    dialled: set[LegId] = field(default_factory=set)
    """Legs whose `Originate` may have been sent."""
    last_sign: Stamp | None = None
    """When the network last told anything of it, as of its rebuilding."""
    seen: Stamp | None = None
    """When its legs were last known to be up, until somebody has looked again; None while somebody watches."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a committed turn leaves to be done."""

    commands: tuple[Command, ...] = ()
    changed: bool = False
    closed: bool = False

    def then(self, other: Done) -> Done:
        """Both, one after the other."""
        return Done(self.commands + other.commands, self.changed or other.changed, self.closed or other.closed)


@dataclass(frozen=True, slots=True)
class Begun:
    """A call that is written, and what its first turn leaves to be done."""

    call: LiveCall
    done: Done


@dataclass(frozen=True, slots=True)
class Broken:
    """A call that can't be rebuilt, and what went wrong."""

    call: LiveCall
    error: Exception


class Turns:
    """Takes turns, with the flows of this version of Offhook."""

    def __init__(self, clock: Clock, flows: Flows, fallback: Fallback, answers: Answers, settle: Settle) -> None:
        self._clock = clock
        self._flows = flows
        self._fallback = fallback
        self._answers = answers
        self._settle = settle

    def new_call(self, call: CallId, workspace: str) -> LiveCall:
        """A call of which nothing has happened yet."""
        return LiveCall(call, workspace, Runner(call, self._flows, self._fallback))

    def take(self, conn: Connection, call: LiveCall, arrival: Arrival) -> Done:
        """Feed one event, and write what came of it."""
        fault, call.fault = call.fault, None
        done = self._missed(conn, call) if call.unsettled else Done()
        taken_before = done.changed  # and a fault that was known by then was taken with it
        if fault is not None and not taken_before:
            call.fault = fault
        call.unsettled = True
        if call.fault is not None:
            log.error("flow_failed", call=call.id, error=call.fault)
            failed, call.fault = FlowFailed(error=call.fault), None
            done = done.then(self._one(conn, call, Arrival(failed, arrival.stamp)))
        return done if taken_before else done.then(self._one(conn, call, arrival))

    def load(self, conn: Connection, call: LiveCall) -> Broken | None:
        """Rebuild a call that an earlier worker left; every command in its journal counts as sent.

        An error of the database is raised: it says nothing of the call.
        """
        try:
            self._rebuild(conn, call)
        except Exception as error:
            if is_of_database(error):
                raise
            return Broken(call, error)
        call.settled = call.seq
        return None

    def find(self, conn: Connection, call_id: CallId) -> Begun | Broken | None:
        """A call that was placed, of which nothing has been settled; None where it was not. Raises as `load`."""
        workspace = store.workspace_of(conn, call_id)
        if workspace is None:
            store.rule_out(conn, call_id)
            return None
        call = self.new_call(call_id, workspace)
        try:
            return Begun(call, self._missed(conn, call))
        except Exception as error:
            if is_of_database(error):
                raise
            return Broken(call, error)

    def give_up(self, conn: Connection, call: LiveCall, why: str, last_seen: Stamp) -> Done:
        """Close the record of a call that neither its flow nor the fallback can lead to its end.

        Whatever is known of it goes into the record; its legs were last known to be up at `last_seen`.
        """
        call.record, entries = CallRecord(), store.entries(conn, call.id)
        for entry in entries:
            with suppress(Exception):  # perhaps the very reason to give it up
                call.record.apply(entry)
        over = store.is_over(conn, call.id)  # then that was committed, and could not be said
        if not over:
            entries += self._last_entries(conn, call, len(entries), why, last_seen)
        call.last = entries[-1]
        call.record.close(GIVEN_UP, call.last)
        if not over:
            store.write_record(conn, call.id, call.workspace, call.record)
            self._settle_if_possible(conn, call)
        return Done(changed=True, closed=True)

    def _last_entries(self, conn: Connection, call: LiveCall, seq: int, why: str, last_seen: Stamp) -> list[Entry]:
        now = stamp(self._clock)
        unseen_ms = milliseconds_between(last_seen, now)
        up = [leg.id for leg in call.record.legs.values() if leg.state is not LegStatus.ENDED]
        gone = [Ended(leg=leg, cause=Cause.UNKNOWN, unseen_ms=unseen_ms) for leg in up]
        events: list[Event] = [FlowFailed(error=why), *gone]
        entries = [Entry(seq + n, now.at, now.mono, now.boot, event) for n, event in enumerate(events, 1)]
        for entry in entries:
            call.record.apply(entry)
            store.append(conn, call.id, entry)
        return entries

    def _settle_if_possible(self, conn: Connection, call: LiveCall) -> None:
        try:
            with conn.begin_nested():
                self._settle(conn, call.workspace, call.id, call.record.talk_ms)
        except Exception as error:
            if passes(error):
                raise
            log.exception("talk_not_counted", call=call.id, talk_ms=call.record.talk_ms)  # perhaps the reason as well

    def _missed(self, conn: Connection, call: LiveCall) -> Done:
        """Rebuild a call; what was written of it and not settled."""
        missed = self._rebuild(conn, call)[call.settled :]
        commands = tuple(command for entry in missed for command in entry.commands)
        return Done(commands, changed=bool(missed), closed=bool(missed) and call.runner.closed)

    def _rebuild(self, conn: Connection, call: LiveCall) -> list[Entry]:
        """Make memory what the journal says, and nothing more; the whole journal."""
        entries = store.entries(conn, call.id)
        call.runner.discard()
        call.runner = Runner(call.id, self._flows, self._fallback)
        call.record = CallRecord()
        for entry in entries:
            call.record.apply(entry)
        call.seq, call.last = len(entries), entries[-1] if entries else None
        try:
            started = rebuild(call.runner, entries)
        except Mismatch as mismatch:
            call.fault = str(mismatch)
            call.runner.discard()
            call.runner = Runner(call.id, self._flows, self._fallback)
            for entry in entries:
                call.runner.learn(entry.event, entry.commands)
            return entries
        proofs = [entry for entry in entries if _shows_life(entry.event)]
        if proofs:
            call.last_sign = Stamp(proofs[-1].at, proofs[-1].mono, proofs[-1].boot)
        if entries:
            now = stamp(self._clock)
            call.left = {
                timer: call.runner.timers[timer] - milliseconds_between(entry, now) / 1000
                for timer, entry in started.items()
            }
        if call.runner.outcome is not None and call.runner.closed:
            call.record.close(call.runner.outcome, entries[-1])
        return entries

    def _one(self, conn: Connection, call: LiveCall, arrival: Arrival) -> Done:
        event, when = arrival.event, arrival.stamp
        written = call.runner.facts.without_secrets(event)
        turn = call.runner.feed(event, self._answerer(conn, call, when.at))
        if turn is None:
            return Done()
        entry = Entry(call.seq + 1, when.at, when.mono, when.boot, written, tuple(turn.answers), tuple(turn.commands))
        self._write(conn, call, entry)
        if turn.crash is not None:
            after = self._one(conn, call, Arrival(FlowFailed(error=turn.crash), when))
            return Done(entry.commands + after.commands, changed=True, closed=call.runner.closed)
        return Done(entry.commands, changed=True, closed=call.runner.closed)

    def _write(self, conn: Connection, call: LiveCall, entry: Entry) -> None:
        record, outcome = call.record, call.runner.outcome
        taken_by = record.taken_by
        record.apply(entry)
        store.append(conn, call.id, entry)
        if record.taken_by is not None and record.taken_by is not taken_by:
            store.write_taker(conn, call.id, record.taken_by)
        if outcome is not None and call.runner.closed:
            record.close(outcome, entry)
            store.write_record(conn, call.id, call.workspace, record)
            self._settle(conn, call.workspace, call.id, record.talk_ms)
        call.seq, call.last = entry.seq, entry

    def _answerer(self, conn: Connection, call: LiveCall, now: int) -> Answerer:
        return lambda question: self._answers(conn, call.workspace, call.id, question, now)


def _shows_life(event: Event) -> bool:
    """Whether the network told this as it happened; people, timers and recovery tell nothing of the legs."""
    match event:
        case Ringing() | Answered() | Prompted() | Collected() | Recorded() | Digit() | Bridged():
            return True
        case Ended(unseen_ms=unseen_ms):
            return unseen_ms is None
        case _:
            return False


def stamp(clock: Clock) -> Stamp:
    """Now."""
    return Stamp(clock.now(), clock.mono(), clock.boot)
