"""Telephone numbers as people say them: digit by digit, in the groups in which their country writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from msgspec import Struct
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

_LONGEST_IN_ONE_BREATH = 5
_WHEN_SPLIT = 4
_MOST_DIGITS = 15  # ITU-T E.164


class Digits(Struct, frozen=True):
    """The words of a language for 0 to 9 and for the plus of an international number."""

    words: tuple[str, ...]
    plus: str


def say_number(number: str, country: str, digits: Digits) -> str:
    """Put an E.164 number into words, a comma (a short pause) between groups.

    Numbers that share the calling code of `country` (ISO 3166 alpha-2) are said in national form, as somebody there
    would dial them: `+12025550122` in `US` is "two oh two, five five five, oh one two two". Others begin with "plus"
    and the calling code. What isn't a telephone number is said as far as it holds digits; "" when it holds none.
    """
    parsed = _parsed(number)
    if parsed is None:
        groups = list(_breaths("".join(_digits_in(number))[:_MOST_DIGITS]))
    elif parsed.country_code == phonenumbers.country_code_for_region(country.upper()):
        groups = _groups(parsed, PhoneNumberFormat.NATIONAL)
    else:
        groups = _groups(parsed, PhoneNumberFormat.INTERNATIONAL)
        return ", ".join([digits.plus, *(_say(group, digits) for group in groups)])
    return ", ".join(_say(group, digits) for group in groups)


def _parsed(number: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(number)
    except NumberParseException:
        return None


def _groups(number: PhoneNumber, form: int) -> list[str]:
    written = phonenumbers.format_number(number, form)
    return [breath for group in _digits_in(written) for breath in _breaths(group)]


def _digits_in(text: str) -> list[str]:
    return re.findall(r"[0-9]+", text)


def _breaths(group: str) -> Iterator[str]:
    """Cut a group that nobody could take down in one go into even parts, the longer ones last."""
    if not group:
        return
    parts = 1 if len(group) <= _LONGEST_IN_ONE_BREATH else -(-len(group) // _WHEN_SPLIT)
    for part in range(parts):
        yield group[part * len(group) // parts : (part + 1) * len(group) // parts]


def _say(group: str, digits: Digits) -> str:
    return " ".join(digits.words[int(digit)] for digit in group)
