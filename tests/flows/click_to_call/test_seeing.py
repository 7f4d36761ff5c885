"""Click to call where each side is shown the other's number, over the trunks that may show it."""

import pytest
from msgspec import structs

from offhook.calls.commands import Bridge, Originate, Ring
from offhook.calls.events import Answered, Bridged, Collected, Ended, Ringing
from offhook.calls.flow import NO_TRUNK
from offhook.calls.questions import Granted
from offhook.calls.values import Cause, DeviceId, OwnSoftphone, Role, Shown, SoftphoneId, TrunkId
from offhook.flows.click_to_call import click_to_call
from tests.example import ANN, ANNS_NUMBER, CALL_DANA, DANA, DANAS_NUMBER, THIRD, rings_ann, rings_dana
from tests.flows.click_to_call.scripts import ABOUT_TO_CALL, MAY_ANN_DIAL_DANA
from tests.playbook import Playbook

ANY, ANY_TOO = TrunkId("trunk_any"), TrunkId("trunk_any_too")
SHOWN = structs.replace(
    CALL_DANA, member_sees=Shown(DANAS_NUMBER, (ANY,)), contact_sees=Shown(ANNS_NUMBER, (ANY, ANY_TOO))
)


@pytest.mark.behaviour("V3")
def test_each_phone_shows_the_other_number_over_a_trunk_that_may() -> None:
    (
        Playbook(click_to_call, SHOWN, answers={MAY_ANN_DIAL_DANA: Granted(longest=3600)})
        << structs.replace(rings_ann(trunk=ANY), caller_id=DANAS_NUMBER)
        >> Ringing(ANN)
        >> Answered(ANN)
        << ABOUT_TO_CALL
        >> Collected(ANN, "5")
        << Ring(ANN)
        << structs.replace(rings_dana(trunk=ANY), caller_id=ANNS_NUMBER)
        >> Ended(DANA, Cause.TRUNK_DOWN)
        << structs.replace(rings_dana(THIRD, trunk=ANY_TOO), caller_id=ANNS_NUMBER)
        >> Answered(THIRD)
        << Bridge(ANN, THIRD)
        >> Bridged(ANN, THIRD)
    ).goes_on()


@pytest.mark.behaviour("V3")
def test_a_softphone_shows_whom_it_calls() -> None:
    page = DeviceId("device_page")
    own = OwnSoftphone(SoftphoneId("softphone_ann"), (page,))
    call = structs.replace(CALL_DANA, softphone=own, member_sees=Shown(DANAS_NUMBER, ()))
    (
        Playbook(click_to_call, call, answers={MAY_ANN_DIAL_DANA: Granted(longest=3600)})
        << Originate(ANN, Role.MEMBER, to=page, caller_id=DANAS_NUMBER, trunk=NO_TRUNK)
        >> Ringing(ANN)
        >> Answered(ANN)
        << Ring(ANN)
        << rings_dana()
    ).goes_on()
