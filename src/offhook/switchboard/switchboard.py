"""The switchboard: every live call of this worker, fed its events one at a time.

It is driven by callbacks and never waits: storage tells when a turn is committed, the telephony adapter delivers
events, the clock fires timers. In service that is asyncio; in a simulation it is virtual time.

An event goes: `deliver` → the call's mailbox → a turn in the database → what the flow said is sent, timers are set,
live readers are told → the next event. Nothing is sent that is not written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import structlog

from offhook.calls.commands import Hangup, Originate
from offhook.calls.events import Answered, Elapsed, Event, HangupRequested, Incoming, Ringing
from offhook.calls.kernel import Fallback, Flows, Needs
from offhook.calls.values import CallId, Cause
from offhook.clock import Clock
from offhook.records.live import LiveStream, change_of
from offhook.storage.errors import passes
from offhook.storage.writer import PATIENCE
from offhook.switchboard.beginning import PLACED, Beginnings, Prepare, Receive, Refusing, refuse_all
from offhook.switchboard.doubt import Doubts
from offhook.switchboard.heartbeat import Heartbeat
from offhook.switchboard.loading import Loaded, load
from offhook.switchboard.reconciling import Reconciler, Spawn
from offhook.switchboard.storage import Storage
from offhook.switchboard.trails import Trails
from offhook.switchboard.turn import (
    FALL_BACK_AFTER,
    GIVE_UP_AFTER,
    Answers,
    Arrival,
    Begun,
    Done,
    LiveCall,
    Settle,
    Turns,
    stamp,
)
from offhook.telephony.port import Lacking, NotReady, Telephony

log = structlog.get_logger()

RETRY_S = 0.5


class Switchboard:
    """Live calls, from their placing or coming in to the closing of their record."""

    def __init__(
        self,
        storage: Storage,
        telephony: Telephony,
        clock: Clock,
        *,
        flows: Flows,
        needs: Needs,
        fallback: Fallback,
        answers: Answers,
        live: LiveStream,
        spawn: Spawn,
        settle: Settle = lambda *_: None,
        receive: Receive = refuse_all,
    ) -> None:
        self._storage = storage
        self._telephony = telephony
        self._clock = clock
        self._needs = needs
        self._turns = Turns(clock, flows, fallback, answers, settle)
        self._doubts = Doubts(storage, clock, self._turns, self._found_late, self._give_up)
        self._live = live
        self._spawn = spawn
        self._beginnings = Beginnings(clock, self._turns, receive)
        self._calls: dict[CallId, LiveCall] = {}
        self._trails = Trails()
        self._arriving: dict[CallId, list[Event]] = {}
        """Calls that came in and are being written down, with what has happened to them meanwhile."""
        self._heartbeat = Heartbeat(storage, clock, self._calls, lambda: telephony.ready)
        self._reconciler = Reconciler(
            telephony,
            clock,
            spawn,
            self._heartbeat,
            calls=self._calls,
            arriving=self._arriving,
            post=self._post,
            set_timers=self._set_timers,
        )
        self._stopped = False

    @property
    def ready(self) -> bool:
        """Whether calls can be placed now."""
        return self._telephony.ready and not self._stopped

    @property
    def live_calls(self) -> Mapping[CallId, LiveCall]:
        """The calls that have not ended."""
        return self._calls

    def start(self) -> None:
        """Load the calls that an earlier worker left, then connect to the network and reconcile."""

        def loaded(result: Loaded | BaseException) -> None:
            if isinstance(result, BaseException):
                log.error("calls_not_loaded", error=repr(result))
                self._clock.call_later(RETRY_S, self.start)
                return
            self._calls.update((call.id, call) for call in result.calls)
            for call in result.calls:
                self._trails.loaded(call.id, call.runner.facts)
            for broken in result.broken:
                self._give_up(broken.call, broken.error)  # and its legs are strangers
            self._spawn(self._telephony.start(self.deliver, self._reconciler.ready, self._reconciler.lost))

        self._storage.submit(lambda conn: load(conn, self._turns, self._clock), loaded, live=True)

    async def stop(self) -> None:
        """Stop taking part. Calls stay up, and are taken over by the next worker."""
        self._stopped = True
        self._doubts.stop()
        self._reconciler.stop()
        self._cancel_timers()
        await self._telephony.stop()

    # Calls

    def place(self, call_id: CallId, prepare: Prepare, done: Callable[[CallId | BaseException], None]) -> None:
        """Place a call: check it, write it and start its flow in one transaction, then ring the first phone.

        Raises `NotReady` when the network can't take calls now, `Lacking` when it can't do what the flow needs. What
        `prepare` raises is given to `done`.
        """
        if not self.ready:
            raise NotReady(self._reconciler.reason)
        if missing := self._needs.get(PLACED, frozenset()) - self._telephony.capabilities:
            raise Lacking(f"the network would have to {' and to '.join(sorted(missing))}, which it can't")

        def begun(result: Begun | BaseException) -> None:
            if isinstance(result, BaseException):
                done(result)
                return
            self._live_now(result, told=lambda: done(call_id))

        # Whoever asked has gone after that: a phone that rings later rings for nobody.
        self._storage.submit(
            lambda conn: self._beginnings.placed(conn, call_id, prepare),
            self._doubts.settled(call_id, begun),
            live=True,
            patience=PATIENCE,
        )

    def _take_in(self, call_id: CallId, incoming: Incoming) -> None:
        """A call came in: find out whom it is for, write it and start its flow in one transaction."""
        self._arriving[call_id] = []

        def begun(result: Begun | BaseException) -> None:
            meanwhile = self._arriving.pop(call_id)
            if isinstance(result, BaseException):
                log.error("call_not_taken", call=call_id, error=repr(result))
                self._telephony.send(call_id, [Hangup(leg=incoming.leg, cause=Cause.TRUNK_ERROR)])
                return
            self._live_now(result)
            for event in meanwhile:
                self._post(result.call, event)

        written = self._doubts.settled(call_id, begun)

        def told(result: Begun | Refusing | BaseException) -> None:
            if isinstance(result, Refusing):
                del self._arriving[call_id]
                self._telephony.send(call_id, [Hangup(leg=incoming.leg, cause=result.cause)])
            else:
                written(result)

        way = self._trails.way(incoming)
        self._storage.submit(lambda conn: self._beginnings.came_in(conn, call_id, incoming, way), told, live=True)

    def _live_now(self, begun: Begun, told: Callable[[], None] = lambda: None) -> None:
        self._calls[begun.call.id] = begun.call
        self._trails.loaded(begun.call.id, begun.call.runner.facts)
        self._heartbeat.go_on()
        self._settle(begun.call, begun.done)
        told()
        self._next(begun.call)

    def hang_up(self, call: CallId, by: str) -> None:
        """End a call, because a person asked for it. Nothing happens when it is over."""
        self.deliver(call, HangupRequested(by=by))

    def deliver(self, call_id: CallId, event: Event | Incoming) -> None:
        """Take an event for a call, or a new call that came in.

        One for a call that is over is dropped; a leg that answers then is hung up.
        """
        call = self._calls.get(call_id)
        if isinstance(event, Incoming):
            if call is None and call_id not in self._arriving:
                self._take_in(call_id, event)
        elif call is not None:
            self._post(call, event)
        elif call_id in self._arriving:
            self._arriving[call_id].append(event)
        elif isinstance(event, Answered | Ringing):
            self._telephony.send(call_id, [Hangup(leg=event.leg, cause=Cause.CANCELLED)])

    def _post(self, call: LiveCall, item: Event | Callable[[], None]) -> None:
        call.mailbox.append(item if callable(item) else Arrival(item, stamp(self._clock)))
        self._next(call)

    def _next(self, call: LiveCall) -> None:
        while call.mailbox and not call.busy and not self._stopped:
            item = call.mailbox.popleft()
            if callable(item):
                item()
                continue
            call.busy = True
            self._storage.submit(
                partial(self._turns.take, call=call, arrival=item), partial(self._taken, call, item), live=True
            )

    def _taken(self, call: LiveCall, arrival: Arrival, result: Done | BaseException) -> None:
        if isinstance(result, BaseException):
            log.error("turn_failed", call=call.id, event_type=type(arrival.event).__name__, error=repr(result))
            call.mailbox.appendleft(arrival)
            self._again(call, result)
            return
        call.busy, call.failures = False, 0
        self._trails.saw(arrival.event)
        self._settle(call, result)
        self._next(call)

    def _again(self, call: LiveCall, error: BaseException) -> None:
        """A turn failed: it is taken again, as often as that may help; then with the fallback first; then not."""
        if not passes(error):
            call.failures += 1
        if call.failures >= GIVE_UP_AFTER:
            self._give_up(call, error)
            return
        if call.failures >= FALL_BACK_AFTER:
            call.fault = _in_short(error)
        self._clock.call_later(RETRY_S, partial(self._retry, call))

    def _retry(self, call: LiveCall) -> None:
        call.busy = False
        self._next(call)

    def _give_up(self, call: LiveCall, error: BaseException) -> None:
        """No turn of this call can be taken: close its record, and leave no leg of it."""
        log.error("call_given_up", call=call.id, error=repr(error))
        last_seen = call.seen or stamp(self._clock)
        job = partial(self._turns.give_up, call=call, why=_in_short(error), last_seen=last_seen)

        def given_up(result: Done | BaseException) -> None:
            if isinstance(result, BaseException):
                log.error("call_not_closed", call=call.id, error=repr(result))
                self._clock.call_later(RETRY_S, submit)
                return
            self._telephony.send(call.id, [Hangup(leg=leg, cause=Cause.CANCELLED) for leg in call.dialled])
            self._calls[call.id] = call  # as one of those that live, to be ended
            self._settle(call, result)

        def submit() -> None:
            if not self._stopped:
                self._storage.submit(job, given_up, live=True)

        submit()

    def _settle(self, call: LiveCall, done: Done) -> None:
        """A turn is committed: send, set timers, tell the live readers."""
        call.unsettled, call.settled = False, call.seq
        if done.commands:
            call.dialled.update(command.leg for command in done.commands if isinstance(command, Originate))
            self._trails.sent(call.id, done.commands)
            self._telephony.send(call.id, done.commands)
        if done.changed:
            self._set_timers(call)
            at = call.last.at if call.last else self._clock.now()
            self._live.publish(call.workspace, change_of(call.id, call.record, at))
        if done.closed:
            del self._calls[call.id]
            self._trails.over(call.id)
            for timer in call.timers.values():
                timer.cancel()

    # Timers

    def _set_timers(self, call: LiveCall) -> None:
        running = call.runner.timers
        for gone in call.timers.keys() - running.keys():
            call.timers.pop(gone).cancel()
        for timer in running.keys() - call.timers.keys():
            seconds = max(0.0, call.left.pop(timer, running[timer]))
            call.timers[timer] = self._clock.call_later(seconds, partial(self.deliver, call.id, Elapsed(timer)))

    def _cancel_timers(self) -> None:
        self._heartbeat.stop()
        for call in self._calls.values():
            for timer in call.timers.values():
                timer.cancel()
            call.timers.clear()

    def _found_late(self, call: LiveCall) -> None:
        """It was placed, and nobody waits for it any more: what was not dialled by now is not dialled."""
        self._calls[call.id] = call
        self._trails.loaded(call.id, call.runner.facts)
        call.settled = call.seq
        call.dialled.update(call.runner.facts.legs)
        self._reconciler.reconcile([call], Cause.UNKNOWN, "the database was away")


def _in_short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]
