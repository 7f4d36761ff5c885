"""Parts of texts that come over SMPP, in the database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from offhook.calls.values import TrunkId
from offhook.clock import Clock
from offhook.messages import parts
from offhook.messages.arriving import Gathered, Part
from offhook.storage.storage import Database
from offhook.trunks.model import trunks


class KeptParts:
    """Parts that are committed when `keep` returns."""

    def __init__(self, storage: Database, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    async def keep(self, trunk: TrunkId, part: Part) -> Sequence[Gathered]:
        """Keep a part; texts that are to be taken now. Raises where the database is away."""

        def keep(conn: Connection) -> Sequence[Gathered]:
            workspace = conn.execute(select(trunks.c.workspace_id).where(trunks.c.id == trunk)).scalar_one()
            return parts.keep(conn, workspace, trunk, part, self._clock.now())

        return await self._storage.write(keep)

    async def taken(self, text_id: str) -> None:
        """A text was taken."""
        await self._storage.write(lambda conn: parts.taken(conn, text_id, self._clock.now()))

    async def due(self) -> Sequence[Gathered]:
        """Texts that are to be taken by now."""
        return await self._storage.write(lambda conn: parts.due(conn, self._clock.now()))
