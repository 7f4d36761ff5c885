"""One worker an Asterisk, whoever it runs as, and nothing of it is touched before."""

from __future__ import annotations

import os
import pwd
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from offhook.networks.asterisk_lock import lock_asterisk
from offhook.problems import Problem
from offhook.setting_sections import Asterisk, Http
from offhook.settings import Settings
from offhook.telephony.asterisk.installation import locate
from offhook.telephony.asterisk.instance import WORKER_LOCK, make_home, prepare
from offhook.telephony.asterisk.settings import InstanceSettings
from offhook.worker import Worker
from tests.networks.root import make_root

UNPRIVILEGED = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed Asterisk, in a folder that other users may enter as they may enter /opt."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        made = make_root(Path(folder))
        monkeypatch.setenv("OFFHOOK_ASTERISK_ROOT", str(made))
        yield made


@contextmanager
def unprivileged() -> Iterator[None]:
    """As the worker that the service runs."""
    before = os.geteuid()
    os.seteuid(pwd.getpwnam(UNPRIVILEGED).pw_uid)
    try:
        yield
    finally:
        os.seteuid(before)


def prepared(name: str = "main") -> Path:
    """As the service that runs Asterisk prepares it for the worker's user."""
    return prepare(InstanceSettings(name=name), worker=UNPRIVILEGED).host_home


def refusal(name: str = "main") -> Problem:
    with pytest.raises(Problem) as refused:
        lock_asterisk(name)
    return refused.value


@pytest.mark.usefixtures("root")
def test_one_worker_at_a_time_of_whatever_user() -> None:
    prepared()
    with unprivileged():
        lock = lock_asterisk("main")
    for user in (unprivileged, nullcontext):
        with user():
            problem = refusal()
            assert (problem.type, problem.status) == ("already-running", 409)
            assert problem.detail == (
                f"Offhook is already running on Asterisk main (process {os.getpid()}): stop that one first, or choose "
                "another Asterisk by `asterisk.instance`."
            )
    lock.release()
    with unprivileged():
        lock_asterisk("main").release()
    lock_asterisk("main").release()


@pytest.mark.usefixtures("root")
def test_preparing_it_anew_leaves_the_lock_held() -> None:
    prepared()
    with lock_asterisk("main"):
        prepared()
        assert refusal().type == "already-running"


@pytest.mark.usefixtures("root")
def test_two_asterisks_have_two_workers() -> None:
    prepared()
    prepared("other")
    with unprivileged(), lock_asterisk("main"), lock_asterisk("other"):
        pass


@pytest.mark.usefixtures("root")
def test_nobody_but_the_worker_may_hold_it() -> None:
    folder = prepared()
    status = (folder / WORKER_LOCK).stat()
    assert (status.st_mode & 0o777, status.st_uid) == (0o600, pwd.getpwnam(UNPRIVILEGED).pw_uid)


@pytest.mark.usefixtures("root")
def test_the_directory_is_made_before_anything_is_in_it() -> None:
    folder = make_home(locate(), "main")
    with lock_asterisk("main"):
        assert [path.name for path in folder.iterdir()] == [WORKER_LOCK]
    assert prepared() == folder


def test_what_is_not_prepared_is_said_to_be(root: Path) -> None:
    (root / "var/lib").mkdir(parents=True)
    with unprivileged():
        problem = refusal()
    assert (problem.type, problem.status) == ("no-asterisk", 503)
    assert "isn't prepared for this user" in problem.detail


def test_what_is_not_installed_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFHOOK_ASTERISK_ROOT", str(tmp_path / "none"))
    assert "Install it with" in refusal().detail


@pytest.mark.usefixtures("root")
async def test_a_second_worker_changes_nothing_of_it(tmp_path: Path) -> None:
    """It has another data folder and other settings, and would overwrite ports and trunks."""
    folder = prepared()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    other = Settings(data=tmp_path / "other", http=Http(port=1), asterisk=Asterisk(http_port=9))
    with lock_asterisk("main"):
        before[folder / WORKER_LOCK] = f"{os.getpid()}\n".encode()
        with pytest.raises(Problem, match="already running on Asterisk main"):
            await Worker.start(other)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
