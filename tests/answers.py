"""What the stores answer of calls themselves, where neither limits nor routes nor audio are what is tried."""

from __future__ import annotations

from sqlalchemy import Connection

from offhook.calls.questions import (
    Accept,
    Accepted,
    Answer,
    GiveBack,
    KeepGreeting,
    MarkMessage,
    MayRecord,
    Noted,
    OpenMailbox,
    ProvePhone,
    Refused,
    Shut,
    Taken,
    Unproven,
    WhomToCall,
)
from offhook.calls.values import CallId
from offhook.records import store

Plain = Accept | GiveBack | MayRecord | MarkMessage | KeepGreeting | OpenMailbox | ProvePhone | WhomToCall


def plainly(conn: Connection, call: CallId, question: Plain) -> Answer:
    """Claims are real; there is room for any recording, nothing becomes of it, and no PIN opens a mailbox."""
    match question:
        case Accept(leg=leg):
            holder = store.claim(conn, call, leg)
            return Accepted() if holder is None else Taken(by=holder)
        case GiveBack(leg=leg):
            store.give_back(conn, call, leg)
            return Noted()
        case MayRecord() | MarkMessage() | KeepGreeting():
            return Noted()
        case OpenMailbox():
            return Shut(locked=False)
        case ProvePhone():
            return Unproven(locked=False)
        case WhomToCall():
            return Refused("nobody")
