"""Checks of what people enter that several features share. Each gives the value back in its tidy form."""

from __future__ import annotations

import re
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from offhook import numbers
from offhook.problems import invalid

# RFC 5646: a language, then script, region and variants. Whether a voice speaks it is another question.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def text(field: str, value: str, *, longest: int, empty: bool = False) -> str:
    """A line of text without control characters, and without spaces around it.

    Raises:
        Problem: it is empty, too long, or more than one line.
    """
    plain = value.strip()
    if not plain and not empty:
        raise invalid(field, f"The {_words(field)} is empty.")
    if len(plain) > longest:
        raise invalid(field, f"The {_words(field)} is too long: {longest} characters at most.")
    if not plain.isprintable():
        raise invalid(field, f"The {_words(field)} has characters that can't be shown: write it on one line.")
    return plain


def country(field: str, value: str) -> str:
    """ISO 3166 alpha-2 in capitals, of a country with telephones.

    Raises:
        Problem: it is none.
    """
    code = value.strip().upper()
    if not numbers.is_country(code):
        raise invalid(field, f"“{value[:20]}” is no country: use two letters, as US or DE (ISO 3166).")
    return code


def time_zone(field: str, value: str) -> str:
    """A name of the IANA time zone database.

    Raises:
        Problem: this machine doesn't know it.
    """
    name = value.strip()
    if name not in _time_zones():
        raise invalid(field, f"“{value[:40]}” is no time zone: use a name as Europe/Berlin, America/New_York or UTC.")
    return name


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The time zone of a name that was checked."""
    return ZoneInfo(name)


def language(field: str, value: str) -> str:
    """A language tag (BCP 47).

    Raises:
        Problem: it has not the form of one.
    """
    tag = value.strip()
    if len(tag) > 35 or not _LANGUAGE.fullmatch(tag):
        raise invalid(field, f"“{value[:40]}” is no language: use a tag as en, en-GB or de-CH (BCP 47).")
    return tag


def email(field: str, value: str) -> str:
    """An e-mail address, case folded.

    Raises:
        Problem: nothing could be delivered to it.
    """
    address = text(field, value, longest=254).casefold()
    if not _EMAIL.fullmatch(address):
        raise invalid(field, f"“{address[:60]}” is no e-mail address.")
    return address


def whole(field: str, value: int, *, least: int, most: int) -> int:
    """A whole number within bounds.

    Raises:
        Problem: it is out of them.
    """
    if isinstance(value, bool) or not least <= value <= most:
        raise invalid(field, f"The {_words(field)} must be from {least} to {most}, not {value}.")
    return value


def _words(field: str) -> str:
    return field.replace("_", " ")


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
