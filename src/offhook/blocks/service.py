"""Blocking callers, and taking that back."""

from __future__ import annotations

from sqlalchemy import Connection

from offhook import checks, numbers
from offhook.blocks import store
from offhook.blocks.model import Block, BlockKind
from offhook.calls.values import E164
from offhook.ids import is_id, new_id
from offhook.lines import service as lines
from offhook.people import service as people
from offhook.problems import conflict, invalid, not_found
from offhook.records import store as records
from offhook.workspaces import service as workspaces

MOST_BLOCKS = 10_000
LONGEST_NOTE = 200


def add(
    conn: Connection,
    workspace_id: str,
    member_id: str,
    *,
    number: str | None = None,
    prefix: str | None = None,
    withheld: bool = False,
    call: str | None = None,
    line: str | None = None,
    note: str = "",
    now: int,
) -> Block:
    """Block a number, numbers that begin so, those who withhold theirs, or whoever a call was with: one of these.

    `line` is a line's number or id; None: every line.

    Raises:
        Problem: not one of them was given, it can't be used, or it is blocked there already.
    """
    people.get(conn, workspace_id, member_id)
    if [number is not None, prefix is not None, withheld, call is not None].count(True) != 1:
        raise invalid("number", "Say whom to block: a number, a prefix, those who withhold theirs, or a call's caller.")
    kind, blocked = BlockKind.WITHHELD, ""
    if number is not None:
        kind, blocked = BlockKind.NUMBER, _number(number, workspaces.get(conn, workspace_id).country)
    elif prefix is not None:
        kind, blocked = BlockKind.PREFIX, numbers.prefix(prefix, field="prefix")
    elif call is not None:
        kind, blocked = _of_call(conn, workspace_id, call)
    block = Block(
        id=new_id("block"),
        workspace_id=workspace_id,
        line_id=None if line is None else lines.get(conn, workspace_id, line).id,
        kind=kind,
        number=blocked,
        note=checks.text("note", note, longest=LONGEST_NOTE, empty=True),
        added_by=member_id,
        added_at=now,
    )
    _refuse_twice(conn, block)
    if len(store.every(conn, workspace_id)) >= MOST_BLOCKS:
        raise conflict("too-many-blocks", "The block list is full", f"A block list has {MOST_BLOCKS} entries at most.")
    store.add(conn, block)
    return block


def get(conn: Connection, workspace_id: str, block_id: str) -> Block:
    """One entry.

    Raises:
        Problem: this workspace has none.
    """
    found = store.get(conn, workspace_id, block_id) if is_id(block_id, "block") else None
    if found is None:
        raise not_found("block", block_id)
    return found


def remove(conn: Connection, workspace_id: str, block_id: str) -> None:
    """Take an entry back: its callers are put through again.

    Raises:
        Problem: this workspace has no such entry.
    """
    store.remove(conn, workspace_id, get(conn, workspace_id, block_id).id)


def _number(text: str, country: str) -> E164:
    """A number to block. Callers make up numbers that nobody has, so one that is written in full need not exist."""
    found = numbers.in_full(text)
    return numbers.parse(text, country, field="number") if found is None else found


def _of_call(conn: Connection, workspace_id: str, call_id: str) -> tuple[BlockKind, str]:
    call = records.get(conn, workspace_id, call_id)
    if call is None:
        raise not_found("call", call_id, "call")
    return (BlockKind.NUMBER, call.contact_number) if call.contact_number else (BlockKind.WITHHELD, "")


def _refuse_twice(conn: Connection, block: Block) -> None:
    for there in store.same(conn, block.workspace_id, block.kind, block.number):
        if there.line_id in (None, block.line_id):
            raise conflict("blocked-already", "It is blocked already", f"This changes nothing: {there.words}.")
