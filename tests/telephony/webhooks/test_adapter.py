"""What calls can count on where accounts of several kinds are used: what all of them can do."""

from __future__ import annotations

from typing import cast

import aiohttp

from offhook.calls.values import CallId, Capability, TrunkId
from offhook.telephony.twiml.accounts import Account as TwimlAccount
from offhook.telephony.twiml.carrier import TwimlCarrier
from offhook.telephony.twiml.client import Client as TwimlClient
from offhook.telephony.vonage.accounts import Account as VonageAccount
from offhook.telephony.vonage.carrier import VonageCarrier
from offhook.telephony.vonage.client import Client as VonageClient
from offhook.telephony.webhooks.adapter import WebhookTelephony
from offhook.telephony.webhooks.book import Notebook
from tests.carrier.webhook_harness import PUBLIC, Keys


def test_a_call_can_count_on_what_every_account_can_do() -> None:
    nobody = cast(aiohttp.ClientSession, None)
    twilio = TwimlCarrier(TwimlAccount(TrunkId("trunk_1"), "AC1", "secret"), TwimlClient(nobody), PUBLIC, Keys())
    vonage = VonageCarrier(VonageAccount(TrunkId("trunk_2"), "app-1", "key"), VonageClient(nobody), PUBLIC, Keys())
    telephony = WebhookTelephony(Notebook(), lambda: CallId("call_1"))
    assert telephony.capabilities == frozenset()
    telephony.use([twilio])
    assert Capability.SIP_STATUSES in telephony.capabilities
    telephony.use([vonage])
    assert Capability.KEYS_IN_BRIDGE in telephony.capabilities
    telephony.use([twilio, vonage])
    assert telephony.capabilities == {Capability.STAR_IN_BRIDGE}
    assert set(telephony.trunk_health()) == {"trunk_1", "trunk_2"}
