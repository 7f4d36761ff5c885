"""What a flow tells the telephone network to do: imperative, one Struct a command.

Every command names the leg it is for. Ids of prompts come from the kernel's counter, so that the same events give
the same commands again.
"""

from __future__ import annotations

from msgspec import Struct

from offhook.calls.values import E164, Callee, Cause, Extension, LegId, Phrase, Role, Seconds, Trail, TrunkId


class Originate(Struct, frozen=True, tag=True):
    """Ring a phone: a number over one trunk, or a device.

    Answered by `Ringing`, `Answered` and, always once, `Ended`.
    """

    leg: LegId
    role: Role
    to: Callee
    caller_id: E164 | Extension
    trunk: TrunkId
    """Empty for a device."""
    trail: Trail = Trail()
    """Goes with the leg over a trunk, where the network can carry it: the kernel's."""
    caller_name: str = ""
    """Shown to a device besides, where a colleague calls."""


class Answer(Struct, frozen=True, tag=True):
    """Answer a leg that came in. Answered by `Answered` unless it ends first; from now on it may be spoken to."""

    leg: LegId


class Say(Struct, frozen=True, tag=True):
    """Speak to an answered leg. Answered by `Prompted` unless the leg ends first. Replaces any prompt that plays."""

    leg: LegId
    phrases: tuple[Phrase, ...]
    language: str
    country: str
    prompt: str = ""


class Collect(Struct, frozen=True, tag=True):
    """Speak to an answered leg and take keys, pressed at any time from the first word on; a key stops the words.

    Complete, and answered by one `Collected`, after `digits` keys, by the key `finish`, which is not one of them, or
    `wait` seconds after the words without a key (or since the last key). `typed` are keys that were pressed before,
    and count. On TwiML one `<Gather>`.
    """

    leg: LegId
    phrases: tuple[Phrase, ...]
    language: str
    country: str
    digits: int
    wait: Seconds
    typed: str = ""
    prompt: str = ""
    finish: str = ""
    secret: bool = False
    """What is pressed is a secret: the journal gets only how many keys it were."""


class Ring(Struct, frozen=True, tag=True):
    """Let a leg hear ringback until it is spoken to, bridged or ended: an answered one, or one that came in."""

    leg: LegId


class Hold(Struct, frozen=True, tag=True):
    """Part an answered leg from whoever it talks with, and let it hear music until it is spoken to, bridged or ended.

    Whoever it talked with stays up, alone, and hears nothing.
    """

    leg: LegId


class Bridge(Struct, frozen=True, tag=True):
    """Join two answered legs so that they hear each other. Answered by `Bridged` unless one ends first."""

    leg: LegId
    other: LegId
    keys: bool = False
    """Whether keys pressed while they talk are reported, by networks that can (`Capability.KEYS_IN_BRIDGE`)."""


class Record(Struct, frozen=True, tag=True):
    """Beep, and record what an answered leg says. Answered by `Recorded` unless the leg ends first, which ends it too.

    It ends after `longest` seconds, after `silence` seconds of silence, or by the key `finish`.
    """

    leg: LegId
    longest: Seconds
    silence: Seconds
    finish: str = "#"
    recording: str = ""
    """The recording's name on the network, by which it is fetched later: the kernel's."""


class Hangup(Struct, frozen=True, tag=True):
    """End a leg, ringing or answered. Answered by `Ended`."""

    leg: LegId
    cause: Cause


Command = Originate | Answer | Say | Collect | Ring | Hold | Record | Bridge | Hangup
