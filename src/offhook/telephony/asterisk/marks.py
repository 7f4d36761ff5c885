"""What a channel carries for a worker that comes later: which leg one is that came in, which device one rings."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from offhook.calls.values import DeviceId, LegId
from offhook.telephony.asterisk.wire import Request, Response

LEG_VARIABLE = "OFFHOOK_LEG"
DEVICE_VARIABLE = "OFFHOOK_DEVICE"


def mark(channel: str, leg: LegId) -> Request:
    """Write on a channel that came in which leg it is."""
    return Request("POST", f"channels/{channel}/variable", (("variable", LEG_VARIABLE), ("value", leg)))


def read_leg(channel: str) -> Request:
    """Which leg a channel is that came in; 404 where it is not marked."""
    return Request("GET", f"channels/{channel}/variable", (("variable", LEG_VARIABLE),))


def of_device(device: DeviceId) -> dict[str, str]:
    """What is written on a channel of ours that rings a device, when it is originated."""
    return {DEVICE_VARIABLE: device}


def read_device(channel: str) -> Request:
    """Which device a channel of ours rings; 404 where it rings none."""
    return Request("GET", f"channels/{channel}/variable", (("variable", DEVICE_VARIABLE),))


def value(response: Response) -> str:
    """What a mark says; empty where there is none."""
    if not response.good:
        return ""
    try:
        return msgspec.json.decode(response.body, type=_Value).value
    except msgspec.DecodeError:
        return ""


class _Value(Struct):
    value: str = ""
