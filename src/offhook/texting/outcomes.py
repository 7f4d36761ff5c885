"""What came of sending a message, and of asking for one that is in doubt, written down."""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.messages import store
from offhook.messages.failures import Failure
from offhook.messages.model import Message
from offhook.messages.port import InDoubt, Later, NotKnown, Outcome, Refused, Report, Taken
from offhook.messages.states import MessageState
from offhook.rating.of_messages import charged
from offhook.texting import reports

FIRST_PAUSE_S = 5
LONGEST_PAUSE_S = 900
GIVEN_UP_AFTER_S = 24 * 3600
"""After which nobody waits for a text any more."""
MOST_DOUBTS = 5
"""How often a carrier that can't tell is asked for a message of which it may have taken nothing."""


def write_down(conn: Connection, message_id: str, outcome: Outcome, now: int) -> Message | None:
    """What came of sending. None: it is known already, as by a report that was faster."""
    message = store.locked(conn, message_id)
    if message is None or message.state is not MessageState.SENDING:
        return None
    told = charged(conn, _after(message, outcome, now), now)
    store.save(conn, told)
    reports.note_refusal(conn, told, now)
    return told


def learn(conn: Connection, message_id: str, found: Report | NotKnown | InDoubt, now: int) -> Message | None:
    """What came of asking. None: nothing has changed that anybody sees."""
    message = store.locked(conn, message_id)
    if message is None or message.ask_at is None:
        return None
    changed = reports.take(conn, found, now) if isinstance(found, Report) else None
    message = store.locked(conn, message_id) or message
    asks = message.asks + 1
    doubted = message.state is MessageState.SENDING
    if doubted and (isinstance(found, NotKnown) or asks >= MOST_DOUBTS):
        lost = replace(message, state=MessageState.UNKNOWN, failure=Failure.UNKNOWN, ask_at=None, asks=asks)
        store.save(conn, lost)
        return lost
    settled = isinstance(found, NotKnown) or (message.state.over and message.price is not None)
    ask_at = None if settled else reports.next_ask(asks, now)
    if doubted and ask_at is not None:
        ask_at = now + (FIRST_PAUSE_S * 1_000_000 << asks)
    store.save(conn, replace(message, ask_at=ask_at, asks=asks))
    return changed


def _after(message: Message, outcome: Outcome, now: int) -> Message:
    match outcome:
        case Taken(reference=reference, segments=segments):
            return replace(
                message,
                state=MessageState.SENT,
                reference=reference,
                segments=segments or message.segments,
                detail="",
                ask_at=reports.next_ask(0, now),
                asks=0,
            )
        case Refused(failure=failure, carrier_code=code, words=words):
            refused = {"failure": failure, "carrier_code": code, "detail": words, "ask_at": None}
            return replace(message, state=MessageState.FAILED, **refused)
        # Since it was queued: one that is sent later, or sent again, may have been written days ago.
        case Later(why=why) if now - message.sort_at > GIVEN_UP_AFTER_S * 1_000_000:
            return replace(message, state=MessageState.FAILED, failure=Failure.EXPIRED, detail=why, ask_at=None)
        case Later(seconds=seconds, why=why):
            pause = max(seconds or 0.0, min(FIRST_PAUSE_S << min(message.tries - 1, 10), LONGEST_PAUSE_S))
            due = now + round(pause * 1_000_000)
            return replace(message, state=MessageState.QUEUED, due_at=due, detail=why, ask_at=None)
        case InDoubt(why=why):
            return replace(message, detail=why)
