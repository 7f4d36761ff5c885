"""A line's voicemail in a simulated run: whose PINs open it, whom its messages are mailed to, and what it answers."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, update

from offhook.calls.questions import Answer, KeepGreeting, MarkMessage, Noted, OpenMailbox
from offhook.calls.values import Mailbox
from offhook.dialing import mailbox
from offhook.dialing.receiving import kept_mailbox
from offhook.people import pins
from offhook.people.model import members
from offhook.routing import store as routes
from offhook.routing.policy import Policy
from offhook.voicemail import greetings, mails, store
from offhook.voicemail.files import Files
from tests.simulation.database import WORKSPACE
from tests.simulation.plan import LINE_USED
from tests.simulation.visiting_plan import AGENTS_NUMBER, PINS, RECIPIENTS

Visit = OpenMailbox | MarkMessage | KeepGreeting


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of somebody who listens, and its answer; `at` is UTC in microseconds."""

    at: int
    question: Visit
    answer: Answer


class Visits:
    """What those who listen ask, and what comes of it."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        """In the order in which the answers were committed."""
        self.greetings = [""]
        """The contents of the line's own greetings, one after the other; empty: it had none yet."""
        self.wrong: list[str] = []
        """What was seen to be wrong on the way."""
        self._uncommitted: list[Asked] = []

    def begins(self) -> None:
        """A transaction begins: what an earlier one asked in vain is forgotten."""
        self._uncommitted.clear()

    def committed(self) -> None:
        """What it asked, counts."""
        self.asked += self._uncommitted
        self._uncommitted.clear()

    def mailbox(self, conn: Connection, planned: Mailbox) -> Mailbox:
        """What a caller meets: the line's own greeting is heard only once it is kept."""
        found = kept_mailbox(conn, WORKSPACE, LINE_USED.id, planned)
        if found.greeting != self.greetings[-1]:
            self.wrong.append(f"a caller would hear {found.greeting!r}, and the greeting is {self.greetings[-1]!r}")
        if found.greeting and not disk().read(found.greeting):
            self.wrong.append(f"a caller would hear {found.greeting!r}, which is not on the disk")
        return found

    def answer(self, conn: Connection, workspace: str, question: Visit, now: int) -> Answer:
        """As the worker answers."""
        answer = _answer(conn, workspace, question, now)
        self._uncommitted.append(Asked(now, question, answer))
        return answer

    def greeting_is_now(self, engine: Engine) -> None:
        """Something was kept: the line may have another greeting."""
        with engine.connect() as conn:
            own = greetings.of_line(conn, WORKSPACE, LINE_USED.id)
        if own is not None and own.content != self.greetings[-1]:
            self.greetings.append(own.content)


def furnish_mailbox(engine: Engine) -> None:
    """The line has agents with PINs, and people who get its messages by mail."""
    with engine.begin() as conn:
        conn.execute(update(members).where(members.c.id == "mem_0").values(number=AGENTS_NUMBER))
        routes.save(conn, WORKSPACE, LINE_USED.id, Policy(agents=tuple(PINS)), 0)
        for member, pin in PINS.items():
            pins.set_pin(conn, _mac, WORKSPACE, member, pin, 0)
        mails.set_recipients(conn, WORKSPACE, LINE_USED.id, RECIPIENTS)


def _answer(conn: Connection, workspace: str, question: Visit, now: int) -> Answer:
    match question:
        case OpenMailbox():
            return mailbox.open_mailbox(conn, _mac, workspace, question, now)
        case MarkMessage(voicemail=voicemail, deleted=deleted):
            mailbox.mark(conn, workspace, voicemail, deleted=deleted, now=now)
            return Noted()
        case KeepGreeting(line=line, recording=recording):
            greetings.begin(conn, workspace, line, recording, now)
            return Noted()


@functools.cache
def disk() -> Files:
    """Where audio is kept; that of earlier runs in this process is there as well."""
    return Files(Path(_folder().name))


@functools.cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


def waits(engine: Engine) -> bool:
    """Whether something is still to be kept or mailed."""
    with engine.connect() as conn:
        recorded = store.waiting(conn) or greetings.recorded(conn)
        return bool(recorded) or mails.next_due(conn) is not None


def _mac(secret: str, owner: str) -> str:
    return f"{owner}: {secret}"
