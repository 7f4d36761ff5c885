"""Legs that this controller has not dialled: an earlier worker's, until they are adopted, and those it gave up."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable, Iterable

from offhook.calls.values import LegId
from offhook.telephony.asterisk import dial_strings, requests, wire


class Strangers:
    """What happens to legs that are nobody's here. `post` sends a request."""

    def __init__(self, post: Callable[[wire.Request], Future[wire.Response]]) -> None:
        self._post = post
        self._unclaimed: dict[LegId, list[wire.Message]] = {}
        """What happened since we are connected to legs of an earlier worker, for when they are adopted."""
        self._found: frozenset[LegId] | None = None
        """Legs that may be adopted: those that were there when the switchboard asked; None until it has."""
        self._given_up: set[LegId] = set()
        """Legs whose `Originate` was never answered, and that were not there later: they must not come up after all."""

    def connected(self) -> None:
        """There is a new connection."""
        self._unclaimed.clear()
        self._found = None

    def give_up(self, leg: LegId) -> None:
        """It was to be dialled, and is not there."""
        self._given_up.add(leg)

    def may_be_adopted(self, found: Iterable[LegId]) -> None:
        """The switchboard was told of these legs; of others it will not ask."""
        self._found = frozenset(found)
        for leg in self._unclaimed.keys() - self._found:
            for message in self._unclaimed.pop(leg):
                self.take(leg, message)

    def adopted(self, leg: LegId) -> list[wire.Message]:
        """What has happened to a leg that is ours now."""
        return self._unclaimed.pop(leg, [])

    def take(self, leg: LegId, message: wire.Message) -> None:
        """Something happened to a leg that is nobody's here."""
        if leg in self._given_up:
            self._post(requests.hang_up(leg))
        elif not dial_strings.is_leg(leg):
            return
        elif self._found is None or leg in self._found:
            self._unclaimed.setdefault(leg, []).append(message)
        elif isinstance(message, wire.Dial | wire.StasisStart):
            # An earlier worker's last request, carried out since we looked: its call has been told that it ended.
            self._post(requests.hang_up(leg))
