"""The adapter with TwiML accounts under the contract suite, over HTTP, against the carrier of this folder."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from offhook.telephony.twiml.accounts import Account as OurAccount
from offhook.telephony.twiml.carrier import RETRIES, TwimlCarrier
from offhook.telephony.twiml.client import Client
from offhook.telephony.webhooks.addresses import About, Addresses
from tests.carrier import phones
from tests.carrier.carrier import Carrier
from tests.carrier.model import Account as TheirAccount
from tests.carrier.model import Number
from tests.carrier.served import CARRIER, Served
from tests.carrier.webhook_harness import PUBLIC, Keys, WebhookHarness
from tests.carrier.webhooks import CALM, Faults
from tests.contract.harness import LINE, TrunkUse

WITHHELD = "+266696687"


class TwimlHarness(WebhookHarness):
    """`async with TwimlHarness() as harness`: accounts, phones, and the adapter that is told by webhook."""

    carrier: Carrier
    fast = False
    """Whether phones are rung by the caller's document."""

    def __init__(self, faults: Faults = CALM, seed: int = 0) -> None:
        super().__init__()
        self._served = Served(self.app(), faults=faults, seed=seed)
        self.theirs: dict[TrunkUse, TheirAccount] = {}

    async def __aenter__(self) -> TwimlHarness:
        await self._served.__aenter__()
        self.carrier = self._served.carrier
        for use in TrunkUse:
            account = self.carrier.account(LINE, calls_per_second=20.0)
            self.theirs[use] = account
            self._point_here(use, account.numbers[LINE])
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.telephony.stop()
        await self._served.__aexit__(kind, error, trace)
        if error is None:
            assert self.carrier.complaints == [], "the carrier complains about what it was given"

    def accounts(self) -> Sequence[TwimlCarrier]:
        return self._carriers(*(self.ours(use) for use in TrunkUse))

    def call_in(self, phone: phones.Phone, number: str, use: TrunkUse, *, withheld: bool) -> None:
        called = self.number(use, number)
        shown = WITHHELD if withheld else None
        self.carrier.call_in(phone, called.number, account=self.theirs[use], shown=shown)

    def use(self, *accounts: OurAccount) -> None:
        """Have the adapter use exactly these."""
        self.telephony.use(self._carriers(*accounts))

    def number(self, use: TrunkUse, number: str) -> Number:
        """One of the account's numbers, which leads here; a new one where it had no such number."""
        numbers = self.theirs[use].numbers
        if number not in numbers:
            numbers[number] = Number(number)
            self._point_here(use, numbers[number])
        return numbers[number]

    def _point_here(self, use: TrunkUse, number: Number) -> None:
        addresses = Addresses(PUBLIC, RETRIES)
        number.voice_url = addresses.of(self.trunk(use), About.INCOMING)
        number.status_callback = addresses.of(self.trunk(use), About.NUMBER_STATUS)

    def ours(self, use: TrunkUse) -> OurAccount:
        """An account as the adapter knows it. That of the trunk that is down has wrong credentials."""
        theirs = self.theirs[use]
        secret = "wrong" if use is TrunkUse.DOWN else theirs.auth_token
        return OurAccount(
            self.trunk(use),
            theirs.sid,
            secret,
            tokens=(theirs.auth_token,),
            calls_per_second=theirs.calls_per_second,
            fast_ringing=self.fast,
            api=f"{CARRIER}/2010-04-01",
        )

    def _carriers(self, *accounts: OurAccount) -> Sequence[TwimlCarrier]:
        client = Client(self._served.to_carrier)
        return [TwimlCarrier(account, client, PUBLIC, Keys()) for account in accounts]


class FastHarness(TwimlHarness):
    """The same where phones are rung by the caller's document."""

    fast = True
