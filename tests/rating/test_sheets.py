"""Rates from files, and what is wrong with them."""

from __future__ import annotations

import pytest

from offhook.rating.model import PricedKind, Rate
from offhook.rating.sheets import MOST_ERRORS, RowError, read


def test_a_file_is_read_whatever_parts_its_columns() -> None:
    text = "\ufeffCountry;Prefix;Kind;Direction;Price;Increment\nUS;+1 202;call;inbound;0,0085;6\n\n;*;text;;0,0079;\n"
    found = read(text.encode())
    assert found.rates == [
        Rate(PricedKind.CALL, "inbound", "1202", 8_500, 0, 60, 6),
        Rate(PricedKind.TEXT, "outbound", "", 7_900),
    ]
    assert (found.wrong, found.left_out) == (0, ["country"])


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("free,1,,,,", "prefix", "“free” is no beginning of a number"),
        ("+0202,1,,,,", "prefix", "is no beginning of a number"),
        ("1234567890123456,1,,,,", "prefix", "15 digits at most"),
        ("1,,,,,", "price", "There is no price. Write 0"),
        ("1,-1,,,,", "price", "it must be 0 or more"),
        ("1,NaN,,,,", "price", "it must be 0 or more"),
        ("1,$1,,,,", "price", "“$1” is no amount"),
        ("1,1.0000001,,,,", "price", "more than six decimals"),
        ("1,1e99,,,,", "price", "the highest price here"),
        ("1,1e999999,,,,", "price", "“1e999999” is no amount"),
        ("1,1_0,,,,", "price", "“1_0” is no amount"),
        ("1,1,upward,,,", "direction", "write outbound or inbound"),
        ("1,1,,fax,,", "kind", "write call, text or picture"),
        ("1,1,,,x,", "minimum", "no number of seconds from 0 to 3600"),
        ("1,1,,,,0", "increment", "no number of seconds from 1 to 3600"),
    ],
)
def test_each_row_that_cannot_be_used_says_why(row: str, column: str, words: str) -> None:
    found = read(f"prefix,price,direction,kind,minimum,increment\n44,1,,,,\n{row}\n".encode())
    (error,) = found.errors
    assert (error.line, error.column, found.wrong, len(found.rates)) == (3, column, 1, 1)
    assert words in error.text


def test_a_prefix_that_is_there_twice_is_told_with_both_lines() -> None:
    found = read(b"prefix,price\n1,1\n+1,2\n")
    assert found.errors == [RowError(3, "prefix", "Line 2 has the same prefix, direction and kind already.")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "has no prefix and no price"),
        (b"number,price\n1,1\n", "has no prefix"),
        (b"prefix,price\n", "no rates below its first row"),
        (b"prefix,price,price\n1,1,1\n", "price is there more than once"),
        (b"prefix,price\n1,\xff\n", "not UTF-8 text from here on"),
        (b"PK\x03\x04\0\0", "is no text"),
        (b'prefix,price\n1,"' + b"x" * 2_200_000, "can't be read as CSV"),
    ],
)
def test_what_is_no_file_of_rates_says_so(content: bytes, words: str) -> None:
    found = read(content)
    assert found.rates == []
    assert words in found.errors[0].text


def test_of_many_errors_the_first_are_told() -> None:
    found = read(b"prefix,price\n" + b"x,1\n" * 100)
    assert (len(found.errors), found.wrong) == (MOST_ERRORS, 100)
