"""Where numbers at carriers are asked for and changed, and what is known of them here is kept true."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable

from msgspec import Struct, structs

from offhook.calls.values import TrunkId
from offhook.carriers import numbers as kept
from offhook.carriers.model import TakenNumber
from offhook.clock import Clock
from offhook.problems import Problem, conflict, invalid, not_found, unavailable
from offhook.provisioning.words import no_answer, refused
from offhook.records.live import LiveStream, NumberChange
from offhook.storage.storage import Storage
from offhook.telephony.webhooks.holding import Holding
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.numbers import BadCursor, OwnNumber, Wanted
from offhook.telephony.webhooks.numbers import kept as hooks_kept
from offhook.telephony.webhooks.numbers import read as hooks_read
from offhook.telephony.webhooks.refusals import Refused, Why

ATTEMPTS = 2
"""At changing where a number leads: to do it twice does no harm."""


class Listed(Struct, frozen=True):
    """A number in a list: the account's, one that is under control, or both."""

    own: OwnNumber | None
    taken: TakenNumber | None


class Desk:
    """One worker's way to the numbers of its accounts.

    Args:
        storage: Gives the database, once it is open.
        holdings: Gives the numbers of an account that is switched on, by its trunk.
    """

    def __init__(
        self,
        clock: Clock,
        live: LiveStream,
        storage: Callable[[], Storage],
        holdings: Callable[[TrunkId], Holding | None],
    ) -> None:
        self.clock = clock
        self._live = live
        self._storage = storage
        self._holdings = holdings
        self._locks: defaultdict[TrunkId, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def storage(self) -> Storage:
        """The database."""
        return self._storage()

    def account(self, trunk: str) -> Holding:
        """The account's numbers.

        Raises:
            Problem: it is switched off.
        """
        found = self._holdings(TrunkId(trunk))
        if found is None:
            raise conflict(
                "carrier-off",
                "The account is switched off",
                "The account is switched off here, or its secrets can't be read: switch it on first.",
            )
        return found

    def one_at_a_time(self, account: Holding) -> asyncio.Lock:
        """Held while an account's numbers are changed, or looked at to write down how they are."""
        return self._locks[account.trunk]

    async def page(
        self, account: Holding, workspace: str, *, size: int, cursor: str | None
    ) -> tuple[list[Listed], str | None]:
        """Some of an account's numbers, with what is kept of each, and the cursor of the next page.

        Where one leads that is under control is written down. Those that the account has no more come first.
        """
        async with self.one_at_a_time(account):
            try:
                found = await account.page(size=size, cursor=cursor)
            except BadCursor:
                raise invalid(
                    "cursor", "The cursor leads nowhere: take it from `next` of the page before, or begin again."
                ) from None
            except NoAnswer as reason:
                raise no_answer(reason) from reason
            except Refused as reason:
                raise refused(reason) from reason
            taken = await self.storage.read(lambda conn: kept.every_taken(conn, workspace, account.trunk))
            of_sid = {each.sid: each for each in taken}
            gone = [Listed(None, each) for each in taken if each.astray == ""] if cursor is None else []
            seen = {own.sid for own in found.items}
            listed = [Listed(own, await self._seen(account, of_sid.get(own.sid), own)) for own in found.items]
            return [*(each for each in gone if each.taken and each.taken.sid not in seen), *listed], found.after

    async def find(self, account: Holding, number: str) -> OwnNumber:
        """One of the account's. Raises `Problem`: it has none such, or can't be asked."""
        try:
            found = await account.find(number)
        except NoAnswer as reason:
            raise no_answer(reason) from reason
        except Refused as reason:
            raise refused(reason) from reason
        if found is None:
            raise not_found("number of this account", number)
        return found

    async def settle(self, account: Holding, taken: TakenNumber) -> tuple[OwnNumber, TakenNumber | None]:
        """Have the number lead where it should, and write down that it does. It may be done again.

        Raises:
            Problem: the carrier has refused (`definite` in its extra), or it is not known whether it was done.
        """
        async with self.one_at_a_time(account):
            found = await self._lead(account, taken)
            return found, await self.notice(account, taken, found)

    async def notice(self, account: Holding, taken: TakenNumber, found: OwnNumber | None) -> TakenNumber | None:
        """Write down where a number was found to lead, and tell, where that is news; None: it was given back."""
        agrees = found is not None and not account.differing(found.hooks, await self.wanted(account, taken))
        if agrees and taken.giving_back:
            await self.storage.write(lambda conn: kept.release(conn, taken))
            self.tell(taken.workspace_id, taken.trunk_id, taken.number)
            return None
        astray = None if agrees else "" if found is None else hooks_kept(found.hooks)
        if astray == taken.astray:
            return taken
        at = None if agrees else self.clock.now()
        await self.storage.write(lambda conn: kept.change(conn, taken, astray=astray, astray_at=at, kept=False))
        self.tell(taken.workspace_id, taken.trunk_id, taken.number)
        return structs.replace(taken, astray=astray, astray_at=at, kept=False)

    def tell(self, workspace: str, trunk: str, number: str) -> None:
        """Whoever shows it is to ask anew."""
        self._live.publish(workspace, NumberChange(trunk, number, self.clock.now()))

    async def wanted(self, account: Holding, taken: TakenNumber, *, make: bool = False) -> Wanted:
        """Where it should lead; `make` as of a holding's `ours`."""
        return hooks_read(taken.former) if taken.giving_back else await account.ours(make=make)

    async def _seen(self, account: Holding, taken: TakenNumber | None, own: OwnNumber) -> TakenNumber | None:
        return None if taken is None else await self.notice(account, taken, own)

    async def _lead(self, account: Holding, taken: TakenNumber) -> OwnNumber:
        number = taken.number
        lost: Exception | None = None
        for _ in range(ATTEMPTS):
            try:
                found = await account.find(number)
                if found is None:
                    raise _definite(not_found("number of this account", number))
                wanted = await self.wanted(account, taken, make=True)
                if account.differing(found.hooks, wanted):
                    found = await account.lead(found, wanted) or found
            except NoAnswer as reason:
                lost = reason
                continue
            except Refused as reason:
                if reason.why is not Why.FAILS:
                    raise _definite(refused(reason)) from reason
                lost = reason
                continue
            differing = account.differing(found.hooks, wanted)
            if differing:
                detail = f"The carrier took the change of {number}, and yet says otherwise of {', '.join(differing)}."
                raise conflict("carrier-not-taken", "The carrier did not take it", detail)
            return found
        raise unavailable(
            "carrier-uncertain",
            "It is not known whether it was done",
            f"The carrier did not answer, so it is not known yet where {number} leads: it is looked at again by itself."
            f" What happened: {lost}.",
        )


def _definite(problem: Problem) -> Problem:
    """Nothing was changed at the carrier."""
    problem.extra = problem.extra | {"definite": True}
    return problem
