"""Every way in which a phone is not reached: the member is told by voice, and the record says what and why.

All calls of a kind are placed at once, since most of the time is spent listening to apologies.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import pytest
import pytest_asyncio

from offhook.calls.values import Cause
from offhook.flows.parts.contact import TOLD, TOLD_OTHERWISE
from offhook.practice import hearing
from offhook.practice.call import PhoneCall
from offhook.practice.phones import Answers, Press, Refuses, Rings
from offhook.practice.script import Behaviour
from tests.sip.calls.conftest import RINGS
from tests.sip.calls.lab import Lab, Outcome
from tests.sip.calls.long_calls import NAME, NAMED, NEVER_RINGS, UNNAMED
from tests.sip.calls.office import Office
from tests.sip.support.words import share_heard

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

PRESSES = Answers(then=(Press("5"),))
PATIENCE = RINGS.contact + 40.0
"""Seconds. Every call here is over by then, however busy the machine is."""


@dataclass(frozen=True)
class Way:
    """How a phone does not take a call, and what is written of that."""

    behaviour: Behaviour
    disposition: str
    cause: str
    sip: int | None = None
    q850: int | None = None


WAYS = {
    "nobody picks up": Way(Rings(), "no_answer", "no_answer"),
    "busy": Way(Refuses(486, rings_for=0.3), "busy", "busy", 486, 17),
    "busy at once": Way(Refuses(486), "busy", "busy", 486, 17),
    "busy everywhere": Way(Refuses(600), "busy", "busy", 600),
    "declined": Way(Refuses(603, rings_for=0.3), "rejected", "rejected", 603, 21),
    "forbidden": Way(Refuses(403), "rejected", "rejected", 403, 21),
    "no such number": Way(Refuses(404), "not_in_service", "not_in_service", 404, 1),
    "incomplete number": Way(Refuses(484), "not_in_service", "not_in_service", 484, 28),
    "switched off": Way(Refuses(480), "unreachable", "unreachable", 480, 19),
    "server failure": Way(Refuses(500), "failed", "trunk_error", 500, 38),
    "overloaded": Way(Refuses(503), "failed", "trunk_error", 503, 34),
    "carrier's timeout": Way(Refuses(408), "failed", "trunk_timeout", 408, 18),
    "rang out at the carrier": Way(Refuses(408, rings_for=0.3), "no_answer", "no_answer", 408, 18),
}
EVERY_WAY = pytest.mark.parametrize("way", WAYS)


Outcomes = Mapping[str, Outcome]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def outcomes(here: Lab) -> Mapping[str, Outcomes]:
    """What becomes of a call when the contact's phone does not take it, and when the member's does not."""
    numbers = iter(range(20, 50))
    # What is said is compared with what is heard, so not more at once than a busy machine carries without stuttering.
    heard = asyncio.Semaphore(5)
    contacts, members = await asyncio.gather(
        _each({name: _contact_refuses(here, next(numbers), way, heard) for name, way in WAYS.items()}),
        _each({name: _member_refuses(here, next(numbers), way.behaviour) for name, way in WAYS.items()}),
    )
    return {"contact": contacts, "member": members}


async def _each(calls: Mapping[str, Awaitable[Outcome]]) -> Outcomes:
    return dict(zip(calls, await asyncio.gather(*calls.values()), strict=True))


async def _contact_refuses(here: Lab, index: int, way: Way, heard: asyncio.Semaphore) -> Outcome:
    number, to = await _numbers(here.office, index)
    members, phones = await here.phone(number, PRESSES), await here.phone(to, way.behaviour)
    async with heard:
        call = await here.office.place(caller=number, to=to, aside=True)
        member = await members.answered(PATIENCE)
        contact = await phones.rang(PATIENCE)
        await contact.closed(PATIENCE)
        await member.closed(PATIENCE)
        return Outcome(await here.office.ended(call, PATIENCE), member, contact)


async def _member_refuses(here: Lab, index: int, behaviour: Behaviour) -> Outcome:
    number, to = await _numbers(here.office, index)
    members, contacts = await here.phone(number, behaviour), await here.phone(to, Rings())
    before = len(contacts.received)
    call = await here.office.place(caller=number, to=to, aside=True)
    member = await members.rang(PATIENCE)
    await member.closed(PATIENCE)
    record = await here.office.ended(call, PATIENCE)
    assert len(contacts.received) == before, "the contact was rung"
    return Outcome(record, member)


async def _numbers(office: Office, index: int) -> tuple[str, str]:
    """A member's number, and one of somebody called Dana: what is said of them is the same, and made ready once."""
    number, to = f"+120255504{index}", f"+120255504{index + 40}"
    if not (await office.ask("GET", f"contacts?search=%2B{to[1:]}"))["items"]:
        await office.ask("POST", "contacts", {"name": NAME, "numbers": [to]})
    return number, to


@EVERY_WAY
async def test_the_record_says_why_the_contact_was_not_reached(outcomes: Mapping[str, Outcomes], way: str) -> None:
    expected, record = WAYS[way], outcomes["contact"][way].record
    assert (record["state"], record["disposition"], record["certain"]) == ("ended", expected.disposition, True)
    assert record["talk_seconds"] == 0
    member, contact = record["legs"]
    assert (contact["role"], contact["cause"]) == ("contact", expected.cause)
    if expected.sip is not None:
        assert contact["sip"] == expected.sip
    if expected.q850 is not None:
        assert contact["q850"] == expected.q850
    assert contact["why"]
    assert (member["cause"], member["why"]) == ("normal", "hung up by Offhook, because the call was over")


@EVERY_WAY
async def test_the_member_is_told_by_voice_and_then_hung_up(
    here: Lab, outcomes: Mapping[str, Outcomes], way: str
) -> None:
    outcome = outcomes["contact"][way]
    member, contact = outcome.member, outcome.contact
    assert contact is not None
    assert contact.over is not None
    assert member.over is not None
    assert member.over.by == "peer"
    assert member.established is not None
    told = member.sound().between(max(0.0, contact.over.at - member.established.at))
    phrase, _ = TOLD.get(Cause(WAYS[way].cause), TOLD_OTHERWISE)
    words = await here.office.prompt(phrase, number=contact.dialled, name=NAME)
    assert share_heard(told, words) > 0.4, f"heard {hearing.describe(told)}"


@EVERY_WAY
async def test_a_member_who_is_not_reached_is_all_that_is_dialled(outcomes: Mapping[str, Outcomes], way: str) -> None:
    expected, record = WAYS[way], outcomes["member"][way].record
    assert (record["state"], record["disposition"], record["certain"]) == ("ended", "member_unreached", True)
    (leg,) = record["legs"]
    assert (leg["role"], leg["cause"]) == ("member", expected.cause)
    if expected.sip is not None:
        assert leg["sip"] == expected.sip
    if expected.q850 is not None:
        assert leg["q850"] == expected.q850


@pytest.mark.behaviour("T8")
@pytest.mark.parametrize("to", [NAMED, UNNAMED], ids=["a silent member", "a voicemail"])
async def test_without_a_key_the_contact_is_not_dialled(waited: Mapping[str, Outcome], to: str) -> None:
    record, member = waited[to].record, waited[to].member
    assert (record["disposition"], len(record["legs"])) == ("no_key", 1)
    assert "no key after 2 readings" in record["reason"]
    assert member.over is not None
    assert member.over.by == "peer"


async def test_without_a_key_it_is_read_twice_and_then_called_off(waited: Mapping[str, Outcome]) -> None:
    said = spoken(waited[NAMED].member)
    assert len(said) == 3, f"spoken at {said}"
    first, second, farewell = (end - start for start, end in said)
    assert first == pytest.approx(second, rel=0.25)
    assert 0.5 < farewell < first
    for (_, ended), (began, _) in pairwise(said):
        assert began - ended > 3.0


async def test_a_phone_that_tries_and_never_rings_does_not_answer(waited: Mapping[str, Outcome]) -> None:
    record = waited[NEVER_RINGS].record
    assert (record["disposition"], record["legs"][1]["cause"]) == ("no_answer", "no_answer")


def spoken(call: PhoneCall, pause: float = 1.5) -> list[tuple[float, float]]:
    """When it was spoken to: start and end of each stretch, in seconds, with no longer pause in it."""
    sound = call.sound()
    quiet = [span for span in hearing.silent_spans(sound) if span.seconds >= pause]
    edges = [0.0, *(edge for span in quiet for edge in (span.start, span.end)), sound.seconds]
    stretches = list(zip(edges[::2], edges[1::2], strict=True))
    return [(start, end) for start, end in stretches if hearing.speech_seconds(sound.between(start, end)) > 0.3]
