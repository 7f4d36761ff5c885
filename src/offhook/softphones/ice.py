"""How a page finds a way for its audio: STUN and TURN servers, as browsers take them (W3C WebRTC, RTCIceServer).

A TURN server relays for whoever has a password that was made with the secret that it shares with us, and whose time
isn't over: no list of users is kept (draft-uberti-behave-turn-rest-00; coturn's `use-auth-secret`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from msgspec import Struct

from offhook.setting_sections import BrowserPhone

LASTS_S = 12 * 3600
"""How long a relay's password is good for: a call's relay is asked for anew with it every few minutes."""


class IceServer(Struct, frozen=True, omit_defaults=True):
    """Servers of one kind."""

    urls: tuple[str, ...]
    username: str = ""
    credential: str = ""


def ice_servers(settings: BrowserPhone, page: str, now: int) -> list[IceServer]:
    """What a page is told, by its user name; `now` in microseconds."""
    found = []
    if settings.stun is not None:
        found.append(IceServer(tuple(settings.stun.split())))
    if settings.turn is not None and settings.turn_secret is not None:
        username = f"{now // 1_000_000 + LASTS_S}:{page}"
        # SHA-1 is what TURN servers check it with.
        digest = hmac.new(settings.turn_secret.encode(), username.encode(), hashlib.sha1).digest()
        found.append(IceServer(tuple(settings.turn.split()), username, base64.b64encode(digest).decode()))
    return found
