"""Key pairs of applications: made once, and the same for the same name."""

from __future__ import annotations

import base64
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


@cache
def _key(name: str) -> RSAPrivateKey:
    del name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_key(name: str) -> RSAPublicKey:
    """What the carrier has of it."""
    return _key(name).public_key()


def pem(name: str) -> str:
    """The private key as the file says it that Vonage gives."""
    return _key(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def kept(name: str) -> str:
    """The private key as accounts keep it: base64 of its DER."""
    return base64.b64encode(_key(name).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()
