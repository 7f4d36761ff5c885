"""What an adapter has reported, for a harness to wait for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from offhook.calls.events import Event, Incoming
from offhook.calls.values import CallId, LegId
from tests.contract.harness import E


class Reports:
    """Collects what `Telephony.start` is given to deliver to."""

    def __init__(self) -> None:
        self.came: list[tuple[CallId, Incoming]] = []
        """Calls that came in and were not given out yet."""
        self._all: defaultdict[CallId, list[Event]] = defaultdict(list)
        self._new: defaultdict[CallId, list[Event]] = defaultdict(list)

    def take(self, call: CallId, event: Event | Incoming) -> None:
        """An adapter reports."""
        if isinstance(event, Incoming):
            self.came.append((call, event))
        else:
            self._all[call].append(event)
            self._new[call].append(event)

    def of(self, call: CallId) -> Sequence[Event]:
        """Everything of a call so far."""
        return self._all[call]

    def has(self, call: CallId, kind: type[E], leg: LegId) -> bool:
        """Whether the leg has such an event that was not given out yet."""
        return self._next(call, kind, leg) is not None

    def give(self, call: CallId, kind: type[E], leg: LegId) -> E:
        """The leg's next event of this kind; each is given out once."""
        found = self._next(call, kind, leg)
        assert found is not None
        self._new[call].remove(found)
        return found

    def _next(self, call: CallId, kind: type[E], leg: LegId) -> E | None:
        return next((event for event in self._new[call] if isinstance(event, kind) and event.leg == leg), None)
