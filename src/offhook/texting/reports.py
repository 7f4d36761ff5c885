"""What carriers report of messages, in any order, several times or never: each changes a message forwards only."""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.messages import consents, store
from offhook.messages.failures import Failure
from offhook.messages.model import Message, Source, What
from offhook.messages.port import Report
from offhook.messages.states import Direction, Kind, MessageState
from offhook.rating.of_messages import charged

ASKS_S = (120, 600, 3600, 6 * 3600, 24 * 3600)
"""When a carrier is asked again for what became of a message: reports get lost, and prices come late."""
_NOT_YET = {MessageState.SCHEDULED, MessageState.QUEUED, MessageState.CANCELLED}


def take(conn: Connection, report: Report, now: int) -> Message | None:
    """Write a report down; the message where it has changed, None where the report says nothing new."""
    message = _reported(conn, report)
    if message is None:
        return None
    told = replace(
        message,
        reference=message.reference or report.reference,
        segments=report.segments or message.segments,
        price=message.price if report.price is None else report.price,
        currency=message.currency if report.price is None else report.currency,
    )
    if report.state.rank > message.state.rank:
        told = replace(told, state=report.state, failure=report.failure, carrier_code=report.carrier_code, detail="")
        if message.state in {MessageState.SENDING, MessageState.UNKNOWN}:
            told = replace(told, ask_at=next_ask(0, now), asks=0)
    if told.state.over and told.price is not None:
        told = replace(told, ask_at=None)
    if told == message:
        return None
    told = charged(conn, told, now)
    store.save(conn, told)
    if told.state is not message.state:
        note_refusal(conn, told, now)
    return told


def note_refusal(conn: Connection, message: Message, now: int) -> None:
    """A carrier that refuses to text somebody knows that they want none: the ledger is to know it too (21610)."""
    if message.failure is not Failure.OPTED_OUT or message.kind is not Kind.TEXT:
        return
    where = (message.workspace_id, message.line_id, message.number)
    if consents.opted_out(conn, *where) is None:
        consents.add(conn, *where, What.OUT, Source.CARRIER, message.carrier_code, now)


def next_ask(asks: int, now: int) -> int | None:
    """When to ask the carrier next; None: no more."""
    return now + ASKS_S[asks] * 1_000_000 if asks < len(ASKS_S) else None


def _reported(conn: Connection, report: Report) -> Message | None:
    """The message that is meant, unless the report is of an earlier try, or of somebody else's."""
    message_id = report.id or store.by_reference(conn, report.trunk, report.reference, Direction.OUTBOUND)
    message = None if not message_id else store.locked(conn, message_id)
    if message is None or message.direction is not Direction.OUTBOUND or message.state in _NOT_YET:
        return None
    if message.trunk_id != report.trunk or (report.attempt and report.attempt != message.tries):
        return None
    return None if message.reference not in {None, report.reference} else message
