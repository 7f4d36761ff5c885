"""Texts that arrive in several parts, as an adapter has them: each is kept before the carrier is told that it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from offhook.calls.values import TrunkId


class Part(Struct, frozen=True):
    """One part, as the carrier brought it."""

    source: str
    destination: str
    reference: int
    """The sender's: parts of one text have the same. It is used again."""
    total: int
    number: int
    """From 1 to `total`."""
    coding: int
    """What its octets mean, as the adapter knows."""
    octets: bytes


class Gathered(Struct, frozen=True):
    """What has come of a text."""

    id: str
    """Its own, whenever it is asked for."""
    trunk: TrunkId
    source: str
    destination: str
    coding: int
    total: int
    octets: Mapping[int, bytes]
    """Of each part that is here, by its number."""

    @property
    def whole(self) -> bool:
        """Whether all parts are here."""
        return len(self.octets) == self.total

    def runs(self) -> Sequence[bytes]:
        """Its octets, in pieces between which parts are missing; an empty one where those are the first or the last.

        A character may begin in one part and end in the next.
        """
        pieces = [b""]
        for number in range(1, self.total + 1):
            if number in self.octets:
                pieces[-1] += self.octets[number]
            elif pieces[-1] or len(pieces) == 1:
                pieces.append(b"")
        return pieces


class Keeping(Protocol):
    """Where parts are safe from the death of this process."""

    async def keep(self, trunk: TrunkId, part: Part) -> Sequence[Gathered]:
        """Keep a part. Texts that are to be taken now: one that is whole, one to which nothing more will come."""
        ...

    async def taken(self, text_id: str) -> None:
        """A text was taken."""
        ...

    async def due(self) -> Sequence[Gathered]:
        """Texts that are to be taken by now: whole ones, and those that were given up."""
        ...
