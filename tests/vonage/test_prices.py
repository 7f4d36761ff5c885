"""What Vonage says that a call cost: nothing before its end, then euros, kept as Twilio's price is."""

from __future__ import annotations

from offhook.calls.commands import Hangup
from offhook.calls.events import Ended
from offhook.calls.values import Cause
from offhook.telephony.vonage.client import Client
from offhook.telephony.vonage.prices import price_of
from offhook.telephony.webhooks.prices import Price, Unpriced
from tests.contract.harness import TrunkUse
from tests.contract.steps import answered
from tests.vonage.contract_harness import VonageHarness


async def test_a_call_is_priced_in_euros_once_it_is_over() -> None:
    async with VonageHarness() as at:
        client, account = Client(at.to_carrier), at.ours(TrunkUse.GOOD)
        call = at.new_call()
        leg, _ = await answered(at, call)
        (sid,) = at.carrier.calls
        assert await price_of(client, account, sid) == Unpriced("the carrier has told no price yet")
        await at.send(call, Hangup(leg, Cause.NORMAL))
        await at.event(call, Ended, leg)
        assert await price_of(client, account, sid) == Price(212, "EUR")
        gone = await price_of(client, account, "aaaaaaaa-bbbb-cccc-dddd-ffffffffffff")
        assert isinstance(gone, Unpriced)
        assert gone.gone
        at.carrier.away = True
        assert "does not say" in str(await price_of(client, account, sid))
