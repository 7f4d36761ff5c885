from pathlib import Path

import pytest
from structlog.testing import capture_logs

from offhook.speech import voices
from tests.speech.conftest import program
from tests.speech.fakes import Hum


def test_english_is_always_there_and_is_preferred(monkeypatch: pytest.MonkeyPatch, espeak_program: Path) -> None:
    monkeypatch.setenv("PATH", str(espeak_program.parent))
    assert [sorted(voice.languages) for voice in voices.installed()] == [["en"], ["de", "es"]]


def test_english_is_there_without_other_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [sorted(voice.languages) for voice in voices.installed()] == [["en"]]


def test_a_broken_program_is_reported_and_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path / "espeak-ng").write_text("#!/bin/sh\necho no data >&2; exit 1\n")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with capture_logs() as logs:
        assert [sorted(voice.languages) for voice in voices.installed()] == [["en"]]
    assert "no data" in logs[0]["reason"]


@pytest.mark.parametrize("language", ["en", "en-US", "de", "de-CH", "DE"])
def test_a_language_with_prompts_and_a_voice_is_heard_as_it_is(language: str) -> None:
    assert voices.why_english([Hum("en"), Hum("de")], language) is None


def test_a_language_without_a_voice_says_what_to_install() -> None:
    found = voices.why_english([Hum("en"), Hum("de")], "es-MX")
    assert found == (
        "This machine has no voice for es-MX, so calls over lines in es-MX are announced in English. "
        "Install the program espeak-ng (on Debian: apt-get install espeak-ng), and start Offhook again."
    )


def test_a_language_without_prompts_says_which_have_some() -> None:
    found = voices.why_english([Hum("en"), Hum("fr")], "fr")
    assert found == (
        "Offhook has no prompts in fr, so calls over lines in fr are announced in English. It has them in de, en, es."
    )
