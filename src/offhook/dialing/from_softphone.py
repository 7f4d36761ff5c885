"""A call from a member's softphone: who calls, what they dialled, and what is to be done about it.

Emergency numbers come first, and are looked up before anything that could refuse a call. Then extensions, then
telephone numbers of the workspace's country.
"""

from __future__ import annotations

import secrets

from msgspec import Struct
from sqlalchemy import Connection

from offhook import numbers
from offhook.calls.arguments import FromSoftphone, OwnPhone, ToColleague, ToContact, ToEmergency, ToNobody
from offhook.calls.events import Incoming
from offhook.calls.values import (
    E164,
    Caller,
    CallId,
    Cause,
    Disposition,
    EmergencyNumber,
    Extension,
    Inbound,
    LineUsed,
    Order,
    Party,
    Phrase,
    Role,
    Skipped,
    Target,
    Trail,
    TrunkId,
    Way,
)
from offhook.contacts import service as contacts
from offhook.dialing.receiving import NotReceived, Received, kept_mailbox, receive
from offhook.dialing.service import RING_CONTACT
from offhook.emergency import service as emergency
from offhook.emergency.service import Unusable, Usable
from offhook.limits import service as limits
from offhook.limits.settings import limits_of
from offhook.lines import service as line_service
from offhook.lines import store as lines
from offhook.lines.model import Line
from offhook.people import store as people
from offhook.people.model import Member
from offhook.problems import Problem
from offhook.routing import store as routes
from offhook.routing.plan import NOT_RUNG, mailbox_of
from offhook.routing.policy import RING_SECONDS, Policy
from offhook.routing.service import PLAIN, Reach
from offhook.softphones import store
from offhook.softphones.model import Softphone
from offhook.softphones.presence import Standing
from offhook.workspaces import store as workspaces
from offhook.workspaces.model import Workspace

LONGEST_KEPT = 16
"""Of what was dialled, in the record."""

LONGEST_EXTENSION = 6
MINUTE_S = 60.0


class _Here(Struct, frozen=True):
    """Who calls, from where."""

    workspace: Workspace
    member: Member
    phone: Softphone
    incoming: Incoming
    now: int
    reach: Reach


def take_in(
    conn: Connection,
    call: CallId,
    incoming: Incoming,
    way: Way,
    now: int,
    reach: Reach = PLAIN,
) -> Received | NotReceived:
    """Plan any call that came in, over a trunk or from a softphone. To be called in the transaction that begins it."""
    if incoming.softphone is None:
        return receive(conn, call, incoming, way, now, reach)
    return receive_from_softphone(conn, incoming, now, reach)


def receive_from_softphone(
    conn: Connection,
    incoming: Incoming,
    now: int,
    reach: Reach = PLAIN,
) -> Received | NotReceived:
    """Plan a call that a softphone placed. To be called in the transaction that writes the call's row."""
    phone = None if incoming.softphone is None else store.find(conn, incoming.softphone)
    workspace = None if phone is None else workspaces.lock(conn, phone.workspace_id)
    member = None if phone is None else people.get(conn, phone.workspace_id, phone.member_id)
    if phone is None or workspace is None or member is None or not member.active:
        return NotReceived(Cause.REJECTED)
    here = _Here(workspace, member, phone, incoming, now, reach)
    line = line_of(conn, workspace.id, phone)
    to = _plan(conn, here, line)
    there = [found.presence.devices for found in reach.softphones(member.id) if found.phone.id == phone.id]
    devices = tuple(device.id for found in there for device in found if device.reachable)
    caller = OwnPhone(incoming.leg, phone.id, member.id, member.name, devices)
    used = to.call.line if isinstance(to, ToColleague) else _used(conn, workspace, line)
    return Received(workspace.id, FromSoftphone(caller, used, to, Trail(secrets.token_hex(8), hops=1)))


def line_of(conn: Connection, workspace_id: str, phone: Softphone) -> Line | None:
    """The line that a softphone's calls show: the one chosen for it, or the only one that can be called over."""
    if phone.line_id is not None:
        return lines.get(conn, workspace_id, phone.line_id)
    found = line_service.callable_lines(conn, workspace_id)
    return found[0] if len(found) == 1 else None


def _plan(conn: Connection, here: _Here, line: Line | None) -> ToContact | ToColleague | ToEmergency | ToNobody:
    dialled = here.incoming.to
    if (number := numbers.emergency(dialled, here.workspace.country)) is not None:
        return _emergency(conn, here, number)
    if not here.workspace.voice:
        return _nobody(here, "softphone.no_voice", Disposition.REFUSED, "the Voice module is off")
    if (colleague := people.by_extension(conn, here.workspace.id, dialled)) is not None:
        return _colleague(conn, here, colleague, line)
    try:
        to = numbers.parse(dialled, here.workspace.country, field="to")
    except Problem as problem:
        if dialled.isdigit() and len(dialled) <= LONGEST_EXTENSION:
            return _nobody(
                here, "softphone.no_extension", Disposition.NOT_IN_SERVICE, f"{dialled} is nobody's extension"
            )
        return _nobody(here, "softphone.invalid_number", Disposition.NOT_IN_SERVICE, problem.detail)
    return _contact(conn, here, line, to)


def _emergency(conn: Connection, here: _Here, number: EmergencyNumber) -> ToEmergency | ToNobody:
    match emergency.standing(conn, here.workspace.id):
        case Usable(trunk=trunk, number=shown):
            return ToEmergency(number, shown, trunk)
        case Unusable(why=why):
            return _nobody(here, "emergency.not_configured", Disposition.REFUSED, why)


def _contact(conn: Connection, here: _Here, line: Line | None, to: E164) -> ToContact | ToNobody:
    workspace = here.workspace
    if line is None or not line.voice:
        why = "no line that can call is chosen for this softphone: offhook softphone line"
        return _nobody(here, "softphone.no_line", Disposition.REFUSED, why)
    if lines.holder(conn, to) == workspace.id:
        return _nobody(here, "softphone.own_line", Disposition.REFUSED, f"{to} is a line of this workspace")
    if not line_service.usable_trunks(conn, line, here.reach.trunks_down):
        why = f"no trunk of {line.number} works at the moment"
        return _nobody(here, "softphone.line_down", Disposition.FAILED, why)
    try:
        limits.check_place(conn, workspace, here.member, {"to": to}, here.now)
    except Problem as problem:
        phrase = "softphone.not_allowed" if problem.type == "destination-refused" else "dial.limit_reached"
        return _nobody(here, phrase, Disposition.REFUSED, problem.detail)
    contact = contacts.ensure(conn, workspace.id, to, now=here.now)
    return ToContact(Party(contact.id, contact.name, to), RING_CONTACT, workspace.talk_keys)


def _colleague(conn: Connection, here: _Here, colleague: Member, line: Line | None) -> ToColleague | ToNobody:
    if colleague.id == here.member.id:
        why = f"{here.incoming.to} is their own extension"
        return _nobody(here, "softphone.own_extension", Disposition.REFUSED, why)
    workspace, member = here.workspace, here.member
    theirs, policy = _line_with_mailbox(conn, here, colleague) or (None, Policy())
    shown = member.extension or (E164("") if line is None else line.number)
    targets, skipped = _phones(here, colleague, shown)
    mailbox = None if theirs is None else kept_mailbox(conn, workspace.id, theirs.id, mailbox_of(policy))
    call = Inbound(
        caller=Caller(here.incoming.leg, None, name=member.name),
        trunk=TrunkId(""),
        line=_used(conn, workspace, theirs or line),
        targets=tuple(targets),
        skipped=tuple(skipped),
        order=Order.ALL,
        ring=float(RING_SECONDS),
        longest=limits_of(conn, workspace, member.id).longest_minutes * MINUTE_S,
        mailbox=mailbox,
        keys=workspace.talk_keys,
    )
    return ToColleague(colleague.name, Extension(here.incoming.to), call)


def _phones(here: _Here, colleague: Member, shown: E164 | Extension) -> tuple[list[Target], list[Skipped]]:
    targets, skipped, caller = [], [], here.member.name
    for found in here.reach.softphones(colleague.id):
        name = f"{colleague.name} ({found.phone.name})"
        if found.presence.standing is not Standing.REGISTERED:
            skipped.append(Skipped(name, NOT_RUNG[found.presence.standing]))
            continue
        targets += [
            Target(Role.COLLEAGUE, name, shown, device=device.id, member=colleague.id, caller_name=caller)
            for device in found.presence.devices
            if device.reachable
        ]
    return targets, skipped


def _line_with_mailbox(conn: Connection, here: _Here, colleague: Member) -> tuple[Line, Policy] | None:
    """A colleague's own line, whose voicemail answers for them: one that they are an agent of, and that has one.

    The line that one of their softphones shows goes before others.
    """
    workspace = here.workspace.id
    chosen = [line_of(conn, workspace, found.phone) for found in here.reach.softphones(colleague.id)]
    for line in [*(line for line in chosen if line is not None), *lines.every(conn, workspace)]:
        policy = routes.policy(conn, workspace, line.id)
        if policy is not None and colleague.id in policy.agents and policy.voicemail_on:
            return line, policy
    return None


def _used(conn: Connection, workspace: Workspace, line: Line | None) -> LineUsed:
    if line is None:
        return LineUsed("", E164(""), "", "en", workspace.country, ())
    return line_service.used(conn, workspace, line)


def _nobody(here: _Here, phrase: str, disposition: Disposition, reason: str) -> ToNobody:
    return ToNobody(here.incoming.to[:LONGEST_KEPT], Phrase(phrase), disposition, reason)
