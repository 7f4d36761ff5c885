"""Collecting keys: what a `Collect` means, for adapters whose network only plays sounds and reports keys.

Pure and without a clock. The adapter tells what happens (a key, the end of the words, the timer) and carries the
returned steps out in order:

    Play            speak the command's phrases, and call `words_ended` when they were spoken to their end
    StopWords       stop speaking; `words_ended` may still be called, and means nothing then
    SetTimer(s)     call `timer` after that many seconds; replaces a timer set before
    Done(digits)    report `Collected`; the timer is off, and every later call returns no steps
"""

from __future__ import annotations

from msgspec import Struct

from offhook.calls.commands import Collect
from offhook.calls.values import Seconds


class Play(Struct, frozen=True):
    """Speak the command's phrases."""


class StopWords(Struct, frozen=True):
    """Stop speaking."""


class SetTimer(Struct, frozen=True):
    """Wait this long for a key; replaces a timer set before."""

    seconds: Seconds


class Done(Struct, frozen=True):
    """Complete, with what was pressed."""

    digits: str


Step = Play | StopWords | SetTimer | Done


class Collector:
    """One `Collect` in progress.

    Keys typed ahead count as if they were pressed at the first word: with any of them nothing is spoken, and with
    enough of them it is complete at the start. What is typed ahead beyond the wanted number is dropped.
    """

    def __init__(self, command: Collect) -> None:
        self._wanted = command.digits
        self._wait = command.wait
        self._finish = command.finish
        typed, finish, _ = command.typed.partition(self._finish) if self._finish else (command.typed, "", "")
        self._digits = typed[: command.digits]
        self._finished = bool(finish)
        self._has_words = bool(command.phrases)
        self._speaking = False
        self._waiting = False

    def start(self) -> list[Step]:
        """Begin."""
        if self._finished or len(self._digits) >= self._wanted:
            return self._done()
        if self._has_words and not self._digits:
            self._speaking = True
            return [Play()]
        return self._wait_for_key()

    def key(self, key: str) -> list[Step]:
        """A key was pressed."""
        if not (self._speaking or self._waiting):
            return []
        steps: list[Step] = [StopWords()] if self._speaking else []
        self._speaking = False
        if key == self._finish:
            return steps + self._done()
        self._digits += key
        return steps + (self._done() if len(self._digits) >= self._wanted else self._wait_for_key())

    def words_ended(self) -> list[Step]:
        """The words were spoken to their end, or could not be spoken."""
        if not self._speaking:
            return []
        self._speaking = False
        return self._wait_for_key()

    def timer(self) -> list[Step]:
        """The time that was set has passed."""
        return self._done() if self._waiting else []

    def _wait_for_key(self) -> list[Step]:
        self._waiting = True
        return [SetTimer(self._wait)]

    def _done(self) -> list[Step]:
        self._waiting = False
        return [Done(self._digits)]
