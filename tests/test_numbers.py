import re

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType

from offhook import numbers
from offhook.calls.values import E164
from offhook.numbers import NumberFormat, NumberKind, parse
from offhook.problems import Problem
from tests.outcome import outcome

COUNTRIES = sorted(phonenumbers.SUPPORTED_REGIONS)
A_NUMBER_OF_EACH = [
    E164(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
    for country in COUNTRIES
    if (found := phonenumbers.example_number(country)) is not None
]
countries = st.sampled_from(COUNTRIES)


def why(text: str, country: str | None = None) -> str:
    with pytest.raises(Problem) as refused:
        parse(text, country, field="to")
    assert refused.value.field == "to"
    assert refused.value.detail.isprintable()
    return refused.value.detail


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("+12025550122", None),
        ("+1 (202) 555-0122", None),
        (" +1.202.555.0122 ", "DE"),
        ("202-555-0122", "US"),
        ("1 202 555 0122", "US"),
        ("001 202 555 0122", "DE"),
        ("011 1 202 555 0122", "JM"),
        ("+1\u00a0202\u00a0555\u20110122", None),
        ("\u202a+12025550122\u202c", None),
        ("＋１２０２５５５０１２２", None),
    ],
)
def test_people_write_numbers_in_many_ways(text: str, country: str | None) -> None:
    assert parse(text, country) == "+12025550122"


def test_italian_numbers_keep_their_zero() -> None:
    assert parse("06 698 12345", "IT") == "+390669812345"


@pytest.mark.parametrize(
    ("text", "country", "words"),
    [
        ("", None, "Enter a phone number"),
        ("  \u200e ", "US", "Enter a phone number"),
        ("1-800-FLOWERS", "US", "has letters"),
        ("+1 202 555 0122 ext. 5", None, "has letters"),
        ("sip:ann@example.com", "US", "has letters"),
        ("+12025550122;ext=5", "US", "has letters"),
        ("+12025550122&+12025550123", None, "is not a phone number"),
        ("+12025550122,", None, "is not a phone number"),
        ("+1202555\n0122", None, "is not a phone number"),
        ("*67 202 555 0122", "US", "is not a phone number"),
        ("++12025550122", None, "is not a phone number"),
        ("²²²²", "US", "too short"),
        ("½", "US", "is not a phone number"),
        ("1" * 65, "US", "too long"),
        ("+1202555012212345678", None, "too long"),
        ("+120255501", None, "too short"),
        ("5550122", "US", "too short"),
        ("+12", None, "is not a phone number"),
        ("2025550122", None, "no country code"),
        ("0049 30 123456", None, "no country code"),
        ("+999 123 456 789", None, "no country has"),
        ("+0 202 555 0122", None, "no country has"),
        ("+1 202 155 0122", None, "assigned to nobody"),
        ("+1 000 555 0122", None, "assigned to nobody"),
        ("+", "US", "is not a phone number"),
        ("-", "US", "is not a phone number"),
    ],
)
def test_a_number_that_cannot_be_called_is_refused_in_words(text: str, country: str | None, words: str) -> None:
    assert words in why(text, country)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("911", "US"),
        ("112", "US"),
        ("9-1-1", "US"),
        (" 112 ", None),
        ("911", None),
        ("112", "DE"),
        ("110", "DE"),
        ("999", "GB"),
        ("000", "AU"),
        ("119", "JP"),
        ("15", "FR"),
        ("144", "CH"),
        ("190", "BR"),
        ("+911", "US"),
        ("+1 911", "US"),
        ("+49 112", None),
        ("+44 999", "DE"),
        ("\u202a112\u202c", "DE"),
        ("１１２", "JP"),
    ],
)
def test_emergency_numbers_are_refused_with_what_to_do(text: str, country: str | None) -> None:
    assert "use your phone directly" in why(text, country)
    with pytest.raises(Problem) as refused:
        parse(text, country)
    assert refused.value.type == "emergency-number"


def test_other_numbers_are_no_emergency() -> None:
    for text in ("", "abc", "411", "+12025550122", "+4930112112", "9115550122"):
        assert not numbers.is_emergency(text, "US")


@given(countries)
def test_the_emergency_numbers_of_every_country_are_refused(country: str) -> None:
    found = phonenumbers.PhoneMetadata.short_metadata_for_region(country)
    if found is not None and found.emergency is not None and found.emergency.example_number is not None:
        assert numbers.is_emergency(found.emergency.example_number, country)


@given(st.text() | st.text("0123456789+-. ()/", max_size=24), st.none() | countries)
@example("+" + "9" * 63, "US")
@example("٣" * 10, "EG")
@example("\ud800", None)
def test_whatever_is_typed_is_a_number_or_a_problem(text: str, country: str | None) -> None:
    match outcome(lambda: parse(text, country)):
        case Problem(type=kind, detail=detail):
            assert kind in {"invalid-number", "emergency-number"}
            assert detail.isprintable()
        case number:
            assert re.fullmatch(r"\+[1-9][0-9]{6,14}", number)
            assert parse(number, None) == number


@given(st.sampled_from(A_NUMBER_OF_EACH), countries, st.sampled_from(NumberFormat))
def test_a_carrier_is_given_digits_and_a_plus_at_most(number: E164, country: str, form: NumberFormat) -> None:
    written = numbers.format_for(number, form, country)
    assert re.fullmatch(r"\+?[0-9]+", written)
    assert not numbers.is_emergency(written, country)


@pytest.mark.parametrize(
    ("form", "country", "number", "written"),
    [
        (NumberFormat.E164, "US", "+12025550122", "+12025550122"),
        (NumberFormat.E164_WITHOUT_PLUS, "US", "+12025550122", "12025550122"),
        (NumberFormat.NATIONAL, "US", "+12025550122", "2025550122"),
        (NumberFormat.NATIONAL, "US", "+493012345678", "011493012345678"),
        (NumberFormat.NATIONAL, "DE", "+493012345678", "03012345678"),
        (NumberFormat.NATIONAL, "DE", "+12025550122", "0012025550122"),
        (NumberFormat.NATIONAL, "GB", "+442083661177", "02083661177"),
    ],
)
def test_each_carrier_has_its_notation(form: NumberFormat, country: str, number: str, written: str) -> None:
    assert numbers.format_for(E164(number), form, country) == written


@given(st.sampled_from(A_NUMBER_OF_EACH))
def test_a_national_number_leads_back_to_the_same(number: E164) -> None:
    country = numbers.country_of(number)
    if country is not None:
        assert parse(numbers.format_for(number, NumberFormat.NATIONAL, country), country) == number


def test_people_read_their_own_country_s_numbers_without_its_code() -> None:
    assert numbers.for_people(E164("+12025550122"), "US") == "(202) 555-0122"
    assert numbers.for_people(E164("+12025550122"), "DE") == "+1 202-555-0122"
    assert numbers.for_people(E164("+12025550122"), None) == "+1 202-555-0122"


@given(st.sampled_from(A_NUMBER_OF_EACH), countries)
def test_what_people_read_can_be_typed_again(number: E164, country: str) -> None:
    assert numbers.for_people(number, country)
    assert parse(numbers.for_people(number, None), None) == number


@pytest.mark.parametrize(
    ("number", "kind", "country"),
    [
        ("+12025550122", NumberKind.FIXED_OR_MOBILE, "US"),
        ("+493012345678", NumberKind.FIXED, "DE"),
        ("+4915123456789", NumberKind.MOBILE, "DE"),
        ("+18005551234", NumberKind.TOLL_FREE, "US"),
        ("+19005550100", NumberKind.PREMIUM, "US"),
        ("+12129760100", NumberKind.PREMIUM, "US"),
        ("+499001123456", NumberKind.PREMIUM, "DE"),
        ("+97911111111", NumberKind.PREMIUM, None),
        ("+80812345678", NumberKind.SHARED_COST, None),
        ("+448435550100", NumberKind.PREMIUM, "GB"),
        ("+447012345678", NumberKind.PERSONAL, "GB"),
        ("+80012345678", NumberKind.TOLL_FREE, None),
        ("+870773111632", NumberKind.SATELLITE, None),
        ("+881612345678", NumberKind.SATELLITE, None),
        ("+8821612345678", NumberKind.SATELLITE, None),
        ("+883510012345", NumberKind.SATELLITE, None),
        ("+18765550123", NumberKind.MOBILE, "JM"),
    ],
)
def test_numbers_tell_their_kind_and_country(number: str, kind: NumberKind, country: str | None) -> None:
    assert numbers.kind(E164(number)) is kind
    assert numbers.country_of(E164(number)) == country


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        (PhoneNumberType.PREMIUM_RATE, NumberKind.PREMIUM),
        (PhoneNumberType.SHARED_COST, NumberKind.SHARED_COST),
        (PhoneNumberType.PERSONAL_NUMBER, NumberKind.PERSONAL),
        (PhoneNumberType.PAGER, NumberKind.PAGER),
        (PhoneNumberType.UAN, NumberKind.COMPANY),
    ],
)
def test_dear_numbers_of_every_country_are_known(kind: int, ours: NumberKind) -> None:
    examples = [
        E164(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
        for country in COUNTRIES
        if (found := phonenumbers.example_number_for_type(country, kind)) is not None
    ]
    assert examples
    assert {numbers.kind(number) for number in examples} == {ours}


def test_toll_free_numbers_of_a_shared_plan_are_of_all_its_countries() -> None:
    assert numbers.is_of(E164("+18005551234"), "US")
    assert numbers.is_of(E164("+18005551234"), "CA")
    assert not numbers.is_of(E164("+18005551234"), "DE")
    assert not numbers.is_of(E164("+12025550122"), "CA")


def test_a_search_finds_numbers_by_how_they_begin() -> None:
    assert numbers.beginnings("+1 202", "US") == ["+1202"]
    assert numbers.beginnings("(202) 555", "US") == ["+202555", "+1202555"]
    assert numbers.beginnings("030 12", "DE") == ["+03012", "+493012"]
    assert numbers.beginnings("0", "DE") == ["+0", "+490"]
    assert numbers.beginnings("Dana", "US") == []
    assert numbers.beginnings("", "US") == []
    assert numbers.beginnings("٣٣", "US") == []


@pytest.mark.parametrize("text", ["+44", "+1", "+1 202", "+44-70", "+120255501221234"])
def test_what_numbers_begin_with_has_a_country_code_at_least(text: str) -> None:
    assert numbers.prefix(text) == "+" + "".join(char for char in text if char.isdigit())


@pytest.mark.parametrize("text", ["", "+", "44", "+4", "+999", "+0", "+44x", "+1202555012212345", "++44"])
def test_what_is_no_beginning_of_numbers_is_refused(text: str) -> None:
    with pytest.raises(Problem) as refused:
        numbers.prefix(text, field="prefix")
    assert (refused.value.type, refused.value.field) == ("invalid-number", "prefix")
    assert refused.value.detail.isprintable()


def test_a_number_in_full_need_not_be_anybodys() -> None:
    assert numbers.in_full("+1 (000) 555-0122") == "+10005550122"
    for other in ("2025550122", "+999555012345", "+12", "+1202555x122", ""):
        assert numbers.in_full(other) is None
