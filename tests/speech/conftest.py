"""Voices shared by the tests: the packaged one takes a second to load, so once."""

import stat
import sys
from pathlib import Path

import pytest

from offhook.speech.hibari import Hibari

# What espeak-ng 1.51 prints and writes, its WAV header with the made-up lengths of a pipe included.
_PROGRAM = """#!{python}
import struct, sys
if "--version" in sys.argv:
    print("eSpeak NG text-to-speech: 1.51  Data at: /usr/share/espeak-ng-data")
elif "--voices" in sys.argv:
    print("Pty Language       Age/Gender VoiceName          File                 Other Languages")
    print(" 5  de              --/M      German             gmw/de               ")
    print(" 5  es              --/M      Spanish_(Spain)    roa/es               ")
    print(" 5  es-419          --/M      Spanish_(Latin)    roa/es-419           (es-mx 6)")
else:
    text = sys.stdin.buffer.read().decode()
    if "{fail}":
        sys.exit("{fail}")
    header = b"RIFF" + struct.pack("<I", 0x7FFFF024) + b"WAVEfmt "
    header += struct.pack("<IHHIIHH", 16, 1, 1, 22050, 44100, 2, 16)
    header += b"data" + struct.pack("<I", 0x7FFFF000)
    sound = b"".join(struct.pack("<h", 9000 if i % 80 < 40 else -9000) for i in range(1500 * len(text.split())))
    sys.stdout.buffer.write(header + bytes(8000) + sound + bytes(8000))
"""


@pytest.fixture(scope="session")
def hibari() -> Hibari:
    voice = Hibari()
    voice.warm()
    return voice


def program(path: Path, *, fail: str = "") -> Path:
    """Write a program with the manners of espeak-ng."""
    path.write_text(_PROGRAM.format(python=sys.executable, fail=fail), encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture(scope="session")
def espeak_program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return program(tmp_path_factory.mktemp("bin") / "espeak-ng")
