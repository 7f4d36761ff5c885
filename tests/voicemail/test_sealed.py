"""Audio that is encrypted: whole and in parts, and what is wrong with it otherwise."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.problems import Problem
from offhook.voicemail.sealed import PIECE, Damaged, Seal, WrongKey, read_key

SEAL = Seal(b"k" * 32)
AUDIO = bytes(range(256)) * (3 * PIECE // 256) + b"the end"
SEALED = SEAL.seal(AUDIO)


def test_what_is_sealed_tells_nothing_and_is_another_each_time() -> None:
    assert AUDIO[:64] not in SEALED
    assert SEAL.seal(AUDIO) != SEALED
    assert SEAL.open(io.BytesIO(SEALED)) == AUDIO
    assert SEAL.open(io.BytesIO(SEAL.seal(b""))) == b""


@given(st.integers(0, len(AUDIO) + 10), st.none() | st.integers(0, len(AUDIO) + 10))
def test_any_part_is_that_part(start: int, length: int | None) -> None:
    wanted = AUDIO[start:] if length is None else AUDIO[start : start + length]
    assert SEAL.open(io.BytesIO(SEALED), start, length) == wanted


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_every_size_comes_back(size: int) -> None:
    assert SEAL.open(io.BytesIO(SEAL.seal(AUDIO[:size]))) == AUDIO[:size]


def test_a_part_is_read_without_the_rest() -> None:
    class Counted(io.BytesIO):
        count = 0

        def read(self, size: int | None = -1, /) -> bytes:
            found = super().read(size)
            self.count += len(found)
            return found

    file = Counted(SEALED)
    SEAL.open(file, PIECE + 5, 10)
    assert file.count < PIECE + 100


def test_names_depend_on_the_key() -> None:
    assert SEAL.name(AUDIO) == Seal(b"k" * 32).name(AUDIO) != Seal(b"o" * 32).name(AUDIO)
    assert len(SEAL.name(AUDIO)) == 64


def test_another_key_is_told_from_damage() -> None:
    with pytest.raises(WrongKey):
        Seal(b"o" * 32).open(io.BytesIO(SEALED))


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"RIFF and so on, long enough for a head",
        SEALED[:20],
        SEALED[:-1],
        SEALED[: PIECE + 500],
        SEALED[:60] + bytes([SEALED[60] ^ 1]) + SEALED[61:],
        SEALED[:39] + bytes([SEALED[39] ^ 1]) + SEALED[40:],
        SEALED[:40] + SEALED[40 + PIECE + 16 :] + SEALED[40 : 40 + PIECE + 16],
        SEALED[:40] + SEAL.seal(AUDIO)[40:],
    ],
    ids=["empty", "not sealed", "half a head", "a byte less", "cut", "a bit", "its size", "swapped", "another's"],
)
def test_what_was_changed_is_damaged(file: bytes) -> None:
    with pytest.raises(Damaged):
        SEAL.open(io.BytesIO(file))


def test_a_key_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "voicemail.key"
    file.write_bytes(base64.b64encode(b"k" * 32) + b"\n")
    file.chmod(0o600)
    assert read_key(file) == b"k" * 32


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        (None, 0, "can't be used: No such file or directory"),
        (base64.b64encode(b"k" * 32), 0o640, "can be read by others: `chmod 600"),
        (base64.b64encode(b"k" * 16), 0o600, "holds no key: expected 32 bytes in base64"),
        (b"", 0o600, "holds no key"),
        (b"\xff secret", 0o600, "holds no key"),
    ],
)
def test_a_key_file_that_cannot_be_used_says_why(tmp_path: Path, text: bytes | None, mode: int, words: str) -> None:
    file = tmp_path / "voicemail.key"
    if text is not None:
        file.write_bytes(text)
        file.chmod(mode)
    with pytest.raises(Problem) as refused:
        read_key(file)
    assert words in refused.value.detail
    assert str(file) in refused.value.detail
