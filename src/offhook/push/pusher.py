"""Sending pushes in the background: tried again ever less often, and given up when nobody needs to hear of it any more.

A push whose worker was killed before it could write down that it was handed over is sent again; it carries the tag and
the topic of the one before, so that whoever got that sees one notification. What is known to be handed over is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.clock import Clock, Poked
from offhook.problems import Problem
from offhook.push import post, store
from offhook.push.model import Push, PushState
from offhook.push.parcel import TTL_S, NotWanted, Parcel, SignedOut, parcel, ready
from offhook.storage.secrets import Secrets
from offhook.storage.storage import Database

log = structlog.get_logger(__name__)

AT_ONCE = 20
FIRST_PAUSE_S = 5
LONGEST_PAUSE_S = 1800
AGAIN_S = 60.0
"""After a fault of ours, such as a database that is away."""
KEPT_FOR = 7 * 24 * 3600 * 1_000_000
"""Microseconds for which is known what became of a push."""


class Services(Protocol):
    """The push services of all browsers."""

    async def hand_over(self, parcel: Parcel) -> post.Outcome:
        """Hand a push to its service, and see what comes of it."""
        ...


class Pusher:
    """Sends what is due, some at once.

    Args:
        services: Takes pushes.
        contact: Where push services' people reach ours.
    """

    def __init__(self, storage: Database, secrets: Secrets, clock: Clock, services: Services, *, contact: str) -> None:
        self._storage = storage
        self._secrets = secrets
        self._clock = clock
        self._contact = contact
        self._services = services
        self._poked = Poked(clock)

    def poke(self) -> None:
        """Something is to be sent: look now. On the event loop."""
        self._poked.poke()

    async def run(self) -> None:
        """Send, until cancelled."""
        await self._poked.work(
            self.send_due, again=AGAIN_S, failed=lambda reason: log.warning("pushes_not_sent", reason=reason)
        )

    async def send_due(self) -> float | None:
        """Send what is due; for how many seconds nothing else is, None: until somebody pokes."""
        while due := await self._storage.read(lambda conn: store.due(conn, self._clock.now(), AT_ONCE)):
            await asyncio.gather(*(self._try(push) for push in due))
        first = await self._storage.read(store.next_due)
        return None if first is None else max(0.0, (first - self._clock.now()) / 1e6)

    async def _try(self, push: Push) -> None:
        now = self._clock.now()
        try:
            found = await self._storage.read(lambda conn: ready(conn, self._secrets, push, now))
            if isinstance(found, NotWanted):
                await self._drop(push, found.reason)
                return
            if isinstance(found, SignedOut):
                await self._write(lambda conn: store.remove(conn, push.device_id))
                return
            made = await asyncio.to_thread(parcel, found, contact=self._contact, now=now)
        except (Problem, ValueError) as problem:  # nothing that will be otherwise at the next try
            await self._drop(push, str(problem))
            return
        tried = replace(push, tries=push.tries + 1)
        match await self._services.hand_over(made):
            case post.Taken():
                await self._write(lambda conn: _taken(conn, tried, self._clock.now()))
                log.info("pushed", push=push.id, kind=push.kind.value, device=push.device_id, tries=tried.tries)
            case post.Gone():
                log.info("push_device_gone", device=push.device_id)
                await self._write(lambda conn: store.remove(conn, push.device_id))
            case post.Refused(reason=reason):
                await self._drop(tried, reason)
            case post.Later(reason=reason, after=after):
                await self._put_off(tried, reason, after)

    async def _put_off(self, push: Push, reason: str, after: float | None) -> None:
        now = self._clock.now()
        pause = max(min(FIRST_PAUSE_S << min(push.tries - 1, 10), LONGEST_PAUSE_S), after or 0)
        if now + pause * 1e6 > push.made_at + TTL_S[push.kind] * 1e6:
            await self._drop(push, f"given up: {reason}")
            return
        log.warning("push_put_off", push=push.id, reason=reason, seconds=pause)
        await self._write(lambda conn: store.mark(conn, replace(push, due_at=now + round(pause * 1e6), reason=reason)))

    async def _drop(self, push: Push, reason: str) -> None:
        log.warning("push_dropped", push=push.id, device=push.device_id, reason=reason)
        await self._write(lambda conn: store.mark(conn, replace(push, state=PushState.DROPPED, reason=reason)))

    async def _write(self, write: Callable[[Connection], None]) -> None:
        await self._storage.write(write)


def _taken(conn: Connection, push: Push, now: int) -> None:
    store.mark(conn, replace(push, state=PushState.SENT, reason=""))
    store.pushed(conn, push.device_id, now)
    store.forget(conn, now - KEPT_FOR)
