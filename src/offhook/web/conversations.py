"""Conversations over HTTP: listed, read, marked, and written notes in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query, Response
from pydantic import BaseModel, Field, StrictBool
from sqlalchemy import Connection

from offhook.calls.values import Disposition
from offhook.conversations import service, store
from offhook.conversations.model import CallEntry, Conversation, Entry, MessageEntry, Note, NoteEntry
from offhook.conversations.service import MOST_COUNTED
from offhook.ids import is_id
from offhook.people import service as people
from offhook.people.model import Role
from offhook.problems import forbidden
from offhook.records.live import ConversationChange
from offhook.records.words import how_it_came_out
from offhook.web import routes
from offhook.web.call_views import Direction, direction_of
from offhook.web.changes import noted
from offhook.web.context import Asking, AskingForOwn, Offhook
from offhook.web.language import said
from offhook.web.message_views import MessageView
from offhook.web.pages import Cursor, Limit, bad_cursor
from offhook.web.schemas import MadeAt, Strict, when, when_if
from offhook.web.voicemails import VoicemailView
from offhook.worker import Worker

router = routes.router(tag="conversations")

ID = "conversation_01kb3fjj2m8w2x4y6z0a1b2c3d"
NEXT = f"1795298400123456.{ID}"


class MarkConversationBody(Strict):
    """Whether it is unread, for you."""

    unread: StrictBool = Field(examples=[False])


class NoteBody(Strict):
    """What the others should know."""

    text: str = Field(examples=["Wants the gold plan from January."])


class ConversationContactView(BaseModel):
    """Whom a conversation is with, as they are now."""

    id: str = Field(examples=["contact_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(description="Empty while only the number is known", examples=["Dana Ruiz"])
    number: str = Field(description="The one to call", examples=["+12025550122"])


class ConversationLineView(BaseModel):
    """The line that a conversation is on."""

    id: str = Field(examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    number: str = Field(examples=["+12025550100"])


class CallEntryView(BaseModel):
    """A call in a conversation."""

    kind: Literal["call"]
    id: str = Field(examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    at: MadeAt
    direction: Direction
    disposition: Disposition | None = Field(description="Null while it lives")
    outcome: str | None = Field(description="The disposition in words", examples=["No key was pressed"])
    reason: str = Field(description="What led to it", examples=["no key was pressed after 2 readings"])
    number: str = Field(description="The contact's; empty: withheld", examples=["+12025550122"])
    member: str | None = Field(
        description="The id of who placed or took it", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )
    member_name: str = Field(description="Empty: nobody", examples=["Ann"])
    talk_seconds: float = Field(examples=[36.8])
    ended_at: datetime | None = Field(description="Null while it lives", examples=["2026-11-21T14:00:48.230000Z"])
    voicemail: VoicemailView | None = Field(description="The message that was left at its end")


class NoteEntryView(BaseModel):
    """A note in a conversation."""

    kind: Literal["note"]
    id: str = Field(examples=["note_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    at: MadeAt
    conversation: str = Field(examples=[ID])
    text: str = Field(examples=["Wants the gold plan from January."])
    member: str = Field(description="The id of who wrote it", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    member_name: str = Field(examples=["Ann"])
    changed_at: datetime | None = Field(examples=["2026-11-21T14:03:00Z"])

    @classmethod
    def of(cls, note: Note) -> NoteEntryView:
        """From the store's."""
        return cls(
            kind="note",
            id=note.id,
            at=when(note.made_at),
            conversation=note.conversation_id,
            text=note.text,
            member=note.member_id,
            member_name=note.member_name,
            changed_at=when_if(note.changed_at),
        )


EntryView = Annotated[CallEntryView | MessageView | NoteEntryView, Field(discriminator="kind")]


class AssigneeView(BaseModel):
    """Who looks after a conversation."""

    id: str = Field(examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(examples=["Ann"])


class ConversationView(BaseModel):
    """Everything with one contact on one line."""

    id: str = Field(examples=[ID])
    line: ConversationLineView
    contact: ConversationContactView | None = Field(description="Null: callers who withhold their number")
    assignee: AssigneeView | None = Field(description="Who looks after it; null: nobody in particular")
    latest_at: MadeAt
    latest: EntryView | None = Field(description="What happened last")
    unread: bool = Field(
        description="Whether something in it waits for you: a call that nobody took, a voicemail, a text",
        examples=[True],
    )

    @classmethod
    def of(cls, found: Conversation, offhook: Worker) -> ConversationView:
        """From the store's."""
        contact = found.contact_id
        return cls(
            id=found.id,
            line=ConversationLineView(id=found.line_id, number=found.line_number),
            contact=None
            if contact is None
            else ConversationContactView(id=contact, name=found.name, number=found.number),
            assignee=None
            if found.assignee_id is None
            else AssigneeView(id=found.assignee_id, name=found.assignee_name),
            latest_at=when(found.latest_at),
            latest=None if found.latest is None else view_of(found.latest, offhook),
            unread=found.unread_at is not None,
        )


class ConversationPage(BaseModel):
    """Conversations, the latest first."""

    items: list[ConversationView]
    next: str | None = Field(description="The `cursor` of the next page", examples=[NEXT])


class ConversationEntryPage(BaseModel):
    """What happened in a conversation, the latest first."""

    items: list[EntryView]
    next: str | None = Field(
        description="The `cursor` of the next page", examples=["1795298400123456.call_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )


class UnreadView(BaseModel):
    """How many conversations are unread for you."""

    count: int = Field(description=f"{MOST_COUNTED} means that many or more", examples=[3])


def view_of(entry: Entry, offhook: Worker) -> CallEntryView | MessageView | NoteEntryView:
    """An entry, from the store's."""
    match entry:
        case NoteEntry(note=note):
            return NoteEntryView.of(note)
        case MessageEntry(message=message, pictures=pictures):
            return MessageView.of(message, pictures, offhook.gallery.links)
        case CallEntry():
            disposition = None if entry.disposition is None else Disposition(entry.disposition)
            inbound = entry.direction == "inbound"
            return CallEntryView(
                kind="call",
                id=entry.id,
                at=when(entry.at),
                direction=direction_of(entry.direction),
                disposition=disposition,
                outcome=None if disposition is None else said(how_it_came_out(disposition, inbound=inbound)),
                reason=said(entry.reason),
                number=entry.number,
                member=entry.member_id,
                member_name=entry.member_name,
                talk_seconds=entry.talk_ms / 1000,
                ended_at=when_if(entry.ended_at),
                voicemail=None
                if entry.voicemail is None
                else VoicemailView.of(entry.voicemail, offhook.keeper.trouble),
            )


@router.get("/conversations")
async def list_conversations(
    offhook: Offhook,
    asking: Asking,
    limit: Limit = 50,
    cursor: Cursor = None,
    line: Annotated[str | None, Query(description="The id of a line")] = None,
    contact: Annotated[str | None, Query(description="The id of a contact")] = None,
    unread: Annotated[bool, Query(description="Only those that are unread for you, by what is unread")] = False,
    assignee: Annotated[
        str | None, Query(description="The id of who looks after them, `me`, or `none`: nobody in particular")
    ] = None,
    search: Annotated[
        str,
        Query(
            max_length=100, description="Beginnings of words of the contact's name, or of a number", examples=["dana"]
        ),
    ] = "",
) -> ConversationPage:
    """Conversations of the workspace, the latest first. One is everything that happened with a contact on a line."""
    before = None if cursor is None else _parse_cursor(cursor, "conversation")
    found = await offhook.storage.read(
        lambda conn: service.page(
            conn,
            asking.workspace_id,
            asking.member_id,
            limit=limit + 1,
            before=before,
            line=line,
            contact=contact,
            unread=unread,
            assignee={None: None, "me": asking.member_id, "none": store.NOBODY}.get(assignee, assignee),
            search=search,
        )
    )
    shown = found[:limit]
    place = None
    if len(found) > limit:
        last = shown[-1]
        place = f"{last.unread_at if unread else last.latest_at}.{last.id}"
    return ConversationPage(items=[ConversationView.of(each, offhook) for each in shown], next=place)


@router.get("/conversations/unread")
async def count_unread(offhook: Offhook, asking: Asking) -> UnreadView:
    """How many conversations are unread for you."""
    count = await offhook.storage.read(
        lambda conn: store.count_unread(conn, asking.workspace_id, asking.member_id, MOST_COUNTED)
    )
    return UnreadView(count=count)


@router.get("/conversations/{conversation}")
async def get_conversation(conversation: str, offhook: Offhook, asking: Asking) -> ConversationView:
    """One conversation."""
    found = await offhook.storage.read(
        lambda conn: service.get(conn, asking.workspace_id, asking.member_id, conversation)
    )
    return ConversationView.of(found, offhook)


@router.get("/conversations/{conversation}/entries")
async def list_entries(
    conversation: str, offhook: Offhook, asking: Asking, limit: Limit = 50, cursor: Cursor = None
) -> ConversationEntryPage:
    """What happened in a conversation, the latest first: calls, with voicemails left at their end, texts and notes."""
    before = None if cursor is None else _parse_cursor(cursor, "call", "message", "note")
    found = await offhook.storage.read(
        lambda conn: service.entries(
            conn, asking.workspace_id, asking.member_id, conversation, limit=limit + 1, before=before
        )
    )
    shown = found[:limit]
    return ConversationEntryPage(
        items=[view_of(each, offhook) for each in shown],
        next=f"{shown[-1].at}.{shown[-1].id}" if len(found) > limit else None,
    )


@router.patch("/conversations/{conversation}")
async def mark_conversation(
    conversation: str, body: MarkConversationBody, offhook: Offhook, asking: Asking
) -> ConversationView:
    """Mark it as read, or as unread, for you."""
    marked = await offhook.storage.write(
        lambda conn: service.mark(conn, asking.workspace_id, asking.member_id, conversation, unread=body.unread)
    )
    offhook.live.publish(asking.workspace_id, ConversationChange(conversation, asking.member_id))
    return ConversationView.of(marked, offhook)


@router.post("/conversations/{conversation}/notes", status_code=201)
async def add_note(
    conversation: str, body: NoteBody, offhook: Offhook, asking: Asking, response: Response
) -> NoteEntryView:
    """Write a note, for everybody in the workspace."""
    now = offhook.clock.now()

    def add(conn: Connection) -> Note:
        name = people.get(conn, asking.workspace_id, asking.member_id).name
        return service.add_note(conn, asking.workspace_id, asking.member_id, name, conversation, body.text, now)

    note = await noted(offhook, asking, "wrote a note", add, look=service.get_note, made=lambda made: made.id)
    _told(offhook, note)
    response.headers["Location"] = f"/api/v1/notes/{note.id}"
    return NoteEntryView.of(note)


@router.patch("/notes/{note}")
async def change_note(note: str, body: NoteBody, offhook: Offhook, asking: AskingForOwn) -> NoteEntryView:
    """Write a note anew."""
    now = offhook.clock.now()

    def change(conn: Connection) -> Note:
        _check_theirs(conn, asking, note)
        return service.change_note(conn, asking.workspace_id, note, body.text, now)

    changed = await noted(offhook, asking, "changed a note", change, look=service.get_note, at=note)
    _told(offhook, changed)
    return NoteEntryView.of(changed)


@router.delete("/notes/{note}", status_code=204)
async def remove_note(note: str, offhook: Offhook, asking: AskingForOwn) -> None:
    """Delete a note. It can be restored for a day."""
    now = offhook.clock.now()

    def remove(conn: Connection) -> Note:
        _check_theirs(conn, asking, note)
        return service.remove_note(conn, asking.workspace_id, note, now)

    _told(offhook, await noted(offhook, asking, "deleted a note", remove, look=service.get_note, at=note))


@router.post("/notes/{note}/restore")
async def restore_note(note: str, offhook: Offhook, asking: AskingForOwn) -> NoteEntryView:
    """Take the deletion of a note back."""

    def restore(conn: Connection) -> Note:
        _check_theirs(conn, asking, note)
        return service.restore_note(conn, asking.workspace_id, note)

    restored = await noted(offhook, asking, "restored a note", restore, look=service.get_note, at=note)
    _told(offhook, restored)
    return NoteEntryView.of(restored)


def _check_theirs(conn: Connection, asking: AskingForOwn, note: str) -> None:
    """Refuse an agent another one's note.

    Raises:
        Problem: it is another's, or there is none.
    """
    found = service.get_note(conn, asking.workspace_id, note)
    if asking.role is Role.AGENT and found.member_id != asking.member_id:
        raise forbidden(f"This is {found.member_name}'s note: only they, an owner or a manager may change it.")


def _told(offhook: Offhook, note: Note) -> None:
    offhook.live.publish(note.workspace_id, ConversationChange(note.conversation_id))


def _parse_cursor(cursor: str, *kinds: str) -> tuple[int, str]:
    at, dot, last = cursor.partition(".")
    if not (dot and at.isascii() and at.isdigit() and len(at) <= 18 and any(is_id(last, kind) for kind in kinds)):
        raise bad_cursor()
    return int(at), last
