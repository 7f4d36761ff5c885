"""A call is written down, read back, and rebuilt."""

from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, structs

from offhook.calls import commands, events, journal, questions
from offhook.calls.commands import Hangup
from offhook.calls.events import (
    Answered,
    Collected,
    Elapsed,
    Ended,
    Event,
    FlowFailed,
    HangupRequested,
    Restarted,
    Started,
)
from offhook.calls.facts import Facts
from offhook.calls.flow import Outcome, after, answered, ended, first_of, hangup
from offhook.calls.journal import Entry, Mismatch, rebuild
from offhook.calls.kernel import Runner
from offhook.calls.questions import Answer, Granted
from offhook.calls.values import Cause, ClickToCall, Disposition
from offhook.flows import FLOWS, fallback
from tests.calls.phones import DONE, phone
from tests.example import ANN, CALL_DANA, rings_dana
from tests.playbook import CALL, Playbook, elapsed

# Codec


def any_value(type_: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that stands in a command or an event."""
    if hasattr(type_, "__supertype__"):  # a NewType, of str
        return any_value(type_.__supertype__)
    if get_origin(type_) in (Union, UnionType):
        return st.one_of(*(any_value(one) for one in get_args(type_)))
    if get_origin(type_) is tuple:
        return st.lists(any_value(get_args(type_)[0]), max_size=3).map(tuple)
    if type_ is type(None):
        return st.none()
    if issubclass(type_, Enum):
        return st.sampled_from(type_)
    if issubclass(type_, Struct):
        fields = {field.name: any_value(field.type) for field in structs.fields(type_)}
        return st.builds(type_, **fields)
    simple: dict[type, st.SearchStrategy[Any]] = {
        str: st.text(max_size=20),
        int: st.integers(0, 2**62),
        float: st.floats(0, 1e9),
        bool: st.booleans(),
    }
    return simple[type_]


@given(any_value(events.Event))
def test_every_event_is_read_back_as_it_was_written(event: Event) -> None:
    written = journal.encode(event)
    assert journal.decode_event(written) == journal.decode_event(written.decode()) == event


@given(st.lists(any_value(commands.Command)).map(tuple))
def test_commands_are_read_back_as_they_were_written(said: tuple[commands.Command, ...]) -> None:
    assert journal.decode_commands(journal.encode(said)) == said


@given(st.lists(any_value(questions.Answer)).map(tuple))
def test_answers_are_read_back_as_they_were_written(said: tuple[Answer, ...]) -> None:
    assert journal.decode_answers(journal.encode(said)) == said


def test_an_answer_from_before_it_said_which_limit_is_read_all_the_same() -> None:
    assert journal.decode_answers(b'[{"type":"Granted","longest":60.0}]') == (Granted(60.0),)


@given(any_value(Entry))
def test_a_whole_entry_is_read_back_as_it_was_written(entry: Entry) -> None:
    assert msgspec.json.decode(journal.encode(entry), type=Entry) == entry


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"type":"Exploded","leg":"call-1"}',
        b'{"type":"Answered"}',
        b'{"type":"Ended","leg":"call-1","cause":"of no known kind"}',
        b'{"type":"Ended","leg":"call-1","cause":"busy","sip":"486"}',
        b'{"type":"Answered","leg":"call-1"} and more',
        b'{"type":"Answered","leg":"\xff"}',
    ],
)
def test_what_is_no_event_is_refused(written: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)):
        journal.decode_event(written)


# Rebuilding


async def rings_for_a_while(call: ClickToCall) -> Outcome:
    leg = await phone()
    match await first_of(answered(leg), ended(leg), after(30)):
        case Elapsed():
            await hangup(leg, Cause.NO_ANSWER)
        case _:
            await after(60)
    return DONE


def runner(flow: Any, version: int = 1) -> Runner:
    return Runner(CALL, {("rings_for_a_while", version): flow}, fallback)


def test_timers_come_back_with_the_entry_that_started_them() -> None:
    script = Playbook(rings_for_a_while, CALL_DANA) << rings_dana(ANN)
    again = runner(rings_for_a_while)
    assert rebuild(again, script.entries) == {"t1": script.entries[0]}
    assert again.timers == {"t1": 30}

    script >> Answered(ANN) >> HangupRequested("api")
    again = runner(rings_for_a_while)
    assert rebuild(again, script.entries) == {"t2": script.entries[1]}
    assert again.timers == script.runner.timers == {"t2": 60}
    script.goes_on()


def test_nothing_is_rebuilt_from_nothing() -> None:
    again = runner(rings_for_a_while)
    assert rebuild(again, []) == {}
    assert again.facts == Facts()


# Mismatches name both sides


def rung_out() -> list[Entry]:
    script = (
        Playbook(rings_for_a_while, CALL_DANA)
        << rings_dana(ANN)
        >> elapsed(30)
        << Hangup(ANN, Cause.NO_ANSWER)
        >> Ended(ANN, Cause.CANCELLED)
    )
    script.returns(DONE)
    return script.entries


def test_a_flow_that_was_changed_does_not_match_its_journal() -> None:
    async def changed(call: ClickToCall) -> Outcome:
        leg = await phone()
        await first_of(answered(leg), ended(leg), after(30))
        await hangup(leg, Cause.BUSY)
        return DONE

    with pytest.raises(Mismatch) as mismatch:
        rebuild(runner(changed), rung_out())
    assert "entry 2 (Elapsed) was written with [Hangup(leg='call-1', cause=<Cause.NO_ANSWER" in str(mismatch.value)
    assert "and replaying it gives [Hangup(leg='call-1', cause=<Cause.BUSY" in str(mismatch.value)


def test_an_entry_that_can_not_be_read_matches_nothing() -> None:
    first, second, third = rung_out()
    entries = [first, structs.replace(second, event=Restarted("?"), unreadable="entry 2 can't be read"), third]
    with pytest.raises(Mismatch, match="entry 2 can't be read"):
        rebuild(runner(rings_for_a_while), entries)
    # Once the fallback has taken over, only what came after that is replayed.
    failed = Entry(4, 1, 1, "boot", FlowFailed("entry 2 can't be read"))
    again = runner(rings_for_a_while)
    rebuild(again, [*entries, failed])
    assert again.closed


def test_a_flow_that_waits_for_something_else_does_not_match() -> None:
    async def changed(call: ClickToCall) -> Outcome:
        leg = await phone()
        await first_of(answered(leg), ended(leg))
        return DONE

    with pytest.raises(Mismatch, match=r"entry 2 \(Elapsed\) was written with .* finds no news in it"):
        rebuild(runner(changed), rung_out())


def test_a_flow_that_raises_does_not_match() -> None:
    async def changed(call: ClickToCall) -> Outcome:
        raise ValueError("changed")

    with pytest.raises(Mismatch, match=r"entry 1 \(Started\) .* and replaying it gives \[\] and raises ValueError"):
        rebuild(runner(changed), rung_out())


def test_a_flow_whose_version_is_gone_does_not_match() -> None:
    with pytest.raises(Mismatch, match=r"no flow 'rings_for_a_while' in version 1"):
        rebuild(runner(rings_for_a_while, version=2), rung_out())


def asked() -> list[Entry]:
    """The journal of a click to call up to the question to the stores."""
    call = Runner(CALL, FLOWS, fallback)
    entries = []
    said: list[tuple[Event, Any]] = [
        (Started("click_to_call", 1, CALL_DANA), None),
        (Answered(ANN), None),
        (Collected(ANN, "1", "call-1.1"), lambda question: Granted(60.0)),
    ]
    for seq, (event, answer) in enumerate(said, 1):
        turn = call.feed(event, answer)
        assert turn is not None
        entries.append(Entry(seq, 0, 0, "boot", event, tuple(turn.answers), tuple(turn.commands)))
    call.discard()
    return entries


def test_a_question_that_was_not_asked_then_does_not_match() -> None:
    *before, last = asked()
    with pytest.raises(Mismatch, match=r"the flow asks MayDial.* and the journal has no answer to that"):
        rebuild(Runner(CALL, FLOWS, fallback), [*before, structs.replace(last, answers=())])


def test_an_answer_that_is_not_asked_for_any_more_does_not_match() -> None:
    first, second, _ = asked()
    with pytest.raises(Mismatch, match=r"entry 2 \(Answered\) was written with .* and answers \[Granted"):
        rebuild(Runner(CALL, FLOWS, fallback), [first, structs.replace(second, answers=(Granted(60.0),))])


# After failures


async def fails_when_answered(call: ClickToCall) -> Outcome:
    leg = await phone()
    await answered(leg)
    raise ValueError("a bug")


async def fallback_waits(facts: Facts) -> Outcome:
    await after(5)
    await after(6)
    return DONE


def test_a_call_whose_flow_failed_comes_back_in_its_fallback() -> None:
    script = (
        Playbook(fails_when_answered, CALL_DANA, fallback=fallback_waits) << rings_dana(ANN) >> Answered(ANN)
    ).crashes("a bug") >> elapsed(5)
    again = Runner(CALL, {}, fallback_waits)
    assert rebuild(again, script.entries) == {"tf2": script.entries[-1]}
    assert again.timers == script.runner.timers == {"tf2": 6}
    again.discard()
    script.goes_on()


def test_a_journal_that_does_not_match_goes_on_in_the_fallback() -> None:
    """As the switchboard does it: learn what was written, then say that the flow failed."""
    again = runner(rings_for_a_while)
    for entry in rung_out()[:1]:
        again.learn(entry.event, entry.commands)
    failed = again.feed(FlowFailed("its journal does not match"))
    assert failed is not None
    assert failed.commands == [Hangup(ANN, Cause.CANCELLED)]
    again.feed(Ended(ANN, Cause.CANCELLED))
    assert again.closed
    assert again.outcome is not None
    assert again.outcome.disposition is Disposition.FAILED
