from msgspec.structs import replace

from offhook.calls.values import Device, DeviceId, SoftphoneId
from offhook.softphones.model import Kind, Softphone
from offhook.softphones.presence import Presence, Presences, Standing

PHONE = Softphone(SoftphoneId("softphone_1"), "ws", "member_ann", Kind.SIP, "Desk", True, 5, 1)
DESK = Device(DeviceId("device_1"), PHONE.id, True, 100, "192.0.2.7:5060", "Desk phone 1.0")
PAGE = Device(DeviceId("device_2"), PHONE.id, True, 200, "127.0.0.1:40000", "JsSIP")


def presences(*found: Device, now: int = 1000) -> Presences:
    presences = Presences(lambda: now)
    presences.found(PHONE.id, found)
    return presences


def test_one_that_was_never_there_is_signed_out_since_nobody_knows_when() -> None:
    assert presences().of(PHONE) == Presence(Standing.SIGNED_OUT, None, (), None)


def test_one_that_is_there_is_registered_since_it_came() -> None:
    assert presences(PAGE, DESK).of(PHONE) == Presence(Standing.REGISTERED, 100, (DESK, PAGE), None)


def test_one_answering_device_is_enough() -> None:
    gone = replace(DESK, reachable=False)
    assert presences(gone, PAGE).of(PHONE) == Presence(Standing.REGISTERED, 200, (gone, PAGE), None)


def test_one_that_answers_no_more_is_unreachable() -> None:
    gone = replace(DESK, reachable=False, since=300)
    assert presences(gone).of(PHONE) == Presence(Standing.UNREACHABLE, 300, (gone,), None)


def test_one_that_left_is_signed_out_since_then_and_where_it_was_is_remembered() -> None:
    known = presences(DESK)
    assert known.found(PHONE.id, ())
    assert known.of(PHONE) == Presence(Standing.SIGNED_OUT, 1000, (), DESK)
    known.found(PHONE.id, (PAGE,))
    assert known.of(PHONE) == Presence(Standing.REGISTERED, 200, (PAGE,), None)


def test_one_that_is_switched_off_is_so_signed_in_or_not() -> None:
    off = replace(PHONE, switched_on=False)
    assert presences().of(off) == Presence(Standing.SWITCHED_OFF, 5, (), None)
    assert presences(DESK).of(off) == Presence(Standing.SWITCHED_OFF, 5, (DESK,), None)


def test_only_what_changed_is_told() -> None:
    known = presences(DESK)
    assert not known.found(PHONE.id, (DESK,))
    assert known.found(PHONE.id, (PAGE, DESK))
    assert not known.found(PHONE.id, (DESK, PAGE))
    assert known.found(PHONE.id, (replace(DESK, reachable=False), PAGE))
    assert not known.found(SoftphoneId("softphone_2"), ())
    assert known.of(PHONE).standing is Standing.REGISTERED
