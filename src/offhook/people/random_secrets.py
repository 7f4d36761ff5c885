"""How random secrets are kept: those of API keys, sessions and links."""

from __future__ import annotations

import hashlib


def hashed(secret: str) -> str:
    """SHA-256, hexadecimal, of a secret with 256 random bits.

    A slow hash protects what people choose. Such a secret can't be guessed however fast the hash is, and a request
    shouldn't wait for one.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
