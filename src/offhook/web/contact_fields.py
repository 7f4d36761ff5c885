"""Custom fields of contacts over HTTP: the workspace's own list, in its own order."""

from __future__ import annotations

from fastapi import Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.contacts import fields
from offhook.contacts.model import FieldDefinition
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.schemas import Change, Strict

router = routes.router("/contact-fields", tag="contacts")


class AddFieldBody(Strict):
    """A field for all contacts."""

    name: str = Field(examples=["Company"])


class ChangeFieldBody(Change):
    """What is to change."""

    name: str = Field("", examples=["Firm"])
    position: int = Field(0, ge=0, le=100, description="0 is the first", examples=[0])


class FieldView(BaseModel):
    """A custom field."""

    id: str = Field(examples=["field_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(examples=["Company"])

    @classmethod
    def of(cls, field: FieldDefinition) -> FieldView:
        """From the store's."""
        return cls(id=field.id, name=field.name)


class UsedFieldView(FieldView):
    """A custom field, and how many contacts have something in it."""

    used: int = Field(examples=[312])


class FieldList(BaseModel):
    """All custom fields, in their order."""

    items: list[FieldView]


@router.get("")
async def list_fields(offhook: Offhook, asking: Asking) -> FieldList:
    """The workspace's custom fields, in their order. Saving a contact with a field that is new adds it here."""
    found = await offhook.storage.read(lambda conn: fields.every(conn, asking.workspace_id))
    return FieldList(items=[FieldView.of(each) for each in found])


@router.post("", status_code=201)
async def add_field(body: AddFieldBody, offhook: Offhook, asking: Managing, response: Response) -> FieldView:
    """Define a field for all contacts, as the last."""

    def add(conn: Connection) -> FieldDefinition:
        return fields.add(conn, asking.workspace_id, body.name)

    made = await noted(offhook, asking, "added the field {}", add, look=fields.get, made=lambda made: made.id)
    response.headers["Location"] = f"/api/v1/contact-fields/{made.id}"
    return FieldView.of(made)


@router.get("/{field}")
async def get_field(field: str, offhook: Offhook, asking: Asking) -> UsedFieldView:
    """One field, and how many contacts have something in it."""

    def find(conn: Connection) -> UsedFieldView:
        found = fields.get(conn, asking.workspace_id, field)
        return UsedFieldView(id=found.id, name=found.name, used=fields.count_used(conn, asking.workspace_id, field))

    return await offhook.storage.read(find)


@router.patch("/{field}")
async def change_field(field: str, body: ChangeFieldBody, offhook: Offhook, asking: Managing) -> FieldView:
    """Rename a field for all contacts, or move it to another place."""

    def change(conn: Connection) -> FieldDefinition:
        return fields.change(conn, asking.workspace_id, field, **body.given())

    return FieldView.of(await noted(offhook, asking, "changed the field {}", change, look=fields.get, at=field))


@router.delete("/{field}", status_code=204)
async def remove_field(field: str, offhook: Offhook, asking: Managing) -> None:
    """Remove a field, with what contacts have in it."""

    def remove(conn: Connection) -> None:
        fields.remove(conn, asking.workspace_id, field)

    await noted(offhook, asking, "removed the field {}", remove, look=fields.get, at=field)
