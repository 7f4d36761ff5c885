"""How a call is written down, and rebuilt from what was written.

An entry is one turn: the event, the answers that the stores gave, and the commands that the flow gave. Feeding a
fresh `Runner` the same events and answers must give the same commands; where it does not (the flow was changed, or
does something a flow may not do) `Mismatch` says so with both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec import Struct

from offhook.calls.commands import Command
from offhook.calls.events import Event, FlowFailed
from offhook.calls.kernel import Runner, Turn
from offhook.calls.questions import Answer, Question


class Stamp(Struct, frozen=True):
    """When something happened."""

    at: int
    """UTC, microseconds since 1970."""
    mono: int
    """Monotonic clock, nanoseconds; comparable between stamps of the same `boot` only."""
    boot: str


class Entry(Struct, frozen=True):
    """One turn of a call, at the time of its event."""

    seq: int
    at: int
    """UTC, microseconds since 1970."""
    mono: int
    """Monotonic clock, nanoseconds; comparable between entries of the same `boot` only."""
    boot: str
    event: Event
    answers: tuple[Answer, ...] = ()
    commands: tuple[Command, ...] = ()
    unreadable: str = ""
    """What of it can't be read, and why: the event may be another than was written then, and commands be missing."""


def milliseconds_between(one: Stamp | Entry, other: Stamp | Entry) -> int:
    """By the monotonic clock within one boot of the machine; by the wall clock over a reboot. Never negative."""
    if one.boot == other.boot:
        return max(0, other.mono - one.mono) // 1_000_000
    return max(0, other.at - one.at) // 1000


class Mismatch(Exception):
    """Replaying a journal gave other commands than the ones that were written, or some of it can't be read."""


_event = msgspec.json.Decoder(Event)
_answers = msgspec.json.Decoder(tuple[Answer, ...])
_commands = msgspec.json.Decoder(tuple[Command, ...])

encode: Callable[[object], bytes] = msgspec.json.Encoder().encode
decode_event: Callable[[bytes | str], Event] = _event.decode
decode_answers: Callable[[bytes | str], tuple[Answer, ...]] = _answers.decode
decode_commands: Callable[[bytes | str], tuple[Command, ...]] = _commands.decode


def rebuild(runner: Runner, entries: Sequence[Entry]) -> dict[str, Entry]:
    """Feed a fresh runner its journal; the timers that still run, each with the entry that started it.

    What came before the last `FlowFailed` is only learnt: its flow is not to be trusted any more.
    """
    failures = [at for at, entry in enumerate(entries) if isinstance(entry.event, FlowFailed)]
    trusted = failures[-1] if failures else 0
    for entry in entries[:trusted]:
        runner.learn(entry.event, entry.commands)
    started: dict[str, Entry] = {}
    for entry in entries[trusted:]:
        if entry.unreadable:
            raise Mismatch(entry.unreadable)
        turn = runner.feed(entry.event, _recorded(entry.answers))
        if turn is None or turn.crash or (tuple(turn.commands), tuple(turn.answers)) != (entry.commands, entry.answers):
            raise Mismatch(_both_sides(entry, turn))
        started = {timer: started.get(timer, entry) for timer in runner.timers}
    return started


def _recorded(answers: Iterable[Answer]) -> Callable[[Question], Answer]:
    left = iter(answers)

    def answer(question: Question) -> Answer:
        for recorded in left:
            return recorded
        raise Mismatch(f"the flow asks {question!r}, and the journal has no answer to that")

    return answer


def _both_sides(entry: Entry, turn: Turn | None) -> str:
    written = f"entry {entry.seq} ({type(entry.event).__name__}) was written with {_said(entry)}, "
    if turn is None:
        return written + "and replaying it finds no news in it"
    raises = f" and raises {turn.crash}" if turn.crash else ""
    return written + f"and replaying it gives {_said(turn)}{raises}"


def _said(turn: Entry | Turn) -> str:
    answers = f" and answers {list(turn.answers)!r}" if turn.answers else ""
    return f"{list(turn.commands)!r}{answers}"
