"""What an adapter promises that declares to have no softphones (`Capability.SOFTPHONES`)."""

import pytest

from offhook.calls.commands import Originate
from offhook.calls.events import Ended
from offhook.calls.values import Capability, Cause, DeviceId, Role, SoftphoneId, TrunkId
from tests.contract.harness import LINE, Account, Harness, NotLetIn, Rings
from tests.contract.steps import leg_of

ANNS = Account(SoftphoneId("softphone_ann"), "annsphone234", "anns9secret")


async def test_nobody_signs_in_and_a_device_is_unreachable(harness: Harness) -> None:
    assert Capability.SOFTPHONES not in harness.telephony.capabilities
    await harness.let_in(ANNS)
    with pytest.raises(NotLetIn):
        await harness.sign_in(ANNS, Rings())
    assert list(harness.telephony.devices()) == []
    call = harness.new_call()
    await harness.send(call, Originate(leg_of(call), Role.MEMBER, DeviceId("device_any"), LINE, TrunkId("")))
    end = await harness.event(call, Ended, leg_of(call), within=2.0)
    assert end.cause is Cause.UNREACHABLE
    assert end.note
