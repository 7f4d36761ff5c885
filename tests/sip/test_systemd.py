"""The service that runs Asterisk, with no more rights than its unit gives it; systemd itself is not needed for that."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from offhook.telephony.asterisk.health import health
from offhook.telephony.asterisk.installation import locate
from offhook.telephony.asterisk.instance import load, make_home
from offhook.telephony.asterisk.process import AsteriskProcess
from tests.sip.conftest import own_settings

pytestmark = pytest.mark.sip

UNIT = (Path(__file__).parents[2] / "deploy/systemd/offhook-asterisk.service").read_text()
STARTS_WITHIN = 30.0


def capabilities() -> list[str]:
    (line,) = re.findall(r"(?m)^CapabilityBoundingSet=(.*)$", UNIT)
    return [name.removeprefix("CAP_").lower() for name in line.split()]


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Path]:
    """A file of settings for an instance of its own, which is gone at the end."""
    chosen = own_settings()
    file = tmp_path / "offhook.toml"
    file.write_text(
        f'[asterisk]\ninstance = "{chosen.name}"\nsip_port = {chosen.sip_port}\ntls_port = {chosen.tls_port}\n'
        f"http_port = {chosen.http_port}\nrtp_first = {chosen.rtp_first}\nrtp_last = {chosen.rtp_last}\n"
    )
    yield file
    shutil.rmtree(make_home(locate(), chosen.name))


def test_it_prepares_starts_and_stops_asterisk_with_the_units_capabilities(settings: Path, tmp_path: Path) -> None:
    """The second time it finds directories that belong to others."""
    run(settings, tmp_path / "first")
    run(settings, tmp_path / "second")


def run(settings: Path, notify: Path) -> None:
    """From the start to READY=1, and from SIGTERM to the end."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(notify))
        told.settimeout(STARTS_WITHIN)
        kept = ",".join(f"+{name}" for name in capabilities())
        service = subprocess.Popen(
            [
                *("setpriv", f"--bounding-set=-all,{kept}", "--inh-caps=-all", "--no-new-privs"),
                *(sys.executable, "-m", "offhook.telephony.asterisk", str(settings), "--worker", "nobody"),
            ],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "NOTIFY_SOCKET": str(notify)},
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            try:
                assert told.recv(100) == b"READY=1"
            except TimeoutError:
                service.kill()
                pytest.fail(f"Asterisk was not ready after {STARTS_WITHIN:g} s: {service.communicate()[1]}")
            name = re.findall(r'instance = "(.*)"', settings.read_text())[0]
            instance = load(make_home(locate(), name))
            assert health(instance).problems == ()
            assert (instance.host_home / "etc").stat().st_uid == pwd.getpwnam("nobody").pw_uid
        finally:
            service.send_signal(signal.SIGTERM)
            _, errors = service.communicate(timeout=30)
        assert service.returncode == 0, errors
        assert AsteriskProcess.found(instance) is None
