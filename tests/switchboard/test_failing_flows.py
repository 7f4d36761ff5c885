"""Flows that raise, or can't be replayed, and calls that nothing leads to their end."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from offhook.calls.events import FlowFailed
from offhook.calls.facts import Facts
from offhook.calls.flow import Outcome, ask, ended
from offhook.calls.questions import Answer, MayDial
from offhook.calls.values import ClickToCall, Disposition, Role
from offhook.flows.parts.dial import Reached, Unreached, dial
from offhook.records.model import journal
from offhook.switchboard.turn import GIVE_UP_AFTER
from offhook.telephony.simulated.phones import Answers, HangUp, Moment
from offhook.telephony.simulated.truth import Words
from tests.switchboard.desk import ANN, CALL, CONTACT_LEG, DANA, MEMBER_LEG, Desk, Fails


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
    assert desk.faults[0].startswith("RuntimeError: a bug")
    heard = desk.network.phones[ANN].heard
    assert [h.sound.phrases[0].key for h in heard if isinstance(h.sound, Words)] == ["call.apology"]
    assert not desk.network.is_up(MEMBER_LEG)


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
    assert desk.faults == ["KeyError: 'a bug in the limits'"]
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
    broken = desk.break_the_commit_of(0)
    desk.run(10)
    assert broken.is_set()
    assert len(desk.faults) == 1
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
    assert desk.faults[-1] == "KeyError: 'a bug in counting'"
    assert desk.switchboard.live_calls == {}
    assert not desk.network.is_up(MEMBER_LEG)
    assert desk.states_told[-1] == "ended"


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
