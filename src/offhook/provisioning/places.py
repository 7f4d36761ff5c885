"""To whom a number leads, by what was kept of it alone: each carrier says it by names of its own."""

from __future__ import annotations

from offhook.telephony.telnyx import numbers as telnyx
from offhook.telephony.twiml.webhooks import Webhooks, leads
from offhook.telephony.vonage import numbers as vonage
from offhook.telephony.webhooks.numbers import Hooks


def place(hooks: Hooks) -> str:
    """To whom, for people; empty where there is nobody to name."""
    if vonage.APPLICATION in hooks:
        return vonage.place(hooks)
    if telnyx.CONNECTION in hooks:
        return telnyx.place(hooks)
    return leads(Webhooks(**hooks), "")[1]
