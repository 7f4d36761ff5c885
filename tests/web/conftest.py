"""A whole Offhook on the practice network, served on a free port: two workspaces that know nothing of each other."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import Connection

from offhook.people import keys
from offhook.people import service as people
from offhook.people.model import Role
from offhook.setting_sections import Http
from offhook.settings import Settings
from offhook.storage.engine import open_engine
from offhook.storage.migrate import upgrade
from offhook.telephony.simulated.legs import Pace
from offhook.web.app import create_app
from offhook.web.listening import listen, listen_on_file
from offhook.web.practice import phones_of
from offhook.web.server import Server
from offhook.web.socket_file import SOCKET_FILE
from offhook.worker import Worker
from offhook.workspaces import service as workspaces


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """The kind of problem that it is."""
        assert self.headers["Content-Type"] == "application/problem+json", self.body
        found = self.json
        assert found["status"] == self.status
        assert found["title"]
        assert found["detail"]
        return str(found["type"]).removeprefix("/problems/")


@dataclass
class Client:
    """Somebody who uses the API with a key."""

    session: aiohttp.ClientSession
    url: str
    key: str | None
    headers: dict[str, str] = field(default_factory=dict)

    async def __call__(self, method: str, path: str, body: object = None, **more: Any) -> Answer:
        """Send a request; a path is below /api/v1."""
        headers = self.headers | more.pop("headers", {})
        if self.key is not None:
            headers.setdefault("Authorization", f"Bearer {self.key}")
        if body is not None:
            more["data"] = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        url = f"{self.url}/api/v1{path}"
        async with self.session.request(method, url, headers=headers, **more) as response:
            return Answer(response.status, response.headers, await response.read())


@dataclass
class Team:
    """One workspace, with a key for each kind of member."""

    worker: Worker
    workspace: str
    owner: Client
    manager: Client
    agent: Client
    agent_id: str


@dataclass
class Installation:
    """What is served."""

    worker: Worker
    server: Server
    url: str
    session: aiohttp.ClientSession
    one: Team
    other: Team
    stranger: Client
    socket_file: Path

    def client(self, key: str | None) -> Client:
        return Client(self.session, self.url, key)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its schema: making it anew for each test would take most of the test's time."""
    path = tmp_path_factory.mktemp("database") / "offhook.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def data(tmp_path: Path, empty_database: Path) -> Path:
    """A data folder whose database is made already."""
    return _data(tmp_path, empty_database)


@pytest.fixture
async def offhook(data: Path) -> AsyncIterator[Installation]:
    async with served(Settings(data=data, telephony="practice", http=Http(port=1))) as installation:
        yield installation


HASTY = Pace(phrase=0.5)
"""Words are heard in a sixth of their time: these tests run by the real clock."""
SHARED = pytest.mark.asyncio(loop_scope="module")
"""For tests on `shared`, which runs on an event loop of its module's."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> AsyncIterator[Installation]:
    """One for all tests of a module that leave it as it is, as they are refused what they ask for."""
    data = _data(tmp_path_factory.mktemp("shared"), empty_database)
    # Between its tests its event loop stands still, for longer than a server keeps a connection that nobody uses.
    unkept = aiohttp.TCPConnector(force_close=True)
    async with served(Settings(data=data, telephony="practice", http=Http(port=1)), unkept) as installation:
        yield installation


@asynccontextmanager
async def served(settings: Settings, connector: aiohttp.TCPConnector | None = None) -> AsyncIterator[Installation]:
    """A worker that was started with these settings, served on a free port, and stopped at the end."""
    worker = await Worker.start(settings)
    if settings.telephony == "practice":
        phones_of(worker).pace = HASTY
    public = listen("127.0.0.1", 0)
    url = f"http://127.0.0.1:{public.getsockname()[1]}"
    server = Server(create_app(worker), public, listen_on_file(settings.data / SOCKET_FILE))
    await server.start()
    async with aiohttp.ClientSession(connector=connector) as session:
        assert worker.first is not None
        main = worker.first.workspace.id
        first_owner = worker.first.owner.id

        def make(conn: Connection) -> tuple[dict[str, str], dict[str, str]]:
            second = workspaces.create(conn, "Other", country="US", time_zone="UTC", now=worker.clock.now())
            return _keys(conn, main, first_owner), _keys(conn, second.id, None)

        def team(made: dict[str, str]) -> Team:
            owner, manager, agent = (Client(session, url, made[role]) for role in Role)
            return Team(worker, made["workspace"], owner, manager, agent, made["agent_id"])

        one, other = map(team, await worker.storage.write(make))
        stranger, socket_file = Client(session, url, None), settings.data / SOCKET_FILE
        yield Installation(worker, server, url, session, one, other, stranger, socket_file)
    await server.stop()
    await worker.stop()


def _data(parent: Path, empty_database: Path) -> Path:
    folder = parent / "data"
    folder.mkdir(mode=0o700)
    shutil.copy(empty_database, folder / "offhook.db")
    return folder


def _keys(conn: Connection, workspace: str, owner: str | None) -> dict[str, str]:
    made = {"workspace": workspace}
    for role in Role:
        if role is not Role.OWNER or owner is None:
            member = people.add(conn, workspace, role.value.title(), role=role, now=1).id
        else:
            member = owner
        made[role] = keys.create(conn, workspace, member, "test", now=1).text
        if role is Role.AGENT:
            made["agent_id"] = member
    return made
