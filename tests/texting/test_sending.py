"""The outbox: killed at every boundary it sends nothing twice, keeps the order, and says what nobody knows."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from offhook.calls.values import TrunkId
from offhook.messages import consents
from offhook.messages.failures import Failure
from offhook.messages.model import Source
from offhook.messages.port import InDoubt, Later, Refused, Report, Taken
from offhook.messages.states import MessageState
from offhook.texting import service
from tests.furnish import DANA
from tests.texting.outbox import EVE, Killed, Outbox

T = TypeVar("T")
DAY_S = 24 * 3600
TEXTS = [(DANA, "one"), (DANA, "one")]


async def dies_after(outbox: Outbox, steps: int) -> bool:
    """Write texts, and let the process die after so many steps, and be begun anew; whether it did not live longer."""
    before = len(outbox.carrier.accepted)
    messages = [await outbox.write(text, to) for to, text in TEXTS]
    outbox.begin_anew(steps)
    with contextlib.suppress(Killed):
        await outbox.sender.send_due()
    died = outbox.storage.fate.taken > steps
    outbox.begin_anew()
    await outbox.settle(3600)
    accepted = outbox.carrier.accepted[before:]
    sent = [each.id for each in accepted]
    assert len(sent) == len(set(sent)), "nothing is sent twice"
    for each in messages:
        now = await outbox.message(each)
        expected = {MessageState.UNKNOWN} if each.id not in sent else {MessageState.DELIVERED, MessageState.SENT}
        in_doubt = set() if outbox.carrier.lists else {MessageState.UNKNOWN}
        assert now.state in expected | in_doubt, (steps, each.text, now.state)
    assert sent == [each.id for each in messages if each.id in sent], "the order is kept"
    return died


@pytest.mark.behaviour("U11")
@pytest.mark.parametrize("lists", [True, False], ids=["the carrier can tell", "it can't"])
async def test_killed_at_every_boundary_it_sends_nothing_twice(lists: bool) -> None:
    outbox, steps = Outbox(), 0
    outbox.carrier.lists = lists
    while await dies_after(outbox, steps):
        steps += 1
    assert steps >= 6 * len(TEXTS), "a commit and a request, before and after, and the outcome's commit"
    assert len(outbox.carrier.accepted) >= len(TEXTS) * steps / 2


async def test_two_workers_on_one_database_send_each_text_once() -> None:
    outbox = Outbox()
    texts = [(DANA, "one"), (EVE, "eins"), (DANA, "two"), (EVE, "zwei")]
    for to, text in texts:
        await outbox.write(text, to)
    first = outbox.sender
    outbox.begin_anew()
    for sender in (first, outbox.sender, first):
        await sender.send_due()
    assert sorted(each.text for each in outbox.carrier.accepted) == sorted(text for _, text in texts)


async def test_what_must_wait_is_tried_again_ever_later_and_nothing_overtakes_it() -> None:
    outbox = Outbox()
    first, second = await outbox.write("first"), await outbox.write("second")
    other = await outbox.write("elsewhere", EVE)
    outbox.carrier.answers = [Later(None, "too much"), Later(30, "still too much")]
    await outbox.sender.send_due()
    assert [each.text for each in outbox.carrier.accepted] == []
    await outbox.settle(60)
    assert [each.text for each in outbox.carrier.accepted if each.to == DANA] == ["first", "second"]
    assert (await outbox.message(first)).tries == 2
    assert (await outbox.message(second)).tries == 1
    assert (await outbox.message(other)).state in {MessageState.SENT, MessageState.DELIVERED}


async def test_what_can_not_be_sent_for_a_day_is_given_up() -> None:
    outbox = Outbox()
    message = await outbox.write("Hello")
    outbox.carrier.answers = [Later(None, "out of order")] * 2
    await outbox.sender.send_due()
    outbox.clock.run(25 * 3600)
    await outbox.sender.send_due()
    assert (await outbox.message(message)).failure is Failure.EXPIRED
    assert outbox.carrier.accepted == []


async def test_what_was_written_days_ago_has_its_own_day_once_it_is_to_be_sent() -> None:
    outbox = Outbox()
    later = await outbox.write("On Monday", ahead=3 * DAY_S)
    failed = await outbox.write("Hello", EVE)
    outbox.carrier.answers = [Refused(Failure.NO_CREDIT, "30022", "no credit")]
    await outbox.sender.send_due()
    outbox.clock.run(3 * DAY_S)
    where = (outbox.company.id, failed.id, outbox.carrier, outbox.clock.now())
    await outbox.storage.write(lambda conn: service.again(conn, *where))
    outbox.carrier.answers = [Later(30, "too much")] * 2
    await outbox.settle(DAY_S / 2)
    for each in (later, failed):
        assert (await outbox.message(each)).failure is None
    assert sorted(each.text for each in outbox.carrier.accepted) == ["Hello", "On Monday"]


async def test_what_becomes_due_while_it_is_looked_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = Outbox()
    await outbox.write("Hello")
    outbox.carrier.answers = [Later(30, "too much")]
    await outbox.sender.send_due()
    outbox.clock.run(30 - 0.0025)  # between the third look, at what is due, and the fourth, at what will be
    read = outbox.storage.read

    async def slowly(fn: Callable[[Connection], T]) -> T:
        found = await read(fn)
        outbox.clock.run(0.001)
        return found

    monkeypatch.setattr(outbox.storage, "read", slowly)
    assert await outbox.sender.send_due() == 0, "looked at again at once"
    await outbox.sender.send_due()
    assert [each.text for each in outbox.carrier.accepted] == ["Hello"]


async def test_a_doubt_is_asked_about_and_ends_in_words() -> None:
    outbox = Outbox()
    message = await outbox.write("Hello")
    outbox.carrier.answers = [InDoubt("no answer in time")]
    await outbox.sender.send_due()
    now = await outbox.message(message)
    assert (now.state, now.doubted) == (MessageState.SENDING, True)
    await outbox.settle()
    now = await outbox.message(message)
    assert (now.state, now.failure, now.doubted) == (MessageState.UNKNOWN, Failure.UNKNOWN, False)
    await outbox.hear(message, MessageState.DELIVERED, reference="SM7")
    now = await outbox.message(message)
    assert (now.state, now.failure) == (MessageState.DELIVERED, None)


@pytest.mark.behaviour("X10")
async def test_the_carriers_refusal_to_text_somebody_is_written_into_the_ledger() -> None:
    outbox = Outbox()
    message = await outbox.write("Hello")
    outbox.carrier.answers = [Refused(Failure.OPTED_OUT, "21610", "unsubscribed recipient")]
    waiting = await outbox.write("And again")
    await outbox.sender.send_due()
    now = await outbox.message(message)
    assert (now.state, now.carrier_code, now.detail) == (MessageState.FAILED, "21610", "unsubscribed recipient")
    where = (outbox.company.id, outbox.company.line.id, DANA)
    found = await outbox.storage.read(lambda conn: consents.opted_out(conn, *where))
    assert found is not None
    assert (found.source, found.words) == (Source.CARRIER, "21610")
    assert (await outbox.message(waiting)).failure is Failure.OPTED_OUT, "what waited is not sent either"


async def test_reports_in_any_order_and_repeatedly_change_a_message_forwards_only() -> None:
    outbox = Outbox()
    message = await outbox.write("Hello")
    await outbox.sender.send_due()
    for state in (MessageState.DELIVERED, MessageState.SENT, MessageState.SENT, MessageState.DELIVERED):
        await outbox.hear(message, state)
        assert (await outbox.message(message)).state is MessageState.DELIVERED
    told = [each.state for each in outbox.told]
    assert told == [MessageState.SENT, MessageState.DELIVERED]
    await outbox.hear(message, MessageState.DELIVERED, price=7900, currency="USD")
    now = await outbox.message(message)
    assert (now.price, now.currency, now.ask_at) == (7900, "USD", None)


async def test_reports_of_others_and_of_earlier_tries_change_nothing() -> None:
    outbox = Outbox()
    message = await outbox.write("Hello")
    await outbox.sender.send_due()
    before = await outbox.message(message)
    await outbox.hear(message, MessageState.FAILED, trunk=TrunkId("trunk_other"))
    await outbox.hear(message, MessageState.FAILED, reference="SM99")
    await outbox.hear(message, MessageState.FAILED, attempt=before.tries + 1)
    await outbox.sender.hear(Report(TrunkId(outbox.company.trunk.id), "SM99", MessageState.FAILED))
    assert await outbox.message(message) == before


async def test_a_carrier_that_uses_its_ids_again_is_understood_of_the_last() -> None:
    outbox = Outbox()
    outbox.carrier.answers = [Taken("00000001", 1), Taken("00000001", 1)]
    first = await outbox.write("one")
    await outbox.sender.send_due()
    outbox.clock.run(60)
    second = await outbox.write("two")
    await outbox.sender.send_due()
    await outbox.hear(second, MessageState.DELIVERED, id="", attempt=0)
    states = [(await outbox.message(each)).state for each in (first, second)]
    assert states == [MessageState.SENT, MessageState.DELIVERED]


async def test_a_report_that_is_faster_than_the_answer_is_kept() -> None:
    outbox = Outbox()
    message = await outbox.write("Hello")
    send = outbox.carrier.send

    async def slow(outgoing: object) -> object:
        taken = await send(outgoing)  # type: ignore[arg-type]
        await outbox.hear(message, MessageState.DELIVERED)
        return taken

    outbox.carrier.send = slow  # type: ignore[method-assign, assignment]
    await outbox.sender.send_due()
    now = await outbox.message(message)
    assert (now.state, now.reference) == (MessageState.DELIVERED, "SM1")
