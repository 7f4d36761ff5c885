"""Every adapter lets softphones in by their accounts, knows who is there, and rings each phone by itself."""

from collections.abc import Sequence

import pytest

from offhook.calls.commands import Answer, Bridge, Hangup, Originate, Ring
from offhook.calls.events import Answered, Bridged, Ended, Ringing
from offhook.calls.values import (
    E164,
    CallId,
    Cause,
    Device,
    DeviceId,
    EmergencyNumber,
    Extension,
    LegId,
    Role,
    SoftphoneId,
    TrunkId,
)
from tests.contract.harness import (
    DANA,
    LINE,
    Account,
    Answers,
    Harness,
    NotLetIn,
    Ringback,
    Rings,
    SoftphoneUnderTest,
    TrunkUse,
    Voice,
)
from tests.contract.steps import answered, called, leg_of

ANNS = Account(SoftphoneId("softphone_ann"), "annsphone234", "anns9secret")
BENS = Account(SoftphoneId("softphone_ben"), "bensphone567", "bens9secret")


def ring(leg: LegId, phone: SoftphoneUnderTest) -> Originate:
    return Originate(leg, Role.MEMBER, phone.device, LINE, TrunkId(""))


async def rung(harness: Harness) -> tuple[CallId, LegId, SoftphoneUnderTest]:
    """Ann's softphone, ringing."""
    await harness.let_in(ANNS)
    phone = await harness.sign_in(ANNS, Rings())
    call = harness.new_call()
    await harness.send(call, ring(leg_of(call), phone))
    await harness.event(call, Ringing, leg_of(call), within=1.0)
    await phone.rings()
    return call, leg_of(call), phone


def gone(devices: Sequence[Device]) -> bool:
    return not devices


def unreachable(devices: Sequence[Device]) -> bool:
    return [device.reachable for device in devices] == [False]


async def test_a_phone_that_signs_in_is_known_with_where_and_what_it_is(harness: Harness) -> None:
    await harness.let_in(ANNS, BENS)
    phone = await harness.sign_in(ANNS, Rings())
    await harness.until_devices(lambda devices: [each.id for each in devices] == [phone.device])
    (device,) = harness.telephony.devices()
    assert (device.softphone, device.reachable) == (ANNS.softphone, True)
    assert device.address
    assert device.agent
    await phone.sign_out()
    await harness.until_devices(gone)


@pytest.mark.parametrize(
    "stranger",
    [
        Account(ANNS.softphone, ANNS.username, "wrong"),
        Account(ANNS.softphone, "nobody", ANNS.secret),
        Account(ANNS.softphone, BENS.username, ANNS.secret),
    ],
)
async def test_a_wrong_secret_is_not_let_in(harness: Harness, stranger: Account) -> None:
    await harness.let_in(ANNS, BENS)
    with pytest.raises(NotLetIn):
        await harness.sign_in(stranger, Rings())
    assert list(harness.telephony.devices()) == []


@pytest.mark.behaviour("P2")
async def test_a_softphone_rings_is_shown_the_line_answers_and_hears_the_caller(harness: Harness) -> None:
    await harness.let_in(ANNS)
    phone = await harness.sign_in(ANNS, Answers(after=0.3))
    call, caller, dana = await called(harness)
    leg = leg_of(call, 2)
    await harness.send(call, ring(leg, phone))
    await harness.event(call, Ringing, leg, within=1.0)
    await harness.event(call, Answered, leg)
    assert list(phone.shown) == [LINE]
    await harness.send(call, Answer(caller), Bridge(caller, leg))
    await harness.event(call, Bridged, caller)
    await phone.hears(Voice(dana.number))


async def test_each_phone_of_a_softphone_is_rung_by_itself(harness: Harness) -> None:
    await harness.let_in(ANNS)
    one, other = await harness.sign_in(ANNS, Rings()), await harness.sign_in(ANNS, Rings())
    assert one.device != other.device
    assert {device.softphone for device in harness.telephony.devices()} == {ANNS.softphone}
    call = harness.new_call()
    await harness.send(call, ring(leg_of(call), other))
    await other.rings()
    await harness.pause(0.3)
    assert list(one.shown) == []


@pytest.mark.behaviour("P6")
async def test_a_phone_that_vanishes_is_known_to_within_ten_seconds_and_what_rings_there_ends(harness: Harness) -> None:
    call, leg, phone = await rung(harness)
    phone.vanish()
    await harness.until_devices(unreachable, within=10.0)
    assert (await harness.event(call, Ended, leg, within=1.0)).cause is Cause.UNREACHABLE
    phone.come_back()
    await harness.until_devices(lambda devices: [each.reachable for each in devices] == [True], within=10.0)


@pytest.mark.behaviour("P6")
async def test_a_phone_that_signs_out_while_it_rings_is_rung_no_more(harness: Harness) -> None:
    call, leg, phone = await rung(harness)
    await phone.sign_out()
    assert (await harness.event(call, Ended, leg, within=2.0)).cause is Cause.UNREACHABLE
    await phone.falls_silent()


@pytest.mark.behaviour("P6", "X1")
async def test_a_phone_that_signs_out_after_a_restart_of_the_adapter_is_rung_no_more(harness: Harness) -> None:
    call, leg, phone = await rung(harness)
    await harness.restart()
    await harness.let_in(ANNS)
    await harness.telephony.adopt(call, (await harness.telephony.survivors())[call])
    await phone.sign_out()
    assert (await harness.event(call, Ended, leg, within=2.0)).cause is Cause.UNREACHABLE
    await phone.falls_silent()


@pytest.mark.behaviour("P6")
async def test_an_account_that_is_let_in_no_more_is_signed_out_at_once(harness: Harness) -> None:
    call, leg, phone = await rung(harness)
    await harness.let_in(BENS)
    await harness.until_devices(gone, within=1.0)
    assert (await harness.event(call, Ended, leg, within=1.0)).cause is Cause.UNREACHABLE
    await phone.falls_silent()
    with pytest.raises(NotLetIn):
        await harness.sign_in(ANNS, Rings())


async def test_another_secret_signs_nobody_out_and_only_it_signs_in_from_then_on(harness: Harness) -> None:
    await harness.let_in(ANNS)
    await harness.sign_in(ANNS, Rings())
    renewed = Account(ANNS.softphone, ANNS.username, "another9secret")
    await harness.let_in(renewed)
    assert [device.reachable for device in harness.telephony.devices()] == [True]
    with pytest.raises(NotLetIn):
        await harness.sign_in(ANNS, Rings())
    await harness.sign_in(renewed, Rings())


async def test_a_phone_that_is_called_off_for_another_falls_silent(harness: Harness) -> None:
    call, leg, phone = await rung(harness)
    await harness.send(call, Hangup(leg, Cause.ANSWERED_ELSEWHERE))
    assert (await harness.event(call, Ended, leg, within=1.0)).cause is Cause.ANSWERED_ELSEWHERE
    await phone.falls_silent(within=1.0)


async def test_after_a_restart_of_the_adapter_who_is_signed_in_is_known_and_rung(harness: Harness) -> None:
    await harness.let_in(ANNS)
    phone = await harness.sign_in(ANNS, Rings())
    await harness.restart()
    await harness.let_in(ANNS)
    await harness.until_devices(lambda devices: [each.id for each in devices] == [phone.device])
    call = harness.new_call()
    await harness.send(call, ring(leg_of(call), phone))
    await phone.rings()


async def test_a_device_that_nobody_is_signed_in_as_is_unreachable(harness: Harness) -> None:
    await harness.let_in(ANNS)
    call = harness.new_call()
    await harness.send(call, Originate(leg_of(call), Role.MEMBER, DeviceId("device_gone"), LINE, TrunkId("")))
    assert (await harness.event(call, Ended, leg_of(call), within=2.0)).cause is Cause.UNREACHABLE


async def dialled(harness: Harness, to: str = "202") -> tuple[CallId, LegId, SoftphoneUnderTest]:
    """Ann's softphone has dialled."""
    await harness.let_in(ANNS, BENS)
    phone = await harness.sign_in(ANNS, Rings())
    await phone.dial(to)
    call, incoming = await harness.incoming()
    assert incoming.leg == leg_of(call)
    assert (incoming.softphone, incoming.trunk, incoming.caller) == (ANNS.softphone, "", None)
    assert incoming.to == to
    return call, incoming.leg, phone


@pytest.mark.parametrize("to", ["202", "+12025550122", "112", "*98"])
async def test_a_softphone_s_call_tells_whose_it_is_and_what_was_dialled(harness: Harness, to: str) -> None:
    call, leg, phone = await dialled(harness, to)
    await harness.send(call, Hangup(leg, Cause.REJECTED))
    assert (await harness.event(call, Ended, leg, within=1.0)).cause is Cause.REJECTED
    assert await phone.refused() == 403


async def test_a_softphone_hears_ringback_and_then_whom_it_called_who_sees_the_line(harness: Harness) -> None:
    call, leg, phone = await dialled(harness, DANA)
    await harness.send(call, Ring(leg))
    await phone.hears(Ringback(), within=1.0)
    far_end, dana = await answered(harness, call, 2, DANA, Role.CONTACT)
    await harness.send(call, Answer(leg), Bridge(leg, far_end))
    await harness.event(call, Bridged, leg)
    await phone.hears(Voice(dana.number))
    assert list(dana.shown) == [LINE]
    assert ANNS.username not in dana.shown_anywhere
    await phone.hang_up()
    assert (await harness.event(call, Ended, leg, within=2.0)).cause is Cause.NORMAL


async def test_a_softphone_that_gives_up_has_ended(harness: Harness) -> None:
    call, leg, phone = await dialled(harness)
    await harness.send(call, Ring(leg))
    await phone.hears(Ringback(), within=1.0)
    await phone.hang_up()
    assert (await harness.event(call, Ended, leg, within=2.0)).cause is Cause.CANCELLED


async def test_a_colleague_s_phone_shows_extension_and_name(harness: Harness) -> None:
    call, leg, _ = await dialled(harness)
    ben = await harness.sign_in(BENS, Rings())
    to_ben = Originate(leg_of(call, 2), Role.COLLEAGUE, ben.device, Extension("201"), TrunkId(""), caller_name="Ann")
    await harness.send(call, to_ben)
    await ben.rings()
    assert list(ben.shown) == ["201"]
    await harness.send(call, Hangup(leg_of(call, 2), Cause.CANCELLED), Hangup(leg, Cause.NORMAL))
    await ben.falls_silent()


async def test_an_emergency_number_is_dialled_as_it_is(harness: Harness) -> None:
    call, leg, _ = await dialled(harness, "112")
    help_ = await harness.phone(E164("112"), Answers())
    to_help = Originate(leg_of(call, 2), Role.CONTACT, EmergencyNumber("112"), LINE, harness.trunk(TrunkUse.GOOD))
    await harness.send(call, to_help)
    await harness.event(call, Answered, leg_of(call, 2))
    assert list(help_.shown) == [LINE]
    await harness.send(call, Hangup(leg_of(call, 2), Cause.NORMAL), Hangup(leg, Cause.NORMAL))


async def test_after_a_restart_of_the_adapter_a_softphone_s_call_goes_on(harness: Harness) -> None:
    call, leg, phone = await dialled(harness)
    await harness.send(call, Answer(leg))
    await harness.event(call, Answered, leg)
    await harness.restart()
    survivors = await harness.telephony.survivors()
    await harness.telephony.adopt(call, survivors[call])
    await phone.hang_up()
    assert (await harness.event(call, Ended, leg, within=2.0)).cause is Cause.NORMAL
