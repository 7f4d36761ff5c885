"""Softphones as plans are made from them: Ann's desk phone."""

from __future__ import annotations

from offhook.calls.values import Device, DeviceId, SoftphoneId
from offhook.softphones.model import Kind, Softphone
from offhook.softphones.presence import Presence, Present, Standing

SOFTPHONE = SoftphoneId("softphone_desk")


def device(name: DeviceId, *, reachable: bool = True, since: int = 0) -> Device:
    """A phone that is signed in."""
    return Device(name, SOFTPHONE, reachable, since, "192.0.2.7:5060", "Desk phone 1.0")


def present(
    standing: Standing, *devices: DeviceId, unreachable: DeviceId | None = None, member: str = "member_ann"
) -> Present:
    """The softphone “desk” of a member, signed in on these phones."""
    found = [device(each) for each in devices]
    found += [device(unreachable, reachable=False)] if unreachable is not None else []
    phone = Softphone(SOFTPHONE, "workspace_x", member, Kind.SIP, "desk", standing is not Standing.SWITCHED_OFF, 0, 0)
    return Present(phone, Presence(standing, 0, tuple(found), None))
