"""The adapter speaks and hears keys, on a small ARI."""

import pytest

from offhook.calls.commands import Bridge, Hangup, Say
from offhook.calls.events import Bridged, Collected, Digit, Ended, Prompted
from offhook.calls.values import Cause, Phrase
from offhook.telephony.asterisk.voice import BEEP
from tests.telephony.asterisk.ari import time_passes
from tests.telephony.asterisk.desk import BROKEN, CONTACT, MEMBER, ODD, SLOW, Desk, collect, destroyed, originate, say


async def test_a_prompt_is_played_and_its_end_told(desk: Desk) -> None:
    await desk.answered(MEMBER)
    desk.send(say())
    asked = await desk.ari.gets("POST channels/call_1-1/play/call_1-1.a")
    assert asked.query == {"media": "sound:/ready"}
    await desk.ari.send("PlaybackFinished", playback={"id": "call_1-1.a", "state": "done"})
    await desk.reported(Prompted(MEMBER, "p"))


async def test_new_words_stop_the_old_ones_whose_end_is_of_no_interest(desk: Desk) -> None:
    await desk.answered(MEMBER)
    desk.send(say(prompt="one"), say(prompt="two"))
    await desk.ari.gets("POST channels/call_1-1/play/call_1-1.b")
    assert desk.ari.story("POST channels/call_1-1/", "DELETE") == [
        "POST channels/call_1-1/play/call_1-1.a",
        "DELETE playbacks/call_1-1.a",
        "POST channels/call_1-1/play/call_1-1.b",
    ]
    for playback in ("a", "b"):
        await desk.ari.send("PlaybackFinished", playback={"id": f"call_1-1.{playback}", "state": "done"})
    await desk.reported(Prompted(MEMBER, "two"))
    assert Prompted(MEMBER, "one") not in desk.events


@pytest.mark.parametrize("phrase", [BROKEN, ODD])
async def test_words_that_can_not_be_spoken_are_a_beep(desk: Desk, phrase: Phrase) -> None:
    await desk.answered(MEMBER)
    desk.send(say(phrase=phrase))
    assert (await desk.ari.gets("POST channels/call_1-1/play")).query == {"media": BEEP}
    await desk.ari.gets("DELETE playbacks/call_1-1.a")
    await desk.ari.send("PlaybackFinished", playback={"id": "call_1-1.a", "state": "done"})
    await desk.reported(Prompted(MEMBER, "p"))


async def test_a_file_that_asterisk_can_not_play_is_a_beep(desk: Desk) -> None:
    await desk.answered(MEMBER)
    desk.send(collect(wait=5.0))
    await desk.ari.send("PlaybackFinished", playback={"id": "call_1-1.a", "state": "failed"})
    assert (await desk.ari.gets("POST channels/call_1-1/play/call_1-1.b")).query == {"media": BEEP}
    await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit="5")
    await desk.reported(Collected(MEMBER, "5", "p"))
    await desk.ari.gets("DELETE playbacks/call_1-1.b")


async def test_a_playback_that_asterisk_refuses_is_a_beep_too(desk: Desk) -> None:
    desk.ari.answers["POST channels/call_1-1/play/call_1-1.a"] = (500, {"message": "no"})
    await desk.answered(MEMBER)
    desk.send(say())
    assert (await desk.ari.gets("POST channels/call_1-1/play/call_1-1.b")).query == {"media": BEEP}


async def test_a_phone_that_hangs_up_during_words_gets_no_beep(desk: Desk) -> None:
    await desk.answered(MEMBER)
    desk.send(say())
    await desk.ari.send("PlaybackFinished", playback={"id": "call_1-1.a", "state": "failed"})
    await destroyed(desk.ari, MEMBER, 0)
    await desk.reported(Ended(MEMBER, Cause.NORMAL, None, None, "Normal Clearing"))
    await time_passes(0.1)
    assert len(desk.ari.story("POST channels/call_1-1/play")) == 1


async def test_words_that_are_ready_too_late_are_not_spoken(desk: Desk) -> None:
    await desk.answered(MEMBER, CONTACT)
    desk.send(say(phrase=SLOW))
    desk.send(Bridge(MEMBER, CONTACT))
    await desk.reported(Bridged(MEMBER, CONTACT))
    desk.prompts.made.set()
    await time_passes(0.02)
    assert desk.ari.story("POST channels/call_1-1/play") == []


async def test_a_hangup_does_not_wait_for_words_that_are_being_made(desk: Desk) -> None:
    await desk.answered(MEMBER)
    desk.send(say(phrase=SLOW), originate(CONTACT), Hangup(MEMBER, Cause.NORMAL))
    await desk.ari.gets("DELETE channels/call_1-1")
    assert len(desk.ari.story("POST channels")) == 2


async def test_no_words_are_spoken_at_once(desk: Desk) -> None:
    await desk.answered(MEMBER)
    desk.send(Say(MEMBER, (), "en", "US", "p"))
    await desk.reported(Prompted(MEMBER, "p"))


async def test_keys_belong_to_the_collect_that_runs(desk: Desk) -> None:
    await desk.answered(MEMBER)
    desk.send(collect(digits=2, wait=0.2))
    for key in "12":
        await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit=key)
    await desk.reported(Collected(MEMBER, "12", "p"))
    await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit="3")
    await desk.reported(Digit(MEMBER, "3"))
    assert desk.ari.story("DELETE") == ["DELETE playbacks/call_1-1.a"]


async def test_no_key_in_time_is_told(desk: Desk) -> None:
    await desk.answered(MEMBER)
    desk.send(collect(wait=0.05))
    await desk.ari.send("PlaybackFinished", playback={"id": "call_1-1.a", "state": "done"})
    await desk.reported(Collected(MEMBER, "", "p"))
