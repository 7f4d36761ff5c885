import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from offhook.problems import Problem
from offhook.storage.private import make_data_folder, make_database_file, tighten_database


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """Nothing may depend on a umask that is careful by itself."""
    before = os.umask(0)
    yield
    os.umask(before)


def refusal(folder: Path) -> Problem:
    with pytest.raises(Problem) as refused:
        make_data_folder(folder)
    return refused.value


def test_a_new_data_folder_is_its_owner_s(tmp_path: Path) -> None:
    make_data_folder(tmp_path / "var" / "data")
    assert mode(tmp_path / "var" / "data") == 0o700


@pytest.mark.parametrize("holds", [[], ["offhook.lock"], ["offhook.db", "practice"], ["offhook.key"]])
def test_a_looser_one_is_tightened(tmp_path: Path, holds: list[str]) -> None:
    folder = tmp_path / "data"
    folder.mkdir(0o755)
    for name in holds:
        (folder / name).touch()
    make_data_folder(folder)
    assert mode(folder) == 0o700


def test_a_folder_of_others_is_not_closed_to_them(tmp_path: Path) -> None:
    folder = tmp_path / "lib"
    folder.mkdir(0o755)
    (folder / "dpkg").touch()
    problem = refusal(folder)
    assert (problem.type, mode(folder)) == ("data-folder", 0o755)
    assert "holds more than Offhook's data" in problem.detail
    folder.chmod(0o700)
    make_data_folder(folder)


def test_nor_is_one_into_which_anybody_may_write(tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    (folder / "offhook.lock").touch()
    folder.chmod(0o1777)
    assert "Choose a folder for Offhook alone" in refusal(folder).detail
    assert mode(folder) == 0o1777


def test_a_new_database_is_its_owner_s(tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "offhook.db")
    make_database_file(link)
    assert mode(tmp_path / "offhook.db") == 0o600


def test_a_database_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "offhook.db").write_bytes(b"records")
    make_database_file(tmp_path / "offhook.db")
    assert (tmp_path / "offhook.db").read_bytes() == b"records"


def test_one_that_cannot_be_made_is_left_to_sqlite_to_tell(tmp_path: Path) -> None:
    make_database_file(tmp_path / "none" / "offhook.db")
    assert not (tmp_path / "none").exists()


def test_a_looser_database_is_tightened_with_its_journals(tmp_path: Path) -> None:
    files = [tmp_path / f"offhook.db{ending}" for ending in ("", "-wal", "-shm", "-journal")]
    for file in files:
        file.touch(0o644)
    (tmp_path / "link.db").symlink_to(files[0])
    tighten_database(f"sqlite:///{tmp_path}/link.db")
    assert {mode(file) for file in files} == {0o600}


def test_no_link_is_followed_to_what_is_no_journal(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch(0o644)
    (tmp_path / "offhook.db").touch(0o600)
    (tmp_path / "offhook.db-wal").symlink_to(other)
    tighten_database(f"sqlite:///{tmp_path}/offhook.db")
    assert mode(other) == 0o644


@pytest.mark.parametrize("url", ["postgresql://offhook@db.example.com/offhook", "sqlite://"])
def test_what_is_no_file_is_left_alone(url: str) -> None:
    tighten_database(url)
