"""What must outlive the worker of calls over carriers that are driven over HTTP, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from offhook.calls.values import CallId, LegId, TrunkId
from offhook.carriers import store
from offhook.carriers.model import LegRow, RecordingRow
from offhook.storage.storage import Storage
from offhook.telephony.webhooks.book import Entry, Kept


class DatabaseBook:
    """The adapter's book.

    Args:
        storage: Gives the database, once it is open.
        workspace_of: Whose an account is, by its trunk.
    """

    def __init__(self, storage: Callable[[], Storage], workspace_of: Callable[[TrunkId], str]) -> None:
        self._storage = storage
        self._workspace_of = workspace_of

    async def put(self, entry: Entry) -> None:
        """Write a leg, or write it anew."""
        row = LegRow(
            leg=entry.leg,
            workspace_id=self._workspace_of(entry.trunk),
            call_id=entry.call,
            trunk_id=entry.trunk,
            incoming=entry.incoming,
            sid=entry.sid,
            answered=entry.answered,
            dial=entry.dial,
        )
        await self._storage().write(lambda conn: store.put_leg(conn, row), live=True)

    async def remove(self, leg: LegId) -> None:
        """It has ended."""
        await self._storage().write(lambda conn: store.end_leg(conn, leg))

    async def entry(self, leg: LegId) -> Entry | None:
        """One that may be up."""
        return _entry(await self._storage().glance(lambda conn: store.leg(conn, leg)))

    async def came_in(self, sid: str) -> Entry | None:
        """One that came in, by the carrier's id, whether it has ended or not."""
        return _entry(await self._storage().glance(lambda conn: store.came_in(conn, sid)))

    async def entries(self) -> Sequence[Entry]:
        """Every leg that may be up."""
        found = map(_entry, await self._storage().read(store.legs))
        return [entry for entry in found if entry is not None]

    async def keep(self, recording: Kept) -> None:
        """Write a recording, or write it anew."""
        row = RecordingRow(
            name=recording.name,
            workspace_id=self._workspace_of(recording.trunk),
            leg=recording.leg,
            trunk_id=recording.trunk,
            call_sid=recording.call_sid,
            sid=recording.sid,
        )
        await self._storage().write(lambda conn: store.put_recording(conn, row))

    async def kept(self, name: str) -> Kept | None:
        """A recording, by its name."""
        row = await self._storage().read(lambda conn: store.recording(conn, name))
        if row is None:
            return None
        return Kept(row.name, LegId(row.leg), TrunkId(row.trunk_id), row.call_sid, row.sid)

    async def drop(self, name: str) -> None:
        """It is wanted no more."""
        await self._storage().write(lambda conn: store.remove_recording(conn, name))


def _entry(row: LegRow | None) -> Entry | None:
    if row is None:
        return None
    leg, call, trunk = LegId(row.leg), CallId(row.call_id), TrunkId(row.trunk_id)
    return Entry(leg, call, trunk, row.incoming, row.sid, row.answered, row.ended, row.dial)
