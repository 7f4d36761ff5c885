"""The adapter with Vonage accounts under the contract suite, over HTTP, against the carrier of this folder."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.carrier import VonageCarrier
from offhook.telephony.vonage.client import Client
from offhook.telephony.webhooks.addresses import About, Addresses
from tests.carrier import phones
from tests.carrier.sockets import Sockets
from tests.carrier.webhook_harness import PUBLIC, Keys, WebhookHarness
from tests.carrier.webhooks import CALM, Faults
from tests.contract.harness import LINE, TrunkUse
from tests.vonage.carrier import API, Carrier
from tests.vonage.keys import kept, public_key
from tests.vonage.model import Application
from tests.vonage.rest import Rest


class VonageHarness(WebhookHarness):
    """`async with VonageHarness() as harness`: applications, phones, and the adapter that is told by webhook."""

    carrier: Carrier

    def __init__(self, faults: Faults = CALM, seed: int = 0) -> None:
        super().__init__()
        self._faults, self._seed = faults, seed
        self._sockets = Sockets()
        self.theirs: dict[TrunkUse, Application] = {}

    async def __aenter__(self) -> VonageHarness:
        to_app = await self._sockets.serve(self.app(), "app")
        self.carrier = Carrier(to_app, faults=self._faults, seed=self._seed)
        self.to_carrier = await self._sockets.serve(Rest(self.carrier).app(), "carrier")
        addresses = Addresses(PUBLIC)
        for use in TrunkUse:
            application = self.carrier.application(public_key("ours"), LINE.removeprefix("+"), calls_per_second=20.0)
            application.answer_url = addresses.of(self.trunk(use), About.INCOMING)
            application.event_url = addresses.of(self.trunk(use), About.NUMBER_STATUS)
            self.theirs[use] = application
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.telephony.stop()
        await self.carrier.close()
        await self._sockets.close()
        if error is None:
            assert self.carrier.complaints == [], "the carrier complains about what it was given"

    def accounts(self) -> Sequence[VonageCarrier]:
        return self._carriers(*(self.ours(use) for use in TrunkUse))

    def call_in(self, phone: phones.Phone, number: str, use: TrunkUse, *, withheld: bool) -> None:
        self.carrier.call_in(phone, number, self.theirs[use], shown="anonymous" if withheld else None)

    def use(self, *accounts: Account) -> None:
        """Have the adapter use exactly these."""
        self.telephony.use(self._carriers(*accounts))

    def ours(self, use: TrunkUse) -> Account:
        """An application as the adapter knows it. That of the trunk that is down has another's key."""
        theirs = self.theirs[use]
        private = kept("another" if use is TrunkUse.DOWN else "ours")
        return Account(
            self.trunk(use),
            theirs.id,
            private,
            secrets=(theirs.signature_secret,),
            calls_per_second=theirs.calls_per_second,
            api=API,
        )

    def _carriers(self, *accounts: Account) -> Sequence[VonageCarrier]:
        client = Client(self.to_carrier)
        return [VonageCarrier(account, client, PUBLIC, Keys()) for account in accounts]
