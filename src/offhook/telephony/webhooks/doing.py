"""What a leg is to do: one thing at a time, which its carrier is told as a document."""

from __future__ import annotations

from msgspec import Struct

from offhook.calls.commands import Collect, Record, Say


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


Doing = Waits | Unknown | Hears | InRoom | Say | Collect | Record

RINGBACK, MUSIC, SILENCE = Hears("ringback"), Hears("music"), Hears("silence")
