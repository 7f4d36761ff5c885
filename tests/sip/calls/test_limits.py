"""Limits that are reached in a call: a voice says so, nobody is dialled or talks beyond them, and the record tells.

A minute of these limits lasts for a few seconds.
"""

from collections.abc import AsyncIterator
from math import ceil
from typing import Any

import pytest
import pytest_asyncio

from offhook.practice import hearing
from offhook.practice.call import PhoneCall
from offhook.practice.phones import Answers, Rings
from tests.sip.calls.lab import MANY, Lab, lab, talking
from tests.sip.calls.office import Office
from tests.sip.support.words import share_heard

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

MINUTE = 5.0
LATE = 2.0
"""Seconds that a busy machine may add."""
BEN, EVE = "+12025550133", "+12025550144"
PATIENCE = 20.0


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lab]:
    async with lab(tmp_path_factory.mktemp("office"), minute=MINUTE) as here:
        yield here
        assert here.office.complaints() == []


@pytest_asyncio.fixture(loop_scope="session")
async def office(here: Lab) -> AsyncIterator[Office]:
    """Has its high limits again when the test is over."""
    yield here.office
    await here.office.nothing_is_left()
    await here.office.ask("PATCH", "limits", MANY | {"longest_minutes": None})


async def leave_of_the_day(office: Office, minutes: int) -> int:
    """Let the workspace have so many minutes of talk left today, or part of one more; how many a day that makes."""
    talked: float = (await office.ask("GET", "limits"))["used"]["talk_minutes"]
    a_day = ceil(talked * 60 / MINUTE) + minutes
    await office.ask("PATCH", "limits", {"minutes_a_day": a_day})
    return a_day


async def test_a_limit_that_is_reached_is_told_and_the_contact_is_never_rung(here: Lab, office: Office) -> None:
    anns, danas = await here.ann(Answers()), await here.dana(Rings())
    bens, eves = await here.phone(BEN, Answers()), await here.phone(EVE, Rings())
    await leave_of_the_day(office, 1)
    first, second = await office.place(), await office.place(caller=BEN, to=EVE)
    ann, ben = await anns.answered(), await bens.answered()
    await ann.press("5")
    await danas.rang()
    told_from = ben.sound().seconds
    await ben.press("5")
    assert (await ben.closed(PATIENCE)).by == "peer"
    await is_told(office, ben, "dial.limit_reached", told_from)
    record = await office.ended(second)
    assert (record["disposition"], [leg["role"] for leg in record["legs"]]) == ("refused", ["member"])
    assert "live calls may use up the rest" in record["reason"]
    assert eves.received == []
    await office.hang_up(first)


async def test_the_longest_duration_ends_a_talk(here: Lab, office: Office) -> None:
    await office.ask("PATCH", "limits", {"longest_minutes": 1})
    record = await talks_until_time_is_up(here, office)
    assert record["talk_seconds"] == pytest.approx(MINUTE, abs=LATE)
    assert record["reason"].startswith("the talk reached the limit of 1 minute a call for the workspace ")


async def test_the_end_of_the_days_minutes_ends_a_talk(here: Lab, office: Office) -> None:
    a_day = await leave_of_the_day(office, 1)
    record = await talks_until_time_is_up(here, office)
    assert MINUTE - LATE < record["talk_seconds"] < 2 * MINUTE + LATE
    limit, _, until = record["reason"].partition(" for the workspace ")
    assert limit.startswith(f"the talk reached the limit of {a_day} minute")
    assert limit.endswith(" of talk a day")
    assert ", until 00:00 on " in until


async def talks_until_time_is_up(here: Lab, office: Office) -> dict[str, Any]:
    """A talk that nobody ends; its record. The member is told, and both are hung up."""
    talk = await talking(here)
    assert (await talk.dana.closed(PATIENCE)).by == "peer"
    told_from = talk.ann.sound().seconds
    assert (await talk.ann.closed(PATIENCE)).by == "peer"
    await is_told(office, talk.ann, "call.time_is_up", told_from)
    record = await office.ended(talk.call)
    assert record["disposition"] == "answered"
    assert [leg["cause"] for leg in record["legs"]] == ["normal", "time_up"]
    return record


async def is_told(office: Office, call: PhoneCall, phrase: str, told_from: float) -> None:
    """These very words were heard, from so many seconds on or a little before."""
    heard = call.sound().between(max(0.0, told_from - 0.5))
    assert share_heard(heard, await office.prompt(phrase)) > 0.4, f"heard {hearing.describe(heard)}"
