"""What a carrier that speaks TwiML says that a call or message cost.

https://www.twilio.com/docs/voice/api/call-resource#call-properties: “The charge for this call, in the currency
associated with the account. Populated after the call is completed. May not be immediately available.”
"""

from __future__ import annotations

from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.client import Client, words
from offhook.telephony.webhooks.http import Answer
from offhook.telephony.webhooks.prices import Price, Unpriced, read_price, told_price


async def price_of(client: Client, account: Account, kind: str, sid: str) -> Price | Unpriced:
    """The carrier's price of a thing; `kind` is `Calls` or `Messages`."""
    ending = ".json" if kind == "Messages" else None
    return await told_price(client.get(account, kind, sid, ending=ending), words, _read)


def _read(answer: Answer) -> Price | Unpriced:
    told = answer.json
    return read_price(told.get("price"), told.get("price_unit") or told.get("currency"))
