"""What is known of trunks: from Asterisk's own states, and from how old they are."""

import asyncio

import msgspec
import pytest

from offhook.calls.events import Ended
from offhook.calls.values import Cause, LegId, TrunkId
from offhook.telephony.asterisk import trunk_watch
from offhook.telephony.asterisk.trunk_watch import SILENT, TrunkWatch
from offhook.telephony.asterisk.wire import Request, Response
from offhook.telephony.port import TrunkHealth, TrunkState
from tests.waiting import eventually

LAB, SPARE, NEW = TrunkId("trunk_lab"), TrunkId("trunk_spare"), TrunkId("trunk_new")


class Switch:
    """An Asterisk that lists endpoints; `clock` is what the watch goes by."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **states: str) -> None:
        self.states = states
        self.clock = 100.0
        self.asked = 0
        self.clock_read = 0
        self.watch = TrunkWatch(self._answer)
        monkeypatch.setattr(trunk_watch, "monotonic", self._read_clock)

    def _read_clock(self) -> float:
        self.clock_read += 1
        return self.clock

    async def _answer(self, request: Request) -> Response:
        self.asked += 1
        listed = [{"resource": resource, "state": state} for resource, state in self.states.items()]
        if not listed:
            return Response(404, b'{"message":"Endpoints not found"}')
        return Response(200, msgspec.json.encode(listed))

    def state(self, trunk: TrunkId = LAB) -> TrunkState:
        return self.watch.health()[trunk].state


@pytest.fixture
def switch(monkeypatch: pytest.MonkeyPatch) -> Switch:
    return Switch(monkeypatch, trunk_lab="offline", trunk_spare="online", somebody="online")


async def test_only_trunks_are_watched(switch: Switch) -> None:
    await switch.watch.look()
    assert set(switch.watch.health()) == {LAB, SPARE}
    assert switch.state(SPARE) is TrunkState.UP


async def test_a_trunk_that_is_down_from_the_start_is_down(switch: Switch) -> None:
    await switch.watch.look()
    assert switch.watch.health()[LAB] == TrunkHealth(TrunkState.DOWN, error=SILENT)


async def test_a_new_trunk_is_not_called_down_before_it_could_answer(switch: Switch) -> None:
    await switch.watch.look()
    switch.states["trunk_new"] = "offline"
    await switch.watch.look()
    assert switch.state(NEW) is TrunkState.UNCHECKED
    switch.clock += trunk_watch.FIRST_ANSWER
    await switch.watch.look()
    assert switch.state(NEW) is TrunkState.DOWN


async def test_the_first_trunk_of_all_is_new_too(switch: Switch) -> None:
    switch.states.clear()
    await switch.watch.look()
    assert switch.watch.health() == {}
    switch.states["trunk_lab"] = "offline"
    await switch.watch.look()
    assert switch.state() is TrunkState.UNCHECKED


async def test_a_trunk_that_was_up_is_down_as_soon_as_it_is(switch: Switch) -> None:
    await switch.watch.look()
    for said, state in (("online", TrunkState.UP), ("offline", TrunkState.DOWN)):
        switch.states["trunk_new"] = said
        await switch.watch.look()
        assert switch.state(NEW) is state


async def test_a_call_that_fails_is_told_until_one_is_carried(switch: Switch) -> None:
    await switch.watch.look()
    switch.watch.failed(SPARE, Ended(LegId("call_1-1"), Cause.TRUNK_ERROR, sip=503, note="Circuit congestion"))
    assert switch.watch.health()[SPARE].error == "its last call failed: 503 Circuit congestion"
    switch.watch.carried(SPARE)
    assert switch.watch.health()[SPARE].error == ""


async def test_a_trunk_that_is_not_up_is_asked_for_more_often(switch: Switch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trunk_watch, "EVERY_UNLESS_UP", 0.001)
    await switch.watch.look()
    looking = asyncio.create_task(switch.watch.keep_looking(switch.watch.look))
    await eventually(lambda: switch.asked > 3, "it is asked for again and again")
    switch.states["trunk_lab"] = "online"
    await eventually(lambda: switch.state() is TrunkState.UP, "it is found up")
    settled, read = switch.asked, switch.clock_read
    await eventually(lambda: switch.clock_read >= read + 5, "it comes round without asking")
    assert switch.asked == settled
    switch.clock += trunk_watch.EVERY
    await eventually(lambda: switch.asked > settled, "it is asked for now and then")
    looking.cancel()
