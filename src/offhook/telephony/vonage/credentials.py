"""Whether Vonage takes an application's private key, tried before it is kept."""

from __future__ import annotations

from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.client import Client, words
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.trials import Trial, Tried


async def try_out(client: Client, account: Account) -> Trial:
    """Ask for its calls. Whether the signature secret is right, no request tells: the first webhook does."""
    try:
        answer = await client.get(account, page_size="1")
    except NoAnswer as reason:
        return Trial(Tried.NO_ANSWER, str(reason))
    if answer.good:
        return Trial(Tried.GOOD)
    return Trial(Tried.WRONG_KEY if answer.status in {401, 403} else Tried.FAILS, words(answer))
