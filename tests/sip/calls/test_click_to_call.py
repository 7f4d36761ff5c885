"""The main job over real SIP: a member calls a contact, both phones only receive, and each hears what it should."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from offhook.practice import hearing
from offhook.practice.phones import Answers, Press, Rings, Speak, Tone, Wait, voicemail
from offhook.practice.script import Did
from tests.furnish import ANN, DANA, LINE
from tests.sip.calls.conftest import Measured
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, Lab, hears, hums, presses, talking
from tests.sip.calls.office import Office, Placed

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.behaviour("T7")
async def test_the_member_is_rung_first_and_within_a_second(here: Lab, office: Office, measured: Measured) -> None:
    anns, danas = await here.ann(Rings()), await here.dana()
    before = len(danas.received)
    call = await office.place()
    ann = await anns.rang()
    took = ann.events[0].at - call.asked_at
    measured("request to INVITE", took)
    assert took < 1.0
    await ann.answer()
    await ann.hears_speech()
    assert len(danas.received) == before


@pytest.mark.behaviour("T8")
async def test_the_announcement_is_heard_by_the_member_and_by_nobody_else(here: Lab, office: Office) -> None:
    anns, danas = await here.ann(), await here.dana()
    before = len(danas.received)
    await office.place()
    ann = await anns.answered()
    await ann.hears_speech(within=10, least=1.5)
    assert len(danas.received) == before, "dialled without a key"
    await ann.press("1")
    dana = await danas.answered()
    await hears(dana, ANN_HUMS, seconds=1.0)
    assert hearing.speech_seconds(dana.sound()) < 0.2


@pytest.mark.behaviour("T8")
async def test_any_key_dials_from_the_first_moment_of_the_announcement_on(here: Lab, office: Office) -> None:
    for key in "0#*9":
        anns, danas = await here.ann(presses(key)), await here.dana()
        await office.place()
        ann, dana = await anns.answered(), await danas.answered()
        pressed = next(event.at for event in ann.events if isinstance(event, Did))
        assert ann.established is not None
        assert pressed - ann.established.at < 0.3
        await dana.hang_up()
        await ann.closed()
        assert hearing.speech_seconds(ann.sound()) < 1.0, "the announcement went on after the key"


@pytest.mark.behaviour("T8")
async def test_any_key_dials_in_the_middle_of_the_announcement(here: Lab, office: Office) -> None:
    await here.ann(Answers(then=(Wait(2.0), Press("7"), Tone(ANN_HUMS))))
    danas = await here.dana()
    await office.place()
    dana = await danas.answered(within=20)
    await hears(dana, ANN_HUMS)


@pytest.mark.behaviour("T9")
async def test_the_member_hears_ringback_until_the_contact_answers(
    here: Lab, office: Office, measured: Measured
) -> None:
    anns, danas = await here.ann(Answers(then=(Press("5"),))), await here.dana(Rings())
    await office.place()
    ann = await anns.answered()
    dana = await danas.rang()
    ringing_since = ann.sound().seconds
    await ann.hears_ringback(after=ringing_since)
    await ann.hears_silence(after=ringing_since, least=3.0, within=8)
    await ann.hears_ringback(after=ringing_since + 4.0, within=8)
    first = hearing.ringback_spans(ann.sound())[0]
    measured("contact's INVITE to ringback in the member's recording", max(0.0, first.start - ringing_since))
    await dana.answer()
    await dana.plays_tone(DANA_HUMS)
    await hears(ann, DANA_HUMS)
    await hears(ann, DANA_HUMS, seconds=0.8, from_now=True)
    assert not hearing.hears_ringback(ann.sound().between(-0.8), least=0.1)


@pytest.mark.behaviour("T1", "T6", "T19", "X12")
async def test_both_hear_each_other_see_the_line_and_only_receive(here: Lab, office: Office) -> None:
    talk = await talking(here)
    assert talk.ann.caller.number == LINE
    assert talk.dana.caller.number == LINE
    await hears(talk.dana, ANN_HUMS, seconds=0.8, from_now=True)
    await hears(talk.ann, DANA_HUMS, seconds=0.8, from_now=True)
    for call in (talk.ann, talk.dana):
        assert call.invite, "this phone placed a call"


@pytest_asyncio.fixture(loop_scope="session")
async def unmasked(here: Lab, office: Office) -> AsyncIterator[str]:
    """A line over a trunk that shows any number, and whoever calls may show them; all as it was at the end."""
    line, (me,) = "+12025550109", (await office.ask("GET", "members"))["items"]
    trunk = await office.add_trunk("any", here.carrier.port, foreign_caller_ids=True)
    await office.add_line(line, "any")
    await office.trunk_is(trunk, "up")
    await office.ask("PATCH", f"members/{me['id']}", {"number": ANN, "may_unmask": True})
    phone = await office.ask("POST", "phones", {"number": ANN, "line": line, "kind": "smartphone"})
    yield line
    await office.ask("PATCH", f"members/{me['id']}", {"number": me["number"], "may_unmask": False})
    for path in (f"phones/{phone['id']}", f"lines/{phone['line']}", f"trunks/{trunk}"):
        await office.ask("DELETE", path)


@pytest.mark.behaviour("V3")
async def test_each_sees_the_other_s_number_where_the_member_may_show_it(
    here: Lab, office: Office, unmasked: str
) -> None:
    anns, danas = await here.ann(presses()), await here.dana()
    call = await office.place(line=unmasked, member_sees="contact", contact_sees="member")
    ann, dana = await anns.answered(), await danas.answered()
    await hears(dana, ANN_HUMS)
    assert (ann.caller.number, dana.caller.number) == (DANA, ANN), "what From says"
    await dana.hang_up()
    assert [leg["caller_id"] for leg in (await office.ended(call))["legs"]] == [DANA, ANN]


@pytest.mark.behaviour("T4", "T11")
async def test_there_is_one_complete_record_on_the_contact(here: Lab, office: Office) -> None:
    number = "+12025550123"
    danas = await here.phone(number, hums(DANA_HUMS))
    await here.ann(presses())
    call = await office.place(to=number)
    dana = await danas.answered()
    await hears(dana, ANN_HUMS, seconds=1.0)
    await dana.hang_up()
    record = await office.ended(call)

    contact = (await office.ask("GET", f"contacts?search={number.replace('+', '%2B')}"))["items"][0]
    assert record["contact"] == {"id": contact["id"], "name": "", "number": number}
    assert [item["id"] for item in (await office.ask("GET", f"calls?contact={contact['id']}"))["items"]] == [call.id]
    assert record["member"]["name"] == "Owner"
    assert record["member"]["number"] == ANN
    assert record["line"]["number"] == LINE
    assert (record["state"], record["disposition"], record["certain"]) == ("ended", "answered", True)
    assert record["placed_at"] < record["bridged_at"] < record["ended_at"]
    assert 1.0 < record["talk_seconds"] < 5.0
    member, contacts = record["legs"]
    assert_answered_leg(member, "member", ANN)
    assert_answered_leg(contacts, "contact", number)
    assert contacts["why"] == "the contact hung up"

    # The number of the first call ever is the one that is remembered: this call's, unless other tests came before.
    (owner,) = (await office.ask("GET", "members"))["items"]
    await here.phone(owner["number"], Rings())
    remembered = await office.record(await office.place(caller=None, to=number))
    assert remembered["member"]["number"] == owner["number"]


def assert_answered_leg(leg: dict[str, Any], role: str, number: str) -> None:
    assert (leg["role"], leg["number"], leg["direction"], leg["caller_id"]) == (role, number, "outbound", LINE)
    times = [leg[f"{name}_at"] for name in ("started", "ringing", "answered", "bridged", "ended")]
    assert times == sorted(times)
    assert (leg["state"], leg["cause"], leg["q850"]) == ("ended", "normal", 16)
    assert leg["trunk"].startswith("trunk_")


@pytest.mark.behaviour("X3")
async def test_the_timeline_tells_what_happened_to_each_leg(here: Lab, office: Office) -> None:
    talk = await talking(here)
    await talk.ann.hang_up()
    await office.ended(talk.call)
    assert await office.timeline(talk.call) == [
        *("placed", "dialled", "ringing", "answered", "announced", "key", "allowed", "ringback", "dialled"),
        *("ringing", "answered", "bridging", "bridged", "ended", "hanging_up", "ended"),
    ]


async def test_each_state_is_told_live(here: Lab, office: Office) -> None:
    async def whole_call() -> Placed:
        talk = await talking(here)
        await talk.dana.hang_up()
        return talk.call

    states = await office.states_of(whole_call())
    assert states == ["ringing_member", "announcing", "ringing_contact", "talking", "ending", "ended"]


@pytest.mark.behaviour("T12")
async def test_nothing_is_ever_recorded(here: Lab, office: Office) -> None:
    talk = await talking(here)
    await talk.dana.hang_up()
    await office.ended(talk.call)
    spool = office.asterisk.host_home / "spool"
    assert [path for path in spool.rglob("*") if path.is_file()] == []


@pytest.mark.behaviour("T10")
async def test_a_voicemail_of_the_contact_is_an_answer_and_takes_a_message(here: Lab, office: Office) -> None:
    greeting = str(await office.prompt("dial.no_key"))
    anns = await here.ann(Answers(then=(Press("5"),)))
    danas = await here.dana(voicemail(greeting, beep_hz=1000.0))
    call = await office.place()
    ann, dana = await anns.answered(), await danas.answered()
    connected = ann.sound().seconds
    await ann.hears_speech(after=connected, within=10, least=1.0)
    await dana.did(Tone(1000.0, seconds=0.5), within=15)
    await hears(ann, 1000.0)
    await ann.does(Speak(greeting))
    beeped = dana.sound().seconds
    await dana.hears_speech(after=beeped, within=10, least=1.0)
    await ann.hang_up()
    assert (await office.ended(call))["disposition"] == "answered"
