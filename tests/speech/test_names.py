import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from offhook.speech.names import LONGEST, say_name

SPEAKABLE = re.compile(r"[^\W_](?:[-', ]|\. |[^\W_])*\Z")


@pytest.mark.parametrize(
    "name",
    [
        "Dana Whitfield",
        "O'Neill-Smith",
        "Łukasz Søren Nuñez Şahin Müller",
        "Đặng Thị",
        "Dr. Smith",
        "J. R. R. Tolkien",
        "McDonald",
        "Studio 54",
        "PJ Harvey",
        "IBM",
        "Whitfield, Dana",
        "5 Guys",
    ],
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert say_name(name, "and") == name


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("  Dana \t\r\n Whitfield ", "Dana Whitfield"),
        ("<b>Dana</b> Whitfield", "Dana Whitfield"),
        ("[Dana](/hɛloʊ/)", "Dana"),
        ("[[d'ana]]", "d'ana"),
        ("Dana\x00\x1b[31m\x7f", "Dana 31m"),
        ("Dana 😀👨‍👩‍👧❤️ W", "Dana W"),
        ("Da\u200bna\u202e", "Dana"),
        ("\U0001d4d3\U0001d4ea\U0001d4f7\U0001d4ea \uff37\uff28\uff29\uff34", "Dana Whit"),
        ("Jose\u0301", "José"),
        ("Dana (work) / Acme_Ltd", "Dana work Acme Ltd"),
        ("J.K. Rowling", "J. K. Rowling"),
        ("Acme Inc.", "Acme Inc"),
        ("Smith & Sons", "Smith and Sons"),
        ("AT&T", "AT and T"),
        ("dana.whitfield@example.com", "dana whitfield"),
        ("Dana dana@example.com", "Dana dana"),
        ("Dana https://example.com/?a=b", "Dana"),
        ("DANA WHITFIELD", "Dana Whitfield"),
        ("Dana WHITFIELD", "Dana Whitfield"),
        ("ANN LEE", "Ann Lee"),
        ("O'NEILL'S BAR", "O'Neill's Bar"),
        ("ÉLODIE", "Élodie"),
        ("IBM DEUTSCHLAND", "IBM Deutschland"),
        ("Dana -- ''Dee'' , Whitfield,", "Dana Dee, Whitfield"),
        ("Иван Ivan", "Ivan"),
    ],
)
def test_what_is_not_spoken_goes(name: str, spoken: str) -> None:
    assert say_name(name, "and") == spoken


@pytest.mark.parametrize(
    "name",
    ["", " ", "😀", "&", "--", "…", "北京", "Иван", "+1 202-555-0122", "12345", "<br>", "http://example.com", "\x00"],
)
def test_nothing_speakable_gives_nothing(name: str) -> None:
    assert say_name(name, "and") == ""


@pytest.mark.parametrize("name", ["Dana 202-555-0122", "Dana (+49 30 23125000)", "Dana +12025550122", "Dana 2 0 2 5 5"])
def test_a_number_inside_a_name_is_not_spoken(name: str) -> None:
    assert say_name(name, "and") == "Dana"


def test_the_conjunction_is_the_language_s_own() -> None:
    assert say_name("Müller & Söhne", "und") == "Müller und Söhne"


def test_a_long_name_ends_at_a_word() -> None:
    assert say_name("Grand Budapest Hotel " * 20, "and") == "Grand Budapest Hotel Grand Budapest Hotel Grand Budapest"
    assert len(say_name("a" * 5000, "and")) <= LONGEST


@given(st.text())
@example("[" * 2000 + "](" * 2000)
@example("<a" * 4000)
@example("ﷺ" * 1000)
@example("a." * 1000)
@example("ß" * 500)
@example("\ud800Dana\udfff")
@example("ŉ'S")
@example("A.,0")
def test_any_text_gives_a_speakable_name_or_nothing(name: str) -> None:
    spoken = say_name(name, "and")
    assert len(spoken) <= LONGEST
    assert spoken == "" or SPEAKABLE.match(spoken), spoken
    assert spoken == "" or re.search(r"[^\W\d_]", spoken)
    assert sum(character.isdigit() for character in spoken) <= 4


@given(st.text(alphabet=st.sampled_from("aAé. ,-'&1[](/)<>@:_\n")))
def test_a_cleaned_name_needs_no_further_cleaning(name: str) -> None:
    spoken = say_name(name, "and")
    assert say_name(spoken, "and") == spoken
