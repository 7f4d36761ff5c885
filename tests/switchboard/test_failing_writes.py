"""The database fails: turns and beginnings that are taken again, found again, or lost."""

import pytest

from offhook.calls.events import Restarted
from offhook.calls.flow import Outcome, digit
from offhook.calls.values import ClickToCall, Disposition, Role
from offhook.flows.parts.dial import Reached, dial
from offhook.storage.errors import WriteLost, WriteUncertain
from offhook.switchboard.beginning import Placing
from offhook.switchboard.turn import GIVE_UP_AFTER
from offhook.telephony.simulated.phones import Answers, Moment, Press
from tests.switchboard.desk import ANN, CALL, Desk, Fails, desk_with_people
from tests.virtual import run_now


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
    undisturbed = desk_with_people()
    undisturbed.place()
    undisturbed.run(120)
    desk.place()
    broken = desk.break_the_commit_of(turn)
    desk.run(120)
    assert broken.is_set()
    assert desk.switchboard.live_calls == {}
    assert desk.events == undisturbed.events
    assert [entry.commands for entry in desk.journal] == [entry.commands for entry in undisturbed.journal]
    assert desk.network.truth.refused == []
    assert desk.states_told[-1] == "ended"


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


@pytest.mark.parametrize("away", [0, 10])
def test_a_call_that_is_found_and_can_not_be_rebuilt_is_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, away: int
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("a bug")

    told: list[object] = []
    monkeypatch.setattr("offhook.switchboard.turn.rebuild", fail)
    desk.storage.failures.extend([Fails.COMMITTED, *[Fails.BEFORE] * away])
    desk.place_and_tell(told.append)
    desk.run(20)
    assert [type(each) for each in told] == [WriteUncertain if away else KeyError]
    assert (desk.record.state, desk.record.disposition) == ("ended", "failed")
    assert desk.faults == ["KeyError: 'a bug'"]
    assert desk.switchboard.live_calls == {}
    assert desk.network.truth.invites == []


def test_a_call_that_can_not_be_looked_up_is_looked_for_a_few_times(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []

    def fail(*asked: object) -> None:
        looks.append(asked)
        raise KeyError("a bug")

    told: list[object] = []
    monkeypatch.setattr("offhook.records.store.workspace_of", fail)
    desk.storage.failures.append(Fails.COMMITTED)
    desk.place_and_tell(told.append)
    desk.run(20)
    assert [type(each) for each in told] == [WriteUncertain]
    assert len(looks) == 1 + GIVE_UP_AFTER


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
