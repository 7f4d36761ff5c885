"""What the carrier keeps: an organization's key, its numbers with their messaging profiles, and messages.

A stand-in for Telnyx's API v2, written after the vendor's public documentation, which each rule here and in the files
beside it names. It shares no code with the adapter that is tried against it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_count = itertools.count(1)


def new_id() -> str:
    """As `40385f64-5717-4562-b3fc-2c963f66afa6`."""
    return f"bbbbbbbb-5717-4562-b3fc-{next(_count):012x}"


@dataclass
class Profile:
    """A messaging profile. https://developers.telnyx.com/api-reference/profiles/create-a-messaging-profile"""

    webhook_url: str = ""
    enabled: bool = True
    id: str = field(default_factory=new_id)
    blocked: set[str] = field(default_factory=set)
    """Who has texted STOP: “Block rules operate at the messaging profile level.”
    https://developers.telnyx.com/docs/messaging/messages/advanced-opt-in-out"""


@dataclass
class Number:
    """https://developers.telnyx.com/api-reference/phone-number-configurations/list-phone-numbers"""

    number: str
    profile: Profile | None = None
    registered: bool = True
    """With The Campaign Registry (10DLC)."""


@dataclass
class Organization:
    """Whose everything is: its API key (v2), and the key pair that its webhooks are signed by."""

    key: str = "KEY0123456789ABCDEF_of_the_stand_in"
    signing: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    numbers: dict[str, Number] = field(default_factory=dict)
    funds: bool = True
    refuses_all: int = 0
    """The status of every answer; 0: as it should be."""


@dataclass
class Message:
    """https://developers.telnyx.com/api-reference/messages/send-a-message"""

    organization: Organization
    from_: str
    to: str
    text: str
    media: tuple[tuple[str, str], ...] = ()
    """Address and media type of each."""
    webhook_url: str = ""
    webhook_failover_url: str = ""
    direction: str = "outbound"
    status: str = "queued"
    errors: list[dict[str, str]] = field(default_factory=list)
    autoresponse_type: str | None = None
    cost: str | None = None
    id: str = field(default_factory=new_id)

    def shown(self) -> dict[str, Any]:
        """As the API and webhooks show it.

        https://developers.telnyx.com/docs/messaging/messages/message-detail-records
        """
        return {
            "record_type": "message",
            "direction": self.direction,
            "id": self.id,
            "type": "MMS" if self.media else "SMS",
            "from": {"phone_number": self.from_, "carrier": "TELNYX LLC", "line_type": "VoIP"},
            "to": [{"phone_number": self.to, "status": self.status, "carrier": "", "line_type": "Wireless"}],
            "cc": [],
            "text": self.text,
            "media": [{"url": url, "content_type": kind, "sha256": None, "size": None} for url, kind in self.media],
            "webhook_url": self.webhook_url,
            "webhook_failover_url": self.webhook_failover_url,
            "encoding": "GSM-7",
            "parts": max(1, -(-len(self.text) // 153)) if len(self.text) > 160 else 1,
            "autoresponse_type": self.autoresponse_type,
            "cost": None if self.cost is None else {"amount": self.cost, "currency": "USD"},
            "errors": self.errors,
        }
