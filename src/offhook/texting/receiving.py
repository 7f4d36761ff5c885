"""Receiving texts: each once, in one transaction: opt-out and help words, keywords, the conversation, copies.

What was kept is told of once that is committed. Callers who are blocked are dropped quietly, as their calls are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import structlog
from msgspec import Struct
from sqlalchemy import Connection

from offhook.blocks import store as blocks
from offhook.calls.values import E164
from offhook.clock import Clock
from offhook.contacts import service as contacts
from offhook.conversations import texts
from offhook.ids import new_id
from offhook.lines import store as lines
from offhook.lines.model import Line
from offhook.messages import consents, store, words
from offhook.messages.model import Message, Source, What
from offhook.messages.port import Arrived, Handled, Texting
from offhook.messages.segments import count
from offhook.messages.states import Direction, Kind, MessageState
from offhook.messages.text import storable
from offhook.push import wanted
from offhook.rating.of_messages import charged
from offhook.routing import store as routes
from offhook.storage.storage import Database
from offhook.texting import album, service
from offhook.texting.replies import reply_to
from offhook.translation.catalogue import translated
from offhook.workspaces import store as workspaces

log = structlog.get_logger(__name__)

Keyword = Callable[[Connection, Arrived, Line, int], Handled | None]
"""Looks at a text before the conversation gets it, as for a PIN; None: it is no business of its. In the transaction."""
Copy = Callable[[Connection, Message, Line, int], bool]
"""Has a text that was kept sent on to members' phones; whether it goes to any. In the transaction."""

MOST_REPLIES = 10
"""To words of one number in an hour: numbers can be forged, and each reply is paid for. The words are obeyed all the
same."""
_HOUR = 3600 * 1_000_000
GAPS = "(Where it says […], a part of this text did not reach us.)"
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_LONGEST_SENDER = 16


class Received(Struct, frozen=True):
    """What became of a text."""

    message: Message | None = None
    """As it is kept; None: nothing of it is, or nothing new."""
    replied: bool = False
    pushed: bool = False
    pictures: bool = False
    """Whether there are some to be fetched."""
    copied: bool = False


class Receiver:
    """Keeps what comes in.

    Args:
        keywords: Asked in this order; the first that handles a text decides.
        copies: Called with each text that is kept.
        told: Called once something is committed.
    """

    def __init__(
        self,
        storage: Database,
        texting: Texting,
        clock: Clock,
        *,
        keywords: Sequence[Keyword] = (),
        copies: Sequence[Copy] = (),
        told: Callable[[Received], None],
    ) -> None:
        self._storage = storage
        self._texting = texting
        self._clock = clock
        self._keywords = keywords
        self._copies = copies
        self._told = told

    async def take(self, arrived: Arrived) -> None:
        """Keep a message. Raises where the database is away: the carrier is to tell again."""
        received = await self._storage.write(lambda conn: self.receive(conn, arrived, self._clock.now()))
        if received.message is not None or received.replied:
            self._told(received)

    def receive(self, conn: Connection, arrived: Arrived, now: int) -> Received:
        """Keep a message, in a transaction."""
        found = routes.called(conn, arrived.to)
        # Locked, so that of two tellings at once one waits for the other, and finds what it kept.
        workspace = None if found is None else workspaces.lock(conn, found[0])
        line = None if found is None else lines.get(conn, *found)
        if workspace is None or line is None:
            log.warning("text_to_nobody", trunk=arrived.trunk)
            return Received()
        if store.by_reference(conn, arrived.trunk, arrived.reference, Direction.INBOUND) is not None:
            return Received()
        sender = E164(arrived.from_) if _E164.fullmatch(arrived.from_) else None
        if sender is not None and blocks.fitting(conn, workspace.id, line.id, sender) is not None:
            return Received()
        replied = sender is not None and self._obey(conn, arrived, line, sender, now)
        text = storable(arrived.text)
        for keyword in self._keywords if sender is not None else ():
            handled = keyword(conn, arrived, line, now)
            if handled is None:
                continue
            if handled.reply is not None and sender is not None:
                service.notify(conn, line, sender, handled.reply, now)
                replied = True
            if handled.shown is None:
                _remember(conn, arrived, line, sender, now)
                return Received(replied=replied)
            text = storable(handled.shown)
            break
        if arrived.gaps:
            text = storable(f"{text}\n{translated(GAPS, line.language)}")
        message = self._keep(conn, arrived, line, sender, text, now)
        pictures = album.arrived(conn, message, arrived, now)
        copied = [copy(conn, message, line, now) for copy in self._copies]
        return Received(message, replied, wanted.texted(conn, message, now), pictures, any(copied))

    def _obey(self, conn: Connection, arrived: Arrived, line: Line, sender: E164, now: int) -> bool:
        """Act upon a word that asks for no texts, for texts again, or for help; whether they get a reply."""
        out = consents.opted_out(conn, line.workspace_id, line.id, sender) is not None
        word = words.word_in(arrived.text, opted_out=out)
        match word:
            case words.Word.OUT if not out:
                what: What | None = What.OUT
            case words.Word.IN if out:
                what = What.IN
            case words.Word.HELP:
                what = None
            case _:
                return False
        if what is not None:
            said = storable(arrived.text.strip())[:100]
            consents.add(conn, line.workspace_id, line.id, sender, what, Source.TEXT, said, now)
        if arrived.handled or self._texting.answers_words(arrived.trunk):
            return False
        if store.notices_since(conn, line.workspace_id, sender, now - _HOUR) >= MOST_REPLIES:
            log.warning("replies_limited", line=line.id, most=MOST_REPLIES)
            return False
        service.notify(conn, line, sender, reply_to(word, line), now)
        return True

    def _keep(
        self, conn: Connection, arrived: Arrived, line: Line, sender: E164 | None, text: str, now: int
    ) -> Message:
        counted = count(text)
        contact = None if sender is None else contacts.ensure(conn, line.workspace_id, sender, now=now)
        message_id = new_id("message")
        conversation = texts.of_contact(
            conn, line.workspace_id, line.id, None if contact is None else contact.id, message_id, now
        )
        message = Message(
            id=message_id,
            workspace_id=line.workspace_id,
            line_id=line.id,
            conversation_id=conversation,
            contact_id=None if contact is None else contact.id,
            number=E164(storable(arrived.from_)[:_LONGEST_SENDER]) if sender is None else sender,
            direction=Direction.INBOUND,
            kind=Kind.TEXT,
            text=text,
            made_at=now,
            sort_at=max(now, store.last_place(conn, conversation) + 1),
            state=MessageState.RECEIVED,
            trunk_id=arrived.trunk,
            reference=arrived.reference,
            queue=conversation,
            due_at=now,
            segments=counted.segments,
            encoding=counted.encoding,
        )
        message = charged(conn, message, now, pictures=bool(arrived.pictures))
        store.add(conn, message)
        texts.came_in(conn, line.workspace_id, conversation, now)
        return message


def _remember(conn: Connection, arrived: Arrived, line: Line, sender: E164 | None, now: int) -> None:
    """That a text came of which nothing is kept: carriers tell again, and it costs what any other does."""
    counted = count(arrived.text)
    message = Message(
        id=new_id("message"),
        workspace_id=line.workspace_id,
        line_id=line.id,
        number=sender or E164(""),
        direction=Direction.INBOUND,
        kind=Kind.NOTICE,
        text="",
        made_at=now,
        sort_at=now,
        state=MessageState.RECEIVED,
        trunk_id=arrived.trunk,
        reference=arrived.reference,
        queue=f"{line.id}{sender}",
        due_at=now,
        segments=counted.segments,
        encoding=counted.encoding,
    )
    store.add(conn, charged(conn, message, now))
