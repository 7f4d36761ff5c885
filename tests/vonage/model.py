"""What the carrier keeps: applications, calls, conversations, recordings.

A stand-in for Vonage's Voice API, written after the vendor's public documentation, which each rule here and in the
files beside it names. It shares no code with the adapter that is tried against it.
"""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tests.carrier.phones import FarEnd

if TYPE_CHECKING:
    from tests.vonage.execution import Execution

_count = itertools.count(1)


def new_uuid() -> str:
    """As `63f61863-4a51-4f6b-86e1-46edebcf9356`."""
    return f"aaaaaaaa-bbbb-cccc-dddd-{next(_count):012x}"


class Status(StrEnum):
    """https://developer.vonage.com/en/voice/voice-api/guides/call-flow#call-states"""

    STARTED = "started"
    RINGING = "ringing"
    ANSWERED = "answered"
    COMPLETED = "completed"
    BUSY = "busy"
    CANCELLED = "cancelled"
    UNANSWERED = "unanswered"
    REJECTED = "rejected"
    FAILED = "failed"
    TIMEOUT = "timeout"

    @property
    def final(self) -> bool:
        """Whether nothing comes after it."""
        return self not in {Status.STARTED, Status.RINGING, Status.ANSWERED}


@dataclass
class Application:
    """https://developer.vonage.com/en/application/overview"""

    public_key: RSAPublicKey
    """The other half of the private key that its requests are signed with."""
    id: str = field(default_factory=new_uuid)
    signature_secret: str = "the-signature-secret-of-the-whole-account-at-vonage"
    numbers: set[str] = field(default_factory=set)
    """Linked with it, without the plus sign."""
    answer_url: str = ""
    event_url: str = ""
    fallback_answer_url: str = ""
    calls_per_second: float = 3.0
    """https://api.support.vonage.com/hc/en-us/articles/207100288: “3 HTTP POST API requests per second”."""
    created_at: list[float] = field(default_factory=list)
    asked_at: list[float] = field(default_factory=list)


@dataclass
class Conversation:
    """Every call is in one. https://api.support.vonage.com/hc/en-us/articles/115000604228"""

    application: Application
    name: str = ""
    uuid: str = field(default_factory=lambda: f"CON-{new_uuid()}")
    calls: list[Call] = field(default_factory=list)


@dataclass
class Call:
    """A leg. https://developer.vonage.com/en/api/voice#getCall"""

    application: Application
    to: str
    from_: str
    direction: str
    answer_url: str = ""
    event_url: str = ""
    ringing_timer: float = 60.0
    uuid: str = field(default_factory=new_uuid)
    status: Status = Status.STARTED
    answered_at: float | None = None
    ended_at: float | None = None
    far_end: FarEnd | None = None
    execution: Execution | None = None
    conversation: Conversation | None = None
    joined: bool = False
    """Whether it is in its conversation by the action of that name: only then others hear it."""
    key_url: str = ""
    """Where its keys are told one at a time."""
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def up(self) -> bool:
        """Whether it has not ended."""
        return not self.status.final

    @property
    def company(self) -> list[FarEnd]:
        """Whom it hears in its conversation."""
        if self.conversation is None or not self.joined:
            return []
        others = (each for each in self.conversation.calls if each is not self and each.joined)
        return [each.far_end for each in others if each.far_end is not None]

    @property
    def duration(self) -> int:
        """Whole seconds from the answer on."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return round(self.ended_at - self.answered_at)


@dataclass
class Recording:
    """https://developer.vonage.com/en/voice/voice-api/concepts/recording"""

    call: Call
    began: float
    uuid: str = field(default_factory=new_uuid)
    seconds: float | None = None
    """None while it goes on."""
