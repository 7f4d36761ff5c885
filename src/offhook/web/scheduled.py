"""Texts that are sent later, over HTTP: listed, and changed until their time comes."""

from __future__ import annotations

from msgspec import UNSET
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.ids import is_id
from offhook.messages.model import Message
from offhook.messages.pictures import store as pictures
from offhook.messages.preflight import LONGEST
from offhook.texting import scheduling, service
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, AskingForOwn, Offhook
from offhook.web.message_views import MessageView
from offhook.web.messages import check_theirs, told, view
from offhook.web.pages import Cursor, Limit, bad_cursor
from offhook.web.schemas import Change, Moment, micros_if

router = routes.router(tag="messages")


class ChangeMessageBody(Change):
    """What is to change of a text that waits for its time."""

    text: str = Field("", max_length=LONGEST, examples=["Your order is ready, see you on Monday."])
    send_at: Moment | None = Field(None, description="Null: now", examples=["2026-12-01T10:00:00Z"])


class ScheduledPage(BaseModel):
    """Texts that wait for their time, the next to be sent first."""

    items: list[MessageView]
    next: str | None = Field(
        description="The `cursor` of the next page",
        examples=["1796115600000000.message_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )


@router.get("/scheduled-messages")
async def list_scheduled(offhook: Offhook, asking: Asking, limit: Limit = 50, cursor: Cursor = None) -> ScheduledPage:
    """The workspace's texts that wait for their time, the next to be sent first."""
    after = None if cursor is None else _parse(cursor)

    def find(conn: Connection) -> ScheduledPage:
        found = scheduling.every(conn, asking.workspace_id, limit=limit + 1, after=after)
        shown = found[:limit]
        theirs = pictures.of_messages(conn, asking.workspace_id, [each.id for each in shown])
        return ScheduledPage(
            items=[MessageView.of(each, theirs.get(each.id, ()), offhook.gallery.links) for each in shown],
            next=f"{shown[-1].send_at}.{shown[-1].id}" if len(found) > limit else None,
        )

    return await offhook.storage.read(find)


@router.patch("/messages/{message}")
async def change_message(message: str, body: ChangeMessageBody, offhook: Offhook, asking: AskingForOwn) -> MessageView:
    """Change the words or the time of a text that waits for it."""
    now, given = offhook.clock.now(), body.given()

    def change(conn: Connection) -> Message:
        check_theirs(asking, service.get(conn, asking.workspace_id, message), "change it")
        return scheduling.change(
            conn,
            asking.workspace_id,
            message,
            text=given.get("text", UNSET),
            send_at=micros_if(body.send_at) if "send_at" in given else UNSET,
            texting=offhook.texting,
            now=now,
        )

    changed = await noted(
        offhook, asking, "changed a message", change, look=service.get, at=message, called="a message"
    )
    told(offhook, changed)
    return await view(offhook, changed)


def _parse(cursor: str) -> tuple[int, str]:
    at, dot, last = cursor.partition(".")
    if not (dot and at.isascii() and at.isdigit() and len(at) <= 18 and is_id(last, "message")):
        raise bad_cursor()
    return int(at), last
