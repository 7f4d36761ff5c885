"""Two agents press 1 within 10 ms of each other: one has the caller, the other hears that it is taken. Every time.

Here some hundred times; `python -m tests.switchboard.press_together` does it 10,000 times on each database.
"""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from offhook.calls.events import Incoming
from offhook.calls.values import E164, Caller, CallId, Inbound, Order, Role, Seconds, Target, Way
from offhook.storage.engine import open_engine
from offhook.switchboard.beginning import Receiving
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press
from offhook.telephony.simulated.truth import Heard, LegTruth, Person, Words
from tests.databases import new_postgresql_database
from tests.switchboard.desk import ANN, CLICK, DANA, LINE, TRUNK, WORKSPACE, Desk

BOB = E164("+12025550133")
WITHIN: Seconds = 0.01


def ring_both(conn: Connection, call: CallId, incoming: Incoming, way: Way, now: int) -> Receiving:
    caller = Caller(incoming.leg, incoming.caller, "Dana", "con_dana")
    both = tuple(
        Target(Role.MEMBER, name, LINE, number=number, trunks=(TRUNK,)) for name, number in (("Ann", ANN), ("Bob", BOB))
    )
    return Receiving(WORKSPACE, Inbound(caller, TRUNK, CLICK.line, both, (), Order.ALL, 20.0, 60.0))


def is_told_that_it_is_taken(leg: LegTruth) -> bool:
    pressed, _ = leg.keys[0]
    taken = [heard.at for heard in leg.heard if heard.whole and says_that_it_is_taken(heard)]
    return len(taken) == 1 and taken[0] - pressed < 1_000_000


def says_that_it_is_taken(heard: Heard) -> bool:
    return isinstance(heard.sound, Words) and [phrase.key for phrase in heard.sound.phrases] == ["inbound.taken"]


def press_together(desk: Desk, times: int) -> Iterator[E164]:
    """Let Ann and Bob press within 10 ms of each other, so many times; who got the caller."""
    dice = random.Random(2)
    desk.receive = ring_both
    dana = desk.network.phone(DANA, Answers(then=(HangUp(10.0, Moment.BRIDGE),)))
    for _ in range(times):
        pressed = 1.0 + dice.uniform(0, 0.5)
        desk.network.phone(ANN, Answers(2.0, (Press("1", pressed),)))
        desk.network.phone(BOB, Answers(2.0, (Press("1", pressed + dice.uniform(-WITHIN, WITHIN)),)))
        desk.network.truth.legs.clear()
        call = CallId(desk.network.call_in(dana, LINE, TRUNK).rpartition("-")[0])
        desk.run(20)
        caller, *phones = desk.network.truth.of(call)
        (won,) = [leg for leg in phones if leg.talks]
        (lost,) = [leg for leg in phones if not leg.talks]
        assert [heard.sound for heard in caller.talks] == [Person(won.leg, won.to)]
        assert is_told_that_it_is_taken(lost)
        assert not desk.network.survivors()
        yield E164(won.to)


@pytest.mark.behaviour("X2", "U8")
def test_exactly_one_gets_the_caller_and_the_other_hears_so_within_a_second() -> None:
    assert set(press_together(Desk(), 300)) == {ANN, BOB}


@pytest.mark.behaviour("X2", "U8")
def test_exactly_one_gets_the_caller_on_postgresql_too() -> None:
    with new_postgresql_database() as url:
        desk = Desk(open_engine(url))
        assert set(press_together(desk, 30)) == {ANN, BOB}
        desk.close()
