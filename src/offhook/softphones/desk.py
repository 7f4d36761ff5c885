"""Softphones in service: the network is told who may sign in, and readers how each stands.

What is set up is kept here too, as it was last read, for calls are planned from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Protocol

import structlog
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.calls.values import Device, SoftphoneAccount, SoftphoneId
from offhook.clock import Clock, Timer
from offhook.records.live import DeviceChange, LiveStream, SoftphoneChange
from offhook.softphones import service, store
from offhook.softphones.model import Softphone
from offhook.softphones.presence import Presence, Presences, Present
from offhook.softphones.sockets import Sockets
from offhook.storage.errors import DatabaseAway, StorageClosed
from offhook.storage.secrets import Secrets
from offhook.storage.storage import Storage

AGAIN_S = 5.0
"""After which the database is read again that was away when accounts ended."""
REMOVED = "removed"

log = structlog.get_logger()


class Network(Protocol):
    """What softphones sign in to."""

    async def use_softphones(self, accounts: Sequence[SoftphoneAccount]) -> None:
        """Let exactly these in."""
        ...

    def devices(self, softphone: SoftphoneId) -> Sequence[Device]:
        """Everything that is signed in as a softphone."""
        ...

    def on_devices(self, changed: Callable[[SoftphoneId], None]) -> None:
        """Have it told when that changes."""
        ...


class Desk:
    """The softphones of all workspaces, as they are set up and as they stand.

    Used on the event loop, but for `of_member` and `presence`, which any thread may ask.
    """

    def __init__(self, storage: Storage, secrets: Secrets, network: Network, live: LiveStream, clock: Clock) -> None:
        self._storage = storage
        self._secrets = secrets
        self._network = network
        self._live = live
        self._clock = clock
        self.sockets = Sockets()
        """Of the pages that are signed in."""
        self._presences = Presences(clock.now)
        self._phones: dict[SoftphoneId, Softphone] = {}
        self._one_at_a_time = asyncio.Lock()
        self._ends: Timer | None = None
        self._later: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Read what is set up, and let the network know. To be called before it is started."""
        self._network.on_devices(self._look)
        await self._read()

    async def close(self) -> None:
        """Tell nobody anything any more."""
        if self._ends is not None:
            self._ends.cancel()
        for task in self._later:
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)

    async def changed(self) -> None:
        """Something was changed: read it again, tell the network, then the readers.

        Whoever may sign in no more is signed out when this returns, if the network and the database are there.
        """
        before = self._phones
        try:
            await self._read()
        except DatabaseAway:
            log.warning("softphones_not_read", again_in_s=AGAIN_S)
            self._ends = self._clock.call_later(AGAIN_S, self._read_again)
            return
        now = self._phones
        self._publish([phone.id for phone in now.values() if before.get(phone.id) != phone])
        for phone_id in before.keys() - now.keys():
            self._live.publish(before[phone_id].workspace_id, self._removed(before[phone_id]))

    def of_member(self, member_id: str) -> list[Present]:
        """A member's softphones, the oldest first."""
        mine = [phone for phone in self._phones.values() if phone.member_id == member_id]
        return [self.present(phone) for phone in sorted(mine, key=lambda phone: (phone.created_at, phone.id))]

    def present(self, phone: Softphone) -> Present:
        """A softphone with how it stands."""
        return Present(phone, self._presences.of(phone))

    def presence(self, phone: Softphone) -> Presence:
        """How a softphone stands."""
        return self._presences.of(phone)

    def now(self, workspace_id: str, member_id: str | None) -> list[SoftphoneChange]:
        """How all softphones of a workspace stand, or one member's, as a live reader is told."""
        return [
            self._change(phone)
            for phone in self._phones.values()
            if phone.workspace_id == workspace_id and member_id in {None, phone.member_id}
        ]

    async def _read(self) -> None:
        """What is set up, and who may sign in: for us and for the network. Raises `DatabaseAway`."""

        def read(conn: Connection) -> tuple[list[Softphone], list[SoftphoneAccount], int | None]:
            accounts, ends = service.accounts(conn, self._secrets, self._clock.now(), _unreadable)
            return store.everywhere(conn), accounts, ends

        async with self._one_at_a_time:
            phones, accounts, ends = await self._storage.read(read)
            self._phones = {phone.id: phone for phone in phones}
            self._set_timer(ends)
            await self._network.use_softphones(accounts)
            self.sockets.keep({account.username for account in accounts if account.browser})

    def _look(self, phone: SoftphoneId) -> None:
        found = [replace(each, address=self.sockets.really(each.address)) for each in self._network.devices(phone)]
        if self._presences.found(phone, found):
            self._publish([phone])

    def _publish(self, changed: Iterable[SoftphoneId]) -> None:
        for phone_id in changed:
            if (phone := self._phones.get(phone_id)) is not None:
                self._live.publish(phone.workspace_id, self._change(phone))

    def _change(self, phone: Softphone) -> SoftphoneChange:
        presence = self._presences.of(phone)
        return SoftphoneChange(
            softphone=phone.id,
            member=phone.member_id,
            name=phone.name,
            kind=phone.kind,
            state=presence.standing,
            at=self._clock.now(),
            since=presence.since,
            devices=tuple(
                DeviceChange(device.reachable, device.since, device.address, device.agent)
                for device in presence.devices
            ),
        )

    def _removed(self, phone: Softphone) -> SoftphoneChange:
        now = self._clock.now()
        return SoftphoneChange(phone.id, phone.member_id, phone.name, phone.kind, REMOVED, now, now, ())

    def _set_timer(self, ends: int | None) -> None:
        """The network is told when the next account's time is over."""
        if self._ends is not None:
            self._ends.cancel()
        self._ends = None
        if ends is not None:
            self._ends = self._clock.call_later(max(0.0, (ends - self._clock.now()) / 1e6), self._read_again)

    def _read_again(self) -> None:
        task = asyncio.ensure_future(self._try_again())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _try_again(self) -> None:
        with suppress(StorageClosed):
            await self.changed()


def _unreadable(phone: SoftphoneId, why: str) -> None:
    log.warning("softphone_passed_over", softphone=phone, reason=why)
