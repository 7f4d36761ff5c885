from __future__ import annotations

import pytest

from offhook.translation.catalogue import LONGEST, CatalogueError, languages, load, preferred, translated


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("Dana Ruiz hung up", "Dana Ruiz hat aufgelegt"),
        ("the contact hung up", "der Kontakt hat aufgelegt"),
        (
            "the contact's phone: the contact's phone was busy [SIP 486, Q.850 17]",
            "das Telefon des Kontakts: das Telefon des Kontakts war besetzt [SIP 486, Q.850 17]",
        ),
        ("nobody took the call: voicemail did", "niemand nahm den Anruf an, es übernahm die Mailbox"),
        ("the caller hung up before anybody took the call", "der Anrufer hat aufgelegt, bevor jemand annahm"),
        ("Ann is not rung: off duty", "bei Ann klingelt es nicht: nicht im Dienst"),
        ("There is no line +12025550100.", "Nicht gefunden: Leitung +12025550100."),
        ("A sentence that nobody has translated", "A sentence that nobody has translated"),
        ("", ""),
    ],
)
def test_a_sentence_is_found_by_its_pattern_and_so_is_what_fills_it(english: str, german: str) -> None:
    assert translated(english, "de") == german
    assert translated(english, "en") == translated(english, "fr") == english


def test_names_that_look_like_places_or_code_stay_as_they_are() -> None:
    assert translated("{name} %s <b> hung up", "es") == "{name} %s <b> colgó"


def test_what_is_longer_than_any_sentence_is_not_looked_at() -> None:
    long = "x" * LONGEST + " hung up"
    assert translated(long, "de") == long


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,en;q=0.8", "de"),
        ("fr-FR, es;q=0.5, de;q=0.7", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en"),
        ("fr", "en"),
        ("de;q=0, es;q=0.1", "es"),
        ("*;q=x, de;q=nonsense", "en"),
    ],
)
def test_the_first_language_that_there_is_gets_used(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_there_are_three_languages() -> None:
    assert languages() == ("en", "de", "es")


@pytest.mark.parametrize(
    "text",
    [
        b'"{who} hung up" = "{whom} hat aufgelegt"',
        b'"{who} hung up" = " "',
        b'"{who} and {who}" = "{who} und {who}"',
        b"no toml",
    ],
)
def test_a_catalogue_with_other_places_than_the_sentence_is_refused(text: bytes) -> None:
    with pytest.raises(CatalogueError, match=r"de\.toml"):
        load("de", text)
