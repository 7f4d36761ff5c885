"""A line's voicemail on a real Asterisk: its own greeting, a message, and hearing it by phone after the PIN."""

from __future__ import annotations

from pathlib import Path

import pytest

from offhook.practice.call import PhoneCall
from tests.furnish import ANN, DANA, LINE
from tests.practice import audio
from tests.sip.calls.lab import Lab, hums
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

GREETING_HZ, MESSAGE_HZ, NEW_GREETING_HZ = 500.0, 700.0, 900.0
PIN = "480917"
WITHIN = 30.0


async def calls_the_line(here: Lab, number: str) -> PhoneCall:
    phone = await here.phone(number, hums(MESSAGE_HZ))
    return await phone.dial(f"sip:{LINE}@127.0.0.1:{here.office.sip_port}")


@pytest.mark.behaviour("P9", "X11")
async def test_greeting_message_and_hearing_it_by_phone(here: Lab, tmp_path: Path) -> None:
    office = here.office
    greeting = audio.write(tmp_path / "greeting.wav", audio.sine(GREETING_HZ, 2.0))
    assert (await office.put_file(f"lines/{LINE}/greeting", greeting.read_bytes()))["recorded"] is True

    caller = await calls_the_line(here, DANA)
    await caller.hears_tone(GREETING_HZ, WITHIN)
    await caller.hears_silence(WITHIN, least=0.3, after=2.5)
    await caller.plays_tone(MESSAGE_HZ, 3.0)

    async def kept() -> bool:
        items = (await office.ask("GET", "voicemails"))["items"]
        return bool(items) and items[0]["state"] == "kept"

    await caller.hears_silence(WITHIN, least=3.0, after=4.0)
    await caller.press("#")
    await eventually(kept, "the message is kept", WITHIN)
    (message,) = (await office.ask("GET", "voicemails"))["items"]
    assert message["duration_seconds"] > 2

    member = (await office.ask("POST", "members", {"name": "Ann", "number": ANN}))["id"]
    await office.ask("PUT", f"lines/{LINE}/route", {"agents": [member], "agents_on": False})
    await office.ask("PUT", f"members/{member}/pin", {"pin": PIN})
    listener = await calls_the_line(here, "+12025550177")
    await listener.hears_tone(GREETING_HZ, WITHIN)
    await listener.press("*")
    await listener.hears_speech(WITHIN, after=listener.sound().seconds)
    await listener.press(f"{PIN}#")
    await listener.hears_tone(MESSAGE_HZ, WITHIN)
    await listener.press("2")

    async def heard() -> bool:
        return (await office.ask("GET", f"voicemails/{message['id']}"))["heard_at"] is not None

    await eventually(heard, "it is marked as heard", WITHIN)

    async def is_told(what: str) -> bool:
        moments = (await office.ask("GET", f"calls/{office.last_call()}/timeline"))["items"]
        return any(what in moment["text"] for moment in moments)

    await eventually(lambda: is_told("hears what else can be done"), "the menu is read", WITHIN)
    await listener.press("9")
    await eventually(lambda: is_told("recording a message"), "the greeting is recorded", WITHIN)
    await listener.hears_silence(WITHIN, least=1.0, after=listener.sound().seconds)
    await listener.plays_tone(NEW_GREETING_HZ, 4.0)
    await listener.hears_silence(WITHIN, least=4.0, after=listener.sound().seconds)
    await listener.press("#")

    async def is_new() -> bool:
        return float((await office.ask("GET", f"lines/{LINE}/greeting"))["duration_seconds"]) > 3

    await eventually(is_new, "callers hear the new greeting", WITHIN)
    await listener.hang_up()
    caller = await calls_the_line(here, DANA)
    await caller.hears_tone(NEW_GREETING_HZ, WITHIN)
    await caller.hang_up()
    await office.nothing_is_left()
    assert [path.name for path in office.asterisk.host_home.glob("spool/recording/*")] == []
    assert office.complaints() == []
