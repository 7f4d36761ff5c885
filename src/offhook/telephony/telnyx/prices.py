"""What Telnyx says that a text cost: in the text's own record. What a call cost its TeXML API says.

https://developers.telnyx.com/docs/messaging/messages/message-detail-records
"""

from __future__ import annotations

from offhook.telephony.telnyx import texts
from offhook.telephony.telnyx.accounts import Account
from offhook.telephony.telnyx.client import Client, data, words
from offhook.telephony.webhooks.prices import Price, Unpriced, told_price


async def price_of(client: Client, account: Account, text: str) -> Price | Unpriced:
    """The price of a text, by its id there."""
    return await told_price(client.get(account, "messages", text), words, lambda answer: texts.price_of(data(answer)))
