"""What is written down of taking a number under control and giving it back, before the carrier is told."""

from __future__ import annotations

from enum import StrEnum

from msgspec import structs
from sqlalchemy import Connection

from offhook.carriers import numbers
from offhook.carriers.model import Account, TakenNumber
from offhook.lines import service as lines
from offhook.lines import store as line_store
from offhook.problems import not_found
from offhook.telephony.webhooks.numbers import OwnNumber, kept


class NumberStanding(StrEnum):
    """How a number stands with us."""

    FREE = "free"
    """It is not under control."""
    TAKEN = "taken"
    ASTRAY = "astray"
    """It is under control, and leads elsewhere than it should."""
    KEPT = "kept"
    """It does so, and somebody has said that it may."""
    GIVING_BACK = "giving_back"
    """It is to lead where it did before, which has not come about yet."""
    GONE = "gone"
    """It is under control, and the account has it no more."""


def standing(taken: TakenNumber | None) -> NumberStanding:
    """As it was last seen."""
    if taken is None:
        return NumberStanding.FREE
    if taken.astray == "":
        return NumberStanding.GONE
    if taken.giving_back:
        return NumberStanding.GIVING_BACK
    if taken.astray is None:
        return NumberStanding.TAKEN
    return NumberStanding.KEPT if taken.kept else NumberStanding.ASTRAY


def get(conn: Connection, account: Account, number: str) -> TakenNumber:
    """One that is under control. Raises `Problem`: it is not."""
    found = numbers.taken(conn, account.trunk.workspace_id, account.trunk.id, number)
    if found is None:
        raise not_found("number under control", number)
    return found


def begin_taking(
    conn: Connection, account: Account, own: OwnNumber, *, name: str = "", language: str = "en", now: int, most: int
) -> TakenNumber:
    """Remember where a number leads, and have a line of it that uses the account. What was remembered once stays.

    Args:
        most: Lines that a workspace has.

    Raises:
        Problem: it can't be a line here, and why.
    """
    trunk = account.trunk
    before = numbers.taken(conn, trunk.workspace_id, trunk.id, own.number)
    if before is not None and before.sid != own.sid:  # it was given up at the carrier, and bought again
        numbers.release(conn, before)
        before = None
    line_id, added = _line(conn, account, own, name, language, now, most)
    if before is not None:
        numbers.change(conn, before, giving_back=False, kept=False, line_id=line_id)
        return structs.replace(before, giving_back=False, kept=False, line_id=line_id)
    taken = TakenNumber(
        trunk_id=trunk.id,
        sid=own.sid,
        workspace_id=trunk.workspace_id,
        number=own.number,
        line_id=line_id,
        line_added=added,
        former=kept(own.hooks),
        taken_at=now,
    )
    numbers.take(conn, taken)
    return taken


def begin_giving_back(conn: Connection, account: Account, number: str) -> TakenNumber:
    """It is to lead where it did before. Raises `Problem`: it is not under control."""
    taken = get(conn, account, number)
    numbers.change(conn, taken, giving_back=True)
    return structs.replace(taken, giving_back=True)


def keep(conn: Connection, account: Account, number: str) -> TakenNumber:
    """It may lead where it was found to lead: nobody is told of that any more. Raises `Problem`."""
    taken = get(conn, account, number)
    numbers.change(conn, taken, kept=True, giving_back=False)
    return structs.replace(taken, kept=True, giving_back=False)


def undo_taking(conn: Connection, taken: TakenNumber, now: int) -> None:
    """The carrier has refused, so nothing was changed there: forget it, and the line that was added for it."""
    numbers.release(conn, taken)
    line = line_store.get(conn, taken.workspace_id, taken.line_id)
    if taken.line_added and line is not None:
        line_store.remove(conn, line, now)


def _line(
    conn: Connection, account: Account, own: OwnNumber, name: str, language: str, now: int, most: int
) -> tuple[str, bool]:
    """The id of a line of this number over this account, and whether it was added now."""
    trunk = account.trunk
    line = line_store.by_number(conn, trunk.workspace_id, own.number)
    if line is None:
        made = lines.add(
            conn,
            trunk.workspace_id,
            own.number,
            trunks=[trunk.id],
            name=name,
            language=language,
            voice=own.carries.voice,
            now=now,
            most=most,
        )
        return made.id, True
    if trunk.id not in line.trunks:
        lines.change(conn, trunk.workspace_id, line.id, trunks=(trunk.id, *line.trunks))
    return line.id, False
