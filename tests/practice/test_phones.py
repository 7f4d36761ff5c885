"""Two phones of two carriers call each other directly, with real SIP and real audio."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from offhook.practice import hearing, script
from offhook.practice.phones import (
    Answers,
    CarrierFailed,
    Echo,
    HangUp,
    Ignores,
    Phone,
    PhoneCall,
    PhoneDidNot,
    PracticeCarrier,
    Press,
    Refuses,
    Speak,
    Tone,
    Wait,
    voicemail,
)
from tests.practice.audio import sine, voice, write

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def connected(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str], *steps: script.Step
) -> tuple[PhoneCall, PhoneCall]:
    """A caller's call on `west` and the same call at the phone on `east` that answered it."""
    called = await east.phone(next(numbers), Answers(then=steps))
    placed = await (await west.phone(next(numbers))).dial(east.uri(called.number))
    received = await called.answered()
    await placed.answered()
    return placed, received


async def caller(west: PracticeCarrier, numbers: Iterator[str]) -> Phone:
    return await west.phone(next(numbers))


async def test_a_tone_from_each_side_is_heard_at_the_other(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]
) -> None:
    placed, received = await connected(east, west, numbers, Tone(440))
    await placed.plays_tone(600)
    await placed.hears_tone(440)
    await received.hears_tone(600)
    assert not hearing.hears_tone(placed.sound(), 600)
    assert not hearing.hears_tone(received.sound(), 440)
    await received.quiet()
    await placed.hears_silence(after=placed.sound().seconds)
    level = hearing.tone_level(placed.sound().between(0.1, 0.3), 440)
    assert level.dbov == pytest.approx(-12, abs=1)
    assert level.snr_db > 25
    await placed.hang_up()


async def test_keys_arrive_both_ways(east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]) -> None:
    placed, received = await connected(east, west, numbers, Press("5"))
    await placed.gets_digits("5")
    pressed = await placed.press("1*#")
    await received.gets_digits("1*#")
    keys = [event for event in received.events if isinstance(event, script.Digit)]
    assert all(100 <= key.held_ms <= 300 for key in keys)
    assert pressed.at - received.events[0].at > 0
    await placed.hang_up()


async def test_the_caller_is_known_as_shown(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]
) -> None:
    dana, asserted, called = next(numbers), next(numbers), next(numbers)
    ann = await east.phone(called, name="Ann", dialled_as=(called.removeprefix("+1"),))
    phone = await west.phone(dana, name="Dana", asserts=asserted)
    placed = await phone.dial(east.uri(called.removeprefix("+1")), {"Privacy": "id"})
    received = await ann.rang()
    assert (received.caller.number, received.caller.name, received.caller.privacy) == (dana, "Dana", "id")
    assert set(received.caller.asserted) == {asserted}
    assert received.dialled == called.removeprefix("+1")
    assert received.invite.startswith("INVITE sip:")
    await placed.hang_up()
    assert (await received.closed()).reason == "the caller gave up"


@pytest.mark.parametrize("code", [404, 408, 480, 486, 500, 503, 603])
async def test_a_call_is_refused_at_once_without_ringing(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str], code: int
) -> None:
    called = await east.phone(next(numbers), Refuses(code))
    placed = await (await caller(west, numbers)).dial(east.uri(called.number))
    assert (await placed.closed()).code == code
    assert not any(isinstance(event, script.Ringing) for event in placed.events)
    refused = await (await called.rang()).closed()
    assert (refused.code, refused.by) == (code, "phone")


@pytest.mark.parametrize("code", [408, 486, 603])
async def test_a_call_is_refused_after_ringing(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str], code: int
) -> None:
    called = await east.phone(next(numbers), Refuses(code, rings_for=0.1))
    placed = await (await caller(west, numbers)).dial(east.uri(called.number))
    rang = await placed.ringing()
    over = await placed.closed()
    assert (over.code, over.by) == (code, "peer")
    assert over.at - rang.at == pytest.approx(0.1, abs=0.15)
    refused = await (await called.rang()).closed()
    assert (refused.code, refused.by) == (code, "phone")


async def test_a_phone_is_refused_and_answered_on_command(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]
) -> None:
    called, dana = await east.phone(next(numbers)), await caller(west, numbers)
    first = await dana.dial(east.uri(called.number))
    refused = await called.rang()
    assert (await refused.reject(480)).code == 480
    assert (await first.closed()).code == 480
    second = await dana.dial(east.uri(called.number))
    received = await called.rang()
    assert received.id != refused.id
    await received.answer()
    await second.answered()
    await second.hang_up()


async def test_a_phone_rings_until_the_caller_gives_up(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]
) -> None:
    called = await east.phone(next(numbers))
    placed = await (await caller(west, numbers)).dial(east.uri(called.number))
    await placed.ringing()
    received = await called.rang()
    assert (await placed.hang_up()).by == "phone"
    over = await received.closed()
    assert (over.by, over.reason) == ("peer", "the caller gave up")


@pytest.mark.parametrize("trying", [True, False])
async def test_a_dead_phone_never_responds(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str], trying: bool
) -> None:
    called = await east.phone(next(numbers), Ignores(trying=trying))
    placed = await (await caller(west, numbers)).dial(east.uri(called.number))
    received = await called.rang()
    with pytest.raises(PhoneDidNot, match=r"did not ring within 0\.3 s"):
        await placed.ringing(within=0.3)
    await placed.hang_up()
    if trying:
        assert (await received.closed()).reason == "the caller gave up"


async def test_either_side_ends_the_call(east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]) -> None:
    placed, received = await connected(east, west, numbers, Wait(0.2), HangUp())
    assert ((await received.closed()).by, (await placed.closed()).by) == ("phone", "peer")
    placed, received = await connected(east, west, numbers)
    await placed.hang_up()
    assert ((await placed.closed()).by, (await received.closed()).by) == ("phone", "peer")
    assert (await received.closed()).reason == "the other side hung up"


async def test_a_mailbox_greets_beeps_and_listens(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str], tmp_path: Path
) -> None:
    greeting = write(tmp_path / "greeting.wav", voice(1.2))
    called = await east.phone(next(numbers), voicemail(str(greeting)))
    placed = await (await caller(west, numbers)).dial(east.uri(called.number))
    await placed.hears_speech()
    await placed.hears_tone(1000)
    (beep,) = hearing.tone_spans(placed.sound(), 1000)
    assert beep.start == pytest.approx(1.3, abs=0.3)
    received = await called.answered()
    await placed.says(greeting)
    await received.hears_speech()
    await placed.hang_up()


async def test_an_echo_says_back_what_it_hears(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]
) -> None:
    placed, _ = await connected(east, west, numbers, Echo())
    await placed.plays_tone(700, seconds=0.5)
    await placed.hears_tone(700)
    await placed.hang_up()


async def test_steps_are_told_when_done_and_can_be_replaced(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]
) -> None:
    placed, received = await connected(east, west, numbers, Tone(440), Wait(60), HangUp())
    started = await received.did(Tone(440))
    await received.does(Wait(0.2), Tone(800))
    finished = await received.did(Wait(0.2))
    assert finished.at - started.at > 0.19
    await placed.hears_tone(800)
    await placed.hang_up()


async def test_hold_and_refer_are_seen_by_the_other_side(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]
) -> None:
    placed, received = await connected(east, west, numbers, Tone(440))
    await placed.hears_tone(440)
    await placed.hold()
    await received.held()
    await placed.hears_silence(after=placed.sound().seconds)
    await placed.hold(on=False)
    await received.held(on=False)
    await placed.hears_tone(440, after=placed.sound().seconds)
    await placed.refer("sip:+12025550199@127.0.0.1:9")
    assert "sip:+12025550199@127.0.0.1:9" in (await received.referred()).target
    await placed.hang_up()


async def test_a_number_without_a_phone_is_not_found(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]
) -> None:
    nobody = next(numbers)
    placed = await (await caller(west, numbers)).dial(east.uri(nobody))
    assert (await placed.closed()).code == 404
    assert [call.dialled for call in east.unreached] == [nobody]


async def test_calls_travel_over_tcp_too(east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]) -> None:
    called = await east.phone(next(numbers), Answers(then=(Tone(440),)))
    placed = await (await caller(west, numbers)).dial(f"{east.uri(called.number)};transport=tcp")
    received = await called.answered()
    assert "Via: SIP/2.0/TCP" in received.invite
    await placed.hears_tone(440)
    await received.hang_up()
    assert (await placed.closed()).by == "peer"


async def test_many_calls_run_at_once(east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]) -> None:
    called = await east.phone(next(numbers), Answers(then=(Tone(440),)))
    phone = await caller(west, numbers)
    calls = await asyncio.gather(*(phone.dial(east.uri(called.number)) for _ in range(6)))
    await asyncio.gather(*(call.hears_tone(440) for call in calls))
    assert len(called.received) == 6
    await asyncio.gather(*(call.hang_up() for call in calls))


async def test_what_did_not_happen_is_explained(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]
) -> None:
    placed, received = await connected(east, west, numbers, Tone(440))
    with pytest.raises(
        PhoneDidNot, match=r"(?s)did not hear a 600 Hz tone in 0\.3 s but .*at 4\d\d Hz; what happened:.*Established"
    ):
        await placed.hears_tone(600, within=0.3)
    with pytest.raises(PhoneDidNot, match=r"got the keys '', not '5', in 0\.1 s"):
        await received.gets_digits("5", within=0.1)
    await placed.hang_up()
    with pytest.raises(
        PhoneDidNot, match=r"(?s)did not hear speech.*Closed by='phone' code=None reason='hung up here'"
    ):
        await placed.hears_speech(within=60)
    with pytest.raises(PhoneDidNot, match=r"got no call within 0\.1 s"):
        await (await east.phone(next(numbers), name="Ann")).rang(within=0.1)


async def test_nothing_is_heard_before_the_answer(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]
) -> None:
    called = await east.phone(next(numbers))
    placed = await (await caller(west, numbers)).dial(east.uri(called.number))
    received = await called.rang()
    with pytest.raises(PhoneDidNot, match="is not answered"):
        _ = received.heard
    with pytest.raises(CarrierFailed, match="the call is not answered"):
        await received.plays_tone(440)
    await placed.hang_up()


async def test_bad_commands_are_refused_in_words(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str]
) -> None:
    number = next(numbers)
    with pytest.raises(CarrierFailed, match="200 is no final SIP refusal"):
        await east.phone(number, Refuses(200))
    with pytest.raises(CarrierFailed, match="'x' are no keys"):
        await east.phone(number, Answers(then=(Press("x"),)))
    with pytest.raises(CarrierFailed, match=r"cannot say /nowhere\.wav"):
        await east.phone(number, Answers(then=(Speak("/nowhere.wav"),)))
    with pytest.raises(CarrierFailed, match="is no phone number"):
        await east.phone('1";x=y')
    phone = await caller(west, numbers)
    with pytest.raises(CarrierFailed, match="is no SIP URI"):
        await phone.dial("tel:+12025550100")
    assert phone.calls == []
    placed, _ = await connected(east, west, numbers)
    await placed.hang_up()
    with pytest.raises(CarrierFailed, match="not there"):
        await placed.plays_tone(440)


async def test_a_tone_has_no_gap_while_it_plays(
    east: PracticeCarrier, west: PracticeCarrier, numbers: Iterator[str], tmp_path: Path
) -> None:
    clip = write(tmp_path / "long.wav", sine(440, 1.2))
    placed, received = await connected(east, west, numbers, Speak(str(clip)))
    await received.did(Speak(str(clip)))
    await placed.hears_tone(440, least=1.0)
    assert hearing.longest_gap(placed.sound(), 440) == 0.0
    await placed.hang_up()
