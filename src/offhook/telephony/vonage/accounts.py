"""An application with Vonage: what it proves to be with, and what Vonage proves to be with."""

from __future__ import annotations

from msgspec import Struct

from offhook.calls.values import TrunkId

API = "https://api.nexmo.com"
"""https://developer.vonage.com/en/api/voice"""
REST = "https://rest.nexmo.com"
"""https://developer.vonage.com/en/api/numbers"""


class Account(Struct, frozen=True):
    """A trunk of this kind, with its secrets."""

    trunk: TrunkId
    application: str
    """Its id; numbers are linked with it, and its webhooks lead here."""
    key: str
    """The application's private key, which requests are signed with: base64 of its DER (PKCS 8)."""
    secrets: tuple[str, ...] = ()
    """What webhooks are signed with: the account's signature secret. Two while one is changed for another."""
    calls_per_second: float = 3.0
    """https://api.support.vonage.com/hc/en-us/articles/207100288: 3 until more is asked for."""
    number_key: str = ""
    """The account's API key, which sees numbers and buys some; empty: they are managed there."""
    number_secret: str = ""
    api: str = API
    """Another address, as of a region or for a test."""
    rest: str = REST
