"""The legs that an adapter has charge of, and what each of them does."""

from __future__ import annotations

import math
from asyncio import Future
from collections.abc import Callable
from dataclasses import dataclass, field

from offhook.calls.events import Ended, Event, Incoming
from offhook.calls.values import CallId, Cause, LegId, TrunkId
from offhook.telephony.nobody import no_delivery
from offhook.telephony.port import Deliver
from offhook.telephony.webhooks.book import Entry
from offhook.telephony.webhooks.carrier import Carrier
from offhook.telephony.webhooks.doing import Doing, InRoom, Waits
from offhook.telephony.webhooks.told import Stage


@dataclass(slots=True, eq=False)
class Leg:
    """One leg. What it does is what the carrier is told when it asks, or is told unasked when it is busy."""

    call: CallId
    id: LegId
    carrier: Carrier
    incoming: bool = False
    sid: str = ""
    stage: Stage = Stage.QUEUED
    answered: bool = False
    """Whether that was reported: of a call that came in, when the flow answers it."""
    rang: bool = False
    hangup: Cause | None = None
    doing: Doing = field(default_factory=Waits)
    version: int = 0
    """Counts what it was told to do."""
    given: int = 0
    """The last version that the carrier has taken."""
    pushing: bool = False
    asked: Future[str] | None = None
    """The carrier's request for a document, which waits for what comes next."""
    room: str = ""
    """The conference of ours that it is known to be in."""
    place: str = ""
    """The carrier's id of the conversation that it is known to be in, where every call is in one."""
    moved_at: str = ""
    """When it came there, as the carrier says it."""
    heard: dict[str, int] = field(default_factory=dict)
    """The number of the last report of it from each conference, by the carrier's id."""
    partner: Leg | None = None
    looked_at: float = -math.inf
    """When the carrier was last asked how it is, by the loop's clock."""
    dial: str = ""
    """By which document it rings, or is rung, or talks: the name in its `Rings`."""
    unwritten: bool = False
    """Whether what it is to do is being written down first, and not given meanwhile."""
    doubted_at: float | None = None
    """Since when it is not known whether the carrier has it: it was asked to create it, and no answer came."""

    @property
    def trunk(self) -> TrunkId:
        """Over which it is."""
        return self.carrier.trunk

    @property
    def can_hear(self) -> bool:
        """Answered, and not being hung up."""
        return self.answered and self.hangup is None

    @property
    def entry(self) -> Entry:
        """What the book has of it."""
        dial = "" if self.incoming else self.dial
        answered = self.answered and self.incoming
        return Entry(self.id, self.call, self.trunk, self.incoming, self.sid, answered, dial=dial)

    def does(self, doing: Doing) -> None:
        """From now on it is to do that."""
        self.doing = doing
        self.version += 1
        if not isinstance(doing, InRoom):
            self.place = ""


class Legs:
    """All of them, and what is reported of them."""

    def __init__(self, forget: Callable[[LegId], None]) -> None:
        self.deliver: Deliver = no_delivery
        self._forget = forget
        self._all: dict[LegId, Leg] = {}
        self._by_sid: dict[str, Leg] = {}

    def every(self) -> list[Leg]:
        """Those there are now."""
        return list(self._all.values())

    def get(self, leg: LegId) -> Leg | None:
        """One, by its id."""
        return self._all.get(leg)

    def caller(self, call: CallId) -> Leg | None:
        """Who has called in, of a call that came in."""
        return next((leg for leg in self._all.values() if leg.call == call and leg.incoming), None)

    def of_sid(self, sid: str) -> Leg | None:
        """One, by the carrier's id."""
        return self._by_sid.get(sid)

    def add(self, leg: Leg) -> None:
        """A new one."""
        self._all[leg.id] = leg
        if leg.sid:
            self._by_sid[leg.sid] = leg

    def known_as(self, leg: Leg, sid: str) -> None:
        """The carrier's id has become known."""
        leg.sid = sid
        self._by_sid[sid] = leg

    def report(self, leg: Leg, event: Event | Incoming) -> None:
        """Tell the switchboard, of a leg that is there still."""
        if leg.id in self._all:
            self.deliver(leg.call, event)

    def ended(self, leg: Leg, event: Ended) -> None:
        """Tell that it is gone, once."""
        if self._all.pop(leg.id, None) is None:
            return
        self._by_sid.pop(leg.sid, None)
        leg.stage = Stage.ENDED
        if leg.partner is not None:
            leg.partner.partner = None
            leg.partner = None
        if leg.asked is not None and not leg.asked.done():
            leg.asked.cancel()
        self._forget(leg.id)
        self.deliver(leg.call, event)

    def clear(self) -> None:
        """Know none any more, without a word."""
        for leg in self._all.values():
            if leg.asked is not None and not leg.asked.done():
                leg.asked.cancel()
        self._all.clear()
        self._by_sid.clear()
