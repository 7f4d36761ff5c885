import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from offhook.problems import Problem
from offhook.storage.lock import LOCK_FILE, lock_folder

HOLD = """
import sys
from pathlib import Path
from offhook.storage.lock import lock_folder
lock = lock_folder(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def refusal(folder: Path) -> Problem:
    with pytest.raises(Problem) as refused:
        lock_folder(folder)
    return refused.value


def test_a_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    with lock_folder(folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert (folder / LOCK_FILE).read_text() == f"{os.getpid()}\n"


def test_one_at_a_time(tmp_path: Path) -> None:
    lock = lock_folder(tmp_path)
    problem = refusal(tmp_path)
    assert (problem.type, problem.status) == ("already-running", 409)
    assert f"process {os.getpid()}" in problem.detail
    lock.release()
    lock.release()
    lock_folder(tmp_path).release()


def test_the_lock_goes_with_a_killed_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert f"process {other.pid}" in refusal(tmp_path).detail
        other.kill()
    lock_folder(tmp_path).release()


def test_a_child_process_does_not_keep_the_lock(tmp_path: Path) -> None:
    lock = lock_folder(tmp_path)
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, close_fds=False):
        lock.release()
        lock_folder(tmp_path).release()


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    problem = refusal(tmp_path / "file" / "data")
    assert problem.type == "data-folder"
    assert "Not a directory" in problem.detail
