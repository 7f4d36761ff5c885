"""Contacts that are the same person, over HTTP: suggested, looked at before, and merged."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.contacts import service as contacts
from offhook.contacts.model import Contact
from offhook.conversations import merging
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.contacts import ContactView, FieldValue
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.pages import Limit
from offhook.web.schemas import Change, Strict

router = routes.router("/contacts", tag="contacts")

OTHER = Field(description="The contact that goes", examples=["contact_01kb3fjj2m8w2x4y6z0a1b2c3e"])


class PreviewMergeBody(Strict):
    """Which contact is to be merged into this one."""

    other: str = OTHER


class MergeBody(Change):
    """Which contact is to be merged into this one; and what is to be kept, where that is not this one's."""

    other: str = OTHER
    name: str = Field("", examples=["Dana Ruiz"])
    fields: dict[str, FieldValue] = Field({}, max_length=200, examples=[{"plan": "gold"}])


class DifferenceView(BaseModel):
    """What both have, and of which one is kept."""

    field: str = Field(description="`name`, or a custom field's name", examples=["plan"])
    kept: FieldValue = Field(examples=["gold"])
    dropped: FieldValue = Field(examples=["silver"])


class MergePreviewView(BaseModel):
    """What merging would make of both."""

    result: ContactView
    differences: list[DifferenceView]
    calls: int = Field(description="Calls of the contact that goes, which come along", examples=[12])
    conversations: int = Field(description="Likewise", examples=[2])


class AlikeView(BaseModel):
    """Contacts that may be the same person."""

    items: list[ContactView]


class DuplicateView(BaseModel):
    """A name, and who has it, the oldest first."""

    name: str = Field(description="Its words, case folded and sorted", examples=["dana ruiz"])
    contacts: list[ContactView]


class DuplicatePage(BaseModel):
    """Names that several contacts have."""

    items: list[DuplicateView]
    next: str | None = Field(description="The `cursor` of the next page", examples=["dana ruiz"])


@router.get("/duplicates")
async def list_duplicates(
    offhook: Offhook,
    asking: Asking,
    limit: Limit = 50,
    cursor: Annotated[
        str | None, Query(max_length=200, description="Where to go on: `next` of the page before", examples=[None])
    ] = None,
) -> DuplicatePage:
    """Contacts that may be the same person, as they have the same name. A number is one contact's anyway."""
    found = await offhook.storage.read(
        lambda conn: contacts.duplicates(conn, asking.workspace_id, limit=limit + 1, after=cursor or "")
    )
    shown = found[:limit]
    return DuplicatePage(
        items=[DuplicateView(name=name, contacts=[ContactView.of(each) for each in those]) for name, those in shown],
        next=shown[-1][0] if len(found) > limit else None,
    )


@router.get("/{contact}/alike")
async def list_alike(contact: str, offhook: Offhook, asking: Asking) -> AlikeView:
    """Other contacts that may be the same person, as they have the same name."""
    found = await offhook.storage.read(lambda conn: contacts.alike(conn, asking.workspace_id, contact))
    return AlikeView(items=[ContactView.of(each) for each in found])


@router.post("/{contact}/merge/preview")
async def preview_merge(contact: str, body: PreviewMergeBody, offhook: Offhook, asking: Asking) -> MergePreviewView:
    """What merging another contact into this one would make of both."""
    found = await offhook.storage.read(lambda conn: merging.preview(conn, asking.workspace_id, contact, body.other))
    return MergePreviewView(
        result=ContactView.of(found.result),
        differences=[
            DifferenceView(field=each.field, kept=each.kept, dropped=each.dropped) for each in found.differences
        ],
        calls=found.calls,
        conversations=found.conversations,
    )


@router.post("/{contact}/merge")
async def merge_contacts(contact: str, body: MergeBody, offhook: Offhook, asking: Managing) -> ContactView:
    """Merge another contact into this one, with its numbers, calls, voicemails and notes. It can't be taken back.

    The other one's id leads to this contact from then on.
    """
    given = body.given()
    now = offhook.clock.now()

    def merge(conn: Connection) -> Contact:
        return merging.merge(conn, asking.workspace_id, contact, given.pop("other"), **given, now=now)

    merged = await noted(offhook, asking, "merged another contact into {}", merge, look=contacts.get, at=contact)
    return ContactView.of(merged)


@router.post("/{contact}/restore")
async def restore_contact(contact: str, offhook: Offhook, asking: Managing) -> ContactView:
    """Take a removal of the last day back. Numbers that somebody else was given since stay theirs."""
    now = offhook.clock.now()

    def restore(conn: Connection) -> Contact:
        return merging.restore(conn, asking.workspace_id, contact, now)

    restored = await noted(
        offhook, asking, "restored the contact {}", restore, look=contacts.get, made=lambda made: made.id
    )
    return ContactView.of(restored)
