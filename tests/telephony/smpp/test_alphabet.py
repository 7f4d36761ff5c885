from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.telephony.smpp.alphabet import GSM, TooLong, decode, encode


@given(st.text(max_size=700), st.integers(0, 255))
def test_parts_hold_what_a_network_carries_and_say_the_text(text: str, reference: int) -> None:
    text = text.encode("utf-8", "replace").decode()
    encoded = encode(text, reference)
    most = (160 if encoded.coding == GSM else 140, 153 if encoded.coding == GSM else 134)
    several = len(encoded.parts) > 1
    bodies = [part[6:] if several else part for part in encoded.parts]
    assert all(len(body) <= most[several] for body in bodies)
    assert decode(b"".join(bodies), encoded.coding) == text


def test_a_text_has_255_parts_at_most() -> None:
    assert len(encode("x" * 153 * 255, 1).parts) == 255
    with pytest.raises(TooLong):
        encode("x" * (153 * 255 + 1), 1)
