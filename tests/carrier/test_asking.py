"""`<Gather>` and `<Record>` of the carrier end as its documentation says."""

from __future__ import annotations

import io
import wave

import aiohttp
import pytest

from tests.carrier.customer import document
from tests.carrier.lab import ANN, Lab
from tests.carrier.phones import Answers, Beep, Phone, Spoken
from tests.carrier.served import CARRIER

ASKS = Spoken("Your number?")


async def asked(lab: Lab, attributes: str, *behind: str) -> Phone:
    """Ann is asked for keys."""
    lab.customer.say("/answered", f"<Gather action='/keys' {attributes}><Say>Your number?</Say></Gather>", *behind)
    lab.customer.say("/keys", "<Hangup/>")
    ann = lab.phone(ANN, Answers())
    await lab.call()
    await lab.hears(ann, ASKS)
    return ann


async def keys(lab: Lab) -> str:
    """What was gathered."""
    await lab.customer.until(lambda: lab.customer.at("/keys"))
    return lab.customer.at("/keys")[0]["Digits"]


async def test_a_key_stops_the_words_and_enough_of_them_end_it(lab: Lab) -> None:
    ann = await asked(lab, "numDigits='2'")
    ann.press("4")
    await lab.customer.until(lambda: ASKS not in ann.hears(), 0.3)
    ann.press("2")
    assert await keys(lab) == "42"


async def test_the_hash_key_ends_it_unless_another_does(lab: Lab) -> None:
    ann = await asked(lab, "")
    for key in "12#":
        ann.press(key)
    assert await keys(lab) == "12"


async def test_with_an_empty_finishing_key_hash_counts(lab: Lab) -> None:
    ann = await asked(lab, "numDigits='1' finishOnKey=''")
    ann.press("#")
    assert await keys(lab) == "#"


async def test_the_time_out_counts_from_the_last_word_and_the_last_key(lab: Lab) -> None:
    ann = await asked(lab, "timeout='3'")
    began = lab.carrier.now()
    await lab.customer.until(lambda: lab.carrier.now() > began + 2.0)
    ann.press("7")
    await lab.customer.until(lambda: lab.carrier.now() > began + 4.5)
    assert lab.customer.at("/keys") == []
    assert await keys(lab) == "7"


@pytest.mark.parametrize("pressed", ["", "#"])
async def test_without_digits_the_next_verb_runs(lab: Lab, pressed: str) -> None:
    ann = await asked(lab, "timeout='1'", "<Say>Too slow.</Say>")
    for key in pressed:
        ann.press(key)
    await lab.hears(ann, Spoken("Too slow."))
    assert lab.customer.at("/keys") == []


async def test_without_digits_the_action_is_asked_where_that_is_wanted(lab: Lab) -> None:
    await asked(lab, "timeout='1' actionOnEmptyResult='true'")
    assert await keys(lab) == ""


async def recorded(lab: Lab, attributes: str) -> Phone:
    """Ann is recorded."""
    record = f"<Record action='/kept' recordingStatusCallback='/recording' {attributes}/>"
    lab.customer.say("/answered", record, "<Say>Nothing was said.</Say>")
    lab.customer.say("/kept", "<Hangup/>")
    ann = lab.phone(ANN, Answers())
    call = await lab.call()
    await lab.hears(ann, Beep())
    await lab.customer.until(lambda: Beep() not in ann.hears())
    assert call.sid in lab.carrier.calls
    return ann


async def test_a_key_ends_a_recording_which_can_be_had_and_deleted(lab: Lab) -> None:
    ann = await recorded(lab, "finishOnKey='*'")
    began = lab.carrier.now()
    await lab.customer.until(lambda: lab.carrier.now() >= began + 2.0)
    ann.press("#")
    ann.press("*")
    await lab.customer.until(lambda: lab.customer.at("/kept"))
    told = lab.customer.at("/kept")[0]
    assert (told["Digits"], told["RecordingDuration"]) == ("*", "2")
    found = told["RecordingSid"]
    url = f"{CARRIER}/2010-04-01/Accounts/{lab.account.sid}/Recordings/{found}.wav"
    proof = {"Authorization": aiohttp.encode_basic_auth(lab.account.sid, lab.account.auth_token)}
    session = lab.client.http_client.session
    async with session.get(url, headers=proof) as response:
        with wave.open(io.BytesIO(await response.read())) as file:
            assert file.getnframes() / file.getframerate() == pytest.approx(2.0, abs=0.3)
    async with session.get(url) as response:
        assert response.status == 401
    assert await lab.client.recordings(found).delete_async()
    async with session.get(url, headers=proof) as response:
        assert response.status == 404


async def test_silence_or_the_longest_time_ends_a_recording(lab: Lab) -> None:
    ann = await recorded(lab, "timeout='2' maxLength='30'")
    ann.fall_silent()
    began = lab.carrier.now()
    await lab.customer.until(lambda: lab.customer.at("/kept"))
    assert lab.carrier.now() - began == pytest.approx(2.0, abs=0.4)
    await recorded(lab, "maxLength='4'")
    await lab.customer.until(lambda: len(lab.customer.at("/kept")) == 2)
    assert lab.customer.at("/kept")[1]["RecordingDuration"] == "4"


async def test_a_recording_that_is_cut_off_is_kept_and_told_of(lab: Lab) -> None:
    ann = await recorded(lab, "")
    began = lab.carrier.now()
    await lab.customer.until(lambda: lab.carrier.now() >= began + 1.0)
    (sid,) = lab.carrier.calls
    await lab.client.calls(sid).update_async(twiml=document("<Say>Enough.</Say>", "<Pause length='5'/>"))
    await lab.hears(ann, Spoken("Enough."))
    await lab.customer.until(lambda: lab.customer.at("/recording"))
    assert lab.customer.at("/kept") == []
    (found,) = await lab.client.calls(sid).recordings.list_async()
    assert (found.sid, found.status) == (lab.customer.at("/recording")[0]["RecordingSid"], "completed")
