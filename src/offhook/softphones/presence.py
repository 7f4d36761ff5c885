"""How softphones stand now: who is signed in where, since when. Kept in memory; the network tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from msgspec import Struct

from offhook.calls.values import Device, SoftphoneId
from offhook.softphones.model import Softphone


class Standing(StrEnum):
    """How a softphone stands."""

    REGISTERED = "registered"
    """Signed in, and answers: calls ring it."""
    UNREACHABLE = "unreachable"
    """Signed in, and does not answer any more: its network, its power or its page is gone."""
    SIGNED_OUT = "signed_out"
    SWITCHED_OFF = "switched_off"
    """By its owner, signed in or not: calls don't ring it."""


class Presence(Struct, frozen=True):
    """How one softphone stands."""

    standing: Standing
    since: int | None
    """UTC, microseconds; None where that was before this worker's start."""
    devices: tuple[Device, ...]
    """The phones and pages that are signed in as it, the longest first."""
    last_seen: Device | None
    """Where it was last signed in, once it is no more."""


class Present(Struct, frozen=True):
    """A softphone, as it is set up and as it stands."""

    phone: Softphone
    presence: Presence


class Presences:
    """Every softphone's presence, as the network last told."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._devices: dict[SoftphoneId, tuple[Device, ...]] = {}
        self._left: dict[SoftphoneId, tuple[int, Device]] = {}
        """When the last phone or page of a softphone went, and which."""

    def found(self, phone: SoftphoneId, devices: Sequence[Device]) -> bool:
        """Take what the network tells: all devices of a softphone. Whether that changes its presence."""
        there = tuple(sorted(devices, key=lambda device: (device.since, device.id)))
        before = self._devices.get(phone, ())
        if there:
            self._devices[phone] = there
        elif before:
            del self._devices[phone]
            self._left[phone] = (self._now(), before[-1])
        return there != before

    def of(self, phone: Softphone) -> Presence:
        """How a softphone stands."""
        devices = self._devices.get(phone.id, ())
        left = self._left.get(phone.id)
        last_seen = left[1] if left is not None and not devices else None
        if not phone.switched_on:
            return Presence(Standing.SWITCHED_OFF, phone.switched_at, devices, last_seen)
        if reachable := [device.since for device in devices if device.reachable]:
            return Presence(Standing.REGISTERED, min(reachable), devices, None)
        if devices:
            return Presence(Standing.UNREACHABLE, max(device.since for device in devices), devices, None)
        return Presence(Standing.SIGNED_OUT, None if left is None else left[0], (), last_seen)
