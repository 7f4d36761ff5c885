"""A flow's test as a script: `>>` feeds an event, `<<` expects the next command, `.returns()` ends it.

    (
        Playbook(click_to_call, CALL_DANA)
        << Originate(ANN, Role.MEMBER, to=ANNS_NUMBER, caller_id=LINE, trunk=LAB)
        >> Answered(ANN)
        << Collect(ANN, (Phrase("dial.about_to_call", number=DANAS_NUMBER),), "en", "US", digits=1, wait=4)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Disposition.ABANDONED)

Every script plays twice, in step: on a runner that lives through the whole call, and on one that is rebuilt from the
call's encoded journal before every event. Both must say the same.

Ids of prompts and names of recordings may be left out: `<<` then ignores them, and `>>` fills in what the leg hears
now. A call that came in begins with its caller's leg. `>>` and `<<` also play a passage, several steps at once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, NoReturn, TypeVar

import pytest
from msgspec import Struct, structs

from offhook.calls import journal
from offhook.calls.arguments import Arguments, FromPhone, FromSoftphone
from offhook.calls.commands import Collect, Command, Record, Say
from offhook.calls.events import Collected, Elapsed, Event, FlowFailed, Prompted, Recorded, Started
from offhook.calls.flow import FlowOf, Outcome
from offhook.calls.kernel import Answerer, Fallback, Flows, Runner, Turn
from offhook.calls.questions import Answer, Question
from offhook.calls.values import CallId, Disposition, Inbound, Seconds
from offhook.flows import fallback as fallback_of_all_flows
from offhook.speech.catalogue import FALLBACK, packaged

CALL = CallId("call")
"""The id of every playbook's call: its legs are `call-1`, `call-2`, …"""

WIDEST = 60
"""Columns of the message of a failure; longer ones are put below each other."""

Passage = Callable[["Playbook"], "Playbook"]
"""A piece that many scripts have: goes on with a script, and gives it back. `tests/flows/steps.py` has some."""
Answers = Mapping[Question, Answer] | Answerer
A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True)
class RunsOut:
    """The running timer of this length runs out; the one that began first, where several have it."""

    seconds: Seconds


def elapsed(seconds: Seconds) -> RunsOut:
    """What to feed for a timer whose name one does not know."""
    return RunsOut(seconds)


class Playbook:
    """One call that is played from a script. Fails at the line of the script that does not hold."""

    unfinished: ClassVar[list[Playbook]] = []
    """Scripts that have not come to `.returns()` or `.goes_on()`; see `every_script_ends`."""

    def __init__(
        self,
        flow: Callable[[A], FlowOf[Outcome]],
        arguments: A,
        *,
        answers: Answers | None = None,
        fallback: Fallback = fallback_of_all_flows,
    ) -> None:
        self.entries: list[journal.Entry] = []
        """The call's journal so far."""
        self._name = flow.__name__
        self._flows: Flows = {(self._name, 1): flow}
        self._fallback = fallback
        self._answers = answers
        self.runner = Runner(CALL, self._flows, fallback)
        """The runner that lives through the whole call, to look into."""
        self._unmet: list[Command] = []
        self._crash: str | None = None
        self._script: list[str] = []
        self.unfinished.append(self)
        incoming = arguments.caller.leg if isinstance(arguments, Inbound | FromSoftphone | FromPhone) else None
        self._feed(Started(self._name, 1, arguments, incoming))

    def __rshift__(self, event: Event | RunsOut | Passage) -> Playbook:
        """Feed an event; whatever the flow said before must have been expected. Or play a passage."""
        if callable(event):
            return event(self)
        self._says_nothing_more()
        event = self._filled(event)
        self._script.append(f">> {_words(event)}")
        self._feed(event)
        return self

    def __lshift__(self, expected: Command | Passage) -> Playbook:
        """Expect the flow's next command. Or play a passage."""
        if callable(expected):
            return expected(self)
        got = _without_id(self._unmet.pop(0), expected) if self._unmet else None
        if got != expected:
            self._fail("the flow's next command is another", expected, got)
        self._script.append(f"<< {_words(expected)}")
        return self

    def ignores(self, event: Event) -> Playbook:
        """Feed an event that is no news: stale, repeated, or about nothing of this call."""
        self._says_nothing_more()
        self._script.append(f">> {_words(event)}, which is no news")
        if (turn := self.runner.feed(event, self._answer)) is not None:
            self._fail("this event was taken as news", None, turn.commands)
        return self

    def crashes(self, words: str) -> Playbook:
        """Expect that the flow raised an error that these words are part of; the fallback takes over."""
        if self._crash is None or words not in self._crash:
            self._fail("the flow was to raise", words, self._crash)
        crash, self._crash = self._crash, None
        return self >> FlowFailed(error=crash)

    def returns(self, outcome: Outcome | Disposition) -> None:
        """Expect that the flow came to this outcome, says nothing more, and leaves no leg alive."""
        self._says_nothing_more()
        got = self.runner.outcome
        if got is None:
            self._fail("the flow still waits", outcome, {"timers": self.runner.timers})
        if (got if isinstance(outcome, Outcome) else got.disposition) != outcome:
            self._fail("the flow returned something else", outcome, got)
        if not self.runner.closed:
            alive = [leg for leg, facts in self.runner.facts.legs.items() if facts.alive]
            self._fail("the script does not end every leg", None, {"still up": alive})
        if self.runner.timers:
            self._fail("timers run after the end", None, self.runner.timers)
        self.unfinished.remove(self)

    def goes_on(self) -> None:
        """Expect that the flow says nothing more and still waits; the script ends here."""
        self._says_nothing_more()
        if self.runner.outcome is not None:
            self._fail("the flow is done", None, self.runner.outcome)
        self.runner.discard()
        self.unfinished.remove(self)

    # Playing

    def _feed(self, event: Event) -> None:
        written = self.runner.facts.without_secrets(event)
        turn = self.runner.feed(event, self._answer)
        self._compare_with_rebuilt(event, turn)
        if turn is not None:
            self._crash, self._unmet = turn.crash, list(turn.commands)
            self._check_phrases(turn)
            seq = len(self.entries) + 1
            said = (tuple(turn.answers), tuple(turn.commands))
            self.entries.append(journal.Entry(seq, seq * 10**6, seq * 10**9, "boot", written, *said))

    def _compare_with_rebuilt(self, event: Event, turn: Turn | None) -> None:
        rebuilt = Runner(CALL, self._flows, self._fallback)
        entries = [_written_and_read(entry) for entry in self.entries]
        if isinstance(event, FlowFailed):
            for entry in entries:
                rebuilt.learn(entry.event, entry.commands)
        else:
            journal.rebuild(rebuilt, entries)
        answers = iter(turn.answers if turn is not None else ())
        again = rebuilt.feed(event, lambda question: next(answers))
        if (mine := _state(self.runner, turn)) != (other := _state(rebuilt, again)):
            self._fail("the runner rebuilt from its journal differs", mine, other)
        rebuilt.discard()

    def _check_phrases(self, turn: Turn) -> None:
        spoken = {phrase.key for said in turn.commands if isinstance(said, Say | Collect) for phrase in said.phrases}
        if lacking := spoken - packaged()[FALLBACK].phrases.keys():
            self._fail("the catalogues in src/offhook/speech/ lack what the flow says", None, sorted(lacking))

    def _answer(self, question: Question) -> Answer:
        answers = self._answers
        if callable(answers):
            return answers(question)
        if answers is None or question not in answers:
            self._fail("the script's answers= lack this question", {"answers": list(answers or ())}, question)
        return answers[question]

    def _filled(self, event: Event | RunsOut) -> Event:
        match event:
            case RunsOut(seconds=seconds):
                for timer, length in self.runner.timers.items():
                    if length == seconds:
                        return Elapsed(timer)
                self._fail("no such timer runs", event, {"timers": self.runner.timers})
            case Prompted(leg=leg, prompt="") | Collected(leg=leg, prompt=""):
                playing = self.runner.facts.legs[leg].prompt
                if not isinstance(playing, Say | Collect):
                    self._fail("this leg hears nothing", event, playing)
                return structs.replace(event, prompt=playing.prompt)
            case Recorded(leg=leg, recording=""):
                playing = self.runner.facts.legs[leg].prompt
                if not isinstance(playing, Record):
                    self._fail("this leg is not recorded", event, playing)
                return structs.replace(event, recording=playing.recording)
            case _:
                return event

    # Failing

    def _says_nothing_more(self) -> None:
        if self._crash is not None:
            self._fail("the flow raised", None, self._crash)
        if self._unmet:
            self._fail("the flow says more", None, self._unmet[0])

    def _fail(self, what: str, expected: object, got: object) -> NoReturn:
        raise AssertionError(f"{what}\n\n{self.so_far()}\n\n{_side_by_side(expected, got)}")

    def so_far(self) -> str:
        """What was fed and what was said."""
        return "\n  ".join([f"{self._name} so far:", *self._script])


@pytest.hookimpl(wrapper=True)
def every_script_ends() -> Generator[None, None, None]:
    """A hook around a test that passes: a script without an end has not looked at what the flow said last."""
    Playbook.unfinished.clear()
    yield
    for script in Playbook.unfinished:
        pytest.fail(f"a script ends with .returns() or .goes_on()\n\n{script.so_far()}", pytrace=False)


def _without_id(got: Command, expected: Command) -> Command:
    """Without the id of its prompt or recording, where what is expected leaves that out."""
    if isinstance(got, Say | Collect) and isinstance(expected, Say | Collect) and not expected.prompt:
        return structs.replace(got, prompt="")
    if isinstance(got, Record) and isinstance(expected, Record) and not expected.recording:
        return structs.replace(got, recording="")
    return got


def _state(runner: Runner, turn: Turn | None) -> dict[str, object]:
    """Everything in which two runners of the same call must not differ."""
    return {
        "commands": turn and turn.commands,
        "answers": turn and turn.answers,
        "crash": turn and turn.crash and turn.crash.partition(":")[0],  # its words may show addresses of objects
        "timers": runner.timers,
        "outcome": runner.outcome,
        "facts": runner.facts,
    }


def _written_and_read(entry: journal.Entry) -> journal.Entry:
    return structs.replace(
        entry,
        event=journal.decode_event(journal.encode(entry.event)),
        answers=journal.decode_answers(journal.encode(entry.answers)),
        commands=journal.decode_commands(journal.encode(entry.commands)),
    )


def _words(said: Struct) -> str:
    """A command or an event, without what is blank."""
    told = {name: value for name, value in structs.asdict(said).items() if value not in ("", None, ())}
    return f"{type(said).__name__}({', '.join(f'{name}={value}' for name, value in told.items())})"


def _fields(thing: object) -> dict[str, str]:
    match thing:
        case None:
            return {"": "nothing"}
        case Struct():
            return {"": type(thing).__name__, **{name: _value(v) for name, v in structs.asdict(thing).items()}}
        case dict():
            return {str(name): _value(value) for name, value in thing.items()}
        case _ if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
            fields = {field.name: _value(getattr(thing, field.name)) for field in dataclasses.fields(thing)}
            return {"": type(thing).__name__, **fields}
        case _:
            return {"": str(thing)}


def _value(value: object) -> str:
    return str(value) if isinstance(value, StrEnum) else repr(value)


def _side_by_side(expected: object, got: object) -> str:
    """Field by field; a star marks what differs."""
    left, right = _fields(expected), _fields(got)
    rows = [("", "expected", "got"), *((name, left.get(name, ""), right.get(name, "")) for name in {**left, **right})]
    names, lefts, _ = (max(len(cell) for cell in column) for column in zip(*rows, strict=True))
    if lefts > WIDEST:
        differing = [row for row in rows[1:] if row[1] != row[2]]
        return "\n".join(f"* {name}\n    expected {one}\n    got      {other}" for name, one, other in differing)
    return "\n".join(
        f"{'*' if at and one != other else ' '} {name:{names}}  {one:{lefts}}  {other}".rstrip()
        for at, (name, one, other) in enumerate(rows)
    )
