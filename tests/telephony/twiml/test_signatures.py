"""Webhooks are believed when the carrier has signed them, over the address that we gave it, and never otherwise."""

import base64
import hashlib
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from offhook.telephony.twiml.signatures import MOST_FIELDS, signed_by_token
from offhook.telephony.webhooks.key_signatures import OLDEST_S, signed_by_key

TOKEN, OTHER = "12345abcde", "67890fghij"
URL = "https://office.example.com/carriers/trunk_1/status/call_1-1"
FORM = {"CallSid": "CA1", "From": "+12025550111", "CallStatus": "in-progress", "Digits": "", "Name": "Zoë & Söhne"}
BODY = urlencode(FORM).encode()
NOW = 1_800_000_000.0


def signature(url: str = URL, form: dict[str, str] = FORM, token: str = TOKEN) -> str:
    """By the vendor's own library."""
    return str(RequestValidator(token).compute_signature(url, form))


def holds(signed: str, url: str = URL, body: bytes = BODY, tokens: tuple[str, ...] = (TOKEN,)) -> bool:
    return signed_by_token(tokens, url, {"x-twilio-signature": signed}, body)


def test_what_the_vendor_s_library_signs_is_believed() -> None:
    assert holds(signature())
    assert holds(signature(form={}), body=b"")


def test_both_tokens_hold_while_one_is_rotated() -> None:
    for token in (TOKEN, OTHER):
        assert holds(signature(token=token), tokens=(TOKEN, OTHER))
    assert not holds(signature(token=OTHER))
    assert not holds(signature(token=""), tokens=("", TOKEN)), "an empty token signs nothing"
    assert not holds(signature(), tokens=())


def test_a_port_may_be_signed_or_not() -> None:
    assert holds(signature("https://office.example.com:443/a"), url="https://office.example.com/a")
    assert holds(signature("https://office.example.com/a"), url="https://office.example.com:8443/a")


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example.com/carriers/trunk_1/status/call_1-1",
        "http://office.example.com/carriers/trunk_1/status/call_1-1",
        f"{URL}?a=b",
        URL.replace("call_1-1", "call_1-2"),
    ],
)
def test_another_address_is_not_believed(url: str) -> None:
    assert not holds(signature(), url=url)


def test_no_byte_may_differ() -> None:
    signed = signature()
    for at in range(len(BODY)):
        changed = bytes([*BODY[:at], BODY[at] ^ 1, *BODY[at + 1 :]])
        assert not holds(signed, body=changed), changed
    for at in range(len(signed)):
        assert not holds(signed[:at] + chr(ord(signed[at]) ^ 1) + signed[at + 1 :])
    for at in range(len(URL)):
        changed_url = URL[:at] + chr(ord(URL[at]) ^ 1) + URL[at + 1 :]
        assert not holds(signed, url=changed_url if changed_url.startswith("http") else f"http{changed_url}")


def test_a_body_that_is_no_form_is_covered_by_its_hash() -> None:
    body = b'{"CallSid": "CA1"}'
    url = f"{URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    signed = signature(url, {})
    assert holds(signed, url, body)
    assert not holds(signed, url, body + b" ")


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
FORMS = st.dictionaries(NAMES, st.text(st.characters(codec="utf-8"), max_size=12), min_size=2, max_size=6)


def by_the_vendor(signed: str, url: str, form: dict[str, str]) -> bool:
    return bool(RequestValidator(TOKEN).validate(url, form, signed))


@given(FORMS, st.data())
@pytest.mark.behaviour("U2")
def test_what_is_changed_on_its_way_is_refused_and_the_order_does_not_count(
    form: dict[str, str], data: st.DataObject
) -> None:
    signed = signature(form=form)
    shuffled = dict(data.draw(st.permutations(list(form.items()))))
    assert holds(signed, body=urlencode(shuffled).encode())
    assert by_the_vendor(signed, URL, shuffled)
    name = data.draw(st.sampled_from(sorted(form)))
    others: dict[str, dict[str, str]] = {
        "a parameter is gone": {key: value for key, value in form.items() if key != name},
        "a value differs": form | {name: form[name] + data.draw(NAMES)},
        "a parameter more": form | {name + data.draw(NAMES): "x"},
    }
    for what, other in others.items():
        # Two forms may be the same text once names and values stand in a row: then the vendor takes both, too.
        assert holds(signed, body=urlencode(other).encode()) == by_the_vendor(signed, URL, other), what
        if "".join(key + other[key] for key in sorted(other)) != "".join(key + form[key] for key in sorted(form)):
            assert not holds(signed, body=urlencode(other).encode()), what
    body = urlencode(form).encode()
    at = data.draw(st.integers(0, len(signed) - 1))
    assert not holds(signed[:at] + chr(ord(signed[at]) ^ 1) + signed[at + 1 :], body=body)
    url = data.draw(st.sampled_from([f"{URL}?a=b", f"{URL}/", URL[:-1], URL.replace("https", "http")]))
    assert holds(signed, url, body) == by_the_vendor(signed, url, form) is False
    assert not signed_by_token((TOKEN,), URL, {}, body)
    assert not signed_by_token((TOKEN,), URL, {"x-signalwire-signature": signed}, body)


@given(st.binary(max_size=200), st.text(max_size=60), st.text(max_size=60))
def test_whatever_comes_is_no_crash_and_not_believed(body: bytes, signed: str, query: str) -> None:
    assert not holds(signed, f"{URL}?{urlencode({'bodySHA256': query})}", body)
    assert not holds(signed, URL, body)
    headers = {"telnyx-signature-ed25519": signed, "telnyx-timestamp": query}
    assert not signed_by_key((signed, query), headers, body, NOW)


def test_more_fields_than_any_carrier_sends_are_not_believed_and_no_crash() -> None:
    most, too_many = ({f"F{place}": "x" for place in range(count)} for count in (MOST_FIELDS, MOST_FIELDS + 1))
    assert holds(signature(form=most), body=urlencode(most).encode())
    assert not holds(signature(form=too_many), body=urlencode(too_many).encode())


KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def by_key(body: bytes = BODY, stamp: str = "1800000000", now: float = NOW, keys: tuple[str, ...] = (PUBLIC,)) -> bool:
    signed = base64.b64encode(KEY.sign(b"1800000000|" + BODY)).decode()
    return signed_by_key(keys, {"telnyx-signature-ed25519": signed, "telnyx-timestamp": stamp}, body, now)


def test_ed25519_covers_body_and_time_and_is_refused_when_old() -> None:
    assert by_key()
    assert by_key(keys=("", "no key", PUBLIC))
    assert by_key(now=NOW + OLDEST_S)
    assert not by_key(now=NOW + OLDEST_S + 1)
    assert not by_key(now=NOW - OLDEST_S - 1)
    assert not by_key(stamp="1800000001")
    assert not by_key(stamp="")
    assert not by_key(keys=())
    for at in range(len(BODY)):
        assert not by_key(bytes([*BODY[:at], BODY[at] ^ 1, *BODY[at + 1 :]]))
