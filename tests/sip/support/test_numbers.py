import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sip.support.numbers import mentions

CANARY = "+13125558642"


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("From: <sip:+13125558642@127.0.0.1>", "plain"),
        ("From: <sip:13125558642@127.0.0.1>", "plain"),
        ("From: <sip:0013125558642@127.0.0.1>", "plain"),
        ("From: <sip:3125558642@127.0.0.1>", "plain"),
        ("To: <tel:+1-312-555-8642>", "plain"),
        ('From: "(312) 555-8642" <sip:x@127.0.0.1>', "plain"),
        ("s=call to 1.312.555.8642", "plain"),
        ("P-Asserted-Identity: <tel:5558642;phone-context=+1312>", "plain"),
        ("c=IN IP4 127.0.0.1 555 8642", "plain"),
        ("Contact: <sip:%2B13125558642@127.0.0.1>", "plain"),
        ("Contact: <sip:%33%31%32%35%35%35%38%36%34%32@127.0.0.1>", "percent-encoded"),
        ("Contact: <sip:%2533%2531%2532%2535%2535%2535%2538%2536%2534%2532@127.0.0.1>", "percent-encoded"),
        ("X-Id: " + base64.b64encode(b"call +13125558642").decode(), "base64"),
        ("X-Id: " + base64.urlsafe_b64encode(b"xy3125558642?~").decode().rstrip("="), "base64"),
        ("Call-ID: a" + base64.b64encode(b"3125558642").decode(), "base64"),
        ("Route: <sip:2.4.6.8.5.5.5.2.1.3.1.e164.arpa>", "backwards"),
        ("Call-ID: 35353538363432@x", "hexadecimal"),
    ],
)
def test_the_number_is_found_however_it_is_written(text: str, notation: str) -> None:
    assert notation in mentions(CANARY, text)


@pytest.mark.parametrize(
    "text",
    [
        "From: <sip:+12025550100@127.0.0.1>",
        "From: <sip:+13125558643@127.0.0.1>",
        "o=- 3986425558642 15558642 IN IP4 127.0.0.1",
        "Call-ID: 9955586421255586",
        "Via: SIP/2.0/UDP 127.0.0.1:5558;branch=z9hG4bK642",
        "",
    ],
)
def test_another_number_is_not_mistaken_for_it(text: str) -> None:
    assert mentions(CANARY, text) == []


def test_a_short_number_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        mentions("+4930", "anything")


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    mentions(CANARY, text)
