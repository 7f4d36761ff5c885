"""SIP headers of our own: a call's trail, by which a leg of ours is known that a carrier brings back; and its id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from offhook.calls.values import CallId, Trail

TRAIL_HEADER = "X-Call-Trail"
"""`token;hops` of a leg over a trunk. It names neither us nor anybody else."""
CALL_HEADER = "X-Call"
"""The call's id, for members' own softphones: the page that rings looks up who calls."""

_TRAIL = re.compile(r"([0-9a-f]{16});([0-9]{1,3})")


def trail_of(header: str) -> Trail:
    """What the header says; empty where it says nothing that we do."""
    found = _TRAIL.fullmatch(header)
    return Trail() if found is None else Trail(found[1], int(found[2]))


def with_trail(trail: Trail) -> str:
    """The body of a request to originate with this header, as JSON; empty for what is no trail of ours."""
    header = f"{trail.token};{trail.hops}"
    return _with(TRAIL_HEADER, header) if _TRAIL.fullmatch(header) else ""


def with_call(call: CallId, marks: Mapping[str, str]) -> str:
    """The same with a call's id, as `dial_strings.call_of` gives it, and with variables that stay on the channel."""
    return _with(CALL_HEADER, call, marks)


def _with(name: str, value: str, marks: Mapping[str, str] = MappingProxyType({})) -> str:
    return msgspec.json.encode({"variables": {f"PJSIP_HEADER(add,{name})": value, **marks}}).decode()
