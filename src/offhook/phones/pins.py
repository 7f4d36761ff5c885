"""A line's PIN: whoever texts it to the line makes their phone one of the line's.

It is encrypted, not hashed, since whoever sets lines up must be able to read it out. What is tried by text and what is
tried by keys in a call counts together: by line and by number, so that neither many numbers nor many lines help.
"""

from __future__ import annotations

import hmac
import secrets
from enum import Enum, auto

from sqlalchemy import Connection, delete, insert, select

from offhook.calls.values import E164
from offhook.people import pin_tries
from offhook.people.pins import check
from offhook.phones.model import LinePin, line_pins
from offhook.problems import Problem
from offhook.storage.secrets import Secrets

LENGTH = 8
"""Of one that we choose: customers text order numbers and postal codes, which are shorter."""
BY_NUMBER, BY_LINE = 5, 25
"""Wrong ones in a row before there is a lock. A line meets strangers: few must not shut it for everybody."""


class Tried(Enum):
    """What came of a PIN that was tried."""

    RIGHT = auto()
    WRONG = auto()
    """Also when it is the one that begins a lock: nobody is told which."""
    LOCKED = auto()
    """It wasn't looked at."""


def of_line(conn: Connection, keys: Secrets, workspace_id: str, line_id: str) -> LinePin | None:
    """A line's PIN; None where nobody has looked at it yet, so that nobody can know it."""
    mine = (line_pins.c.workspace_id == workspace_id) & (line_pins.c.line_id == line_id)
    row = conn.execute(select(line_pins).where(mine)).one_or_none()
    return None if row is None else LinePin(keys.decrypt(row.pin, _owner(line_id)), row.set_at)


def ensure(conn: Connection, keys: Secrets, workspace_id: str, line_id: str, now: int) -> LinePin:
    """A line's PIN, made now where there is none."""
    return of_line(conn, keys, workspace_id, line_id) or set_pin(conn, keys, workspace_id, line_id, None, now)


def set_pin(conn: Connection, keys: Secrets, workspace_id: str, line_id: str, pin: str | None, now: int) -> LinePin:
    """Give a line another PIN, one that we choose unless it is given. Phones that are active stay so; locks end.

    Raises:
        Problem: it is too easily guessed, or no PIN.
    """
    if pin is None:
        pin = _new_pin()
    check(pin)
    remove(conn, workspace_id, line_id)
    row = {"line_id": line_id, "workspace_id": workspace_id, "pin": keys.encrypt(pin, _owner(line_id)), "set_at": now}
    conn.execute(insert(line_pins), row)
    pin_tries.forget(conn, workspace_id, [_by_line(line_id)])
    return LinePin(pin, now)


def remove(conn: Connection, workspace_id: str, line_id: str) -> None:
    """Take a line's PIN away."""
    conn.execute(delete(line_pins).where(line_pins.c.workspace_id == workspace_id, line_pins.c.line_id == line_id))


def failed_before(conn: Connection, workspace_id: str, number: E164) -> bool:
    """Whether a wrong PIN came from this number since its last right one."""
    return pin_tries.failures(conn, workspace_id, _by_number(number)) > 0


def try_pin(
    conn: Connection,
    workspace_id: str,
    line_id: str,
    number: E164,
    given: str,
    right: str | None,
    now: int,
    *,
    against_line: bool = True,
) -> Tried:
    """Whether what was given is `right`, counted against the line and the number; `right` is None where none would be.

    What is compared may be a line's PIN, or the code of a call. Not `against_line`: a wrong one counts against the
    number alone, and a line that is locked is locked all the same.
    """
    subjects = {_by_line(line_id): BY_LINE, _by_number(number): BY_NUMBER}
    if pin_tries.locked_until(conn, workspace_id, subjects, now) is not None:
        return Tried.LOCKED
    if right is not None and hmac.compare_digest(given.encode(), right.encode()):
        # Not the line's: who has one phone of it must not clear what others try.
        pin_tries.forget(conn, workspace_id, [_by_number(number)])
        return Tried.RIGHT
    if not against_line:
        del subjects[_by_line(line_id)]
    pin_tries.count(conn, workspace_id, subjects, now)
    return Tried.WRONG


def _new_pin() -> str:
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(LENGTH))
        try:
            check(pin)
        except Problem:  # one in ten millions is too easily guessed
            continue
        return pin


def _owner(line_id: str) -> str:
    return f"PIN of {line_id}"


def _by_line(line_id: str) -> str:
    return f"phones {line_id}"


def _by_number(number: E164) -> str:
    return f"phones {number}"
