"""Neither side ever learns the other's number: everything that Asterisk sends and gets is captured and searched.

The member's number is a canary. Wherever their phone can say it in SIP it does, and once it asks for more than it may.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from offhook.practice.phones import Answers
from offhook.practice.sip import Uri
from tests.sip.calls.conftest import Measured
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, Lab, hears, hums, presses
from tests.sip.calls.office import Office, Placed
from tests.sip.support.crossing import Crossing, HandOn
from tests.sip.support.holding import takes_back
from tests.sip.support.sipp import Sipp
from tests.sip.support.wire import Captured, Wire, assert_absent, dialogs
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

CANARY, CONTACT, THIRD = "+13125558642", "+12025550197", "+12025550198"
SHOWN = "+12025550199"


@dataclass
class Watched:
    """A line over a trunk on which everything is captured. `odd` is where its odd phones are, by number."""

    here: Lab
    wire: Wire
    odd: dict[str, int]

    async def place(self) -> Placed:
        """Call the contact, as the canary."""
        return await self.here.office.place(caller=CANARY, to=CONTACT, line=SHOWN)

    async def dialogs(self) -> dict[str, list[Captured]]:
        """All messages of the last dialog with each number that was called."""
        every = dialogs(await self.wire.messages()).values()
        return {Uri.find(first.message.uri).user: [first, *rest] for first, *rest in every if is_invite(first)}


def is_invite(captured: Captured) -> bool:
    """Whether it is an INVITE, and no answer to one."""
    return captured.message.is_request and captured.message.method == "INVITE"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(here: Lab, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    odd: dict[str, int] = {}
    far_end = Crossing(lambda number: HandOn(odd.get(number, here.carrier.port)))
    async with Wire(tmp_path_factory.mktemp("wire"), here.office.sip_port) as wire, far_end:
        trunk = await here.office.add_trunk("watched", far_end.port)
        await here.office.add_line(SHOWN, "watched")
        await here.office.trunk_is(trunk, "up")
        yield Watched(here, wire, odd)


@pytest.fixture
def odd(watched: Watched) -> dict[str, int]:
    watched.odd.clear()
    return watched.odd


@pytest.mark.behaviour("T1", "T6", "X6")
@pytest.mark.parametrize("who", ["the contact", "the member"])
async def test_neither_number_reaches_the_other_side(
    here: Lab, office: Office, watched: Watched, odd: dict[str, int], who: str
) -> None:
    """Both phones assert their numbers in all they send, and both hold the other side and take it back."""
    anns = await here.phone(CANARY, presses(), asserts=CANARY, name=f"Ann {CANARY}")
    danas = await here.phone(CONTACT, hums(DANA_HUMS), asserts=CONTACT, name=f"Dana {CONTACT}")
    call = await watched.place()
    ann, dana = await anns.answered(), await danas.answered()
    await hears(dana, ANN_HUMS)
    for phone, other, hz in ((ann, dana, ANN_HUMS), (dana, ann, DANA_HUMS)):
        await phone.hold()
        await eventually(takes_back(phone), f"{phone} takes the other side back", 10)
        await hears(other, hz, from_now=True)
    await (dana if who == "the contact" else ann).hang_up()
    assert (await office.ended(call))["disposition"] == "answered"

    found = await watched.dialogs()
    to_contact, to_member = found[CONTACT], found[CANARY]
    assert_absent(CANARY, to_contact)
    assert_says_the_line_only(to_contact)
    assert_absent(CONTACT, to_member)
    assert_says_the_line_only(to_member)
    # The search finds what is there: each side's own number, on its own side.
    for number, dialog in ((CANARY, to_member), (CONTACT, to_contact)):
        with pytest.raises(AssertionError, match="is on the wire"):
            assert_absent(number, dialog)
        assert {"INVITE", "ACK", "BYE"} <= {captured.message.method for captured in dialog}


def assert_says_the_line_only(dialog: list[Captured]) -> None:
    """What Asterisk sends in a dialog: an INVITE from the line, with nothing else that tells who or what is behind."""
    ours = [captured for captured in dialog if captured.source == dialog[0].source]
    invite = ours[0].message
    assert Uri.find(invite.get("from")).user == SHOWN
    assert Uri.find(invite.get("contact")).user in {SHOWN, "sip", ""}
    assert invite.get("user-agent") == "SIP"
    lines = invite.body.decode().splitlines()
    assert [line for line in lines if line.startswith("s=")] == ["s=-"]
    assert [line.split()[0] for line in lines if line.startswith("o=")] == ["o=-"]
    for captured in ours:
        for header in ("p-asserted-identity", "remote-party-id", "diversion", "history-info", "privacy", "referred-by"):
            assert captured.message.get(header) == "", f"{header} in {captured}"
        assert "asterisk" not in captured.raw.decode().lower()


@pytest.mark.behaviour("T1", "X6")
async def test_nothing_that_a_carrier_asserts_of_the_member_gets_through(
    here: Lab, office: Office, watched: Watched, odd: dict[str, int], tmp_path: Path, measured: Measured
) -> None:
    """In 180, 200, INFO, re-INVITE, UPDATE and BYE; as From of SDP, Contact, PAI and RPID."""
    danas = await here.phone(CONTACT, hums(DANA_HUMS))
    async with Sipp("uas-answer-with-pai", tmp_path, canary=CANARY, press="5", settle="700") as member:
        odd[CANARY] = member.port
        call = await watched.place()
        dana = await danas.answered(10)
        said = await member.finished(within=20)
        await dana.closed()
    assert (await office.ended(call))["reason"] == "the member hung up"
    for method in ("INFO", "INVITE", "UPDATE", "BYE"):
        assert f"\n{method} sip:" in said, f"the member's phone sent no {method}"
    found = await watched.dialogs()
    to_contact = found[CONTACT]
    assert_absent(CANARY, to_contact)
    assert_says_the_line_only(to_contact)
    pressed = next(captured for captured in found[CANARY] if captured.message.method == "INFO")
    measured("key (SIP INFO) to the contact's INVITE, on the wire", to_contact[0].at - pressed.at)


@pytest.mark.behaviour("X6")
async def test_a_contact_who_redirects_the_call_gets_nobody_else_called(
    here: Lab, office: Office, watched: Watched, odd: dict[str, int], tmp_path: Path
) -> None:
    anns = await here.phone(CANARY, presses())
    third = await here.phone(THIRD, Answers())
    async with Sipp("uas-302", tmp_path, third=f"sip:{THIRD}@127.0.0.1:{here.carrier.port}") as contact:
        odd[CONTACT] = contact.port
        call = await watched.place()
        ann = await anns.answered()
        await contact.finished()
        await ann.hears_speech(after=ann.sound().seconds)
        await ann.hang_up()
    leg = (await office.ended(call))["legs"][1]
    assert (leg["cause"], leg["answered_at"]) == ("unreachable", None)
    assert leg["sip"] in {302, None}, "Asterisk loses it now and then"
    assert third.received == []
    assert THIRD not in await watched.dialogs()


@pytest.mark.parametrize("who", ["the member", "the contact"])
async def test_neither_can_hand_the_other_over_to_somebody_else(
    here: Lab, office: Office, watched: Watched, odd: dict[str, int], who: str
) -> None:
    anns, danas = await here.phone(CANARY, presses()), await here.phone(CONTACT, hums(DANA_HUMS))
    third = await here.phone(THIRD, Answers())
    call = await watched.place()
    ann, dana = await anns.answered(), await danas.answered()
    await hears(dana, ANN_HUMS)
    refers = ann if who == "the member" else dana
    await refers.refer(f"sip:{THIRD}@127.0.0.1:{here.carrier.port}")
    await hears(dana, ANN_HUMS, seconds=1.5, from_now=True)
    await hears(ann, DANA_HUMS, seconds=0.5, from_now=True)
    await ann.hang_up()
    assert len((await office.ended(call))["legs"]) == 2
    found = await watched.dialogs()
    dialog = found[CANARY if who == "the member" else CONTACT]
    asked = [captured.message for captured in dialog if captured.message.method == "REFER"]
    assert asked[0].is_request, "no REFER was sent"
    assert all(answer.status >= 400 for answer in asked if not answer.is_request)
    assert third.received == []
    assert THIRD not in found
    assert_absent(CANARY, found[CONTACT])
