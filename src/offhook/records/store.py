"""Reading and writing call records. Plain functions of a connection, always for one workspace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from offhook.calls.arguments import Arguments, FromPhone, FromSoftphone, ToColleague, ToContact, ToEmergency, ToNobody
from offhook.calls.commands import Command
from offhook.calls.events import Event, Restarted
from offhook.calls.journal import Entry, decode_answers, decode_commands, decode_event, encode
from offhook.calls.questions import Answer
from offhook.calls.values import CallId, ClickToCall, Inbound, LegId, Party, Target
from offhook.records.model import calls, journal, legs
from offhook.records.record import CallRecord, CallState, LegRecord, folded
from offhook.storage.prepared import Query, insert_into, update_by_id

T = TypeVar("T")

EMERGENCY = "Emergency"
"""Who is called, in the record of an emergency call."""
_UNKNOWN: Event = Restarted(reason="what happened here can't be read any more")
_OUTCOME = ("disposition", "cause", "reason", "bridged_at", "ended_at", "talk_ms", "certain")
_insert_call = insert_into(
    calls,
    *("id", "workspace_id", "flow", "direction", "contact_id", "contact_name", "contact_number", "member_id"),
    *("member_name", "member_number", "line_id", "line_number", "placed_at"),
)
_insert_entry = insert_into(journal)
_insert_leg = insert_into(legs)
_update_call = update_by_id(calls, *_OUTCOME)
_update_holder = update_by_id(calls, "holder_id")
_update_taker = (
    update(calls)
    .where(calls.c.id == bindparam("the_call"), calls.c.direction == "inbound")
    .values({name: bindparam(f"new_{name}") for name in ("member_id", "member_name", "member_number")})
)
_claim = (
    update(calls)
    .where(calls.c.id == bindparam("the_call"), calls.c.accepted_leg.is_(None))
    .values(accepted_leg=bindparam("leg"))
)
_give_back = (
    update(calls)
    .where(calls.c.id == bindparam("the_call"), calls.c.accepted_leg == bindparam("leg"))
    .values(accepted_leg=None)
)
_claimed_by = Query(select(calls.c.accepted_leg).where(calls.c.id == bindparam("call")))
_call = Query(select(calls).where(calls.c.id == bindparam("call"), calls.c.workspace_id == bindparam("workspace")))
_journal = Query(select(journal).where(journal.c.call_id == bindparam("call")).order_by(journal.c.seq))
_legs_of = Query(select(legs).where(legs.c.call_id == bindparam("call")).order_by(legs.c.started_at, legs.c.id))


class LegRow(Struct, frozen=True):
    """A leg as it is read back."""

    id: str
    role: str
    direction: str
    number: str
    caller_id: str
    trunk_id: str
    state: str
    started_at: int
    ringing_at: int | None
    answered_at: int | None
    bridged_at: int | None
    ended_at: int | None
    cause: str | None
    q850: int | None
    sip: int | None
    why: str


class CallRow(Struct, frozen=True):
    """A call as it is read back, with its legs. While it lives, state and legs are those of its journal."""

    id: str
    workspace_id: str
    flow: str
    direction: str
    contact_id: str | None
    contact_name: str
    contact_number: str
    member_id: str | None
    member_name: str
    member_number: str
    holder_id: str | None
    accepted_leg: str | None
    line_id: str | None
    line_number: str
    state: str
    disposition: str | None
    cause: str | None
    reason: str
    placed_at: int
    bridged_at: int | None
    ended_at: int | None
    talk_ms: int
    certain: bool
    legs: list[LegRow] = []

    @property
    def holder(self) -> str:
        """The member whose call it is now; empty where it is none's."""
        return (self.member_id if self.holder_id is None else self.holder_id) or ""

    @property
    def emergency(self) -> bool:
        """Whether it went to an emergency service: then only the two who talk have a say in it."""
        return self.direction == "outbound" and self.contact_id is None and self.contact_name == EMERGENCY


def begin_call(conn: Connection, call: CallId, workspace: str, flow: str, arguments: Arguments, at: int) -> None:
    """Write the row of a call that is being placed, or that came in."""
    _insert_call.run(
        conn,
        _people(arguments)
        | {
            "id": call,
            "workspace_id": workspace,
            "flow": flow,
            "line_id": arguments.line.id or None,
            "line_number": arguments.line.number,
            "placed_at": at,
        },
    )


def _people(arguments: Arguments) -> dict[str, Any]:
    match arguments:
        case ClickToCall(contact=contact, member=member, softphone=softphone):
            return {
                "direction": "outbound",
                "contact_id": contact.id,
                "contact_name": contact.name,
                "contact_number": contact.number,
                "member_id": member.id,
                "member_name": member.name,
                "member_number": member.number if softphone is None else softphone.id,
            }
        case FromSoftphone(caller=me):
            mine = {"member_id": me.member, "member_name": me.name, "member_number": me.softphone}
            return _dialled(arguments) | mine
        case FromPhone(caller=me):
            # Whom it is for is written when it is known: `write_contact`.
            whose = {"member_id": me.member, "member_name": me.name, "member_number": me.number}
            return {"direction": "outbound", "contact_id": None} | _far_end("", "") | whose
        case Inbound(caller=caller):
            return {
                "direction": "inbound",
                "contact_id": caller.contact or None,
                "contact_name": caller.name,
                "contact_number": caller.number or "",
                "member_id": None,
                "member_name": "",
                "member_number": "",
            }


def _dialled(call: FromSoftphone) -> dict[str, Any]:
    """Whom a call from a softphone is for."""
    match call.to:
        case ToContact(contact=contact):
            return {"direction": "outbound", "contact_id": contact.id} | _far_end(contact.name, contact.number)
        case ToColleague(name=name, extension=extension):
            return {"direction": "internal", "contact_id": None} | _far_end(name, extension)
        case ToEmergency(number=number):
            return {"direction": "outbound", "contact_id": None} | _far_end(EMERGENCY, number)
        case ToNobody(dialled=dialled):
            return {"direction": "outbound", "contact_id": None} | _far_end("", dialled)


def _far_end(name: str, number: str) -> dict[str, str]:
    return {"contact_name": name, "contact_number": number}


def write_contact(conn: Connection, workspace: str, call: CallId, contact: Party) -> None:
    """Note whom a call is for that was answered before that was known."""
    values = {"contact_id": contact.id, "contact_name": contact.name, "contact_number": contact.number}
    conn.execute(update(calls).where(calls.c.id == call, calls.c.workspace_id == workspace).values(values))


def write_taker(conn: Connection, call: CallId, target: Target) -> None:
    """Note whose phone took a call to a line, or any call that was handed on.

    A call that was placed stays the record of whoever placed it.
    """
    _update_holder.run(conn, {"row_id": call, "holder_id": target.member})
    conn.execute(
        _update_taker,
        {
            "the_call": call,
            "new_member_id": target.member or None,
            "new_member_name": target.name,
            "new_member_number": target.number or target.device or "",
        },
    )


def claim(conn: Connection, call: CallId, leg: LegId) -> LegId | None:
    """Claim the caller for a leg; the leg that has the claim already, or None when this one has it now."""
    conn.execute(_claim, {"the_call": call, "leg": leg})
    holder = _claimed_by.first(conn, {"call": call})
    return None if holder is None or holder.accepted_leg == leg else LegId(holder.accepted_leg)


def give_back(conn: Connection, call: CallId, leg: LegId) -> None:
    """Give a leg's claim back. Nothing happens when it has none."""
    conn.execute(_give_back, {"the_call": call, "leg": leg})


def append(conn: Connection, call: CallId, entry: Entry) -> None:
    """Write a journal entry. Fails when another worker wrote one with this number."""
    _insert_entry.run(
        conn,
        {
            "call_id": call,
            "seq": entry.seq,
            "at": entry.at,
            "mono": entry.mono,
            "boot": entry.boot,
            "event": encode(entry.event),
            "answers": encode(entry.answers),
            "commands": encode(entry.commands),
        },
    )


def write_record(conn: Connection, call: CallId, workspace: str, record: CallRecord) -> None:
    """Write the record of a call that has ended: what came of it, and its legs."""
    for leg in record.legs.values():
        _insert_leg.run(conn, msgspec.structs.asdict(_leg_row(leg)) | {"call_id": call, "workspace_id": workspace})
    outcome = record.outcome
    _update_call.run(
        conn,
        {
            "row_id": call,
            "disposition": outcome.disposition.value if outcome else None,
            "cause": outcome.cause.value if outcome and outcome.cause else None,
            "reason": outcome.reason if outcome else "",
            "bridged_at": record.bridged_at,
            "ended_at": record.ended_at,
            "talk_ms": record.talk_ms,
            "certain": record.certain,
        },
    )


def entries(conn: Connection, call: str) -> list[Entry]:
    """A call's journal, in order. What can't be read of it is `unreadable`, and doesn't hide the rest."""
    return [_entry(row) for row in _journal.all(conn, {"call": call})]


def live_calls(conn: Connection) -> list[tuple[CallId, str]]:
    """Calls of the whole installation that have not ended, each with its workspace."""
    rows = conn.execute(select(calls.c.id, calls.c.workspace_id).where(calls.c.ended_at.is_(None)))
    return [(CallId(row.id), row.workspace_id) for row in rows]


def workspace_of(conn: Connection, call: CallId) -> str | None:
    """Whose call this is, or None where there is no such call."""
    return conn.execute(select(calls.c.workspace_id).where(calls.c.id == call)).scalar_one_or_none()


def is_over(conn: Connection, call: CallId) -> bool:
    """Whether the record of a call is written."""
    return conn.execute(select(calls.c.ended_at).where(calls.c.id == call)).scalar_one() is not None


def rule_out(conn: Connection, call: CallId) -> None:
    """Make sure that a call which is not there does not appear yet: its commit may be under way on a lost connection.

    Waits for such a commit, and fails with `IntegrityError` when it went through.
    """
    nothing = {"at": 0, "mono": 0, "boot": "", "event": b"", "answers": b"", "commands": b""}
    conn.execute(insert(journal), {"call_id": call, "seq": 1, **nothing})
    conn.execute(delete(journal).where(journal.c.call_id == call))


def get(conn: Connection, workspace: str, call: str) -> CallRow | None:
    """One call with its legs, or None where this workspace has no such call."""
    row = _call.first(conn, {"call": call, "workspace": workspace})
    if row is None:
        return None
    if row.ended_at is None:
        return _live(conn, row._asdict())
    return _ended(row._asdict(), [_leg(leg) for leg in _legs_of.all(conn, {"call": call})])


def live(conn: Connection, workspace: str) -> list[CallRow]:
    """The workspace's calls that have not ended."""
    rows = conn.execute(select(calls).where(calls.c.workspace_id == workspace, calls.c.ended_at.is_(None)))
    return with_legs(conn, rows.all())


def _entry(row: Row[Any]) -> Entry:
    broken: list[str] = []

    def read(decode: Callable[[bytes], T], written: bytes, otherwise: T) -> T:
        try:
            return decode(written)
        except (msgspec.DecodeError, ValueError) as error:
            broken.append(f"entry {row.seq} of its journal can't be read: {error}")
            return otherwise

    event = read(decode_event, row.event, _UNKNOWN)
    answers: tuple[Answer, ...] = read(decode_answers, row.answers, ())
    commands: tuple[Command, ...] = read(decode_commands, row.commands, ())
    return Entry(row.seq, row.at, row.mono, row.boot, event, answers, commands, "; ".join(broken))


def with_legs(conn: Connection, rows: Sequence[Row[Any]]) -> list[CallRow]:
    """Rows of calls as they are read back, in their order."""
    found: dict[str, list[LegRow]] = {row.id: [] for row in rows}
    leg_rows = conn.execute(select(legs).where(legs.c.call_id.in_(found)).order_by(legs.c.started_at, legs.c.id))
    for leg in leg_rows:
        found[leg.call_id].append(_leg(leg))
    return [
        _live(conn, row._asdict()) if row.ended_at is None else _ended(row._asdict(), found[row.id]) for row in rows
    ]


def _ended(row: Mapping[str, Any], its_legs: list[LegRow]) -> CallRow:
    return CallRow(**row, state=CallState.ENDED.value, legs=its_legs)


def _live(conn: Connection, row: Mapping[str, Any]) -> CallRow:
    """A call that is not over: it has no record yet, so that is made of its journal."""
    record = folded(entries(conn, row["id"]))
    now = {"bridged_at": record.bridged_at, "talk_ms": record.talk_ms, "certain": record.certain}
    return CallRow(**{**row, **now}, state=record.state.value, legs=[_leg_row(leg) for leg in record.legs.values()])


def _leg(row: Any) -> LegRow:
    return LegRow(*[getattr(row, name) for name in LegRow.__struct_fields__])


def _leg_row(leg: LegRecord) -> LegRow:
    return LegRow(
        id=leg.id,
        role=leg.role.value,
        direction=leg.direction,
        number=leg.number,
        caller_id=leg.caller_id,
        trunk_id=leg.trunk_id,
        state=leg.state.value,
        started_at=leg.started_at,
        ringing_at=leg.ringing_at,
        answered_at=leg.answered_at,
        bridged_at=leg.bridged_at,
        ended_at=leg.ended_at,
        cause=leg.cause.value if leg.cause else None,
        q850=leg.q850,
        sip=leg.sip,
        why=leg.why,
    )
