"""What Offhook has written about calls, read from its database file while it serves or after."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offhook.calls.values import Cause, Disposition

_RESTARTED = b'{"type":"Restarted"'


@dataclass(frozen=True, slots=True)
class Kept:
    """Totals: calls, those that were answered and have ended, and turns, which is journal entries."""

    calls: int
    answered: int
    turns: int

    def since(self, before: Kept) -> Kept:
        """What has come since then."""
        return Kept(self.calls - before.calls, self.answered - before.answered, self.turns - before.turns)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How far a recovery is. `latest` is when the latest entry of these calls was written, in UTC seconds."""

    calls: int
    entries: int
    latest: float


def counted(data: Path) -> Kept:
    """Count everything."""
    [[calls, answered]] = _ask(
        data,
        "SELECT count(*), count(*) FILTER (WHERE ended_at IS NOT NULL AND disposition = ?) FROM calls",
        Disposition.ANSWERED,
    )
    [[turns]] = _ask(data, "SELECT count(*) FROM journal")
    return Kept(calls, answered, turns)


def live(data: Path) -> set[str]:
    """The calls whose record says that they have not ended."""
    return {call for (call,) in _ask(data, "SELECT id FROM calls WHERE ended_at IS NULL")}


def reconciled(data: Path, calls: Collection[str]) -> Reconciled:
    """How many of these calls a new worker has looked at, by the entry that says so."""
    rows = _ask(
        data,
        "SELECT call_id, count(*), max(at), max(substr(event, 1, ?) = ?) FROM journal GROUP BY call_id",
        len(_RESTARTED),
        _RESTARTED,
    )
    ours = [row for row in rows if row[0] in calls]
    return Reconciled(
        calls=sum(row[3] for row in ours),
        entries=sum(row[1] for row in ours),
        latest=max((row[2] for row in ours), default=0) / 1e6,
    )


def complete(data: Path, calls: Collection[str], talk_s: float) -> int:
    """How many of these calls have a record that tells all.

    Answered and ended, its two legs ended for a known reason, and its talk time within two seconds of `talk_s`.
    """
    rows = _ask(
        data,
        """
        SELECT calls.id FROM calls JOIN legs ON legs.call_id = calls.id
        WHERE calls.ended_at IS NOT NULL AND calls.disposition = ? AND abs(calls.talk_ms - ?) <= 2000
          AND legs.answered_at IS NOT NULL AND legs.ended_at IS NOT NULL AND legs.cause <> ?
        GROUP BY calls.id HAVING count(*) = 2
        """,
        Disposition.ANSWERED,
        talk_s * 1000,
        Cause.UNKNOWN,
    )
    return len({call for (call,) in rows} & set(calls))


def _ask(data: Path, query: str, *values: object) -> Sequence[Any]:
    with closing(sqlite3.connect(f"file:{data / 'offhook.db'}?mode=ro", uri=True, timeout=10)) as conn:
        return conn.execute(query, values).fetchall()
