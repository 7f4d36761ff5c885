"""How calls begin: placed by somebody, or come in. Checked, written and started in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from offhook.calls.arguments import FromPhone, FromSoftphone
from offhook.calls.events import Incoming, Started
from offhook.calls.values import CallId, Cause, ClickToCall, Inbound, Way
from offhook.clock import Clock
from offhook.records import store
from offhook.switchboard.turn import Arrival, Begun, Turns, stamp

PLACED = ("click_to_call", 1)
"""The flow of a call that is placed, and its version."""
CAME_IN = ("inbound", 1)
"""The flow of a call that came in over a trunk, and its version."""
DIALLED = ("from_softphone", 1)
"""The flow of a call that a softphone placed, and its version."""
PASSED_ON = ("from_phone", 1)
"""The flow of a call to a line from one of its own phones, and its version."""


@dataclass(frozen=True, slots=True)
class Placing:
    """What `place` is to start: who calls whom over what, for which workspace."""

    workspace: str
    arguments: ClickToCall


Prepare = Callable[[Connection, CallId, int], Placing]
"""Checks and prepares a call within the transaction that places it: connection, the call's id, now."""


@dataclass(frozen=True, slots=True)
class Receiving:
    """What a call that came in starts with, for the workspace whose line was called, or whose softphone calls."""

    workspace: str
    arguments: Inbound | FromSoftphone | FromPhone


@dataclass(frozen=True, slots=True)
class Refusing:
    """A call that is not taken: its caller is told by the network alone, and it leaves no record."""

    cause: Cause


Receive = Callable[[Connection, CallId, Incoming, Way, int], Receiving | Refusing]
"""Decides on a call that came in, within the transaction that begins it: connection, the call's id, what came and which
way, now."""


def refuse_all(conn: Connection, call: CallId, incoming: Incoming, way: Way, now: int) -> Refusing:
    """Nobody is called: to be used where no line takes calls."""
    return Refusing(Cause.NOT_IN_SERVICE)


class Beginnings:
    """Begins calls, in the transaction of a connection that is given."""

    def __init__(self, clock: Clock, turns: Turns, receive: Receive) -> None:
        self._clock = clock
        self._turns = turns
        self._receive = receive

    def placed(self, conn: Connection, call_id: CallId, prepare: Prepare) -> Begun:
        """Begin a call that somebody places."""
        placing = prepare(conn, call_id, self._clock.now())
        return self._begin(conn, call_id, placing.workspace, Started(*PLACED, placing.arguments))

    def came_in(self, conn: Connection, call_id: CallId, incoming: Incoming, way: Way) -> Begun | Refusing:
        """Begin a call that came in, unless it is not taken."""
        received = self._receive(conn, call_id, incoming, way, self._clock.now())
        if isinstance(received, Refusing):
            return received
        flow = _flow(received.arguments)
        started = Started(*flow, received.arguments, incoming=incoming.leg)
        return self._begin(conn, call_id, received.workspace, started)

    def _begin(self, conn: Connection, call_id: CallId, workspace: str, started: Started) -> Begun:
        call = self._turns.new_call(call_id, workspace)
        store.begin_call(conn, call_id, workspace, started.flow, started.arguments, self._clock.now())
        if started.incoming is not None:
            call.dialled.add(started.incoming)
        return Begun(call, self._turns.take(conn, call, Arrival(started, stamp(self._clock))))


def _flow(arguments: Inbound | FromSoftphone | FromPhone) -> tuple[str, int]:
    match arguments:
        case Inbound():
            return CAME_IN
        case FromSoftphone():
            return DIALLED
        case FromPhone():
            return PASSED_ON
