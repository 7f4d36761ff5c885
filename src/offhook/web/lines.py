"""Lines over HTTP: the business numbers that calls show."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.blocks import store as blocks
from offhook.carriers import numbers
from offhook.lines import service, store
from offhook.lines.model import Line
from offhook.lines.service import LineLack
from offhook.phones import service as phones
from offhook.provisioning.words import leads_to
from offhook.routing import service as routing
from offhook.texting import service as texting
from offhook.voicemail import greetings, mails
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.pages import Cursor, Limit, page_of
from offhook.web.schemas import Change, MadeAt, Strict, when
from offhook.worker import Worker

router = routes.router("/lines", tag="lines")


class AddLineBody(Strict):
    """A number of yours, and the trunks that carry its calls."""

    number: str = Field(description="E.164, or national in the workspace's country", examples=["+12025550100"])
    trunks: list[str] = Field(
        max_length=100, description="Names or ids of trunks, in the order in which they are tried", examples=[["lab"]]
    )
    name: str = Field("", description="What people call it", examples=["Sales"])
    language: str = Field("en", description="Of the prompts (BCP 47)", examples=["en"])
    voice: bool = Field(True, description="Whether calls can be placed from it")


class ChangeLineBody(Change):
    """What is to change; a line's number stays what it is."""

    name: str = Field("", examples=["Sales and support"])
    language: str = Field("en", examples=["de"])
    voice: bool = Field(True, examples=[False])
    trunks: list[str] = Field([], max_length=100, examples=[["lab", "spare"]])


class LineView(BaseModel):
    """A line."""

    id: str = Field(examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    number: str = Field(examples=["+12025550100"])
    name: str = Field(examples=["Sales"])
    language: str = Field(examples=["en"])
    voice: bool = Field(examples=[True])
    texts: bool = Field(description="Whether one of its trunks takes texts", examples=[True])
    trunks: list[str] = Field(
        description="Ids of trunks, in the order in which they are tried",
        examples=[["trunk_01kb3fjj2m8w2x4y6z0a1b2c3d"]],
    )
    created_at: MadeAt
    hint: str | None = Field(
        description="What keeps its calls from being as it says, and what helps",
        examples=["Offhook has no prompts in fr, so calls over lines in fr are announced in English."],
    )

    leads_elsewhere: str | None = Field(
        description="Whom the carrier leads its calls to, where that was found to be somebody else; null: here, or "
        "nothing is known of it",
        examples=[None],
    )
    lacks: LineLack | None = Field(
        description="What keeps calls from being placed from it now; null: nothing does. `trunks_down`: none answers",
        examples=[None],
    )

    @classmethod
    async def every(cls, offhook: Worker, lines: Sequence[Line]) -> list[LineView]:
        """From the store's, with what this machine's voices make of their languages, and what they lack."""
        down = offhook.reach().trunks_down

        def look(conn: Connection) -> tuple[list[LineLack | None], dict[str, str | None]]:
            workspaces = {line.workspace_id for line in lines}
            taken = [each for workspace in workspaces for each in numbers.every_taken(conn, workspace)]
            return [service.lack(conn, line, down) for line in lines], {each.number: leads_to(each) for each in taken}

        lacks, led = await offhook.storage.read(look)
        return [
            await cls._of(offhook, line, lack, led.get(line.number)) for line, lack in zip(lines, lacks, strict=True)
        ]

    @classmethod
    async def of(cls, offhook: Worker, line: Line) -> LineView:
        """One, as `every`."""
        (view,) = await cls.every(offhook, [line])
        return view

    @classmethod
    async def _of(cls, offhook: Worker, line: Line, lack: LineLack | None, leads_elsewhere: str | None) -> LineView:
        from offhook.speech.voices import why_english

        return cls(
            id=line.id,
            number=line.number,
            name=line.name,
            language=line.language,
            voice=line.voice,
            texts=texting.trunk_of(line, offhook.texting) is not None,
            trunks=list(line.trunks),
            created_at=when(line.created_at),
            hint=why_english(await offhook.network.voices(), line.language),
            leads_elsewhere=leads_elsewhere,
            lacks=lack,
        )


class LinePage(BaseModel):
    """Lines, the oldest first."""

    items: list[LineView]
    next: str | None = Field(description="The `cursor` of the next page", examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])


@router.get("")
async def list_lines(
    offhook: Offhook, asking: Asking, limit: Limit = 50, cursor: Cursor = None, callable_only: bool = False
) -> LinePage:
    """The workspace's lines; with `callable_only` those that a call can be placed from now."""
    every = service.callable_lines if callable_only else store.every
    lines = await offhook.storage.read(lambda conn: every(conn, asking.workspace_id))
    page, after = page_of(lines, limit, cursor)
    return LinePage(items=await LineView.every(offhook, page), next=after)


@router.post("", status_code=201)
async def add_line(body: AddLineBody, offhook: Offhook, asking: Managing, response: Response) -> LineView:
    """Add a number of yours."""

    def add(conn: Connection) -> Line:
        return service.add(
            conn,
            asking.workspace_id,
            body.number,
            trunks=body.trunks,
            name=body.name,
            language=body.language,
            voice=body.voice,
            now=offhook.clock.now(),
            most=offhook.settings.most_lines,
        )

    line = await noted(offhook, asking, "added the line {}", add, look=service.get, made=lambda made: made.id)
    await offhook.lines_changed()
    response.headers["Location"] = f"/api/v1/lines/{line.id}"
    return await LineView.of(offhook, line)


@router.get("/{line}")
async def get_line(line: str, offhook: Offhook, asking: Asking) -> LineView:
    """One line, by its id."""
    found = await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id, line))
    return await LineView.of(offhook, found)


@router.patch("/{line}")
async def change_line(line: str, body: ChangeLineBody, offhook: Offhook, asking: Managing) -> LineView:
    """Change what is given."""

    def change(conn: Connection) -> Line:
        return service.change(conn, asking.workspace_id, line, **body.given())

    changed = await noted(offhook, asking, "changed the line {}", change, look=service.get, at=line)
    await offhook.lines_changed()
    return await LineView.of(offhook, changed)


@router.delete("/{line}", status_code=204)
async def remove_line(line: str, offhook: Offhook, asking: Managing) -> None:
    """Remove a line. Live calls go on, records stay, and the number is free again."""

    def remove(conn: Connection) -> None:
        removed(conn, asking.workspace_id, line, offhook.clock.now())

    await noted(offhook, asking, "removed the line {}", remove, look=service.get, at=line)


def removed(conn: Connection, workspace_id: str, line: str, now: int) -> None:
    """A line is removed, with all that is kept of it alone. Raises `Problem`: this workspace has none such."""
    phones.remove_line(conn, workspace_id, service.get(conn, workspace_id, line).id, now)
    routing.remove(conn, workspace_id, line)
    mails.set_recipients(conn, workspace_id, service.get(conn, workspace_id, line).id, [])
    greetings.remove(conn, workspace_id, service.get(conn, workspace_id, line).id)
    blocks.remove_line(conn, workspace_id, line)
    service.remove(conn, workspace_id, line, now)
