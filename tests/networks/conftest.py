"""Offhook on an Asterisk that only seems to be there: its files in a root of their own, its ARI a small one."""

from __future__ import annotations

import fcntl
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from offhook.setting_sections import Asterisk, Http
from offhook.settings import Settings
from offhook.telephony.asterisk.config import TRUNKS_FILE, home
from offhook.telephony.asterisk.installation import locate
from offhook.telephony.asterisk.instance import prepare
from offhook.telephony.asterisk.settings import InstanceSettings
from tests.networks.root import make_root
from tests.telephony.asterisk.ari import SECRET, FakeAri
from tests.web.conftest import data, empty_database  # noqa: F401 - fixtures


@dataclass
class Switch:
    """An Asterisk as Offhook finds it when it starts: prepared, and running under its supervisor."""

    ari: FakeAri
    data: Path
    home: Path

    def settings(self, **chosen: Any) -> Settings:
        """Settings that lead to it."""
        ours = Asterisk(http_port=self.ari.port, **chosen)
        return Settings(data=self.data, telephony="asterisk", http=Http(port=1), asterisk=ours)

    @property
    def trunks(self) -> str:
        """The trunks that were written for it."""
        return (self.home / "etc" / TRUNKS_FILE).read_text()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What `deploy/asterisk/install` leaves, as far as it is looked at."""
    made = make_root(tmp_path)
    monkeypatch.setenv("OFFHOOK_ASTERISK_ROOT", str(made))
    return made


@pytest.fixture
def running(root: Path) -> Iterator[Path]:
    """The directory of an instance whose supervisor is at work: it holds a lock."""
    folder = locate().on_host(home("main"))
    folder.mkdir(parents=True)
    (folder / "instance.json").write_text(f'{{"ari_secret": "{SECRET}"}}')
    prepare(InstanceSettings())
    with (folder / "supervisor.pid").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield folder


@pytest.fixture
async def switch(running: Path, data: Path) -> AsyncIterator[Switch]:  # noqa: F811
    async with FakeAri() as ari:
        yield Switch(ari, data, running)
