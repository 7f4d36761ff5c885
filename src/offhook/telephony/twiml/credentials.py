"""Whether the carrier takes what an account opens with, tried before it is kept."""

from __future__ import annotations

from msgspec import structs

from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.client import Client, words
from offhook.telephony.twiml.refusals import why
from offhook.telephony.webhooks.http import Answer, NoAnswer
from offhook.telephony.webhooks.refusals import Why
from offhook.telephony.webhooks.trials import Trial, Tried


async def try_out(client: Client, account: Account) -> Trial:
    """Ask with the key for what it is needed for, and with each auth token for the account itself.

    A carrier that does not tell by its API whether a token is right is not asked for that.
    """
    parts = [part for part in account.dialect.looked_at.split("/") if part]
    try:
        by_key = await client.get(account, *parts, **({"PageSize": "1"} if parts else {}))
        if not by_key.good:
            return _failed(by_key, Tried.WRONG_KEY)
        on_trial = False
        for place, token in enumerate(account.tokens if account.dialect.owned else ()):
            by_token = await client.get(structs.replace(account, user=account.sid, secret=token))
            if not by_token.good:
                return structs.replace(_failed(by_token, Tried.WRONG_TOKEN), token=place)
            # https://www.twilio.com/docs/iam/api/account#account-properties
            status = str(by_token.json.get("status") or "active")
            if status != "active":
                return Trial(Tried.SUSPENDED, status)
            on_trial = by_token.json.get("type") == "Trial"
    except NoAnswer as reason:
        return Trial(Tried.NO_ANSWER, str(reason))
    return Trial(Tried.GOOD, on_trial=on_trial)


def _failed(answer: Answer, wrong: Tried) -> Trial:
    match why(answer):
        case Why.SUSPENDED:
            return Trial(Tried.SUSPENDED, words(answer))
        case Why.CREDENTIALS:
            return Trial(wrong, words(answer))
        case _:
            # https://www.twilio.com/docs/usage/requests-to-twilio: another account's path is not found
            return Trial(wrong if answer.status == 404 else Tried.FAILS, words(answer))
