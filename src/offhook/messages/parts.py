"""Texts that come in several parts, kept until the last is there: a part that we acknowledged comes only once.

What is given up has gaps, and is a text all the same. Parts of a text that was kept are known for a while, without
their content: a carrier that could not be told brings them again.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from offhook.messages.arriving import Gathered, Part
from offhook.messages.model import message_parts as table

GIVEN_UP_AFTER_S = 3600
"""An SMSC brings the parts of a text within seconds; one that failed it tries again within minutes."""
REMEMBERED_S = 600
"""For how long a part that comes again is known to be of a text that was kept."""


class _Text(Struct):
    """A text whose parts came, as far as they did."""

    gathered: Gathered
    digests: dict[int, str]
    since: int
    kept_at: int | None


def keep(conn: Connection, workspace_id: str, trunk_id: str, part: Part, now: int) -> list[Gathered]:
    """Keep a part. Which texts are to be taken now: one that it makes whole, one whose reference it uses again."""
    found = _texts(conn, _alike(trunk_id, part))
    digest = hashlib.sha256(part.octets).hexdigest()
    waiting = next((each for each in found if each.kept_at is None), None)
    here = None if waiting is None else waiting.digests.get(part.number)
    if here == digest and waiting is not None:  # the carrier wasn't told, and brings it again
        return [waiting.gathered] if waiting.gathered.whole else []
    if here is None and waiting is None:
        since = now - REMEMBERED_S * 1_000_000
        if any(each.digests.get(part.number) == digest and (each.kept_at or 0) >= since for each in found):
            return []
    ready: list[Gathered] = []
    if waiting is not None and here is not None:  # another text by now
        ready.append(waiting.gathered)
        waiting = None
    text_id = uuid.uuid4().hex if waiting is None else waiting.gathered.id
    row = {
        "text_id": text_id,
        "number": part.number,
        "workspace_id": workspace_id,
        "trunk_id": trunk_id,
        "source": part.source,
        "destination": part.destination,
        "reference": part.reference,
        "total": part.total,
        "coding": part.coding,
        "octets": part.octets,
        "digest": digest,
        "came_at": now,
    }
    conn.execute(insert(table), row)
    (text,) = _texts(conn, table.c.text_id == text_id)
    return [*ready, text.gathered] if text.gathered.whole else ready


def taken(conn: Connection, text_id: str, now: int) -> None:
    """A text is safe in its conversation: nothing of it is kept here."""
    conn.execute(update(table).where(table.c.text_id == text_id).values(octets=b"", kept_at=now))


def due(conn: Connection, now: int) -> Sequence[Gathered]:
    """What is whole, as after a kill, and what is given up. What is known no longer is forgotten."""
    conn.execute(delete(table).where(table.c.kept_at < now - REMEMBERED_S * 1_000_000))
    late = now - GIVEN_UP_AFTER_S * 1_000_000
    found = _texts(conn, table.c.kept_at.is_(None))
    return [text.gathered for text in found if text.gathered.whole or text.since <= late]


def _alike(trunk_id: str, part: Part) -> ColumnElement[bool]:
    return (
        (table.c.trunk_id == trunk_id)
        & (table.c.source == part.source)
        & (table.c.destination == part.destination)
        & (table.c.reference == part.reference)
        & (table.c.total == part.total)
    )


def _texts(conn: Connection, which: ColumnElement[bool]) -> Iterable[_Text]:
    """The oldest first. There is one at most that waits, of those alike."""
    found: dict[str, list[Row[Any]]] = {}
    for row in conn.execute(select(table).where(which).order_by(table.c.came_at, table.c.number)):
        found.setdefault(row.text_id, []).append(row)
    return [_text(rows) for rows in found.values()]


def _text(rows: Sequence[Row[Any]]) -> _Text:
    first = rows[0]
    gathered = Gathered(
        id=first.text_id,
        trunk=first.trunk_id,
        source=first.source,
        destination=first.destination,
        coding=first.coding,
        total=first.total,
        octets={row.number: bytes(row.octets) for row in rows},
    )
    return _Text(gathered, {row.number: row.digest for row in rows}, first.came_at, first.kept_at)
