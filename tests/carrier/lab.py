"""A carrier with one customer, and a few phones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallInstance

from tests.carrier.carrier import Carrier
from tests.carrier.customer import APP, Customer, sdk
from tests.carrier.model import Account
from tests.carrier.phones import Phone, Script
from tests.carrier.served import Served
from tests.carrier.webhooks import CALM, Faults

LINE = "+12025550100"
ANN = "+12025550111"
DANA = "+12025550122"
EVENTS = ["initiated", "ringing", "answered", "completed"]


@dataclass
class Lab:
    """A carrier with one customer."""

    carrier: Carrier
    customer: Customer
    account: Account
    client: Client
    to_carrier: aiohttp.ClientSession
    """Reaches its API."""

    def phone(self, number: str, script: Script) -> Phone:
        phone = self.carrier.phone(number)
        phone.script = script
        return phone

    async def call(self, to: str = ANN, **more: object) -> CallInstance:
        wanted: dict[str, object] = {"status_callback": f"{APP}/status", "status_callback_event": EVENTS}
        if "twiml" not in more:
            wanted["url"] = f"{APP}/answered"
        return await self.client.calls.create_async(to=to, from_=LINE, **(wanted | more))

    async def status(self, call: CallInstance) -> str:
        return str((await self.client.calls(call.sid).fetch_async()).status)

    async def until(self, call: CallInstance, status: str) -> None:
        of = self.carrier.calls[str(call.sid)]
        await self.customer.until(lambda: of.status.value == status)

    async def hears(self, phone: Phone, sound: object) -> None:
        await self.customer.until(lambda: sound in phone.hears())


@asynccontextmanager
async def laboratory(faults: Faults = CALM, seed: int = 0) -> AsyncIterator[Lab]:
    """All of it, with one account that has one number."""
    customer = Customer()
    async with Served(customer.app(), faults=faults, seed=seed) as served:
        account = served.carrier.account(LINE, keys={"SK1": "secret of the key"})
        yield Lab(served.carrier, customer, account, sdk(served.to_carrier, account), served.to_carrier)
