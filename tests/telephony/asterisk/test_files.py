"""What is made for an instance, and what somebody else put there before."""

import os
import stat
from pathlib import Path

import pytest

from offhook.telephony.asterisk.files import make_directory, read, replace
from offhook.telephony.asterisk.installation import AsteriskUnavailable

US, GROUP = os.geteuid(), os.getegid()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A file that is nobody's business here."""
    path = tmp_path / "victim"
    path.write_text("kept")
    path.chmod(0o604)
    return path


def test_a_directory_is_made_and_made_right(tmp_path: Path) -> None:
    for before in (None, 0o777, 0o700):
        if before is not None:
            (tmp_path / "etc").chmod(before)
        make_directory(tmp_path / "etc", owner=US, group=GROUP, mode=0o2750)
        assert mode(tmp_path / "etc") == 0o2750


def test_a_link_to_a_directory_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir(0o711)
    (tmp_path / "recording").symlink_to(tmp_path / "etc")
    with pytest.raises(AsteriskUnavailable, match="recording is not what Offhook put there"):
        make_directory(tmp_path / "recording", owner=US, group=GROUP, mode=0o750)
    assert mode(tmp_path / "etc") == 0o711


def test_a_file_is_no_directory(victim: Path) -> None:
    with pytest.raises(AsteriskUnavailable, match="victim is not what Offhook put there"):
        make_directory(victim, owner=US, group=GROUP, mode=0o750)
    assert mode(victim) == 0o604


def test_a_file_takes_the_place_of_a_link(tmp_path: Path, victim: Path) -> None:
    (tmp_path / "ari.conf").symlink_to(victim)
    replace(tmp_path / "ari.conf", b"new", owner=US, group=GROUP, mode=0o640)
    assert (victim.read_text(), mode(victim)) == ("kept", 0o604)
    assert (tmp_path / "ari.conf").read_bytes() == b"new"
    assert mode(tmp_path / "ari.conf") == 0o640


def test_the_name_of_a_draft_is_not_known_before(tmp_path: Path, victim: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And where a link has it all the same, nothing is written through it."""
    (tmp_path / f".ari.conf.{os.getpid()}").symlink_to(victim)
    replace(tmp_path / "ari.conf", b"new", owner=US, group=GROUP, mode=0o640)
    (tmp_path / ".ari.conf.guessed").symlink_to(victim)
    monkeypatch.setattr("secrets.token_hex", lambda _: "guessed")
    with pytest.raises(FileExistsError):
        replace(tmp_path / "ari.conf", b"newer", owner=US, group=GROUP, mode=0o640)
    assert (victim.read_text(), mode(victim)) == ("kept", 0o604)


def test_no_draft_is_left_of_what_failed(tmp_path: Path) -> None:
    (tmp_path / "ari.conf").mkdir()
    with pytest.raises(IsADirectoryError):
        replace(tmp_path / "ari.conf", b"new", owner=US, group=GROUP, mode=0o640)
    assert [path.name for path in tmp_path.iterdir()] == ["ari.conf"]


def test_a_file_is_read_and_a_link_is_not(tmp_path: Path, victim: Path) -> None:
    assert read(victim) == b"kept"
    (tmp_path / "sip.pem").symlink_to(victim)
    with pytest.raises(AsteriskUnavailable, match=r"sip\.pem is not what Offhook put there"):
        read(tmp_path / "sip.pem")
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "sip.pem")
    with pytest.raises(AsteriskUnavailable, match=r"sip\.pem is not what Offhook put there"):
        read(tmp_path / "sip.pem")
