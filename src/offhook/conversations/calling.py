"""What a call does to its conversation: it is the latest in it, and one that nobody took is unread.

Both in the transaction that begins or ends the call. A call that has no line, or is with nobody outside, is in none: a
colleague's, an emergency, a stranger who is turned away.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from offhook.calls.arguments import Arguments, FromPhone, FromSoftphone, ToContact
from offhook.calls.values import ClickToCall, Disposition, Inbound
from offhook.conversations.model import WITHHELD, conversation_unread, conversations
from offhook.ids import new_id
from offhook.people.model import members
from offhook.records.model import calls
from offhook.storage.prepared import Prepared, Query

_COLUMNS = ("id", "workspace_id", "line_id", "contact_id", "party", "latest_at", "latest_id")


def _moving_up(upsert: Any) -> Prepared:
    new = upsert.excluded
    return Prepared(
        upsert.on_conflict_do_update(
            index_elements=[conversations.c.workspace_id, conversations.c.line_id, conversations.c.party],
            set_={"latest_at": new.latest_at, "latest_id": new.latest_id},
        )
    )


_values: dict[str, Any] = {name: bindparam(name) for name in _COLUMNS}
_move_up = {
    "sqlite": _moving_up(sqlite.insert(conversations).values(_values)),
    "postgresql": _moving_up(postgresql.insert(conversations).values(_values)),
}
_of_call = Query(
    select(conversations.c.id, calls.c.direction, calls.c.disposition, calls.c.placed_at)
    .select_from(calls)
    .join(
        conversations,
        (conversations.c.workspace_id == calls.c.workspace_id)
        & (conversations.c.line_id == calls.c.line_id)
        & (conversations.c.party == bindparam("party")),
    )
    .where(calls.c.id == bindparam("call"), calls.c.workspace_id == bindparam("workspace"))
)
_party = Query(
    select(calls.c.contact_id, calls.c.direction, calls.c.contact_number).where(
        calls.c.id == bindparam("call"), calls.c.workspace_id == bindparam("workspace")
    )
)


def call_began(conn: Connection, workspace_id: str, call_id: str, arguments: Arguments, now: int) -> None:
    """Have the conversation with whoever is called, or calls, begin with this call."""
    party = _party_of(arguments)
    if party is None or not arguments.line.id:
        return
    moved_up(conn, workspace_id, arguments.line.id, party, call_id, now)


def moved_up(conn: Connection, workspace_id: str, line_id: str, party: str, latest_id: str, at: int) -> None:
    """Have something be the latest of a line's conversation with a party, which begins with it if there is none."""
    _move_up[conn.dialect.name].run(
        conn,
        {
            "id": new_id("conversation"),
            "workspace_id": workspace_id,
            "line_id": line_id,
            "contact_id": None if party == WITHHELD else party,
            "party": party,
            "latest_at": at,
            "latest_id": latest_id,
        },
    )


def call_ended(conn: Connection, workspace_id: str, call_id: str) -> None:
    """Mark the conversation as unread for everybody, where nobody took the call. Its record is written."""
    row = _of(conn, workspace_id, call_id)
    if row is not None and row.direction == "inbound" and missed(Disposition(row.disposition)):
        mark_unread(conn, workspace_id, row.id, row.placed_at)


def of_call(conn: Connection, workspace_id: str, call_id: str) -> str | None:
    """The conversation that a call is in; None where it is in none."""
    row = _of(conn, workspace_id, call_id)
    return None if row is None else row.id


def missed(disposition: Disposition) -> bool:
    """Whether a call that came in waits for an answer."""
    match disposition:
        case (
            Disposition.NO_ANSWER
            | Disposition.BUSY
            | Disposition.REJECTED
            | Disposition.UNREACHABLE
            | Disposition.NOT_IN_SERVICE
            | Disposition.MEMBER_UNREACHED
            | Disposition.NO_KEY
            | Disposition.VOICEMAIL
            | Disposition.ABANDONED
            | Disposition.CANCELLED
            | Disposition.FAILED
        ):
            return True
        case (
            Disposition.ANSWERED | Disposition.MAILBOX | Disposition.BLOCKED | Disposition.LOOPED | Disposition.REFUSED
        ):
            return False


def mark_unread(conn: Connection, workspace_id: str, conversation_id: str, at: int) -> None:
    """For every member who is there."""
    unread = conversation_unread
    conn.execute(delete(unread).where(unread.c.conversation_id == conversation_id))
    everybody = select(members.c.id, literal(conversation_id), members.c.workspace_id, literal(at)).where(
        members.c.workspace_id == workspace_id, members.c.active
    )
    conn.execute(insert(unread).from_select(["member_id", "conversation_id", "workspace_id", "at"], everybody))


def _party_of(arguments: Arguments) -> str | None:
    match arguments:
        case ClickToCall(contact=contact) | FromSoftphone(to=ToContact(contact=contact)):
            return contact.id
        case Inbound(caller=caller):
            return caller.contact or (WITHHELD if caller.number is None else None)
        case FromSoftphone() | FromPhone():
            return None


def _of(conn: Connection, workspace_id: str, call_id: str) -> Any | None:
    call = {"call": call_id, "workspace": workspace_id}
    row = _party.first(conn, call)
    if row is None:
        return None
    withheld = row.direction == "inbound" and not row.contact_number
    party = row.contact_id or (WITHHELD if withheld else None)
    return None if party is None else _of_call.first(conn, call | {"party": party})
