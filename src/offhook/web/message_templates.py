"""Templates of texts over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.conversations import templates
from offhook.conversations.model import Template
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.schemas import Change, Strict, when

router = routes.router("/message-templates", tag="messages")

_TEXT = "With {name}, {first_name}, {line} and {member}, which are filled in where it is used"


class AddTemplateBody(Strict):
    """A text that is sent often."""

    name: str = Field(examples=["Opening hours"])
    text: str = Field(description=_TEXT, examples=["Hi {first_name}, we are open from 9 to 5. {member}, {line}"])


class ChangeTemplateBody(Change):
    """What is to change."""

    name: str = Field("", examples=["Hours"])
    text: str = Field("", description=_TEXT, examples=["Hi {first_name}, we are open from 9 to 6."])


class TemplateView(BaseModel):
    """A template."""

    id: str = Field(examples=["template_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(examples=["Opening hours"])
    text: str = Field(examples=["Hi {first_name}, we are open from 9 to 5. {member}, {line}"])
    filled: str | None = Field(
        description="The same with the names of the conversation that was asked for; null where none was",
        examples=["Hi Dana, we are open from 9 to 5. Ann, Sales"],
    )
    changed_at: datetime = Field(examples=["2026-11-21T14:00:00Z"])

    @classmethod
    def of(cls, template: Template, names: dict[str, str] | None = None) -> TemplateView:
        """From the store's."""
        filled = None if names is None else templates.filled(template.text, names)
        return cls(
            id=template.id,
            name=template.name,
            text=template.text,
            filled=filled,
            changed_at=when(template.changed_at),
        )


class TemplateList(BaseModel):
    """All templates, by name."""

    items: list[TemplateView]


@router.get("")
async def list_templates(
    offhook: Offhook,
    asking: Asking,
    conversation: Annotated[
        str | None, Query(description="The id of a conversation: they come filled in for it, too")
    ] = None,
) -> TemplateList:
    """The workspace's templates, by name."""

    def find(conn: Connection) -> TemplateList:
        names = None
        if conversation is not None:
            names = templates.names(conn, asking.workspace_id, asking.member_id, conversation)
        found = templates.every(conn, asking.workspace_id)
        return TemplateList(items=[TemplateView.of(each, names) for each in found])

    return await offhook.storage.read(find)


@router.post("", status_code=201)
async def add_template(body: AddTemplateBody, offhook: Offhook, asking: Managing, response: Response) -> TemplateView:
    """Write a template, for everybody in the workspace."""
    now = offhook.clock.now()

    def add(conn: Connection) -> Template:
        return templates.add(conn, asking.workspace_id, body.name, body.text, now)

    made = await noted(offhook, asking, "added the template {}", add, look=templates.get, made=lambda made: made.id)
    response.headers["Location"] = f"/api/v1/message-templates/{made.id}"
    return TemplateView.of(made)


@router.get("/{template}")
async def get_template(template: str, offhook: Offhook, asking: Asking) -> TemplateView:
    """One template."""
    return TemplateView.of(await offhook.storage.read(lambda conn: templates.get(conn, asking.workspace_id, template)))


@router.patch("/{template}")
async def change_template(template: str, body: ChangeTemplateBody, offhook: Offhook, asking: Managing) -> TemplateView:
    """Change its name or its text."""
    now = offhook.clock.now()

    def change(conn: Connection) -> Template:
        return templates.change(conn, asking.workspace_id, template, **body.given(), now=now)

    return TemplateView.of(
        await noted(offhook, asking, "changed the template {}", change, look=templates.get, at=template)
    )


@router.delete("/{template}", status_code=204)
async def remove_template(template: str, offhook: Offhook, asking: Managing) -> None:
    """Remove a template."""

    def remove(conn: Connection) -> None:
        templates.remove(conn, asking.workspace_id, template)

    await noted(offhook, asking, "removed the template {}", remove, look=templates.get, at=template)
