"""Placing a call: everything that can be wrong with it is found here, before a phone rings."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection

from msgspec import Struct
from sqlalchemy import Connection

from offhook import numbers
from offhook.calls.values import E164, ClickToCall, LineUsed, Party, Seconds, Shown, Trail
from offhook.contacts import service as contacts
from offhook.dialing import seeing
from offhook.dialing.own_softphone import own_softphone
from offhook.dialing.seeing import ContactSees, MemberSees, Side
from offhook.ids import is_id
from offhook.limits import service as limits
from offhook.lines import service as line_service
from offhook.lines import store as line_store
from offhook.lines.model import Line
from offhook.people import store as people
from offhook.people.model import Member
from offhook.phones import store as phones
from offhook.problems import Problem, conflict, invalid_number, not_found, unavailable
from offhook.routing.service import PLAIN, Reach
from offhook.workspaces import store as workspaces
from offhook.workspaces.model import Workspace

RING_MEMBER: Seconds = 30.0
RING_CONTACT: Seconds = 45.0
SOFTPHONE = "softphone"


class PlaceCall(Struct, frozen=True):
    """Who is to call whom over what, as it was asked for."""

    to: str
    """A number, national ones being of the workspace's country."""
    caller: str | None = None
    """The member's own phone: a number, or the id of a softphone of theirs; None: the number that is remembered."""
    line: str | None = None
    """A line's number or id; None: the workspace's only one."""
    member_sees: MemberSees = MemberSees.LINE
    contact_sees: ContactSees = ContactSees.LINE


class Placed(Struct, frozen=True):
    """A call that may go ahead, and what its flow starts with."""

    workspace_id: str
    arguments: ClickToCall

    @property
    def contact_id(self) -> str:
        """Whose record it belongs to."""
        return self.arguments.contact.id


def place(
    conn: Connection,
    workspace_id: str,
    member_id: str,
    request: PlaceCall,
    now: int,
    reach: Reach = PLAIN,
) -> Placed:
    """Check a call, count it against the limits, remember the member's number, make the contact when unknown.

    To be called in the transaction that writes the call's row. A call is refused when its line has no trunk that works
    now, or when it is to begin at a softphone that can't be reached.

    Raises:
        Problem: the call can't be placed, and why.
    """
    workspace = workspaces.lock(conn, workspace_id)
    if workspace is None:
        raise not_found("workspace", workspace_id)
    if not workspace.voice:
        raise Problem(
            "voice-off",
            "The Voice module is off",
            f"The Voice module of {workspace.name} is off: an owner or a manager can switch it on.",
            status=403,
        )
    member = people.get(conn, workspace_id, member_id)
    if member is None or not member.active:
        raise not_found("member", member_id)
    to = numbers.parse(request.to, workspace.country, field="to")
    softphone = None if request.caller is None else own_softphone(reach, member.id, request.caller)
    caller = E164("") if softphone is not None else _caller(member, request, workspace)
    line = _line(conn, workspace, request)
    _check_apart(conn, line, caller, to)
    used = line_service.used(conn, workspace, line)
    _check_trunks(used, reach.trunks_down)
    side = Side(member, caller, softphone is not None, used, reach.trunks_down)
    to_member = None if request.member_sees is MemberSees.LINE else seeing.member_sees(conn, side, to)
    to_contact = None if request.contact_sees is ContactSees.LINE else seeing.contact_sees(conn, side)
    limits.check_place(conn, workspace, member, {"to": to} | ({"caller": caller} if caller else {}), now)
    if member.number is None and caller:
        people.remember_number(conn, workspace_id, member_id, caller)
    contact = contacts.ensure(conn, workspace_id, to, now=now)
    return Placed(
        workspace_id,
        ClickToCall(
            member=Party(member.id, member.name, caller),
            contact=Party(contact.id, contact.name, to),
            line=used,
            ring_member=RING_MEMBER,
            ring_contact=RING_CONTACT,
            keys=workspace.talk_keys,
            trail=Trail(secrets.token_hex(8), hops=1),
            softphone=softphone,
            asks_key=_asks_key(conn, line, caller),
            member_sees=to_member,
            contact_sees=to_contact,
        ),
    )


class Sights(Struct, frozen=True):
    """What the sides of a call from this phone over this line may see of each other."""

    line: LineUsed
    own: E164 | None
    """The number that the contact would see of the member."""
    member_sees: Problem | None
    """Why the member's phone may not be shown the contact's number."""
    contact_sees: Problem | None
    """Why the contact may not be shown the member's."""


def sights(conn: Connection, member: Member, caller: str | None, line: str | None, reach: Reach = PLAIN) -> Sights:
    """Whether each side may be shown the other's number, before a call is placed.

    `caller` is the member's phone as in `PlaceCall`, or just `softphone`; one that is away is none the less looked at.

    Raises:
        Problem: there is no such phone or line.
    """
    workspace = workspaces.get(conn, member.workspace_id)
    if workspace is None:
        raise not_found("workspace", member.workspace_id)
    request = PlaceCall("", caller, line)
    at_softphone = caller is not None and (caller == SOFTPHONE or is_id(caller, SOFTPHONE))
    number = E164("") if at_softphone else _caller(member, request, workspace)
    used = line_service.used(conn, workspace, _line(conn, workspace, request))
    _check_trunks(used, reach.trunks_down)
    side = Side(member, number, at_softphone, used, reach.trunks_down)
    return Sights(
        used,
        seeing.own_number(side),
        _refused(lambda: seeing.member_sees(conn, side, used.number)),
        _refused(lambda: seeing.contact_sees(conn, side)),
    )


def _refused(ask: Callable[[], Shown]) -> Problem | None:
    try:
        ask()
    except Problem as problem:
        return problem
    return None


def _caller(member: Member, request: PlaceCall, workspace: Workspace) -> E164:
    if request.caller is not None:
        return numbers.parse(request.caller, workspace.country, field="caller")
    if member.number is None:
        raise Problem(
            "caller-missing",
            "Your own number is not known",
            "Your own number isn't known yet: give it once as the caller, and later calls will use it.",
            field="caller",
        )
    return member.number


def _asks_key(conn: Connection, line: Line, caller: E164) -> bool:
    """Whether a telephone dials on a key only: a phone of the line's as its owner says, any other always."""
    phone = phones.calling(conn, line.workspace_id, line.id, caller) if caller else None
    return True if phone is None else phone.asks_key


def _line(conn: Connection, workspace: Workspace, request: PlaceCall) -> Line:
    if request.line is None:
        return _only_line(conn, workspace)
    if is_id(request.line, "line"):
        line = line_service.get(conn, workspace.id, request.line)
    else:
        number = numbers.parse(request.line, workspace.country, field="line")
        line = line_service.by_number(conn, workspace.id, number)
    if not line.voice:
        raise Problem(
            "line-without-voice",
            "The line has no voice",
            f"{line.number} is a line without voice: choose another line for calls.",
            field="line",
        )
    return line


def _only_line(conn: Connection, workspace: Workspace) -> Line:
    lines = line_service.callable_lines(conn, workspace.id)
    match lines:
        case [line]:
            return line
        case []:
            raise conflict(
                "no-line",
                "No line can place calls",
                "This workspace has no line that can place calls: add a line with a trunk first.",
                "line",
            )
        case _:
            choices = ", ".join(line.number for line in lines[:5])
            raise Problem(
                "line-missing",
                "Choose a line",
                f"This workspace has several lines: say which one to call from, such as {choices}.",
                field="line",
            )


def _check_apart(conn: Connection, line: Line, caller: E164, to: E164) -> None:
    """Refuse a call that would come back to where it began.

    A number that is remembered is therefore no line, and closes no ring of routes.
    """
    if caller == to:
        raise _same("to", f"{to} is your own phone: choose somebody else to call.")
    if caller == line.number:
        raise _same("caller", f"{caller} is the line itself: give the number of your own phone.")
    taken = line_store.holder(conn, caller)
    if taken == line.workspace_id:
        raise _same("caller", f"{caller} is a line of this workspace: give the number of your own phone.")
    if taken is not None:  # whose it is is nobody's business here
        raise invalid_number("caller", f"{caller} can't be used here: it is in use already. Give your own phone's.")
    if to == line.number:
        raise _same("to", f"{to} is the line that the call would show: choose somebody else to call.")
    if line_store.holder(conn, to) == line.workspace_id:
        raise _same("to", f"{to} is a line of this workspace: choose somebody else to call.")


def _check_trunks(line: LineUsed, down: Collection[str]) -> None:
    if not line.trunks:
        raise conflict(
            "line-without-trunk",
            "The line has no trunk",
            f"{line.number} has no trunk that is switched on: give the line a trunk first.",
            "line",
        )
    if all(trunk in down for trunk in line.trunks):
        raise unavailable(
            "trunk-down",
            "The trunk is down",
            f"No trunk of {line.number} answers at the moment: try again later, or try another line.",
        )


def _same(field: str, detail: str) -> Problem:
    return Problem("same-number", "The numbers must differ", detail, field=field)
