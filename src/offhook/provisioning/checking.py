"""Looks now and then whether numbers under control still lead here, and how purchases ended; gentle on the carrier."""

from __future__ import annotations

import asyncio
import itertools

import structlog
from sqlalchemy import Connection

from offhook.calls.values import TrunkId
from offhook.carriers import numbers as kept
from offhook.carriers import store
from offhook.problems import Problem
from offhook.provisioning import buying
from offhook.provisioning.desk import Desk
from offhook.telephony.webhooks.holding import Holding
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.refusals import Refused

PURCHASES_EVERY_S = 60.0
"""How often those are looked for of which it is not known how they ended."""
EVERY = 15
"""Of these turns one is a round of all numbers: every quarter of an hour, the first a minute after the start."""
MOST_ROUNDS_OFF = 8
"""How many rounds are left out at most where the carrier fails, or asks for patience: two hours."""

log = structlog.get_logger()


class Checker:
    """One request an account and round, for as many numbers as its carrier lists at a time.

    Args:
        desk: Asks, and writes down.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._off: dict[str, int] = {}
        """Rounds that are left out still, by account."""
        self._last_off: dict[str, int] = {}

    async def run(self) -> None:
        """For as long as the worker runs."""
        for turn in itertools.count():
            await asyncio.sleep(PURCHASES_EVERY_S)
            if turn % EVERY == 0:
                await self.look()
            await self.look_for_purchases()

    async def look(self) -> None:
        """One round of all accounts."""
        for workspace, trunk in await self._desk.storage.read(_with_numbers):
            off = self._off.get(trunk, 0)
            if off:
                self._off[trunk] = off - 1
                continue
            try:
                await self._compare(self._desk.account(trunk), workspace)
            except Problem:  # it is switched off meanwhile
                continue
            except (NoAnswer, Refused) as reason:
                self._last_off[trunk] = self._off[trunk] = min(MOST_ROUNDS_OFF, 2 * self._last_off.get(trunk, 0) + 1)
                log.warning("numbers_not_checked", trunk=trunk, reason=str(reason))
            else:
                self._last_off.pop(trunk, None)

    async def look_for_purchases(self) -> None:
        """Find out how those ended that are not settled."""
        for purchase in await self._desk.storage.read(kept.unsettled):
            try:
                await buying.look(self._desk, self._desk.account(purchase.trunk_id), purchase)
            except Problem:  # the account is switched off: it waits
                continue

    async def _compare(self, account: Holding, workspace: str) -> None:
        async with self._desk.one_at_a_time(account):
            taken = await self._desk.storage.read(lambda conn: kept.every_taken(conn, workspace, account.trunk))
            missing = {each.sid: each for each in taken}
            cursor: str | None = None
            while missing:
                found = await account.page(size=account.most_a_page, cursor=cursor, all_of_each=False)
                for own in found.items:
                    if own.sid in missing:
                        await self._desk.notice(account, missing.pop(own.sid), own)
                cursor = found.after
                if cursor is None:
                    break
            for gone in missing.values():
                await self._desk.notice(account, gone, None)


def _with_numbers(conn: Connection) -> list[tuple[str, TrunkId]]:
    """Accounts that are switched on and have numbers under control, each with its workspace."""
    trunks = [account.trunk for account in store.enabled(conn)]
    found = (trunk for trunk in trunks if kept.every_taken(conn, trunk.workspace_id, trunk.id))
    return [(trunk.workspace_id, TrunkId(trunk.id)) for trunk in found]
