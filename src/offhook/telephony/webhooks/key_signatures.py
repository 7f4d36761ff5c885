"""Whether a webhook comes from Telnyx, whose two APIs sign alike: by a key pair, over the body and a time stamp."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

OLDEST_S = 300
"""How old a time-stamped webhook may be: Telnyx's own libraries allow five minutes."""


def signed_by_key(keys: Sequence[str], headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Ed25519 over `time stamp|body`, by one of the public keys (base64), and not long ago.

    https://developers.telnyx.com/docs/development/sdk/python/webhooks

    Args:
        headers: With names in small letters.
        now: Seconds since 1970.
    """
    stamp = headers.get("telnyx-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or abs(now - int(stamp[:12])) > OLDEST_S:
        return False
    try:
        signature = base64.b64decode(headers.get("telnyx-signature-ed25519", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    return any(_verifies(key, signature, stamp.encode() + b"|" + body) for key in keys)


def _verifies(key: str, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True)).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
