"""Reading and writing the block list. Plain functions of a connection, always for one workspace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from offhook.blocks.model import Block, BlockKind, blocks
from offhook.calls.values import E164
from offhook.storage.prepared import Query

_LONGEST = 15
"""Digits of a number (ITU-T E.164)."""
_begins = [f"begins_{digits}" for digits in range(1, _LONGEST + 1)]
# However long the list is, it is asked only for what a caller's number begins with.
_fitting = Query(
    select(blocks).where(
        blocks.c.workspace_id == bindparam("workspace"),
        blocks.c.number.in_([bindparam(name) for name in _begins]),
    )
)
_withheld = Query(select(blocks).where(blocks.c.workspace_id == bindparam("workspace"), blocks.c.number == ""))


def add(conn: Connection, block: Block) -> None:
    """Write an entry."""
    values = {name: getattr(block, name) for name in Block.__struct_fields__}
    conn.execute(insert(blocks), values | {"kind": block.kind.value})


def get(conn: Connection, workspace_id: str, block_id: str) -> Block | None:
    """One entry; None where this workspace has no such."""
    row = conn.execute(select(blocks).where(blocks.c.id == block_id, blocks.c.workspace_id == workspace_id)).first()
    return None if row is None else _block(row)


def every(conn: Connection, workspace_id: str) -> list[Block]:
    """The workspace's entries, by number; those for withheld numbers first."""
    query = select(blocks).where(blocks.c.workspace_id == workspace_id).order_by(blocks.c.number, blocks.c.id)
    return [_block(row) for row in conn.execute(query)]


def same(conn: Connection, workspace_id: str, kind: BlockKind, number: str) -> list[Block]:
    """The entries for these very callers, of whatever line."""
    query = select(blocks).where(
        blocks.c.workspace_id == workspace_id, blocks.c.number == number, blocks.c.kind == kind.value
    )
    return [_block(row) for row in conn.execute(query)]


def fitting(conn: Connection, workspace_id: str, line_id: str, caller: E164 | None) -> Block | None:
    """The entry that blocks this caller on this line, the closest fit where several do. None as a caller: withheld."""
    if caller is None:
        rows = _withheld.all(conn, {"workspace": workspace_id})
    else:
        begins = {name: caller[: digits + 1] for digits, name in enumerate(_begins, 1)}
        rows = _fitting.all(conn, {"workspace": workspace_id, **begins})
    found = [_block(row) for row in rows if row.line_id in (None, line_id)]
    fit = [block for block in found if block.kind is not BlockKind.NUMBER or block.number == caller]
    return max(fit, key=lambda block: (len(block.number), block.kind is BlockKind.NUMBER), default=None)


def remove(conn: Connection, workspace_id: str, block_id: str) -> None:
    """Delete an entry."""
    conn.execute(delete(blocks).where(blocks.c.id == block_id, blocks.c.workspace_id == workspace_id))


def remove_line(conn: Connection, workspace_id: str, line_id: str) -> None:
    """Delete a line's entries."""
    conn.execute(delete(blocks).where(blocks.c.workspace_id == workspace_id, blocks.c.line_id == line_id))


def _block(row: Any) -> Block:
    return Block(row.id, row.workspace_id, row.line_id, BlockKind(row.kind), *row[4:])
