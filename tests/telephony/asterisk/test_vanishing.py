"""Phones that vanish while they ring, for a worker that dialled them and for one that came later."""

from __future__ import annotations

from asyncio import Future, get_running_loop

import pytest

from offhook.calls.values import CallId, Cause, DeviceId, LegId
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.legs import Leg
from offhook.telephony.asterisk.vanishing import Vanishing
from offhook.telephony.asterisk.wire import Request, Response

CALL, ONE, TWO = CallId("call_1"), LegId("call_1-1"), LegId("call_1-2")
DESK, PAGE = DeviceId("device_desk"), DeviceId("device_page")


class Desk:
    """Legs, a switch that tells what rings where, and what was hung up."""

    def __init__(self) -> None:
        self.legs: dict[LegId, Leg] = {}
        self.asked: list[Request] = []
        self.answers: list[Future[Response]] = []
        self.lost: set[DeviceId] = set()
        self.ended: list[tuple[LegId, Cause]] = []
        self.vanishing = Vanishing(self.legs, self._post, lambda device: device in self.lost, self._hang_up)

    def leg(self, name: LegId, device: DeviceId | None = None, *, answered: bool = False) -> Leg:
        self.legs[name] = Leg(CALL, name, device=device, answered=answered)
        return self.legs[name]

    async def tells(self, status: int, body: bytes) -> None:
        """The switch answers what was asked last."""
        self.answers[-1].set_result(Response(status, body))
        await self._heard()

    async def is_away(self) -> None:
        self.answers[-1].set_exception(NoAnswer("Asterisk is away"))
        await self._heard()

    async def _heard(self) -> None:
        heard = get_running_loop().create_future()
        self.answers[-1].add_done_callback(lambda _: heard.set_result(None))
        await heard

    def _post(self, request: Request) -> Future[Response]:
        self.asked.append(request)
        self.answers.append(get_running_loop().create_future())
        return self.answers[-1]

    def _hang_up(self, leg: Leg, cause: Cause) -> None:
        leg.hangup = cause
        self.ended.append((leg.id, cause))


RINGS_THE_DESK = b'{"value": "device_desk"}'


@pytest.mark.behaviour("P6")
def test_what_rings_at_a_device_that_vanished_ends_and_nothing_else() -> None:
    desk = Desk()
    desk.leg(ONE, DESK)
    desk.leg(TWO, PAGE)
    desk.leg(LegId("call_1-3"), DESK, answered=True)
    desk.vanishing.vanished(DESK)
    desk.vanishing.vanished(DESK)
    assert desk.ended == [(ONE, Cause.UNREACHABLE)]


@pytest.mark.behaviour("P6", "X1")
async def test_an_adopted_leg_ends_when_its_device_vanishes() -> None:
    desk = Desk()
    leg = desk.leg(ONE)
    desk.vanishing.adopted(leg)
    (asked,) = desk.asked
    assert (asked.method, asked.path, dict(asked.query)) == (
        "GET",
        "channels/call_1-1/variable",
        {"variable": "OFFHOOK_DEVICE"},
    )
    await desk.tells(200, RINGS_THE_DESK)
    assert (leg.device, desk.ended) == (DESK, [])
    desk.vanishing.vanished(DESK)
    assert desk.ended == [(ONE, Cause.UNREACHABLE)]


@pytest.mark.behaviour("P6", "X1")
async def test_an_adopted_leg_whose_device_is_gone_already_ends_at_once() -> None:
    desk = Desk()
    desk.lost.add(DESK)
    desk.vanishing.adopted(desk.leg(ONE))
    await desk.tells(200, RINGS_THE_DESK)
    assert desk.ended == [(ONE, Cause.UNREACHABLE)]


async def test_one_that_was_answered_or_ended_meanwhile_is_left_alone() -> None:
    desk = Desk()
    desk.lost.add(DESK)
    leg = desk.leg(ONE)
    desk.vanishing.adopted(leg)
    leg.answered = True
    await desk.tells(200, RINGS_THE_DESK)
    desk.vanishing.adopted(desk.leg(TWO))
    del desk.legs[TWO]
    await desk.tells(200, RINGS_THE_DESK)
    assert desk.ended == []


async def test_nothing_is_asked_of_one_that_came_in_or_was_answered() -> None:
    desk = Desk()
    desk.vanishing.adopted(desk.leg(ONE, answered=True))
    desk.vanishing.adopted(Leg(CALL, TWO, channel="1795303238.17", incoming=True))
    assert desk.asked == []


@pytest.mark.parametrize(("status", "body"), [(404, b'{"message": "not found"}'), (200, b"?"), (200, b'{"value": ""}')])
async def test_a_telephone_number_has_no_device(status: int, body: bytes) -> None:
    desk = Desk()
    leg = desk.leg(ONE)
    desk.vanishing.adopted(leg)
    await desk.tells(status, body)
    assert (leg.device, desk.ended) == (None, [])


async def test_without_an_answer_it_rings_on() -> None:
    desk = Desk()
    desk.vanishing.adopted(desk.leg(ONE))
    await desk.is_away()
    assert desk.ended == []
