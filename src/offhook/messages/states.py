"""How far a message is, and what kinds of it there are."""

from __future__ import annotations

from enum import StrEnum


class Direction(StrEnum):
    """Who wrote it."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Kind(StrEnum):
    """What it is for."""

    TEXT = "text"
    """Between a line and a contact, in their conversation."""
    NOTICE = "notice"
    """From the system to a phone, or from a phone to the system, as a PIN: in no conversation, and shown in none."""


class MessageState(StrEnum):
    """How far a message is. What is known of it never goes back: see `rank`."""

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    """The carrier was asked, or is being asked: whether it has it is not known yet."""
    UNKNOWN = "unknown"
    """Whether the carrier has it nobody could find out. It is not sent again by itself."""
    SENT = "sent"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    """It was never taken by the carrier, or by none after it."""
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RECEIVED = "received"

    @property
    def rank(self) -> int:
        """A report changes a message only where it tells of a higher rank: reports come in any order, and repeatedly.

        A delivery outranks a failure: a carrier that tells both had the message delivered after all.
        """
        return _RANKS[self]

    @property
    def over(self) -> bool:
        """Whether nothing more is to come of it."""
        return self.rank >= MessageState.UNDELIVERED.rank


WAITING = (MessageState.SCHEDULED, MessageState.QUEUED, MessageState.SENDING)
"""What is to be sent still, or on its way to the carrier."""

_RANKS = {
    MessageState.SCHEDULED: 0,
    MessageState.QUEUED: 1,
    MessageState.SENDING: 2,
    MessageState.UNKNOWN: 3,
    MessageState.SENT: 4,
    MessageState.UNDELIVERED: 5,
    MessageState.FAILED: 5,
    MessageState.DELIVERED: 6,
    MessageState.CANCELLED: 7,
    MessageState.RECEIVED: 7,
}
