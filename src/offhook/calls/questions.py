"""What a flow can ask the stores, and the answers. Asked and answered within one turn's transaction, and journaled."""

from __future__ import annotations

from msgspec import Struct

from offhook.calls.arguments import ToContact, ToNobody
from offhook.calls.values import E164, LegId, Message, Order, Seconds, Target


class MayDial(Struct, frozen=True, tag=True):
    """May this member dial this number now, and for how long? Counts against the day's limits when granted."""

    member: str
    to: E164


class Granted(Struct, frozen=True, tag=True):
    """Yes, for at most `longest` seconds of talk."""

    longest: Seconds
    limit: str = "the longest duration allowed"
    """What ends the talk then, in words for people: which limit, whose, and until when. Calls that were placed before
    this was said have no better words in their journals."""


class Refused(Struct, frozen=True, tag=True):
    """No; `reason` says which limit, and until when, in words for people."""

    reason: str


class WhereTo(Struct, frozen=True, tag=True):
    """Which phones a transfer rings. Answered by `Refused` where there is nothing to ring, or it may not be."""

    to: str
    """As it was given: a member's id or extension, a line's id or number, or any other number."""
    by: str
    """The member who asked for it."""
    holder: str
    """The member who has the call, and is not rung; empty where it is none."""
    line: str
    """The id of the line that the call shows."""
    caller: E164 | None
    """The other party, who is not rung either; None where their number is withheld."""


class Destination(Struct, frozen=True, tag=True):
    """The phones that a transfer rings."""

    name: str
    """Whose they are, in words."""
    targets: tuple[Target, ...]
    order: Order
    ring: Seconds
    number: E164 | None = None
    """Where it is a number that `MayDial` is to be asked for: no member's phone, and no line."""


class Accept(Struct, frozen=True, tag=True):
    """Claim the caller for whoever is on this leg: one leg of a call has the claim at a time."""

    leg: LegId


class Accepted(Struct, frozen=True, tag=True):
    """It has the claim."""


class Taken(Struct, frozen=True, tag=True):
    """Another leg has it."""

    by: LegId


class GiveBack(Struct, frozen=True, tag=True):
    """Give the claim back: the leg that had it dropped before the two were joined."""

    leg: LegId


class KeepMessage(Struct, frozen=True, tag=True):
    """Keep what the caller said, by the name that the recording has on the network.

    Answered by `Noted`, or by `Refused` where the network could not record all of it: what there is, is kept.
    """

    recording: str
    longest: Seconds = 0.0
    """How long ago it began, at most."""


class MayRecord(Struct, frozen=True, tag=True):
    """May a caller be asked for a message? Answered by `Noted`, or by `Refused` where it could not be kept."""


class OpenMailbox(Struct, frozen=True, tag=True):
    """Does this PIN open a line's voicemail? Wrong ones are counted, by whose it would be and by caller."""

    line: str
    caller: E164 | None
    """None where the number is withheld, or is none."""
    pin: str


class Opened(Struct, frozen=True, tag=True):
    """It does: the member whose PIN it is, and the new messages, the oldest first."""

    name: str
    messages: tuple[Message, ...]


class Shut(Struct, frozen=True, tag=True):
    """It doesn't; `locked`: no other would now."""

    locked: bool


class MarkMessage(Struct, frozen=True, tag=True):
    """A message was heard, and perhaps deleted. One that is gone stays gone."""

    voicemail: str
    deleted: bool = False


class KeepGreeting(Struct, frozen=True, tag=True):
    """Make a recording the line's greeting, by the name that it has on the network."""

    line: str
    recording: str


class ProvePhone(Struct, frozen=True, tag=True):
    """Is whoever calls from a line's phone its user: by what the telephone sent, or by the line's PIN?

    Wrong ones are counted, by line and by number.
    """

    phone: str
    """The phone's id."""
    code: str = ""
    """Digits that its dialer was given for this very call."""
    pin: str = ""


class Proven(Struct, frozen=True, tag=True):
    """They are."""


class Unproven(Struct, frozen=True, tag=True):
    """They aren't; `locked`: no other would be looked at now."""

    locked: bool


class WhomToCall(Struct, frozen=True, tag=True):
    """Whom is the user of a line's phone to be put through to? Each call that a dialer has prepared counts once.

    Answered by `Refused` where nothing was typed, and the dialer has prepared no call.
    """

    phone: str
    """The phone's id."""
    typed: str = ""
    """The number that was typed; empty: whom the dialer has said."""


class Noted(Struct, frozen=True, tag=True):
    """It is done."""


Question = (
    MayDial
    | WhereTo
    | Accept
    | GiveBack
    | MayRecord
    | KeepMessage
    | OpenMailbox
    | MarkMessage
    | KeepGreeting
    | ProvePhone
    | WhomToCall
)
Answer = (
    Granted
    | Refused
    | Destination
    | Accepted
    | Taken
    | Noted
    | Opened
    | Shut
    | Proven
    | Unproven
    | ToContact
    | ToNobody
)
