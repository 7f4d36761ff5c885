"""Whom a phone is about to call: its dialer says so, and the call that comes in from it next is that call.

A caller's number can be forged, and an intent alone would let whoever forges it in at the right moment be read out
whom a member calls, and be put through. So the dialer is given digits that the telephone sends by itself once it is
answered: they prove that whoever has the dialer calls. A phone whose carrier attested its last call needs none.
"""

from __future__ import annotations

import secrets

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from offhook import numbers
from offhook.calls.values import E164
from offhook.limits import service as limits
from offhook.limits.settings import limits_of
from offhook.lines import service as line_service
from offhook.people.pins import Mac
from offhook.phones.model import Phone, PhoneKind, dial_intents
from offhook.problems import conflict, invalid_number
from offhook.workspaces import service as workspaces

WINDOW_S = 120
"""Within which the telephone is to call: it takes a tap, and the network some seconds."""
CODE_DIGITS = 6


class NewIntent(Struct, frozen=True):
    """What the telephone is to dial."""

    number: E164
    """The line's."""
    code: str
    """Digits to be sent once it is answered; empty: none."""
    expires_at: int


class Intent(Struct, frozen=True):
    """Whom a phone is about to call."""

    number: E164
    code: str
    """As it is kept; empty where the dialer was given none."""


def make(conn: Connection, mac: Mac, phone: Phone, to: str, now: int) -> NewIntent:
    """Note whom a phone is about to call, instead of what was noted before.

    Raises:
        Problem: it is no telephone, the number can't be called, or it is the phone's own or a line's.
    """
    if phone.kind is not PhoneKind.SMARTPHONE:
        raise conflict("not-a-smartphone", "It is a landline", "A landline is rung: it places no calls by itself.")
    workspace = workspaces.get(conn, phone.workspace_id)
    number = numbers.parse(to, workspace.country, field="to")
    line = line_service.get(conn, phone.workspace_id, phone.line_id)
    if number in {phone.number, line.number}:
        raise invalid_number("to", f"{number} is this phone or its line: choose somebody else to call.")
    limits.check_destination(limits_of(conn, workspace, phone.member_id), number, "to")
    code = "" if phone.attested else "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    expires_at = now + WINDOW_S * 1_000_000
    forget(conn, phone)
    row = {
        "phone_id": phone.id,
        "workspace_id": phone.workspace_id,
        "number": number,
        "code": code and mac(code, _owner(phone.id)),
        "made_at": now,
        "expires_at": expires_at,
    }
    conn.execute(insert(dial_intents), row)
    return NewIntent(line.number, code, expires_at)


def waiting(conn: Connection, phone: Phone, now: int) -> Intent | None:
    """Whom a phone is about to call, while that counts."""
    mine = (dial_intents.c.workspace_id == phone.workspace_id) & (dial_intents.c.phone_id == phone.id)
    row = conn.execute(select(dial_intents).where(mine, dial_intents.c.expires_at > now)).one_or_none()
    return None if row is None else Intent(E164(row.number), row.code)


def forget(conn: Connection, phone: Phone) -> None:
    """It was called, or called off: each counts once."""
    mine = (dial_intents.c.workspace_id == phone.workspace_id) & (dial_intents.c.phone_id == phone.id)
    conn.execute(delete(dial_intents).where(mine))


def kept(mac: Mac, phone: Phone, code: str) -> str:
    """A code as it is kept."""
    return mac(code, _owner(phone.id))


def _owner(phone_id: str) -> str:
    return f"call of {phone_id}"
