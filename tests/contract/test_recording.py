"""Every adapter records what somebody says, and keeps it until it is told otherwise."""

import io
import wave

import pytest

from offhook.calls.commands import Bridge, Hangup, Record
from offhook.calls.events import Bridged, Digit, Ended, Recorded
from offhook.calls.values import CallId, Capability, Cause, LegId, Seconds
from tests.contract.harness import DANA, Beep, Harness, PhoneUnderTest, Words
from tests.contract.steps import SHORT, answered, let_in, say

LATEST: Seconds = 0.6
"""By how much more or less than was said may be kept."""


def record(leg: LegId, *, longest: Seconds = 30.0, silence: Seconds = 10.0, take: int = 1) -> Record:
    """Record it."""
    return Record(leg, longest, silence, recording=f"{leg}.{take}")


async def recording(harness: Harness, **limits: Seconds) -> tuple[CallId, LegId, PhoneUnderTest, str]:
    """Dana called in, has heard the beep, and is recorded."""
    call, leg, dana = await let_in(harness)
    command = record(leg, **limits)  # type: ignore[arg-type]
    await harness.send(call, command)
    await dana.hears(Beep())
    return call, leg, dana, command.recording


async def kept(harness: Harness, name: str) -> bytes:
    """A recording that is there: a WAV file of one channel, 8 kHz or more."""
    found = await harness.telephony.recording(name)
    assert found is not None, f"there is no recording {name}"
    with wave.open(io.BytesIO(found)) as file:
        assert file.getnchannels() == 1
        assert file.getframerate() >= 8000
        assert file.getnframes() > 0
    return found


async def test_a_key_ends_a_recording_which_holds_what_was_said(harness: Harness) -> None:
    call, leg, dana, name = await recording(harness)
    await harness.pause(2.0)
    await dana.press("#")
    assert (await harness.event(call, Recorded, leg, within=2.0)).recording == name
    assert harness.seconds_of(await kept(harness, name), DANA) == pytest.approx(2.0, abs=LATEST)
    await harness.pause(0.3)
    assert not any(isinstance(event, Digit) for event in harness.events(call)), "that key was the recording's"
    await harness.send(call, say(leg, prompt="one"))
    await dana.hears(Words(SHORT))


async def test_another_key_does_not_end_it(harness: Harness) -> None:
    call, leg, dana, _ = await recording(harness)
    await dana.press("5")
    if Capability.UNASKED_KEYS in harness.telephony.capabilities:
        await harness.event(call, Digit, leg, within=2.0)
    await harness.pause(0.5)
    assert not any(isinstance(event, Recorded) for event in harness.events(call))


async def test_silence_ends_a_recording(harness: Harness) -> None:
    call, leg, dana, name = await recording(harness, silence=2.0)
    await harness.pause(2.5)
    assert not any(isinstance(event, Recorded) for event in harness.events(call)), "somebody speaks"
    await dana.fall_silent()
    await harness.event(call, Recorded, leg, within=4.0)
    assert harness.seconds_of(await kept(harness, name), DANA) >= 2.0


async def test_the_longest_time_ends_a_recording(harness: Harness) -> None:
    call, leg, _, name = await recording(harness, longest=2.0)
    await harness.event(call, Recorded, leg, within=4.0)
    # A network may count in whole seconds, as Asterisk does.
    assert 2.0 - LATEST < harness.seconds_of(await kept(harness, name), DANA) < 3.0 + LATEST


async def test_hanging_up_ends_a_recording_which_is_kept(harness: Harness) -> None:
    call, leg, dana, name = await recording(harness)
    await harness.pause(1.5)
    await dana.hang_up()
    await harness.event(call, Ended, leg, within=2.0)
    assert harness.seconds_of(await kept(harness, name), DANA) == pytest.approx(1.5, abs=LATEST)
    assert isinstance(harness.events(call)[-1], Ended)


async def test_a_recording_is_ended_by_our_hanging_up_and_is_kept(harness: Harness) -> None:
    call, leg, dana, name = await recording(harness)
    await harness.pause(1.0)
    await harness.send(call, Hangup(leg, Cause.NORMAL))
    await harness.event(call, Ended, leg, within=1.0)
    await dana.falls_silent()
    await kept(harness, name)


async def test_words_end_a_recording_without_a_word_of_it(harness: Harness) -> None:
    call, leg, dana, name = await recording(harness)
    await harness.pause(1.0)
    await harness.send(call, say(leg, prompt="one"))
    await dana.hears(Words(SHORT), within=2.0)
    await kept(harness, name)
    assert not any(isinstance(event, Recorded) for event in harness.events(call))


async def test_a_bridge_ends_a_recording(harness: Harness) -> None:
    call, leg, _, name = await recording(harness)
    await harness.pause(1.0)
    member, _ = await answered(harness, call, 2)
    await harness.send(call, Bridge(leg, member))
    await harness.event(call, Bridged, leg, within=2.0)
    await kept(harness, name)


async def test_one_is_dropped_and_another_stays(harness: Harness) -> None:
    call, leg, dana, first = await recording(harness)
    await harness.pause(0.5)
    await dana.press("#")
    await harness.event(call, Recorded, leg, within=2.0)
    second = record(leg, take=2)
    await harness.send(call, second)
    await harness.pause(1.0)
    await dana.press("#")
    assert (await harness.event(call, Recorded, leg, within=2.0)).recording == second.recording
    harness.telephony.drop_recording(first)
    await harness.pause(0.3)
    assert await harness.telephony.recording(first) is None
    await kept(harness, second.recording)


async def test_there_is_none_of_a_name_that_was_never_recorded(harness: Harness) -> None:
    assert await harness.telephony.recording("call_00000000000000000000000000-1.1") is None
    harness.telephony.drop_recording("call_00000000000000000000000000-1.1")


async def test_the_same_command_twice_is_one_recording(harness: Harness) -> None:
    call, leg, dana, name = await recording(harness)
    await harness.pause(1.0)
    await harness.send(call, record(leg))
    await dana.hears_no(Beep(), within=0.5)
    await harness.pause(1.0)
    await dana.press("#")
    await harness.event(call, Recorded, leg, within=2.0)
    assert harness.seconds_of(await kept(harness, name), DANA) >= 1.8


@pytest.mark.behaviour("X1")
async def test_a_recording_goes_on_through_a_kill_and_is_not_begun_again(harness: Harness) -> None:
    call, leg, dana, name = await recording(harness)
    await harness.pause(1.0)
    await harness.restart()
    await harness.telephony.adopt(call, (await harness.telephony.survivors())[call])
    await harness.send(call, record(leg))
    await dana.hears_no(Beep(), within=0.5)
    await harness.pause(1.5)
    assert not any(isinstance(event, Recorded) for event in harness.events(call))
    await dana.press("#")
    assert (await harness.event(call, Recorded, leg, within=2.0)).recording == name
    assert harness.seconds_of(await kept(harness, name), DANA) >= 2.3
    await harness.pause(0.3)
    assert sum(isinstance(event, Recorded) for event in harness.events(call)) == 1


@pytest.mark.behaviour("X1")
async def test_a_recording_that_ended_while_nobody_looked_has_ended(harness: Harness) -> None:
    call, leg, dana, name = await recording(harness)
    await harness.pause(1.0)
    await harness.lose_connection()
    await dana.press("#")
    await harness.pause(2.0)
    await harness.restore_connection()
    assert leg in {survivor.leg for survivor in (await harness.telephony.survivors())[call]}
    await harness.send(call, record(leg))
    await harness.event(call, Recorded, leg, within=2.0)
    assert harness.seconds_of(await kept(harness, name), DANA) == pytest.approx(1.5, abs=1.0)
