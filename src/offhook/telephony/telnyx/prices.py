"""What Telnyx says that a text cost: in the text's own record. What a call cost its TeXML API says.

https://developers.telnyx.com/docs/messaging/messages/message-detail-records
"""

from __future__ import annotations

from offhook.telephony.telnyx import texts
from offhook.telephony.telnyx.accounts import Account
from offhook.telephony.telnyx.client import Client, data, words
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.prices import GONE, Price, Unpriced


async def price_of(client: Client, account: Account, text: str) -> Price | Unpriced:
    """The price of a text, by its id there."""
    try:
        answer = await client.get(account, "messages", text)
    except NoAnswer as reason:
        return Unpriced(str(reason))
    if answer.status == 404:
        return GONE
    if not answer.good:
        return Unpriced(f"the carrier does not say: {words(answer)}")
    return texts.price_of(data(answer))
