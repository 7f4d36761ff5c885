"""What Vonage says that a call cost: in the call's own record once it is completed, as its last event says it, too.

https://developer.vonage.com/en/api/voice#getCall: “The total price charged for this call”. No currency comes with it:
https://developer.vonage.com/en/voice/voice-api/webhook-reference#completed says that it is euros.
"""

from __future__ import annotations

from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.client import Client, words
from offhook.telephony.webhooks.prices import Price, Unpriced, read_price, told_price

CURRENCY = "EUR"


async def price_of(client: Client, account: Account, call: str) -> Price | Unpriced:
    """Vonage's price of a call, by its id there."""
    return await told_price(
        client.get(account, call), words, lambda answer: read_price(answer.json.get("price"), CURRENCY)
    )
