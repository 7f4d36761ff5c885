"""What a network says over the telephone: its voices, and prompts that are made before somebody waits for them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from pathlib import Path
from typing import Any

import structlog
from msgspec.structs import replace

from offhook.calls.values import ClickToCall, Inbound, LineUsed, Phrase
from offhook.flows.click_to_call import phrases_of
from offhook.flows.inbound import prompts_for, prompts_of
from offhook.networks.recorded import RecordedSounds, SoundGone
from offhook.speech.catalogue import FALLBACK
from offhook.speech.clips import PromptUnavailable as NoClip
from offhook.speech.engine import Engine
from offhook.speech.prompts import Prompt, PromptStore
from offhook.speech.telephone import Form
from offhook.telephony.asterisk.instance import write_shared
from offhook.telephony.asterisk.voice import PromptUnavailable

log = structlog.get_logger()

LOOKED_AGAIN_S = 60.0
"""What is the same in every call is looked at again after so long: a file may be gone, and forty looks a call are a
tenth of what the worker does for it."""


class Speech:
    """The prompts that Asterisk plays, by the names of files that it can see."""

    def __init__(
        self,
        sounds: Path,
        voices: Sequence[Engine],
        uri: Callable[[str], str],
        kept: Callable[[str], bytes],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep prompts in the folder `sounds`; `uri` names a file of it, given without its ending, to Asterisk.

        `kept` gives the audio that phrases name by its content.
        """
        self.voices = voices
        self._sounds = sounds
        self._store = PromptStore(sounds, voices)
        self._recorded = RecordedSounds(sounds, kept, uri)
        self._uri = uri
        self._making: set[asyncio.Task[object]] = set()
        self._clock = clock
        self._looked: dict[tuple[str, str], float] = {}

    def cached(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str | None:
        """The media URI, if the prompt was made before."""
        if sound := _sound(phrases):
            return self._recorded.cached(sound)
        clip = self._store.recall(phrases, language, country)
        return None if clip is None else self._uri(clip.stem)

    async def media(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str:
        """The media URI, made now if it must be. Where recorded audio is gone the words are spoken."""
        if sound := _sound(phrases):
            try:
                return await self._recorded.media(sound)
            except SoundGone as reason:
                log.warning("sound_gone", sound=sound, reason=str(reason))
                phrases = tuple(replace(phrase, sound="") for phrase in phrases)
        try:
            clip = await self._store.ready(phrases, language, country)
        except NoClip as reason:
            raise PromptUnavailable(str(reason)) from reason
        return self._uri(clip.stem)

    async def start(self, languages: Iterable[str]) -> None:
        """Load the voices of the lines' languages, and make what is the same in every call; English without lines."""
        await self._store.start(list(languages) or [FALLBACK])
        await asyncio.get_running_loop().run_in_executor(None, self._write_apology)

    def placed(self, call: ClickToCall) -> None:
        """Make what the member will hear while their phone rings, the announcement first.

        What is the same in every call is there already, but for the first call in a language that no line had at the
        start.
        """
        line = call.line
        announcement, *others = [Prompt((phrase,), line.language, line.country) for phrase in phrases_of(call)]
        self.in_background(self._store.prepare([announcement, *self._fixed(line), *others]))

    def came_in(self, call: Inbound) -> None:
        """Make what whoever answers will hear while their phone rings, and what the caller may hear after that."""
        line = call.line
        prompts = [Prompt(phrases, line.language, line.country) for phrases in prompts_of(call)]
        self.in_background(self._store.prepare([*prompts, *self._fixed(line)]))

    def use_lines(self, lines: Iterable[LineUsed]) -> None:
        """Make what calls to these lines will say whoever calls, such as the greetings of their voicemails."""
        self.in_background(self.prepare_lines(lines))

    async def prepare_lines(self, lines: Iterable[LineUsed]) -> None:
        """The same, and wait for it."""
        for line in lines:
            prompts = [Prompt(phrases, line.language, line.country) for phrases in prompts_for(line)]
            await self._store.prepare([*self._fixed(line), *prompts])

    def in_background(self, work: Coroutine[Any, Any, object]) -> None:
        """Have something done meanwhile, which `close` cuts short."""
        task = asyncio.ensure_future(work)
        self._making.add(task)
        task.add_done_callback(self._made)

    async def close(self) -> None:
        """Stop speaking. What Asterisk is playing goes on."""
        for task in self._making:
            task.cancel()
        await asyncio.gather(*self._making, return_exceptions=True)
        self._recorded.close()
        self._store.close()

    def _fixed(self, line: LineUsed) -> list[Prompt]:
        """What is the same in every call over such lines; nothing when it was asked for a moment ago."""
        key, now = (line.language, line.country), self._clock()
        if now - self._looked.get(key, -LOOKED_AGAIN_S) < LOOKED_AGAIN_S:
            return []
        self._looked[key] = now
        return self._store.fixed(line.language, line.country)

    def _made(self, task: asyncio.Task[object]) -> None:
        self._making.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("speech_failed", error=repr(error), exc_info=error)

    def _write_apology(self) -> None:
        """What callers hear while no worker is there: Asterisk's own dialplan plays this file."""
        path = self._sounds / "apology.wav"
        if path.exists():
            return
        store = PromptStore(self._sounds, self.voices, form=Form.WAV)
        try:
            clip = store.clip((Phrase("call.apology"),), FALLBACK, "")
            write_shared(path, clip.path.read_bytes())
        except NoClip as reason:
            log.warning("apology_not_written", reason=str(reason))
        finally:
            store.close()


def _sound(phrases: tuple[Phrase, ...]) -> str:
    """The audio that is played instead of the words; flows say it alone."""
    return next((phrase.sound for phrase in phrases if phrase.sound), "")
