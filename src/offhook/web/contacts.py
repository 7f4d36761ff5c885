"""Contacts over HTTP: people, their numbers and custom fields."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Response
from pydantic import BaseModel, Field, StrictBool, StrictFloat, StrictInt, StrictStr
from sqlalchemy import Connection

from offhook.contacts import service
from offhook.contacts.model import Contact
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.pages import Cursor, Limit
from offhook.web.schemas import Change, MadeAt, Strict, when

router = routes.router("/contacts", tag="contacts")

FieldValue = StrictBool | StrictInt | StrictFloat | StrictStr


class AddContactBody(Strict):
    """A person, by name, numbers, or both."""

    name: str = Field("", examples=["Dana Ruiz"])
    numbers: list[str] = Field(
        [], max_length=100, description="The first is the one to call", examples=[["+12025550122"]]
    )
    fields: dict[str, FieldValue] = Field(
        {},
        max_length=200,
        description="Custom fields: text, numbers, true and false",
        examples=[{"company": "Ruiz & Co", "plan": "gold", "seats": 12, "invoice by mail": True}],
    )
    notes: str = Field("", max_length=20_000, examples=["Prefers to be called in the afternoon."])


class ChangeContactBody(Change):
    """What is to change. `numbers` replaces all of them; of `fields` only those given change, and null removes one."""

    name: str = Field("", examples=["Dana Ruiz"])
    numbers: list[str] = Field([], max_length=100, examples=[["+12025550122", "+12025550123"]])
    fields: dict[str, FieldValue | None] = Field({}, max_length=200, examples=[{"plan": "silver", "seats": None}])
    notes: str = Field("", max_length=20_000, examples=["Prefers to be called in the morning."])


class ContactView(BaseModel):
    """A contact; `name` is empty while only a number is known."""

    id: str = Field(examples=["contact_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(examples=["Dana Ruiz"])
    numbers: list[str] = Field(examples=[["+12025550122", "+12025550123"]])
    fields: dict[str, FieldValue] = Field(
        description="By their names, in the workspace's order", examples=[{"plan": "gold", "seats": 3}]
    )
    notes: str = Field(examples=["Prefers to be called in the afternoon."])
    created_at: MadeAt

    @classmethod
    def of(cls, contact: Contact) -> ContactView:
        """From the store's."""
        return cls(
            id=contact.id,
            name=contact.name,
            numbers=list(contact.numbers),
            fields=contact.fields,
            notes=contact.notes,
            created_at=when(contact.created_at),
        )


class ContactPage(BaseModel):
    """Contacts, in the order that was asked for."""

    items: list[ContactView]
    next: str | None = Field(
        description="The `cursor` of the next page", examples=["contact_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )


@router.get("")
async def list_contacts(
    offhook: Offhook,
    asking: Asking,
    limit: Limit = 50,
    cursor: Cursor = None,
    search: Annotated[
        str, Query(max_length=100, description="Beginnings of words of the name, or of a number", examples=["dana"])
    ] = "",
    order: Annotated[
        Literal["newest", "name"], Query(description="By name as in a telephone book, those without a name last")
    ] = "newest",
) -> ContactPage:
    """The workspace's contacts, or those that are searched for."""
    page = await offhook.storage.read(
        lambda conn: service.search(
            conn, asking.workspace_id, search, limit=limit, after=cursor, by_name=order == "name"
        )
    )
    return ContactPage(items=[ContactView.of(contact) for contact in page.contacts], next=page.after)


@router.post("", status_code=201)
async def add_contact(body: AddContactBody, offhook: Offhook, asking: Asking, response: Response) -> ContactView:
    """Make a contact."""
    now = offhook.clock.now()

    def add(conn: Connection) -> Contact:
        return service.create(
            conn, asking.workspace_id, body.name, body.numbers, fields=body.fields, notes=body.notes, now=now
        )

    contact = await noted(offhook, asking, "added the contact {}", add, look=service.get, made=lambda made: made.id)
    response.headers["Location"] = f"/api/v1/contacts/{contact.id}"
    return ContactView.of(contact)


@router.get("/{contact}")
async def get_contact(contact: str, offhook: Offhook, asking: Asking) -> ContactView:
    """One contact."""
    return ContactView.of(await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id, contact)))


@router.patch("/{contact}")
async def change_contact(contact: str, body: ChangeContactBody, offhook: Offhook, asking: Asking) -> ContactView:
    """Change what is given."""
    given = body.given()
    if "numbers" in given:
        given["phones"] = given.pop("numbers")

    def change(conn: Connection) -> Contact:
        return service.change(conn, asking.workspace_id, contact, **given)

    changed = await noted(offhook, asking, "changed the contact {}", change, look=service.get, at=contact)
    return ContactView.of(changed)


@router.delete("/{contact}", status_code=204)
async def remove_contact(contact: str, offhook: Offhook, asking: Managing) -> None:
    """Remove a contact. It can be restored for a day.

    Records of calls keep the name and the number that they showed.
    """

    def remove(conn: Connection) -> None:
        service.remove(conn, asking.workspace_id, contact, offhook.clock.now())

    await noted(offhook, asking, "removed the contact {}", remove, look=service.get, at=contact)
