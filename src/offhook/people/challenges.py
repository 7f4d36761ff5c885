"""Challenges that a passkey signs: random, kept here until they are used or a few minutes are over, each good once.

In memory: whoever is not signed in may ask for one, and that must not be a write. One worker serves all (decision
0070); who had one when it was restarted asks again.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict, defaultdict
from collections.abc import Callable

from msgspec import Struct

LASTS_S = 300
MOST = 10_000
"""Open at once; beyond it the oldest go."""
MOST_FROM_ONE = 20
"""Of these from one address: nobody pushes everybody else's out."""


class _Open(Struct, frozen=True):
    place: str
    session: str | None
    until: int


class Challenges:
    """The challenges that are open, the oldest first."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._open: OrderedDict[bytes, _Open] = OrderedDict()
        self._of: defaultdict[str, list[bytes]] = defaultdict(list)

    def give(self, place: str, session: str | None) -> bytes:
        """A new one, for an address; for one `session`, or None for somebody who wants to sign in."""
        now = self._now()
        while self._open and (next(iter(self._open.values())).until <= now or len(self._open) >= MOST):
            self._drop(next(iter(self._open)))
        if len(self._of[place]) >= MOST_FROM_ONE:
            self._drop(self._of[place][0])
        challenge = secrets.token_bytes(32)
        self._open[challenge] = _Open(place, session, now + LASTS_S * 1_000_000)
        self._of[place].append(challenge)
        return challenge

    def take(self, challenge: bytes, session: str | None) -> bool:
        """Use one up. Whether it was open, and given to this session, or to nobody who is signed in."""
        found = self._drop(challenge)
        return found is not None and found.until > self._now() and found.session == session

    def _drop(self, challenge: bytes) -> _Open | None:
        found = self._open.pop(challenge, None)
        if found is not None:
            theirs = self._of[found.place]
            theirs.remove(challenge)
            if not theirs:
                del self._of[found.place]
        return found
