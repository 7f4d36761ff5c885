"""The numbers of an account with Vonage: what each is, and where it leads. Pure.

https://developer.vonage.com/en/api/numbers
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from offhook import numbers
from offhook.calls.values import E164
from offhook.telephony.vonage.messages import number as with_plus
from offhook.telephony.webhooks.numbers import Carries, Hooks, Leads, NumberType, OwnNumber, Wanted, e164, kind_of

APPLICATION, TYPE, VALUE, TEXTS = "app_id", "voiceCallbackType", "voiceCallbackValue", "moHttpUrl"
"""What is shown of where a number leads. Where it tells the ends of calls is not shown, so nothing is known of it."""

TYPES = {
    NumberType.LOCAL: "landline",
    NumberType.TOLL_FREE: "landline-toll-free",
    NumberType.MOBILE: "mobile-lvn",
}
WITHOUT_TYPES = frozenset({"US", "CA"})
"""Where a number can't be told to be a mobile's: Vonage calls all of them `mobile-lvn`, but for toll-free ones."""


def own_number(told: Mapping[str, Any]) -> OwnNumber | None:
    """From the list; None for what is no telephone number, such as a short code."""
    plain = e164(with_plus(told.get("msisdn")))
    if plain is None:
        return None
    return OwnNumber(
        sid=plain.removeprefix("+"),
        number=plain,
        name="",
        country=str(told.get("country") or "") or numbers.country_of(plain),
        kind=kind(plain, str(told.get("type") or ""), str(told.get("country") or "")),
        carries=carries(told),
        hooks=hooks(told),
    )


def hooks(told: Mapping[str, Any]) -> Hooks:
    """Where it leads. An application may be named as a callback instead, as it was once: that is the same."""
    found = {name: str(told.get(name) or "") for name in (APPLICATION, TYPE, VALUE, TEXTS)}
    if found[TYPE] == "app":
        found |= {APPLICATION: found[APPLICATION] or found[VALUE], TYPE: "", VALUE: ""}
    return found


def ours(application: str) -> Wanted:
    """What a number has that leads here. “If set, sip or tel are prioritized over the Voice capability in your
    Application”, so neither may be. Its texts stay where they are: none are taken from Vonage."""
    return {APPLICATION: application, TYPE: "", VALUE: ""}


def form(own: OwnNumber, wanted: Wanted) -> dict[str, str]:
    """What Vonage is told: all of it, as what an update leaves out is gone after it.

    So the vendor's own tool unlinks a number: by an update without the application.
    https://github.com/Vonage/vonage-cli/blob/main/src/commands/apps/numbers/unlink.js
    """
    after = {**own.hooks, **wanted}
    made = {"country": own.country or "", "msisdn": own.number.removeprefix("+")}
    return made | {name: value for name, value in after.items() if value or name == TEXTS}


def leads(found: Hooks, application: str) -> tuple[Leads, str]:
    """Where calls lead, and to whom, for people."""
    to = place(found)
    if not to:
        return Leads.NOWHERE, ""
    here = found.get(APPLICATION) == application and not found.get(TYPE)
    return (Leads.HERE if here else Leads.ELSEWHERE), to


def place(found: Hooks) -> str:
    """To whom calls lead; empty where there is nobody to name."""
    if found.get(TYPE):
        return f"{'SIP' if found[TYPE] == 'sip' else 'number'} {found.get(VALUE, '')}".strip()
    return f"application {found[APPLICATION]}" if found.get(APPLICATION) else ""


def carries(told: Mapping[str, Any]) -> Carries:
    """What it can do, from its `features`."""
    said = told.get("features")
    found = {str(each).upper() for each in said} if isinstance(said, list) else set()
    return Carries("VOICE" in found, "SMS" in found, "MMS" in found)


def kind(number: E164, told: str, country: str) -> NumberType:
    """As Vonage calls it; in North America as the numbering plan does."""
    if told == TYPES[NumberType.TOLL_FREE]:
        return NumberType.TOLL_FREE
    if told == TYPES[NumberType.MOBILE] and country not in WITHOUT_TYPES:
        return NumberType.MOBILE
    if told == TYPES[NumberType.LOCAL]:
        return NumberType.LOCAL
    return kind_of(number)


def digits(text: str) -> str:
    """Those in it."""
    return re.sub(r"[^0-9]", "", text)
