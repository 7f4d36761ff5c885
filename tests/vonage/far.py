"""Vonage as an office has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import aiohttp
from aiohttp import web

from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.carrier import VonageCarrier
from offhook.telephony.vonage.client import Client
from offhook.telephony.webhooks.addresses import About, Addresses
from offhook.telephony.webhooks.carrier import Carrier as Adapters
from tests.carrier.far import FarCall
from tests.carrier.people import LINE, TRUNK
from tests.carrier.phones import Phone
from tests.carrier.webhook_harness import PUBLIC, Keys
from tests.carrier.webhooks import Faults
from tests.vonage.carrier import API, Carrier
from tests.vonage.keys import kept, public_key
from tests.vonage.rest import Rest


class VonageSide:
    """As `FarSide`."""

    attests = False
    in_front = ("", "application/json")

    def __init__(self, to_office: aiohttp.ClientSession, faults: Faults, seed: int) -> None:
        self._carrier = Carrier(to_office, faults=faults, seed=seed)
        self._application = self._carrier.application(public_key("ours"), LINE.removeprefix("+"), calls_per_second=20.0)
        addresses = Addresses(PUBLIC)
        self._application.answer_url = addresses.of(TRUNK, About.INCOMING)
        self._application.event_url = addresses.of(TRUNK, About.NUMBER_STATUS)

    def app(self) -> web.Application:
        return Rest(self._carrier).app()

    def ours(self, session: aiohttp.ClientSession) -> Sequence[Adapters]:
        secrets = (self._application.signature_secret,)
        ours = Account(TRUNK, self._application.id, kept("ours"), secrets=secrets, calls_per_second=20.0, api=API)
        return [VonageCarrier(ours, Client(session), PUBLIC, Keys())]

    def phone(self, number: str) -> Phone:
        return self._carrier.phone(number)

    def call_in(self, phone: Phone, *, attested: bool = False) -> None:
        """Vonage tells nothing of who attests a caller."""
        self._carrier.call_in(phone, LINE, self._application)

    def calls(self) -> Mapping[str, FarCall]:
        return self._carrier.calls

    def complaints(self) -> Sequence[str]:
        return self._carrier.complaints

    async def all_arrive(self) -> None:
        await self._carrier.webhooks.all_arrive()

    async def close(self) -> None:
        await self._carrier.close()
