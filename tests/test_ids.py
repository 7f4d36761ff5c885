import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.ids import is_id, new_id


def test_an_id_is_its_prefix_and_26_characters() -> None:
    assert re.fullmatch(r"call_[0-7][0-9a-hjkmnp-tv-z]{25}", new_id("call"))


def test_ids_are_different() -> None:
    assert len({new_id("call") for _ in range(10_000)}) == 10_000


@given(st.lists(st.integers(0, 2**48 - 1), min_size=2, max_size=2, unique=True))
def test_ids_sort_by_the_time_they_were_made(milliseconds: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        made = []
        for millisecond in sorted(milliseconds):
            patch.setattr(time, "time_ns", lambda now=millisecond: now * 1_000_000 + 999_999)
            made.append(new_id("call"))
    assert made == sorted(made)


def test_the_time_can_be_read_from_an_id() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time_ns", lambda: 1_000_000)
        assert new_id("call").startswith("call_0000000001")


def test_our_ids_are_known_by_their_shape() -> None:
    assert is_id(new_id("line"), "line")


@pytest.mark.parametrize(
    "text",
    ["", "line_", "line_1", "line_" + "u" * 26, "line_" + "0" * 27, "trunk_" + "0" * 26, "line_" + "0" * 26 + "\n"],
)
def test_what_is_no_id_is_known(text: str) -> None:
    assert not is_id(text, "line")
