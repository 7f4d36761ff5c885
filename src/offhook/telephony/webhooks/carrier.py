"""A carrier as the adapter sees it: one account, with all that differs between carriers.

What is to be done and what has happened is in our words on this side; requests, documents, states, errors and
signatures are the carrier's, and stay on the other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum, auto
from typing import Protocol

from msgspec import Struct

from offhook.calls.values import Capability, Cause, LegId, TrunkId
from offhook.telephony.port import TrunkHealth
from offhook.telephony.webhooks.addresses import Hook
from offhook.telephony.webhooks.doing import Doing
from offhook.telephony.webhooks.told import Standing, Told


class Created(Struct, frozen=True):
    """The call is made."""

    sid: str
    """The carrier's id of it; empty where it does not say that yet."""


class TooMuch(Struct, frozen=True):
    """Nothing was created: too many at once."""


class Declined(Struct, frozen=True):
    """Nothing was created, and why."""

    cause: Cause
    note: str


class Doubtful(Struct, frozen=True):
    """It may have been created."""

    reason: str


Creation = Created | TooMuch | Declined | Doubtful


class Given(Enum):
    """What came of a new document for a call that is busy with another."""

    TAKEN = auto()
    NOT_IN_PROGRESS = auto()
    """The call has ended, or is not quite answered. A normal outcome."""
    TROUBLE = auto()


class Ending(Enum):
    """What came of ending a call."""

    OVER = auto()
    GOING = auto()
    """It will be: the carrier tells."""
    DENIED = auto()
    AGAIN = auto()
    """To be asked again a little later."""


class Up(Struct, frozen=True):
    """A call of this account that is up."""

    sid: str
    place: str = ""
    """As in `Standing`."""


class Checked(Struct, frozen=True):
    """How the account is."""

    health: TrunkHealth
    reached: bool
    """Whether the carrier answered, with these credentials or without."""


class Carrier(Protocol):
    """One account with a carrier. Whatever asks it may raise `NoAnswer`."""

    @property
    def trunk(self) -> TrunkId:
        """That it is here."""
        ...

    @property
    def customer(self) -> str:
        """Whose calls begin one after the other, and can be joined: the carrier's name and our id there."""
        ...

    @property
    def calls_per_second(self) -> float:
        """What the carrier allows."""
        ...

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What can be done over it."""
        ...

    @property
    def rings_together(self) -> int:
        """How many phones a caller's document may ring at once; 0: none, each is a call that is asked for."""
        ...

    # Its webhooks

    def signed(self, target: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
        """Whether this carrier has sent that. Names of headers in small letters; `now` in seconds since 1970."""
        ...

    def read(self, hook: Hook, headers: Mapping[str, str], body: bytes) -> Told:
        """What it says. Of a webhook that is signed."""
        ...

    # What webhooks are answered with

    @property
    def kind(self) -> str:
        """The content type of its documents."""
        ...

    def document(self, leg: LegId, doing: Doing) -> str:
        """What has the carrier do that."""
        ...

    def refuse(self, cause: Cause) -> str:
        """Turn a caller away who was not answered."""
        ...

    def hang_up(self) -> str:
        """End the call."""
        ...

    def ask_again(self, leg: LegId) -> str:
        """Nobody knows yet what to do: wait, and ask again."""
        ...

    # What it is asked

    async def create(self, leg: LegId, to: str, caller_id: str) -> Creation:
        """Call a number. Without an answer it is in doubt."""
        ...

    async def give(self, leg: LegId, sid: str, doing: Doing) -> Given:
        """Have a call do something else now."""
        ...

    async def end(self, sid: str) -> Ending:
        """End a call."""
        ...

    async def look(self, sid: str) -> Standing | None:
        """How a call is; None where the carrier knows it no more. Raises `Denied` too."""
        ...

    async def inside(self, room: str, sids: tuple[str, str]) -> Collection[str]:
        """Which of two calls are in a conference of ours, by its name; more may be named."""
        ...

    async def pairs(self, up: Mapping[LegId, Up]) -> Mapping[LegId, LegId]:
        """Who talks with whom, of these."""
        ...

    async def check(self) -> Checked:
        """Whether the carrier answers, and takes the credentials. Raises nothing."""
        ...

    async def recording(self, sid: str) -> bytes | None:
        """A recording as a WAV file; None where it is not there (yet). Raises `NotReady` too."""
        ...

    async def find_recording(self, call: str) -> str:
        """By what the last recording of a call is fetched, where the carrier can be asked that; else empty."""
        ...

    async def drop_recording(self, sid: str) -> None:
        """Delete it, where the carrier can be asked that."""
        ...
