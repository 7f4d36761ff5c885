"""Holds and transfers of a caller over real SIP: what each phone hears, and that no agent's number reaches them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from offhook.practice.call import PhoneCall
from offhook.practice.phones import Phone, Tone
from tests.furnish import DANA
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, Lab, hears, presses
from tests.sip.calls.office import Office, Placed
from tests.sip.support.music import hears_hold_music
from tests.sip.support.wire import Captured, Wire, assert_absent, dialogs
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

MAIN = "+12025550155"
ANNS, BOBS = "+13125558642", "+13125557531"
"""Canaries: both are searched for in all that is sent to the caller and got from them."""
BOB_HUMS = 530.0


@dataclass(frozen=True)
class Team:
    """A line that rings Ann, and Bob to whom callers are handed on."""

    ann: str
    bob: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def team(here: Lab) -> AsyncIterator[Team]:
    ask = here.office.ask
    ann, bob = [
        str((await ask("POST", "members", {"name": name, "number": number}))["id"])
        for name, number in (("Ann Canary", ANNS), ("Bob Canary", BOBS))
    ]
    await here.office.add_line(MAIN, "lab")
    line = next(each["id"] for each in (await ask("GET", "lines"))["items"] if each["number"] == MAIN)
    await ask("PUT", f"lines/{line}/route", {"agents": [ann]})
    yield Team(ann, bob)
    await ask("DELETE", f"lines/{line}")


@dataclass(frozen=True)
class Taken:
    """Dana called the line, and Ann took the call."""

    call: Placed
    dana: PhoneCall
    ann: PhoneCall
    bobs: Phone
    ask: Callable[..., Awaitable[object]]
    """Asks for something during the talk: `hold`, `transfer`."""


@asynccontextmanager
async def taken(here: Lab, office: Office) -> AsyncIterator[Taken]:
    anns = await here.phone(ANNS, presses("1"), asserts=ANNS, name=f"Ann {ANNS}")
    bobs = await here.phone(BOBS, presses("1", hz=BOB_HUMS), asserts=BOBS, name=f"Bob {BOBS}")
    danas = await here.dana()
    before = office.last_call()
    dana = await danas.dial(f"sip:{MAIN}@127.0.0.1:{office.sip_port}", then=(Tone(DANA_HUMS),))
    await eventually(lambda: office.last_call() > before, "the call came in", 10.0)
    call = Placed(office.last_call(), 0.0)
    office.placed.append(call)
    ann = await anns.answered()
    await hears(dana, ANN_HUMS)
    await hears(ann, DANA_HUMS)
    yield Taken(call, dana, ann, bobs, lambda what, body=None: office.ask("POST", f"calls/{call.id}/{what}", body))
    await office.hang_up(call)
    await dana.closed()
    await office.ended(call)


async def hears_music(phone: PhoneCall) -> None:
    """Wait until all that the phone heard in the last second is the music."""
    await eventually(lambda: hears_hold_music(phone.sound().between(-1.0)), f"{phone} hears music", 10.0)


def towards(messages: list[Captured], number: str) -> list[Captured]:
    """The dialogs that whoever has this number began."""
    found = dialogs(messages).values()
    return [
        each
        for first, *rest in found
        if number.removeprefix("+") in first.message.get("from")
        for each in (first, *rest)
    ]


@pytest.mark.behaviour("T20", "T21", "X6")
async def test_a_caller_hears_music_is_taken_back_and_handed_on_and_learns_no_number(
    here: Lab, office: Office, team: Team, tmp_path: Path
) -> None:
    async with Wire(tmp_path, office.sip_port) as wire:
        async with taken(here, office) as talk:
            await talk.ask("hold")
            await hears_music(talk.dana)
            await talk.ann.hears_silence(after=talk.ann.sound().seconds)
            await talk.ask("resume")
            await hears(talk.dana, ANN_HUMS, from_now=True)
            await hears(talk.ann, DANA_HUMS, from_now=True)
            await talk.ask("transfer", {"to": team.bob})
            bob = await talk.bobs.answered()
            await hears(bob, DANA_HUMS)
            await hears(talk.dana, BOB_HUMS, from_now=True)
            await talk.ann.closed()
        messages = await wire.messages()
    to_caller = towards(messages, DANA)
    assert {"INVITE", "ACK", "BYE"} <= {captured.message.method for captured in to_caller}
    assert_absent(ANNS, to_caller)
    assert_absent(BOBS, to_caller)
    with pytest.raises(AssertionError, match="is on the wire"):
        assert_absent(DANA, to_caller)
    record = await office.record(talk.call)
    assert (record["disposition"], record["member"]["name"]) == ("answered", "Bob Canary")


@pytest.mark.behaviour("T21", "X6")
async def test_a_caller_is_handed_on_after_a_word(here: Lab, office: Office, team: Team, tmp_path: Path) -> None:
    async with Wire(tmp_path, office.sip_port) as wire:
        async with taken(here, office) as talk:
            await talk.ask("transfer", {"to": team.bob, "attended": True})
            bob = await talk.bobs.answered()
            await hears(bob, ANN_HUMS)
            await hears(talk.ann, BOB_HUMS)
            await hears_music(talk.dana)
            await talk.ask("transfer/complete")
            await hears(talk.dana, BOB_HUMS, from_now=True)
            await hears(bob, DANA_HUMS, from_now=True)
            await talk.ann.closed()
        messages = await wire.messages()
    to_caller = towards(messages, DANA)
    assert_absent(ANNS, to_caller)
    assert_absent(BOBS, to_caller)


@pytest.mark.behaviour("T22")
async def test_the_keys_of_the_members_phone_hold_and_take_back(here: Lab, office: Office, team: Team) -> None:
    async with taken(here, office) as talk:
        await talk.dana.press("*1")
        await talk.dana.plays_tone(DANA_HUMS)
        await hears(talk.ann, DANA_HUMS, from_now=True)
        await talk.ann.press("*1")
        await hears_music(talk.dana)
        await talk.ann.press("*1")
        await talk.ann.plays_tone(ANN_HUMS)
        await hears(talk.dana, ANN_HUMS, from_now=True)
