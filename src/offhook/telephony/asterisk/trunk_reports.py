"""What Asterisk's console prints of trunks, read by a program. Pure: text in, values out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from offhook.calls.values import TrunkId
from offhook.telephony.asterisk import dial_strings
from offhook.telephony.port import Registration

REGISTRATIONS = "pjsip show registrations"

_CONTACT = re.compile(r"^ *Contact: +(trunk_[a-z0-9]+)/\S* +\S+ +(\w+) +(\S+)$", re.MULTILINE)
_REGISTRATION = re.compile(r"^ *(trunk_[a-z0-9]+)/\S+ +\S+ +(\w+)", re.MULTILINE)
_STATES = {"Registered": Registration.REGISTERED, "Rejected": Registration.REJECTED}


class Contact(Struct, frozen=True):
    """How Asterisk last found a far end that it asked by OPTIONS."""

    answers: bool
    rtt_ms: float | None = None
    """How long the answer took, to the microsecond."""


def show_contact(trunk: TrunkId) -> str:
    """The command that prints a trunk's contact."""
    return f"pjsip show aor {dial_strings.trunk_id(trunk)}"


def qualify(trunk: TrunkId) -> str:
    """The command that has a far end asked now. It is printed before the answer comes."""
    return f"pjsip qualify {dial_strings.trunk_id(trunk)}"


def register_again(trunk: TrunkId) -> str:
    """The command that has a registration tried now, not when its next attempt is due: half a minute to five minutes.

    Asterisk takes the registration back first, so this is for one that does not stand.
    """
    return f"pjsip send register {dial_strings.trunk_id(trunk)}"


def contact(printed: str, trunk: TrunkId) -> Contact | None:
    """A trunk's contact; None where Asterisk does not know the trunk."""
    for name, state, rtt in _CONTACT.findall(printed):
        if name == trunk:
            return Contact(True, float(rtt)) if state == "Avail" else Contact(False)
    return None


def registrations(printed: str) -> Mapping[TrunkId, Registration]:
    """The state of each registration."""
    found = _REGISTRATION.findall(printed)
    return {TrunkId(name): _STATES.get(state, Registration.UNREGISTERED) for name, state in found}
