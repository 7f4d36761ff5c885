"""What each side of a placed call sees: the line, unless the member may show more, and asks for it (decision 0201).

The member's phone is shown the contact's number, or the contact the member's own, only where an owner lets the member,
the member's telephone is known to be theirs, and a trunk's carrier shows numbers that it did not give out. Otherwise a
forged caller ID would be a click away: anybody's phone rung as one's own, with anybody's number on it.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Connection

from offhook.calls.values import E164, LineUsed, Shown, TrunkId
from offhook.people.model import Member
from offhook.phones import service as phones
from offhook.problems import Problem, conflict, forbidden, unavailable
from offhook.trunks import store as trunks


class MemberSees(StrEnum):
    """What the member's own phone shows while it rings."""

    LINE = "line"
    CONTACT = "contact"


class ContactSees(StrEnum):
    """What the contact's phone shows while it rings."""

    LINE = "line"
    MEMBER = "member"


class Side(Struct, frozen=True):
    """Who calls over what, as far as it decides on what may be seen."""

    member: Member
    caller: E164
    """The member's telephone; empty at a softphone."""
    at_softphone: bool
    line: LineUsed
    down: Collection[str]
    """Trunks that don't work now."""


def member_sees(conn: Connection, side: Side, contact: E164) -> Shown:
    """The contact's number, for the member's own phone. A softphone is our own, and may be shown anything.

    Raises:
        Problem: it may not be shown, and why.
    """
    _check_right(side.member)
    if side.at_softphone:
        return Shown(contact, ())
    _check_theirs(conn, side.member, side.caller, "member_sees")
    return Shown(contact, _trunks(conn, side, "member_sees"))


def contact_sees(conn: Connection, side: Side) -> Shown:
    """The member's own number, for the contact.

    Raises:
        Problem: it may not be shown, and why.
    """
    _check_right(side.member)
    own = own_number(side)
    if own is None:
        raise Problem(
            "caller-missing",
            "Your own number is not known",
            "Your own number isn't known yet, so nobody can be shown it.",
            field="contact_sees",
        )
    _check_theirs(conn, side.member, own, "contact_sees")
    return Shown(own, _trunks(conn, side, "contact_sees"))


def own_number(side: Side) -> E164 | None:
    """Which number the contact would see: of the phone that is rung, or at a softphone the one that is remembered."""
    return side.caller or side.member.number


def _check_right(member: Member) -> None:
    if not member.may_unmask:
        raise forbidden("You may not show the numbers behind a call: an owner can let you, on the Team page.")


def _check_theirs(conn: Connection, member: Member, number: E164, field: str) -> None:
    if not phones.is_theirs(conn, member, number):
        raise conflict(
            "phone-not-verified",
            "The phone is not known to be yours",
            f"{number} is not known to be your phone: text a line's PIN from it and open the link that comes back, or "
            "have an owner connect it.",
            field,
        )


def _trunks(conn: Connection, side: Side, field: str) -> tuple[TrunkId, ...]:
    number, workspace = side.line.number, side.member.workspace_id
    found = [trunk for each in side.line.trunks if (trunk := trunks.get(conn, workspace, each)) is not None]
    may = tuple(TrunkId(trunk.id) for trunk in found if trunk.foreign_caller_ids)
    if not may:
        names = ", ".join(trunk.name for trunk in found)
        raise conflict(
            "own-caller-ids-only",
            "The carrier shows its own numbers only",
            f"{number} calls over {names}, whose carrier shows its own numbers only. Where yours shows others too, an "
            "owner says so at the trunk.",
            field,
        )
    if all(trunk in side.down for trunk in may):
        raise unavailable(
            "trunk-down",
            "The trunk is down",
            f"No trunk of {number} that may show other numbers answers at the moment: try again later.",
        )
    return may
