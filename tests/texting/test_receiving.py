"""Receiving: each text once, its words obeyed, keywords first, blocked callers dropped, whatever its bytes are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, select

from offhook.blocks import service as blocks
from offhook.conversations import service as conversations
from offhook.conversations.model import Conversation, MessageEntry
from offhook.lines import service as lines
from offhook.lines.model import Line
from offhook.messages import consents
from offhook.messages.model import Message, messages
from offhook.messages.port import Arrived, Handled, Picture
from offhook.messages.states import Kind
from offhook.messages.text import LONGEST_KEPT
from offhook.rating import service as rating
from offhook.texting.receiving import MOST_REPLIES, Receiver
from tests.furnish import DANA, NOW
from tests.texting.outbox import Outbox


async def seen(outbox: Outbox) -> list[Conversation]:
    """What Ann sees."""
    company = outbox.company
    return await outbox.storage.read(lambda conn: conversations.page(conn, company.id, company.ann.id, limit=9))


async def texts(outbox: Outbox) -> list[str]:
    """What is in the conversations, the latest first."""
    company = outbox.company

    def read(conn: Connection) -> list[str]:
        found = []
        for each in conversations.page(conn, company.id, company.ann.id, limit=9):
            for entry in conversations.entries(conn, company.id, company.ann.id, each.id, limit=9):
                assert isinstance(entry, MessageEntry)
                found.append(entry.message.text)
        return found

    return await outbox.storage.read(read)


async def replies(outbox: Outbox) -> list[str]:
    """What the carrier took of notices."""
    await outbox.sender.send_due()
    return [each.text for each in outbox.carrier.accepted]


@pytest.mark.behaviour("U11")
async def test_a_text_is_kept_once_and_unread_for_everybody() -> None:
    outbox = Outbox()
    for _ in range(3):
        await outbox.arrives("Hello")
    (conversation,) = await seen(outbox)
    assert await texts(outbox) == ["Hello"]
    assert conversation.unread_at is not None
    assert conversation.number == DANA
    assert len(outbox.received) == 1
    await outbox.arrives("Again", "IN2")
    assert await texts(outbox) == ["Again", "Hello"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("nul\0 and half \ud83d", "nul� and half �"),
        ("\u202eمرحبا\u202c 👩‍👩‍👧 \u2066x\u2069", "\u202eمرحبا\u202c 👩‍👩‍👧 \u2066x\u2069"),
        ("", ""),
        ("line\r\nline", "line\r\nline"),
    ],
)
async def test_whatever_somebody_writes_is_kept(text: str, kept: str) -> None:
    outbox = Outbox()
    await outbox.arrives(text)
    assert await texts(outbox) == [kept]


async def test_of_a_text_of_a_megabyte_the_beginning_is_kept() -> None:
    outbox = Outbox()
    await outbox.arrives("€" * 1_000_000)
    (kept,) = await texts(outbox)
    assert len(kept) == LONGEST_KEPT
    assert kept.endswith("€ […]")


async def test_a_text_with_gaps_says_so_in_the_lines_language() -> None:
    outbox = Outbox()
    company = outbox.company
    await outbox.storage.write(lambda conn: lines.change(conn, company.id, company.line.id, language="de"))
    await outbox.arrives("one […] three", gaps=True)
    assert await texts(outbox) == ["one […] three\n(Wo […] steht, hat uns ein Teil dieser Nachricht nicht erreicht.)"]


async def test_a_picture_costs_what_pictures_cost() -> None:
    outbox = Outbox()
    company = outbox.company
    rates = b"prefix,price,once,kind,direction\n1,0.0079,,text,inbound\n1,0,0.01,picture,inbound\n"
    owner = company.owner.id
    await outbox.storage.write(
        lambda conn: rating.import_sheet(conn, company.id, owner, "lab", "rates.csv", "USD", rates, NOW)
    )
    await outbox.arrives("Look", "MM1", pictures=(Picture("https://example.com/1", "image/png"),))
    await outbox.arrives("Look", "SM1")
    estimates = [each.message.estimate for each in outbox.received if each.message is not None]
    assert estimates == [10_000, 7_900]


async def test_who_is_blocked_is_dropped_quietly() -> None:
    outbox = Outbox()
    company = outbox.company
    await outbox.storage.write(lambda conn: blocks.add(conn, company.id, company.owner.id, number=DANA, now=NOW))
    await outbox.arrives("STOP")
    assert (await seen(outbox), outbox.received, await replies(outbox)) == ([], [], [])


async def test_a_text_to_nobody_is_nobodys() -> None:
    outbox = Outbox()
    await outbox.arrives("Hello", to="+12025550999")
    assert await seen(outbox) == []


async def test_who_has_no_number_is_shown_and_answered_nothing() -> None:
    outbox = Outbox()
    await outbox.arrives("Your code is 123", from_="MyBank")
    await outbox.arrives("HELP", "IN2", from_="72345")
    (conversation,) = await seen(outbox)
    assert conversation.contact_id is None
    assert await texts(outbox) == ["HELP", "Your code is 123"]
    assert await replies(outbox) == []


@pytest.mark.behaviour("X10")
async def test_words_are_answered_once_in_the_lines_language_unless_the_carrier_does() -> None:
    outbox = Outbox()
    company = outbox.company
    await outbox.storage.write(lambda conn: lines.change(conn, company.id, company.line.id, name="Büro", language="de"))
    for count, word in enumerate(("STOP", "stop", "HELP")):
        await outbox.arrives(word, f"IN{count}")
    assert await replies(outbox) == [
        "Büro: Sie erhalten keine Nachrichten mehr von uns. Mit START erhalten Sie sie wieder.",
        f"Büro: Anrufe und Nachrichten an {company.line.number}. Mit STOP erhalten Sie keine Nachrichten mehr.",
    ]
    # Their words are not kept once they are sent: a notice may be a link that signs in.
    notices = select(messages.c.text).where(messages.c.kind == Kind.NOTICE.value, messages.c.conversation_id.is_(None))
    assert await outbox.storage.read(lambda conn: conn.execute(notices).scalars().all()) == ["", ""]
    outbox.carrier.words = True
    await outbox.arrives("START", "IN9")
    assert len(await replies(outbox)) == 2


async def test_a_word_is_obeyed_however_often_it_comes_and_replied_to_some_times_an_hour() -> None:
    outbox = Outbox()
    for count in range(MOST_REPLIES + 5):
        await outbox.arrives("HELP", f"H{count}")
    await outbox.arrives("STOP", "S1")
    assert len(await replies(outbox)) == MOST_REPLIES
    where = (outbox.company.id, outbox.company.line.id, DANA)
    assert await outbox.storage.read(lambda conn: consents.opted_out(conn, *where)) is not None
    outbox.clock.run(3601)
    await outbox.arrives("START", "S2")
    assert len(await replies(outbox)) == MOST_REPLIES + 1


async def test_a_keyword_decides_what_is_kept_and_what_is_answered() -> None:
    outbox = Outbox()
    asked: list[str] = []
    copied: list[Message] = []

    def pin(conn: Connection, arrived: Arrived, line: Line, now: int) -> Handled | None:
        asked.append(arrived.text)
        return Handled(reply="Your phone is active.") if arrived.text == "4711" else None

    def shown(conn: Connection, arrived: Arrived, line: Line, now: int) -> Handled | None:
        return Handled(shown="(a secret)") if arrived.text == "secret" else None

    def copy(conn: Connection, message: Message, line: Line, now: int) -> None:
        copied.append(message)

    told: list[Any] = []
    handlers: dict[str, Any] = {"keywords": [pin, shown], "copies": [copy], "told": told.append}
    outbox.receiver = Receiver(outbox.storage, outbox.carrier, outbox.clock, **handlers)
    for count, text in enumerate(("4711", "secret", "Hello")):
        for _ in range(3):  # carriers tell again
            await outbox.arrives(text, f"IN{count}")
    assert await texts(outbox) == ["Hello", "(a secret)"]
    assert asked == ["4711", "secret", "Hello"]
    assert [each.text for each in copied] == ["(a secret)", "Hello"]
    assert await replies(outbox) == ["Your phone is active."]
    assert [each.replied for each in told] == [True, False, False]
