"""The key by which push services know this installation (VAPID, RFC 8292): made at the first need, kept encrypted."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Connection

from offhook.ids import new_id
from offhook.push import store
from offhook.storage.secrets import Secrets

OWNER = "push key"
"""What it is encrypted for: there is one an installation."""
GOOD_FOR_S = 12 * 3600
"""Of a token; push services take a day at most."""


def public_key(conn: Connection, secrets: Secrets, now: int) -> str:
    """What browsers subscribe with, base64url. To be called where it may be written: the first need makes it."""
    found = store.key(conn)
    if found is not None:
        return found[1]
    private = ec.generate_private_key(ec.SECP256R1())
    raw = private.private_numbers().private_value.to_bytes(32, "big")
    point = private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    public = _base64(point)
    store.add_key(conn, new_id("pushkey"), secrets.encrypt(_base64(raw), OWNER), public, now)
    return public


def private_key(conn: Connection, secrets: Secrets) -> str | None:
    """What tokens are signed with; None where nobody has subscribed yet.

    Raises:
        Problem: `secret-unreadable`.
    """
    found = store.key(conn)
    return None if found is None else secrets.decrypt(found[0], OWNER)


def authorization(key: str, *, audience: str, contact: str, now: int) -> str:
    """The header that says who pushes.

    Args:
        key: As `private_key` gives it.
        audience: The push service's origin.
        contact: Where its people reach ours: a `mailto:` or `https:` address.
        now: UTC, microseconds.
    """
    from py_vapid import Vapid02  # as pywebpush: imported at the first need

    claims = {"aud": audience, "sub": contact, "exp": now // 1_000_000 + GOOD_FOR_S}
    header: str = Vapid02.from_raw(key.encode()).sign(claims)["Authorization"]
    return header


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
