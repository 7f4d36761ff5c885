"""The switchboard from outside: calls through it on the practice network, with everything that can go wrong around."""

from collections.abc import Callable, Sequence
from itertools import count
from threading import Event

import pytest
from msgspec import structs
from sqlalchemy import Connection, update

from offhook.calls.commands import Collect, Originate
from offhook.calls.events import Answered, Digit, FlowFailed, HangupRequested, Restarted
from offhook.calls.facts import Facts
from offhook.calls.flow import Outcome, ask, digit, ended
from offhook.calls.journal import Entry, rebuild
from offhook.calls.kernel import Runner
from offhook.calls.questions import Answer, MayDial, Refused
from offhook.calls.values import E164, CallId, Capability, Cause, ClickToCall, Disposition, LegId, Role
from offhook.flows.parts.dial import Reached, Unreached, dial
from offhook.records.live import Change
from offhook.records.model import journal
from offhook.storage.errors import WriteLost, WriteUncertain
from offhook.switchboard.beginning import PLACED, Placing
from offhook.switchboard.switchboard import COMING_IN_S, GIVE_UP_AFTER, SWEEP_S
from offhook.switchboard.turn import Arrival, Done, LiveCall
from offhook.telephony.port import Lacking, NotReady
from offhook.telephony.simulated.network import Trunk
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press, Rings, Script
from offhook.telephony.simulated.truth import Words
from tests.switchboard.desk import (
    ANN,
    CALL,
    CLICK,
    CONTACT_LEG,
    DANA,
    LINE,
    MEMBER_LEG,
    SECOND_TRUNK,
    TRUNK,
    Desk,
    Fails,
)
from tests.virtual import run_now

EVE = E164("+12025550133")
ANN_PRESSES: Script = Answers(2.0, (Press("5", 1.0),))
DANA_TALKS: Script = Answers(3.0, (HangUp(60.0, Moment.BRIDGE),))


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.network.phone(ANN, ANN_PRESSES)
    desk.network.phone(DANA, DANA_TALKS)
    return desk


@pytest.mark.behaviour("T7", "T8", "T11", "X12")
def test_a_call_goes_from_the_click_to_one_complete_record(desk: Desk) -> None:
    desk.place()
    desk.run(90)
    record = desk.record
    assert (record.state, record.disposition, record.reason) == ("ended", "answered", "the contact hung up")
    assert 59_900 <= record.talk_ms <= 60_100
    assert [(leg.role, leg.state, leg.caller_id) for leg in record.legs] == [
        ("member", "ended", LINE),
        ("contact", "ended", LINE),
    ]
    assert desk.switchboard.live_calls == {}
    assert not desk.network.is_up(MEMBER_LEG)


def states_told(desk: Desk) -> list[str]:
    """What live readers were told of calls."""
    return [change.state for _, _, change in desk.live._kept if isinstance(change, Change)]


def test_live_readers_see_every_step(desk: Desk) -> None:
    desk.place()
    desk.run(90)
    states = states_told(desk)
    assert list(dict.fromkeys(states)) == [
        "ringing_member",
        "announcing",
        "ringing_contact",
        "talking",
        "ending",
        "ended",
    ]


def test_nothing_is_placed_while_the_network_is_away(desk: Desk) -> None:
    desk.telephony.lose_connection()
    desk.run(1)
    with pytest.raises(NotReady):
        desk.place()
    desk.telephony.restore_connection()
    desk.run(1)
    desk.place()
    desk.run(90)
    assert desk.record.disposition == "answered"


async def notes_keys_while_they_talk(call: ClickToCall) -> Outcome:
    raise AssertionError("it must not be started")


def test_a_flow_is_refused_where_the_network_lacks_what_it_needs(desk: Desk) -> None:
    desk.kill()
    desk.flows = {PLACED: notes_keys_while_they_talk}
    desk.needs = {PLACED: frozenset({Capability.KEYS_IN_BRIDGE})}
    desk.start()
    desk.telephony.capabilities = frozenset()
    with pytest.raises(Lacking, match="would have to report keys while two people talk, which it can't"):
        desk.place()
    assert desk.journal == []
    assert desk.switchboard.live_calls == {}


def test_a_flow_is_started_where_the_network_can_do_what_it_needs(desk: Desk) -> None:
    desk.kill()
    desk.needs = {PLACED: frozenset({Capability.KEYS_IN_BRIDGE})}
    desk.start()
    desk.place()
    desk.run(90)
    assert desk.record.disposition == "answered"


def test_what_is_refused_in_the_transaction_leaves_nothing_behind(desk: Desk) -> None:
    told: list[object] = []

    def refuse(*_: object) -> None:
        raise ValueError("no")

    desk.switchboard.place(CALL, refuse, told.append)  # type: ignore[arg-type]
    assert isinstance(told[0], ValueError)
    assert desk.switchboard.live_calls == {}
    assert desk.events == []


def test_a_limit_is_asked_before_the_contact_is_dialled(desk: Desk) -> None:
    desk.answer = Refused("Ann has talked for 300 minutes today, the most that she may until midnight.")
    desk.place()
    desk.run(60)
    assert (desk.record.disposition, desk.record.reason) == ("refused", desk.answer.reason)
    assert desk.network.phones[DANA].shown == []


@pytest.mark.parametrize(
    ("after", "disposition"), [(1, "cancelled"), (2.5, "cancelled"), (4, "cancelled"), (20, "answered")]
)
def test_a_person_can_end_a_call_at_any_time(desk: Desk, after: float, disposition: str) -> None:
    desk.place()
    desk.run(after)
    desk.switchboard.hang_up(CALL, by="Ann")
    desk.run(5)
    assert desk.record.disposition == disposition
    assert desk.switchboard.live_calls == {}
    assert HangupRequested in desk.events


def test_ending_a_call_that_is_over_does_nothing(desk: Desk) -> None:
    desk.place()
    desk.run(90)
    before = desk.journal
    desk.switchboard.hang_up(CALL, by="Ann")
    desk.run(1)
    assert desk.journal == before


# Nobody looks for a while


@pytest.mark.behaviour("X1")
def test_killed_while_they_talk_the_talk_goes_on_and_ends_as_always(desk: Desk) -> None:
    desk.place()
    desk.run(20)
    desk.kill()
    desk.run(10)
    desk.start()
    desk.run(90)
    record = desk.record
    assert (record.disposition, record.certain) == ("answered", False)
    assert 59_900 <= record.talk_ms <= 60_200
    assert len(desk.network.truth.invites) == 2
    assert Restarted in desk.events


@pytest.mark.behaviour("X1")
def test_killed_during_the_announcement_it_is_spoken_again_and_nobody_is_dialled_twice(desk: Desk) -> None:
    desk.network.phone(ANN, Answers(2.0, (Press("5", 1.0, Moment.PROMPT, nth=2),)))
    desk.place()
    desk.run(2.5)
    desk.kill()
    desk.run(0.5)
    desk.start()
    desk.run(90)
    assert desk.record.disposition == "answered"
    assert len(desk.network.truth.invites) == 2
    spoken = [heard for heard in desk.network.phones[ANN].heard if isinstance(heard.sound, Words)]
    assert len(spoken) == 2


@pytest.mark.behaviour("X1")
def test_a_contact_who_hangs_up_unseen_is_recorded_as_unknown_up_to_the_last_proof(desk: Desk) -> None:
    desk.network.phone(DANA, Answers(3.0, (HangUp(15.0, Moment.BRIDGE),)))
    desk.place()
    desk.run(16)
    desk.kill()
    desk.run(30)
    desk.start()
    desk.run(10)
    record = desk.record
    assert record.disposition == "answered"
    assert not record.certain
    assert 6_000 <= record.talk_ms <= 15_000
    assert "unknown (restarting)" in record.legs[1].why
    assert record.reason == "unknown: it ended while nobody was watching"
    assert not desk.network.is_up(MEMBER_LEG)


@pytest.mark.behaviour("X1")
def test_a_leg_that_may_or_may_not_have_been_dialled_is_never_dialled_again(desk: Desk) -> None:
    desk.telephony.send = lambda call, commands: None  # type: ignore[method-assign] # dies between commit and request
    desk.place()
    desk.kill()
    desk.start()
    desk.run(90)
    assert desk.network.truth.invites == []
    record = desk.record
    assert (record.disposition, record.cause) == ("member_unreached", "unknown")
    assert record.state == "ended"


def test_timers_run_on_after_a_restart_with_what_they_have_left(desk: Desk) -> None:
    desk.network.phone(ANN, Rings())
    desk.place()
    desk.run(20)
    desk.kill()
    desk.start()
    desk.run(9.5)
    assert desk.record.state == "ringing_member"
    desk.run(1)
    assert (desk.record.disposition, desk.record.cause) == ("member_unreached", "no_answer")


def test_a_timer_that_ran_out_meanwhile_fires_after_the_switch_was_asked(desk: Desk) -> None:
    desk.network.phone(ANN, Rings())
    desk.place()
    desk.run(20)
    desk.kill()
    desk.run(60)
    desk.start()
    desk.run(1)
    assert desk.events[-3:] == [Restarted, *desk.events[-2:]]
    assert desk.record.cause == "no_answer"


@pytest.mark.behaviour("X1")
def test_when_the_switch_dies_the_call_ends_at_its_last_proof(desk: Desk) -> None:
    desk.place()
    desk.run(20)
    desk.network.crash()
    desk.run(5)
    desk.network.restart()
    desk.telephony.restore_connection()
    desk.run(5)
    record = desk.record
    assert (record.disposition, record.cause, record.certain) == ("answered", "switch_lost", False)
    assert record.reason == "the telephone switch stopped, and the call ended with it"
    assert [(leg.cause, leg.why) for leg in record.legs] == 2 * [("switch_lost", record.reason)]
    assert 12_000 <= record.talk_ms <= 14_500


@pytest.mark.behaviour("X1")
def test_when_the_switch_dies_while_it_rings_nobody_is_said_to_have_given_up(desk: Desk) -> None:
    desk.place()
    desk.run(4)
    desk.kill()
    desk.network.crash()
    desk.network.restart()
    desk.start()
    desk.run(1)
    record = desk.record
    assert (record.disposition, record.cause, record.certain) == ("failed", "switch_lost", False)
    assert record.reason == "the telephone switch stopped, and the call ended with it"


@pytest.mark.behaviour("X1")
def test_both_hang_up_unseen_and_neither_is_said_to_have_done_it(desk: Desk) -> None:
    desk.place()
    desk.run(10)
    desk.kill()
    for number in (DANA, ANN):
        desk.network.phones[number].hang_up()
    desk.start()
    desk.run(1)
    assert desk.record.reason == "unknown: it ended while nobody was watching"


def test_a_leg_that_no_call_knows_is_hung_up(desk: Desk) -> None:
    desk.place()
    desk.run(20)
    desk.kill()
    desk.storage.submit(lambda conn: conn.exec_driver_sql("UPDATE calls SET ended_at = 1"), lambda _: None)
    desk.start()
    desk.run(COMING_IN_S + 1)
    assert not desk.network.is_up(MEMBER_LEG)
    assert not desk.network.is_up(CONTACT_LEG)


def test_the_legs_of_a_call_that_is_being_rebuilt_are_no_strangers(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    swept = Event()

    def in_the_middle(runner: Runner, entries: Sequence[Entry]) -> dict[str, Entry]:
        """As when the event loop goes on while a turn is taken on the writer's thread."""
        if not swept.is_set():
            swept.set()
            run_now(desk.switchboard._hang_up_strangers(frozenset()))
        return rebuild(runner, entries)

    desk.place()
    desk.run(20)
    monkeypatch.setattr("offhook.switchboard.turn.rebuild", in_the_middle)
    desk.storage.failures.append(Fails.AFTER)
    desk.switchboard.deliver(CALL, Digit(MEMBER_LEG, "9"))
    desk.run(1)
    assert swept.is_set()
    assert desk.network.is_up(MEMBER_LEG)
    desk.run(90)
    assert (desk.record.disposition, desk.record.reason) == ("answered", "the contact hung up")


def test_a_leg_that_no_call_knows_by_then_is_hung_up_by_the_sweep(desk: Desk) -> None:
    desk.place()
    desk.run(20)
    desk.kill()
    desk.start()
    stray = LegId(f"{CALL}-9")
    desk.network.phone(EVE, Rings())
    desk.network.carry_out(CALL, Originate(stray, Role.CONTACT, EVE, LINE, TRUNK))
    assert desk.network.is_up(stray)
    desk.run(SWEEP_S + 1)
    assert not desk.network.is_up(stray)
    assert desk.network.is_up(MEMBER_LEG)


def test_a_leg_that_answers_for_a_call_that_is_over_is_hung_up(desk: Desk) -> None:
    sent: list[object] = []
    desk.telephony.send = lambda call, commands: sent.extend(commands)  # type: ignore[method-assign]
    desk.switchboard.deliver(CallId("call_gone"), Answered(LegId("call_gone-1")))
    assert [type(command).__name__ for command in sent] == ["Hangup"]


# The database fails


@pytest.mark.parametrize("how", Fails)
@pytest.mark.parametrize("at", [1.0, 2.02, 3.02, 6.05])
def test_a_turn_that_fails_is_taken_again_from_what_is_written(desk: Desk, at: float, how: Fails) -> None:
    desk.place()
    desk.run(at)
    desk.storage.failures.extend([how] * 5)
    desk.run(120)
    assert desk.record.disposition == "answered"
    assert len(desk.network.truth.invites) == 2
    assert desk.network.truth.refused == []


@pytest.mark.parametrize("turn", range(8))
def test_a_turn_that_was_committed_unnoticed_is_not_taken_again(desk: Desk, turn: int) -> None:
    undisturbed = Desk()
    for each in (undisturbed, desk):
        each.network.phone(ANN, ANN_PRESSES)
        each.network.phone(DANA, DANA_TALKS)
    undisturbed.place()
    undisturbed.run(120)
    desk.place()
    broken = break_the_commit_of(desk, turn)
    desk.run(120)
    assert broken.is_set()
    assert desk.switchboard.live_calls == {}
    assert desk.events == undisturbed.events
    assert [entry.commands for entry in desk.journal] == [entry.commands for entry in undisturbed.journal]
    assert desk.network.truth.refused == []
    assert states_told(desk)[-1] == "ended"


def break_the_commit_of(desk: Desk, number: int) -> Event:
    """Of the turn with this number from now on; set once it is broken."""
    turns, broken, taken = desk.switchboard._turns, Event(), count()
    take = turns.take

    def counting(conn: Connection, call: LiveCall, arrival: Arrival) -> Done:
        if next(taken) == number:
            desk.storage.failures.append(Fails.COMMITTED)
            broken.set()
        return take(conn, call, arrival)

    turns.take = counting  # type: ignore[method-assign]
    return broken


def test_a_key_that_was_written_unnoticed_counts_once(desk: Desk) -> None:
    desk.kill()
    desk.flows = {("click_to_call", 1): two_keys}
    desk.start()
    desk.network.phone(ANN, Answers(2.0, (Press("1", 1.0, Moment.ANSWER), Press("2", 3.0, Moment.ANSWER))))
    desk.place()
    desk.run(2.5)
    desk.storage.failures.append(Fails.COMMITTED)
    desk.run(30)
    assert desk.record.reason == "12"


async def two_keys(call: ClickToCall) -> Outcome:
    line = call.line
    match await dial(Role.MEMBER, call.member.number, caller_id=line.number, trunks=line.trunks, within=30):
        case Reached(leg=leg):
            keys = ""
            while len(keys) < 2:
                keys += await digit(leg)
            return Outcome(Disposition.ANSWERED, reason=keys)
        case other:
            raise AssertionError(other)


def test_a_call_that_was_placed_unnoticed_is_found_and_goes_on(desk: Desk) -> None:
    told: list[object] = []
    desk.storage.failures.append(Fails.COMMITTED)
    desk.place_and_tell(told.append)
    assert told == [CALL]
    desk.run(120)
    assert desk.record.disposition == "answered"
    assert len(desk.network.truth.invites) == 2


def test_a_call_of_which_nothing_was_written_is_told_to_be_lost(desk: Desk) -> None:
    told: list[object] = []

    def vanish(*_: object) -> Placing:
        raise WriteUncertain("the database went away during the commit")

    desk.switchboard.place(CALL, vanish, told.append)
    assert [type(each) for each in told] == [WriteLost]
    desk.place()
    desk.run(120)
    assert desk.record.disposition == "answered"


def test_a_call_that_is_found_too_late_is_not_dialled_and_is_closed(desk: Desk) -> None:
    told: list[object] = []
    desk.storage.failures.extend([Fails.COMMITTED, *[Fails.BEFORE] * 10])
    desk.place_and_tell(told.append)
    assert [type(each) for each in told] == [WriteUncertain]
    desk.run(20)
    assert len(told) == 1
    record = desk.record
    assert (record.state, record.disposition, record.cause) == ("ended", "member_unreached", "unknown")
    assert "the database was away" in [e.event.reason for e in desk.journal if isinstance(e.event, Restarted)]
    assert desk.network.truth.invites == []
    assert desk.switchboard.live_calls == {}


def test_who_stops_looks_for_no_call_any_more(desk: Desk) -> None:
    told: list[object] = []
    desk.storage.failures.extend([Fails.COMMITTED, Fails.BEFORE])
    desk.place_and_tell(told.append)
    run_now(desk.switchboard.stop())
    desk.run(20)
    assert desk.switchboard.live_calls == {}
    desk.start()
    desk.run(1)
    assert desk.record.disposition == "member_unreached"


def test_a_database_that_stays_away_is_no_fault_of_the_call(desk: Desk) -> None:
    desk.place()
    desk.run(6.05)
    desk.storage.failures.extend([Fails.BEFORE, Fails.AFTER] * 20)
    desk.run(120)
    assert desk.record.disposition == "answered"


# Flows that fail


async def raises_when_answered(call: ClickToCall) -> Outcome:
    line = call.line
    match await dial(Role.MEMBER, call.member.number, caller_id=line.number, trunks=line.trunks, within=30):
        case Reached():
            raise RuntimeError("a bug")
        case other:
            raise AssertionError(other)


def test_a_flow_that_raises_says_sorry_and_ends_with_a_complete_record(desk: Desk) -> None:
    desk.kill()
    desk.flows = {("click_to_call", 1): raises_when_answered}
    desk.start()
    desk.place()
    desk.run(30)
    assert desk.record.disposition == "failed"
    assert failures(desk)[0].startswith("RuntimeError: a bug")
    heard = desk.network.phones[ANN].heard
    assert [h.sound.phrases[0].key for h in heard if isinstance(h.sound, Words)] == ["call.apology"]
    assert not desk.network.is_up(MEMBER_LEG)


def failures(desk: Desk) -> list[str]:
    return [entry.event.error for entry in desk.journal if isinstance(entry.event, FlowFailed)]


def changed(desk: Desk) -> None:
    """Another version of the flow, under the same name and number."""

    async def other(call: ClickToCall) -> Outcome:
        line = call.line
        match await dial(Role.CONTACT, call.contact.number, caller_id=line.number, trunks=line.trunks, within=30):
            case Reached(leg=leg):
                await ended(leg)
            case Unreached():
                pass
        return Outcome(Disposition.ANSWERED)

    desk.flows = {("click_to_call", 1): other}


def damaged(desk: Desk) -> None:
    """A journal with another command than the one that was sent."""
    desk.storage.submit(
        lambda conn: conn.execute(update(journal).where(journal.c.seq == 1).values(commands=b"[]")), lambda _: None
    )


@pytest.mark.parametrize("spoil", [changed, damaged])
def test_a_replay_that_does_not_match_leaves_people_talking(desk: Desk, spoil: Callable[[Desk], None]) -> None:
    desk.place()
    desk.run(20)
    desk.kill()
    spoil(desk)
    desk.start()
    desk.run(20)
    if spoil is changed:
        assert desk.network.is_up(MEMBER_LEG)
        assert desk.network.is_up(CONTACT_LEG)
    desk.run(60)
    assert not desk.network.is_up(CONTACT_LEG)
    assert not desk.network.is_up(MEMBER_LEG)
    record = desk.record
    assert (record.state, record.disposition) == ("ended", "failed")
    assert any(
        isinstance(entry.event, FlowFailed) and "was written with" in entry.event.error for entry in desk.journal
    )


# Calls that can't go on


def fail_to_answer(*_: object) -> Answer:
    raise KeyError("a bug in the limits")


@pytest.mark.parametrize("asked", [False, True])
def test_a_turn_that_can_not_be_taken_is_the_fallback_s(desk: Desk, asked: bool) -> None:
    desk.answers = fail_to_answer
    desk.kill()
    desk.start()
    desk.place()
    desk.run(3.2)  # the key was pressed: may the contact be dialled?
    if asked:
        desk.switchboard.hang_up(CALL, by="Ann")
    desk.run(10)
    assert failures(desk) == ["KeyError: 'a bug in the limits'"]
    assert (desk.record.state, desk.record.disposition) == ("ended", "failed")
    heard = [h.sound.phrases[0].key for h in desk.network.phones[ANN].heard if isinstance(h.sound, Words)]
    assert heard == ["dial.about_to_call", "call.apology"]
    assert not desk.network.is_up(MEMBER_LEG)


def test_a_fallback_that_was_committed_unnoticed_takes_over_once(desk: Desk) -> None:
    desk.answers = fail_to_answer
    desk.kill()
    desk.start()
    desk.place()
    desk.run(3.1)
    while desk.live_call.fault is None:
        desk.run(0.1)
    broken = break_the_commit_of(desk, 0)
    desk.run(10)
    assert broken.is_set()
    assert len(failures(desk)) == 1
    assert desk.record.reason == "a fault in Offhook: the call's flow could not go on"


def test_a_call_that_the_fallback_can_not_end_either_is_given_up(desk: Desk) -> None:
    def fail(*_: object) -> None:
        raise KeyError("a bug in counting")

    desk.network.phone(DANA, Answers(3.0, (HangUp(20.0, Moment.BRIDGE),)))
    desk.settle = fail
    desk.place()
    desk.run(20)
    assert desk.record.state == "talking"
    desk.run(20)
    record = desk.record
    assert (record.state, record.disposition, record.certain) == ("ended", "failed", False)
    assert {leg.state for leg in record.legs} == {"ended"}
    assert failures(desk)[-1] == "KeyError: 'a bug in counting'"
    assert desk.switchboard.live_calls == {}
    assert not desk.network.is_up(MEMBER_LEG)
    assert states_told(desk)[-1] == "ended"


def test_giving_up_waits_for_the_database_as_well(desk: Desk) -> None:
    async def fails_too(facts: Facts) -> Outcome:
        await ask(MayDial("mem_ann", DANA))
        raise AssertionError("never")

    desk.kill()
    desk.answers, desk.fallback = fail_to_answer, fails_too
    desk.start()
    desk.place()
    desk.run(3.1)
    while desk.live_call.failures < GIVE_UP_AFTER - 1:
        desk.run(0.1)
    desk.storage.failures.extend([Fails.AFTER] * 3)
    desk.run(5)
    assert (desk.record.state, desk.record.disposition) == ("ended", "failed")
    assert not desk.network.is_up(MEMBER_LEG)


# Trunks


def test_the_second_trunk_takes_over_when_the_first_is_down(desk: Desk) -> None:
    desk.network.trunk(TRUNK, Trunk.DOWN)
    desk.network.trunk(SECOND_TRUNK, Trunk.UP)
    line = structs.replace(CLICK.line, trunks=(TRUNK, SECOND_TRUNK))
    desk.place(structs.replace(CLICK, line=line))
    desk.run(90)
    record = desk.record
    assert record.disposition == "answered"
    assert [(leg.role, leg.trunk_id, leg.cause) for leg in record.legs] == [
        ("member", TRUNK, Cause.TRUNK_DOWN),
        ("member", SECOND_TRUNK, "normal"),
        ("contact", TRUNK, Cause.TRUNK_DOWN),
        ("contact", SECOND_TRUNK, "normal"),
    ]


def test_the_announcement_names_the_contact(desk: Desk) -> None:
    desk.place()
    desk.run(10)
    asked = [command for entry in desk.journal for command in entry.commands if isinstance(command, Collect)]
    assert [(phrase.key, phrase.name, phrase.number) for phrase in asked[0].phrases] == [
        ("dial.about_to_call", "Dana", DANA)
    ]
