"""What Vonage says that a call cost: in the call's own record once it is completed, as its last event says it, too.

https://developer.vonage.com/en/api/voice#getCall: “The total price charged for this call”. No currency comes with it:
https://developer.vonage.com/en/voice/voice-api/webhook-reference#completed says that it is euros.
"""

from __future__ import annotations

from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.client import Client, words
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.prices import GONE, Price, Unpriced, read_price

CURRENCY = "EUR"


async def price_of(client: Client, account: Account, call: str) -> Price | Unpriced:
    """Vonage's price of a call, by its id there."""
    try:
        answer = await client.get(account, call)
    except NoAnswer as reason:
        return Unpriced(str(reason))
    if answer.status == 404:
        return GONE
    if not answer.good:
        return Unpriced(f"the carrier does not say: {words(answer)}")
    return read_price(answer.json.get("price"), CURRENCY)
