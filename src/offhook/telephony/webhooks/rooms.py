"""Two legs joined: each pair has a conference of its own, which both are sent to.

It is reported as a bridge when both are known to be in it. Whoever is taken out leaves the other there, alone and in
silence; joined again, only the one that left must come back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from offhook.calls.events import Bridged, Ended
from offhook.calls.values import Cause, LegId
from offhook.telephony.webhooks.carrier import Carrier
from offhook.telephony.webhooks.doing import InRoom
from offhook.telephony.webhooks.legs import Leg, Legs
from offhook.telephony.webhooks.told import Visit

BETWEEN = "~"
"""Stands between the two legs in the name of their conference."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Room:
    """A conference that two legs are joined in."""

    leg: Leg
    other: Leg
    told: bool = False


class Rooms:
    """The conferences.

    Args:
        give: Has a leg given its document.
        drop: Ends a call of an account.
    """

    def __init__(self, legs: Legs, give: Callable[[Leg], None], drop: Callable[[Carrier, str], None]) -> None:
        self._legs = legs
        self._give = give
        self._drop = drop
        self._rooms: dict[str, Room] = {}

    def join(self, leg: Leg, other: Leg, *, keys: bool) -> None:
        """Let the two hear each other."""
        if leg.carrier.customer != other.carrier.customer:
            reason = "the carrier can't join it with a call of another account"
            _log.warning("legs_of_two_accounts", leg=leg.id, other=other.id)
            self._drop(other.carrier, other.sid)
            self._legs.ended(other, Ended(other.id, Cause.UNREACHABLE, note=reason))
            return
        name = name_of(leg.id, other.id)
        room = self._rooms.get(name)
        if room is not None and leg.partner is other:
            return
        for one in (leg, other):
            self.part(one)
        self._rooms[name] = Room(leg, other)
        leg.partner, other.partner = other, leg
        for one in (leg, other):
            wanted = InRoom(name, keys=keys, leads=one is leg)
            if one.doing != wanted:
                one.does(wanted)
                self._give(one)
        self._tell(name)

    def part(self, leg: Leg) -> None:
        """It is joined with nobody any more, wherever it goes."""
        if leg.partner is not None:
            self._rooms.pop(name_of(leg.id, leg.partner.id), None)
            leg.partner.partner = None
            leg.partner = None

    def reported(self, leg: Leg, visit: Visit) -> None:
        """A conference tells who came and went, in any order; the older report is not believed."""
        last = leg.heard.get(visit.conference, -1)
        number = last + 1 if visit.number is None else visit.number
        if number <= last:
            return
        leg.heard[visit.conference] = number
        if visit.joined:
            leg.room = visit.room
            self._tell(visit.room)
        elif leg.room == visit.room:
            leg.room = ""

    def moved(self, leg: Leg, place: str, at: str) -> None:
        """It was moved to a conversation: two that were sent to a conference of ours are in it when they are in one."""
        if at < leg.moved_at:
            return
        leg.place, leg.moved_at = place, at
        if leg.partner is not None and leg.partner.place == place:
            name = name_of(leg.id, leg.partner.id)
            leg.room = leg.partner.room = name
            self._tell(name)

    def found(self, leg: Leg, name: str) -> None:
        """It is in that conference: somebody has looked."""
        leg.room = name
        self._tell(name)

    def adopted(self, leg: Leg, partner: Leg) -> None:
        """An earlier worker had joined the two, and they are."""
        name = name_of(leg.id, partner.id)
        self._rooms[name] = Room(leg, partner, told=True)
        for one, another in ((leg, partner), (partner, leg)):
            one.partner, one.room, one.doing = another, name, InRoom(name)

    def ended(self, leg: LegId) -> None:
        """The leg is gone."""
        for name in [name for name, room in self._rooms.items() if leg in {room.leg.id, room.other.id}]:
            del self._rooms[name]

    def unfinished(self, leg: Leg) -> str:
        """The conference in which it is waited for, or its partner is; empty where none is."""
        if leg.partner is None:
            return ""
        name = name_of(leg.id, leg.partner.id)
        room = self._rooms.get(name)
        return name if room is not None and not room.told else ""

    def _tell(self, name: str) -> None:
        room = self._rooms.get(name)
        if room is None or room.told or not room.leg.room == room.other.room == name:
            return
        room.told = True
        self._legs.report(room.leg, Bridged(room.leg.id, room.other.id))


def name_of(leg: LegId, other: LegId) -> str:
    """The conference of two legs, whichever is named first."""
    first, second = sorted((leg, other))
    return f"{first}{BETWEEN}{second}"


def legs_of(name: str) -> tuple[LegId, LegId] | None:
    """Whose conference it is; None where it is none of ours."""
    first, between, second = name.partition(BETWEEN)
    return (LegId(first), LegId(second)) if between and second else None
