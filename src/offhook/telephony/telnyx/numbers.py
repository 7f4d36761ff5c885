"""The numbers of an account with Telnyx: what each is, and where it leads. Pure.

https://developers.telnyx.com/api-reference/phone-number-configurations/list-phone-numbers
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from offhook import numbers
from offhook.telephony.webhooks.numbers import Carries, Hooks, Leads, OwnNumber, e164, kind_of

CONNECTION, PROFILE = "connection_id", "messaging_profile_id"
"""What leads its calls: a TeXML application, or a connection of another kind. What leads its texts."""

NOT_OURS = frozenset({"purchase-failed", "port-failed", "port-pending", "deleted", "ported-out", "purchase-pending"})
"""Numbers in such a state are listed, and carry nothing."""


def own_number(told: Mapping[str, Any], texting: Mapping[str, Any] | None = None) -> OwnNumber | None:
    """From the list; None for one that the account does not have (yet), and for what is no telephone number.

    Args:
        texting: Its messaging settings, which say what it can do besides calls; None: they were not asked for.
    """
    plain = e164(str(told.get("phone_number") or ""))
    if plain is None or told.get("status") in NOT_OURS:
        return None
    return OwnNumber(
        sid=str(told.get("id") or ""),
        number=plain,
        name=str(told.get("customer_reference") or ""),
        country=str(told.get("country_iso_alpha2") or "") or numbers.country_of(plain),
        kind=kind_of(plain, str(told.get("phone_number_type") or "")),
        carries=carries(texting),
        hooks={name: str(told.get(name) or "") for name in (CONNECTION, PROFILE)},
    )


def carries(texting: Mapping[str, Any] | None) -> Carries:
    """What it can do: every number does calls.

    https://developers.telnyx.com/api-reference/number-settings/list-phone-numbers-with-messaging-settings
    """
    features = (texting or {}).get("features")
    found = features if isinstance(features, dict) else {}
    able = {name: any(each.values()) for name, each in found.items() if isinstance(each, dict)}
    return Carries(voice=True, sms=able.get("sms", False), mms=able.get("mms", False))


def offered(features: object) -> Carries:
    """The same of a number that is to be had, which lists its features by name."""
    listed: Sequence[Any] = features if isinstance(features, list) else ()
    found = {str(each.get("name") if isinstance(each, dict) else each) for each in listed}
    return Carries("voice" in found, "sms" in found, "mms" in found)


def leads(found: Hooks, application: str) -> tuple[Leads, str]:
    """Where calls lead, and to whom, for people."""
    to = place(found)
    if not to:
        return Leads.NOWHERE, ""
    return (Leads.HERE if found.get(CONNECTION) == application else Leads.ELSEWHERE), to


def place(found: Hooks) -> str:
    """To whom calls lead; empty where there is nobody to name."""
    return f"connection {found[CONNECTION]}" if found.get(CONNECTION) else ""
