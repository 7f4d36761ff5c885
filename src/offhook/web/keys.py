"""API keys over HTTP: made, listed, revoked. A key's text is shown once, when it is made."""

from __future__ import annotations

from datetime import datetime

from fastapi import Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.people import keys, service
from offhook.people.keys import KeyHolder
from offhook.people.model import ApiKey, NewKey, Role
from offhook.problems import forbidden, not_found
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import AskingForOwn, AskingForPerson, ManagingPeople, Offhook, refuse_phone
from offhook.web.pages import Cursor, Limit, page_of
from offhook.web.schemas import MadeAt, Strict, when, when_if

router = routes.router("/keys", tag="keys")


class CreateKeyBody(Strict):
    """For whom, and what for."""

    name: str = Field(description="What it is for", examples=["CRM"])
    member: str | None = Field(
        None,
        description="The id of the member whom it acts as; you, unless given",
        examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )


class KeyView(BaseModel):
    """A key without its secret."""

    id: str = Field(examples=["key_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(examples=["CRM"])
    member: str = Field(
        description="The id of the member whom it acts as", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )
    prefix: str = Field(description="The part of its text that may be shown", examples=["offhook_4f1c9a2e"])
    created_at: MadeAt
    last_used_at: datetime | None = Field(description="To the minute", examples=["2026-11-21T15:07:00Z"])
    revoked_at: datetime | None = Field(examples=["2026-12-01T09:30:00Z"])

    @classmethod
    def of(cls, key: ApiKey) -> KeyView:
        """From the store's."""
        return cls(
            id=key.id,
            name=key.name,
            member=key.member_id,
            prefix=f"offhook_{key.prefix}",
            created_at=when(key.created_at),
            last_used_at=when_if(key.last_used_at),
            revoked_at=when_if(key.revoked_at),
        )


class NewKeyView(BaseModel):
    """A key that was just made."""

    key: KeyView
    text: str = Field(
        description="The key itself. It is shown this once and kept nowhere",
        examples=["offhook_4f1c9a2e_" + "0123456789abcdef" * 4],
    )


class KeyPage(BaseModel):
    """Keys, the oldest first."""

    items: list[KeyView]
    next: str | None = Field(description="The `cursor` of the next page", examples=["key_01kb3fjj2m8w2x4y6z0a1b2c3d"])


@router.get("")
async def list_keys(
    offhook: Offhook, asking: AskingForOwn, limit: Limit = 50, cursor: Cursor = None, member: str | None = None
) -> KeyPage:
    """Keys, revoked ones too: everybody's for owners and managers, for others their own."""
    whose = asking.member_id if asking.role is Role.AGENT else member
    found = await offhook.storage.read(lambda conn: keys.every(conn, asking.workspace_id, whose))
    page, after = page_of(found, limit, cursor)
    return KeyPage(items=[KeyView.of(key) for key in page], next=after)


@router.post("", status_code=201)
async def create_key(body: CreateKeyBody, offhook: Offhook, asking: ManagingPeople, response: Response) -> NewKeyView:
    """Make a key that acts as a member. Only an owner makes keys of owners."""

    def make(conn: Connection) -> NewKey:
        member = body.member or asking.member_id
        _check_owner(conn, asking, member)
        return keys.create(conn, asking.workspace_id, member, body.name, now=offhook.clock.now())

    made = await noted(offhook, asking, "made the key {}", make, look=_key, made=lambda made: made.key.id)
    response.headers["Cache-Control"] = "no-store"
    return NewKeyView(key=KeyView.of(made.key), text=made.text)


@router.delete("/{key}")
async def revoke_key(key: str, offhook: Offhook, asking: AskingForPerson) -> KeyView:
    """Make a key useless from now on. Nothing changes when it is already."""

    refuse_phone(asking)

    def revoke(conn: Connection) -> ApiKey:
        found = _key(conn, asking.workspace_id, key)
        if found is None or (asking.role is Role.AGENT and found.member_id != asking.member_id):
            raise not_found("key", key)
        _check_owner(conn, asking, found.member_id)
        return keys.revoke(conn, asking.workspace_id, key, offhook.clock.now())

    return KeyView.of(await noted(offhook, asking, "revoked the key {}", revoke, look=_key, at=key))


def _key(conn: Connection, workspace_id: str, key: str) -> ApiKey | None:
    return next((each for each in keys.every(conn, workspace_id) if each.id == key), None)


def _check_owner(conn: Connection, asking: KeyHolder, member: str) -> None:
    if asking.role is not Role.OWNER and service.get(conn, asking.workspace_id, member).role is Role.OWNER:
        raise forbidden("Only an owner may make or revoke an owner's keys.")
