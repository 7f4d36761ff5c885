"""Which calls that come in are calls of our own, coming back: the ways of the live calls, and whom they ring now.

A leg over a trunk carries its call's trail in a header, and where that arrives again, the call is known by it. Carriers
mostly drop such a header. Then it is known by its numbers, while the leg still rings: it comes from the number that the
leg shows, to the number that it rings; or from a line of ours, from which nobody else calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from offhook.calls.arguments import Arguments
from offhook.calls.commands import Command, Originate
from offhook.calls.events import Bridged, Ended, Event, Incoming
from offhook.calls.facts import Facts
from offhook.calls.values import E164, CallId, LegId, Trail, Way


@dataclass(slots=True, eq=False)
class _Live:
    """A call that has not ended."""

    trail: Trail
    line_id: str
    line: E164
    legs: set[LegId] = field(default_factory=set)
    """Those over a trunk that have not ended, and talk with nobody."""


@dataclass(frozen=True, slots=True)
class _Ringing:
    """One of these legs."""

    call: _Live
    to: str


class Trails:
    """The ways of live calls. Told of everything on the event loop."""

    def __init__(self) -> None:
        self._calls: dict[CallId, _Live] = {}
        self._by_token: dict[str, dict[CallId, _Live]] = {}
        self._by_shown: dict[E164, dict[LegId, _Ringing]] = {}
        self._shown: dict[LegId, E164] = {}

    def began(self, call: CallId, arguments: Arguments) -> None:
        """A call is live now."""
        trail, line = arguments.trail, arguments.line
        live = self._calls[call] = _Live(trail, line.id, line.number)
        self._by_token.setdefault(trail.token, {})[call] = live

    def loaded(self, call: CallId, facts: Facts) -> None:
        """A call of an earlier worker is live still."""
        if facts.started is not None:
            self.began(call, facts.started.arguments)
            ringing = (leg for leg in facts.legs.values() if leg.alive and leg.partner is None)
            self.sent(call, [leg.originate for leg in ringing if leg.originate is not None])

    def sent(self, call: CallId, commands: Iterable[Command]) -> None:
        """These commands of a call are being sent."""
        live = self._calls.get(call)
        for command in commands:
            if live is not None and isinstance(command, Originate) and command.trunk:
                live.legs.add(command.leg)
                shown = self._shown[command.leg] = E164(command.caller_id)
                self._by_shown.setdefault(shown, {})[command.leg] = _Ringing(live, command.to)

    def saw(self, event: Event) -> None:
        """This has happened to a call."""
        match event:
            case Ended(leg=leg):
                self._rings_no_more(leg)
            case Bridged(leg=leg, other=other):
                self._rings_no_more(leg)
                self._rings_no_more(other)
            case _:
                pass

    def over(self, call: CallId) -> None:
        """A call is live no more."""
        live = self._calls.pop(call, None)
        if live is not None:
            for leg in tuple(live.legs):
                self._rings_no_more(leg)
            with_token = self._by_token[live.trail.token]
            del with_token[call]
            if not with_token:
                del self._by_token[live.trail.token]

    def way(self, incoming: Incoming) -> Way:
        """How a call came to us."""
        shown = {} if incoming.caller is None else self._by_shown.get(incoming.caller, {})
        trail = incoming.trail
        if not trail.token:
            ours = (leg for leg in shown.values() if leg.to == incoming.to or leg.call.line == incoming.caller)
            trail = next((leg.call.trail for leg in ours), trail)
        known = self._by_token.get(trail.token, {}) if trail.token else {}
        return Way(
            trail,
            frozenset(live.line_id for live in known.values()),
            frozenset(leg.to for leg in shown.values() if leg.call.line == incoming.to),
        )

    def _rings_no_more(self, leg: LegId) -> None:
        shown = self._shown.pop(leg, None)
        if shown is not None:
            with_it = self._by_shown[shown]
            with_it.pop(leg).call.legs.discard(leg)
            if not with_it:
                del self._by_shown[shown]
