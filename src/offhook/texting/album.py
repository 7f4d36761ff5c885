"""Pictures between uploads, messages and the carrier: which there are, whether they may be sent, and where they are."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.ids import is_id, new_id
from offhook.messages.model import Message
from offhook.messages.pictures import store
from offhook.messages.pictures.model import Picture, PictureState
from offhook.messages.port import Arrived
from offhook.problems import conflict, not_found
from offhook.texting.images import Picture as Image
from offhook.texting.service import Weighed
from offhook.voicemail.files import Kept

MOST_ARRIVED = 20
"""Of one message that came in. Carriers send ten at most."""
_LONGEST_SOURCE, _LONGEST_KIND = 2000, 32


def uploaded(conn: Connection, workspace_id: str, image: Image, kept: Kept, now: int) -> Picture:
    """Write a picture down whose file is kept."""
    made = Picture(
        id=new_id("picture"),
        workspace_id=workspace_id,
        message_id=None,
        position=0,
        kind=image.kind.value,
        content=kept.content,
        bytes=kept.size,
        width=image.width,
        height=image.height,
        state=PictureState.KEPT,
        source="",
        trunk_id=None,
        tries=0,
        due_at=None,
        reason="",
        made_at=now,
    )
    store.add(conn, made)
    return made


def arrived(conn: Connection, message: Message, came: Arrived, now: int) -> bool:
    """Have the pictures of a message that came in be fetched; whether there are any."""
    for position, each in enumerate(came.pictures[:MOST_ARRIVED]):
        store.add(
            conn,
            Picture(
                id=new_id("picture"),
                workspace_id=message.workspace_id,
                message_id=message.id,
                position=position,
                kind="".join(char for char in each.kind if char.isprintable())[:_LONGEST_KIND],
                content=None,
                bytes=0,
                width=None,
                height=None,
                state=PictureState.FETCHING,
                source=each.url.replace("\0", "")[:_LONGEST_SOURCE],
                trunk_id=came.trunk,
                tries=0,
                due_at=now,
                reason="",
                made_at=now,
            ),
        )
    return bool(came.pictures)


def get(conn: Connection, workspace_id: str, picture_id: str) -> Picture:
    """One picture.

    Raises:
        Problem: this workspace has none.
    """
    found = store.get(conn, workspace_id, picture_id) if is_id(picture_id, "picture") else None
    if found is None:
        raise not_found("picture", picture_id)
    return found


def weigh(conn: Connection, workspace_id: str, picture_ids: Sequence[str]) -> Weighed:
    """Look at pictures that are to be sent.

    Raises:
        Problem: one isn't there, or belongs to a message already.
    """
    found = [_unsent(conn, workspace_id, each) for each in dict.fromkeys(picture_ids)]
    return Weighed(len(found), sum(each.bytes for each in found))


def attach(conn: Connection, message: Message, picture_ids: Sequence[str]) -> None:
    """Have pictures that were weighed belong to a message."""
    store.attach(conn, message.workspace_id, message.id, list(dict.fromkeys(picture_ids)))


def remove(conn: Connection, workspace_id: str, picture_id: str) -> None:
    """Take an uploaded picture away that was not sent.

    Raises:
        Problem: there is none, or it was sent.
    """
    store.remove(conn, workspace_id, _unsent(conn, workspace_id, picture_id).id)


def fetch_again(conn: Connection, workspace_id: str, picture_id: str, now: int) -> Picture:
    """Have a picture that failed be fetched once more, now.

    Raises:
        Problem: there is none, or it did not fail.
    """
    found = get(conn, workspace_id, picture_id)
    if found.state is not PictureState.FAILED or not found.source:
        raise conflict("not-failed", "It did not fail", "This picture did not fail: there is nothing to fetch again.")
    again = replace(found, state=PictureState.FETCHING, due_at=now, tries=0, reason="")
    store.save(conn, again)
    return again


def _unsent(conn: Connection, workspace_id: str, picture_id: str) -> Picture:
    found = get(conn, workspace_id, picture_id)
    if found.message_id is not None:
        raise conflict(
            "picture-sent", "The picture was sent", "This picture belongs to a message already: upload it once more."
        )
    return found
