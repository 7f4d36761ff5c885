"""Starting with what an earlier worker left, where not all of it can be read."""

from collections.abc import Sequence

import pytest
from msgspec import structs
from sqlalchemy import update

from offhook.calls.journal import Entry, rebuild
from offhook.calls.kernel import Runner
from offhook.calls.values import E164, CallId, ClickToCall
from offhook.records.model import journal
from offhook.switchboard.reconciling import COMING_IN_S
from tests.switchboard.desk import ANN_PRESSES, CALL, CLICK, CONTACT_LEG, DANA_TALKS, MEMBER_LEG, Desk

EVE, FRED = E164("+12025550133"), E164("+12025550144")
OTHER = CallId("call_2")


@pytest.fixture(autouse=True)
def other_phones(desk: Desk) -> None:
    """Of two others, who talk for as long."""
    desk.network.phone(EVE, ANN_PRESSES)
    desk.network.phone(FRED, DANA_TALKS)


def unreadable(desk: Desk, seq: int, column: str) -> None:
    """What is written there is from a version that knows more, or from a broken disk."""
    here = update(journal).where(journal.c.call_id == CALL, journal.c.seq == seq)
    desk.storage.submit(lambda conn: conn.execute(here.values({column: b'[{"type": "Levitate"}'})), lambda _: None)


@pytest.mark.parametrize("column", ["event", "answers", "commands"])
@pytest.mark.parametrize("seq", range(1, 8))
def test_a_journal_that_can_not_be_read_is_one_call_s_trouble(desk: Desk, seq: int, column: str) -> None:
    desk.place()
    desk.place(other_people(), OTHER)
    desk.run(20)
    assert len(desk.journal) == 7
    desk.kill()
    unreadable(desk, seq, column)
    desk.start()
    assert desk.switchboard.ready
    desk.run(5)
    known = (column, seq) not in {("commands", 1), ("commands", 4)}
    assert desk.network.is_up(MEMBER_LEG) == desk.network.is_up(CONTACT_LEG) == known, "who talks goes on talking"
    desk.run(85)
    assert not desk.network.is_up(MEMBER_LEG)
    assert not desk.network.is_up(CONTACT_LEG)
    record = desk.record
    assert (record.state, record.disposition, record.certain) == ("ended", "failed", False)
    assert {leg.state for leg in record.legs} == {"ended"}
    assert any("can't be read" in failure for failure in desk.faults)
    assert len(desk.network.truth.invites) == 4
    other = desk.record_of(OTHER)
    assert (other.disposition, 59_900 <= other.talk_ms <= 60_200) == ("answered", True)


def other_people() -> ClickToCall:
    member, contact = structs.replace(CLICK.member, number=EVE), structs.replace(CLICK.contact, number=FRED)
    return structs.replace(CLICK, member=member, contact=contact)


def test_a_journal_that_can_not_be_read_is_led_to_its_end_over_another_restart(desk: Desk) -> None:
    desk.place()
    desk.run(20)
    desk.kill()
    unreadable(desk, 2, "event")
    desk.start()
    desk.run(5)
    desk.kill()
    desk.start()
    desk.run(5)
    assert desk.network.is_up(MEMBER_LEG)
    assert len(desk.faults) == 1
    desk.run(60)
    assert desk.record.reason == "a fault in Offhook: the call's flow could not go on"


@pytest.mark.parametrize(("until", "left"), [(1.0, "rings"), (2.5, "listens")])
def test_a_call_whose_start_can_not_be_read_ends_in_silence(desk: Desk, until: float, left: str) -> None:
    desk.place()
    desk.run(until)
    assert desk.network.is_up(MEMBER_LEG), left
    desk.kill()
    unreadable(desk, 1, "event")
    desk.start()
    desk.run(1)
    assert not desk.network.is_up(MEMBER_LEG)
    record = desk.record
    assert (record.state, record.disposition, record.certain) == ("ended", "failed", False)
    assert [leg.state for leg in record.legs] == ["ended"]


def test_a_call_that_can_not_be_rebuilt_is_closed_and_its_legs_are_hung_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[int] = []
    desk.place()
    desk.place(other_people(), OTHER)
    desk.run(20)
    desk.kill()
    desk.run(30)

    def fail(runner: Runner, entries: Sequence[Entry]) -> dict[str, Entry]:
        if runner.call == CALL:
            raise KeyError("a bug")
        return rebuild(runner, entries)

    monkeypatch.setattr("offhook.switchboard.turn.rebuild", fail)
    desk.settle = lambda conn, workspace, call, talk_ms: settled.append(talk_ms)
    desk.start()
    desk.run(COMING_IN_S + 1)
    assert not desk.network.is_up(MEMBER_LEG)
    assert not desk.network.is_up(CONTACT_LEG)
    record = desk.record
    assert (record.state, record.disposition, record.certain) == ("ended", "failed", False)
    assert record.reason == "a fault in Offhook: the call was given up"
    assert [(leg.state, leg.cause) for leg in record.legs] == [("ended", "unknown")] * 2
    assert desk.faults == ["KeyError: 'a bug'"]
    # From the bridging to the last heartbeat before the kill: nobody knows of more.
    assert settled == [record.talk_ms]
    assert 11_000 <= record.talk_ms <= 14_500
    assert desk.switchboard.live_calls.keys() == {OTHER}
