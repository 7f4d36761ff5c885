"""What columns are taken for, and what a row then says of a contact."""

from __future__ import annotations

import phonenumbers
import pytest

from offhook.contacts.files.rows import Row
from offhook.contacts.mapping import Refused, Wanted, checked_targets, suggested, wanted
from offhook.problems import Problem

# Forty of them, as they write their numbers at home.
CODES = "USCAGBIEDEATCHFRBENLLUESPTITGRSENODKFIISPLCZSKHUROBGHRSIEELVLTUATRILZAEGNGKEINJPKR"
COUNTRIES = [CODES[place : place + 2] for place in range(0, len(CODES), 2)]


def row(*cells: str) -> Row:
    return Row(2, cells)


def test_columns_are_known_by_their_names_in_several_languages() -> None:
    assert suggested(
        ["Vorname", "Nachname", "Handy", "Firma", "Fax", "plan", "Phone 1 - Value", "Notizen"],
        [["A", "B", "1", "C", "", "gold", "2", "x"]],
        ["Plan"],
    ) == ["first_name", "last_name", "number", "field:Firma", "", "field:Plan", "number", "notes"]
    assert suggested(["Name", "First name"], [["a", "b"]], []) == ["name", ""]
    many = [f"c{place}" for place in range(30)]
    assert suggested(many, [["x"] * 30], []).count("") == 10


@pytest.mark.parametrize("country", COUNTRIES)
def test_numbers_of_every_country_are_read_in_full_and_at_home(country: str) -> None:
    example = phonenumbers.example_number(country)
    assert example is not None
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    for form in (phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.NATIONAL):
        found = wanted(row("Dana", phonenumbers.format_number(example, form)), ["name", "number"], country)
        assert isinstance(found, Wanted), found
        assert found.numbers == (e164,)


def test_a_row_says_names_numbers_fields_and_notes() -> None:
    found = wanted(
        row("Dana ", " Ruiz", "+12025550122 ::: 202-555-0123; +12025550122", "'=1+1", "one", "two"),
        ["first_name", "last_name", "number", "field:Plan", "notes", "notes"],
        "US",
    )
    assert isinstance(found, Wanted)
    assert (found.name, found.numbers) == ("Dana Ruiz", ("+12025550122", "+12025550123"))
    assert (found.fields, found.notes) == ({"Plan": "=1+1"}, "one\ntwo")
    right_to_left = wanted(row("عمر حداد 😀", "+442079460000"), ["name", "number"], "US")
    assert isinstance(right_to_left, Wanted)
    assert right_to_left.name == "عمر حداد 😀"


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (("", "", ""), "neither a name nor a number"),
        (("Dana", "12", ""), "12"),
        (("Dana", "call me", ""), "call me"),
        (("Dana", "911", ""), "mergency"),
        (("x" * 1_048_576, "", ""), "too long"),
        (("Da\0na", "", ""), "can't be shown"),
        (("Dana", "", "x" * 3000), "too long"),
        (("Dana", ";".join(f"+120255502{place:02}" for place in range(21)), ""), "at most"),
    ],
)
def test_a_row_that_cannot_be_kept_says_why(cells: tuple[str, ...], why: str) -> None:
    found = wanted(row(*cells), ["name", "number", "field:Plan"], "US")
    assert isinstance(found, Refused)
    assert why in found.reason
    assert all(len(cell) <= 200 for cell in found.cells)
    assert wanted(Row(3, ("", ""), "it has no end"), ["name", "number"], "US") == Refused(3, ("", ""), "it has no end")


@pytest.mark.parametrize(
    ("targets", "why"),
    [
        (["name"], "2 columns"),
        (["name", "phone"], "phone"),
        (["notes", "field:Plan"], "name or the number"),
        (["name", "field:"], "empty"),
        (["name", "field:" + "x" * 65], "too long"),
    ],
)
def test_columns_that_make_no_contact_are_refused(targets: list[str], why: str) -> None:
    with pytest.raises(Problem, match=why):
        checked_targets(targets, ["one", "two"])
    with pytest.raises(Problem, match="same"):
        checked_targets(["name", "field:a", "field:A"], ["one", "two", "three"])
