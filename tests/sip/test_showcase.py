"""`./run` over real SIP: a call between two practice phones, what they really heard, and nothing left behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from offhook.telephony.asterisk import supervisor
from offhook.telephony.asterisk.config import home
from offhook.telephony.asterisk.installation import locate
from offhook.telephony.asterisk.instance import load
from tests.sip.conftest import own_settings
from tests.sip.ports import free_port

pytestmark = pytest.mark.sip
RUN = (sys.executable, "-m", "offhook.showcase")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An installation with ports and an Asterisk of its own."""
    settings = own_settings()
    ours = {
        "OFFHOOK_DATA": str(tmp_path_factory.mktemp("showcase") / "data"),
        "OFFHOOK_HTTP_PORT": str(free_port()),
        "OFFHOOK_ASTERISK_INSTANCE": settings.name,
        "OFFHOOK_ASTERISK_SIP_PORT": str(settings.sip_port),
        "OFFHOOK_ASTERISK_TLS_PORT": str(settings.tls_port),
        "OFFHOOK_ASTERISK_HTTP_PORT": str(settings.http_port),
        "OFFHOOK_ASTERISK_RTP_FIRST": str(settings.rtp_first),
        "OFFHOOK_ASTERISK_RTP_LAST": str(settings.rtp_last),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONUNBUFFERED": "1",
    }
    kept = {
        name: value for name, value in os.environ.items() if name == "OFFHOOK_ASTERISK_ROOT" or name[:8] != "OFFHOOK_"
    }
    yield kept | ours
    assert not asterisk_runs(settings.name)
    shutil.rmtree(locate().on_host(home(settings.name)), ignore_errors=True)


def asterisk_runs(instance: str) -> bool:
    return supervisor.running(load(locate().on_host(home(instance))))


def left_over(environment: dict[str, str]) -> list[str]:
    """Processes that still work for this installation."""
    wanted, found = environment["OFFHOOK_DATA"].encode(), []
    for process in Path("/proc").glob("[0-9]*/environ"):
        try:
            if wanted in process.read_bytes():
                found.append((process.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:  # it ended meanwhile
            continue
    return found


@pytest.mark.behaviour("T19")
@pytest.mark.parametrize("first", [True, False], ids=["first", "again"])
def test_a_call_is_shown_and_heard(environment: dict[str, str], first: bool) -> None:
    ended = subprocess.run([*RUN, "--demo"], env=environment, capture_output=True, text=True, timeout=180, check=False)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    shown = ended.stdout
    assert ("This is the first start." in shown, "$ offhook trunk add practice" in shown) == (first, first)
    assert "Answered: you and Dana Ruiz talked for " in shown
    heard = re.search(
        r"You heard the announcement \((\d\.\d) s of speech\), then Dana's phone ringing \((\d\.\d) s\), "
        r"then Dana \((\d\.\d) s of speech\)\.\n  Dana heard you \((\d\.\d) s of speech\), "
        r"and saw \+12025550100 calling\.",
        shown,
    )
    assert heard is not None, shown
    announcement, ringback, dana, you = map(float, heard.groups())
    assert announcement > 0.7
    assert 0.3 < ringback < 2
    assert 0.5 < dana < 2
    assert 0.5 < you < 2
    assert re.search(r"^codes +Q\.850 16\b.* +Q\.850 16\b", shown, re.MULTILINE)
    assert left_over(environment) == []
    assert not asterisk_runs(environment["OFFHOOK_ASTERISK_INSTANCE"])


def test_ctrl_c_in_the_middle_of_the_call_leaves_nothing(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [*RUN, "--demo"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "You answered" in line:
            break
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (130, "")
    assert left_over(environment) == []
    assert not asterisk_runs(environment["OFFHOOK_ASTERISK_INSTANCE"])
