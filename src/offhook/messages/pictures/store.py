"""Reading and writing pictures. Plain functions of a connection, for a workspace, or for who fetches and sweeps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, exists, func, insert, or_, select, update

from offhook.messages.model import messages
from offhook.messages.pictures.model import Picture, PictureState, message_pictures
from offhook.messages.states import WAITING


def add(conn: Connection, picture: Picture) -> None:
    """Write a new picture."""
    conn.execute(insert(message_pictures), _values(picture))


def save(conn: Connection, picture: Picture) -> None:
    """Write a picture anew."""
    conn.execute(update(message_pictures).where(message_pictures.c.id == picture.id), _values(picture))


def get(conn: Connection, workspace_id: str, picture_id: str) -> Picture | None:
    """One picture."""
    query = select(message_pictures).where(
        message_pictures.c.id == picture_id, message_pictures.c.workspace_id == workspace_id
    )
    row = conn.execute(query).one_or_none()
    return None if row is None else _picture(row)


def linked(conn: Connection, picture_id: str) -> Picture | None:
    """One picture of the installation: whoever asks has shown an address that we gave away."""
    row = conn.execute(select(message_pictures).where(message_pictures.c.id == picture_id)).one_or_none()
    return None if row is None else _picture(row)


def of_messages(conn: Connection, workspace_id: str, message_ids: Collection[str]) -> Mapping[str, Sequence[Picture]]:
    """The pictures of messages, in their order; nothing of those that have none."""
    found: dict[str, list[Picture]] = {}
    if message_ids:
        query = select(message_pictures).where(
            message_pictures.c.message_id.in_(message_ids), message_pictures.c.workspace_id == workspace_id
        )
        for row in conn.execute(query.order_by(message_pictures.c.position)):
            found.setdefault(row.message_id, []).append(_picture(row))
    return found


def attach(conn: Connection, workspace_id: str, message_id: str, picture_ids: Sequence[str]) -> None:
    """Have uploaded pictures belong to a message, in this order."""
    for position, picture in enumerate(picture_ids):
        conn.execute(
            update(message_pictures)
            .where(
                message_pictures.c.id == picture,
                message_pictures.c.workspace_id == workspace_id,
                message_pictures.c.message_id.is_(None),
            )
            .values(message_id=message_id, position=position)
        )


def remove(conn: Connection, workspace_id: str, picture_id: str) -> None:
    """Forget a picture; its file goes with the next sweep."""
    conn.execute(
        delete(message_pictures).where(
            message_pictures.c.id == picture_id, message_pictures.c.workspace_id == workspace_id
        )
    )


def due(conn: Connection, now: int, most: int) -> list[Picture]:
    """The pictures of the whole installation that are to be fetched now, the longest due first."""
    query = select(message_pictures).where(message_pictures.c.due_at <= now).order_by(message_pictures.c.due_at)
    return [_picture(row) for row in conn.execute(query.limit(most))]


def next_due(conn: Connection) -> int | None:
    """When the next one is to be fetched."""
    return conn.execute(select(func.min(message_pictures.c.due_at))).scalar()


def purge(conn: Connection, unsent: int, old: int | None, most: int) -> Sequence[str | None]:
    """Forget pictures that were uploaded before `unsent` and never sent, and all made before `old`; their contents.

    One is as old as its message, which may wait for its time for a year.
    """
    never_sent = and_(message_pictures.c.message_id.is_(None), message_pictures.c.made_at < unsent)
    over = never_sent
    if old is not None:
        younger = or_(messages.c.state.in_(WAITING), messages.c.sort_at >= old)
        needed = exists().where(messages.c.id == message_pictures.c.message_id, younger)
        over = or_(never_sent, and_(message_pictures.c.made_at < old, ~needed))
    found = conn.execute(select(message_pictures.c.id, message_pictures.c.content).where(over).limit(most)).all()
    if found:
        conn.execute(delete(message_pictures).where(message_pictures.c.id.in_([row.id for row in found])))
    return [row.content for row in found]


def used(conn: Connection, contents: Collection[str]) -> set[str]:
    """Which of these contents a picture of the installation has."""
    query = select(message_pictures.c.content).where(message_pictures.c.content.in_(contents))
    return set(conn.execute(query).scalars())


def _picture(row: Row[Any]) -> Picture:
    return Picture(**dict(row._mapping) | {"state": PictureState(row.state)})


def _values(picture: Picture) -> dict[str, Any]:
    fields = {name: getattr(picture, name) for name in Picture.__struct_fields__}
    return fields | {"state": picture.state.value}
