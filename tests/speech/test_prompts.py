import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from offhook.calls.values import Phrase
from offhook.speech.catalogue import UnknownPhrase, packaged
from offhook.speech.clips import Clip, Obstacle, PromptUnavailable
from offhook.speech.engine import Audio, Engine
from offhook.speech.hibari import Hibari
from offhook.speech.prompts import Prompt, PromptStore
from offhook.speech.telephone import Form, decode, is_whole
from tests.speech.fakes import Hum

DANA = (Phrase("dial.about_to_call", "+12025550122", "Dana Whitfield"),)
NO_KEY = (Phrase("dial.no_key"),)
US = ("en-US", "US")


@pytest.fixture
def voice() -> Hum:
    return Hum("en")


@pytest.fixture
def stores(tmp_path: Path) -> Iterator["Stores"]:
    made = Stores(tmp_path / "prompts")
    yield made
    made.close()


class Stores:
    """Makes stores over one directory, as processes one after the other do."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._made: list[PromptStore] = []

    def __call__(self, *engines: Engine, form: Form = Form.SLN16) -> PromptStore:
        store = PromptStore(self.directory, engines, form=form)
        self._made.append(store)
        return store

    def close(self) -> None:
        for store in self._made:
            store.close()


def about(number: int) -> tuple[Phrase, ...]:
    return (Phrase("dial.about_to_call", f"+1202555{number:04}"),)


async def begun(voice: Hum) -> str:
    """Wait until the voice begins a text, and give that."""
    return await asyncio.to_thread(voice.begun.get, timeout=10)


def test_a_clip_is_made_once_and_then_given_again(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    first = store.clip(DANA, *US)
    assert voice.spoken == ["You are about to call Dana Whitfield. Press any key to dial."]
    assert store.clip(DANA, *US) == first
    assert len(voice.spoken) == 1
    assert first.path.name == f"{first.stem}.sln16"
    assert first.stem.isalnum()
    assert first.seconds * 32_000 == pytest.approx(first.size)


def test_phrases_are_heard_one_after_the_other(stores: Stores, voice: Hum) -> None:
    stores(voice).clip((*NO_KEY, *DANA), *US)
    assert voice.spoken[0].startswith("No key was pressed. Goodbye. You are about to call Dana")


def test_the_next_process_finds_the_clip_on_disk(stores: Stores, voice: Hum) -> None:
    first = stores(voice).clip(DANA, *US)
    assert stores(voice).clip(DANA, *US) == first
    assert len(voice.spoken) == 1


def test_the_same_words_are_one_clip_for_every_line(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    assert store.clip(NO_KEY, "en-US", "US") == store.clip(NO_KEY, "en-GB", "GB")
    assert len(voice.spoken) == 1


def test_another_voice_format_or_text_is_another_clip(stores: Stores) -> None:
    clips = [
        stores(Hum("en", identity="a")).clip(DANA, *US),
        stores(Hum("en", identity="b")).clip(DANA, *US),
        stores(Hum("en", identity="a"), form=Form.WAV).clip(DANA, *US),
        stores(Hum("en", identity="a")).clip(DANA[:0] + about(1), *US),
    ]
    assert len({clip.stem for clip in clips}) == 4
    assert [clip.path.suffix for clip in clips] == [".sln16", ".sln16", ".wav", ".sln16"]


def test_a_number_is_said_for_the_country_of_the_line(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    assert store.clip(about(122), "en", "US") != store.clip(about(122), "en", "DE")
    assert "plus, one" in voice.spoken[1]


def test_the_first_engine_of_the_language_speaks(stores: Stores) -> None:
    english, german = Hum("en"), Hum("en", "de")
    stores(english, german).clip(NO_KEY, "de-AT", "AT")
    assert (len(english.spoken), len(german.spoken)) == (0, 1)
    assert german.spoken[0].startswith("Es wurde keine Taste")


def test_a_language_without_a_voice_is_heard_in_english(stores: Stores, voice: Hum) -> None:
    stores(voice).clip(NO_KEY, "es-ES", "ES")
    assert voice.spoken == ["No key was pressed. Goodbye."]


def test_without_any_voice_the_prompt_is_unavailable(stores: Stores) -> None:
    with pytest.raises(PromptUnavailable, match="No installed voice") as refusal:
        stores().clip(NO_KEY, *US)
    assert refusal.value.obstacle is Obstacle.NO_VOICE


def test_a_voice_that_fails_is_asked_again_next_time(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    voice.broken = "the model is damaged"
    with pytest.raises(PromptUnavailable, match="the model is damaged") as refusal:
        store.clip(DANA, *US)
    assert refusal.value.obstacle is Obstacle.VOICE_FAILED
    voice.broken = ""
    assert store.clip(DANA, *US).size > 0


def test_a_voice_that_gives_silence_failed(stores: Stores, voice: Hum, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "synthesize", lambda text, language: Audio(np.zeros(9000, np.float32), 16_000))
    with pytest.raises(PromptUnavailable, match="gave no audio"):
        stores(voice).clip(DANA, *US)


def test_an_unknown_phrase_is_the_flow_s_mistake(stores: Stores, voice: Hum) -> None:
    with pytest.raises(UnknownPhrase):
        stores(voice).clip((Phrase("dial.nothing"),), *US)


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("content", [None, b"", b"half", bytes(5000)])
def test_a_clip_that_is_lost_or_broken_is_made_again(
    stores: Stores, voice: Hum, content: bytes | None, restart: bool
) -> None:
    store = stores(voice)
    clip = store.clip(DANA, *US)
    clip.path.unlink() if content is None else clip.path.write_bytes(content)
    again = (stores(voice) if restart else store).clip(DANA, *US)
    assert again == clip
    assert len(voice.spoken) == 2
    assert is_whole(decode(again.path.read_bytes(), Form.SLN16), Form.SLN16.rate)


def test_many_threads_make_one_clip_once(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    start = threading.Barrier(16)
    clips: list[Clip] = []

    def ask(number: int) -> None:
        start.wait(10)
        clips.append(store.clip(about(number % 2), *US))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(clips) == 16
    assert len(set(clips)) == 2
    assert len(voice.spoken) == 2


async def test_those_who_wait_for_a_clip_that_fails_hear_so_too(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    voice.broken = "the model is damaged"
    answers = await asyncio.gather(*(store.ready(DANA, *US) for _ in range(5)), return_exceptions=True)
    assert all(isinstance(answer, PromptUnavailable) for answer in answers)


async def test_the_event_loop_goes_on_while_a_voice_speaks(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    voice.gate.clear()
    waiting = asyncio.create_task(store.ready(DANA, *US))
    await begun(voice)
    assert not waiting.done()
    voice.gate.set()
    assert (await waiting).seconds > 0


async def test_a_ready_clip_needs_no_thread(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    clip = await store.ready(DANA, *US)
    store.close()
    assert await store.ready(DANA, *US) == clip


async def test_a_caller_who_gave_up_leaves_the_clip_for_the_next(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    voice.gate.clear()
    waiting = asyncio.create_task(store.ready(DANA, *US))
    await begun(voice)
    waiting.cancel()
    voice.gate.set()
    assert (await store.ready(DANA, *US)).seconds > 0
    assert len(voice.spoken) == 1


async def test_prompts_are_made_ready_before_they_are_needed(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    assert await store.prepare([Prompt(DANA, *US), Prompt(NO_KEY, *US)]) == []
    made = list(voice.spoken)
    await store.ready(DANA, *US)
    await store.ready(NO_KEY, *US)
    assert voice.spoken == made


async def test_a_call_s_own_prompt_overtakes_those_that_are_prepared(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    voice.gate.clear()
    preparing = asyncio.create_task(store.prepare([Prompt(about(number), *US) for number in range(20)]))
    await begun(voice)
    own = asyncio.create_task(store.ready(DANA, *US))
    assert "Dana" in await begun(voice)
    voice.gate.set()
    await asyncio.gather(preparing, own)


async def test_preparing_goes_on_after_a_prompt_that_fails(stores: Stores, voice: Hum) -> None:
    store = stores(voice)
    directory = stores.directory
    clip = store.clip(NO_KEY, *US)
    directory.rename(directory.with_name("away"))
    failures = await store.prepare([Prompt(DANA, *US), Prompt(NO_KEY, *US)])
    assert [failure.obstacle for failure in failures] == [Obstacle.DISK, Obstacle.DISK]
    directory.with_name("away").rename(directory)
    assert await store.prepare([Prompt(DANA, *US), Prompt(NO_KEY, *US)]) == []
    assert clip.path.exists()


async def test_starting_warms_the_voices_and_makes_the_fixed_phrases(stores: Stores) -> None:
    english, german = Hum("en"), Hum("de")
    store = stores(english, german)
    assert await store.start(["en-US", "de-CH", "de-CH"]) == []
    assert (english.warmed, german.warmed) == (1, 1)
    assert len(english.spoken) == len(german.spoken) == len(packaged()["en"].fixed())
    await store.ready(NO_KEY, "de-CH", "CH")
    assert len(german.spoken) == len(packaged()["de"].fixed())


async def test_starting_reports_a_voice_that_cannot_be_loaded(stores: Stores) -> None:
    english, german = Hum("en"), Hum("de")
    english.broken = "the model is damaged"
    failures = await stores(english, german).start(["en", "de"])
    assert [str(failure) for failure in failures] == ["the model is damaged"]
    assert german.spoken


@pytest.mark.behaviour("T8")
@pytest.mark.parametrize("form", list(Form))
async def test_the_packaged_voice_reads_the_number_about_to_be_dialled(
    stores: Stores, hibari: Hibari, form: Form
) -> None:
    clip = await stores(hibari, form=form).ready(about(122), *US)
    assert 4 < clip.seconds < 9
    assert is_whole(decode(clip.path.read_bytes(), form), form.rate)
