"""What is known of a call's legs, and which events are news."""

from typing import cast, get_args

import pytest
from msgspec import structs

from offhook.calls.commands import Answer, Bridge, Collect, Command, Hangup, Hold, Record, Ring, Say
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
    HoldRequested,
    Prompted,
    Queued,
    Recorded,
    Restarted,
    ResumeRequested,
    Ringing,
    Started,
)
from offhook.calls.facts import Facts
from offhook.calls.values import Cause, LegId
from tests.example import ANN, CALL_DANA, DANA, THIRD, hears, is_asked, rings_ann, rings_dana
from tests.example_inbound import CALLER, DANA_CALLS
from tests.example_inbound import ONE as ANOTHER

NORMAL = Cause.NORMAL


Said = Event | Command
NEWS = get_args(Event)


def known(*said: Said) -> Facts:
    """Facts after this; every event in it was news."""
    facts = Facts()
    for one in said:
        if isinstance(one, NEWS):
            assert facts.take(cast("Event", one)), one
        else:
            facts.apply(cast("Command", one))
    return facts


def numbered(said: Say | Collect, prompt: str) -> Command:
    return structs.replace(said, prompt=prompt)


UP: list[Said] = [rings_ann(), Ringing(ANN), Answered(ANN)]
HEARS = numbered(hears(ANN, "dial.busy"), "call-1.1")
ASKED = numbered(is_asked(ANN, "dial.about_to_call"), "call-1.1")
TOLD = Prompted(ANN, "call-1.1")
TWO: list[Said] = [*UP, rings_dana(), Answered(DANA)]
CAME_IN: list[Said] = [Started("inbound", 1, DANA_CALLS, incoming=CALLER)]
RECORDED = Record(CALLER, 60, 6, recording="call-1.1")
RECORDING: list[Said] = [*CAME_IN, Answer(CALLER), Answered(CALLER), RECORDED]

NO_NEWS: dict[str, tuple[list[Said], Event]] = {
    "a leg that is not ours": ([], Ringing(ANN)),
    "rings again": ([rings_ann(), Ringing(ANN)], Ringing(ANN)),
    "waits for its turn after it rang": ([rings_ann(), Ringing(ANN)], Queued(ANN, 1, 2.0)),
    "rings after the answer": ([rings_ann(), Answered(ANN)], Ringing(ANN)),
    "answers again": (UP, Answered(ANN)),
    "answers after the end": ([rings_ann(), Ended(ANN, NORMAL)], Answered(ANN)),
    "ends again": ([*UP, Ended(ANN, NORMAL)], Ended(ANN, Cause.BUSY)),
    "told to the end, with nothing to tell": (UP, TOLD),
    "told to the end twice": ([*UP, HEARS, TOLD], TOLD),
    "another prompt's end": ([*UP, HEARS], Prompted(ANN, "call-1.0")),
    "a prompt's end without its id": ([*UP, HEARS], Prompted(ANN)),
    "keys for what takes none": ([*UP, HEARS], Collected(ANN, "1", "call-1.1")),
    "the end of what also takes keys": ([*UP, ASKED], TOLD),
    "keys for what has its keys": ([*UP, ASKED, Collected(ANN, "1", "call-1.1")], Collected(ANN, "2", "call-1.1")),
    "a prompt's end after the bridge": ([*TWO, HEARS, Bridge(ANN, DANA)], TOLD),
    "a prompt's end after the leg's end": ([*UP, HEARS, Ended(ANN, NORMAL)], TOLD),
    "a key before the answer": ([rings_ann(), Ringing(ANN)], Digit(ANN, "1")),
    "a bridge that was not asked for": (TWO, Bridged(ANN, DANA)),
    "bridged twice": ([*TWO, Bridge(ANN, DANA), Bridged(ANN, DANA)], Bridged(ANN, DANA)),
    "bridged, told from the other side": ([*TWO, Bridge(ANN, DANA), Bridged(ANN, DANA)], Bridged(DANA, ANN)),
    "bridged with one that is gone": ([*TWO, Bridge(ANN, DANA), Ended(DANA, NORMAL)], Bridged(ANN, DANA)),
    "recorded, and nothing records": (CAME_IN, Recorded(CALLER, "call-1.1")),
    "recorded twice": ([*RECORDING, Recorded(CALLER, "call-1.1")], Recorded(CALLER, "call-1.1")),
    "the end of another recording": (RECORDING, Recorded(CALLER, "call-1.0")),
    "the end of a recording without its name": (RECORDING, Recorded(CALLER)),
    "the end of words while it records": (RECORDING, Prompted(CALLER, "call-1.1")),
    "recorded after the leg's end": ([*RECORDING, Ended(CALLER, NORMAL)], Recorded(CALLER, "call-1.1")),
    "a key of a caller who is not answered": ([*CAME_IN, Answer(CALLER)], Digit(CALLER, "1")),
    "a caller answered twice": ([*CAME_IN, Answer(CALLER), Answered(CALLER)], Answered(CALLER)),
    "a second call that came in": (CAME_IN, Started("inbound", 1, DANA_CALLS, incoming=ANOTHER)),
    "a second start": ([Started("flow", 1, CALL_DANA)], Started("flow", 1, CALL_DANA)),
    "a second request": ([HangupRequested("api")], HangupRequested("somebody else")),
}


@pytest.mark.parametrize(("before", "event"), NO_NEWS.values(), ids=NO_NEWS)
def test_what_is_stale_or_repeated_changes_nothing(before: list[Said], event: Event) -> None:
    facts, unchanged = known(*before), known(*before)
    assert not facts.take(event)
    assert facts == unchanged


def test_a_leg_moves_on_from_originated_to_ended() -> None:
    facts = known(rings_ann(), Ringing(ANN), Answered(ANN))
    assert facts.legs[ANN].alive
    facts.take(Ended(ANN, NORMAL, q850=16))
    leg = facts.legs[ANN]
    assert (leg.ringing, leg.answered, leg.ended) == (Ringing(ANN), Answered(ANN), Ended(ANN, NORMAL, q850=16))
    assert not leg.alive


def test_restarts_and_timers_are_news_each_time() -> None:
    facts = known(Restarted("once"), Restarted("twice"), Elapsed("t1"), Elapsed("t1"))
    assert facts.elapsed == {"t1": Elapsed("t1")}


def test_speaking_starts_anew() -> None:
    facts = known(rings_ann(), Answered(ANN), Ring(ANN), HEARS, Prompted(ANN, "call-1.1"), Digit(ANN, "5"))
    assert facts.legs[ANN].prompted == Prompted(ANN, "call-1.1")
    assert facts.legs[ANN].digits == "5"
    facts.apply(Ring(ANN))
    facts.apply(numbered(is_asked(ANN, "dial.about_to_call"), "call-1.2"))
    leg = facts.legs[ANN]
    assert (leg.prompted, leg.collected, leg.digits, leg.ringback, leg.prompts) == (None, None, "", False, 2)


def partners(facts: Facts) -> dict[LegId, LegId | None]:
    return {name: leg.partner for name, leg in facts.legs.items()}


def test_ringback_takes_the_place_of_words() -> None:
    facts = known(rings_ann(), Answered(ANN), HEARS, Ring(ANN))
    assert facts.legs[ANN].prompt is None
    assert not facts.take(Prompted(ANN, "call-1.1"))


@pytest.mark.parametrize("command", [Hold(DANA), Ring(DANA)])
def test_on_hold_and_at_ringback_a_leg_is_with_nobody_until_it_is_bridged_again(command: Command) -> None:
    facts = known(*TWO, Bridge(ANN, DANA), Bridged(ANN, DANA), command)
    assert partners(facts) == {ANN: None, DANA: None}
    assert (facts.legs[ANN].bridged, facts.legs[DANA].bridged) == (None, None)
    assert (facts.legs[DANA].on_hold, facts.legs[DANA].ringback) == (
        isinstance(command, Hold),
        isinstance(command, Ring),
    )
    assert not facts.take(Bridged(ANN, DANA))
    facts.apply(Bridge(ANN, DANA))
    assert (facts.legs[DANA].on_hold, facts.legs[DANA].ringback) == (False, False)
    assert facts.take(Bridged(ANN, DANA))


def test_words_end_the_music() -> None:
    assert not known(*UP, Hold(ANN), HEARS).legs[ANN].on_hold


def test_what_people_ask_for_waits_for_the_flow_until_two_are_bridged() -> None:
    asked: list[Said] = [HoldRequested("member_ann"), ResumeRequested("member_ann")]
    facts = known(*TWO, *asked)
    assert facts.requests == asked
    facts.apply(Bridge(ANN, DANA))
    assert facts.requests == []


def test_the_end_of_one_leg_leaves_its_partner_alone() -> None:
    facts = known(*TWO, Bridge(ANN, DANA), Bridged(DANA, ANN))
    assert partners(facts) == {ANN: DANA, DANA: ANN}
    facts.take(Ended(ANN, NORMAL))
    assert partners(facts) == {ANN: None, DANA: None}
    assert facts.legs[DANA].bridged is None


def test_a_leg_that_is_bridged_again_leaves_its_partner_alone() -> None:
    facts = known(*TWO, rings_dana(THIRD), Bridge(ANN, DANA), Bridged(ANN, DANA), Bridge(THIRD, ANN))
    assert partners(facts) == {ANN: THIRD, DANA: None, THIRD: ANN}
    assert facts.legs[ANN].bridged is facts.legs[DANA].bridged is None
    facts.take(Bridged(ANN, THIRD))
    assert facts.legs[THIRD].bridged == Bridged(THIRD, ANN)


def test_a_hangup_is_remembered_with_its_cause() -> None:
    facts = known(rings_ann(), Hangup(ANN, Cause.NO_ANSWER))
    assert facts.legs[ANN].hangup is Cause.NO_ANSWER
    assert facts.legs[ANN].alive


def test_a_failure_is_counted_and_forgets_the_keys_that_the_flow_may_have_taken() -> None:
    facts = known(rings_ann(), Answered(ANN), Digit(ANN, "1"), FlowFailed("once"), FlowFailed("twice"))
    assert facts.failures == 2
    assert facts.legs[ANN].digits == ""


def test_a_leg_that_came_in_is_there_from_the_start_and_heard_once_it_is_being_answered() -> None:
    facts = known(*CAME_IN)
    leg = facts.legs[CALLER]
    assert (leg.incoming, leg.alive, leg.can_hear) == (True, True, False)
    facts.apply(Ring(CALLER))
    assert (leg.ringback, leg.can_hear) == (True, False)
    facts.apply(Answer(CALLER))
    assert (leg.answered, leg.can_hear) == (None, True)
    facts.take(Answered(CALLER))
    assert leg.can_hear


def test_a_leg_that_is_dialled_did_not_come_in_and_can_hear_once_answered() -> None:
    facts = known(rings_ann(), Ringing(ANN))
    assert (facts.legs[ANN].incoming, facts.legs[ANN].can_hear) == (False, False)
    facts.take(Answered(ANN))
    assert facts.legs[ANN].can_hear


def test_a_recording_takes_the_place_of_words_and_keeps_its_name() -> None:
    facts = known(*CAME_IN, Answer(CALLER), Answered(CALLER), numbered(hears(CALLER, "dial.busy"), "call-1.1"))
    facts.apply(structs.replace(RECORDED, recording="call-1.2"))
    leg = facts.legs[CALLER]
    assert (leg.prompts, leg.recording, leg.recorded) == (2, "call-1.2", None)
    facts.take(Recorded(CALLER, "call-1.2"))
    assert (leg.prompt, leg.recording, leg.recorded) == (None, "call-1.2", Recorded(CALLER, "call-1.2"))
    facts.apply(numbered(hears(CALLER, "dial.busy"), "call-1.3"))
    assert (leg.recording, leg.recorded) == ("call-1.2", None)


def test_a_caller_who_hangs_up_ends_the_recording_and_its_name_stays() -> None:
    facts = known(*RECORDING, Ended(CALLER, NORMAL))
    assert (facts.legs[CALLER].prompt, facts.legs[CALLER].recording) == (None, "call-1.1")


@pytest.mark.parametrize(
    "command",
    [HEARS, ASKED, Ring(ANN), Hangup(ANN, NORMAL), Bridge(ANN, DANA), Bridge(DANA, ANN)],
)
def test_of_a_leg_that_is_not_known_nothing_is_remembered(command: Command) -> None:
    assert known(rings_dana(), command) == known(rings_dana())


def test_who_talks_is_learnt_of_either_entry_that_tells_of_it() -> None:
    told, asked = known(*TWO), known(*TWO)
    told.learn(Bridged(DANA, ANN), ())
    assert partners(told) == {ANN: DANA, DANA: ANN}
    assert told == known(*TWO, Bridge(DANA, ANN), Bridged(DANA, ANN))
    asked.learn(Restarted("?"), [Bridge(DANA, ANN)])
    assert asked == known(*TWO, Bridge(DANA, ANN))


def test_commands_are_learnt_though_their_event_tells_of_a_leg_that_is_not_known() -> None:
    facts = Facts()
    facts.learn(Answered(DANA), [rings_ann()])
    assert facts == known(rings_ann())


def test_keys_that_are_a_secret_are_not_written_down() -> None:
    pin = structs.replace(is_asked(ANN, "mailbox.pin", digits=12), prompt=f"{ANN}.1", finish="#", secret=True)
    facts = known(*UP, pin)
    assert facts.without_secrets(Digit(ANN, "4")) == Digit(ANN, "?")
    typed = Collected(ANN, "480917", prompt=f"{ANN}.1")
    assert facts.without_secrets(typed) == Collected(ANN, "??????", prompt=f"{ANN}.1")
    assert facts.without_secrets(Prompted(ANN)) == Prompted(ANN)
    assert facts.without_secrets(Digit(DANA, "4")) == Digit(DANA, "4")
    facts.apply(hears(ANN, "mailbox.none"))
    assert facts.without_secrets(Digit(ANN, "4")) == Digit(ANN, "4")
