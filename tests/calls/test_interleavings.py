"""Any events in any order: stale, repeated, out of order, of other calls, with restarts and failures in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from offhook.calls import journal
from offhook.calls.arguments import Arguments
from offhook.calls.commands import Answer as AnswerLeg
from offhook.calls.commands import Bridge, Collect, Command, Hangup, Hold, Originate, Record, Ring, Say
from offhook.calls.events import (
    Answered,
    Bridged,
    Collected,
    Digit,
    Elapsed,
    Ended,
    Event,
    FlowFailed,
    HangupRequested,
    Prompted,
    Recorded,
    Restarted,
    Ringing,
    Started,
)
from offhook.calls.flow import FlowOf, Outcome, answered, ended, first_of, race
from offhook.calls.kernel import Runner
from offhook.calls.questions import Answer, Granted, MayDial, Question, Refused
from offhook.calls.values import CallId, Cause, ClickToCall, Disposition, Inbound, LegId
from offhook.flows import fallback
from offhook.flows.click_to_call import click_to_call
from offhook.flows.inbound import inbound
from tests.calls.phones import HELLO, phone, speak
from tests.example import CALL_DANA, LAB, SPARE, line
from tests.example_inbound import ANN, BOB, CALLER, CAROL, Claims, to

CALL = CallId("call")
CALL_DANA_OVER_TWO = structs.replace(CALL_DANA, line=line(LAB, SPARE))


async def fails_now_and_then(call: ClickToCall) -> Outcome:
    """Fails when a phone is busy; talks otherwise."""
    one, other = await phone(), await phone()
    match await race(first_of(answered(one), ended(one)), first_of(answered(other), ended(other))):
        case Answered(leg=leg):
            await speak(leg, HELLO)
        case Ended(cause=cause):
            raise ValueError(cause)
    await ended(one)
    return Outcome(Disposition.ANSWERED)


Flow = Callable[[Any], FlowOf[Outcome]]
TO_A_LINE = to(ANN, BOB, CAROL, BOB)
FLOWS: dict[Flow, Arguments] = {
    click_to_call: CALL_DANA_OVER_TWO,
    inbound: TO_A_LINE,
    fails_now_and_then: CALL_DANA_OVER_TWO,
}


@dataclass
class Call:
    """A call that is played, and everything that must hold of it after each event."""

    flow: Flow
    answer: Answer
    """To a question about limits."""
    claims: Claims = field(default_factory=Claims)
    entries: list[journal.Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.runner = self.new_runner()
        arguments = FLOWS[self.flow]
        incoming = arguments.caller.leg if isinstance(arguments, Inbound) else None
        self.feed(Started("flow", 1, arguments, incoming))

    def new_runner(self) -> Runner:
        return Runner(CALL, {("flow", 1): self.flow}, fallback)

    def feed(self, event: Event) -> None:
        """Feed an event, and the failure that it may lead to, to this runner and to one that is rebuilt."""
        if self.runner.closed:
            assert self.runner.feed(event) is None
            return
        rebuilt = self.rebuilt(event)
        turn = self.runner.feed(event, self.answered)
        answers = iter(turn.answers if turn is not None else ())
        assert rebuilt.feed(event, lambda _: next(answers)) == turn
        assert self.runner.timers == rebuilt.timers
        assert self.runner.outcome == rebuilt.outcome
        assert self.runner.facts == rebuilt.facts
        rebuilt.discard()
        if turn is not None:
            seq = len(self.entries) + 1
            self.entries.append(journal.Entry(seq, 0, 0, "boot", event, tuple(turn.answers), tuple(turn.commands)))
            self.check(turn.commands)
            if turn.crash is not None:
                self.feed(FlowFailed(turn.crash))

    def answered(self, question: Question) -> Answer:
        return self.answer if isinstance(question, MayDial) else self.claims(question)

    def rebuilt(self, event: Event) -> Runner:
        """A runner as it is when this event comes to a worker that just took the call over."""
        rebuilt = self.new_runner()
        if isinstance(event, FlowFailed):
            for entry in self.entries:
                rebuilt.learn(entry.event, entry.commands)
        else:
            journal.rebuild(rebuilt, self.entries)
        return rebuilt

    def check(self, said: list[Command]) -> None:
        """What must hold after every turn."""
        facts = self.runner.facts
        for command in said:
            match command:
                case Originate():
                    assert facts.failures == 0, "a fallback dials nobody"
                case Say(leg=leg) | Collect(leg=leg) | Record(leg=leg) | Hold(leg=leg):
                    assert facts.legs[leg].alive
                    assert facts.legs[leg].can_hear
                case Ring(leg=leg):
                    assert facts.legs[leg].alive
                    assert facts.legs[leg].can_hear or facts.legs[leg].incoming
                case AnswerLeg(leg=leg):
                    assert facts.legs[leg].alive
                    assert facts.legs[leg].incoming
                    assert facts.legs[leg].answered is None
                case Bridge(leg=leg, other=other):
                    assert facts.legs[leg].alive
                    assert facts.legs[other].alive
                case Hangup(leg=leg):
                    assert facts.legs[leg].alive
        for name, known in facts.legs.items():
            assert known.partner is None or facts.legs[known.partner].partner == name
            if self.runner.outcome is not None and known.alive and known.hangup is None:
                assert facts.failures > 1, "the flow is done, and a leg is left"
                assert known.partner is not None
        if self.runner.outcome is not None:
            assert not self.runner.timers

    def end(self) -> None:
        """Every leg ends and every timer runs out: that is the end of every call."""
        for _ in range(50):
            for name in [name for name, leg in self.runner.facts.legs.items() if leg.alive]:
                self.feed(Ended(name, Cause.NORMAL))
            for timer in list(self.runner.timers):
                self.feed(Elapsed(timer))
            if self.runner.closed:
                return
        raise AssertionError(f"still not closed: {self.runner.timers}, {self.runner.facts}")

    def event(self, kind: str, which: int, other: int) -> Event:
        """An event of this kind: mostly about this call's legs, prompts and timers, not always the truth."""
        facts = self.runner.facts
        legs = [*facts.legs, LegId("call-99")]
        leg = legs[which % len(legs)]
        playing = facts.legs[leg].prompt if leg in facts.legs else None
        prompts = [_name_of(playing), "call-1.1"]
        timers = [*self.runner.timers, "t1", "tf1"]
        match kind:
            case "ringing":
                return Ringing(leg)
            case "answered":
                return Answered(leg)
            case "prompted":
                return Prompted(leg, prompts[other % len(prompts)])
            case "collected":
                return Collected(leg, ["1", ""][which % 2], prompts[other % len(prompts)])
            case "recorded":
                return Recorded(leg, prompts[other % len(prompts)])
            case "digit":
                return Digit(leg, "0123456789*#"[other % 12])
            case "bridged":
                partner = facts.legs[leg].partner if leg in facts.legs else None
                return Bridged(leg, partner or legs[other % len(legs)])
            case "ended":
                return Ended(leg, list(Cause)[other % len(Cause)])
            case "elapsed":
                return Elapsed(timers[which % len(timers)])
            case "again":
                return self.entries[which % len(self.entries)].event
            case "request":
                return HangupRequested("api")
            case "restart":
                return Restarted("the worker was restarted")
            case _:
                return FlowFailed("its journal could not be replayed")


def _name_of(playing: Say | Collect | Record | None) -> str:
    match playing:
        case Say(prompt=name) | Collect(prompt=name) | Record(recording=name):
            return name
        case None:
            return ""


# How often, in each 20 events or so.
KINDS = {
    "ringing": 2,
    "answered": 8,
    "prompted": 1,
    "collected": 6,
    "recorded": 1,
    "digit": 1,
    "bridged": 3,
    "ended": 2,
    "elapsed": 2,
    "again": 2,
    "request": 1,
    "restart": 1,
    "failure": 1,
}
STEP = st.tuples(
    st.sampled_from([kind for kind, often in KINDS.items() for _ in range(often)]),
    st.integers(0, 11),
    st.integers(0, 13),
)
ANSWERS = st.sampled_from([Granted(60.0), Granted(60.0), Refused("enough for today")])


@pytest.mark.parametrize("flow", FLOWS)
@given(answer=ANSWERS, steps=st.lists(STEP, min_size=5, max_size=40))
def test_whatever_happens_a_call_stays_whole_and_comes_to_its_end(
    flow: Flow, answer: Answer, steps: list[tuple[str, int, int]]
) -> None:
    call = Call(flow, answer)
    for step in steps:
        call.feed(call.event(*step))
    call.end()
    assert call.runner.outcome is not None


@pytest.mark.behaviour("X2")
@given(steps=st.lists(STEP, min_size=5, max_size=40))
def test_at_most_one_phone_has_the_caller(steps: list[tuple[str, int, int]]) -> None:
    call = Call(inbound, Granted(60.0))
    for step in steps:
        call.feed(call.event(*step))
        facts = call.runner.facts
        joined = {name for name, leg in facts.legs.items() if leg.partner is not None}
        assert len(joined) in (0, 2)
        assert not joined or CALLER in joined
    call.end()
