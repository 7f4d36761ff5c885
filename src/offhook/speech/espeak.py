"""Voices for the languages that the packaged one lacks: espeak-ng, when the machine has it.

It is under the GPL and so always a program of its own, started once a prompt and given the text on its standard
input, never imported or linked.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from offhook.speech.engine import Audio, NoVoice, VoiceFailed, plain

PROGRAM = "espeak-ng"
_PATIENCE = 5.0
_WORDS_A_MINUTE = "150"
_FULL_SCALE = 32768.0


class Espeak:
    """Every language whose voice data is installed beside the program."""

    def __init__(self, program: Path) -> None:
        """Ask the program once for its version and voices. Raises `VoiceFailed` when it doesn't answer."""
        self._program = program
        self.identity = f"{_version(_run(program, ['--version']))} -s {_WORDS_A_MINUTE}"
        self.languages = _languages(_run(program, ["--voices"]))

    @classmethod
    def installed(cls) -> Espeak:
        """Find the program on the PATH. Raises `NoVoice` when it isn't there."""
        found = shutil.which(PROGRAM)
        if found is None:
            raise NoVoice(
                f"The program {PROGRAM} is not installed; Offhook needs it for prompts in other languages than English."
            )
        return cls(Path(found))

    def warm(self) -> None:
        """Nothing to load: each prompt starts the program anew, which takes it a few milliseconds."""

    def synthesize(self, text: str, language: str) -> Audio:
        """Speak `text` with the language's default voice."""
        if language not in self.languages:
            raise NoVoice(f"{PROGRAM} has no voice for {language!r} on this machine.")
        said = _run(
            self._program,
            ["-v", language, "-s", _WORDS_A_MINUTE, "-b", "1", "--stdin", "--stdout"],
            plain(text).encode(),
        )
        audio = _wave(said)
        if not np.any(audio.samples):
            raise VoiceFailed(f"{PROGRAM} found nothing to speak in the text.")
        return audio


def _run(program: Path, arguments: Sequence[str], text: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            [str(program), *arguments], input=text, capture_output=True, timeout=_PATIENCE, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise VoiceFailed(f"{PROGRAM} took longer than {_PATIENCE:.0f} s and was stopped.") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip() or f"exit status {error.returncode}"
        raise VoiceFailed(f"{PROGRAM} failed: {reason}") from error
    except OSError as error:
        raise VoiceFailed(f"{PROGRAM} could not be started: {error}") from error
    return done.stdout


def _version(answer: bytes) -> str:
    """Take `espeak-ng 1.51` from `eSpeak NG text-to-speech: 1.51  Data at: …`."""
    words = answer.decode(errors="replace").partition(":")[2].split()
    return f"{PROGRAM} {words[0] if words else 'unknown'}"


def _languages(answer: bytes) -> frozenset[str]:
    """Read the table of voices: a heading, then `priority language age/gender name file …` a line."""
    rows = (line.split() for line in answer.decode(errors="replace").splitlines()[1:])
    return frozenset(row[1].partition("-")[0] for row in rows if len(row) > 1)


def _wave(stream: bytes) -> Audio:
    """Read 16-bit mono WAV written to a pipe, whose lengths in the header are therefore made up."""
    data = stream.find(b"data", 12, 256)
    if stream[:4] != b"RIFF" or data < 0:
        raise VoiceFailed(f"{PROGRAM} answered with something other than audio.")
    (rate,) = struct.unpack_from("<I", stream, 24)
    body = stream[data + 8 :]
    return Audio(np.frombuffer(body[: len(body) & ~1], "<i2").astype(np.float32) / _FULL_SCALE, rate)
