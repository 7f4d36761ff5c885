"""What flows ask the stores, answered in the transaction of the turn that asks."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from offhook.calls.questions import (
    Accept,
    Accepted,
    Answer,
    Destination,
    GiveBack,
    KeepGreeting,
    KeepMessage,
    MarkMessage,
    MayDial,
    MayRecord,
    Noted,
    OpenMailbox,
    ProvePhone,
    Question,
    Refused,
    Taken,
    WhereTo,
    WhomToCall,
)
from offhook.calls.values import CallId
from offhook.dialing import from_phone, mailbox
from offhook.limits import service as limits
from offhook.problems import Problem
from offhook.records import store as records
from offhook.storage.secrets import Secrets
from offhook.voicemail import greetings
from offhook.voicemail import store as voicemails
from offhook.voicemail.room import Room

Whither = Callable[[Connection, str, WhereTo, int], Destination]
"""Connection, workspace, question, now (UTC microseconds)."""


class Answers:
    """Answers for an installation.

    Args:
        room: Whether another message can be kept.
        keys: The key outside the database, that PINs are kept with.
        where_to: Which phones a transfer rings; raises a `Problem` where it rings none.
    """

    def __init__(self, room: Room, keys: Secrets, where_to: Whither) -> None:
        self._room = room
        self._where_to = where_to
        self._keys = keys

    def __call__(self, conn: Connection, workspace: str, call: CallId, question: Question, now: int) -> Answer:
        """Answer a question of a call; `now` is UTC in microseconds."""
        match question:
            case WhereTo():
                try:
                    return self._where_to(conn, workspace, question, now)
                except Problem as problem:
                    return Refused(problem.detail)
            case MayDial(member=member, to=to):
                return limits.may_dial(conn, workspace, call, member, to, now)
            case Accept(leg=leg):
                holder = records.claim(conn, call, leg)
                return Accepted() if holder is None else Taken(by=holder)
            case GiveBack(leg=leg):
                records.give_back(conn, call, leg)
                return Noted()
            case MayRecord():
                return Refused(self._room.lacking) if self._room.lacking else Noted()
            case KeepMessage(recording=recording, longest=longest):
                cut_short = self._room.full_between(now - round(longest * 1e6), now)
                voicemails.begin(conn, workspace, call, recording, now, cut_short=bool(cut_short))
                return Refused(cut_short) if cut_short else Noted()
            case OpenMailbox():
                return mailbox.open_mailbox(conn, self._keys.mac, workspace, question, now)
            case MarkMessage(voicemail=voicemail, deleted=deleted):
                mailbox.mark(conn, workspace, voicemail, deleted=deleted, now=now)
                return Noted()
            case ProvePhone():
                return from_phone.prove(conn, self._keys, workspace, question, now)
            case WhomToCall():
                return from_phone.whom(conn, workspace, call, question, now)
            case KeepGreeting(line=line, recording=recording):
                greetings.begin(conn, workspace, line, recording, now)
                return Noted()
