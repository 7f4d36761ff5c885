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
from offhook.telephony.twiml import numbers, webhooks
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.carrier import RETRIES
from offhook.telephony.twiml.client import Client
from offhook.telephony.twiml.numbers import BadCursor, OwnNumber
from offhook.telephony.twiml.refusals import Refused, Why
from offhook.telephony.twiml.webhooks import Wanted, Webhooks
from offhook.telephony.webhooks.addresses import Addresses
from offhook.telephony.webhooks.http import NoAnswer

ATTEMPTS = 2
"""At changing where a number leads: to do it twice does no harm."""


class Listed(Struct, frozen=True):
    """A number in a list: the account's, one that is under control, or both."""

    own: OwnNumber | None
    taken: TakenNumber | None


class Desk:
    """One worker's way to the numbers of its accounts.

    Args:
        client: Asks carriers.
        public: Our own address, without a slash at its end.
        storage: Gives the database, once it is open.
        accounts: Gives an account that is switched on, by its trunk.
    """

    def __init__(
        self,
        client: Client,
        public: str,
        clock: Clock,
        live: LiveStream,
        storage: Callable[[], Storage],
        accounts: Callable[[TrunkId], Account | None],
    ) -> None:
        self.client = client
        self.public = public
        self.clock = clock
        self._addresses = Addresses(public, RETRIES)
        self._live = live
        self._storage = storage
        self._accounts = accounts
        self._locks: defaultdict[TrunkId, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def storage(self) -> Storage:
        """The database."""
        return self._storage()

    def account(self, trunk: str) -> Account:
        """The account, where its numbers can be seen and changed by its API.

        Raises:
            Problem: it is switched off, or its carrier has another API for that.
        """
        found = self._accounts(TrunkId(trunk))
        if found is None:
            raise conflict(
                "carrier-off",
                "The account is switched off",
                "The account is switched off here, or its secrets can't be read: switch it on first.",
            )
        if not found.dialect.numbers:
            raise conflict(
                "numbers-elsewhere",
                "Numbers are managed at the carrier",
                f"{found.dialect.name.capitalize()} has no numbers in the API that calls go over: give its TeXML "
                "application the two addresses of this account there, and the application to your numbers. Then add "
                "each number as a line here.",
            )
        return found

    def one_at_a_time(self, account: Account) -> asyncio.Lock:
        """Held while an account's numbers are changed, or looked at to write down how they are."""
        return self._locks[account.trunk]

    async def page(
        self, account: Account, workspace: str, *, size: int, cursor: str | None
    ) -> tuple[list[Listed], str | None]:
        """Some of an account's numbers, with what is kept of each, and the cursor of the next page.

        Where one leads that is under control is written down. Those that the account has no more come first.
        """
        async with self.one_at_a_time(account):
            try:
                found = await numbers.page(self.client, account, size=size, cursor=cursor)
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

    async def find(self, account: Account, number: str) -> OwnNumber:
        """One of the account's. Raises `Problem`: it has none such, or can't be asked."""
        try:
            found = await numbers.find(self.client, account, number)
        except NoAnswer as reason:
            raise no_answer(reason) from reason
        except Refused as reason:
            raise refused(reason) from reason
        if found is None:
            raise not_found("number of this account", number)
        return found

    async def settle(self, account: Account, taken: TakenNumber) -> tuple[OwnNumber, TakenNumber | None]:
        """Have the number lead where it should, and write down that it does. It may be done again.

        Raises:
            Problem: the carrier has refused (`definite` in its extra), or it is not known whether it was done.
        """
        async with self.one_at_a_time(account):
            found = await self._lead(account, taken)
            return found, await self.notice(account, taken, found)

    async def notice(self, account: Account, taken: TakenNumber, found: OwnNumber | None) -> TakenNumber | None:
        """Write down where a number was found to lead, and tell, where that is news; None: it was given back."""
        wanted = self.wanted(account, taken)
        agrees = found is not None and not webhooks.differing(found.hooks, wanted)
        if agrees and taken.giving_back:
            await self.storage.write(lambda conn: kept.release(conn, taken))
            self.tell(taken.workspace_id, taken.trunk_id, taken.number)
            return None
        astray = None if agrees else "" if found is None else found.hooks.text
        if astray == taken.astray:
            return taken
        at = None if agrees else self.clock.now()
        await self.storage.write(lambda conn: kept.change(conn, taken, astray=astray, astray_at=at, kept=False))
        self.tell(taken.workspace_id, taken.trunk_id, taken.number)
        return structs.replace(taken, astray=astray, astray_at=at, kept=False)

    def tell(self, workspace: str, trunk: str, number: str) -> None:
        """Whoever shows it is to ask anew."""
        self._live.publish(workspace, NumberChange(trunk, number, self.clock.now()))

    def wanted(self, account: Account, taken: TakenNumber) -> Wanted:
        """Where it should lead."""
        if taken.giving_back:
            return webhooks.all_of(Webhooks.kept(taken.former))
        return webhooks.ours(account.trunk, self._addresses)

    async def _seen(self, account: Account, taken: TakenNumber | None, own: OwnNumber) -> TakenNumber | None:
        return None if taken is None else await self.notice(account, taken, own)

    async def _lead(self, account: Account, taken: TakenNumber) -> OwnNumber:
        wanted, number = self.wanted(account, taken), taken.number
        lost: Exception | None = None
        for _ in range(ATTEMPTS):
            try:
                found = await numbers.find(self.client, account, number)
                if found is None:
                    raise _definite(not_found("number of this account", number))
                form = webhooks.form(found.hooks, wanted)
                if form:
                    found = await numbers.lead(self.client, account, found.sid, form) or found
            except NoAnswer as reason:
                lost = reason
                continue
            except Refused as reason:
                if reason.why is not Why.FAILS:
                    raise _definite(refused(reason)) from reason
                lost = reason
                continue
            differing = webhooks.differing(found.hooks, wanted)
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
