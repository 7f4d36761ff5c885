"""Members' own SIP phones, end to end: real phones sign in, are rung by calls to the line, vanish, and come back."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

import pytest
import pytest_asyncio

from offhook.practice.call import PhoneCall
from offhook.practice.phones import CarrierFailed, Phone, PracticeCarrier, Tone
from offhook.practice.phones import Rings as OnlyRings
from offhook.practice.script import Behaviour
from tests.furnish import DANA
from tests.sip.calls.conftest import Measured
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, LAB, Lab, hears, hums, lab
from tests.sip.calls.office import Office
from tests.sip.calls.test_asterisk_lost import asterisk_pid
from tests.sip.support.digest import registering
from tests.sip.support.holding import takes_back
from tests.sip.support.scanners import METHODS, Scanner
from tests.sip.support.wire import Wire, assert_absent, with_port
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

SHOWS_WITHIN = 10.0
"""Seconds in which its owner sees that a softphone is gone."""
LINES = count(600)
NO_TRUNKS = "127.0.0.5"
"""An address that no carrier calls from."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lab]:
    async with lab(tmp_path_factory.mktemp("office")) as here:
        yield here
        assert here.office.complaints() == []


@pytest.fixture
def office(here: Lab) -> Office:
    return here.office


@dataclass
class Desk:
    """A softphone of the owner, and a line that rings it alone."""

    office: Office
    id: str
    line: str
    credentials: dict[str, Any]

    @classmethod
    async def made(cls, office: Office, **route: object) -> Desk:
        me = (await office.ask("GET", "members/me"))["id"]
        made = await office.ask("POST", "softphones", {"kind": "sip", "name": "Desk"})
        line = f"+12025550{next(LINES)}"
        await office.add_line(line, LAB)
        for other in (await office.ask("GET", "softphones"))["items"]:
            if other["id"] != made["softphone"]["id"]:
                await office.ask("DELETE", f"softphones/{other['id']}")
        await office.ask("PUT", f"lines/{line}/route", {"agents": [me], "agents_on": False} | route)
        return cls(office, made["softphone"]["id"], line, made["credentials"])

    @property
    def server(self) -> str:
        server = self.credentials["server"]
        return f"{server['host']}:{server['port']}"

    async def now(self) -> dict[str, Any]:
        """As its owner sees it."""
        return await self.office.ask("GET", f"softphones/{self.id}")

    async def becomes(self, state: str, within: float) -> None:
        async def holds() -> bool:
            return bool((await self.now())["state"] == state)

        await eventually(holds, f"the softphone is {state}", within)

    @asynccontextmanager
    async def signed_in(self, behaviour: Behaviour) -> AsyncIterator[tuple[PracticeCarrier, Phone]]:
        """A phone in a process of its own."""
        async with PracticeCarrier() as street:
            given = self.credentials
            phone = await street.softphone(given["username"], given["secret"], self.server, behaviour)
            await self.becomes("registered", 3.0)
            yield street, phone

    async def called(self, here: Lab, by: str = DANA) -> PhoneCall:
        """A call to the line, from a phone that hums when it is answered."""
        caller = await here.phone(by, OnlyRings())
        return await caller.dial(f"sip:{self.line}@127.0.0.1:{self.office.sip_port}", then=(Tone(DANA_HUMS),))

    async def record(self) -> dict[str, Any]:
        """Of the last call to the line, once it is over."""
        call = self.office.last_call()
        await eventually(lambda: self.office.is_over(call), f"{call} is over", 20.0)
        return await self.office.ask("GET", f"calls/{call}")

    async def story(self) -> list[str]:
        """What happened in the last call, in words."""
        found = await self.office.ask("GET", f"calls/{self.office.last_call()}/timeline")
        return [moment["text"] for moment in found["items"]]


@pytest.mark.behaviour("P1", "P2", "E3")
async def test_a_softphone_is_rung_by_a_call_to_the_line_and_both_hear_each_other(
    here: Lab, office: Office, measured: Measured
) -> None:
    desk = await Desk.made(office)
    async with desk.signed_in(hums(ANN_HUMS, after=0.5)) as (_, phone):
        found = await desk.now()
        assert found["devices"][0]["address"].startswith("127.0.0.1:")
        assert found["devices"][0]["agent"]
        dialled = monotonic()
        dana = await desk.called(here)
        ann = await phone.rang()
        measured("call to the line until the softphone rings", ann.events[0].at - dialled)
        assert ann.caller.number == desk.line
        await hears(ann, DANA_HUMS)
        await hears(dana, ANN_HUMS)
        await dana.hang_up()
        await ann.closed()
    record = await desk.record()
    assert (record["disposition"], record["reason"]) == ("answered", "the caller hung up")


@pytest.mark.behaviour("X6")
async def test_neither_side_learns_who_the_other_is(here: Lab, office: Office, tmp_path: Path) -> None:
    """The caller sees nothing of the softphone, which is shown the line: in all that is signalled, holding included."""
    desk = await Desk.made(office)
    async with desk.signed_in(hums(ANN_HUMS)) as (_, phone), Wire(tmp_path, office.sip_port) as wire:
        dana = await desk.called(here)
        ann = await phone.rang()
        await hears(dana, ANN_HUMS)
        await ann.hold()
        await eventually(takes_back(ann), "the member takes the caller back", 10)
        await hears(dana, ANN_HUMS, from_now=True)
        await dana.hang_up()
        await ann.closed()
        messages = await wire.messages()
    to_caller = with_port(messages, here.carrier.port)
    to_softphone = [each for each in messages if each not in to_caller]
    username = desk.credentials["username"]
    assert [each for each in to_softphone if username in each.raw.decode()]
    assert not [each for each in to_caller if username in each.raw.decode()]
    assert_absent(DANA, [each for each in to_softphone if each.message.method == "INVITE"])
    ours = [each for each in to_caller if each.source == office.sip_port]
    assert not [each for each in ours if "baresip" in each.raw.decode().lower()]
    await desk.record()


async def test_a_wrong_secret_is_refused_and_so_are_the_old_ones_after_rotating(office: Office) -> None:
    desk = await Desk.made(office)
    given = desk.credentials
    async with PracticeCarrier() as street:
        with pytest.raises(CarrierFailed):
            await street.softphone(given["username"], "wrong", desk.server)
    async with desk.signed_in(OnlyRings()):
        rotated = (await office.ask("POST", f"softphones/{desk.id}/rotate"))["credentials"]
        assert (await desk.now())["state"] == "signed_out"
    async with PracticeCarrier() as street:
        with pytest.raises(CarrierFailed):
            await street.softphone(given["username"], given["secret"], desk.server)
    desk.credentials = rotated
    async with desk.signed_in(OnlyRings()):
        assert (await desk.now())["state"] == "registered"


@pytest.mark.behaviour("P5", "P6")
async def test_a_phone_that_is_killed_shows_within_ten_seconds_and_is_not_rung_any_more(
    here: Lab, office: Office, measured: Measured
) -> None:
    desk = await Desk.made(office)
    async with desk.signed_in(OnlyRings()) as (street, _):
        street.kill()
        killed = monotonic()
        await desk.becomes("unreachable", SHOWS_WITHIN)
        measured("softphone killed until its owner sees it", monotonic() - killed)
        dialled = monotonic()
        dana = await desk.called(here)
        await dana.answered(5.0)
        measured("no softphone there until voicemail answers", monotonic() - dialled)
        story = await desk.story()
        why = "the softphone does not answer any more: it is off, or out of reach"
        assert [line for line in story if why in line]
        await dana.hang_up()
        await desk.record()


@pytest.mark.behaviour("P5", "P6")
async def test_a_phone_that_died_a_moment_ago_is_given_up_after_a_second(
    here: Lab, office: Office, measured: Measured
) -> None:
    desk = await Desk.made(office)
    async with desk.signed_in(OnlyRings()) as (street, _):
        street.kill()
        dialled = monotonic()
        dana = await desk.called(here)
        await dana.answered(5.0)
        took = monotonic() - dialled
        measured("dead softphone rung until voicemail answers", took)
        assert took < 3.0
        await dana.hang_up()
        record = await desk.record()
    (leg,) = [leg for leg in record["legs"] if leg["role"] == "member"]
    assert leg["cause"] == "unreachable"


@pytest.mark.behaviour("P6", "P7")
async def test_one_that_is_switched_off_is_skipped_and_rung_again_when_it_is_on(here: Lab, office: Office) -> None:
    desk = await Desk.made(office)
    async with desk.signed_in(hums(ANN_HUMS)) as (_, phone):
        await office.ask("PATCH", f"softphones/{desk.id}", {"on": False})
        dana = await desk.called(here)
        await dana.answered(5.0)
        assert [line for line in await desk.story() if "the softphone is switched off" in line]
        await dana.hang_up()
        await desk.record()
        assert phone.calls == []
        await office.ask("PATCH", f"softphones/{desk.id}", {"on": True})
        dana = await desk.called(here)
        await hears(dana, ANN_HUMS)
        await dana.hang_up()
        await desk.record()


@pytest.mark.behaviour("P2")
async def test_of_two_phones_the_first_to_answer_has_the_call_and_the_other_falls_silent(
    here: Lab, office: Office
) -> None:
    desk = await Desk.made(office)
    async with desk.signed_in(OnlyRings()) as (_, slow), desk.signed_in(hums(ANN_HUMS, after=1.0)) as (_, quick):
        await eventually(lambda: _two(desk), "both are signed in")
        dana = await desk.called(here)
        rings = await slow.rang()
        await hears(await quick.rang(), DANA_HUMS)
        await rings.closed(2.0)
        await dana.hang_up()
        record = await desk.record()
    causes = [leg["cause"] for leg in record["legs"] if leg["role"] == "member"]
    assert "answered_elsewhere" in causes
    assert [line for line in await desk.story() if "taken by another phone" in line or "answered elsewhere" in line]


async def _two(desk: Desk) -> bool:
    return len((await desk.now())["devices"]) == 2


@pytest.mark.behaviour("P6")
async def test_after_asterisk_was_killed_the_accounts_are_there_again_and_phones_come_back(
    here: Lab, office: Office, measured: Measured
) -> None:
    desk = await Desk.made(office)
    async with desk.signed_in(hums(ANN_HUMS)) as (street, _):
        os.kill(asterisk_pid(office), signal.SIGKILL)
        killed = monotonic()
        await desk.becomes("signed_out", SHOWS_WITHIN)
        await office.becomes_ready(15.0)
        given = desk.credentials

        async def lets_in() -> bool:
            try:
                await street.softphone(given["username"], given["secret"], desk.server, hums(ANN_HUMS))
            except CarrierFailed:
                return False
            return True

        await eventually(lets_in, "the phone registers again", 15.0)
        measured("Asterisk killed until a softphone is registered again", monotonic() - killed)
        await desk.becomes("registered", 3.0)
        dana = await desk.called(here)
        await hears(dana, ANN_HUMS)
        await dana.hang_up()
        await desk.record()


async def test_after_the_worker_was_killed_who_is_signed_in_is_known_and_rung(here: Lab, office: Office) -> None:
    desk = await Desk.made(office)
    async with desk.signed_in(hums(ANN_HUMS)):
        await office.worker.killed()
        await office.start()
        await office.becomes_ready()
        await desk.becomes("registered", 3.0)
        dana = await desk.called(here)
        await hears(dana, ANN_HUMS)
        await dana.hang_up()
        await desk.record()


async def test_what_is_no_number_is_refused_with_a_clear_answer(office: Office) -> None:
    desk = await Desk.made(office)
    async with registering(office.sip_port) as phone:
        given = desk.credentials
        for to in ("a", "1%FF", "1a"):
            answer = await phone.asks("INVITE", given["username"], given["secret"], to=to)
            assert answer.startswith("SIP/2.0 403 "), (to, answer)
    await eventually(lambda: not office.channels(), "no channel is left")


async def test_scanners_learn_nothing(office: Office) -> None:
    """The same answer, and as fast, whether a user name is known or not; and never a call, whoever asks."""
    desk = await Desk.made(office)
    known, unknown = desk.credentials["username"], "k7m2p9x4w3nq"
    async with registering(office.sip_port, NO_TRUNKS) as phone:
        for method in ("REGISTER", "INVITE", "OPTIONS", "SUBSCRIBE"):
            answers = {_without_names(await phone.asks(method, name, "wrong"), name) for name in (known, unknown)}
            assert len(answers) == 1, answers
            assert answers.pop().startswith("SIP/2.0 401 ")
        for name in ("admin", "100", "", desk.id, LAB, (await office.ask("GET", "trunks"))["items"][0]["id"]):
            assert (await phone.asks("REGISTER", name or "x", "wrong")).startswith("SIP/2.0 40"), name
        took: dict[str, list[float]] = {known: [], unknown: []}
        for _ in range(100):
            for name, times in took.items():
                await phone.asks("REGISTER", name, "wrong")
                times.append(phone.took)
    assert abs(median(took[known]) - median(took[unknown])) < 0.5 * median(took[unknown]) + 0.0005


async def test_the_usual_scanners_find_nobody_and_guess_no_secret(office: Office, tmp_path: Path) -> None:
    """svmap sees that something answers SIP, svwar finds no account, svcrack gets in with the secret and no other."""
    desk = await Desk.made(office)
    known, secret = desk.credentials["username"], desk.credentials["secret"]
    scanner = Scanner(office.sip_port, NO_TRUNKS, tmp_path)
    names = [known, "admin", "100", LAB, *map(str, range(1000, 1020))]
    wrong = [known, "secret", secret[:-1], *map(str, range(1000, 1040))]
    mapped, cracked, gave_up, *tried = await asyncio.gather(
        scanner.maps(),
        scanner.guesses(known, [*wrong, secret]),
        scanner.tries_names("REGISTER", names, insists=False),
        *(scanner.tries_names(method, names, insists=True) for method in METHODS),
    )
    assert re.search(r"\| 127\.0\.0\.1:\d+ \| SIP +\|", mapped), mapped
    assert not re.search(r"asterisk|offhook|pjsip|digium|sangoma", mapped, re.IGNORECASE), mapped
    assert "authentication request for an unknown extension" in gave_up, gave_up
    for printed in (gave_up, *tried):
        assert "found nothing" in printed, printed
        assert "exists" not in printed, printed
    assert re.findall(r"The password for (\S+) is (\S+)", cracked) == [(known, secret)], cracked
    assert office.channels() == []


def _without_names(answer: str, name: str) -> str:
    """What is the same of two answers that tell nothing."""
    lines = answer.replace(name, "NAME").split("\r\n")
    kept = [
        line.partition(":")[0] if line.startswith(("Via", "Call-ID", "CSeq", "From", "To")) else line for line in lines
    ]
    return "\n".join(line.partition("nonce=")[0] for line in kept)
