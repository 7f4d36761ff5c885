"""What a carrier that speaks TwiML says that a call or message cost.

https://www.twilio.com/docs/voice/api/call-resource#call-properties: “The charge for this call, in the currency
associated with the account. Populated after the call is completed. May not be immediately available.”
"""

from __future__ import annotations

from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.client import Client, words
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.prices import GONE, Price, Unpriced, read_price


async def price_of(client: Client, account: Account, kind: str, sid: str) -> Price | Unpriced:
    """The carrier's price of a thing; `kind` is `Calls` or `Messages`."""
    ending = ".json" if kind == "Messages" else None
    try:
        answer = await client.get(account, kind, sid, ending=ending)
    except NoAnswer as reason:
        return Unpriced(str(reason))
    if answer.status == 404:
        return GONE
    if not answer.good:
        return Unpriced(f"the carrier does not say: {words(answer)}")
    return read_price(answer.json.get("price"), answer.json.get("price_unit") or answer.json.get("currency"))
