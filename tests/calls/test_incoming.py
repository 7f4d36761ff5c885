"""A leg that came in, as flows meet it: what it may hear before the answer, answering once, recording, being joined."""

from collections.abc import Awaitable, Callable

import pytest

from offhook.calls.commands import Answer, Bridge, Hangup, Record, Ring
from offhook.calls.events import Answered, Bridged, Ended, HangupRequested, Prompted, Recorded
from offhook.calls.flow import (
    Outcome,
    alone,
    answer,
    answered,
    bridge,
    bridged,
    collect,
    ended,
    first_of,
    hangup_requested,
    originate,
    record,
    recorded,
    recording,
    ring,
    say,
    talking,
)
from offhook.calls.kernel import NotAnswered
from offhook.calls.values import Cause, Disposition, Inbound, LegId, Phrase, Role
from tests.calls.phones import DONE, HELLO, speak, told
from tests.example import ANNS_NUMBER, LAB, LINE, hears
from tests.example_inbound import ANN, CALLER, DANA_CALLS, ONE, rings
from tests.playbook import Playbook

HUNG_UP = Ended(CALLER, Cause.NORMAL)


async def rung_and_answered(call: Inbound) -> Outcome:
    leg = call.caller.leg
    await ring(leg)
    await answer(leg)
    await speak(leg, HELLO)
    await answered(leg)
    return DONE


def test_a_caller_hears_ringback_before_the_answer_and_words_from_the_answering_on() -> None:
    (
        Playbook(rung_and_answered, DANA_CALLS)
        << Ring(CALLER)
        << Answer(CALLER)
        << hears(CALLER, HELLO)
        >> Answered(CALLER)
        << Hangup(CALLER, Cause.NORMAL)
        >> HUNG_UP
    ).returns(DONE)


async def answered_twice(call: Inbound) -> Outcome:
    await answer(call.caller.leg)
    await answer(call.caller.leg)
    await answered(call.caller.leg)
    await answer(call.caller.leg)
    await ended(call.caller.leg)
    await answer(call.caller.leg)
    return DONE


def test_a_caller_is_answered_once() -> None:
    (Playbook(answered_twice, DANA_CALLS) << Answer(CALLER) >> Answered(CALLER) >> HUNG_UP).returns(DONE)


TOO_EARLY: dict[str, Callable[[LegId], Awaitable[None]]] = {
    "said": lambda leg: say(leg, HELLO, language="en", country="US"),
    "asked": lambda leg: collect(leg, HELLO, language="en", country="US", digits=1, wait=1),
    "recorded": lambda leg: record(leg, longest=60, silence=6),
}


@pytest.mark.parametrize("early", TOO_EARLY.values(), ids=TOO_EARLY)
def test_a_caller_who_is_not_answered_is_only_rung(early: Callable[[LegId], Awaitable[None]]) -> None:
    async def too_early(call: Inbound) -> Outcome:
        await early(call.caller.leg)
        return DONE

    script = Playbook(too_early, DANA_CALLS)
    script.crashes(NotAnswered.__name__) << Answer(CALLER) << hears(CALLER, Phrase("call.apology"))
    (script >> HUNG_UP).returns(Disposition.FAILED)


async def answers_a_phone_that_it_rings(call: Inbound) -> Outcome:
    leg = await originate(Role.MEMBER, ANNS_NUMBER, caller_id=LINE, trunk=LAB)
    await answer(leg)
    return DONE


def test_a_phone_that_is_rung_is_not_answered_for_its_owner() -> None:
    script = Playbook(answers_a_phone_that_it_rings, DANA_CALLS) << rings(ONE, ANN)
    script.crashes(NotAnswered.__name__) << Answer(CALLER) << hears(CALLER, Phrase("call.apology"))
    (script << Hangup(ONE, Cause.CANCELLED) >> HUNG_UP >> Ended(ONE, Cause.CANCELLED)).returns(Disposition.FAILED)


async def records_twice(call: Inbound) -> Outcome:
    leg = call.caller.leg
    await answer(leg)
    names = []
    for _ in range(2):
        await record(leg, longest=60, silence=6)
        names.append(await recording(leg))
        await first_of(recorded(leg), ended(leg))
    return told(names)


def test_each_recording_has_a_name_of_its_own() -> None:
    script = Playbook(records_twice, DANA_CALLS) << Answer(CALLER) << Record(CALLER, 60, 6, recording="call-1.1")
    script >> Answered(CALLER) >> Recorded(CALLER) << Record(CALLER, 60, 6, recording="call-1.2")
    script.ignores(Recorded(CALLER, "call-1.1"))
    (script >> HUNG_UP).returns(told(["call-1.1", "call-1.2"]))


async def speaks_and_records(call: Inbound) -> Outcome:
    leg = call.caller.leg
    await answer(leg)
    await speak(leg, HELLO)
    await record(leg, longest=60, silence=6)
    await first_of(recorded(leg), ended(leg))
    return DONE


def test_a_recording_ends_the_words_before_it() -> None:
    script = Playbook(speaks_and_records, DANA_CALLS) << Answer(CALLER) << hears(CALLER, HELLO)
    script << Record(CALLER, 60, 6, recording="call-1.2")
    script.ignores(Prompted(CALLER, "call-1.1"))
    (script >> Recorded(CALLER) << Hangup(CALLER, Cause.NORMAL) >> HUNG_UP).returns(DONE)


async def joins_and_parts(call: Inbound) -> Outcome:
    caller = call.caller.leg
    leg = await originate(Role.MEMBER, ANNS_NUMBER, caller_id=LINE, trunk=LAB)
    seen = [await talking(caller), await alone(caller)]
    await answered(leg)
    await answer(caller)
    await bridge(caller, leg)
    seen.append(await talking(caller))
    await bridged(caller)
    seen.append(await talking(caller))
    seen.append(await alone(caller))
    seen.append(await talking(caller))
    await hangup_requested()
    return told(seen)


def test_whether_a_caller_talks_is_known_at_once_and_being_alone_is_waited_for() -> None:
    script = Playbook(joins_and_parts, DANA_CALLS) << rings(ONE, ANN) >> Answered(ONE)
    script << Answer(CALLER) << Bridge(CALLER, ONE) >> Answered(CALLER) >> Bridged(CALLER, ONE)
    script >> Ended(ONE, Cause.NORMAL) >> HangupRequested("api") << Hangup(CALLER, Cause.NORMAL)
    (script >> HUNG_UP).returns(told([False, True, False, True, True, False]))
