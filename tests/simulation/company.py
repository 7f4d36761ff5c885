"""The company in a simulated run: its limits are real, whom its line rings and how long it may talk is planned."""

from __future__ import annotations

from msgspec import structs
from sqlalchemy import Connection

from offhook.calls.arguments import ToContact
from offhook.calls.events import Incoming
from offhook.calls.questions import (
    Answer,
    Granted,
    KeepGreeting,
    KeepMessage,
    MarkMessage,
    MayDial,
    Noted,
    OpenMailbox,
    Question,
    Refused,
    WhereTo,
)
from offhook.calls.values import E164, CallId, ClickToCall, Inbound, Party, Way
from offhook.limits import service as limits
from offhook.people import store as people
from offhook.switchboard.beginning import Placing, Prepare, Receiving
from offhook.voicemail import store as voicemails
from offhook.workspaces import store as workspaces
from tests.answers import plainly
from tests.simulation.database import WORKSPACE
from tests.simulation.plan import LINE_USED, Plan, PlannedCall
from tests.simulation.steering import where_to
from tests.simulation.visiting import Visits


class Company:
    """What a worker asks of its stores."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._keys = bool(plan.steered)
        self.visits = Visits()
        """What becomes of the line's voicemail."""

    def prepare(self, call: PlannedCall) -> Prepare:
        """A call that a member places."""

        def prepare(conn: Connection, call_id: CallId, now: int) -> Placing:
            _check_place(conn, f"mem_{call.index}", call.contact, now)
            return Placing(WORKSPACE, structs.replace(arguments(call), keys=self._keys))

        return prepare

    def receive(self, conn: Connection, call: CallId, incoming: Incoming, way: Way, now: int) -> Receiving:
        """Whom a call that comes in rings."""
        planned = next(arrival.arguments for arrival in self._plan.arrivals if arrival.id == call)
        if isinstance(planned, Inbound) and planned.mailbox is not None and self._plan.background:
            mailbox = self.visits.mailbox(conn, planned.mailbox)
            return Receiving(WORKSPACE, structs.replace(planned, mailbox=mailbox))
        if isinstance(planned, Inbound):
            return Receiving(WORKSPACE, structs.replace(planned, keys=self._keys))
        if isinstance(planned.to, ToContact):
            _check_place(conn, planned.caller.member, planned.to.contact.number, now)
        return Receiving(WORKSPACE, planned)

    def answer(self, conn: Connection, workspace: str, call: CallId, question: Question, now: int) -> Answer:
        """As the worker does, but of talk time no more than is planned."""
        match question:
            case WhereTo():
                return where_to(question, LINE_USED)
            case MayDial():
                return self._limits(conn, workspace, call, question, now)
            case KeepMessage(recording=recording):
                voicemails.begin(conn, workspace, call, recording, now)
                return Noted()
            case OpenMailbox() | MarkMessage() | KeepGreeting():
                return self.visits.answer(conn, workspace, question, now)
            case _:
                return plainly(conn, call, question)

    def _limits(self, conn: Connection, workspace: str, call: CallId, question: MayDial, now: int) -> Granted | Refused:
        planned = next((planned for planned in self._plan.calls if planned.id == call), None)
        if planned is None:  # from a softphone
            return limits.may_dial(conn, workspace, call, question.member, question.to, now)
        if isinstance(planned.allowance, Refused):
            return planned.allowance
        allowed = limits.may_dial(conn, workspace, call, question.member, question.to, now)
        assert isinstance(allowed, Granted)
        assert isinstance(planned.allowance, Granted)
        return structs.replace(allowed, longest=min(allowed.longest, planned.allowance.longest))


def _check_place(conn: Connection, member_id: str, to: E164, now: int) -> None:
    workspace, member = workspaces.lock(conn, WORKSPACE), people.get(conn, WORKSPACE, member_id)
    assert workspace is not None
    assert member is not None
    limits.check_place(conn, workspace, member, {"to": to}, now)


def arguments(call: PlannedCall) -> ClickToCall:
    """What the call is placed with."""
    return ClickToCall(
        member=Party(f"mem_{call.index}", "Ann", call.member),
        contact=Party(f"con_{call.index}", "Dana", call.contact),
        line=LINE_USED,
        ring_member=call.ring_member,
        ring_contact=call.ring_contact,
    )
