from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from offhook.calls.values import ClickToCall, Phrase
from offhook.flows.click_to_call import phrases_of
from offhook.flows.inbound import prompts_for, prompts_of
from offhook.networks.speech import LOOKED_AGAIN_S, Speech
from offhook.speech.catalogue import packaged
from offhook.speech.render import render
from offhook.telephony.asterisk.voice import PromptUnavailable
from tests.example import CALL_DANA, DANAS_NUMBER
from tests.example_inbound import DANA_CALLS
from tests.speech.fakes import Hum
from tests.waiting import eventually

GERMAN_CALL = replace(CALL_DANA, line=replace(CALL_DANA.line, language="de-CH", country="CH"))
FIXED = packaged()["de"].fixed()
SAID_IN_GERMAN = {render(phrase, "de-CH", "CH") for phrase in (*FIXED, *phrases_of(GERMAN_CALL))}


class Said:
    """Speech in English and German that hums, and what it was asked to say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.english, self.german = Hum("en"), Hum("de")
        self.recordings: dict[str, bytes] = {}
        self.now = 1_000.0
        voices = [self.english, self.german]
        self.speech = Speech(folder, voices, lambda stem: f"sound:{stem}", self.kept, clock=lambda: self.now)

    def kept(self, content: str) -> bytes:
        """What was recorded, by its content."""
        return self.recordings[content]

    async def all_made_for(self, call: ClickToCall) -> None:
        """Wait until whatever may be said in this call can be played at once."""
        phrases = {*FIXED, *phrases_of(call)}
        language, country = call.line.language, call.line.country

        def made() -> bool:
            return all(self.speech.cached((phrase,), language, country) for phrase in phrases)

        await eventually(made, "all prompts of the call are made")


@pytest.fixture
async def said(tmp_path: Path) -> AsyncIterator[Said]:
    made = Said(tmp_path / "sounds")
    yield made
    await made.speech.close()


async def test_what_is_the_same_in_every_call_is_made_at_the_start_for_the_languages_of_all_lines(said: Said) -> None:
    await said.speech.start(["de-CH", "en-US"])
    assert (said.english.warmed, said.german.warmed) == (1, 1)
    made = list(said.german.spoken)
    assert len(made) == len(FIXED)
    for phrase in FIXED:
        assert (await said.speech.media((phrase,), "de-CH", "CH")).startswith("sound:")
    assert said.german.spoken == made


async def test_without_lines_english_is_made_ready_and_nothing_else(said: Said) -> None:
    await said.speech.start([])
    assert len(said.english.spoken) >= len(FIXED)
    assert (said.german.warmed, said.german.spoken) == (0, [])


async def test_the_apology_that_asterisk_plays_by_itself_is_written_once(said: Said) -> None:
    await said.speech.start([])
    written = said.folder / "apology.wav"
    assert written.read_bytes()[:4] == b"RIFF"
    written.write_bytes(b"our own")
    await said.speech.start([])
    assert written.read_bytes() == b"our own"


async def test_a_call_in_a_language_that_no_line_had_at_the_start_finds_all_that_it_may_say(said: Said) -> None:
    await said.speech.start(["en"])
    said.speech.placed(GERMAN_CALL)
    await said.all_made_for(GERMAN_CALL)
    assert said.german.spoken[0] == "Ihr Anruf geht an Dana. Zum Wählen drücken Sie eine beliebige Taste."
    assert len(said.german.spoken) == len(SAID_IN_GERMAN)


async def test_what_was_made_at_the_start_is_not_made_again_for_a_call(said: Said) -> None:
    await said.speech.start(["de-CH"])
    said.speech.placed(GERMAN_CALL)
    await said.all_made_for(GERMAN_CALL)
    assert len(said.german.spoken) == len(set(said.german.spoken)) == len(SAID_IN_GERMAN)


async def test_what_is_the_same_in_every_call_is_looked_at_once_a_minute(said: Said) -> None:
    said.speech.placed(GERMAN_CALL)
    await said.all_made_for(GERMAN_CALL)
    for file in said.folder.iterdir():
        file.unlink()
    said.german.spoken.clear()

    said.speech.placed(GERMAN_CALL)
    wanted = phrases_of(GERMAN_CALL)
    await eventually(lambda: all(said.speech.cached((each,), "de-CH", "CH") for each in wanted), "its own are made")
    assert set(said.german.spoken) == {render(phrase, "de-CH", "CH") for phrase in wanted}
    said.now += LOOKED_AGAIN_S
    said.speech.placed(GERMAN_CALL)
    await said.all_made_for(GERMAN_CALL)


async def test_what_calls_to_a_line_say_whoever_calls_is_made_when_the_line_is_saved(said: Said) -> None:
    line = replace(CALL_DANA.line, language="de", country="CH")
    said.speech.use_lines([line, line])
    wanted = prompts_for(line)
    await eventually(lambda: all(said.speech.cached(prompt, "de", "CH") for prompt in wanted), "all of it is made")
    assert len(said.german.spoken) == len(set(said.german.spoken)) == len(FIXED) + len(wanted)


async def test_who_calls_is_made_ready_as_soon_as_the_call_comes_in(said: Said) -> None:
    said.speech.came_in(DANA_CALLS)
    wanted = prompts_of(DANA_CALLS)
    await eventually(lambda: all(said.speech.cached(prompt, "en", "US") for prompt in wanted), "all of it is made")
    assert said.english.spoken[0] == "A call for Main. Dana is calling. Press one to accept."


async def test_a_prompt_that_can_t_be_made_is_refused_with_the_reason(said: Said) -> None:
    said.english.broken = "the model is damaged"
    with pytest.raises(PromptUnavailable, match="the model is damaged"):
        await said.speech.media((Phrase("dial.busy", number=DANAS_NUMBER),), "en", "US")


@pytest.mark.behaviour("P9")
async def test_a_recording_is_played_in_place_of_the_words_which_are_left_where_it_is_gone(said: Said) -> None:
    greeting = Phrase("voicemail.greeting", name="Sales", sound="5" * 64)
    said.recordings["5" * 64] = b"RIFF our own greeting"
    uri = await said.speech.media((greeting,), "en", "US")
    assert said.speech.cached((greeting,), "en", "US") == uri
    stem = uri.removeprefix("sound:")
    assert (said.folder / f"{stem}.wav").read_bytes() == b"RIFF our own greeting"
    assert said.english.spoken == []

    gone = replace(greeting, sound="6" * 64)
    spoken = await said.speech.media((gone,), "en", "US")
    assert spoken == await said.speech.media((replace(greeting, sound=""),), "en", "US")
    assert said.english.spoken == [render(gone, "en", "US")]
