"""A line's route: what an operator sets, as one frozen value. Kept as JSON, and compared by equality."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from offhook.calls.values import E164, Meets, Order

RING_SECONDS = 25
"""By default: carriers' voicemails pick up after 25 to 30 s, and must not be first."""
SHORTEST_RING, LONGEST_RING = 5, 28
MESSAGE_SECONDS = 180


class CallerIdMode(StrEnum):
    """What members' phones are shown."""

    LINE = "line"
    """The business number: they know that it is for work, and their call list leads back through the line."""
    CALLER = "caller"
    """The caller's number, where the trunk may show it."""


class Closed(StrEnum):
    """What happens outside the opening hours."""

    VOICEMAIL = "voicemail"
    APOLOGY = "apology"


class Forward(Struct, frozen=True, forbid_unknown_fields=True):
    """A number that the line is forwarded to."""

    number: E164
    name: str = ""


class Span(Struct, frozen=True, forbid_unknown_fields=True):
    """Open from one time of the day to another, as `09:00`; `24:00` is the end of the day."""

    start: str
    end: str


class Holiday(Struct, frozen=True, forbid_unknown_fields=True):
    """A day that is closed, or open at other times than its weekday."""

    date: str
    """ISO 8601: `2026-12-25`."""
    name: str = ""
    open: tuple[Span, ...] = ()


class Hours(Struct, frozen=True, forbid_unknown_fields=True):
    """Opening hours, in the wall-clock time of a place."""

    time_zone: str
    """IANA name."""
    week: tuple[tuple[Span, ...], ...]
    """Seven days from Monday, each with its spans in order."""
    holidays: tuple[Holiday, ...] = ()


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """A line's route. Each way to take a call is there or not, and switched on or off."""

    softphones_on: bool = True
    """Ring the softphones of the agents."""
    agents_on: bool = True
    """Ring the phones of the agents that are on duty."""
    agents: tuple[str, ...] = ()
    """Ids of members, in the order of a hunt."""
    forwards_on: bool = True
    forwards: tuple[Forward, ...] = ()
    voicemail_on: bool = True
    order: Order = Order.ALL
    ring_seconds: int = RING_SECONDS
    """Of everybody together; with a hunt order, of each."""
    ring_busy: bool = True
    """Whether a member who is in a call is rung for another."""
    caller_id: CallerIdMode = CallerIdMode.LINE
    message_seconds: int = MESSAGE_SECONDS
    """The longest message of the voicemail."""
    hours: Hours | None = None
    """None: always open."""
    closed: Closed = Closed.VOICEMAIL
    blocked: Meets = Meets.BUSY
    """What callers meet who are on the block list."""
