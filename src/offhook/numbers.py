"""Telephone numbers: from what people type to E.164, and back to what people and carriers read.

The numbering plans are those of libphonenumber. Nothing but what `parse` returned ever reaches a dial command.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult, shortnumberinfo

from offhook.calls.values import E164, EmergencyNumber
from offhook.problems import Problem, invalid_number

LONGEST_TEXT = 64

EMERGENCY_ANYWHERE = frozenset({"000", "08", "110", "112", "118", "119", "911", "999"})
"""Emergency numbers that phones know without being told their country (3GPP TS 22.101, 10.1.1)."""

_EMERGENCY_WORDS = (
    "Emergency numbers can't be called through Offhook: use your phone directly. A call from here would show the "
    "wrong number and the wrong place."
)
_LONGEST_EMERGENCY = 6
_COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS) | frozenset(phonenumbers.SUPPORTED_SHORT_REGIONS)
_PUNCTUATION = frozenset("-./()[]~ ")
# International premium rate, shared cost and personal numbers, and networks of their own (ITU-T E.164.1, list of
# country codes); libphonenumber knows few of their numbers.
_SATELLITE = ("+870", "+881", "+882", "+883")
# Exchange 976 is kept for paid information services in the whole North American plan.
_PAID_EXCHANGE = re.compile(r"\+1\d{3}976\d{4}")


class NumberFormat(StrEnum):
    """How a carrier wants numbers written: `+12025550100`, `12025550100`, or as dialled in the trunk's country."""

    E164 = "e164"
    E164_WITHOUT_PLUS = "e164_without_plus"
    NATIONAL = "national"


class NumberKind(StrEnum):
    """What calling a number means for the bill."""

    FIXED = "fixed"
    MOBILE = "mobile"
    FIXED_OR_MOBILE = "fixed_or_mobile"
    TOLL_FREE = "toll_free"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    VOIP = "voip"
    PERSONAL = "personal"
    PAGER = "pager"
    COMPANY = "company"
    """A "universal access number": one number for a company, at rates of its own."""
    VOICEMAIL = "voicemail"
    SATELLITE = "satellite"
    UNKNOWN = "unknown"


_KINDS = {
    PhoneNumberType.FIXED_LINE: NumberKind.FIXED,
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: NumberKind.FIXED_OR_MOBILE,
    PhoneNumberType.TOLL_FREE: NumberKind.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: NumberKind.PREMIUM,
    PhoneNumberType.SHARED_COST: NumberKind.SHARED_COST,
    PhoneNumberType.VOIP: NumberKind.VOIP,
    PhoneNumberType.PERSONAL_NUMBER: NumberKind.PERSONAL,
    PhoneNumberType.PAGER: NumberKind.PAGER,
    PhoneNumberType.UAN: NumberKind.COMPANY,
    PhoneNumberType.VOICEMAIL: NumberKind.VOICEMAIL,
}


def is_country(text: str) -> bool:
    """Whether this is the ISO 3166 alpha-2 code, in capitals, of a country with a numbering plan."""
    return text in phonenumbers.SUPPORTED_REGIONS


def countries() -> list[str]:
    """ISO 3166 codes of all that have numbers."""
    return sorted(phonenumbers.SUPPORTED_REGIONS)


def parse(text: str, country: str | None, *, field: str = "number") -> E164:
    """The number that a person typed, national numbers being of `country` (ISO 3166 alpha-2).

    Raises:
        Problem: `emergency-number`, or `invalid-number` for what is empty, has letters or strange characters, is too
            short or long, lacks a country, or is assigned to nobody. `field` is passed on to it.
    """
    written = _tidy(text, field)
    if is_emergency(written, country):
        raise Problem("emergency-number", "Emergency numbers are not called", _EMERGENCY_WORDS, field=field)
    try:
        return _parsed(written, country)
    except ValueError as why:
        raise invalid_number(field, str(why)) from None


def is_emergency(text: str, country: str | None) -> bool:
    """Whether this is an emergency number, in `country` or anywhere, with or without its country's code."""
    return emergency(text, country) is not None


def emergency(text: str, country: str | None) -> EmergencyNumber | None:
    """The emergency number that this is, in `country` or anywhere, without any country's code; None for any other."""
    digits = "".join(str(unicodedata.digit(char)) for char in text if char.isdigit())
    if not digits or len(digits) > _LONGEST_EMERGENCY:
        return None
    if digits in EMERGENCY_ANYWHERE or _is_emergency_in(digits, country):
        return EmergencyNumber(digits)
    if not unicodedata.normalize("NFKC", text.strip()).startswith("+"):
        return None
    for length in (1, 2, 3):
        rest, regions = digits[length:], phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:length]))
        if regions and (rest in EMERGENCY_ANYWHERE or any(_is_emergency_in(rest, region) for region in regions)):
            return EmergencyNumber(rest)
    return None


@lru_cache(maxsize=1024)
def begins_in_an_emergency(digits: str) -> bool:
    """Whether some beginning of these digits, or all of them, is an emergency number in any country at all."""
    return any(is_emergency_somewhere(digits[:length]) for length in range(1, len(digits) + 1))


@lru_cache(maxsize=1024)
def is_emergency_somewhere(digits: str) -> bool:
    """Whether these digits, and nothing else, are an emergency number in any country at all."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_EMERGENCY):
        return False
    return digits in EMERGENCY_ANYWHERE or any(_is_emergency_in(digits, country) for country in _COUNTRIES)


def kind(number: E164) -> NumberKind:
    """What sort of number it is."""
    return _about(number)[0]


def country_of(number: E164) -> str | None:
    """ISO 3166 alpha-2 of the country that it belongs to; None for numbers of no country, such as satellite phones."""
    return _about(number)[1]


def is_of(number: E164, country: str) -> bool:
    """Whether it is a number of this country; toll-free ones of a shared plan (+1 800) are of all its countries."""
    return country_of(number) == country or _is_shared_with(number, country)


def format_for(number: E164, form: NumberFormat, country: str) -> str:
    """The number as a carrier in `country` wants to be given it: digits, with a plus at most."""
    match form:
        case NumberFormat.E164:
            return number
        case NumberFormat.E164_WITHOUT_PLUS:
            return number[1:]
        case NumberFormat.NATIONAL:
            parsed = phonenumbers.parse(number, None)
            if phonenumbers.country_code_for_region(country) == parsed.country_code:
                written = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
            else:
                written = phonenumbers.format_out_of_country_calling_number(parsed, country)
            return phonenumbers.normalize_digits_only(written)


def from_trunk(text: str, form: NumberFormat, country: str) -> E164 | None:
    """A number as a carrier sent it, in E.164; None for what is none: a withheld caller, a name, an extension.

    `form` and `country` are how this trunk writes numbers; a `+` is believed in any case.
    """
    digits = re.sub(r"[\s().-]", "", text)
    if not re.fullmatch(r"\+?[0-9]{3,20}", digits, re.ASCII):
        return None
    written = f"+{digits}" if form is NumberFormat.E164_WITHOUT_PLUS and not digits.startswith("+") else digits
    for attempt in dict.fromkeys((written, digits, f"+{digits.lstrip('+')}")):
        with suppress(ValueError):
            return _parsed(attempt, country)
    # In no numbering plan that we know, which says nothing against it where it is written in full.
    return E164(written) if re.fullmatch(r"\+[1-9][0-9]{6,14}", written, re.ASCII) else None


def for_people(number: E164, country: str | None) -> str:
    """The number as people of `country` write it: their own in national form, others in international form."""
    parsed = phonenumbers.parse(number, None)
    home = country is not None and phonenumbers.country_code_for_region(country) == parsed.country_code
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def beginnings(text: str, country: str) -> list[str]:
    """How E.164 numbers may begin that somebody in `country` is looking for; nothing when the text is no number."""
    plain = "".join(char for char in text if char not in _PUNCTUATION)
    digits = plain.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return []
    if plain.startswith("+"):
        return [plain]
    plan = phonenumbers.PhoneMetadata.metadata_for_region(country)
    trunk_prefix = (plan.national_prefix or "") if plan is not None else ""
    national = digits.removeprefix(trunk_prefix) or digits
    return [f"+{digits}", f"+{phonenumbers.country_code_for_region(country)}{national}"]


def in_full(text: str) -> E164 | None:
    """A number that is written with its country code, whether anybody has it or not; None for what is written else."""
    plain = _plain(text)
    return E164(plain) if re.fullmatch(r"\+[1-9][0-9]{6,14}", plain, re.ASCII) and _country_code(plain) else None


def prefix(text: str, *, field: str = "prefix") -> str:
    """What numbers begin with, as `+4470`: a plus, a country code and as many digits more as are wanted.

    Raises:
        Problem: `invalid-number`.
    """
    plain = _plain(text)
    if not re.fullmatch(r"\+[1-9][0-9]{0,14}", plain, re.ASCII) or not _country_code(plain):
        shown = _shown(text)
        raise invalid_number(
            field, f"“{shown}” is no beginning of numbers: write + and a country code at least, as +44 or +4470."
        )
    return plain


def _plain(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char not in _PUNCTUATION or char == "+")


def _country_code(plain: str) -> bool:
    return any(int(plain[1 : 1 + digits]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE for digits in (1, 2, 3))


def _tidy(text: str, field: str) -> str:
    """What was typed, with everything odd refused and everything invisible left out."""
    if len(text) > LONGEST_TEXT:
        raise invalid_number(field, "This is too long for a phone number: E.164 numbers have 15 digits at most.")
    # Copied numbers bring invisible marks of writing direction.
    plain = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf").strip()
    if not plain:
        raise invalid_number(field, "Enter a phone number.")
    if any(char.isalpha() for char in plain):
        raise invalid_number(field, f"“{_shown(plain)}” has letters: write the number in digits.")
    written = "".join("-" if unicodedata.category(char) == "Pd" else char for char in plain)
    if any(not (char.isdecimal() or char in _PUNCTUATION) for char in written.removeprefix("+")):
        raise invalid_number(
            field, f"“{_shown(plain)}” is not a phone number: use digits, spaces and hyphens, and + at the beginning."
        )
    return written


# A member and a line take part in many calls, and looking a number up in its plan is slow.
@lru_cache(maxsize=8192)
def _parsed(written: str, country: str | None) -> E164:
    try:
        number = phonenumbers.parse(written, country)
    except NumberParseException as error:
        raise ValueError(_why_unparsed(error, written)) from None
    if not phonenumbers.is_valid_number(number):
        raise ValueError(_why_invalid(number, written))
    return E164(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def _shown(text: str) -> str:
    """What was typed, in a message: short, and without control characters."""
    shown = "".join(char if char.isprintable() else "�" for char in text)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


def _why_unparsed(error: NumberParseException, written: str) -> str:
    shown = _shown(written)
    match error.error_type:
        case NumberParseException.INVALID_COUNTRY_CODE if not written.startswith("+"):
            return (
                f"“{shown}” has no country code. Write + and the country code first, as in +12025550100, or set the "
                "workspace's country."
            )
        case NumberParseException.INVALID_COUNTRY_CODE:
            return f"“{shown}” begins with a country code that no country has."
        case NumberParseException.TOO_LONG:
            return f"“{shown}” is too long for a phone number."
        case NumberParseException.TOO_SHORT_NSN | NumberParseException.TOO_SHORT_AFTER_IDD:
            return f"“{shown}” is too short for a phone number."
        case _:
            return f"“{shown}” is not a phone number."


def _why_invalid(number: phonenumbers.PhoneNumber, written: str) -> str:
    shown = _shown(written)
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(number.country_code or 0, ("?",))
    where = f"country code +{number.country_code}" if len(regions) > 1 or regions == ("001",) else regions[0]
    match phonenumbers.is_possible_number_with_reason(number):
        case ValidationResult.TOO_SHORT | ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return f"“{shown}” is too short for a number of {where}."
        case ValidationResult.TOO_LONG:
            return f"“{shown}” is too long for a number of {where}."
        case ValidationResult.INVALID_COUNTRY_CODE:
            return f"“{shown}” begins with a country code that no country has."
        case _:
            return f"“{shown}” is assigned to nobody in the numbering plan of {where}: check the digits."


def _is_emergency_in(digits: str, country: str | None) -> bool:
    return country is not None and shortnumberinfo.is_emergency_number(digits, country)


@lru_cache(maxsize=8192)
def _about(number: E164) -> tuple[NumberKind, str | None]:
    parsed = phonenumbers.parse(number, None)
    region = phonenumbers.region_code_for_number(parsed)
    country = region if region in phonenumbers.SUPPORTED_REGIONS else None
    if number.startswith(_SATELLITE):
        return NumberKind.SATELLITE, country
    if _PAID_EXCHANGE.fullmatch(number) or number.startswith("+979"):
        return NumberKind.PREMIUM, country
    return _KINDS.get(phonenumbers.number_type(parsed), NumberKind.UNKNOWN), country


@lru_cache(maxsize=8192)
def _is_shared_with(number: E164, country: str) -> bool:
    if kind(number) is not NumberKind.TOLL_FREE:
        return False
    return phonenumbers.is_valid_number_for_region(phonenumbers.parse(number, None), country)
