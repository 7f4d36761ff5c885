"""Whoever hangs up, and whenever: everything ends, at once. 500 ms is what quality.md allows."""

from time import monotonic

import pytest

from offhook.practice.call import PhoneCall
from offhook.practice.phones import Answers, Press, Refuses, Rings
from tests.sip.calls.conftest import Measured
from tests.sip.calls.lab import Lab, talking
from tests.sip.calls.office import Office

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

AT_ONCE = 0.5
PRESSES = Answers(then=(Press("5"),))


@pytest.mark.behaviour("X3")
@pytest.mark.parametrize("who", ["the contact", "the member"])
async def test_whoever_hangs_up_ends_both_legs(here: Lab, office: Office, measured: Measured, who: str) -> None:
    talk = await talking(here)
    first, second = (talk.dana, talk.ann) if who == "the contact" else (talk.ann, talk.dana)
    hung_up = monotonic()
    await first.hang_up()
    measured("hangup to the other side's BYE", await ends(second) - hung_up)
    assert await ends(second) - hung_up < AT_ONCE
    record = await office.ended(talk.call)
    assert (record["disposition"], record["reason"]) == ("answered", f"{who} hung up")


async def test_a_member_who_hangs_up_while_it_rings_ends_that(here: Lab, office: Office, measured: Measured) -> None:
    anns, danas = await here.ann(PRESSES), await here.dana(Rings())
    call = await office.place()
    ann, dana = await anns.answered(), await danas.rang()
    await ann.hears_ringback()
    hung_up = monotonic()
    await ann.hang_up()
    measured("hangup to CANCEL", await ends(dana) - hung_up)
    assert await ends(dana) - hung_up < AT_ONCE
    record = await office.ended(call)
    assert (record["disposition"], len(record["legs"])) == ("abandoned", 2)
    assert (record["legs"][1]["cause"], record["legs"][1]["answered_at"]) == ("cancelled", None)


async def test_a_member_who_hangs_up_during_the_announcement_ends_it(here: Lab, office: Office) -> None:
    anns, danas = await here.ann(Answers()), await here.dana()
    before = len(danas.received)
    call = await office.place()
    ann = await anns.answered()
    await ann.hears_speech()
    await ann.hang_up()
    record = await office.ended(call)
    assert (record["disposition"], len(record["legs"])) == ("abandoned", 1)
    assert len(danas.received) == before


async def test_over_the_api_while_the_member_is_rung(here: Lab, office: Office) -> None:
    anns = await here.ann(Rings())
    call = await office.place()
    ann = await anns.rang()
    asked = monotonic()
    await office.hang_up(call)
    assert await ends(ann) - asked < AT_ONCE
    record = await office.ended(call)
    assert (record["disposition"], record["legs"][0]["cause"]) == ("cancelled", "cancelled")
    assert record["reason"].endswith("before the member answered")


async def test_over_the_api_during_the_announcement(here: Lab, office: Office) -> None:
    anns, danas = await here.ann(Answers()), await here.dana()
    before = len(danas.received)
    call = await office.place()
    ann = await anns.answered()
    await ann.hears_speech()
    asked = monotonic()
    await office.hang_up(call)
    assert await ends(ann) - asked < AT_ONCE
    assert (await office.ended(call))["disposition"] == "cancelled"
    assert len(danas.received) == before


async def test_over_the_api_while_the_contact_is_rung(here: Lab, office: Office) -> None:
    anns, danas = await here.ann(PRESSES), await here.dana(Rings())
    call = await office.place()
    ann, dana = await anns.answered(), await danas.rang()
    await ann.hears_ringback()
    asked = monotonic()
    await office.hang_up(call)
    assert await ends(dana) - asked < AT_ONCE
    assert await ends(ann) - asked < AT_ONCE
    record = await office.ended(call)
    assert (record["disposition"], record["legs"][1]["cause"]) == ("cancelled", "cancelled")


async def test_over_the_api_while_the_member_is_told_that_the_contact_is_busy(here: Lab, office: Office) -> None:
    anns, danas = await here.ann(PRESSES), await here.dana(Refuses(486))
    call = await office.place()
    ann, dana = await anns.answered(), await danas.rang()
    await dana.closed()
    await ann.hears_speech(within=20, after=ann.sound().seconds)
    asked = monotonic()
    await office.hang_up(call)
    assert await ends(ann) - asked < AT_ONCE
    record = await office.ended(call)
    assert (record["disposition"], record["reason"]) == ("busy", "the contact was not reached")
    assert await office.timeline(call) == [
        *("placed", "dialled", "ringing", "answered", "announced", "key", "allowed", "ringback", "dialled"),
        *("ended", "announced", "hangup_requested", "hanging_up", "ended"),
    ]


async def test_over_the_api_while_they_talk(here: Lab, office: Office) -> None:
    talk = await talking(here)
    asked = monotonic()
    await office.hang_up(talk.call)
    assert await ends(talk.dana) - asked < AT_ONCE
    assert await ends(talk.ann) - asked < AT_ONCE
    record = await office.ended(talk.call)
    assert (record["disposition"], record["reason"]) == ("answered", "ended on request")
    await office.hang_up(talk.call)
    assert await office.record(talk.call) == record


async def ends(call: PhoneCall) -> float:
    """When the other side ended it."""
    over = await call.closed()
    assert over.by == "peer"
    return over.at
