"""What flows start with: the plan of a call, as it was made when the call began."""

from __future__ import annotations

from msgspec import Struct

from offhook.calls.values import (
    E164,
    ClickToCall,
    DeviceId,
    Disposition,
    EmergencyNumber,
    Extension,
    Inbound,
    LegId,
    LineUsed,
    Party,
    Phrase,
    Seconds,
    SoftphoneId,
    Trail,
    TrunkId,
)


class OwnPhone(Struct, frozen=True):
    """The softphone from which a member calls."""

    leg: LegId
    softphone: SoftphoneId
    member: str
    """The member's id."""
    name: str
    devices: tuple[DeviceId, ...] = ()
    """The softphone's phones and pages, where the member is rung again after a transfer in vain."""


class ToContact(Struct, frozen=True, tag=True):
    """A number that a member dialled."""

    contact: Party
    ring: Seconds
    keys: bool = False
    """As of `Inbound`."""


class ToColleague(Struct, frozen=True, tag=True):
    """The extension of another member: their softphones are rung, then their line's voicemail answers."""

    name: str
    extension: Extension
    call: Inbound


class ToEmergency(Struct, frozen=True, tag=True):
    """An emergency number: over the trunk that the owner configured, showing the number that calls back reach."""

    number: EmergencyNumber
    caller_id: E164
    trunk: TrunkId


class ToNobody(Struct, frozen=True, tag=True):
    """A call that is not put through: what its caller hears, and how it is recorded."""

    dialled: str
    phrase: Phrase
    disposition: Disposition
    reason: str


class FromSoftphone(Struct, frozen=True, tag=True):
    """What a call that a member's softphone placed starts with."""

    caller: OwnPhone
    line: LineUsed
    """What it shows, and in whose language its caller is spoken to. Empty where there is no line."""
    to: ToContact | ToColleague | ToEmergency | ToNobody
    trail: Trail = Trail()


class CallingPhone(Struct, frozen=True):
    """The telephone of a line from which a member calls it, to be put through to somebody else."""

    leg: LegId
    phone: str
    """The phone's id."""
    number: E164
    member: str
    """The member's id."""
    name: str


class FromPhone(Struct, frozen=True, tag=True):
    """What a call from one of a line's own phones starts with. Whom it is for is asked once they are proven."""

    caller: CallingPhone
    trunk: TrunkId
    """Over which it came."""
    line: LineUsed
    attested: bool
    """Whether the carrier attests that the caller has this number. Without that a number can be forged, and proves
    nothing."""
    code: int = 0
    """How many digits the telephone sends by itself, to prove that its dialer began this call; 0: none."""
    keys: bool = False
    """As of `Inbound`."""
    trail: Trail = Trail()


Arguments = ClickToCall | Inbound | FromSoftphone | FromPhone
"""The union of what flows start with; a new flow adds its own frozen Struct here."""


def ringing_of(arguments: Arguments) -> Inbound | None:
    """The part of a call that rings members' phones, where it has one."""
    match arguments:
        case Inbound():
            return arguments
        case FromSoftphone(to=ToColleague(call=call)):
            return call
        case ClickToCall() | FromSoftphone() | FromPhone():
            return None
