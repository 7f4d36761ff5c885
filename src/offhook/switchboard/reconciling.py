"""Bringing live calls in line with the switch, each time that a connection to it stands again.

What to believe and what to do again is in `recovery`; here it is done, for all calls, between two turns of each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any

import structlog

from offhook.calls.journal import milliseconds_between
from offhook.calls.values import CallId, Cause, LegId
from offhook.clock import Clock
from offhook.switchboard.heartbeat import Heartbeat
from offhook.switchboard.recovery import strangers, to_do_again, what_happened
from offhook.switchboard.turn import Arrival, LiveCall, stamp
from offhook.telephony.port import NotReady, Surviving, Telephony

log = structlog.get_logger()

SWEEP_S = 10.0
"""After a recovery, how long until the switch is looked over once more for legs that nobody has."""
COMING_IN_S = 2.0
"""A leg of a call that nobody knows may just be coming in, and not be told of yet: it is looked at once more."""

Spawn = Callable[[Coroutine[Any, Any, None]], object]
"""Runs a coroutine in the background: a task in service, at once in a simulation."""


class Reconciler:
    """Reconciles the calls of a worker with the switch.

    Args:
        telephony: The way to the switch.
        clock: Whose time.
        spawn: Runs what waits for the switch.
        heartbeat: Goes on once calls are watched again.
        calls: Those that live, as they are at each moment.
        arriving: Calls that are just being written down, and so are nobody's yet.
        post: Has something done between two turns of a call.
        set_timers: Sets a call's timers anew.
    """

    def __init__(
        self,
        telephony: Telephony,
        clock: Clock,
        spawn: Spawn,
        heartbeat: Heartbeat,
        *,
        calls: Mapping[CallId, LiveCall],
        arriving: Mapping[CallId, object],
        post: Callable[[LiveCall, Callable[[], None]], None],
        set_timers: Callable[[LiveCall], None],
    ) -> None:
        self._telephony = telephony
        self._clock = clock
        self._spawn = spawn
        self._heartbeat = heartbeat
        self._calls = calls
        self._arriving = arriving
        self._post = post
        self._set_timers = set_timers
        self._stopped = False
        self.reason = "the worker was restarted"
        """Why calls were not watched, or are not."""

    def stop(self) -> None:
        """For good."""
        self._stopped = True

    def lost(self, reason: str) -> None:
        """The connection is gone: from now on nobody watches."""
        log.warning("telephony_lost", reason=reason)
        self.reason = reason
        for call in self._calls.values():
            call.seen = call.seen or stamp(self._clock)

    def ready(self, gone: Cause) -> None:
        """A connection stands: reconcile all calls. Legs that are up no more are `gone`."""
        self.reconcile(self._calls.values(), gone, self.reason)

    def reconcile(self, calls: Collection[LiveCall], gone: Cause, reason: str) -> None:
        """Reconcile these calls: with what they have dialled by now."""
        dialled_before = [(call, frozenset(call.dialled)) for call in calls]
        self._spawn(self._reconcile(dialled_before, gone, reason))

    async def _reconcile(
        self, dialled_before: list[tuple[LiveCall, frozenset[LegId]]], gone: Cause, reason: str
    ) -> None:
        try:
            survivors = await self._telephony.survivors()
        except NotReady:
            return  # lost again; `ready` comes again
        for call_id, legs in survivors.items():
            await self._telephony.adopt(call_id, legs)
        if unknown := self._unknown(survivors):
            self._clock.call_later(COMING_IN_S, partial(self._sweep, unknown))
        for call, dialled in dialled_before:
            legs = survivors.get(call.id, ())
            self._post(call, partial(self._catch_up, call, legs, dialled, gone, reason))
        self._heartbeat.go_on()
        self._clock.call_later(SWEEP_S, self._sweep)
        log.info("telephony_ready", live_calls=len(self._calls))

    def _catch_up(
        self, call: LiveCall, legs: Sequence[Surviving], dialled: frozenset[LegId], gone: Cause, reason: str
    ) -> None:
        """Between two turns of the call: bring it in line with what the switch has; then timers run again.

        Of legs that were dialled since, the new connection tells by itself.
        """
        found = {leg.leg: leg for leg in legs}

        def do_again() -> None:
            facts = call.runner.facts
            if commands := strangers(legs, facts) + to_do_again(facts, found):
                self._telephony.send(call.id, commands)
            self._set_timers(call)
            call.seen = None

        now = stamp(self._clock)
        unseen_ms = milliseconds_between(call.seen or now, now)
        events = what_happened(call.runner.facts, dialled, found, gone, unseen_ms, reason)
        call.mailbox.extendleft(reversed([*(Arrival(event, now) for event in events), do_again]))

    def _unknown(self, survivors: Mapping[CallId, Sequence[Surviving]]) -> frozenset[LegId]:
        """Legs of calls that nobody has, or that are just coming in."""
        calls = survivors.keys() - self._calls.keys() - self._arriving.keys()
        return frozenset(found.leg for call in calls for found in survivors[call])

    def _sweep(self, unknown_before: frozenset[LegId] = frozenset()) -> None:
        if self._telephony.ready and not self._stopped:
            self._spawn(self._hang_up_strangers(unknown_before))

    async def _hang_up_strangers(self, unknown_before: frozenset[LegId]) -> None:
        """Hang up what live calls have no more, and legs of unknown calls that were unknown a while ago already."""
        try:
            survivors = await self._telephony.survivors()
        except NotReady:
            return  # what comes back then is reconciled as a whole
        unknown = self._unknown(survivors)
        for call_id, legs in survivors.items():
            call = self._calls.get(call_id)
            if call is not None:  # between two of its turns: one of them may be rebuilding what is known of its legs
                self._post(call, partial(self._part_with_strangers, call, legs))
            elif left := strangers([found for found in legs if found.leg in unknown & unknown_before], None):
                self._telephony.send(call_id, left)
        if unknown - unknown_before:
            self._clock.call_later(COMING_IN_S, partial(self._sweep, unknown))

    def _part_with_strangers(self, call: LiveCall, legs: Sequence[Surviving]) -> None:
        if left := strangers(legs, call.runner.facts):
            self._telephony.send(call.id, left)
