"""A real Asterisk under its supervisor: back after a crash, apart from the worker, side by side with others."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from offhook.telephony.asterisk import supervisor
from offhook.telephony.asterisk.health import Holder, ari_request, health, ports
from offhook.telephony.asterisk.instance import AsteriskInstance, prepare
from offhook.telephony.asterisk.process import AsteriskProcess
from offhook.telephony.asterisk.supervisor import NotUpYet, StartFailed, running, start, stop
from tests.sip.conftest import own_settings
from tests.waiting import eventually_blocking

pytestmark = pytest.mark.sip


def asterisk_pid(instance: AsteriskInstance) -> int:
    process = AsteriskProcess.found(instance)
    assert process is not None
    process.close()
    return process.pid


def supervisor_pid(instance: AsteriskInstance) -> int:
    return int((instance.host_home / "supervisor.pid").read_text())


def environment() -> dict[str, str]:
    """For a Python that finds this package as we do, installed or not."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def variables(instance: AsteriskInstance) -> dict[str, str]:
    """An instance's settings as variables."""
    ours = instance.settings
    ports = {name: getattr(ours, name) for name in ("sip_port", "tls_port", "http_port", "rtp_first", "rtp_last")}
    return {f"OFFHOOK_ASTERISK_{name.upper()}": str(value) for name, value in ({"instance": ours.name} | ports).items()}


@pytest.fixture
def prepared() -> Iterator[AsteriskInstance]:
    """An instance that is not started."""
    instance = prepare(own_settings())
    yield instance
    stop(instance)
    shutil.rmtree(instance.host_home)


def test_it_is_back_within_five_seconds_after_a_crash(asterisk: AsteriskInstance) -> None:
    before, began = asterisk_pid(asterisk), monotonic()
    os.kill(before, signal.SIGKILL)
    eventually_blocking(lambda: AsteriskProcess.found(asterisk) is None, "Asterisk ended")
    eventually_blocking(lambda: not health(asterisk).problems, "Asterisk took calls again", 5 - (monotonic() - began))
    assert asterisk_pid(asterisk) != before


def test_starting_what_runs_changes_nothing(asterisk: AsteriskInstance) -> None:
    before = asterisk_pid(asterisk)
    start(asterisk)
    assert asterisk_pid(asterisk) == before


def test_it_outlives_whoever_started_it(prepared: AsteriskInstance) -> None:
    """As a worker does that is killed right after."""
    worker = (
        "import os, pathlib, sys; from offhook.telephony.asterisk import instance, supervisor;"
        "supervisor.start(instance.load(pathlib.Path(sys.argv[1]))); os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", worker, str(prepared.host_home)]
    killed = subprocess.run(command, env=environment(), check=False)
    assert killed.returncode == -signal.SIGKILL
    assert running(prepared)
    assert health(prepared).problems == ()


def test_it_outlives_its_supervisor_and_is_taken_over(prepared: AsteriskInstance) -> None:
    start(prepared)
    before = asterisk_pid(prepared)
    os.kill(supervisor_pid(prepared), signal.SIGKILL)
    eventually_blocking(lambda: not running(prepared), "the supervisor ended")
    assert health(prepared).problems == ()

    start(prepared)
    assert asterisk_pid(prepared) == before
    os.kill(before, signal.SIGKILL)
    eventually_blocking(lambda: not running(prepared) or asterisk_pid_if_any(prepared) != before, "it was noticed")
    eventually_blocking(lambda: not health(prepared).problems, "Asterisk took calls again")


def asterisk_pid_if_any(instance: AsteriskInstance) -> int | None:
    process = AsteriskProcess.found(instance)
    if process is None:
        return None
    process.close()
    return process.pid


def test_an_asterisk_without_supervisor_is_stopped_too(prepared: AsteriskInstance) -> None:
    start(prepared)
    os.kill(supervisor_pid(prepared), signal.SIGKILL)
    eventually_blocking(lambda: not running(prepared), "the supervisor ended")
    stop(prepared)
    assert asterisk_pid_if_any(prepared) is None


def test_stopping_leaves_nothing_running(prepared: AsteriskInstance) -> None:
    start(prepared)
    stop(prepared)
    assert not running(prepared)
    assert asterisk_pid_if_any(prepared) is None
    assert all(port.holder is Holder.NOBODY for port in ports(prepared))
    stop(prepared)


def test_only_one_supervisor_at_a_time(asterisk: AsteriskInstance) -> None:
    module = [sys.executable, "-m", "offhook.telephony.asterisk.supervisor", str(asterisk.host_home)]
    before = supervisor_pid(asterisk), asterisk_pid(asterisk)
    assert subprocess.run(module, env=environment(), check=False, timeout=20).returncode == 0
    assert (supervisor_pid(asterisk), asterisk_pid(asterisk)) == before


def test_two_instances_run_side_by_side(
    asterisk: AsteriskInstance, another_asterisk: Callable[..., AsteriskInstance]
) -> None:
    other = another_asterisk()
    assert health(asterisk).problems == health(other).problems == ()
    assert asterisk.ari_secret != other.ari_secret
    assert ari_request(other, "GET", "asterisk/ping")[0] == 200
    assert asterisk_pid(asterisk) != asterisk_pid(other)


@pytest.mark.parametrize(
    ("setting", "kind", "named"),
    [
        ("sip_port", socket.SOCK_DGRAM, "/udp (SIP)"),
        ("sip_port", socket.SOCK_STREAM, "/tcp (SIP)"),
        ("tls_port", socket.SOCK_STREAM, "/tcp (SIP over TLS)"),
        ("http_port", socket.SOCK_STREAM, "/tcp (ARI)"),
    ],
)
def test_a_port_that_is_taken_is_named(
    prepared: AsteriskInstance, setting: str, kind: socket.SocketKind, named: str
) -> None:
    port = getattr(prepared.settings, setting)
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", port))
        if kind is socket.SOCK_STREAM:
            taken.listen()
        with pytest.raises(StartFailed, match="is taken by another program") as refused:
            start(prepared)
    assert f"{port}{named}" in str(refused.value)
    assert not isinstance(refused.value, NotUpYet)
    assert not running(prepared)


def test_a_configuration_that_asterisk_refuses_is_reported(prepared: AsteriskInstance) -> None:
    (prepared.host_home / "etc" / "modules.conf").write_text("[modules]\nautoload = no\n")
    with pytest.raises(NotUpYet, match="not ready after 2 s"):
        start(prepared, timeout=2)


def test_in_the_foreground_it_says_when_it_is_ready_and_ends_when_told(
    prepared: AsteriskInstance, tmp_path: Path
) -> None:
    """As systemd runs it, with Type=notify."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(20)
        module = [sys.executable, "-m", "offhook.telephony.asterisk", "--worker", "root"]
        told = environment() | variables(prepared) | {"NOTIFY_SOCKET": str(tmp_path / "notify")}
        with subprocess.Popen(module, env=told, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as foreground:
            assert systemd.recv(100) == b"READY=1"
            assert health(prepared).problems == ()
            foreground.terminate()
            _, said = foreground.communicate(timeout=20)
    assert foreground.returncode == 0
    assert "takes calls after" in said
    assert asterisk_pid_if_any(prepared) is None


def test_a_large_log_is_put_aside_and_old_ones_go(asterisk: AsteriskInstance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOG_LIMIT", 1)
    folder = asterisk.host_home / "log"
    (folder / "messages").write_text("a line\n")
    (folder / f"messages.{supervisor.LOGS_KEPT}").write_text("the oldest\n")
    supervisor.keep_log_small(asterisk)
    assert sorted(path.name for path in folder.glob("messages*")) == ["messages", "messages.0"]
    assert "a line" in (folder / "messages.0").read_text()
