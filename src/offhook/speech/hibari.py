"""The English voice that comes with Offhook: hibari-tts, offline, its model inside its package.

Loading takes most of a second and about 150 MB, once a process; a prompt then takes some 15 ms a second of audio.
Sentences are kept for a while, since most prompts share one ("Press any key to dial.") with the prompt before.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol, cast

import numpy as np

from offhook.speech.engine import Audio, NoVoice, Samples, VoiceFailed, plain

_VOICE = "heart"
_MODEL = "hibari.onnx"
_LAST_LETTER_IT_READS = "\u017f"
_SENTENCES_KEPT = 16


class _Voice(Protocol):
    sample_rate: int

    def split_sentences(self, text: str) -> list[str]: ...

    def __call__(self, text: str, speed: float = 1.0, seed: int | None = None) -> Samples: ...


class Hibari:
    """American English. Only the packaged voice: the others of hibari-tts would be downloaded at first use."""

    languages = frozenset({"en"})

    def __init__(self) -> None:
        """Cost nothing yet: the model is loaded by `warm`, or by the first prompt."""
        self.identity = f"hibari-tts {version('hibari-tts')} {_VOICE}"
        self._voice: _Voice | None = None
        self._one_at_a_time = threading.Lock()
        self._sentence = lru_cache(_SENTENCES_KEPT)(self._spoken)

    def warm(self) -> None:
        """Load the model and the pronunciation lexicons, and run each once."""
        with self._one_at_a_time:
            self._loaded()

    def synthesize(self, text: str, language: str) -> Audio:
        """Speak English text at the voice's own pace; the same text gives the same samples."""
        if language not in self.languages:
            raise NoVoice(f"hibari-tts speaks English, not {language!r}.")
        with self._one_at_a_time:
            voice = self._loaded()
            try:
                sentences = [self._sentence(each) for each in voice.split_sentences(readable(plain(text)))]
            except Exception as error:
                raise VoiceFailed(f"hibari-tts could not speak: {error}") from error
        samples = np.concatenate([np.zeros(0, np.float32), *sentences])
        if not np.any(samples):
            raise VoiceFailed("hibari-tts found nothing to speak in the text.")
        return Audio(samples, voice.sample_rate)

    def _spoken(self, sentence: str) -> Samples:
        return self._loaded()(sentence, seed=0)

    def _loaded(self) -> _Voice:
        if self._voice is None:
            try:
                voice = _load()
                voice("Hello, Xanthippe.", seed=0)
            except Exception as error:
                raise VoiceFailed(f"The English voice, hibari-tts, could not be loaded: {error}") from error
            self._voice = voice
        return self._voice


def readable(text: str) -> str:
    """Write letters that the voice's lexicon has never seen (`ặ`) as their base letter (`a`)."""
    return "".join(_base(letter) if letter > _LAST_LETTER_IT_READS else letter for letter in text)


def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0] if letter.isalpha() else letter


def _load() -> _Voice:
    # Imported here: only a process that speaks pays for onnxruntime. The model's path is given so that the
    # package's own look-up, which may download, is never asked.
    import hibari

    model = Path(hibari.__file__).parent / "assets" / _MODEL
    return cast(_Voice, hibari.Hibari(voice=_VOICE, model=str(model)))
