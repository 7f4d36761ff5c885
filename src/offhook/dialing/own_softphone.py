"""A member's own softphone as the phone at which they are called first."""

from __future__ import annotations

from offhook.calls.values import OwnSoftphone
from offhook.ids import is_id
from offhook.problems import conflict, not_found
from offhook.routing.service import Reach
from offhook.softphones.presence import Standing

_AWAY = {
    Standing.UNREACHABLE: "does not answer any more: it is off, or out of reach",
    Standing.SIGNED_OUT: "is not signed in anywhere",
    Standing.SWITCHED_OFF: "is switched off",
}


def own_softphone(reach: Reach, member_id: str, caller: str) -> OwnSoftphone | None:
    """The softphone that `caller` names; None where it is a number.

    Raises:
        Problem: the member has no such softphone, or it can't be rung now.
    """
    if not is_id(caller, "softphone"):
        return None
    found = next((each for each in reach.softphones(member_id) if each.phone.id == caller), None)
    if found is None:
        raise not_found("softphone", caller, "caller")
    standing = found.presence.standing
    if standing is not Standing.REGISTERED:
        why = f"Your softphone {found.phone.name} {_AWAY[standing]}: switch it on, or call from another phone."
        raise conflict("softphone-away", "The softphone can't be rung", why, "caller")
    devices = tuple(device.id for device in found.presence.devices if device.reachable)
    return OwnSoftphone(found.phone.id, devices)
