"""Calls that come in: written down before anything is said, refused, or lost on the way."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, select

from offhook.calls.events import Digit, Ended, Incoming
from offhook.calls.values import Caller, CallId, Cause, Inbound, LegId, Mailbox, Order, Role, Target, Way
from offhook.records.model import calls
from offhook.switchboard.beginning import Receiving, Refusing
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Phone, Press, Rings
from offhook.telephony.simulated.truth import EndedBy, Words
from tests.switchboard.desk import ANN, CLICK, DANA, LINE, TRUNK, WORKSPACE, Desk, Fails

CALL = CallId(f"call_{1:026}")
CALLER = LegId(f"{CALL}-1")


def take(conn: Connection, call: CallId, incoming: Incoming, way: Way, now: int) -> Receiving:
    """Ring Ann's phone for 20 s, then voicemail."""
    caller = Caller(incoming.leg, incoming.caller, "Dana", "con_dana")
    ann = Target(Role.MEMBER, "Ann", LINE, number=ANN, trunks=(TRUNK,), member="mem_ann")
    return Receiving(
        WORKSPACE,
        Inbound(caller, incoming.trunk, CLICK.line, (ann,), (), Order.ALL, 20.0, 3600.0, Mailbox(60.0)),
    )


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.receive = take
    desk.network.phone(ANN, Answers(2.0, (Press("1", 1.0),)))
    return desk


@pytest.fixture
def dana(desk: Desk) -> Phone:
    return desk.network.phone(DANA, Answers(then=(HangUp(10.0, Moment.BRIDGE), HangUp(5.0, Moment.BEEP))))


def call_in(desk: Desk, dana: Phone) -> None:
    assert desk.network.call_in(dana, LINE, TRUNK) == CALLER


def nothing_is_left(desk: Desk) -> bool:
    return not desk.network.survivors() and not desk.switchboard.live_calls


def row(desk: Desk) -> Any:
    return desk.read(lambda conn: conn.execute(select(calls).where(calls.c.id == CALL)).one_or_none())


@pytest.mark.behaviour("P2", "P3", "X12")
def test_a_call_that_comes_in_is_taken_joined_and_recorded(desk: Desk, dana: Phone) -> None:
    call_in(desk, dana)
    desk.run(30)
    kept = row(desk)
    assert (kept.direction, kept.disposition, kept.reason) == ("inbound", "answered", "the caller hung up")
    assert (kept.contact_id, kept.member_id, kept.member_name) == ("con_dana", "mem_ann", "Ann")
    assert 9_900 <= kept.talk_ms <= 10_100
    assert nothing_is_left(desk)


@pytest.mark.behaviour("P5", "P9")
def test_a_call_that_nobody_takes_is_taken_by_voicemail(desk: Desk, dana: Phone) -> None:
    desk.network.phone(ANN, Rings())
    call_in(desk, dana)
    desk.run(60)
    assert (row(desk).disposition, desk.kept) == ("voicemail", [f"{CALLER}.2"])
    assert desk.network.recordings[f"{CALLER}.2"].seconds == pytest.approx(5.0, abs=0.1)


@pytest.mark.parametrize("cause", [Cause.NOT_IN_SERVICE, Cause.BUSY])
def test_a_call_that_is_refused_leaves_no_record(desk: Desk, dana: Phone, cause: Cause) -> None:
    desk.receive = lambda *_: Refusing(cause)
    call_in(desk, dana)
    desk.run(1)
    (leg,) = desk.network.truth.legs
    assert (leg.cause, leg.ended_by, leg.answered) == (cause, EndedBy.SWITCH, None)
    assert row(desk) is None
    assert desk.switchboard.live_calls == {}


def test_where_no_line_takes_calls_every_call_is_refused(desk: Desk, dana: Phone) -> None:
    desk.receive = Desk().receive
    call_in(desk, dana)
    desk.run(1)
    assert [leg.cause for leg in desk.network.truth.legs] == [Cause.NOT_IN_SERVICE]


def test_a_call_that_can_not_be_written_is_not_left_ringing(desk: Desk, dana: Phone) -> None:
    desk.storage.failures.append(Fails.BEFORE)
    call_in(desk, dana)
    desk.run(1)
    assert [leg.cause for leg in desk.network.truth.legs] == [Cause.TRUNK_ERROR]
    assert row(desk) is None
    assert nothing_is_left(desk)


def held_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Hold the next write back until what this returns is called."""
    waiting: list[Callable[[], None]] = []
    submit = desk.storage.submit

    def wait(job: Any, done: Any, *, live: bool = False) -> None:
        waiting.append(lambda: submit(job, done, live=live))
        monkeypatch.undo()

    monkeypatch.setattr(desk.storage, "submit", wait)
    return lambda: waiting.pop()()


def test_what_happens_while_a_call_is_written_down_is_told_to_it_afterwards(
    desk: Desk, dana: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = held_back(desk, monkeypatch)
    call_in(desk, dana)
    desk.run(0.1)
    desk.network._legs[CALLER].hang_up()
    desk.run(0.1)
    assert row(desk) is None
    write()
    desk.run(1)
    assert (row(desk).disposition, desk.network.phones[ANN].in_call) == ("abandoned", False)
    assert nothing_is_left(desk)


def test_a_call_that_is_announced_twice_begins_once(desk: Desk, dana: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    again = Incoming(CALLER, TRUNK, LINE, DANA)
    write = held_back(desk, monkeypatch)
    call_in(desk, dana)
    desk.run(0.1)
    desk.switchboard.deliver(CALL, again)
    write()
    desk.switchboard.deliver(CALL, again)
    desk.run(30)
    assert row(desk).disposition == "answered"
    assert len(desk.network.truth.legs) == 2


def test_events_of_a_call_that_is_refused_are_dropped(desk: Desk, dana: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.receive = lambda *_: Refusing(Cause.BUSY)
    write = held_back(desk, monkeypatch)
    call_in(desk, dana)
    desk.run(0.1)
    for event in (Digit(CALLER, "1"), Ended(CALLER, Cause.NORMAL)):
        desk.switchboard.deliver(CALL, event)
    write()
    desk.run(1)
    assert row(desk) is None


def test_a_leg_that_is_being_written_down_is_no_stranger_to_a_connection_that_comes_back(
    desk: Desk, dana: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = held_back(desk, monkeypatch)
    call_in(desk, dana)
    desk.run(0.1)
    desk.telephony.lose_connection()
    desk.run(0.1)
    desk.telephony.restore_connection()
    desk.run(0.1)
    assert desk.network.is_up(CALLER)
    write()
    desk.run(30)
    assert row(desk).disposition == "answered"


@pytest.mark.behaviour("X1")
@pytest.mark.parametrize("after", [0.01, 1.0, 2.5, 3.5, 8.0])
def test_a_worker_that_is_killed_leaves_no_caller_behind(desk: Desk, dana: Phone, after: float) -> None:
    call_in(desk, dana)
    desk.run(after)
    desk.kill()
    desk.run(0.5)
    desk.start()
    desk.run(90)
    assert nothing_is_left(desk)
    assert row(desk).disposition is not None
    assert desk.network.truth.refused == []


@pytest.mark.behaviour("X1")
def test_the_greeting_starts_again_and_the_message_is_kept_when_the_worker_is_killed(desk: Desk, dana: Phone) -> None:
    desk.network.phone(ANN, Rings())
    call_in(desk, dana)
    desk.run(21)
    desk.kill()
    desk.start()
    desk.run(30)
    greetings = [heard for heard in dana.heard if isinstance(heard.sound, Words)]
    assert len(greetings) == 2
    assert row(desk).disposition == "voicemail"
    assert len(desk.kept) == 1


def test_a_call_that_comes_in_at_the_moment_of_a_sweep_is_no_stranger(desk: Desk, dana: Phone) -> None:
    """The switch has the leg already, and what tells of it is still under way."""
    call_in(desk, dana)
    desk.switchboard._reconciler._sweep()
    desk.run(30)
    assert row(desk).disposition == "answered"


def test_a_caller_of_whom_nobody_ever_hears_is_hung_up(desk: Desk, dana: Phone) -> None:
    deliver = desk.telephony._deliver
    desk.telephony._deliver = lambda *_: None
    call_in(desk, dana)
    desk.run(0.1)
    desk.telephony._deliver = deliver
    desk.switchboard._reconciler._sweep()
    desk.run(1.0)
    assert desk.network.is_up(CALLER)
    desk.run(2.0)
    assert nothing_is_left(desk)
    assert row(desk) is None
