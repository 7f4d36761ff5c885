"""Members' PINs: what opens a line's voicemail over the telephone, from any phone.

A PIN has so few digits that no slow hash would protect it from whoever has the database. What does is a key that is
not in the database: only an HMAC of the PIN is kept. Who guesses over the telephone is locked out after five tries.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from offhook.people import model, pin_tries, store
from offhook.people.model import pins
from offhook.people.pin_tries import TRIES
from offhook.problems import invalid, not_found

SHORTEST, LONGEST = 6, 12

Mac = Callable[[str, str], str]
"""The HMAC of a secret, with a key outside the database, for its owner."""


class Right(Struct, frozen=True):
    """It is this member's."""

    member_id: str


class Wrong(Struct, frozen=True):
    """It is nobody's who could open this."""


class Locked(Struct, frozen=True):
    """It isn't looked at: too many were wrong."""

    until: int
    """UTC, microseconds."""


def set_pin(conn: Connection, mac: Mac, workspace_id: str, member_id: str, pin: str, now: int) -> None:
    """Give a member a PIN. That ends all locks of the workspace.

    Raises:
        Problem: there is no such active member, or the PIN is too easily guessed or no PIN.
    """
    member = store.get(conn, workspace_id, member_id)
    if member is None or not member.active:
        raise not_found("member", member_id)
    check(pin)
    remove_pin(conn, workspace_id, member_id)
    row = {"member_id": member_id, "workspace_id": workspace_id, "hash": mac(pin, _owner(member_id)), "set_at": now}
    conn.execute(insert(pins), row)
    conn.execute(delete(model.pin_tries).where(model.pin_tries.c.workspace_id == workspace_id))


def remove_pin(conn: Connection, workspace_id: str, member_id: str) -> None:
    """Take a member's PIN away."""
    conn.execute(delete(pins).where(pins.c.workspace_id == workspace_id, pins.c.member_id == member_id))


def having(conn: Connection, workspace_id: str, members: Collection[str]) -> list[str]:
    """Which of these members have a PIN."""
    query = select(pins.c.member_id).where(pins.c.workspace_id == workspace_id, pins.c.member_id.in_(members))
    return sorted(conn.execute(query).scalars())


def try_pin(
    conn: Connection,
    mac: Mac,
    workspace_id: str,
    pin: str,
    *,
    members: Collection[str],
    subjects: Sequence[str],
    now: int,
) -> Right | Wrong | Locked:
    """Whose of these members' PIN it is. Counts against every one of `subjects`: the account and the caller."""
    until = pin_tries.locked_until(conn, workspace_id, subjects, now)
    if until is not None:
        return Locked(until)
    query = select(pins.c.member_id, pins.c.hash).where(
        pins.c.workspace_id == workspace_id, pins.c.member_id.in_(members)
    )
    # All are compared, each in constant time: how long it takes says nothing.
    rows = conn.execute(query).all()
    right = [row.member_id for row in rows if hmac.compare_digest(row.hash, mac(pin, _owner(row.member_id)))]
    if right:
        pin_tries.forget(conn, workspace_id, subjects)
        return Right(right[0])
    until = pin_tries.count(conn, workspace_id, dict.fromkeys(subjects, TRIES), now)
    return Wrong() if until is None else Locked(until)


def check(pin: str) -> None:
    """Refuse what is no PIN, or one that is too easily guessed.

    Raises:
        Problem: it is.
    """
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise invalid("pin", f"A PIN has {SHORTEST} to {LONGEST} digits, and nothing else.")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        raise invalid("pin", "This PIN is the first that anybody would try: choose another.")


def _owner(member_id: str) -> str:
    return f"pin of {member_id}"
