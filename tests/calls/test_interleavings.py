"""Any events in any order: stale, repeated, out of order, of other calls, with restarts and failures in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from offhook.calls import journal
from offhook.calls.commands import Bridge, Collect, Command, Hangup, Originate, Ring, Say
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
    Restarted,
    Ringing,
    Started,
)
from offhook.calls.flow import (
    Cancelled,
    FlowOf,
    Lost,
    Outcome,
    Won,
    answered,
    any_of,
    bridge,
    bridged,
    ended,
    first_of,
    hangup,
    hangup_requested,
    race,
    ring,
)
from offhook.calls.kernel import Runner
from offhook.calls.questions import Answer, Granted, Refused
from offhook.calls.values import CallId, Cause, ClickToCall, Disposition, LegId, Role
from offhook.flows import fallback
from offhook.flows.click_to_call import click_to_call
from offhook.flows.parts.dial import Reached, Unreached, dial
from offhook.flows.parts.prompt import Key, any_key
from offhook.flows.parts.talk import talk
from tests.calls.phones import GOODBYE, HELLO, phone, speak
from tests.example import CALL_DANA, LAB, SPARE, line

CALL = CallId("call")
MEMBERS = 4


# A ring group: the caller is put through to the first member who accepts by a key.


async def ring_group(call: ClickToCall) -> Outcome:
    match await dial(Role.CONTACT, call.contact.number, call.line, within=30):
        case Reached(leg=caller):
            await ring(caller)
            return await put_through(call, caller)
        case Unreached(cause=cause):
            return Outcome(Disposition.NO_ANSWER, cause)


async def put_through(call: ClickToCall, caller: LegId) -> Outcome:
    gone = first_of(ended(caller), hangup_requested())
    match await race(gone, any_of(*(offer(call, caller) for _ in range(MEMBERS)))):
        case Won(value=member):
            await talk(member, caller, longest=600)
            return Outcome(Disposition.ANSWERED, reason=member)
        case Lost(value=reasons):
            assert len(reasons) == MEMBERS
            return Outcome(Disposition.NO_ANSWER)
        case Ended() | HangupRequested():
            return Outcome(Disposition.ABANDONED)


async def offer(call: ClickToCall, caller: LegId) -> Won[LegId] | Lost[str]:
    match await dial(Role.MEMBER, call.member.number, call.line, within=20):
        case Unreached(cause=cause):
            return Lost(cause)
        case Reached(leg=member):
            return await accepted(call, caller, member)


async def accepted(call: ClickToCall, caller: LegId, member: LegId) -> Won[LegId] | Lost[str]:
    try:
        if await any_key(member, HELLO, call.line, readings=2, wait=4) is Key.NONE:
            await hangup(member)
            return Lost("no key")
        await bridge(member, caller)
        match await first_of(bridged(member), ended(member), ended(caller)):
            case Bridged():
                return Won(member)
            case Ended():
                await hangup(member)
                return Lost("gone")
    except Cancelled:
        await speak(member, GOODBYE)
        await ended(member)  # until the time for a farewell is over
        raise


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


Flow = Callable[[ClickToCall], FlowOf[Outcome]]
FLOWS: list[Flow] = [click_to_call, ring_group, fails_now_and_then]


@dataclass
class Call:
    """A call that is played, and everything that must hold of it after each event."""

    flow: Flow
    answer: Answer
    entries: list[journal.Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.runner = self.new_runner()
        self.feed(Started("flow", 1, structs.replace(CALL_DANA, line=line(LAB, SPARE))))

    def new_runner(self) -> Runner:
        return Runner(CALL, {("flow", 1): self.flow}, fallback)

    def feed(self, event: Event) -> None:
        """Feed an event, and the failure that it may lead to, to this runner and to one that is rebuilt."""
        if self.runner.closed:
            assert self.runner.feed(event) is None
            return
        rebuilt = self.rebuilt(event)
        turn, again = (runner.feed(event, lambda _: self.answer) for runner in (self.runner, rebuilt))
        assert turn == again
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
                case Say(leg=leg) | Collect(leg=leg) | Ring(leg=leg):
                    assert facts.legs[leg].alive
                    assert facts.legs[leg].answered
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
        prompts = [playing.prompt if playing else "", "call-1.1"]
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


# How often, in each 20 events or so.
KINDS = {
    "ringing": 2,
    "answered": 8,
    "prompted": 1,
    "collected": 6,
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


@given(steps=st.lists(STEP, min_size=5, max_size=40))
def test_at_most_one_member_has_the_caller(steps: list[tuple[str, int, int]]) -> None:
    call = Call(ring_group, Granted(60.0))
    for step in steps:
        call.feed(call.event(*step))
        facts = call.runner.facts
        talking = [name for name, leg in facts.legs.items() if leg.bridged is not None]
        assert len(talking) in (0, 2)
    call.end()
