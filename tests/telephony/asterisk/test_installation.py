"""Finding the installed Asterisk, and saying what to do where there is none."""

import os
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from offhook.telephony.asterisk.installation import AsteriskUnavailable, locate, parse_version


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that looks like an installed root."""
    made = tmp_path / "asterisk"
    (made / "usr/lib/x86_64-linux-gnu/asterisk/modules").mkdir(parents=True)
    (made / "usr/sbin").mkdir()
    (made / "usr/sbin/asterisk").touch()
    (made / "etc").mkdir()
    (made / "etc/passwd").write_text("root:x:0:0::/:/bin/sh\nasterisk:x:997:996:PBX:/:/bin/false\n")
    monkeypatch.setenv("OFFHOOK_ASTERISK_ROOT", str(made))
    note(made)
    return made


def note(root: Path, version: str = "22.10.1") -> None:
    root.with_name("asterisk.json").write_text(f'{{"root": "{root}", "version": "{version}"}}')


def test_finds_what_the_installer_noted(root: Path) -> None:
    found = locate()
    assert (found.root, found.version, found.uid, found.gid) == (root, "22.10.1", 997, 996)
    assert found.modules == PurePosixPath("/usr/lib/x86_64-linux-gnu/asterisk/modules")
    assert found.chrooted
    assert found.on_host(PurePosixPath("/var/x")) == root / "var/x"


def test_a_slash_at_the_end_of_the_root_is_the_same_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFHOOK_ASTERISK_ROOT", f"{root}/")
    assert locate().root == root


def test_nothing_installed_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFHOOK_ASTERISK_ROOT", str(tmp_path / "none"))
    with pytest.raises(AsteriskUnavailable, match=r"not installed\. Install it with: sudo deploy/asterisk/install"):
        locate()


@pytest.mark.parametrize("version", ["22.9.3", "20.17.0", "", "rubbish"])
def test_a_version_that_is_too_old_is_refused(root: Path, version: str) -> None:
    note(root, version)
    with pytest.raises(AsteriskUnavailable, match=r"too old: 22\.10 or newer"):
        locate()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"root": 3, "version": "22.10.1"}'])
def test_a_damaged_note_is_said_to_be_one(root: Path, text: str) -> None:
    root.with_name("asterisk.json").write_text(text)
    with pytest.raises(AsteriskUnavailable, match="can't be read"):
        locate()


def test_a_root_that_is_gone_is_said_to_be(root: Path) -> None:
    (root / "usr/sbin/asterisk").unlink()
    with pytest.raises(AsteriskUnavailable, match="is gone from"):
        locate()


def test_a_root_without_the_user_is_refused(root: Path) -> None:
    (root / "etc/passwd").write_text("root:x:0:0::/:/bin/sh\n")
    with pytest.raises(AsteriskUnavailable, match="no user 'asterisk'"):
        locate()


def test_versions_compare_by_number() -> None:
    assert parse_version("22.10.1+dfsg") == (22, 10, 1)
    assert parse_version("22.9") < parse_version("22.10") < parse_version("23.1")


def test_the_installer_checks_its_shell() -> None:
    """It is executable, and bash reads all of it."""
    installer = Path(__file__).parents[3] / "deploy" / "asterisk" / "install"
    assert os.access(installer, os.X_OK)
    assert subprocess.run(["bash", "-n", str(installer)], check=False).returncode == 0
