"""A worker starts while its Asterisk is away, and is ready when it comes."""

from __future__ import annotations

import fcntl
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from offhook.problems import Problem
from offhook.setting_sections import Asterisk, Http
from offhook.settings import Settings
from offhook.telephony.asterisk import supervisor
from offhook.telephony.asterisk.installation import locate
from offhook.telephony.asterisk.instance import AsteriskInstance, make_home, prepare
from offhook.telephony.asterisk.settings import InstanceSettings
from offhook.worker import Worker
from tests.databases import sqlite_file
from tests.networks.root import make_root
from tests.telephony.asterisk.ari import SECRET, FakeAri
from tests.waiting import eventually

RELOAD = "PUT asterisk/modules/res_pjsip.so"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of an instance that was prepared, and doesn't run."""
    monkeypatch.setenv("OFFHOOK_ASTERISK_ROOT", str(make_root(tmp_path)))
    folder = make_home(locate(), "main")
    (folder / "instance.json").write_text(f'{{"ari_secret": "{SECRET}"}}')
    prepare(InstanceSettings())
    return folder


@pytest.fixture
def supervised(home: Path) -> Iterator[None]:
    """Its supervisor is at work, whatever Asterisk does."""
    with (home / "supervisor.pid").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture
async def ari() -> AsyncIterator[FakeAri]:
    """Asterisk's ARI; its port is known, and nobody listens there yet."""
    fake = FakeAri()
    await fake.open()
    await fake.close()
    yield fake
    await fake.close()


@asynccontextmanager
async def started(folder: Path, port: int) -> AsyncIterator[Worker]:
    folder.mkdir(0o700)
    sqlite_file(folder)
    worker = await Worker.start(Settings(data=folder, http=Http(port=1), asterisk=Asterisk(http_port=port)))
    try:
        yield worker
    finally:
        await worker.stop()


@pytest.mark.usefixtures("supervised")
async def test_it_starts_while_asterisk_is_being_restarted(tmp_path: Path, ari: FakeAri) -> None:
    async with started(tmp_path / "data", ari.port) as worker:
        assert not worker.switchboard.ready
        await ari.open()
        await eventually(lambda: worker.switchboard.ready, "calls can be placed", 10)
        await ari.gets(RELOAD)


@pytest.mark.usefixtures("supervised")
@pytest.mark.parametrize("status", [404, 503])
async def test_it_starts_while_asterisk_loads_its_modules(tmp_path: Path, ari: FakeAri, status: int) -> None:
    await ari.open()
    ari.answers[RELOAD] = (status, {"message": "still loading"})
    async with started(tmp_path / "data", ari.port) as worker:
        await ari.gets(RELOAD)
        await eventually(lambda: worker.switchboard.ready, "calls can be placed", 10)


@pytest.mark.usefixtures("supervised")
async def test_it_starts_while_asterisk_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offhook.telephony.asterisk.health.ARI_TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as hung:
        async with started(tmp_path / "data", hung.getsockname()[1]) as worker:
            assert not worker.switchboard.ready


@pytest.mark.usefixtures("home")
async def test_it_starts_while_nobody_runs_asterisk_that_is_not_its_to_run(
    tmp_path: Path, ari: FakeAri, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the service that runs it is started again."""
    prepare(InstanceSettings(http_port=ari.port))
    monkeypatch.setattr("os.geteuid", lambda: 4242)
    with capture_logs() as logs:
        async with started(tmp_path / "data", ari.port) as worker:
            (warning,) = [each for each in logs if each["event"] == "asterisk_not_up"]
            assert "started by root" in warning["reason"]
            await ari.open()
            await eventually(lambda: worker.switchboard.ready, "calls can be placed", 10)


@pytest.mark.usefixtures("home")
async def test_what_can_never_start_is_said(tmp_path: Path, ari: FakeAri, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(instance: AsteriskInstance) -> None:
        raise supervisor.StartFailed("Port 5060/udp (SIP) is taken by another program.")

    monkeypatch.setattr(supervisor, "start", refuses)
    with pytest.raises(Problem, match=r"Port 5060/udp \(SIP\) is taken") as refused:
        async with started(tmp_path / "data", ari.port):
            pass
    assert (refused.value.type, refused.value.status) == ("asterisk-not-started", 503)
