"""The heartbeat: while calls live the worker writes now and then that they were seen alive.

After a crash it is what is known of how long they were up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import structs
from sqlalchemy import Connection, insert, select, update

from offhook.calls.journal import Stamp
from offhook.calls.values import CallId
from offhook.clock import Clock, Timer
from offhook.records.model import heartbeats
from offhook.switchboard.storage import Storage
from offhook.switchboard.turn import LiveCall, stamp

EVERY_S = 2.0
WORKER = "worker"


def last(conn: Connection) -> Stamp | None:
    """When the worker last wrote that its live calls were seen alive."""
    row = conn.execute(select(heartbeats).where(heartbeats.c.worker == WORKER)).one_or_none()
    return None if row is None else Stamp(row.at, row.mono, row.boot)


class Heartbeat:
    """Beats while there are calls.

    Args:
        storage: Where it is written.
        clock: Whose time.
        calls: Those that live, as they are at each beat.
        watching: Whether the network would tell of their ends now.
    """

    def __init__(
        self, storage: Storage, clock: Clock, calls: Mapping[CallId, LiveCall], watching: Callable[[], bool]
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._calls = calls
        self._watching = watching
        self._next: Timer | None = None
        self._stopped = False

    def go_on(self) -> None:
        """Beat from now on, if there are calls and it doesn't yet."""
        if self._next is None and self._calls and not self._stopped:
            self._next = self._clock.call_later(EVERY_S, self._beat)

    def stop(self) -> None:
        """For good."""
        self._stopped = True
        if self._next is not None:
            self._next.cancel()

    def _beat(self) -> None:
        self._next = None
        if not self._watching() or any(call.seen for call in self._calls.values()):
            self.go_on()  # calls that nobody has looked at since are not known to be alive
            return
        now = structs.asdict(stamp(self._clock))

        def write(conn: Connection) -> None:
            if conn.execute(update(heartbeats).where(heartbeats.c.worker == WORKER), now).rowcount == 0:
                conn.execute(insert(heartbeats), {"worker": WORKER, **now})

        self._storage.submit(write, lambda _: self.go_on())
