"""What a leg is to do: one thing at a time, which its carrier is told as a document."""

from __future__ import annotations

from msgspec import Struct

from offhook.calls.commands import Collect, Record, Say
from offhook.calls.values import LegId


class Waits(Struct, frozen=True):
    """It was told nothing yet, or what it was told is done: it hears silence."""


class Unknown(Struct, frozen=True):
    """It does what an earlier worker told it, whatever that was."""


class Hears(Struct, frozen=True):
    """One of our sounds, over and over."""

    sound: str


class InRoom(Struct, frozen=True):
    """It is in a conference, or on its way there."""

    room: str
    keys: bool = False
    """Whether keys that are pressed there are to be told, as far as the carrier can."""
    leads: bool = False
    """Whether it is the one that the command names first."""


class Rings(Struct, frozen=True):
    """It hears ringback while phones are rung for it by the same document: each of them a leg of ours."""

    dial: str
    """Its name: the first of the legs."""
    caller_id: str
    phones: tuple[tuple[LegId, str], ...]
    """Legs and their numbers."""


class Joined(Struct, frozen=True):
    """It is joined with whom it was rung for, in that one's document."""


Doing = Waits | Unknown | Hears | InRoom | Rings | Joined | Say | Collect | Record

RINGBACK, MUSIC, SILENCE = Hears("ringback"), Hears("music"), Hears("silence")
