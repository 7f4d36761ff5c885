"""What happened: past tense, one Struct an event. A call's journal is a list of these.

Adapters report those of the telephone network; the rest come from people, timers and the switchboard itself.
"""

from __future__ import annotations

from msgspec import Struct

from offhook.calls.arguments import Arguments
from offhook.calls.values import E164, Cause, LegId, SoftphoneId, Trail, TrunkId


class Incoming(Struct, frozen=True, tag=True):
    """A leg came in and waits to be rung, answered or refused. Begins a call, whose journal starts with `Started`."""

    leg: LegId
    trunk: TrunkId
    """Empty for one of a softphone."""
    to: str
    """What was dialled: E.164 where the trunk's number format says how to read it, else as it came."""
    caller: E164 | None
    """None where the caller's number is withheld, or is none."""
    withheld: bool = False
    trail: Trail = Trail()
    """Of the leg that it is, as it left us; empty where it isn't one, or the network between has dropped it."""
    emergency: bool = False
    """The network marks it as a call back from an emergency service (RFC 7090): it is always put through."""
    attested: bool = False
    """The caller's carrier has signed that the caller has this number, and ours has verified it (SHAKEN, attestation
    A: RFC 8588). Anything less is no proof."""
    softphone: SoftphoneId | None = None
    """The softphone that it is of, by the account that it has proved to be: never by what the phone says that it is."""


class Started(Struct, frozen=True, tag=True):
    """The call was placed, or came in. Always first, and holds everything that its flow was started with."""

    flow: str
    version: int
    arguments: Arguments
    incoming: LegId | None = None
    """The leg that came in, where one did."""


class Queued(Struct, frozen=True, tag=True):
    """A leg waits for its turn: this network begins calls one after the other."""

    leg: LegId
    ahead: int
    """Calls that wait before it."""
    seconds: float
    """Until its turn, about."""


class Ringing(Struct, frozen=True, tag=True):
    """The far phone rings (SIP 180 or 183)."""

    leg: LegId


class Answered(Struct, frozen=True, tag=True):
    """Somebody, or a voicemail, picked up."""

    leg: LegId


class Prompted(Struct, frozen=True, tag=True):
    """A `Say` was spoken to its end."""

    leg: LegId
    prompt: str = ""


class Collected(Struct, frozen=True, tag=True):
    """A `Collect` is complete; `digits` is empty when no key was pressed."""

    leg: LegId
    digits: str
    prompt: str = ""


class Recorded(Struct, frozen=True, tag=True):
    """A `Record` is over, while its leg is still up."""

    leg: LegId
    recording: str = ""


class Digit(Struct, frozen=True, tag=True):
    """A key was pressed outside a `Collect`: one of 0-9, *, #, A-D."""

    leg: LegId
    key: str


class Bridged(Struct, frozen=True, tag=True):
    """Two legs hear each other."""

    leg: LegId
    other: LegId


class Ended(Struct, frozen=True, tag=True):
    """A leg is gone. Always last for its leg."""

    leg: LegId
    cause: Cause
    q850: int | None = None
    """Cause value of ITU-T Q.850, where the network gave one."""
    sip: int | None = None
    """Status of the final SIP response, where there was one."""
    note: str = ""
    """What else is known, in words."""
    unseen_ms: int | None = None
    """Where nobody saw it end: for how long nobody had known it to be up, by the monotonic clock."""


class Elapsed(Struct, frozen=True, tag=True):
    """A timer of the flow ran out."""

    timer: str


class HangupRequested(Struct, frozen=True, tag=True):
    """A person asked to end the call, from the API, the command line or the web."""

    by: str


class HoldRequested(Struct, frozen=True, tag=True):
    """A person asked to put the other party of their talk on hold."""

    by: str


class ResumeRequested(Struct, frozen=True, tag=True):
    """A person asked to talk with the party on hold again."""

    by: str


class TransferRequested(Struct, frozen=True, tag=True):
    """A person asked to hand the other party of a talk on."""

    by: str
    to: str
    """A member's id, a line's id or number, or any other number, as it was given."""
    attended: bool = False
    """Whether the member speaks first with whoever is to take them."""


class CompleteRequested(Struct, frozen=True, tag=True):
    """A person asked to complete an attended transfer: whoever is spoken with gets the other party."""

    by: str


class Restarted(Struct, frozen=True, tag=True):
    """The worker came back and found the call alive; what happened since the entry before is not known."""

    reason: str


class FlowFailed(Struct, frozen=True, tag=True):
    """The flow raised, or its replay did not match. From here on the fallback flow ends the call in safety."""

    error: str


Request = HoldRequested | ResumeRequested | TransferRequested | CompleteRequested
"""What a person may ask for during a talk, from the API or the command line. Ending the call is a fact of its own."""

Event = (
    Started
    | Queued
    | Ringing
    | Answered
    | Prompted
    | Collected
    | Recorded
    | Digit
    | Bridged
    | Ended
    | Elapsed
    | HangupRequested
    | HoldRequested
    | ResumeRequested
    | TransferRequested
    | CompleteRequested
    | Restarted
    | FlowFailed
)
