"""Texts that come in several parts, put together in any order; each part may come twice."""

from __future__ import annotations

import hashlib
import uuid

from msgspec import Struct

from offhook.clock import Clock
from offhook.telephony.smpp.reading import Delivered

KEEP_S = 24 * 3600
"""How long the other parts are waited for: an SMSC gives up within days, and mostly hours."""
MOST_WAITING = 1000
"""Texts that parts are kept of."""


class Whole(Struct, frozen=True):
    """All of a text, in octets, and a name that tells it from others."""

    octets: bytes
    name: str


class _Waiting(Struct):
    since: int
    have: dict[int, bytes]


class Parts:
    """Keeps parts until the last has come."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[tuple[str, str, int, int], _Waiting] = {}

    def add(self, came: Delivered) -> Whole | None:
        """The text that is whole now; None: parts are missing."""
        if came.part is None:
            return Whole(came.octets, uuid.uuid4().hex)
        part, now = came.part, self._clock.mono()
        self._forget(now)
        key = (came.source, came.destination, part.reference, part.total)
        waiting = self._waiting.setdefault(key, _Waiting(now, {}))
        waiting.have[part.number] = came.octets
        if len(waiting.have) < part.total:
            return None
        octets = b"".join(waiting.have[number] for number in range(1, part.total + 1))
        # Named by what it is: where it can't be kept now, and the last part comes again, it is the same text.
        named = f"{key} {waiting.since}".encode() + octets
        return Whole(octets, hashlib.sha256(named).hexdigest()[:32])

    def done(self, came: Delivered) -> None:
        """The text that this part completed is safe."""
        if came.part is not None:
            self._waiting.pop((came.source, came.destination, came.part.reference, came.part.total), None)

    def _forget(self, now: int) -> None:
        for key, waiting in list(self._waiting.items()):
            if now - waiting.since > KEEP_S * 1e9 or len(self._waiting) > MOST_WAITING:
                del self._waiting[key]
