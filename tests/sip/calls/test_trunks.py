"""Calls over every kind of trunk, and over the second one where the first does not work."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
import pytest_asyncio

from offhook.practice.sip import Message
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, LAB, Lab, Outcome, hears, hums, presses
from tests.sip.calls.long_calls import OVER_A_SILENT_TRUNK
from tests.sip.calls.office import Office, Refused
from tests.sip.far_end import FarEnd, over_udp
from tests.sip.ports import free_port
from tests.sip.support.crossing import Crossing, HandOn, Refuse, Verdict

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

USER, PASSWORD = "acme", 's3cret;"x'
DIALLED = {
    "tcp": "+{}",
    "tls": "+{}",
    "registered": "+{}",
    "without plus": "{}",
    "national": "{}",
}
LINES = count(200)
PATIENCE = 20.0


@dataclass
class Trunks:
    """Trunks by name: their ids, a line that goes over each, and the far ends that are no practice carrier."""

    ids: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    crossings: dict[str, Crossing] = field(default_factory=dict)

    async def add(self, office: Office, name: str, port: int, *spare: str, **more: object) -> None:
        """A trunk, and a line over it and over those that are named besides."""
        self.ids[name] = await office.add_trunk(name, port, **more)
        self.lines[name] = f"+12025550{next(LINES)}"
        await office.add_line(self.lines[name], name, *spare)


# Kinds of trunks


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def kinds(here: Lab) -> AsyncIterator[Trunks]:
    """A trunk of each kind."""
    found, carrier = Trunks(), here.carrier
    async with Crossing(lambda _: HandOn(carrier.port), account=(USER, PASSWORD)) as guarded:
        found.crossings["registered"] = guarded
        account = {"username": USER, "password": PASSWORD, "register": True}
        await found.add(here.office, "tcp", carrier.port, transport="tcp")
        await found.add(here.office, "tls", carrier.tls_port, transport="tls")
        await found.add(here.office, "registered", guarded.port, **account)
        await found.add(here.office, "without plus", carrier.port, number_format="e164_without_plus")
        await found.add(here.office, "national", carrier.port, number_format="national")
        for trunk in found.ids.values():
            await here.office.trunk_is(trunk, "up")
        yield found


@pytest.mark.parametrize("kind", DIALLED)
async def test_a_call_over_each_kind_of_trunk(here: Lab, office: Office, kinds: Trunks, kind: str) -> None:
    number, to, line = "+12025550131", "+12025550161", kinds.lines[kind]

    def written(e164: str) -> str:
        digits = e164.removeprefix("+1") if kind == "national" else e164.removeprefix("+")
        return DIALLED[kind].format(digits)

    anns = await here.phone(number, presses(), dialled_as=(written(number),))
    danas = await here.phone(to, hums(DANA_HUMS), dialled_as=(written(to),))
    call = await office.place(caller=number, to=to, line=line)
    ann, dana = await anns.answered(10), await danas.answered(10)
    assert (ann.dialled, dana.dialled) == (written(number), written(to))
    assert (ann.caller.number, dana.caller.number) == (written(line), written(line))
    await hears(dana, ANN_HUMS)
    await hears(ann, DANA_HUMS)
    await dana.hang_up()
    record = await office.ended(call)
    assert record["disposition"] == "answered"
    assert [leg["number"] for leg in record["legs"]] == [number, to]
    assert {leg["trunk"] for leg in record["legs"]} == {kinds.ids[kind]}


async def test_a_trunk_with_an_account_registers_and_proves_itself_at_each_call(
    here: Lab, office: Office, kinds: Trunks
) -> None:
    await test_a_call_over_each_kind_of_trunk(here, office, kinds, "registered")
    guarded = kinds.crossings["registered"]
    assert guarded.asked("REGISTER")[-1].get("authorization").startswith("Digest username=")
    invites = [invite.get("proxy-authorization") for invite in guarded.asked("INVITE") if not invite.in_dialog]
    assert invites.count("") * 2 == len(invites), "each INVITE is sent once without and once with credentials"
    assert all(PASSWORD not in request.render().decode() for request in guarded.requests)


CODECS = {"g722": "9", "ulaw": "0", "alaw": "8"}
"""In an order that is not the default one, with their static payload types (RFC 3551, section 6)."""


async def test_a_trunks_codecs_are_offered_in_their_order_on_either_leg(here: Lab, office: Office) -> None:
    number, to = "+12025550132", "+12025550162"
    await here.phone(number, presses())
    danas = await here.phone(to, hums(DANA_HUMS))
    trunks = Trunks()
    async with Crossing(lambda _: HandOn(here.carrier.port)) as far:
        await trunks.add(office, "picky", far.port, codecs=list(CODECS))
        await office.trunk_is(trunks.ids["picky"], "up")
        call = await office.place(caller=number, to=to, line=trunks.lines["picky"])
        dana = await danas.answered(PATIENCE)
        await hears(dana, ANN_HUMS)
        await dana.hang_up()
        await office.ended(call)
        offers = [audio_offered(invite) for invite in far.asked("INVITE") if not invite.in_dialog]
    assert offers == 2 * [list(CODECS.values())]


def audio_offered(invite: Message) -> list[str]:
    """The payload types of an INVITE's audio in their order, but for that of keys."""
    sdp = invite.body.decode()
    (audio,) = re.findall(r"^m=audio \d+ RTP/AVP (.*?)\r?$", sdp, re.MULTILINE)
    keys = re.findall(r"^a=rtpmap:(\d+) telephone-event/", sdp, re.MULTILINE)
    return [payload for payload in audio.split() if payload not in keys]


async def test_a_call_over_trunks_where_nobody_answers_is_refused_before_a_phone_rings(
    here: Lab, office: Office
) -> None:
    anns = await here.ann()
    before = len(anns.received)
    trunks = Trunks()
    await trunks.add(office, "dead", free_port())
    await office.trunk_is(trunks.ids["dead"], "down")
    with pytest.raises(Refused) as refused:
        await office.place(line=trunks.lines["dead"])
    problem = refused.value.problem
    assert (refused.value.status, problem["title"]) == (503, "The trunk is down")
    assert problem["type"].endswith("trunk-down")
    assert trunks.lines["dead"] in problem["detail"]
    assert len(anns.received) == before


# How a trunk is


async def test_a_carrier_that_died_is_found_out_when_it_is_asked(office: Office) -> None:
    async with over_udp(FarEnd(free_port())) as carrier:
        trunk = await office.add_trunk("mortal", carrier.port)
        await office.trunk_is(trunk, "up")
        carrier.answers = False
        assert (await office.ask("GET", f"trunks/{trunk}"))["health"]["state"] == "up", "nobody has asked since"
        found = (await office.ask("POST", "trunks/mortal/test"))["health"]
        assert (found["state"], found["latency_ms"]) == ("down", None)
        assert "OPTIONS" in found["error"]
        assert (await office.ask("GET", f"trunks/{trunk}"))["health"]["state"] == "down"
        carrier.answers = True
        found = (await office.ask("POST", "trunks/mortal/test"))["health"]
        assert (found["state"], found["error"], found["registration"]) == ("up", "", None)
        assert found["latency_ms"] > 0
    await office.ask("DELETE", f"trunks/{trunk}")


async def test_a_registration_that_is_not_accepted_is_shown(office: Office) -> None:
    async with over_udp(FarEnd(free_port(), account=(USER, PASSWORD))) as carrier:
        account = {"username": USER, "password": "mistyped", "register": True}
        trunk = await office.add_trunk("rejected", carrier.port, **account)
        found = (await office.ask("POST", "trunks/rejected/test"))["health"]
        assert (found["state"], found["registration"]) == ("up", "rejected")
        assert "registration is not accepted" in found["error"]
        await office.ask("PATCH", f"trunks/{trunk}", {"username": USER, "password": PASSWORD})
        # By itself Asterisk would try again after half a minute.
        found = (await office.ask("POST", "trunks/rejected/test"))["health"]
        assert (found["state"], found["registration"], found["error"]) == ("up", "registered", "")
    await office.ask("DELETE", f"trunks/{trunk}")


# The second trunk


@dataclass(frozen=True)
class Failovers:
    """Trunks that fail, each the first one of its line, and the records of the calls over these lines."""

    trunks: Trunks
    records: Mapping[str, dict[str, Any]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def failovers(here: Lab) -> AsyncIterator[Failovers]:
    """Records of calls over lines whose first trunk fails, all placed at once."""
    found, numbers = Trunks(), iter(range(30, 60))
    async with AsyncExitStack() as stack:

        async def far_end(contacts: Verdict, members: Verdict | None = None) -> int:
            """Decides about contacts, whose numbers are the higher ones, and about members."""
            chosen = Crossing(lambda number: contacts if int(number[-3:]) >= 260 else members or contacts)
            return (await stack.enter_async_context(chosen)).port

        through = HandOn(here.carrier.port)
        ports = {
            "nobody": free_port(),
            "fails": await far_end(Refuse(503)),
            "is broken": await far_end(Refuse(500)),
            "times out": await far_end(Refuse(408)),
            "finds it busy": await far_end(Refuse(486), through),
        }
        for name, port in ports.items():
            await found.add(here.office, name, port, LAB)
        for name in ports:
            await here.office.trunk_is(found.ids[name], "down" if name == "nobody" else "up")
        calls = {name: _talk(here, found.lines[name], next(numbers), name == "finds it busy") for name in ports}
        records = await asyncio.gather(*calls.values())
        yield Failovers(found, dict(zip(calls, records, strict=True)))


async def _talk(here: Lab, line: str, index: int, in_vain: bool) -> dict[str, Any]:
    number, to = f"+120255502{index}", f"+120255502{index + 30}"
    await here.office.ask("POST", "contacts", {"name": "Dana", "numbers": [to]})
    await here.phone(number, presses())
    danas = await here.phone(to, hums(DANA_HUMS))
    call = await here.office.place(caller=number, to=to, line=line, aside=True)
    if not in_vain:
        dana = await danas.answered(PATIENCE)
        await hears(dana, ANN_HUMS)
        await dana.hang_up()
    return await here.office.ended(call, PATIENCE)


@pytest.mark.parametrize(
    ("name", "cause", "sip"),
    [
        ("nobody", "trunk_down", None),
        ("fails", "trunk_error", 503),
        ("is broken", "trunk_error", 500),
        ("times out", "trunk_timeout", 408),
    ],
)
async def test_the_second_trunk_takes_over_and_the_record_shows_both(
    failovers: Failovers, name: str, cause: str, sip: int | None
) -> None:
    trunks, record = failovers.trunks, failovers.records[name]
    assert record["disposition"] == "answered"
    lab = record["legs"][1]["trunk"]
    tried = [(leg["role"], leg["trunk"], leg["cause"], leg["sip"]) for leg in record["legs"]]
    assert tried == [
        ("member", trunks.ids[name], cause, sip),
        ("member", lab, "normal", None),
        ("contact", trunks.ids[name], cause, sip),
        ("contact", lab, "normal", None),
    ]
    assert lab not in trunks.ids.values()
    assert all(leg["why"] for leg in record["legs"])


async def test_a_silent_trunk_hands_on_as_well(waited: Mapping[str, Outcome]) -> None:
    record = waited[OVER_A_SILENT_TRUNK].record
    member, silent, contact = record["legs"]
    assert record["disposition"] == "answered"
    assert (silent["role"], silent["trunk"], silent["cause"]) == ("contact", member["trunk"], "trunk_timeout")
    assert (contact["role"], contact["cause"]) == ("contact", "normal")
    assert contact["trunk"] != member["trunk"]


async def test_a_busy_phone_is_not_tried_over_another_trunk(failovers: Failovers) -> None:
    trunks, records = failovers.trunks, failovers.records
    record = records["finds it busy"]
    assert record["disposition"] == "busy"
    assert [leg["trunk"] for leg in record["legs"]] == 2 * [trunks.ids["finds it busy"]]
