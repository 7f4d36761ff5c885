"""Segments: the table that the app's counter is tested with too, and what holds for every text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offhook.messages.segments import Encoding, count

CASES = json.loads((Path(__file__).parent / "segments.json").read_text(encoding="utf-8"))
GSM = st.text(alphabet="aZ 0@£é\n€{^", max_size=330)


@pytest.mark.behaviour("U11")
@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"][:12]))
def test_the_shared_table(case: dict[str, Any]) -> None:
    found = count(case["text"])
    shown = {"encoding": found.encoding, "units": found.units, "segments": found.segments, "left": found.left}
    assert shown == {name: case[name] for name in shown}


@settings(max_examples=50, deadline=None)
@given(GSM)
def test_a_text_of_the_alphabet_is_packed_by_hand_the_same(text: str) -> None:
    """Greedily, where what takes two septets is never divided."""
    found = count(text)
    widths = [2 if each in "€{^" else 1 for each in text]
    assert found.encoding is Encoding.GSM7
    assert found.units == sum(widths)
    parts: list[int] = [0] if text else []
    room = 160 if sum(widths) <= 160 else 153
    for width in widths:
        if parts[-1] + width > room:
            parts.append(0)
        parts[-1] += width
    assert found.segments == len(parts)
    assert found.left == room - (parts[-1] if parts else 0)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_written_fits_into_its_segments(text: str) -> None:
    found = count(text)
    units = len(text.encode("utf-16-be", "surrogatepass")) // 2
    if found.encoding is Encoding.UCS2:
        assert found.units == units
    longest = 153 if found.encoding is Encoding.GSM7 else 67
    assert found.left >= 0
    assert found.units <= max(found.segments * longest, 160 if found.encoding is Encoding.GSM7 else 70)
    assert (found.segments == 0) == (text == "")
    assert count(text + "a").units >= found.units
