"""The audit log over HTTP: who changed what, for owners."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel, Field

from offhook.audit import store
from offhook.audit.model import Entry, Way
from offhook.ids import is_id
from offhook.web import routes
from offhook.web.context import Offhook, Owning
from offhook.web.language import said
from offhook.web.pages import Cursor, Limit, bad_cursor
from offhook.web.schemas import MadeAt, Moment, micros_if, when

router = routes.router("/audit", tag="audit")


class EntryView(BaseModel):
    """One change."""

    id: str = Field(examples=["audit_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    at: MadeAt
    member: str = Field(description="The id of who did it", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(description="What they were called then", examples=["Ann"])
    way: Way = Field(description="What they came with")
    key: str | None = Field(description="The key's id", examples=["key_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    session: str | None = Field(description="The session's id", examples=["session_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    did: str = Field(description="What they did, in words", examples=["changed the line Sales"])
    subject: str = Field(
        description="The id of what they did it to; empty: the workspace", examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )
    before: dict[str, Any] | None = Field(
        description="What changed, as it was; null where it was made, or shows nothing", examples=[{"name": "Main"}]
    )
    after: dict[str, Any] | None = Field(examples=[{"name": "Sales"}])

    @classmethod
    def of(cls, entry: Entry) -> EntryView:
        """From the store's."""
        return cls(
            id=entry.id,
            at=when(entry.at),
            member=entry.member_id,
            name=entry.member_name,
            way=entry.way,
            key=entry.way_id if entry.way is Way.KEY else None,
            session=entry.way_id if entry.way is Way.SESSION else None,
            did=said(entry.words),
            subject=entry.subject,
            before=None if entry.before is None else dict(entry.before),
            after=None if entry.after is None else dict(entry.after),
        )


class EntryPage(BaseModel):
    """Changes, the latest first."""

    items: list[EntryView]
    next: str | None = Field(
        description="The `cursor` of the next page",
        examples=["1795298400123456.audit_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )


@router.get("")
async def list_changes(
    offhook: Offhook,
    asking: Owning,
    limit: Limit = 50,
    cursor: Cursor = None,
    member: str | None = None,
    since: Annotated[
        Moment | None, Query(description="Changed then or later", examples=["2026-11-01T00:00:00Z"])
    ] = None,
    until: Annotated[Moment | None, Query(description="Changed before", examples=["2026-12-01T00:00:00Z"])] = None,
) -> EntryPage:
    """Who changed what in the workspace, the latest first; what one `member` changed, or what was within a time."""
    before = None if cursor is None else _parse_cursor(cursor)
    found = await offhook.storage.read(
        lambda conn: store.page(
            conn,
            asking.workspace_id,
            limit=limit + 1,
            before=before,
            member_id=member,
            since=micros_if(since),
            until=micros_if(until),
        )
    )
    shown = found[:limit]
    return EntryPage(
        items=[EntryView.of(each) for each in shown],
        next=f"{shown[-1].at}.{shown[-1].id}" if len(found) > limit else None,
    )


def _parse_cursor(cursor: str) -> tuple[int, str]:
    at, dot, last = cursor.partition(".")
    if not (dot and at.isascii() and at.isdigit() and len(at) <= 18 and is_id(last, "audit")):
        raise bad_cursor()
    return int(at), last
