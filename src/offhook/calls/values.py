"""The values that call flows, the switchboard and the telephony adapters exchange."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NewType

from msgspec import Struct

CallId = NewType("CallId", str)
"""`call_` and 26 sortable characters."""

LegId = NewType("LegId", str)
"""The call's id, a dash and the leg's number within the call: `call_01…-2`. Also the channel's id on the switch."""

E164 = NewType("E164", str)
"""A telephone number as ITU-T E.164 writes it: `+`, country code, subscriber; 7 to 15 digits in all."""

TrunkId = NewType("TrunkId", str)

SoftphoneId = NewType("SoftphoneId", str)
"""`softphone_` and 26 sortable characters: a member's own SIP account, or their phone in the browser."""

DeviceId = NewType("DeviceId", str)
"""`device_` and small letters or digits: one phone or browser page that is signed in as a softphone, now.

The same for as long as it stays registered; a softphone may have several.
"""

EmergencyNumber = NewType("EmergencyNumber", str)
"""What is dialled in an emergency, as a phone knows it: `112`, `911`. In no numbering plan, so never in E.164."""

Extension = NewType("Extension", str)
"""A member's short number within their workspace: 2 to 6 digits."""

Callee = E164 | DeviceId | EmergencyNumber
"""What a leg may ring."""

Seconds = float

SIP_REALM = "sip"
"""Of challenges to softphones (RFC 7616). Says nothing, and can't be changed: kept secrets are digests of it."""


class Role(StrEnum):
    """Whose phone a leg rings."""

    MEMBER = "member"
    CONTACT = "contact"
    FORWARD = "forward"
    """A number that a line is forwarded to."""
    COLLEAGUE = "colleague"
    """A member who is called by another, at their extension."""


class Capability(StrEnum):
    """What not every way of making calls can do, in words that follow “would have to”."""

    KEYS_IN_BRIDGE = "report keys while two people talk"
    STAR_IN_BRIDGE = "notice the star key while two people talk"
    """The only one: whoever presses it is out of the talk for a moment."""
    UNASKED_KEYS = "report keys that nobody asked for"
    LATE_ANSWER = "let a caller hear ringback before they are answered"
    """Without it a caller who hears ringback from us is connected, and pays; a refusal can then tell nothing."""
    REFUSAL_CAUSES = "tell a caller why they are refused, beyond busy and not in service"
    TRAILS = "send a mark along with a call, and read it where the call comes back"
    EMERGENCY_MARKS = "know a call back from an emergency service"
    BUSY_TONE = "let a caller who is refused hear that the line is busy"
    SIP_STATUSES = "tell the final SIP status"
    SOFTPHONES = "ring softphones"
    CAUSE_VALUES = "tell the cause value of ITU-T Q.850"


class Cause(StrEnum):
    """Why a leg ended, in the words of a telephone network. Adapters translate Q.850, SIP and vendor codes to these."""

    NORMAL = "normal"
    BUSY = "busy"
    REJECTED = "rejected"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"
    NOT_IN_SERVICE = "not_in_service"
    CANCELLED = "cancelled"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    """Called off because another phone took the call: a phone that is told so lists no missed call."""
    TIME_UP = "time_up"
    MEDIA_LOST = "media_lost"
    TRUNK_DOWN = "trunk_down"
    TRUNK_TIMEOUT = "trunk_timeout"
    TRUNK_ERROR = "trunk_error"
    SWITCH_LOST = "switch_lost"
    UNKNOWN = "unknown"

    @property
    def is_trunk_failure(self) -> bool:
        """Whether another trunk may do better: down, a timeout (408) or a server failure (5xx)."""
        return self in {Cause.TRUNK_DOWN, Cause.TRUNK_TIMEOUT, Cause.TRUNK_ERROR}


class Disposition(StrEnum):
    """How a whole call came out."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"
    NOT_IN_SERVICE = "not_in_service"
    MEMBER_UNREACHED = "member_unreached"
    NO_KEY = "no_key"
    VOICEMAIL = "voicemail"
    """The caller was given to the line's voicemail, and left a message."""
    MAILBOX = "mailbox"
    """The caller was given to the line's voicemail, and asked to hear its messages."""
    BLOCKED = "blocked"
    """The caller is on the block list."""
    LOOPED = "looped"
    """It was a call of our own, coming back."""
    ABANDONED = "abandoned"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"


class Phrase(Struct, frozen=True):
    """Something to be spoken: an entry of the prompt catalogue with what fills it.

    `name` is preferred over `number` where both are given; a name that cannot be spoken falls back to the number.
    """

    key: str
    number: str = ""
    name: str = ""
    sound: str = ""
    """The content of kept audio that is played instead, all of it; the words are what is left where it is gone."""


class Party(Struct, frozen=True):
    """A person at one end of a call, as they were when it began."""

    id: str
    name: str
    number: E164


class LineUsed(Struct, frozen=True):
    """The business line that a call shows, as it was when the call began."""

    id: str
    number: E164
    name: str
    language: str
    """BCP 47, for prompts: `en`, `de-CH`."""
    country: str
    """ISO 3166 alpha-2 of the workspace: numbers of this country are spoken in national form."""
    trunks: tuple[TrunkId, ...]
    """In the order in which they are tried."""


class Trail(Struct, frozen=True):
    """Which way a call has come, so that one of our own that comes back is known. Says nothing of anybody."""

    token: str = ""
    """Random, and the same on all legs of a call and of those calls that came of them; empty: there is none."""
    hops: int = 0
    """How many calls of ours it has been."""


class Way(Struct, frozen=True):
    """How a call that came in came to us."""

    trail: Trail = Trail()
    """Of the leg of ours that it is; empty where it comes from outside."""
    lines: frozenset[str] = frozenset()
    """The ids of the lines where it has been."""
    rung: frozenset[str] = frozenset()
    """Numbers that the line rings now for a caller with the same number: it may be one of those legs, diverted."""


class Shown(Struct, frozen=True):
    """What one side of a call sees in place of the line, and over which trunks."""

    caller_id: E164
    trunks: tuple[TrunkId, ...]
    """Those that may show it, in the order in which they are tried; of a softphone none are needed."""


class OwnSoftphone(Struct, frozen=True):
    """A member's own softphone, as they are called at it."""

    id: SoftphoneId
    devices: tuple[DeviceId, ...]
    """Its phones and pages, all of which are rung."""


class ClickToCall(Struct, frozen=True, tag=True):
    """What a person-to-person call starts with. Changing a setting later never changes a live call."""

    member: Party
    """Without a number where a softphone of theirs is rung."""
    contact: Party
    line: LineUsed
    ring_member: Seconds
    ring_contact: Seconds
    keys: bool = False
    """Whether the member steers the talk by keys, where the network reports them."""
    trail: Trail = Trail()
    softphone: OwnSoftphone | None = None
    """The member's phone, where it is a softphone: whoever answers it dials the contact."""
    asks_key: bool = True
    """Whether the contact is dialled on a key only; without that whatever answers the member's phone is an answer."""
    member_sees: Shown | None = None
    """The contact's number, where the member may and wants to see it; None: the line's, as always."""
    contact_sees: Shown | None = None
    """The member's own number, where they may and want to show it; None: the line's, as always."""


class Order(StrEnum):
    """How the phones of a line are rung."""

    ALL = "all"
    """All at once."""
    HUNT = "hunt"
    """One after the other."""


class Target(Struct, frozen=True):
    """A phone that a call to a line rings."""

    role: Role
    name: str
    """Whose phone it is, in words: a member's name, or a forwarding number's."""
    caller_id: E164 | Extension
    """What it is shown."""
    number: E164 | None = None
    """A telephone: whoever answers must press a key, so that a voicemail never gets the caller."""
    device: DeviceId | None = None
    """A member's softphone: whoever answers takes the call."""
    trunks: tuple[TrunkId, ...] = ()
    """For a number, in the order in which they are tried."""
    member: str = ""
    """The member's id, where it is a member's phone."""
    screened: bool = True
    """Whether a telephone takes the call by pressing a key only; without that an answer does, whoever or whatever gave
    it."""
    longest: Seconds | None = None
    """The longest talk with whoever takes the call there; None: the call's."""
    limit: str = ""
    """What ends the talk then, in words."""
    caller_name: str = ""
    """The name that a softphone is shown besides, of a colleague."""


class SoftphoneAccount(Struct, frozen=True):
    """A SIP account that a network is to let in."""

    softphone: SoftphoneId
    username: str
    """Small letters and digits, and nobody else's ever: `k7m2p9x4w3nq`."""
    ha1: str
    """What its secret is proved by (RFC 7616): MD5 of user name, `SIP_REALM` and secret, hexadecimal."""
    browser: bool
    """Whether it is a browser's: WebRTC over a WebSocket."""


class Device(Struct, frozen=True):
    """A phone or browser page that is signed in, as a network sees it."""

    id: DeviceId
    softphone: SoftphoneId
    reachable: bool
    """Whether it answers when it is asked (SIP OPTIONS), every few seconds."""
    since: int
    """From when on it is so, or was first seen to be (UTC, microseconds)."""
    address: str
    """`192.0.2.7:5060`, or empty."""
    agent: str = ""
    """What it calls itself (User-Agent), or empty."""


def rounds(targets: Sequence[Target], order: Order) -> list[list[Target]]:
    """Who is rung together, one round after the other. A hunt rings all phones and pages of one softphone at once."""
    if order is Order.ALL:
        return [list(targets)]
    found: list[list[Target]] = []
    for target in targets:
        before = found[-1][-1] if found else None
        if before is not None and target.device and before.device and before.name == target.name:
            found[-1].append(target)
        else:
            found.append([target])
    return found


class Skipped(Struct, frozen=True):
    """A phone that is not rung, and why, in words."""

    name: str
    reason: str


class Caller(Struct, frozen=True):
    """Who calls in."""

    leg: LegId
    number: E164 | None
    """None where the number is withheld, or is none."""
    name: str = ""
    """The contact's name, where it is known."""
    contact: str = ""
    """The contact's id; empty where there is no number to know one by."""


class Message(Struct, frozen=True):
    """A message that a member hears over the telephone."""

    id: str
    sound: str
    """The content of its audio."""
    caller: E164 | None
    """None where it was withheld."""
    name: str


class Mailbox(Struct, frozen=True):
    """A line's voicemail."""

    longest: Seconds
    """Of a message."""
    greeting: str = ""
    """The content of the line's own greeting; empty: the default one."""
    opens: bool = False
    """Whether somebody has a PIN that opens it over the telephone."""


class Meets(StrEnum):
    """What a caller meets who is turned away."""

    BUSY = "busy"
    """A busy tone; the call is not answered."""
    ANNOUNCEMENT = "announcement"
    """A voice says that the call is not accepted."""
    VOICEMAIL = "voicemail"
    """The line's voicemail, at once."""


class TurnedAway(Struct, frozen=True):
    """Why a call to a line rings nobody, and what its caller meets instead."""

    disposition: Disposition
    reason: str
    """In words for people."""
    meets: Meets


class Inbound(Struct, frozen=True, tag=True):
    """What a call to a line starts with: the plan of who is rung, as it was made when the call came."""

    caller: Caller
    trunk: TrunkId
    """Over which it came."""
    line: LineUsed
    targets: tuple[Target, ...]
    skipped: tuple[Skipped, ...]
    order: Order
    ring: Seconds
    """How long everybody is rung together; with a hunt order, how long each is."""
    longest: Seconds
    """The longest talk."""
    mailbox: Mailbox | None = None
    why: str = ""
    """Which part of the line's route this is, in words: opening hours, outside them, a holiday."""
    keys: bool = False
    """Whether members steer the talk by keys, where the network reports them."""
    limit: str = "the longest duration allowed"
    """What ends the longest talk, in words."""
    turned_away: TurnedAway | None = None
    """Why nobody is rung, where the caller is not put through."""
    trail: Trail = Trail()
