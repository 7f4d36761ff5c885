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


def test_names_the_languages_that_nobody_speaks() -> None:
    assert voices.unspoken([Hum("en"), Hum("de")], ["en", "de", "es"]) == {"es"}
    assert voices.unspoken([], ["en"]) == {"en"}
