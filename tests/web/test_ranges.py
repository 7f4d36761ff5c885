import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.web.ranges import Outside, Part, Whole, same, wanted


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", Part(0, 100)),
        ("bytes=0-0", Part(0, 1)),
        ("bytes=10-19", Part(10, 10)),
        ("bytes=90-1000", Part(90, 10)),
        ("bytes=-10", Part(90, 10)),
        ("bytes=-1000", Part(0, 100)),
        ("Bytes = 10 - 19", Part(10, 10)),
        ("bytes=100-", Outside()),
        ("bytes=1000-2000", Outside()),
        ("bytes=-0", Outside()),
        (None, Whole()),
        ("", Whole()),
        ("bytes=", Whole()),
        ("bytes=-", Whole()),
        ("bytes=5-4", Whole()),
        ("bytes=a-b", Whole()),
        ("bytes=٣-٤", Whole()),
        ("bytes=0-1,5-6", Whole()),
        ("seconds=0-1", Whole()),
        ("bytes=" + "9" * 100 + "-", Whole()),
    ],
)
def test_a_part_is_understood(header: str | None, part: Whole | Part | Outside) -> None:
    assert wanted(header, 100) == part


def test_nothing_has_no_part() -> None:
    assert wanted("bytes=0-", 0) == wanted("bytes=-5", 0) == Outside()


@given(st.text() | st.from_regex(r"bytes=\d{0,3}-\d{0,3}", fullmatch=True), st.integers(0, 200))
def test_a_part_lies_within(header: str, size: int) -> None:
    match wanted(header, size):
        case Part(start=start, length=length):
            assert length > 0
            assert 0 <= start < start + length <= size
        case Whole() | Outside():
            pass


@pytest.mark.parametrize(
    ("header", "is_same"),
    [(None, False), ("", False), ('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ('"b"', False)],
)
def test_a_tag_is_recognised(header: str | None, is_same: bool) -> None:
    assert same(header, '"a"') is is_same
