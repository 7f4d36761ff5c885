from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from offhook.telephony.smpp.alphabet import decode
from offhook.telephony.smpp.reading import Malformed, delivered


@given(st.binary(max_size=120))
def test_nothing_that_an_smsc_sends_is_worse_than_malformed(body: bytes) -> None:
    try:
        came = delivered(b"\0\1\1" + b"1\0\1\1" + b"2\0" + body)
    except Malformed:
        return
    decode(came.octets, came.coding)
