import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook import checks
from offhook.problems import Problem
from tests.outcome import outcome


def test_text_is_one_tidy_line() -> None:
    assert checks.text("name", "  Ann Example ", longest=20) == "Ann Example"
    assert checks.text("name", "  ", longest=20, empty=True) == ""


@pytest.mark.parametrize("value", ["", "   ", "a" * 21, "a\nb", "a\0b", "a\x1b[31m", "\ud800", "\u202eab"])
def test_text_that_cannot_be_shown_is_refused(value: str) -> None:
    with pytest.raises(Problem) as refused:
        checks.text("first_name", value, longest=20)
    assert refused.value.field == "first_name"
    assert "first name" in refused.value.detail
    assert refused.value.detail.isprintable()


def test_countries_are_two_letters() -> None:
    assert checks.country("country", " de ") == "DE"
    for code in ("", "XX", "DEU", "Germany", "001", "D\0"):
        with pytest.raises(Problem):
            checks.country("country", code)


def test_time_zones_are_names() -> None:
    assert checks.time_zone("time_zone", "Europe/Berlin") == "Europe/Berlin"
    for name in ("", "Berlin", "/etc/passwd", "../UTC", "+01:00"):
        with pytest.raises(Problem):
            checks.time_zone("time_zone", name)


@pytest.mark.parametrize("tag", ["en", "en-GB", "de-CH", "zh-Hant-TW", "es-419"])
def test_languages_are_tags(tag: str) -> None:
    assert checks.language("language", tag) == tag


@pytest.mark.parametrize("tag", ["", "e", "english", "en_US", "en-", "-en", "en-GB\n[x]", "../../etc"])
def test_what_is_no_language_is_refused(tag: str) -> None:
    with pytest.raises(Problem):
        checks.language("language", tag)


def test_addresses_are_compared_without_case() -> None:
    assert checks.email("email", " Ann@Example.COM ") == "ann@example.com"


@pytest.mark.parametrize("address", ["", "ann", "ann@", "@example.com", "ann@example", "a b@example.com", "a@b@c.de"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Problem):
        checks.email("email", address)


def test_whole_numbers_have_bounds() -> None:
    assert checks.whole("port", 5060, least=1, most=65_535) == 5060
    for number in (0, 65_536, -1, True):
        with pytest.raises(Problem) as refused:
            checks.whole("port", number, least=1, most=65_535)
        assert "from 1 to 65535" in refused.value.detail


@given(st.text())
def test_nothing_that_is_typed_crashes_a_check(typed: str) -> None:
    for check in (checks.country, checks.time_zone, checks.language, checks.email):
        found = outcome(lambda check=check: check("field", typed))  # type: ignore[misc]  # the check of this turn
        assert isinstance(found, str) or found.field == "field"
