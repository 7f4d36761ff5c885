"""The worker is killed at every step of a call, and another one takes over: X1, with real audio going on.

The happy path writes nine entries into the journal, each followed by its commands. The worker is killed once right
after each entry, and once in place of sending each entry's commands: written down, and never sent. Calls that come to
nothing say other things: the worker is killed in place of sending those.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from time import monotonic
from typing import Any

import aiohttp
import pytest

from offhook.practice.call import PhoneCall
from offhook.practice.phones import Answers, Phone, Refuses, Rings
from tests.furnish import ANN, DANA
from tests.sip.calls.killed.heir import PATIENCE, Heir, assert_complete
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, Lab, hears, presses, talking
from tests.sip.calls.office import Office, Placed
from tests.sip.support.words import share_heard
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session"), pytest.mark.behaviour("X1")]

UNSEEN = "unknown: it ended while nobody was watching"

_keys = count(1)


class Step(Enum):
    """What people do in a call, one after the other."""

    PLACE = auto()
    ANSWER = auto()
    PRESS = auto()
    PICK_UP = auto()
    HANG_UP = auto()


ENTRIES = {
    1: (Step.PLACE, "the call is placed"),
    2: (Step.PLACE, "the member's phone rings"),
    3: (Step.ANSWER, "the member answered"),
    4: (Step.PRESS, "a key was pressed"),
    5: (Step.PRESS, "the contact's phone rings"),
    6: (Step.PICK_UP, "the contact answered"),
    7: (Step.PICK_UP, "they are connected"),
    8: (Step.HANG_UP, "the contact hung up"),
    9: (Step.HANG_UP, "all is over"),
}
"""Of the journal, by number: the step that leads to it, and what it says."""

CONNECTED = 7

SENDINGS = {
    1: (Step.PLACE, "dial the member"),
    2: (Step.ANSWER, "announce"),
    3: (Step.PRESS, "ringback and dial the contact"),
    4: (Step.PICK_UP, "connect"),
    5: (Step.HANG_UP, "hang up the member"),
}
"""Of commands, by number: the step that leads to it, and what they say."""


@dataclass
class Play:
    """A call that people take to its end, step by step; the worker dies in one of them, and the next one follows."""

    heir: Heir
    anns: Phone
    danas: Phone
    dies_in: Step
    death: Awaitable[object]
    talk_while_dead: bool = False

    def __post_init__(self) -> None:
        self.office = self.heir.office
        self._known = {phone.number: len(phone.received) for phone in (self.anns, self.danas)}
        self.ann: PhoneCall | None = None
        self.dana: PhoneCall | None = None

    async def record(self) -> dict[str, Any]:
        """Play it; the call's record. Neither phone may have been dialled twice."""
        record = await self._play()
        for phone in (self.anns, self.danas):
            assert self._rung(phone) <= 1, f"{phone} was dialled {self._rung(phone)} times"
        return record

    async def _play(self) -> dict[str, Any]:
        call = await self._placed()
        self.ann = ann = await self._rings(self.anns, call)
        if ann is None:
            return await self.office.ended(call, PATIENCE)
        await ann.answer()
        await self._done(Step.ANSWER)
        await ann.hears_speech(PATIENCE, after=ann.sound().seconds)
        await ann.press("5")
        await ann.plays_tone(ANN_HUMS)
        await self._done(Step.PRESS)

        self.dana = dana = await self._rings(self.danas, call)
        if dana is None:
            await ann.hears_speech(PATIENCE, after=ann.sound().seconds)
            await ann.closed(PATIENCE)
            return await self.office.ended(call, PATIENCE)
        await ann.hears_ringback(PATIENCE, after=ann.sound().seconds)
        await dana.answer()
        await dana.plays_tone(DANA_HUMS)
        await self._done(Step.PICK_UP)
        await hears(dana, ANN_HUMS, from_now=True)
        await hears(ann, DANA_HUMS, from_now=True)

        await dana.hang_up()
        await self._done(Step.HANG_UP)
        assert (await ann.closed(PATIENCE)).by == "peer"
        return await self.office.ended(call, PATIENCE)

    async def _placed(self) -> Placed:
        """Ask for the call, and ask again where the worker died over the first request."""
        key = f"kill-{next(_keys)}"
        try:
            call = await self.office.place(key=key)
        except aiohttp.ClientError:
            assert self.dies_in is Step.PLACE
            await self._done(Step.PLACE)
            return await self.office.place(key=key)
        await self._done(Step.PLACE)
        return call

    async def _done(self, step: Step) -> None:
        if step is self.dies_in:
            await self.death
            await self.heir.office.worker.gone()
            if self.talk_while_dead:
                await talk_on(self.ann, self.dana)
            await self.heir.follows()

    async def _rings(self, phone: Phone, call: Placed) -> PhoneCall | None:
        """Its call; None where the record has it that it was never rung."""
        role = "member" if phone is self.anns else "contact"
        await eventually(
            lambda: self._rung(phone) or self.office.leg_state(call.id, role) == "ended",
            f"{phone} rings or never will",
            PATIENCE,
        )
        return await phone.rang(PATIENCE) if self._rung(phone) else None

    def _rung(self, phone: Phone) -> int:
        return len(phone.received) - self._known[phone.number]


async def talk_on(ann: PhoneCall | None, dana: PhoneCall | None) -> None:
    """Both go on hearing each other."""
    assert ann is not None
    assert dana is not None
    await hears(dana, ANN_HUMS, seconds=1.5, from_now=True)
    await hears(ann, DANA_HUMS, seconds=0.5, from_now=True)


async def play(
    here: Lab, heir: Heir, dies_in: Step, death: Awaitable[object], *, talk_while_dead: bool = False
) -> tuple[Play, dict[str, Any]]:
    """A call during which the worker dies, and its record."""
    anns, danas = await here.phone(ANN, Rings()), await here.phone(DANA, Rings())
    played = Play(heir, anns, danas, dies_in, death, talk_while_dead)
    record = await played.record()
    assert_complete(record)
    return played, record


def named(points: dict[int, tuple[Step, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("number", points, ids=[f"{number}: {says}" for number, (_, says) in points.items()])


@named(ENTRIES)
async def test_killed_right_after_an_entry_of_the_journal(here: Lab, office: Office, heir: Heir, number: int) -> None:
    death = asyncio.create_task(asyncio.to_thread(office.kill_after, number))
    played, record = await play(here, heir, ENTRIES[number][0], death, talk_while_dead=number == CONNECTED)
    if number != len(ENTRIES) - 1:  # from there to the end are a few milliseconds: on a busy machine it dies after both
        assert record["certain"] is (number == len(ENTRIES))
    if played.ann is None or played.dana is None:
        # It was killed in the very moment between the writing of the commands and their sending.
        assert number in (1, 4)
        assert record["legs"][-1]["cause"] == "unknown"
        return
    assert record["disposition"] == "answered"


@named(SENDINGS)
async def test_killed_in_place_of_sending(here: Lab, office: Office, heir: Heir, number: int) -> None:
    office.worker.dies_in_place_of_sending(number)
    played, record = await play(here, heir, SENDINGS[number][0], office.worker.gone())
    assert not record["certain"]
    match SENDINGS[number][1]:
        case "dial the member":
            assert played.ann is None
            assert record["disposition"] == "member_unreached"
            assert record["legs"][0]["cause"] == "unknown"
        case "ringback and dial the contact":
            assert played.dana is None
            assert record["disposition"] == "failed"
            assert record["legs"][1]["cause"] == "unknown"
        case _:
            assert record["disposition"] == "answered"


# Calls that come to nothing: killed in place of sending what the happy path never says


async def test_killed_at_the_apology_it_is_heard_all_the_same(here: Lab, office: Office, heir: Heir) -> None:
    anns, danas = await here.ann(presses()), await here.dana(Refuses(486))
    rung = len(anns.received), len(danas.received)
    office.worker.dies_in_place_of_sending(4)
    call = await office.place()
    ann = await anns.answered(PATIENCE)
    await (await danas.rang(PATIENCE)).closed(PATIENCE)
    await heir.follows()
    assert (await ann.closed(PATIENCE)).by == "peer"
    words = await office.prompt("dial.busy", number=DANA, name="Dana")
    assert share_heard(ann.sound(), words) > 0.4
    record = await office.ended(call)
    assert_complete(record)
    assert (record["disposition"], record["certain"]) == ("busy", False)
    assert (len(anns.received), len(danas.received)) == (rung[0] + 1, rung[1] + 1)


async def test_killed_at_the_second_reading_it_is_read_and_nobody_is_dialled(
    here: Lab, office: Office, heir: Heir
) -> None:
    anns, danas = await here.ann(Answers()), await here.dana()
    rung = len(anns.received), len(danas.received)
    office.worker.dies_in_place_of_sending(3)
    call = await office.place()
    ann = await anns.answered(PATIENCE)
    await office.worker.gone()
    read_from = ann.sound().seconds
    await heir.follows()
    assert (await ann.closed(2 * PATIENCE)).by == "peer"
    heard = ann.sound().between(read_from)
    assert share_heard(heard, await office.prompt("dial.about_to_call", number=DANA, name="Dana")) > 0.4
    assert share_heard(heard, await office.prompt("dial.no_key")) > 0.4
    record = await office.ended(call)
    assert_complete(record)
    assert (record["disposition"], len(record["legs"]), record["certain"]) == ("no_key", 1, False)
    assert (len(anns.received), len(danas.received)) == (rung[0] + 1, rung[1])


async def test_killed_as_the_member_gives_up_the_contacts_phone_stops_ringing(
    here: Lab, office: Office, heir: Heir
) -> None:
    anns, danas = await here.ann(presses()), await here.dana(Rings())
    rung = len(anns.received), len(danas.received)
    office.worker.dies_in_place_of_sending(4)
    call = await office.place()
    ann, dana = await anns.answered(PATIENCE), await danas.rang(PATIENCE)
    await eventually(lambda: office.leg_state(call.id, "contact") == "ringing", "it is known to ring", PATIENCE)
    await ann.hang_up()
    await heir.follows()
    assert (await dana.closed(PATIENCE)).by == "peer"
    record = await office.ended(call)
    assert_complete(record)
    assert (record["disposition"], record["legs"][1]["cause"], record["certain"]) == ("abandoned", "cancelled", False)
    assert record["reason"] == "the member hung up before the contact answered"
    assert (len(anns.received), len(danas.received)) == (rung[0] + 1, rung[1] + 1)


# What people do while nobody looks


async def test_a_talk_goes_on_through_a_kill_and_an_orderly_restart(here: Lab, office: Office, heir: Heir) -> None:
    talk = await talking(here)
    began = monotonic()
    for end in (office.worker.killed, lambda: office.worker.stopped()):
        await end()
        await talk_on(talk.ann, talk.dana)
        await heir.follows()
        await talk_on(talk.ann, talk.dana)
    await talk.dana.hang_up()
    lasted = monotonic() - began
    await talk.ann.closed(PATIENCE)
    record = await office.ended(talk.call)
    assert_complete(record)
    assert (record["disposition"], record["reason"], record["certain"]) == ("answered", "the contact hung up", False)
    assert record["talk_seconds"] == pytest.approx(lasted, abs=2.0)


async def test_who_hangs_up_while_nobody_looks_ends_the_call(here: Lab, office: Office, heir: Heir) -> None:
    talk = await talking(here)
    await office.worker.killed()
    await talk.dana.hang_up()
    await heir.follows()
    await talk.ann.closed(PATIENCE)
    record = await office.ended(talk.call)
    assert_complete(record)
    assert (record["disposition"], record["reason"], record["certain"]) == ("answered", UNSEEN, False)
    assert record["legs"][1]["cause"] == "unknown"


async def test_a_member_who_gives_up_while_nobody_looks_ends_the_ringing(here: Lab, office: Office, heir: Heir) -> None:
    anns, danas = await here.ann(presses()), await here.dana(Rings())
    call = await office.place()
    ann, dana = await anns.answered(), await danas.rang()
    await office.worker.killed()
    await ann.hang_up()
    await heir.follows()
    assert (await dana.closed(PATIENCE)).by == "peer"
    record = await office.ended(call)
    assert_complete(record)
    assert (record["disposition"], record["reason"], record["certain"]) == ("failed", UNSEEN, False)


async def test_a_member_who_answers_while_nobody_looks_is_not_rung_again(here: Lab, office: Office, heir: Heir) -> None:
    anns = await here.ann(Rings())
    before = len(anns.received)
    call = await office.place()
    ann = await anns.rang()
    await office.worker.killed()
    await ann.answer()
    await ann.closed(PATIENCE)
    await heir.follows()
    record = await office.ended(call)
    assert_complete(record)
    assert (record["disposition"], record["certain"]) == ("member_unreached", False)
    assert len(anns.received) == before + 1
