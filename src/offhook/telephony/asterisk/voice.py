"""Speaking to legs: prompts, keys asked for, ringback, and music.

A leg plays one thing at a time. Whatever plays is stopped before anything else is asked of its channel, because
during a playback Asterisk makes everything else wait: a bridge, and every request behind it on the same connection.
"""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Callable
from functools import partial
from typing import Protocol

import structlog

from offhook.calls.commands import Collect, Record, Say
from offhook.calls.events import Collected, Digit, Event, Prompted, Recorded
from offhook.calls.values import Phrase, Seconds
from offhook.telephony.asterisk import holding, requests
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.legs import Collecting, Leg
from offhook.telephony.asterisk.wire import Playback, Request, Response
from offhook.telephony.collecting import Collector, Done, Play, SetTimer, Step, StopWords

BEEP = "tone:callwaiting;tonezone=us"
"""Heard in place of words that can't be spoken: 440 Hz for 0.3 s. Asterisk plays tones until they are stopped."""

BEEP_AFTER: Seconds = 0.05
BEEP_LASTS: Seconds = 1.0

SLOTS = "abcd"
"""Playbacks of a leg are named by turns, so that after a restart what plays can be stopped without knowing it."""

_log = structlog.get_logger(__name__)


class PromptUnavailable(Exception):
    """Phrases that can't be spoken; the text says why."""


class Prompts(Protocol):
    """Where spoken words come from."""

    def cached(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str | None:
        """The media URI, `sound:/…`, if it is there already."""
        ...

    async def media(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str:
        """The media URI, made if it must be.

        Raises:
            PromptUnavailable: it can't be.
        """
        ...


class Voice:
    """What legs are told, asked and played."""

    def __init__(
        self,
        prompts: Prompts,
        post: Callable[[Request], Future[Response]],
        report: Callable[[Leg, Event], None],
    ) -> None:
        self._prompts = prompts
        self._post = post
        self._report = report
        self._playing: dict[str, Leg] = {}
        self._recorded_of: dict[str, Leg] = {}
        self._being_made: set[asyncio.Task[None]] = set()

    # Commands

    def say(self, leg: Leg, command: Say) -> None:
        """Speak; `Prompted` when it was said."""
        self.hush(leg)
        leg.words = command
        self._speak(leg, command)

    def collect(self, leg: Leg, command: Collect) -> None:
        """Speak and take keys; `Collected` when complete."""
        self.hush(leg)
        leg.words = Collecting(command, Collector(command))
        self._advance(leg, leg.words, leg.words.collector.start())

    def ring(self, leg: Leg) -> None:
        """Ringback, until anything else."""
        self.hush(leg)
        leg.ringback = True
        self._post(requests.ring(leg.channel))

    def music(self, leg: Leg) -> None:
        """Music, until anything else. What plays already goes on."""
        if leg.music:
            return
        self.hush(leg)
        leg.music = True
        self._post(holding.play_music(leg.channel))

    def wait(self, leg: Leg) -> None:
        """Silence, until anything else."""
        self.hush(leg)
        leg.silence = True
        self._post(holding.send_silence(leg.channel))

    def record(self, leg: Leg, command: Record) -> None:
        """Beep and record; `Recorded` when it is over. One that has begun, perhaps by an earlier worker, goes on."""
        if isinstance(leg.words, Record) and leg.words.recording == command.recording:
            return
        self.hush(leg)
        leg.words = command
        self._recorded_of[command.recording] = leg
        answer = self._post(requests.record(leg.channel, command))
        answer.add_done_callback(partial(self._record_began, leg, command))

    def hush(self, leg: Leg) -> None:
        """Stop whatever it hears or is asked. What is sent after this finds the channel free."""
        playback, ringback, words, music, silence = leg.playback, leg.ringback, leg.words, leg.music, leg.silence
        self.forget(leg)
        if isinstance(words, Record):
            self._post(requests.stop_recording(words.recording))
        if playback:
            self._post(requests.stop_playback(playback))
        if ringback:
            self._post(requests.stop_ring(leg.channel))
        if music:
            self._post(holding.stop_music(leg.channel))
        if silence:
            self._post(holding.stop_silence(leg.channel))

    def forget(self, leg: Leg) -> None:
        """The channel is gone, or going."""
        if isinstance(leg.words, Collecting) and leg.words.timer is not None:
            leg.words.timer.cancel()
        self._playing.pop(leg.playback, None)
        if isinstance(leg.words, Record):
            self._recorded_of.pop(leg.words.recording, None)
        if leg.beep is not None:
            leg.beep.cancel()
        leg.words = leg.speaking = leg.beep = None
        leg.playback, leg.ringback, leg.music, leg.silence = "", False, False, False

    # What happens

    def key(self, leg: Leg, key: str) -> None:
        """A key was pressed: it belongs to the `Collect` that runs, if one does."""
        match leg.words:
            case Collecting() as collecting:
                self._advance(leg, collecting, collecting.collector.key(key))
            case Record(finish=finish) if key == finish:
                pass
            case _:
                self._report(leg, Digit(leg.id, key))

    def finished(self, playback: Playback) -> None:
        """A playback is over."""
        leg = self._playing.pop(playback.id, None)
        if leg is None:  # stopped, and of no interest any more
            return
        leg.playback = ""
        if playback.state == "failed" and leg.beep is None:
            # Playbacks fail as well because the phone hangs up; then the channel's end follows within milliseconds.
            reason = "Asterisk could not play it"
            leg.beep = asyncio.get_running_loop().call_later(BEEP_AFTER, self._beep, leg, reason)
        else:
            self._spoken(leg)

    def recording_over(self, name: str) -> None:
        """A recording has ended, or could not be made."""
        leg = self._recorded_of.get(name)
        if leg is not None:
            self.forget(leg)
            self._report(leg, Recorded(leg.id, name))

    async def look_again(self, legs: list[Leg]) -> None:
        """After a lost connection: the end of a playback may have gone unnoticed."""
        for name in list(self._recorded_of):
            if (await self._post(requests.look_up_recording(name))).status == 404:
                self.recording_over(name)
        playing = [leg.playback for leg in legs if leg.playback]
        answers = [self._post(requests.look_up_playback(playback)) for playback in playing]
        for playback, answer in zip(playing, answers, strict=True):
            if (await answer).status == 404:
                self.finished(Playback(playback, "done"))

    # Recording

    def _record_began(self, leg: Leg, command: Record, answer: Future[Response]) -> None:
        try:
            response = answer.result()
        except NoAnswer:
            return
        if response.good or leg.words is not command or response.status == 404:  # 404: the channel is gone
            return
        # A recording of this name is there: from before a restart. Either it goes on or it has ended.
        looking = self._post(requests.look_up_recording(command.recording))
        looking.add_done_callback(partial(self._record_looked_up, leg, command))

    def _record_looked_up(self, leg: Leg, command: Record, answer: Future[Response]) -> None:
        try:
            goes_on = answer.result().good
        except NoAnswer:
            return
        if not goes_on and leg.words is command:
            self.recording_over(command.recording)

    # Speaking

    def _speak(self, leg: Leg, command: Say | Collect) -> None:
        leg.speaking = command
        if not command.phrases:
            self._spoken(leg)
        elif media := self._prompts.cached(command.phrases, command.language, command.country):
            self._play(leg, media)
        else:
            task = asyncio.get_running_loop().create_task(self._speak_when_ready(leg, command))
            self._being_made.add(task)
            task.add_done_callback(self._being_made.discard)

    async def _speak_when_ready(self, leg: Leg, command: Say | Collect) -> None:
        try:
            media = await self._prompts.media(command.phrases, command.language, command.country)
        except Exception as problem:
            if not isinstance(problem, PromptUnavailable):
                _log.exception("prompt_failed", leg=leg.id)
            if leg.speaking is command:
                self._beep(leg, str(problem))
        else:
            if leg.speaking is command:
                self._play(leg, media)

    def _play(self, leg: Leg, media: str) -> None:
        leg.playback = f"{leg.id}.{SLOTS[leg.playbacks % len(SLOTS)]}"
        leg.playbacks += 1
        self._playing[leg.playback] = leg
        answer = self._post(requests.play(leg.channel, leg.playback, media))
        answer.add_done_callback(partial(self._began, leg, leg.playback))

    def _began(self, leg: Leg, playback: str, answer: Future[Response]) -> None:
        try:
            response = answer.result()
        except NoAnswer:
            return
        # 404: the channel is gone, which is reported by itself.
        if not response.good and response.status != 404 and leg.playback == playback:
            _log.warning("playback_refused", leg=leg.id, reason=response.complaint)
            self.finished(Playback(playback, "failed"))

    def _beep(self, leg: Leg, reason: str) -> None:
        _log.warning("beep_instead_of_words", leg=leg.id, reason=reason)
        self._play(leg, BEEP)
        leg.beep = asyncio.get_running_loop().call_later(BEEP_LASTS, self._stop, leg)

    def _stop(self, leg: Leg) -> None:
        """Let `PlaybackFinished` come."""
        if leg.playback:
            self._post(requests.stop_playback(leg.playback))

    def _spoken(self, leg: Leg) -> None:
        leg.speaking = None
        if leg.beep is not None:
            leg.beep.cancel()
            leg.beep = None
        match leg.words:
            case Say(prompt=prompt):
                leg.words = None
                self._report(leg, Prompted(leg.id, prompt))
            case Collecting() as collecting:
                self._advance(leg, collecting, collecting.collector.words_ended())
            case Record() | None:
                pass

    # Keys

    def _advance(self, leg: Leg, collecting: Collecting, steps: list[Step]) -> None:
        for step in steps:
            match step:
                case Play():
                    self._speak(leg, collecting.command)
                case StopWords():
                    self._silence_words(leg)
                case SetTimer(seconds=seconds):
                    self._set_timer(leg, collecting, seconds)
                case Done(digits=digits):
                    self.forget(leg)
                    self._report(leg, Collected(leg.id, digits, collecting.command.prompt))

    def _silence_words(self, leg: Leg) -> None:
        self._stop(leg)
        self._playing.pop(leg.playback, None)
        if leg.beep is not None:
            leg.beep.cancel()
        leg.playback, leg.speaking, leg.beep = "", None, None

    def _set_timer(self, leg: Leg, collecting: Collecting, seconds: Seconds) -> None:
        if collecting.timer is not None:
            collecting.timer.cancel()
        collecting.timer = asyncio.get_running_loop().call_later(seconds, self._time_is_up, leg, collecting)

    def _time_is_up(self, leg: Leg, collecting: Collecting) -> None:
        if leg.words is collecting:
            self._advance(leg, collecting, collecting.collector.timer())


def strays(leg: Leg) -> list[Request]:
    """Stops whatever an earlier worker may have left playing to a leg."""
    channel = leg.channel
    words = [requests.stop_playback(f"{leg.id}.{slot}") for slot in SLOTS]
    return [*words, requests.stop_ring(channel), holding.stop_music(channel), holding.stop_silence(channel)]
