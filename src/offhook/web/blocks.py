"""The block list over HTTP: callers who are put through to nobody."""

from __future__ import annotations

from datetime import datetime

from fastapi import Response
from pydantic import BaseModel, Field, StrictBool
from sqlalchemy import Connection

from offhook.blocks import service, store
from offhook.blocks.model import Block, BlockKind
from offhook.people import store as people
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.pages import Cursor, Limit, page_of
from offhook.web.schemas import Strict, when

router = routes.router("/blocks", tag="blocks")

_NUMBER = "E.164, or national in the workspace's country"


class AddBlockBody(Strict):
    """Whom to block: one of `number`, `prefix`, `withheld` and `call`."""

    number: str | None = Field(None, description=_NUMBER, examples=["+12025550122"])
    prefix: str | None = Field(None, description="What numbers begin with: a country code at least", examples=["+4470"])
    withheld: StrictBool = Field(False, description="Everybody who withholds their number")
    call: str | None = Field(
        None,
        description="The id of a call: whoever it was with; if they withheld their number, everybody who does",
        examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )
    line: str | None = Field(
        None, description="The number or id of the line where they are blocked; null: every line", examples=[None]
    )
    note: str = Field("", description="Why, for those who read it later", examples=["Sells solar panels"])


class BlockView(BaseModel):
    """An entry of the block list."""

    id: str = Field(examples=["block_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    kind: BlockKind
    number: str | None = Field(
        description="The number, or what numbers begin with; null: withheld", examples=["+12025550122"]
    )
    line: str | None = Field(
        description="The id of the line; null: every line", examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )
    note: str = Field(examples=["Sells solar panels"])
    added_by: str = Field(description="The member's id", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    added_by_name: str = Field(examples=["Ann"])
    added_at: datetime = Field(examples=["2026-11-21T14:00:00Z"])

    @classmethod
    def of(cls, conn: Connection, block: Block) -> BlockView:
        """From the store's."""
        member = people.get(conn, block.workspace_id, block.added_by)
        return cls(
            id=block.id,
            kind=block.kind,
            number=block.number or None,
            line=block.line_id,
            note=block.note,
            added_by=block.added_by,
            added_by_name="" if member is None else member.name,
            added_at=when(block.added_at),
        )


class BlockPage(BaseModel):
    """Entries of the block list, by number; those for withheld numbers first."""

    items: list[BlockView]
    next: str | None = Field(description="The `cursor` of the next page", examples=["block_01kb3fjj2m8w2x4y6z0a1b2c3d"])


@router.get("")
async def list_blocks(offhook: Offhook, asking: Asking, limit: Limit = 50, cursor: Cursor = None) -> BlockPage:
    """Who is blocked. What blocked callers meet is a setting of each line's route."""

    def listed(conn: Connection) -> BlockPage:
        page, after = page_of(store.every(conn, asking.workspace_id), limit, cursor)
        return BlockPage(items=[BlockView.of(conn, block) for block in page], next=after)

    return await offhook.storage.read(listed)


@router.post("", status_code=201)
async def add_block(body: AddBlockBody, offhook: Offhook, asking: Managing, response: Response) -> BlockView:
    """Block callers from now on. Calls that live go on; a call back from an emergency service is never blocked."""
    now = offhook.clock.now()

    def add(conn: Connection) -> BlockView:
        block = service.add(conn, asking.workspace_id, asking.member_id, **body.model_dump(), now=now)
        return BlockView.of(conn, block)

    added = await noted(offhook, asking, "blocked {}", add, look=service.get, made=lambda made: made.id)
    response.headers["Location"] = f"/api/v1/blocks/{added.id}"
    return added


@router.get("/{block}")
async def get_block(block: str, offhook: Offhook, asking: Asking) -> BlockView:
    """One entry of the block list."""
    return await offhook.storage.read(lambda conn: BlockView.of(conn, service.get(conn, asking.workspace_id, block)))


@router.delete("/{block}", status_code=204)
async def remove_block(block: str, offhook: Offhook, asking: Managing) -> None:
    """Take an entry back: its callers are put through again."""

    def remove(conn: Connection) -> None:
        service.remove(conn, asking.workspace_id, block)

    await noted(offhook, asking, "blocked {} no more", remove, look=service.get, at=block)
