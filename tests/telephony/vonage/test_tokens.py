"""A webhook is believed when Vonage has signed it: for this application, over this body, not long ago."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from offhook.calls.values import TrunkId
from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.tokens import HOLDS_FOR, OLDEST_S, RENEWED_AFTER, Bearers, private_key, signed

SECRET, OTHER = "a-signature-secret-of-some-length-1", "a-signature-secret-of-some-length-2"
APPLICATION, NOW, BODY = "app-1", 1_800_000_000.0, b'{"uuid":"1"}'
CLAIMS = {
    "iat": int(NOW),
    "jti": "1",
    "application_id": APPLICATION,
    "payload_hash": hashlib.sha256(BODY).hexdigest(),
}


def header(secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> dict[str, str]:
    given = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return {"authorization": f"Bearer {jwt.encode(given, secret, algorithm=algorithm)}"}


def test_what_vonage_has_signed_is_believed_with_either_secret() -> None:
    assert signed([SECRET], APPLICATION, header(), BODY, NOW) is not None
    assert signed([OTHER, SECRET], APPLICATION, header(), BODY, NOW) is not None
    assert signed([SECRET], APPLICATION, header(iat=int(NOW) - OLDEST_S), BODY, NOW) is not None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer"},
        {"authorization": "Bearer é.é.é"},
        {"authorization": header()["authorization"].replace("Bearer", "Basic")},
        header(OTHER),
        header(iat=int(NOW) - OLDEST_S - 1),
        header(iat=int(NOW) + OLDEST_S + 1),
        header(iat=None),
        header(application_id="app-2"),
        header(payload_hash=None),
        header(payload_hash=hashlib.sha256(b"{}").hexdigest()),
        header(payload_hash="é"),
        header(algorithm="none", secret=""),
        header(algorithm="HS512", secret=SECRET * 2),
    ],
)
def test_nobody_else_is(headers: dict[str, str]) -> None:
    assert signed([SECRET, SECRET * 2], APPLICATION, headers, BODY, NOW) is None


def test_an_empty_secret_opens_nothing() -> None:
    assert signed(["", SECRET], APPLICATION, header(secret=OTHER), BODY, NOW) is None
    assert signed([], APPLICATION, header(), BODY, NOW) is None


@given(st.text(max_size=60), st.binary(max_size=60))
def test_whatever_comes_is_no_crash(text: str, body: bytes) -> None:
    assert signed([SECRET], APPLICATION, {"authorization": f"Bearer {text}"}, body, NOW) is None


def kept(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def test_a_token_of_ours_is_used_for_some_minutes_and_holds_longer() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    bearers, account = Bearers(), Account(TrunkId("trunk_1"), APPLICATION, kept(key))
    first = bearers.of(account, NOW)
    claims = jwt.decode(
        first, key.public_key(), algorithms=["RS256"], options={"verify_exp": False, "verify_iat": False}
    )
    assert (claims["application_id"], claims["iat"], claims["exp"]) == (APPLICATION, NOW, NOW + HOLDS_FOR)
    assert claims["jti"]
    assert bearers.of(account, NOW + RENEWED_AFTER - 1) == first
    assert bearers.of(account, NOW + RENEWED_AFTER) != first


def test_only_an_rsa_key_signs() -> None:
    with pytest.raises(ValueError, match="no RSA key"):
        private_key(kept(ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(ValueError):
        private_key("nonsense")
