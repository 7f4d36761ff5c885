"""What channels carry for a worker that comes later."""

import pytest

from offhook.calls.values import DeviceId, LegId
from offhook.telephony.asterisk import marks
from offhook.telephony.asterisk.wire import Response


def test_a_channel_that_came_in_is_told_which_leg_it_is() -> None:
    written = marks.mark("1795303238.17", LegId("call_1-1"))
    assert (written.method, written.path) == ("POST", "channels/1795303238.17/variable")
    assert dict(written.query) == {"variable": "OFFHOOK_LEG", "value": "call_1-1"}
    assert dict(marks.read_leg("1795303238.17").query) == {"variable": "OFFHOOK_LEG"}


def test_a_channel_that_rings_a_device_says_which() -> None:
    assert marks.of_device(DeviceId("device_1")) == {"OFFHOOK_DEVICE": "device_1"}
    assert dict(marks.read_device("call_1-1").query) == {"variable": "OFFHOOK_DEVICE"}


@pytest.mark.parametrize(
    ("status", "body", "value"),
    [
        (200, b'{"value": "call_1-1"}', "call_1-1"),
        (404, b'{"value": "call_1-1"}', ""),
        (404, b'{"message": "Provided variable was not found"}', ""),
        (200, b"", ""),
        (200, b'{"value": 5}', ""),
    ],
)
def test_what_a_mark_says(status: int, body: bytes, value: str) -> None:
    assert marks.value(Response(status, body)) == value
