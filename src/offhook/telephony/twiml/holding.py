"""The numbers of an account with a carrier that speaks TwiML."""

from __future__ import annotations

from collections.abc import Sequence

from offhook.calls.values import TrunkId
from offhook.telephony.twiml import numbers, shop, webhooks
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.carrier import RETRIES
from offhook.telephony.twiml.client import Client
from offhook.telephony.twiml.webhooks import Webhooks
from offhook.telephony.webhooks.addresses import Addresses
from offhook.telephony.webhooks.numbers import Hooks, Leads, NumbersPage, NumberType, OwnNumber, Wanted
from offhook.telephony.webhooks.shop import Country, Offer, Price, Search


class TwimlHolding:
    """One account's.

    Args:
        client: Asks the carrier.
        public: Our own address, without a slash at its end.
    """

    most_a_page = numbers.MOST_A_PAGE

    def __init__(self, account: Account, client: Client, public: str) -> None:
        self._account = account
        self._client = client
        self._addresses = Addresses(public, RETRIES)

    @property
    def trunk(self) -> TrunkId:
        """The account's."""
        return self._account.trunk

    @property
    def carrier(self) -> str:
        """Its name."""
        return self._account.dialect.name

    async def page(self, *, size: int, cursor: str | None = None, all_of_each: bool = True) -> NumbersPage:
        """Some numbers: one request tells all of each."""
        return await numbers.page(self._client, self._account, size=size, cursor=cursor)

    async def find(self, number: str) -> OwnNumber | None:
        """One of the account's."""
        return await numbers.find(self._client, self._account, number)

    async def ours(self, *, make: bool = False) -> Wanted:
        """What a number has that leads here: nothing has to be made for that."""
        return webhooks.ours(self.trunk, self._addresses)

    def differing(self, found: Hooks, wanted: Wanted) -> list[str]:
        """Names of what is not as it should be."""
        return webhooks.differing(Webhooks(**found), wanted)

    def leads(self, hooks: Hooks) -> tuple[Leads, str]:
        """Where calls lead."""
        return webhooks.leads(Webhooks(**hooks), self._addresses.public)

    async def lead(self, own: OwnNumber, wanted: Wanted) -> OwnNumber | None:
        """Change where a number leads: only what differs is told."""
        form = webhooks.form(Webhooks(**own.hooks), wanted)
        return await numbers.lead(self._client, self._account, own.sid, form)

    async def countries(self) -> Sequence[Country]:
        """Where numbers are sold."""
        return await shop.countries(self._client, self._account)

    async def search(self, wanted: Search) -> tuple[Sequence[Offer], Price | None]:
        """Numbers that are to be had; all of a type cost the same in a country."""
        found = await shop.search(self._client, self._account, wanted)
        return found, (await shop.prices(self._client, self._account, wanted.country)).get(wanted.kind)

    async def price(self, number: str, kind: NumberType, country: str) -> Price | None:
        """What it costs now."""
        return (await shop.prices(self._client, self._account, country)).get(kind)

    async def buy(self, number: str) -> None:
        """Buy it."""
        await numbers.buy(self._client, self._account, number)
