"""Wrong PINs, counted by whose PIN it would be and by who tries: after some in a row there is a lock."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, insert, select, update

from offhook.people.model import pin_tries

TRIES = 5
"""Wrong ones in a row, by account and by caller, before there is a lock."""
FIRST_LOCK_S, LONGEST_LOCK_S = 15 * 60, 24 * 3600
GROWS = 4
"""Each lock after the first is so many times as long, until the right PIN is given, or a new one is set."""


def locked_until(conn: Connection, workspace_id: str, subjects: Collection[str], now: int) -> int | None:
    """Until when one of these is locked, in UTC microseconds; None: none is."""
    found = _failures(conn, workspace_id, subjects).values()
    return max((until for _, until in found if until > now), default=None)


def count(conn: Connection, workspace_id: str, subjects: Mapping[str, int], now: int) -> int | None:
    """Count a wrong one against each, which locks it after so many in a row; until when there is a lock now."""
    before = _failures(conn, workspace_id, subjects)
    untils = [_fail(conn, workspace_id, subject, before.get(subject), most, now) for subject, most in subjects.items()]
    return max((until for until in untils if until > now), default=None)


def failures(conn: Connection, workspace_id: str, subject: str) -> int:
    """How many wrong ones in a row there were."""
    return _failures(conn, workspace_id, [subject]).get(subject, (0, 0))[0]


def forget(conn: Connection, workspace_id: str, subjects: Collection[str]) -> None:
    """Begin anew with these."""
    mine = (pin_tries.c.workspace_id == workspace_id) & pin_tries.c.subject.in_(subjects)
    conn.execute(delete(pin_tries).where(mine))


def _fail(
    conn: Connection, workspace_id: str, subject: str, before: tuple[int, int] | None, most: int, now: int
) -> int:
    failures = 1 if before is None else before[0] + 1
    until = 0
    if failures % most == 0:
        lock = min(FIRST_LOCK_S * GROWS ** min(failures // most - 1, 10), LONGEST_LOCK_S)
        until = now + lock * 1_000_000
    if before is None:
        row = {"workspace_id": workspace_id, "subject": subject, "failures": failures, "locked_until": until}
        conn.execute(insert(pin_tries), row)
    else:
        mine = (pin_tries.c.workspace_id == workspace_id) & (pin_tries.c.subject == subject)
        conn.execute(update(pin_tries).where(mine).values(failures=failures, locked_until=until))
    return until


def _failures(conn: Connection, workspace_id: str, subjects: Collection[str]) -> dict[str, tuple[int, int]]:
    query = select(pin_tries).where(pin_tries.c.workspace_id == workspace_id, pin_tries.c.subject.in_(subjects))
    return {row.subject: (row.failures, row.locked_until) for row in conn.execute(query)}
