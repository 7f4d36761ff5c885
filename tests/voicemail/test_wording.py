"""The words of mails: every language has what English has."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from string import Formatter

import pytest
from msgspec import structs

from offhook.speech.catalogue import packaged
from offhook.voicemail.wording import Wording, wording

LANGUAGES = sorted(file.name.removesuffix(".toml") for file in (files("offhook.voicemail") / "letters").iterdir())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_whatever_is_spoken_is_written_too() -> None:
    assert set(LANGUAGES) == set(packaged())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_sentences_and_placeholders_of_english(language: str) -> None:
    words, english = wording(language), wording("en")
    assert words.language == language
    for name in Wording.__struct_fields__:
        text = getattr(words, name)
        assert text
        if isinstance(text, str):
            assert placeholders(text) == placeholders(getattr(english, name)), name
    assert all(each.strip() for each in (*words.days, *words.months))


def test_a_day_is_named_by_its_weekday() -> None:
    sunday = datetime(2026, 3, 1, 7, 5)  # noqa: DTZ001  # as the zone's clock shows it
    assert wording("es").at(sunday, "Europe/Madrid") == "Cuándo: domingo, 1 de marzo de 2026, 07:05 (Europe/Madrid)"


@pytest.mark.parametrize("tag", ["de", "de-CH", "DE_at"])
def test_a_tag_is_read_by_its_language(tag: str) -> None:
    assert wording(tag).language == "de"


@pytest.mark.parametrize("tag", ["fr", "", "-"])
def test_a_language_that_there_is_not_reads_as_english(tag: str) -> None:
    assert structs.asdict(wording(tag)) == structs.asdict(wording("en"))
