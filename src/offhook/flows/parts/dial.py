"""Ring a phone, over the line's trunks in turn until one of them works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from offhook.calls.events import Answered, Elapsed, Ended, Ringing
from offhook.calls.flow import (
    Cancelled,
    Lost,
    Won,
    after,
    answered,
    any_of,
    ended,
    first_of,
    hangup,
    originate,
    ringing,
    talking,
)
from offhook.calls.values import E164, Cause, DeviceId, EmergencyNumber, Extension, LegId, Role, Seconds, TrunkId

SILENT_TRUNK: Seconds = 34.0
"""A little longer than SIP waits for a far end that says nothing at all (32 s, RFC 3261 timer B), so that its silence
shows as the trunk's failure and the next trunk is tried."""

SILENT_DEVICE: Seconds = 1.0
"""A device on our own network that has not said anything after this is switched off or out of reach."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody, or a voicemail, answered on this leg."""

    leg: LegId


@dataclass(frozen=True, slots=True)
class Unreached:
    """Nobody answered, and why."""

    cause: Cause


async def dial(
    role: Role, to: E164 | EmergencyNumber, *, caller_id: E164, trunks: Sequence[TrunkId], within: Seconds
) -> Reached | Unreached:
    """Ring `to` showing `caller_id`, for `within` seconds from when it rings.

    A trunk that is down, times out or fails before the phone rings hands on to the next. Ends what it began when
    cancelled.
    """
    cause = Cause.TRUNK_DOWN
    for trunk in trunks:
        match await _dial_over(trunk, role, to, caller_id, within):
            case Reached() | Unreached() as result:
                return result
            case Ended(cause=cause):
                continue
    return Unreached(cause)


async def dial_device(
    role: Role,
    device: DeviceId,
    *,
    caller_id: E164 | Extension,
    within: Seconds,
    caller: LegId | None = None,
    caller_name: str = "",
) -> Reached | Unreached:
    """Ring a device for `within` seconds. One that doesn't even ring within a second is not there.

    One that is called off because another phone has the `caller` is told so, and lists no missed call.
    """
    leg = await originate(role, device, caller_id=caller_id, caller_name=caller_name)
    try:
        match await first_of(ringing(leg), answered(leg), ended(leg), after(SILENT_DEVICE)):
            case Ended(cause=cause):
                return Unreached(cause)
            case Elapsed():
                await hangup(leg, Cause.UNREACHABLE)
                return Unreached(Cause.UNREACHABLE)
            case Ringing() | Answered():
                return await _until_answered(leg, within)
    except Cancelled:
        taken = caller is not None and await talking(caller)
        await hangup(leg, Cause.ANSWERED_ELSEWHERE if taken else Cause.CANCELLED)
        raise


async def dial_devices(
    role: Role, devices: Sequence[DeviceId], *, caller_id: E164 | Extension, within: Seconds
) -> Reached | Unreached:
    """Ring all of somebody's devices at once: the first that answers, or why the last of them did not."""
    match await any_of(*(_either(role, device, caller_id=caller_id, within=within) for device in devices)):
        case Won(value=reached):
            return reached
        case Lost(value=causes):
            return Unreached(causes[-1] if causes else Cause.UNREACHABLE)


async def _either(
    role: Role, device: DeviceId, *, caller_id: E164 | Extension, within: Seconds
) -> Won[Reached] | Lost[Cause]:
    match await dial_device(role, device, caller_id=caller_id, within=within):
        case Reached() as reached:
            return Won(reached)
        case Unreached(cause=cause):
            return Lost(cause)


async def _dial_over(
    trunk: TrunkId, role: Role, to: E164 | EmergencyNumber, caller_id: E164, within: Seconds
) -> Reached | Unreached | Ended:
    leg = await originate(role, to, caller_id=caller_id, trunk=trunk)
    try:
        match await first_of(ringing(leg), answered(leg), ended(leg), after(max(within, SILENT_TRUNK))):
            case Ended(cause=cause) as end:
                return end if cause.is_trunk_failure else Unreached(cause)
            case Elapsed():
                return await _rang_out(leg)
            case Ringing() | Answered():
                return await _until_answered(leg, within)
    except Cancelled:
        await hangup(leg, Cause.CANCELLED)
        raise


async def _until_answered(leg: LegId, within: Seconds) -> Reached | Unreached:
    match await first_of(answered(leg), ended(leg), after(within)):
        case Answered():
            return Reached(leg)
        case Ended(cause=cause):
            return Unreached(cause)
        case Elapsed():
            return await _rang_out(leg)


async def _rang_out(leg: LegId) -> Unreached:
    await hangup(leg, Cause.NO_ANSWER)
    return Unreached(Cause.NO_ANSWER)
