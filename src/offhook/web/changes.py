"""Changes that come over HTTP, written into the audit log in their own transaction: by whom, with what, and what was
before and after.

What is shown of a thing is its record as the stores give it, which has no secret in it: neither a trunk's password nor
a key's text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection

from offhook.audit import store as audit
from offhook.audit.model import Entry, Way
from offhook.ids import new_id
from offhook.people import store as people
from offhook.people.keys import KeyHolder
from offhook.problems import Problem
from offhook.worker import Worker

T = TypeVar("T")
Look = Callable[[Connection, str, str], Any]
"""How something of a workspace is now, by its id, as a record; may raise that there is none."""
_UNSAID = frozenset(
    {"id", "workspace_id", "created_at", "switched_at", "changed_at", "added_at", "added_by", "made_at", "set_at"}
)


async def noted(
    offhook: Worker,
    asking: KeyHolder,
    words: str,
    do: Callable[[Connection], T],
    *,
    look: Look | None = None,
    at: str | None = None,
    made: Callable[[T], str] | None = None,
    called: str | None = None,
) -> T:
    """Write with `do`, and into the audit log that it was done.

    Args:
        words: What is done, with `{}` for what it is done to: `changed the line {}`.
        look: Shows the thing before and after.
        at: Its id, name or number, where it is there already.
        made: Its id, where it is made.
        called: What it is called, where its record has no name, number or address.
    """

    def write(conn: Connection) -> T:
        before = _seen(conn, asking, look, at)
        result = do(conn)
        subject = at if made is None else made(result)
        # What could be named by its name or number is found again by its id: they may be what has changed.
        after = _seen(conn, asking, look, before["id"] if before and "id" in before else subject)
        note(conn, offhook, asking, words, subject or "", before, after, called=called)
        return result

    return await offhook.storage.write(write)


def note(
    conn: Connection,
    offhook: Worker,
    asking: KeyHolder,
    words: str,
    subject: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    *,
    called: str | None = None,
) -> None:
    """Write an entry, in the transaction of what it tells of."""
    member = people.get(conn, asking.workspace_id, asking.member_id)
    shown = after or before or {}
    was, now = differing(before, after)
    entry = Entry(
        id=new_id("audit"),
        workspace_id=asking.workspace_id,
        at=offhook.clock.now(),
        member_id=asking.member_id,
        member_name="" if member is None else member.name,
        way=_way(asking),
        way_id=asking.key_id or asking.session_id or "",
        words=words.format(called or shown.get("name") or shown.get("number") or shown.get("email") or subject),
        subject=str(shown.get("id", subject))[:40],
        before=was,
        after=now,
    )
    audit.write(conn, entry)


def differing(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """The fields that differ, as they were and as they are; all of what is new or gone."""
    if before is None or after is None:
        return before and _said(before), after and _said(after)
    names = [name for name in _said({**before, **after}) if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names} or None, {name: after.get(name) for name in names} or None


def _said(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in _UNSAID}


def _seen(conn: Connection, asking: KeyHolder, look: Look | None, at: str | None) -> dict[str, Any] | None:
    if look is None or at is None:
        return None
    try:
        found = msgspec.to_builtins(look(conn, asking.workspace_id, at), order="deterministic")
    except Problem:
        return None
    return found if found is None or isinstance(found, dict) else {"is": found}


def _way(asking: KeyHolder) -> Way:
    if asking.key_id is not None:
        return Way.KEY
    return Way.OPERATOR if asking.session_id is None else Way.SESSION
