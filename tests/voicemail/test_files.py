from __future__ import annotations

import errno
import hashlib
import math
import os
import stat
from pathlib import Path

import pytest

from offhook.voicemail.files import DiskFull, Files, Kept, NotKept, Unreadable
from offhook.voicemail.sealed import Seal

AUDIO = b"RIFF and so on" * 100
CONTENT = hashlib.sha256(AUDIO).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def everything(files: Files) -> list[Path]:
    return sorted(path for path in files.folder.rglob("*") if path.is_file())


def test_audio_is_kept_by_its_hash_for_its_owner_only(files: Files) -> None:
    before = os.umask(0)
    try:
        kept = files.keep(AUDIO)
    finally:
        os.umask(before)
    assert kept == Kept(CONTENT, len(AUDIO))
    (file,) = everything(files)
    assert file == files.folder / CONTENT[:2] / f"{CONTENT}.wav"
    assert file.read_bytes() == files.read(CONTENT) == AUDIO
    assert [mode(path) for path in (files.folder, file.parent, file)] == [0o700, 0o700, 0o600]


def test_the_same_audio_is_kept_once_and_heals_what_was_damaged(files: Files) -> None:
    files.keep(AUDIO)
    files.path(CONTENT).write_bytes(b"damaged")
    assert files.keep(AUDIO) == Kept(CONTENT, len(AUDIO))
    assert everything(files) == [files.path(CONTENT)]
    assert files.read(CONTENT) == AUDIO


def test_a_file_has_its_name_only_once_it_is_on_the_disk(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sync is a moment at which the machine may lose its power."""
    synced: list[tuple[str, list[str]]] = []
    real = os.fsync

    def fsync(opened: int) -> None:
        name = Path(f"/proc/self/fd/{opened}").readlink().name
        synced.append((name[-5:], [path.name[-5:] for path in everything(files)]))
        real(opened)

    monkeypatch.setattr(os, "fsync", fsync)
    folder = files.folder.parent.name[-5:]
    files.keep(AUDIO)
    assert synced == [
        (folder, []),
        (files.folder.name[-5:], []),
        (".part", [".part"]),
        (CONTENT[:2], [f"{CONTENT}.wav"[-5:]]),
    ]


def test_a_range_is_read(files: Files) -> None:
    files.keep(AUDIO)
    assert files.read(CONTENT, 5, 3) == AUDIO[5:8]
    assert files.read(CONTENT, 10) == AUDIO[10:]
    assert files.read(CONTENT, len(AUDIO), 5) == b""


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EIO, NotKept), (errno.EROFS, NotKept)],
)
def test_a_disk_that_cannot_is_told_in_words_and_nothing_is_left(
    files: Files, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[NotKept]
) -> None:
    def fsync(opened: int) -> None:
        if Path(f"/proc/self/fd/{opened}").readlink().suffix == ".part":
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(NotKept, match=f"can't be written: {os.strerror(number)}") as refused:
        files.keep(AUDIO)
    assert type(refused.value) is kind
    assert everything(files) == []
    monkeypatch.undo()
    assert files.keep(AUDIO).content == CONTENT


def test_a_folder_that_cannot_be_made_is_told_in_words(files: Files) -> None:
    files.folder.write_text("a file is in its place")
    with pytest.raises(NotKept, match="can't be written: File exists"):
        files.keep(AUDIO)


def test_audio_that_is_gone_is_told_in_words(files: Files) -> None:
    with pytest.raises(Unreadable, match="can't be read: No such file"):
        files.read(CONTENT)


@pytest.mark.parametrize("content", ["", "..", "../../etc/passwd", CONTENT.upper(), CONTENT + "0", CONTENT[:63] + "\n"])
def test_only_a_hash_leads_to_a_file(files: Files, content: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.read(content)


def test_what_a_killed_process_left_half_written_is_tidied_away(files: Files) -> None:
    files.tidy()
    files.keep(AUDIO)
    (files.path(CONTENT).parent / ".0123456789abcdef.part").write_bytes(AUDIO[:10])
    files.tidy()
    assert everything(files) == [files.path(CONTENT)]


SEAL = Seal(b"k" * 32)


def test_with_a_key_nothing_that_is_kept_can_be_read_without_it(tmp_path: Path) -> None:
    files = Files(tmp_path, SEAL)
    kept = files.keep(AUDIO)
    assert kept == Kept(SEAL.name(AUDIO), len(AUDIO))
    (file,) = everything(files)
    assert file == files.path(kept.content) == files.folder / kept.content[:2] / f"{kept.content}.sealed"
    assert mode(file) == 0o600
    assert AUDIO[:20] not in file.read_bytes()
    assert kept.content != CONTENT, "the hash tells nobody what is said"
    assert files.read(kept.content) == AUDIO
    assert files.read(kept.content, 5, 20) == AUDIO[5:25]
    assert files.keep(AUDIO) == kept
    assert everything(files) == [file]


def test_what_was_kept_before_there_was_a_key_is_read_still(files: Files, tmp_path: Path) -> None:
    plain = files.keep(AUDIO)
    with_key = Files(tmp_path, SEAL)
    assert with_key.read(plain.content, 3, 5) == AUDIO[3:8]
    sealed = with_key.keep(AUDIO)
    assert with_key.read(sealed.content) == AUDIO
    assert len(everything(files)) == 2
    assert sorted(with_key.contents(math.inf)) == sorted([plain.content, sealed.content])
    assert all(with_key.remove(content, math.inf) for content in (plain.content, sealed.content))
    assert everything(files) == []


def test_another_key_no_key_and_damage_each_say_what_they_are(tmp_path: Path) -> None:
    kept = Files(tmp_path, SEAL).keep(AUDIO)
    with pytest.raises(Unreadable, match="another key than the one in"):
        Files(tmp_path, Seal(b"o" * 32)).read(kept.content)
    with pytest.raises(Unreadable, match="there is no key: set"):
        Files(tmp_path).read(kept.content)
    file = Files(tmp_path, SEAL).path(kept.content)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(Unreadable, match="is damaged"):
        Files(tmp_path, SEAL).read(kept.content)
