"""Click to call from a member's own softphone: answering it is enough, there is nothing to press."""

import pytest
from msgspec import structs

from offhook.calls.commands import Bridge, Hangup, Originate, Ring
from offhook.calls.events import Answered, Bridged, Ended, HangupRequested, Ringing
from offhook.calls.flow import NO_TRUNK, Outcome
from offhook.calls.questions import Granted
from offhook.calls.values import E164, Cause, DeviceId, Disposition, OwnSoftphone, Party, Role, SoftphoneId
from offhook.flows.click_to_call import click_to_call, phones_of
from offhook.flows.parts.dial import SILENT_DEVICE
from tests.example import ANN, CALL_DANA, DANA, LINE, THIRD, rings_dana
from tests.flows.click_to_call.scripts import MAY_ANN_DIAL_DANA
from tests.playbook import Playbook, elapsed

PAGE, DESK = DeviceId("device_page"), DeviceId("device_desk")
PARTY = Party("member_ann", "Ann", E164(""))


def calls_from(*devices: DeviceId) -> Playbook:
    softphone = OwnSoftphone(SoftphoneId("softphone_ann"), devices)
    call = structs.replace(CALL_DANA, member=PARTY, softphone=softphone)
    return Playbook(click_to_call, call, answers={MAY_ANN_DIAL_DANA: Granted(longest=3600)})


def rings(leg: str, device: DeviceId) -> Originate:
    return Originate(leg, Role.MEMBER, to=device, caller_id=LINE, trunk=NO_TRUNK)  # type: ignore[arg-type]


@pytest.mark.behaviour("E3")
def test_answering_dials_the_contact() -> None:
    (
        calls_from(PAGE)
        << rings(ANN, PAGE)
        >> Ringing(ANN)
        >> Answered(ANN)
        << Ring(ANN)
        << rings_dana()
        >> Answered(DANA)
        << Bridge(ANN, DANA)
        >> Bridged(ANN, DANA)
        >> Ended(DANA, Cause.NORMAL)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Outcome(Disposition.ANSWERED, reason="the contact hung up"))


def test_all_its_phones_ring_and_the_first_to_answer_has_the_call() -> None:
    (
        calls_from(PAGE, DESK)
        << rings(ANN, PAGE)
        << rings(DANA, DESK)
        >> Ringing(ANN)
        >> Ringing(DANA)
        >> Answered(DANA)
        << Hangup(ANN, Cause.CANCELLED)
        << Ring(DANA)
        << rings_dana(THIRD)
    ).goes_on()


@pytest.mark.behaviour("P6")
def test_one_that_is_gone_is_not_waited_for() -> None:
    (
        calls_from(PAGE)
        << rings(ANN, PAGE)
        >> elapsed(SILENT_DEVICE)
        << Hangup(ANN, Cause.UNREACHABLE)
        >> Ended(ANN, Cause.UNREACHABLE)
    ).returns(Outcome(Disposition.MEMBER_UNREACHED, Cause.UNREACHABLE, "the member was not reached"))


def test_a_page_that_declines_was_not_reached() -> None:
    (calls_from(PAGE) << rings(ANN, PAGE) >> Ringing(ANN) >> Ended(ANN, Cause.BUSY)).returns(
        Outcome(Disposition.MEMBER_UNREACHED, Cause.BUSY, "the member was not reached")
    )


def test_it_is_called_off_while_it_rings() -> None:
    (
        calls_from(PAGE)
        << rings(ANN, PAGE)
        >> Ringing(ANN)
        >> HangupRequested(by="Ann")
        << Hangup(ANN, Cause.CANCELLED)
        >> Ended(ANN, Cause.CANCELLED)
    ).returns(Outcome(Disposition.CANCELLED, reason="ended by Ann before the member answered"))


def test_a_transfer_in_vain_comes_back_to_the_same_phones() -> None:
    call = structs.replace(CALL_DANA, member=PARTY, softphone=OwnSoftphone(SoftphoneId("softphone_ann"), (PAGE, DESK)))
    assert [(phone.device, phone.number, phone.trunks) for phone in phones_of(call)] == [
        (PAGE, None, ()),
        (DESK, None, ()),
    ]
