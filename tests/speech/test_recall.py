"""A prompt at hand is given without voice or thread; one that is not is not made."""

from pathlib import Path

from offhook.calls.values import Phrase
from offhook.speech.prompts import PromptStore
from tests.speech.fakes import Hum


def test_only_what_was_made_is_recalled(tmp_path: Path) -> None:
    store = PromptStore(tmp_path, [Hum()])
    phrases = (Phrase("dial.no_key"),)
    assert store.recall(phrases, "en", "US") is None
    clip = store.clip(phrases, "en", "US")
    assert store.recall(phrases, "en", "US") == clip
    clip.path.unlink()
    assert store.recall(phrases, "en", "US") is None
    store.close()
