"""Softphones of the practice network: what the contract suite doesn't see."""

import pytest

from offhook.calls.commands import Originate
from offhook.calls.events import Answered, Ended, Ringing
from offhook.calls.values import E164, CallId, Cause, LegId, Role, SoftphoneAccount, SoftphoneId, TrunkId
from offhook.clock import VirtualClock
from offhook.softphones.service import ha1_of
from offhook.telephony.simulated import Answers, Network, Rings, SimulatedTelephony
from offhook.telephony.simulated.registrar import QUALIFY_S, WrongSecret

ANN = SoftphoneAccount(SoftphoneId("softphone_ann"), "ann", ha1_of("ann", "secret"), browser=False)
CALL, LEG = CallId("call_1"), LegId("call_1-2")


class Desk:
    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.network = Network(self.clock)
        self.telephony = SimulatedTelephony(self.network)
        self.events: list[object] = []
        self.changes = 0
        self.telephony.on_devices(self._changed)
        self.telephony.start_now(lambda call, event: self.events.append(event), lambda gone: None, lambda reason: None)
        self.clock.run(1.0)

    def _changed(self, softphone: SoftphoneId) -> None:
        self.changes += 1

    def ends(self) -> list[Cause]:
        return [event.cause for event in self.events if isinstance(event, Ended)]


@pytest.fixture
async def desk() -> Desk:
    desk = Desk()
    await desk.telephony.use_softphones([ANN])
    return desk


async def test_a_switch_that_begins_anew_knows_nobody_until_it_is_told(desk: Desk) -> None:
    phone = desk.network.softphones.sign_in("ann", "secret", Rings())
    desk.network.crash()
    assert (desk.telephony.devices(), phone.device.id in desk.network.phones) == ([], False)
    desk.network.restart()
    with pytest.raises(WrongSecret):
        desk.network.softphones.sign_in("ann", "secret", Rings())
    desk.clock.run(2.0)
    desk.network.softphones.sign_in("ann", "secret", Rings())


async def test_a_phone_that_blinks_is_not_noticed(desk: Desk) -> None:
    phone = desk.network.softphones.sign_in("ann", "secret", Rings())
    changes = desk.changes
    phone.vanish()
    phone.come_back()
    desk.clock.run(QUALIFY_S + 1)
    assert [device.reachable for device in desk.telephony.devices()] == [True]
    assert desk.changes == changes


async def test_one_that_vanished_says_nothing_to_a_call_before_that_is_noticed(desk: Desk) -> None:
    phone = desk.network.softphones.sign_in("ann", "secret", Rings())
    phone.vanish()
    desk.telephony.send(CALL, [_ring(phone.device.id)])
    desk.clock.run(2.0)
    assert not any(isinstance(event, Ringing) for event in desk.events)
    desk.clock.run(QUALIFY_S)
    assert desk.ends() == [Cause.UNREACHABLE]


async def test_a_talk_with_one_that_vanishes_ends_for_want_of_sound(desk: Desk) -> None:
    phone = desk.network.softphones.sign_in("ann", "secret", Answers(after=0.5))
    desk.telephony.send(CALL, [_ring(phone.device.id)])
    desk.clock.run(2.0)
    assert any(isinstance(event, Answered) for event in desk.events)
    phone.vanish()
    desk.clock.run(QUALIFY_S)
    assert desk.ends() == [Cause.MEDIA_LOST]


async def test_a_controller_that_was_told_of_no_softphones_lets_none_in() -> None:
    with pytest.raises(WrongSecret):
        Desk().network.softphones.sign_in("ann", "secret", Rings())


def _ring(device: object) -> Originate:
    return Originate(LEG, Role.MEMBER, device, E164("+12025550100"), TrunkId(""))  # type: ignore[arg-type]
