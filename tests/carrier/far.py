"""A carrier as an office has it: what is at its far end, and the office's account with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import aiohttp
from aiohttp import web

from offhook.telephony.twiml.accounts import Account as OurAccount
from offhook.telephony.twiml.carrier import RETRIES, TwimlCarrier
from offhook.telephony.twiml.client import Client
from offhook.telephony.webhooks.addresses import About, Addresses
from offhook.telephony.webhooks.carrier import Carrier as Adapters
from tests.carrier.carrier import Carrier
from tests.carrier.people import LINE, TRUNK
from tests.carrier.phones import Phone
from tests.carrier.rest import Rest
from tests.carrier.served import CARRIER
from tests.carrier.webhook_harness import PUBLIC, Keys
from tests.carrier.webhooks import Faults


class FarCall(Protocol):
    """A call as the carrier has it."""

    to: str

    @property
    def up(self) -> bool:
        """Whether it has not ended."""
        ...


class FarSide(Protocol):
    """The carrier with the office's account, whose line leads to the office."""

    attests: bool
    """Whether it tells who attests a caller."""
    in_front: tuple[str, str]
    """What the carrier is answered while no worker runs, and of what type: by whoever stands in front."""

    def app(self) -> web.Application:
        """Its API."""
        ...

    def ours(self, session: aiohttp.ClientSession) -> Sequence[Adapters]:
        """The account as the adapter has it, which asks over this session."""
        ...

    def phone(self, number: str) -> Phone:
        """Whoever is there."""
        ...

    def call_in(self, phone: Phone, *, attested: bool = False) -> None:
        """Have a phone call the line."""
        ...

    def calls(self) -> Mapping[str, FarCall]:
        """All that there ever were."""
        ...

    def complaints(self) -> Sequence[str]:
        """Of what it was given."""
        ...

    async def all_arrive(self) -> None:
        """Wait for its webhooks that are on their way."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...


class TwimlSide:
    """As `FarSide`: a carrier that speaks TwiML."""

    attests = True
    fast = False
    """Whether the account rings phones by the caller's document."""
    in_front = ("<Response><Pause length='2'/><Redirect/></Response>", "text/xml")
    """docs/how-to/twiml-carriers.md has Caddy say it."""

    def __init__(self, to_office: aiohttp.ClientSession, faults: Faults, seed: int) -> None:
        self._carrier = Carrier(to_office, faults=faults, seed=seed)
        self._account = self._carrier.account(LINE, calls_per_second=20.0)
        addresses, number = Addresses(PUBLIC, RETRIES), self._account.numbers[LINE]
        number.voice_url = addresses.of(TRUNK, About.INCOMING)
        number.status_callback = addresses.of(TRUNK, About.NUMBER_STATUS)

    def app(self) -> web.Application:
        return Rest(self._carrier).app()

    def ours(self, session: aiohttp.ClientSession) -> Sequence[Adapters]:
        token, api = self._account.auth_token, f"{CARRIER}/2010-04-01"
        ours = OurAccount(
            TRUNK,
            self._account.sid,
            token,
            tokens=(token,),
            calls_per_second=20.0,
            fast_ringing=self.fast,
            api=api,
        )
        return [TwimlCarrier(ours, Client(session), PUBLIC, Keys())]

    def phone(self, number: str) -> Phone:
        return self._carrier.phone(number)

    def call_in(self, phone: Phone, *, attested: bool = False) -> None:
        self._carrier.call_in(phone, LINE, verstat="TN-Validation-Passed-A" if attested else "")

    def calls(self) -> Mapping[str, FarCall]:
        return self._carrier.calls

    def complaints(self) -> Sequence[str]:
        return [f"{complaint.code} {complaint.text}" for complaint in self._carrier.complaints]

    async def all_arrive(self) -> None:
        await self._carrier.webhooks.all_arrive()

    async def close(self) -> None:
        await self._carrier.close()


class FastSide(TwimlSide):
    """The same where phones are rung by the caller's document."""

    fast = True
