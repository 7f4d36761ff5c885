"""Prompts ready to be played: phrases in, files that Asterisk plays out, each synthesised once.

A prompt asked for again costs microseconds; one on disk from an earlier run under a millisecond; a new one is
synthesised on a thread of its own, so that the event loop never waits.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import structlog
from msgspec import Struct

from offhook.calls.values import Phrase
from offhook.speech.catalogue import FALLBACK, Catalogue, matching, packaged
from offhook.speech.clips import Clip, ClipFiles, Obstacle, PromptUnavailable
from offhook.speech.engine import Engine, NoVoice, VoiceFailed, choose
from offhook.speech.render import words
from offhook.speech.telephone import Form, Pcm, shape

LIMIT = 500 << 20
"""Bytes of kept clips, about."""
_REMEMBERED = 4096
_THREADS = 2  # the packaged voice takes one text at a time; a second thread keeps files on disk from waiting for it
_SHAPING = "1"  # raise it when telephone.shape changes, so that older files are made again

_log = structlog.get_logger(__name__)


class Prompt(Struct, frozen=True):
    """What is heard in one go: the phrases one after the other, for a line of this language and country."""

    phrases: tuple[Phrase, ...]
    language: str
    """BCP 47, as of the line: `en`, `de-CH`."""
    country: str
    """ISO 3166 alpha-2 of the workspace."""


class PromptStore:
    """Makes, keeps and finds the clips of prompts.

    `clip` blocks and may be called from any thread; `ready`, `prepare` and `start` are for the event loop.
    """

    def __init__(
        self,
        directory: Path,
        engines: Sequence[Engine],
        *,
        form: Form = Form.SLN16,
    ) -> None:
        """Keep clips in `directory`, at most about `LIMIT` bytes of them, spoken by the first fitting engine.

        Raises `PromptUnavailable` when the directory can't be used.
        """
        self._files = ClipFiles(directory, form, LIMIT)
        self._engines = engines
        self._catalogues = packaged()
        self._remembered: OrderedDict[Prompt, Clip] = OrderedDict()
        self._being_made: dict[str, Future[Clip]] = {}
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="speech")
        self._told: set[str] = set()

    def clip(self, phrases: tuple[Phrase, ...], language: str, country: str) -> Clip:
        """Give the finished clip, made now if it must be.

        Raises `PromptUnavailable` when no voice or no disk space is there, `UnknownPhrase` for a key that no
        catalogue has.
        """
        prompt = Prompt(phrases, language, country)
        return self._recalled(prompt) or self._found_or_made(prompt)

    def recall(self, phrases: tuple[Phrase, ...], language: str, country: str) -> Clip | None:
        """Give the finished clip if it is at hand, without touching voice or thread; None where it must be made."""
        return self._recalled(Prompt(phrases, language, country))

    async def ready(self, phrases: tuple[Phrase, ...], language: str, country: str) -> Clip:
        """Give the finished clip as `clip` does, without ever holding up the event loop."""
        prompt = Prompt(phrases, language, country)
        if clip := self._recalled(prompt):
            return clip
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._found_or_made, prompt)

    async def prepare(self, prompts: Iterable[Prompt]) -> list[PromptUnavailable]:
        """Make prompts ready before they are needed, and give what could not be made.

        One after the other, so that a call's own prompt never waits for more than one of these.
        """
        failures = []
        for prompt in prompts:
            try:
                await self.ready(prompt.phrases, prompt.language, prompt.country)
            except PromptUnavailable as failure:
                _log.warning("prompt_not_prepared", phrases=[p.key for p in prompt.phrases], reason=str(failure))
                failures.append(failure)
        return failures

    async def start(self, languages: Iterable[str] = (FALLBACK,)) -> list[PromptUnavailable]:
        """Load the voices of `languages` and make their fixed phrases ready; give what could not be made.

        Loading the English voice takes about a second of CPU, in which the event loop stands still for up to a quarter.
        """
        failures = []
        for language in dict.fromkeys(languages):
            try:
                await asyncio.get_running_loop().run_in_executor(self._threads, self._warm, language)
            except PromptUnavailable as failure:
                failures.append(failure)
                continue
            failures += await self.prepare(self.fixed(language))
        return failures

    def fixed(self, language: str, country: str = "") -> list[Prompt]:
        """Give what is the same in every call over lines of this language (BCP 47).

        `country` changes no word of it, but a call finds in memory only what was made for its line's country.
        """
        phrases = matching(self._catalogues, language).fixed()
        return [Prompt((phrase,), language, country) for phrase in phrases]

    def close(self) -> None:
        """Stop the threads; what is being made is finished, what waits is dropped."""
        self._threads.shutdown(cancel_futures=True)

    def _recalled(self, prompt: Prompt) -> Clip | None:
        with self._lock:
            clip = self._remembered.get(prompt)
            if clip is None:
                return None
            self._remembered.move_to_end(prompt)
        if not self._files.is_there(clip):
            return None
        self._files.note_use(clip)
        return clip

    def _found_or_made(self, prompt: Prompt) -> Clip:
        catalogue, engine = self._speaker(prompt.language)
        text = " ".join(words(phrase, catalogue, prompt.country) for phrase in prompt.phrases)
        clip = self._once(self._stem(engine, catalogue.language, text), engine, catalogue.language, text)
        with self._lock:
            self._remembered[prompt] = clip
            self._remembered.move_to_end(prompt)
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return clip

    def _once(self, stem: str, engine: Engine, language: str, text: str) -> Clip:
        """Make a clip, or wait for the thread that is making the same one."""
        mine = Future[Clip]()
        with self._lock:
            first = self._being_made.setdefault(stem, mine)
        if first is not mine:
            return first.result()
        try:
            clip = self._files.find(stem) or self._files.write(stem, self._spoken(engine, language, text))
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(clip)
            return clip
        finally:
            with self._lock:
                del self._being_made[stem]

    def _spoken(self, engine: Engine, language: str, text: str) -> Pcm:
        try:
            return shape(engine.synthesize(text, language), self._files.form.rate)
        except (NoVoice, VoiceFailed, ValueError) as error:
            raise PromptUnavailable(Obstacle.VOICE_FAILED, str(error)) from error

    def _speaker(self, language: str) -> tuple[Catalogue, Engine]:
        """Find catalogue and voice, falling back to English where the language has no voice here."""
        catalogue = matching(self._catalogues, language)
        try:
            return catalogue, choose(self._engines, catalogue.language)
        except NoVoice as missing:
            self._tell_once(catalogue.language, str(missing))
        try:
            return self._catalogues[FALLBACK], choose(self._engines, FALLBACK)
        except NoVoice as missing:
            raise PromptUnavailable(Obstacle.NO_VOICE, str(missing)) from missing

    def _tell_once(self, language: str, reason: str) -> None:
        if language not in self._told:
            self._told.add(language)
            _log.warning("prompts_fall_back_to_english", language=language, reason=reason)

    def _warm(self, language: str) -> None:
        _, engine = self._speaker(language)
        try:
            engine.warm()
        except VoiceFailed as error:
            raise PromptUnavailable(Obstacle.VOICE_FAILED, str(error)) from error

    def _stem(self, engine: Engine, language: str, text: str) -> str:
        what = f"{_SHAPING}\n{engine.identity}\n{self._files.form.name}\n{language}\n{text}"
        return hashlib.sha256(what.encode()).hexdigest()[:32]
