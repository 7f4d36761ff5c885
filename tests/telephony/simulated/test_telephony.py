"""The same adapter on the real clock, through the coroutines of the port."""

from offhook.calls.commands import Originate
from offhook.calls.events import Answered, Collected, Ended, Event, Incoming, Ringing
from offhook.calls.values import CallId, Role
from offhook.clock import RealClock
from offhook.telephony.port import Telephony
from offhook.telephony.simulated import Answers, HangUp, Network, Pace, Press, SimulatedTelephony, Trunk
from tests.telephony.simulated.desk import ANN, CALL, LINE, MEMBER, TRUNK, Desk, collect
from tests.waiting import eventually


async def test_it_runs_on_the_real_clock() -> None:
    network = Network(RealClock(), pace=Pace(phrase=0.1))
    network.trunk(TRUNK, Trunk.UP)
    network.phone(ANN, Answers(after=0.02, then=(Press("1", after=0.03), HangUp(after=0.2))))
    telephony: Telephony = SimulatedTelephony(network)
    events: list[Event | Incoming] = []
    ready: list[bool] = []

    def take(call: CallId, event: Event | Incoming) -> None:
        events.append(event)
        if isinstance(event, Answered):
            telephony.send(call, [collect()])

    await telephony.start(take, lambda gone: ready.append(telephony.ready), lambda reason: None)
    await eventually(lambda: ready, "connection")
    telephony.send(CALL, [Originate(MEMBER, Role.MEMBER, ANN, LINE, TRUNK)])
    await eventually(lambda: events and isinstance(events[-1], Answered), "answer")
    survivors = await telephony.survivors()
    assert [leg.leg for leg in survivors[CALL]] == [MEMBER]
    await telephony.adopt(CALL, survivors[CALL])
    await eventually(lambda: isinstance(events[-1], Ended), "end")
    assert [type(event) for event in events] == [Ringing, Answered, Collected, Ended]
    await telephony.stop()
    assert not telephony.ready


def test_the_words_of_a_collect_are_not_reported_as_prompted() -> None:
    desk = Desk()
    desk.answered()
    desk.send(collect(wait=1.0))
    desk.clock.run(10)
    assert desk.events[2:] == [Collected(MEMBER, "", "one")]


def test_a_key_during_the_words_of_a_collect_silences_them() -> None:
    desk = Desk()
    ann = desk.answered()
    desk.send(collect())
    desk.clock.run(1)
    assert ann.hears
    ann.press("3")
    desk.clock.run(0.1)
    assert ann.hears == []
    assert not ann.heard[0].whole
