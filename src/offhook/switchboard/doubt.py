"""A call that begins, while PostgreSQL vanishes during the commit: is it there?

A turn of a call that lives finds out by itself when it is taken again. Of one that begins nothing is in memory yet, so
it is looked up; it has its row, its idempotency key and perhaps nobody who owns it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import structlog
from sqlalchemy.exc import IntegrityError

from offhook.calls.values import CallId
from offhook.clock import Clock
from offhook.storage.errors import WriteLost, WriteUncertain, passes
from offhook.storage.writer import PATIENCE
from offhook.switchboard.storage import Storage
from offhook.switchboard.turn import GIVE_UP_AFTER, Begun, Broken, LiveCall, Turns

log = structlog.get_logger()

LOOK_AGAIN_S = 0.5

Looked = Begun | Broken | BaseException | None
"""What looking for a call came to; None: it is not there, and never will be."""


class Doubts:
    """Finds out about calls of which the commit broke off.

    Args:
        storage: Where to look.
        clock: Whose time.
        turns: Rebuild what is found.
        found_late: Told of a call that nobody waits for any more.
        give_up: Told of a call that is there and can't be rebuilt, and why.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        turns: Turns,
        found_late: Callable[[LiveCall], None],
        give_up: Callable[[LiveCall, BaseException], None],
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._turns = turns
        self._found_late = found_late
        self._give_up = give_up
        self._stopped = False

    def stop(self) -> None:
        """Look no more: the next worker finds every call that is there."""
        self._stopped = True

    def settled(
        self, call_id: CallId, begun: Callable[[Begun | BaseException], None]
    ) -> Callable[[Begun | BaseException], None]:
        """`begun`, told for certain: the call as if nothing had happened, `WriteLost`, or why it is given up.

        Where the database stays away it is told `WriteUncertain` in the end, and a call that is found after that is
        given to `found_late`.
        """

        def told(result: Begun | BaseException) -> None:
            if isinstance(result, WriteUncertain):
                log.warning("call_in_doubt", call=call_id, error=str(result))
                look(result)
            else:
                begun(result)

        def look(doubt: WriteUncertain) -> None:
            self._look(call_id, partial(looked, doubt), patience=PATIENCE)

        def looked(doubt: WriteUncertain, result: Looked) -> None:
            match result:
                case IntegrityError():  # it got through while we looked
                    look(doubt)
                case BaseException():
                    begun(doubt)
                    self._look_again(call_id)
                case Broken(call=call, error=error):
                    begun(error)
                    self._give_up(call, error)
                case None:
                    begun(WriteLost(str(doubt)))
                case found:
                    begun(found)

        return told

    def _look(self, call_id: CallId, looked: Callable[[Looked], None], patience: float | None = None) -> None:
        self._storage.submit(partial(self._turns.find, call_id=call_id), looked, live=True, patience=patience)

    def _look_again(self, call_id: CallId, failures: int = 0) -> None:
        """In a while, unless it has failed often enough though the database was there."""
        if failures >= GIVE_UP_AFTER:
            log.error("call_left_in_doubt", call=call_id)
            return

        def looked(result: Looked) -> None:
            match result:
                case BaseException():
                    log.warning("call_not_looked_up", call=call_id, error=repr(result))
                    self._look_again(call_id, failures if passes(result) else failures + 1)
                case Broken(call=call, error=error):
                    self._give_up(call, error)
                case Begun(call=call, done=done) if not (done.closed or self._stopped):
                    self._found_late(call)
                case _:
                    pass

        def look() -> None:
            if not self._stopped:
                self._look(call_id, looked)

        self._clock.call_later(LOOK_AGAIN_S, look)
