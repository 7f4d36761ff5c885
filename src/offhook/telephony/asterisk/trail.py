"""A call's trail as a SIP header, by which a leg of ours is known that a carrier brings back."""

from __future__ import annotations

import re

import msgspec

from offhook.calls.values import Trail

TRAIL_HEADER = "X-Call-Trail"
"""`token;hops` of a leg over a trunk. It names neither us nor anybody else."""

_TRAIL = re.compile(r"([0-9a-f]{16});([0-9]{1,3})")


def trail_of(header: str) -> Trail:
    """What the header says; empty where it says nothing that we do."""
    found = _TRAIL.fullmatch(header)
    return Trail() if found is None else Trail(found[1], int(found[2]))


def with_trail(trail: Trail) -> str:
    """The body of a request to originate with this header, as JSON; empty for what is no trail of ours."""
    if not _TRAIL.fullmatch(header := f"{trail.token};{trail.hops}"):
        return ""
    return msgspec.json.encode({"variables": {f"PJSIP_HEADER(add,{TRAIL_HEADER})": header}}).decode()
