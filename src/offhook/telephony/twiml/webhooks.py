"""What a number's calls and messages lead to, as the carrier keeps it, and what it is when it leads here.

https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from offhook.calls.values import TrunkId
from offhook.telephony.twiml import texts
from offhook.telephony.webhooks.addresses import PREFIX, About, Addresses
from offhook.telephony.webhooks.numbers import Leads, Wanted


class Webhooks(Struct, frozen=True):
    """All that says where a number leads, empty where the carrier has nothing. The names are the carrier's."""

    voice_url: str = ""
    voice_method: str = ""
    voice_fallback_url: str = ""
    voice_fallback_method: str = ""
    voice_application_sid: str = ""
    """Where it is set, the carrier ignores the addresses above."""
    trunk_sid: str = ""
    """A SIP trunk of the carrier's. Where it is set, it ignores all that is above."""
    status_callback: str = ""
    status_callback_method: str = ""
    sms_url: str = ""
    sms_method: str = ""
    sms_fallback_url: str = ""
    sms_fallback_method: str = ""
    sms_application_sid: str = ""

    @classmethod
    def of(cls, told: Mapping[str, object]) -> Webhooks:
        """From the carrier's resource."""
        return cls(**{name: str(told.get(name) or "") for name in cls.__struct_fields__})

    def get(self, name: str) -> str:
        """One of them."""
        return str(getattr(self, name))


_METHODS = frozenset(name for name in Webhooks.__struct_fields__ if name.endswith("_method"))


# https://www.twilio.com/docs/phone-numbers: what a number that was just bought plays.
_DEMO = "demo.twilio.com"


def ours(trunk: TrunkId, addresses: Addresses) -> Wanted:
    """What a number has whose calls and texts lead here."""
    return {
        "voice_url": addresses.of(trunk, About.INCOMING),
        "voice_method": "POST",
        "voice_fallback_url": "",
        "voice_application_sid": "",
        "trunk_sid": "",
        "status_callback": addresses.of(trunk, About.NUMBER_STATUS),
        "status_callback_method": "POST",
        "sms_url": texts.received_at(addresses.public, trunk),
        "sms_method": "POST",
        "sms_fallback_url": "",
        "sms_application_sid": "",
    }


def differing(found: Webhooks, wanted: Wanted) -> list[str]:
    """Names of what is not as it should be. How an address is asked for is the same where there is no address."""
    return [
        name
        for name, value in wanted.items()
        if found.get(name) != value and not (name in _METHODS and not wanted.get(_address_of(name), ""))
    ]


def form(found: Webhooks, wanted: Wanted) -> list[tuple[str, str]]:
    """What the carrier is to be told: only what differs, as it ignores some things and one empties the other."""
    changed = [(name, wanted[name]) for name in differing(found, wanted)]
    # “Setting a trunk_sid will automatically delete your voice_application_sid and vice versa.”
    changed.sort(key=lambda each: bool(each[1]) and each[0] in {"trunk_sid", "voice_application_sid"})
    return [(_as_parameter(name), value) for name, value in changed]


def leads(hooks: Webhooks, public: str) -> tuple[Leads, str]:
    """Where calls lead, and to whom, for people; empty where there is nobody to name.

    Args:
        public: Our own address.
    """
    if hooks.trunk_sid:
        return Leads.ELSEWHERE, f"SIP trunk {hooks.trunk_sid}"
    if hooks.voice_application_sid:
        return Leads.ELSEWHERE, f"application {hooks.voice_application_sid}"
    if not hooks.voice_url:
        return Leads.NOWHERE, ""
    host = urlsplit(hooks.voice_url).hostname or hooks.voice_url[:60]
    if hooks.voice_url.startswith(f"{public}{PREFIX}/"):
        return Leads.HERE, host
    return (Leads.NOWHERE, host) if host == _DEMO else (Leads.ELSEWHERE, host)


def _address_of(method: str) -> str:
    return method.removesuffix("_method") if method == "status_callback_method" else method.replace("_method", "_url")


def _as_parameter(name: str) -> str:
    """`voice_url` is `VoiceUrl` in requests."""
    return "".join(part.capitalize() for part in name.split("_"))
