"""A call to a line from one of its own phones: who calls, whether that is proven, and whom they are put through to."""

from __future__ import annotations

import secrets

from msgspec import structs
from sqlalchemy import Connection

from offhook import numbers
from offhook.calls.arguments import CallingPhone, FromPhone, ToContact, ToNobody
from offhook.calls.events import Incoming
from offhook.calls.questions import Proven, ProvePhone, Refused, Unproven, WhomToCall
from offhook.calls.values import E164, CallId, Disposition, Party, Phrase, Trail
from offhook.contacts import service as contacts
from offhook.conversations import calling
from offhook.dialing.service import RING_CONTACT
from offhook.limits import service as limits
from offhook.lines import service as line_service
from offhook.lines import store as lines
from offhook.lines.model import Line
from offhook.people import store as people
from offhook.phones import intents, pins, store
from offhook.phones.intents import CODE_DIGITS
from offhook.phones.model import Phone, PhoneKind
from offhook.phones.pins import Tried
from offhook.problems import Problem
from offhook.records import store as records
from offhook.storage.secrets import Secrets
from offhook.workspaces import store as workspaces
from offhook.workspaces.model import Workspace

LONGEST_KEPT = 16
"""Of what was keyed, in the record."""


def calling_phone(conn: Connection, line: Line, incoming: Incoming) -> Phone | None:
    """The phone of the line that calls it, if it is one. A landline only receives: its dialer rings it."""
    if incoming.caller is None or incoming.withheld or incoming.emergency:
        return None
    phone = store.calling(conn, line.workspace_id, line.id, incoming.caller)
    return phone if phone is not None and phone.kind is PhoneKind.SMARTPHONE else None


def plan(conn: Connection, workspace: Workspace, line: Line, phone: Phone, incoming: Incoming, now: int) -> FromPhone:
    """What the call starts with. To be called in the transaction that begins it."""
    member = people.get(conn, workspace.id, phone.member_id)
    waits = intents.waiting(conn, phone, now)
    if phone.attested != incoming.attested:
        # So that the dialer gives its next call no digits, where none are needed.
        store.save(conn, structs.replace(phone, attested=incoming.attested))
    return FromPhone(
        caller=CallingPhone(
            incoming.leg, phone.id, phone.number, phone.member_id, phone.name if member is None else member.name
        ),
        trunk=incoming.trunk,
        line=line_service.used(conn, workspace, line),
        attested=incoming.attested,
        code=CODE_DIGITS if waits is not None and waits.code else 0,
        keys=workspace.talk_keys,
        trail=Trail(secrets.token_hex(8), hops=1),
    )


def prove(conn: Connection, keys: Secrets, workspace_id: str, asked: ProvePhone, now: int) -> Proven | Unproven:
    """Whether the caller is the phone's user, by the code of this very call or by the line's PIN."""
    phone = store.get(conn, workspace_id, asked.phone)
    if phone is None:  # revoked meanwhile
        return Unproven(locked=False)
    if asked.code:
        intent = intents.waiting(conn, phone, now)
        given, right = intents.kept(keys.mac, phone, asked.code), None if intent is None else intent.code or None
    else:
        found = pins.of_line(conn, keys, workspace_id, phone.line_id)
        given, right = asked.pin, None if found is None else found.pin
    match pins.try_pin(conn, workspace_id, phone.line_id, phone.number, given, right, now):
        case Tried.RIGHT:
            return Proven()
        case Tried.WRONG:
            return Unproven(locked=False)
        case Tried.LOCKED:
            return Unproven(locked=True)


def whom(
    conn: Connection, workspace_id: str, call: CallId, asked: WhomToCall, now: int
) -> ToContact | ToNobody | Refused:
    """Whom the phone's user is put through to. What their dialer has said is used up by that."""
    phone = store.get(conn, workspace_id, asked.phone)
    workspace = workspaces.lock(conn, workspace_id)
    if phone is None or workspace is None:
        return _nobody(asked.typed, "softphone.not_allowed", Disposition.REFUSED, "the phone was revoked")
    if asked.typed:
        return _typed(conn, workspace, phone, call, asked.typed, now)
    intent = intents.waiting(conn, phone, now)
    if intent is None:
        return Refused("the phone's dialer has not said whom to call")
    intents.forget(conn, phone)
    return _contact(conn, workspace, phone, call, intent.number, now)


def _typed(
    conn: Connection, workspace: Workspace, phone: Phone, call: CallId, typed: str, now: int
) -> ToContact | ToNobody:
    if numbers.is_emergency(typed, workspace.country):
        # The telephone in their hand tells where it is; a call from here would tell where the office is.
        return _nobody(typed, "phone.emergency", Disposition.REFUSED, f"{typed} is an emergency number")
    try:
        to = numbers.parse(typed, workspace.country, field="to")
    except Problem as problem:
        return _nobody(typed, "softphone.invalid_number", Disposition.NOT_IN_SERVICE, problem.detail)
    return _contact(conn, workspace, phone, call, to, now)


def _contact(
    conn: Connection, workspace: Workspace, phone: Phone, call: CallId, to: E164, now: int
) -> ToContact | ToNobody:
    member = people.get(conn, workspace.id, phone.member_id)
    line = lines.get(conn, workspace.id, phone.line_id)
    if member is None or not member.active or line is None:
        return _nobody(to, "softphone.not_allowed", Disposition.REFUSED, "the phone was revoked")
    if to == phone.number or lines.holder(conn, to) == workspace.id:
        return _nobody(to, "softphone.own_line", Disposition.REFUSED, f"{to} is a line of this workspace")
    try:
        limits.check_place(conn, workspace, member, {"to": to}, now, call_id=call)
    except Problem as problem:
        phrase = "softphone.not_allowed" if problem.type == "destination-refused" else "dial.limit_reached"
        return _nobody(to, phrase, Disposition.REFUSED, problem.detail)
    contact = contacts.ensure(conn, workspace.id, to, now=now)
    party = Party(contact.id, contact.name, to)
    records.write_contact(conn, workspace.id, call, party)
    calling.moved_up(conn, workspace.id, line.id, contact.id, call, now)
    return ToContact(party, RING_CONTACT, workspace.talk_keys)


def _nobody(typed: str, phrase: str, disposition: Disposition, reason: str) -> ToNobody:
    return ToNobody(typed[:LONGEST_KEPT], Phrase(phrase), disposition, reason)
