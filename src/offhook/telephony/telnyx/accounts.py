"""An account with Telnyx, as its API v2 knows it."""

from __future__ import annotations

from msgspec import Struct

from offhook.calls.values import TrunkId

API = "https://api.telnyx.com/v2"


class Account(Struct, frozen=True):
    """A trunk of this kind, with its secrets."""

    trunk: TrunkId
    key: str
    """The API key, which alone proves who asks."""
    public_keys: tuple[str, ...] = ()
    """What webhooks are signed with, each as base64. Two while one is changed for another."""
    application: str = ""
    """The TeXML application that its calls are made by, and its numbers are led by."""
    api: str = API
    """Another address, as for a test."""
