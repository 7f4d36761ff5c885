from pathlib import Path

import pytest

from offhook.calls.values import Phrase
from offhook.speech import espeak
from offhook.speech.catalogue import packaged
from offhook.speech.engine import NoVoice, VoiceFailed
from offhook.speech.espeak import Espeak
from offhook.speech.prompts import PromptStore
from offhook.speech.telephone import Form, decode, is_whole
from offhook.translation.tags import primary
from tests.speech.conftest import program
from tests.speech.fakes import Hum


def test_knows_version_and_languages_of_the_program(espeak_program: Path) -> None:
    voice = Espeak(espeak_program)
    assert voice.identity.startswith("espeak-ng 1.51")
    assert voice.languages == {"de", "es"}


def test_reads_audio_whose_header_has_made_up_lengths(espeak_program: Path) -> None:
    audio = Espeak(espeak_program).synthesize("Auf Wiederhören.", "de")
    assert audio.rate == 22_050
    assert len(audio.samples) == 4000 + 3000 + 4000


def test_says_that_the_program_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoVoice, match="espeak-ng is not installed"):
        Espeak.installed()


def test_finds_the_program_on_the_path(monkeypatch: pytest.MonkeyPatch, espeak_program: Path) -> None:
    monkeypatch.setenv("PATH", str(espeak_program.parent))
    assert Espeak.installed().languages == {"de", "es"}


def test_a_program_that_fails_is_quoted(tmp_path: Path) -> None:
    voice = Espeak(program(tmp_path / "espeak-ng", fail="no such phoneme table"))
    with pytest.raises(VoiceFailed, match="no such phoneme table"):
        voice.synthesize("Hallo", "de")


def test_a_program_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, espeak_program: Path, tmp_path: Path) -> None:
    hanging = tmp_path / "espeak-ng"
    hanging.write_text(
        f'#!/bin/sh\ncase "$*" in *stdin*) exec tail -f /dev/null;; *) exec {espeak_program} "$@";; esac\n'
    )
    hanging.chmod(0o755)
    voice = Espeak(hanging)
    monkeypatch.setattr(espeak, "_PATIENCE", 0.2)
    with pytest.raises(VoiceFailed, match="took longer"):
        voice.synthesize("Hallo", "de")


@pytest.mark.parametrize("output", ["", "RIFF", "not audio at all"])
def test_an_answer_that_is_not_audio_is_refused(tmp_path: Path, espeak_program: Path, output: str) -> None:
    odd = tmp_path / "espeak-ng"
    odd.write_text(f'#!/bin/sh\ncase "$*" in *stdin*) printf "{output}";; *) exec {espeak_program} "$@";; esac\n')
    odd.chmod(0o755)
    with pytest.raises(VoiceFailed, match="other than audio"):
        Espeak(odd).synthesize("Hallo", "de")


def test_a_program_that_vanished_is_an_error_of_the_voice(tmp_path: Path) -> None:
    path = program(tmp_path / "espeak-ng")
    voice = Espeak(path)
    path.unlink()
    with pytest.raises(VoiceFailed, match="could not be started"):
        voice.synthesize("Hallo", "de")


@pytest.mark.parametrize(("language", "country"), [("de-CH", "CH"), ("es", "ES")])
def test_the_real_program_speaks_every_phrase(tmp_path: Path, language: str, country: str) -> None:
    english, real = Hum("en"), Espeak.installed()  # of Debian's package espeak-ng, which ./test installs
    prompts = PromptStore(tmp_path, [english, real])
    for key in packaged()[primary(language)].phrases:
        clip = prompts.clip((Phrase(key, "+12025550122", "Dana Ruiz"),), language, country)
        assert 0.5 < clip.seconds < 12, key  # “Adiós.”
        assert is_whole(decode(clip.path.read_bytes(), Form.SLN16), Form.SLN16.rate)
    prompts.close()
    assert english.spoken == []
