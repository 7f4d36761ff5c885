"""What is known of trunks: from Asterisk's own states, and from how old they are."""

import asyncio

import msgspec
import pytest

from offhook.calls.events import Ended
from offhook.calls.values import Cause, LegId, TrunkId
from offhook.telephony.asterisk import trunk_watch
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.dial_strings import TrunkView
from offhook.telephony.asterisk.trunk_watch import REJECTED, SILENT, UNKNOWN, TrunkWatch
from offhook.telephony.asterisk.wire import Request, Response
from offhook.telephony.port import Registration, TrunkHealth, TrunkState
from tests.waiting import eventually

LAB, SPARE, NEW = TrunkId("trunk_lab"), TrunkId("trunk_spare"), TrunkId("trunk_new")


class Switch:
    """An Asterisk that lists endpoints; `clock` is what the watch goes by."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **states: str) -> None:
        self.states = states
        self.clock = 100.0
        self.asked = 0
        self.clock_read = 0
        self.contacts: dict[str, str] = {}
        """Status and round trip of trunks, as the console prints them."""
        self.answers: dict[str, list[str]] = {}
        """What becomes of a contact at each look after its far end was asked."""
        self.registrations: dict[str, str] = {}
        self.commands: list[str] = []
        self.console_trouble: NoAnswer | None = None
        self.passed_over: dict[TrunkId, str] = {}
        self.registering = {TrunkId("trunk_spare")}
        self.watch = TrunkWatch(self._answer, self._print, self._view, self.passed_over)
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

    async def _print(self, command: str) -> str:
        self.commands.append(command)
        if self.console_trouble is not None:
            raise self.console_trouble
        asked = command.rpartition(" ")[2]
        if command.startswith("pjsip qualify"):
            return f"Qualifying AOR '{asked}' on endpoint '{asked}'\n"
        if command == "pjsip show registrations":
            rows = [
                f" {name}/sip:127.0.0.1:5090    {name}    {state}    (exp. 29s)\n"
                for name, state in self.registrations.items()
            ]
            return "".join(rows) or "No objects found.\n"
        if self.answers.get(asked) and f"pjsip qualify {asked}" in self.commands:
            self.contacts[asked] = self.answers[asked].pop(0)
            self.clock += 1.0
        if asked not in self.contacts:
            return f"Unable to find object {asked}.\n"
        return f"    Contact:  {asked}/sip:127.0.0.1:5090    ff2539f97b {self.contacts[asked]}\n"

    def _view(self, trunk: TrunkId) -> TrunkView:
        return TrunkView(trunk, registers=trunk in self.registering)

    def state(self, trunk: TrunkId = LAB) -> TrunkState:
        return self.watch.health()[trunk].state


UP, GONE = "Avail         0.824", "Unavail        -nan"


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
    looking = asyncio.create_task(switch.watch.keep_looking())
    await eventually(lambda: switch.asked > 3, "it is asked for again and again")
    switch.states["trunk_lab"] = "online"
    await eventually(lambda: switch.state() is TrunkState.UP, "it is found up")
    settled, read = switch.asked, switch.clock_read
    await eventually(lambda: switch.clock_read >= read + 5, "it comes round without asking")
    assert switch.asked == settled
    switch.clock += trunk_watch.EVERY
    await eventually(lambda: switch.asked > settled, "it is asked for now and then")
    looking.cancel()


class TestAskingNow:
    @pytest.fixture(autouse=True)
    def hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(trunk_watch, "GLANCE", 0.0)

    async def test_a_new_round_trip_is_the_answer(self, switch: Switch) -> None:
        switch.contacts["trunk_lab"] = UP
        switch.answers["trunk_lab"] = [UP, UP, "Avail         12.500", "Unavail        -nan"]
        found = await switch.watch.ask_now(LAB)
        assert found == TrunkHealth(TrunkState.UP, latency_ms=12.5)
        assert switch.state() is TrunkState.UP
        assert "pjsip qualify trunk_lab" in switch.commands

    async def test_one_that_was_up_and_is_silent_is_down(self, switch: Switch) -> None:
        switch.states["trunk_lab"] = "online"
        await switch.watch.look()
        switch.contacts["trunk_lab"] = UP
        switch.answers["trunk_lab"] = [UP, UP, UP, GONE]
        switch.states["trunk_lab"] = "offline"
        assert await switch.watch.ask_now(LAB) == TrunkHealth(TrunkState.DOWN, error=SILENT)
        assert switch.state() is TrunkState.DOWN

    async def test_an_older_request_that_is_given_up_is_not_the_answer(self, switch: Switch) -> None:
        switch.contacts["trunk_lab"] = UP
        switch.answers["trunk_lab"] = [UP, GONE, "Avail         1.000"]
        assert (await switch.watch.ask_now(LAB)).state is TrunkState.UP

    async def test_the_same_round_trip_again_is_believed_when_the_time_is_over(self, switch: Switch) -> None:
        switch.contacts["trunk_lab"] = UP
        switch.answers["trunk_lab"] = [UP] * 10
        before = switch.clock
        assert (await switch.watch.ask_now(LAB)).state is TrunkState.UP
        assert switch.clock >= before + trunk_watch.ANSWER

    async def test_a_new_one_that_does_not_answer_is_down_at_once(self, switch: Switch) -> None:
        await switch.watch.look()
        switch.states["trunk_new"] = "offline"
        switch.contacts["trunk_new"] = "NonQual        -nan"
        switch.answers["trunk_new"] = [GONE] * 5
        assert (await switch.watch.ask_now(NEW)).state is TrunkState.DOWN
        await switch.watch.look()
        assert switch.state(NEW) is TrunkState.DOWN

    async def test_one_that_asterisk_has_not_read_is_not_asked(self, switch: Switch) -> None:
        assert await switch.watch.ask_now(NEW) == TrunkHealth(TrunkState.UNCHECKED, error=UNKNOWN)

    async def test_one_that_was_passed_over_is_not_asked(self, switch: Switch) -> None:
        switch.passed_over[LAB] = "it has no address"
        assert await switch.watch.ask_now(LAB) == TrunkHealth(TrunkState.DOWN, error="it has no address")
        assert switch.commands == []

    async def test_without_a_console_nothing_is_claimed(self, switch: Switch) -> None:
        switch.console_trouble = NoAnswer("away")
        with pytest.raises(NoAnswer):
            await switch.watch.ask_now(LAB)

    async def test_a_registration_that_is_under_way_is_waited_for(self, switch: Switch) -> None:
        switch.contacts["trunk_spare"] = UP
        switch.answers["trunk_spare"] = [UP, "Avail         1.000", "Avail         2.000"]
        switch.registrations["trunk_spare"] = "Unregistered"
        asking = asyncio.create_task(switch.watch.ask_now(SPARE))
        await eventually(lambda: "pjsip show registrations" in switch.commands, "its registration is looked at")
        switch.registrations["trunk_spare"] = "Registered"
        assert await asking == TrunkHealth(TrunkState.UP, latency_ms=2.0, registration=Registration.REGISTERED)

    async def test_a_rejected_registration_is_tried_again(self, switch: Switch) -> None:
        switch.contacts["trunk_spare"] = UP
        switch.answers["trunk_spare"] = [UP, "Avail         1.000", "Avail         2.000"]
        switch.registrations["trunk_spare"] = "Rejected"
        asking = asyncio.create_task(switch.watch.ask_now(SPARE))
        await eventually(lambda: "pjsip send register trunk_spare" in switch.commands, "it is tried")
        switch.registrations["trunk_spare"] = "Registered"
        assert (await asking).registration is Registration.REGISTERED

    async def test_a_registration_that_stands_is_left_alone(self, switch: Switch) -> None:
        switch.contacts["trunk_spare"] = UP
        switch.answers["trunk_spare"] = ["Avail         1.000"] * 5
        switch.registrations["trunk_spare"] = "Registered"
        await switch.watch.ask_now(SPARE)
        assert not [command for command in switch.commands if "send register" in command]

    async def test_a_registration_that_is_rejected_again_is_told(self, switch: Switch) -> None:
        switch.contacts["trunk_spare"] = UP
        switch.answers["trunk_spare"] = [UP, "Avail         1.000", *(["Avail         2.000"] * 5)]
        switch.registrations["trunk_spare"] = "Rejected"
        found = await switch.watch.ask_now(SPARE)
        assert (found.state, found.registration, found.error) == (TrunkState.UP, Registration.REJECTED, REJECTED)


class TestRegistrations:
    @pytest.mark.parametrize(
        ("said", "state", "error"),
        [
            ("Registered", Registration.REGISTERED, ""),
            ("Rejected", Registration.REJECTED, REJECTED),
            ("Unregistered", Registration.UNREGISTERED, ""),
            ("Stopped", Registration.UNREGISTERED, ""),
        ],
    )
    async def test_they_are_told(self, switch: Switch, said: str, state: Registration, error: str) -> None:
        switch.registrations["trunk_spare"] = said
        await switch.watch.look()
        assert switch.watch.health()[SPARE] == TrunkHealth(TrunkState.UP, error=error, registration=state)
        assert switch.watch.health()[LAB].registration is None

    async def test_both_errors_are_told(self, switch: Switch) -> None:
        switch.registrations["trunk_spare"] = "Rejected"
        await switch.watch.look()
        switch.watch.failed(SPARE, Ended(LegId("call_1-1"), Cause.TRUNK_ERROR, sip=403, note="Forbidden"))
        assert switch.watch.health()[SPARE].error == f"its last call failed: 403 Forbidden; {REJECTED}"

    async def test_where_nobody_registers_the_console_is_left_alone(self, switch: Switch) -> None:
        switch.registering.clear()
        await switch.watch.look()
        assert switch.commands == []

    async def test_without_a_console_they_are_not_known(self, switch: Switch) -> None:
        switch.registrations["trunk_spare"] = "Rejected"
        switch.console_trouble = NoAnswer("may not be opened")
        await switch.watch.look()
        assert switch.watch.health()[SPARE] == TrunkHealth(TrunkState.UP)
