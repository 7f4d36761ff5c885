import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.speech.catalogue import packaged
from offhook.speech.numbers import Digits, say_number

ENGLISH = packaged()["en"].spoken_digits
KEYS = Digits(tuple("0123456789"), "+")


def written(number: str, country: str) -> str:
    """The groups in digits, for reading at a glance: `202 555 0122`."""
    return say_number(number, country, KEYS).replace(" ", "").replace(",", " ")


@pytest.mark.behaviour("T8")
@pytest.mark.parametrize(
    ("number", "country", "spoken"),
    [
        ("+12025550122", "US", "two oh two, five five five, oh one two two"),
        ("+12025550122", "us", "two oh two, five five five, oh one two two"),
        ("+12025550122", "GB", "plus, one, two oh two, five five five, oh one two two"),
        ("+442079460018", "GB", "oh two oh, seven nine four six, oh oh one eight"),
        ("+493023125000", "US", "plus, four nine, three oh, two three one two, five oh oh oh"),
    ],
)
def test_numbers_in_english(number: str, country: str, spoken: str) -> None:
    assert say_number(number, country, ENGLISH) == spoken


@pytest.mark.parametrize(
    ("language", "country", "spoken"),
    [
        ("de", "DE", "null drei null, zwei drei eins zwei, fünf null null null"),
        ("de", "CH", "plus, vier neun, drei null, zwei drei eins zwei, fünf null null null"),
        ("es", "ES", "más, cuatro nueve, tres cero, dos tres uno dos, cinco cero cero cero"),
    ],
)
def test_numbers_in_other_languages(language: str, country: str, spoken: str) -> None:
    assert say_number("+493023125000", country, packaged()[language].spoken_digits) == spoken


@pytest.mark.parametrize(
    ("number", "home", "national", "abroad"),
    [
        ("+12025550122", "US", "202 555 0122", "+ 1 202 555 0122"),
        ("+15062345678", "CA", "506 234 5678", "+ 1 506 234 5678"),
        ("+18765230123", "US", "876 523 0123", "+ 1 876 523 0123"),
        ("+442079460018", "GB", "020 7946 0018", "+ 44 20 7946 0018"),
        ("+447400123456", "GB", "07400 123 456", "+ 44 7400 123 456"),
        ("+4915123456789", "DE", "01512 345 6789", "+ 49 1512 345 6789"),
        ("+33612345678", "FR", "06 12 34 56 78", "+ 33 6 12 34 56 78"),
        ("+34612345678", "ES", "612 34 56 78", "+ 34 612 34 56 78"),
        ("+390212345678", "IT", "02 1234 5678", "+ 39 02 1234 5678"),
        ("+31612345678", "NL", "06 1234 5678", "+ 31 6 1234 5678"),
        ("+41781234567", "CH", "078 123 45 67", "+ 41 78 123 45 67"),
        ("+431234567890", "AT", "01 234 567 890", "+ 43 1 234 567 890"),
        ("+32450001234", "BE", "0450 00 12 34", "+ 32 450 00 12 34"),
        ("+46701234567", "SE", "070 123 45 67", "+ 46 70 123 45 67"),
        ("+4740612345", "NO", "40 61 23 45", "+ 47 40 61 23 45"),
        ("+4534412345", "DK", "34 41 23 45", "+ 45 34 41 23 45"),
        ("+358412345678", "FI", "041 234 5678", "+ 358 41 234 5678"),
        ("+48512345678", "PL", "512 345 678", "+ 48 512 345 678"),
        ("+420601123456", "CZ", "601 123 456", "+ 420 601 123 456"),
        ("+351912345678", "PT", "912 345 678", "+ 351 912 345 678"),
        ("+353850123456", "IE", "085 012 3456", "+ 353 85 012 3456"),
        ("+522221234567", "MX", "222 123 4567", "+ 52 222 123 4567"),
        ("+5511961234567", "BR", "11 96123 4567", "+ 55 11 96123 4567"),
        ("+5491123456789", "AR", "011 15 2345 6789", "+ 54 9 11 2345 6789"),
        ("+61412345678", "AU", "0412 345 678", "+ 61 412 345 678"),
        ("+64211234567", "NZ", "021 123 4567", "+ 64 21 123 4567"),
        ("+819012345678", "JP", "090 1234 5678", "+ 81 90 1234 5678"),
        ("+8613123456789", "CN", "131 2345 6789", "+ 86 131 2345 6789"),
        ("+918123456789", "IN", "081 234 56789", "+ 91 81234 56789"),
        ("+6581234567", "SG", "8123 4567", "+ 65 8123 4567"),
        ("+85251234567", "HK", "5123 4567", "+ 852 5123 4567"),
        ("+27711234567", "ZA", "071 123 4567", "+ 27 71 123 4567"),
        ("+2348021234567", "NG", "0802 123 4567", "+ 234 802 123 4567"),
        ("+201001234567", "EG", "010 0123 4567", "+ 20 10 0123 4567"),
        ("+971501234567", "AE", "050 123 4567", "+ 971 50 123 4567"),
        ("+972502345678", "IL", "050 234 5678", "+ 972 50 234 5678"),
        ("+905012345678", "TR", "0501 234 56 78", "+ 90 501 234 56 78"),
        ("+36201234567", "HU", "06 20 123 4567", "+ 36 20 123 4567"),
        ("+80012345678", "US", "+ 800 1234 5678", "+ 800 1234 5678"),
    ],
)
def test_groups_are_those_of_the_country(number: str, home: str, national: str, abroad: str) -> None:
    assert written(number, home) == national
    assert written(number, "VN") == abroad


@pytest.mark.parametrize("country", ["", "XX", "not a country"])
def test_a_country_that_does_not_exist_gets_the_international_form(country: str) -> None:
    assert written("+12025550122", country) == "+ 1 202 555 0122"


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_country_is_said_in_groups_that_can_be_taken_down(region: str) -> None:
    example = phonenumbers.example_number(region)
    assert example is not None
    number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    for country in (region, "AQ"):
        groups = written(number, country).removeprefix("+ ").split()
        assert all(1 <= len(group) <= 5 for group in groups)
        assert "".join(groups).endswith(str(example.national_number)[-6:])


@pytest.mark.parametrize(
    ("number", "said"),
    [("", ""), ("hidden", ""), ("+", ""), ("117", "117"), ("2025550122", "202 555 0122"), ("+999123", "999 123")],
)
def test_what_is_no_number_is_said_as_far_as_it_has_digits(number: str, said: str) -> None:
    assert written(number, "US") == said


@given(st.text(max_size=40), st.text(max_size=3))
def test_anything_is_said_in_words_only(number: str, country: str) -> None:
    words = set(re.findall(r"\S+", say_number(number, country, ENGLISH).replace(",", " ")))
    assert words <= {*ENGLISH.words, ENGLISH.plus}


@given(st.from_regex(r"\A\+[1-9][0-9]{6,14}\Z"))
def test_every_digit_after_the_calling_code_is_said(number: str) -> None:
    said = re.sub(r"\D", "", written(number, "US"))
    assert said.endswith(number[-4:])
