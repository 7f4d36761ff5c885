"""Tokens (JWT, RFC 7519): ours that requests carry, and Vonage's that webhooks carry."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from jwt.types import Options

from offhook.calls.values import Seconds
from offhook.telephony.vonage.accounts import Account

HOLDS_FOR = 900
"""Seconds, of ours. https://developer.vonage.com/en/getting-started/concepts/authentication#json-web-tokens"""
RENEWED_AFTER: Seconds = 600.0
OLDEST_S = 300
"""How old a webhook may be, and how far ahead its clock: a request that somebody has kept is of no use after that."""


_OPTIONS: Options = {
    "require": ["iat"],
    "verify_iat": False,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_aud": False,
}
# Times are compared by whoever asks, with the clock that they have.


class Bearers:
    """Tokens for requests: signing takes a millisecond, so each is used for some minutes."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], tuple[float, str]] = {}

    def of(self, account: Account, now: float) -> str:
        """One that holds for five minutes at least.

        Args:
            now: Seconds since 1970.
        """
        known = self._made.get((account.application, account.key))
        if known is not None and 0 <= now - known[0] < RENEWED_AFTER:
            return known[1]
        claims = {
            "application_id": account.application,
            "iat": int(now),
            "exp": int(now) + HOLDS_FOR,
            "jti": str(uuid.uuid4()),
        }
        made = jwt.encode(claims, private_key(account.key), algorithm="RS256")
        self._made[account.application, account.key] = (now, made)
        return made


@lru_cache(maxsize=100)
def private_key(text: str) -> RSAPrivateKey:
    """An RSA key, read and checked once: that takes 30 ms.

    Raises:
        ValueError: it is none.
    """
    key = load_der_private_key(base64.b64decode(text, validate=True), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("that is no RSA key")
    return key


def signed(
    secrets: Sequence[str], application: str, headers: Mapping[str, str], body: bytes, now: float
) -> dict[str, Any] | None:
    """What the token of a webhook claims, where Vonage has signed it, for this application, not long ago; else None.

    The body is covered by its hash. Of a request without one, as a GET, nothing is: we ask for POST everywhere.
    https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks

    Args:
        secrets: Any of them will do.
        headers: With names in small letters.
        now: Seconds since 1970.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    claims = next((found for secret in secrets if secret and (found := _claims(token, secret)) is not None), None)
    if claims is None:
        return None
    issued, covered = claims.get("iat"), claims.get("payload_hash")
    if not isinstance(issued, int | float) or abs(now - issued) > OLDEST_S:
        return None
    if claims.get("application_id", application) != application:
        return None
    given = str(covered).lower().encode("utf-8", "replace")
    return claims if hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), given) else None


def _claims(token: str, secret: str) -> dict[str, Any] | None:
    """Those of a token that was signed with this secret (HMAC-SHA256, compared in constant time)."""
    try:
        return jwt.decode(token, secret, algorithms=["HS256"], options=_OPTIONS)
    except (jwt.InvalidTokenError, ValueError):
        return None
