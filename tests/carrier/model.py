"""What the carrier keeps: accounts, numbers, calls, conferences, recordings, messages.

A stand-in for a TwiML carrier, written after the vendor's public documentation, which each rule here and in the files
beside it names. It shares no code with the adapter that is tried against it.
"""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.carrier.execution import Execution
    from tests.carrier.phones import FarEnd

_count = itertools.count(1)


def new_sid(kind: str) -> str:
    """Two letters and 32 hexadecimal digits. https://www.twilio.com/docs/glossary/what-is-a-sid"""
    return f"{kind}{next(_count):032x}"


class Scheme(Enum):
    """How webhooks are signed."""

    TWILIO = "X-Twilio-Signature"
    """HMAC-SHA1 with the auth token. https://www.twilio.com/docs/usage/security#validating-requests"""
    SIGNALWIRE = "X-SignalWire-Signature"
    """The same scheme under its own name, with the signing key of the project.
    https://developer.signalwire.com/compatibility-api/guides/validating-requests"""
    TELNYX = "telnyx-signature-ed25519"
    """Ed25519 over time stamp and body. https://developers.telnyx.com/docs/development/sdk/python/webhooks"""


class Status(StrEnum):
    """https://www.twilio.com/docs/voice/api/call-resource#call-status-values"""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    CANCELED = "canceled"
    COMPLETED = "completed"
    FAILED = "failed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"

    @property
    def final(self) -> bool:
        """Whether nothing comes after it."""
        return self not in {Status.QUEUED, Status.RINGING, Status.IN_PROGRESS}


@dataclass
class Number:
    """https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource"""

    number: str
    sid: str = field(default_factory=lambda: new_sid("PN"))
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    voice_application_sid: str = ""
    trunk_sid: str = ""
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    sms_application_sid: str = ""
    friendly_name: str = ""
    toll_free: bool = False
    registered: bool = True
    """For A2P 10DLC; without it messages to the US fail with 30034."""


@dataclass
class ForSale:
    """https://www.twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource"""

    number: str
    country: str = "US"
    kind: str = "local"
    """`local`, `toll_free` or `mobile`."""
    locality: str = ""
    region: str = ""
    voice: bool = True
    sms: bool = True
    mms: bool = True
    address: str = "none"
    """`none`, `any`, `local` or `foreign`."""


@dataclass
class Account:
    """An account with its credentials."""

    sid: str = field(default_factory=lambda: new_sid("AC"))
    auth_token: str = "token-of-the-account"
    secondary_token: str = ""
    """Valid for requests as soon as it is made. https://www.twilio.com/docs/iam/api/authtoken"""
    status: str = "active"
    """`active`, `suspended` or `closed`. https://www.twilio.com/docs/iam/api/account#account-properties"""
    type: str = "Full"
    """`Trial` or `Full`."""
    signing: object = None
    """Telnyx: an `Ed25519PrivateKey`."""
    scheme: Scheme = Scheme.TWILIO
    keys: dict[str, str] = field(default_factory=dict)
    """API keys: SID and secret. They are standard ones: they may not read the account itself.
    https://www.twilio.com/docs/iam/api-keys/keys-in-console"""
    numbers: dict[str, Number] = field(default_factory=dict)
    verified: set[str] = field(default_factory=set)
    """Outgoing caller IDs that were verified. https://www.twilio.com/docs/voice/api/outgoing-caller-ids"""
    calls_per_second: float = 1.0
    """https://www.twilio.com/docs/voice/api/call-resource: “by default, each account is granted one CPS”."""
    next_call_at: float = 0.0
    refuses_all: int = 0
    """An HTTP status, such as 429, 500 or 503, that every request is answered with."""
    opted_out: set[tuple[str, str]] = field(default_factory=set)
    """Pairs of a recipient that has texted STOP and the number that it was texted to."""


@dataclass
class Call:
    """https://www.twilio.com/docs/voice/api/call-resource#call-properties"""

    account: Account
    to: str
    from_: str
    direction: str
    url: str = ""
    twiml: str = ""
    fallback_url: str = ""
    status_callback: str = ""
    events: frozenset[str] = frozenset({"completed"})
    timeout: float = 60.0
    parent: Call | None = None
    caller_name: str = ""
    verstat: str = ""
    """What is told of a caller whose carrier has signed the call.
    https://www.twilio.com/docs/voice/trusted-calling-with-shakenstir#verify-incoming-calls"""
    sid: str = field(default_factory=lambda: new_sid("CA"))
    status: Status = Status.QUEUED
    sequence: int = 0
    queue_time: float = 0.0
    created_at: float = 0.0
    answered_at: float | None = None
    ended_at: float | None = None
    sip: int | None = None
    price: str | None = None
    far_end: FarEnd | None = None
    execution: Execution | None = None
    conference: Conference | None = None
    number: Number | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)
    out: asyncio.Event = field(default_factory=asyncio.Event)
    """Of a call that is part of a `<Dial>`: an update has given it another document, and taken it out of that."""

    @property
    def up(self) -> bool:
        """Whether it has not ended."""
        return not self.status.final

    @property
    def company(self) -> list[FarEnd]:
        """Who is in its conference and can be heard there."""
        if self.conference is None:
            return []
        others = (one for one in self.conference.participants if one.call is not self and not one.muted)
        return [one.call.far_end for one in others if one.call.far_end is not None]

    @property
    def duration(self) -> int:
        """Whole seconds from the answer on."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return round(self.ended_at - self.answered_at)


@dataclass
class Participant:
    """https://www.twilio.com/docs/voice/api/conference-participant-resource"""

    call: Call
    label: str
    ends_conference: bool
    muted: bool = False


@dataclass
class Conference:
    """https://www.twilio.com/docs/voice/api/conference-resource"""

    account: Account
    name: str
    sid: str = field(default_factory=lambda: new_sid("CF"))
    status: str = "init"
    sequence: int = 0
    callback: str = ""
    callback_events: frozenset[str] = frozenset()
    participants: list[Participant] = field(default_factory=list)
    created_at: float = 0.0


@dataclass
class Recording:
    """https://www.twilio.com/docs/voice/api/recording"""

    call: Call
    began: float
    sid: str = field(default_factory=lambda: new_sid("RE"))
    seconds: float | None = None
    """None while it goes on."""


@dataclass
class Message:
    """https://www.twilio.com/docs/messaging/api/message-resource"""

    account: Account
    to: str
    from_: str
    body: str
    media: tuple[str, ...] = ()
    status_callback: str = ""
    direction: str = "outbound-api"
    sid: str = field(default_factory=lambda: new_sid("SM"))
    status: str = "queued"
    error_code: int | None = None
    price: str | None = None
    created_at: float = 0.0


@dataclass
class Complaint:
    """What the vendor's debugger would show. https://www.twilio.com/docs/api/errors"""

    code: int
    text: str
