from pathlib import Path

import pytest

from offhook.calls.values import Phrase
from offhook.speech.catalogue import CatalogueError, UnknownPhrase, load, matching, packaged

ENGLISH = """
language = "en"
digits = ["oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
plus = "plus"
conjunction = "and"
somebody = "this number"
[phrases]
"dial.busy" = "{who} is busy."
"dial.no_key" = "No key was pressed."
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "en.toml").write_text(ENGLISH, encoding="utf-8")
    return tmp_path


def test_three_languages_come_with_offhook() -> None:
    assert set(packaged()) >= {"en", "es", "de"}


@pytest.mark.parametrize("language", sorted(packaged()))
def test_every_packaged_phrase_is_a_sentence(language: str) -> None:
    for text in packaged()[language].phrases.values():
        assert text.endswith(".")
        assert not any(character.isdigit() or character in "[]()<>&/" for character in text)


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("en-US", "en"), ("de-CH", "de"), ("DE_at", "de"), ("es-419", "es"), ("tlh", "en"), ("", "en")],
)
def test_a_line_s_language_finds_its_catalogue(tag: str, language: str) -> None:
    assert matching(packaged(), tag).language == language


def test_fixed_phrases_are_those_without_placeholders(directory: Path) -> None:
    assert load(directory)["en"].fixed() == (Phrase("dial.no_key"),)


def test_an_unknown_phrase_is_named(directory: Path) -> None:
    with pytest.raises(UnknownPhrase, match=r"'dial\.bussy'"):
        load(directory)["en"].phrase("dial.bussy")


def german(text: str) -> str:
    return text.replace('"en"', '"de"').replace("oh", "null")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (german(ENGLISH).replace('"dial.no_key"', '"dial.no_keys"'), r"de\.toml lacks dial\.no_key\."),
        (german(ENGLISH) + '"dial.more" = "Mehr."\n', r"has dial\.more, which en\.toml lacks"),
        (german(ENGLISH).replace("{who} ", ""), r"'dial\.busy' has no placeholder; en\.toml has \{who\}"),
        (
            german(ENGLISH).replace("No key", "{who}: no key"),
            r"'dial\.no_key' has \{who\}; en\.toml has no placeholder",
        ),
        (german(ENGLISH).replace("{who}", "{name}"), r"'dial\.busy' uses \{name\}, which nothing fills"),
        (german(ENGLISH).replace("{who}", "{who"), r"'dial\.busy' has a stray brace"),
        (german(ENGLISH).replace('"No key was pressed."', '" "'), "has an empty text"),
        (german(ENGLISH).replace('"null", ', ""), "can't be read"),
        (german(ENGLISH).replace('plus = "plus"', ""), "can't be read.*plus"),
        (german(ENGLISH).replace("plus =", "pluss ="), "can't be read.*pluss"),
        (german(ENGLISH).replace('"de"', '"fr"'), "says that its language is 'fr'"),
        ("phrases = [", "can't be read"),
    ],
)
def test_a_catalogue_that_differs_is_refused(directory: Path, content: str, complaint: str) -> None:
    (directory / "de.toml").write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueError, match=complaint) as refusal:
        load(directory)
    assert "de.toml" in str(refusal.value)


def test_a_catalogue_that_is_not_text_is_refused(directory: Path) -> None:
    (directory / "de.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match=r"de\.toml can't be read"):
        load(directory)


def test_english_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"en\.toml is missing"):
        load(tmp_path)


def test_the_reference_shows_every_phrase() -> None:
    reference = (Path(__file__).parents[2] / "docs" / "reference" / "prompts.md").read_text(encoding="utf-8")
    for catalogue in packaged().values():
        for key, text in catalogue.phrases.items():
            assert f"`{key}`" in reference
            assert text in reference, f"docs/reference/prompts.md has another text for {key} in {catalogue.language}"
