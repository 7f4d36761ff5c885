"""Whether Vonage takes an application's private key, and the account's API key, tried before they are kept."""

from __future__ import annotations

from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.client import Client, words
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.trials import Trial, Tried


async def try_out(client: Client, account: Account) -> Trial:
    """Ask for its calls, and with the account's API key, where there is one, for its numbers.

    Whether the signature secret is right, no request tells: the first webhook does.
    """
    try:
        answer = await client.get(account, page_size="1")
        by_key = await client.numbers(account, "/account/numbers", size="1") if account.number_key else None
    except NoAnswer as reason:
        return Trial(Tried.NO_ANSWER, str(reason))
    if answer.good and by_key is not None and not by_key.good:
        said = str(by_key.json.get("error-code-label") or words(by_key))
        return Trial(Tried.WRONG_NUMBER_KEY if by_key.status in {401, 403} else Tried.FAILS, said)
    if answer.good:
        return Trial(Tried.GOOD)
    return Trial(Tried.WRONG_KEY if answer.status in {401, 403} else Tried.FAILS, words(answer))
