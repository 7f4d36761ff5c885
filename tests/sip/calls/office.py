"""A whole Offhook as its customers have it: a worker process of its own, its own Asterisk, the API.

The worker is a process of its own, which can be killed and started again. What it has written is read beside it, from
its database.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sqlite3
import threading
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import MappingProxyType, TracebackType
from typing import Any, Self

import aiohttp

from offhook.calls.values import Phrase
from offhook.records import store
from offhook.records.record import folded
from offhook.speech.prompts import PromptStore
from offhook.speech.voices import installed
from offhook.storage.engine import open_engine
from offhook.telephony.asterisk import supervisor
from offhook.telephony.asterisk.config import home
from offhook.telephony.asterisk.health import ari_request
from offhook.telephony.asterisk.installation import locate
from offhook.telephony.asterisk.instance import AsteriskInstance, load
from tests.furnish import ANN, DANA, LINE
from tests.sip.calls.serve import STARTS_WITHIN, Rings, WorkerProcess
from tests.sip.conftest import own_settings
from tests.sip.ports import free_port
from tests.waiting import eventually

ENDS_WITHIN = 20.0
"""Seconds. Milliseconds, but for other programs on the machine."""


class Refused(AssertionError):
    """The API said no; `status` and `problem` say how."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status}: {problem}")
        self.status = status
        self.problem = problem


@dataclass(frozen=True)
class Placed:
    """A call that was asked for at `asked_at` (monotonic seconds, as the phones' times are)."""

    id: str
    asked_at: float
    repeated: bool = False


class Office:
    """An installation, gone with all its files at the end; `settings` are environment variables besides its own.

    Over TLS it trusts the carriers whose certificates are in `trusted`. A minute of its limits lasts for
    `minute` seconds.
    """

    def __init__(
        self,
        folder: Path,
        *,
        rings: Rings = Rings(),  # noqa: B008
        minute: float = 60.0,
        trusted: Path | None = None,
        settings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.log = folder / "worker.log"
        self.data = folder / "data"
        self.worker: WorkerProcess
        self.placed: list[Placed] = []
        """Calls, but for those that were placed aside."""
        self._rings = rings
        self._minute = minute
        self._trusted = trusted
        self._more = settings
        self._workers: list[WorkerProcess] = []
        self._chosen = own_settings()
        self._http_port = free_port()
        self._api = aiohttp.ClientSession(
            "http://operator",
            # A worker that was killed leaves no connection behind that could be used again.
            connector=aiohttp.UnixConnector(path=str(self.data / "offhook.sock"), force_close=True),
        )

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    # The worker

    async def start(self, *, ready: bool = True) -> None:
        """Start a worker, where there is none or none any more, and wait until calls can be placed if it is to."""
        self.worker = await WorkerProcess.started(self._settings, self.log, self._rings, self._minute)
        self._workers.append(self.worker)
        if ready:
            await self.becomes_ready()

    async def start_another(self, data: Path, log: Path) -> None:
        """Start a second worker beside the first, with a data folder and a port of its own; on the same Asterisk."""
        settings = self._settings | {"OFFHOOK_DATA": str(data), "OFFHOOK_HTTP_PORT": str(free_port())}
        self._workers.append(await WorkerProcess.started(settings, log, self._rings, self._minute))

    def kill_after(self, entries: int) -> None:
        """SIGKILL the worker in the moment in which the next call's journal has so many entries. Blocks until then."""
        call, never, deadline = self.last_call(), threading.Event(), monotonic() + STARTS_WITHIN
        with contextlib.closing(self._database()) as database:
            written = "SELECT count(*) FROM journal WHERE call_id > ?"
            while database.execute(written, (call,)).fetchone()[0] < entries:
                assert monotonic() < deadline, f"the journal did not get {entries} entries"
                never.wait(0.0005)
        self.worker.kill()

    async def becomes_ready(self, within: float = STARTS_WITHIN) -> None:
        """Wait until calls can be placed."""
        await eventually(self.is_ready, "Offhook takes calls", within)

    async def is_ready(self) -> bool:
        """Whether calls can be placed, as load balancers ask."""
        with contextlib.suppress(aiohttp.ClientError, Refused):
            await self.ask("GET", "health")
            return True
        return False

    # The API, as the operator of the machine uses it

    async def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """One request; what it answers. Raises `Refused`."""
        async with self._api.request(method, f"/api/v1/{path}", json=body, headers=headers) as response:
            text = await response.text()
            answer: dict[str, Any] = json.loads(text) if text else {}
            if response.status >= 400:
                raise Refused(response.status, answer)
            return answer | ({"repeated": True} if "Idempotent-Replayed" in response.headers else {})

    async def put_file(self, path: str, content: bytes) -> dict[str, Any]:
        """Put a file in its place, such as a recording; what is answered."""
        async with self._api.put(f"/api/v1/{path}", data=content) as response:
            answer: dict[str, Any] = await response.json(content_type=None)
            if response.status >= 400:
                raise Refused(response.status, answer)
            return answer

    @property
    def http_port(self) -> int:
        """Where it serves the app, and the API to those with a key."""
        return self._http_port

    @property
    def origin(self) -> aiohttp.ClientSession:
        """Where its API is, and whatever else it serves."""
        return self._api

    async def place(
        self,
        *,
        caller: str | None = ANN,
        to: str = DANA,
        line: str = LINE,
        key: str | None = None,
        aside: bool = False,
        **sees: str,
    ) -> Placed:
        """Place a call. One that is placed `aside` is none of the test's that runs."""
        asked_at = monotonic()
        body = {"caller": caller, "to": to, "line": line} | sees
        call = await self.ask("POST", "calls", body, {"Idempotency-Key": key} if key else None)
        placed = Placed(call["id"], asked_at, "repeated" in call)
        if not aside:
            self.placed.append(placed)
        return placed

    async def hang_up(self, call: Placed) -> None:
        """End a call over the API."""
        await self.ask("DELETE", f"calls/{call.id}")

    async def record(self, call: Placed) -> dict[str, Any]:
        """The call's record as it is now."""
        return await self.ask("GET", f"calls/{call.id}")

    async def ended(self, call: Placed, within: float = ENDS_WITHIN) -> dict[str, Any]:
        """The call's record, once the call is over."""
        await eventually(lambda: self.is_over(call.id), f"{call.id} is over", within)
        return await self.record(call)

    async def timeline(self, call: Placed) -> list[str]:
        """What happened in a call, by the names of the moments."""
        return [moment["what"] for moment in (await self.ask("GET", f"calls/{call.id}/timeline"))["items"]]

    async def states_of(self, call: Awaitable[Placed]) -> list[str]:
        """The states of a call that is placed meanwhile, as the live stream tells them, up to its end."""
        states: list[str] = []
        async with self._api.get("/api/v1/live", timeout=aiohttp.ClientTimeout(total=60)) as stream:
            placed = await call
            async for line in stream.content:
                if line.startswith(b"data:"):
                    change = json.loads(line.removeprefix(b"data:"))
                    if change.get("call") == placed.id and change["state"] not in states[-1:]:
                        states.append(change["state"])
                if "ended" in states:
                    break
        return states

    # Trunks and lines

    async def add_trunk(self, name: str, port: int, **more: object) -> str:
        """A trunk to somebody on this machine; its id."""
        return str((await self.ask("POST", "trunks", {"name": name, "host": "127.0.0.1", "port": port} | more))["id"])

    async def trunk_is(self, trunk: str, state: str, within: float = 15.0) -> None:
        """Wait until the worker finds a trunk up or down."""

        async def holds() -> bool:
            return bool((await self.ask("GET", f"trunks/{trunk}"))["health"]["state"] == state)

        await eventually(holds, f"{trunk} is {state}", within)

    async def add_line(self, number: str, *trunks: str) -> None:
        """A business number over these trunks."""
        await self.ask("POST", "lines", {"number": number, "trunks": trunks})

    # What it has written, read beside it

    def entries(self, call: str) -> int:
        """How many entries the call's journal has."""
        return int(self._look("SELECT count(*) FROM journal WHERE call_id = ?", call)[0])

    def is_over(self, call: str) -> bool:
        """Whether the call's record is closed."""
        return bool(self._look("SELECT count(*) FROM calls WHERE id = ? AND ended_at IS NOT NULL", call)[0])

    def leg_state(self, call: str, role: str) -> str:
        """The state of the call's last leg with this role; empty before there is one."""
        engine = open_engine(f"sqlite:///{self.data / 'offhook.db'}", readonly=True)
        with engine.connect() as conn:
            record = folded(store.entries(conn, call))
        engine.dispose()
        return next((leg.state.value for leg in reversed(record.legs.values()) if leg.role == role), "")

    def last_call(self) -> str:
        """The id of the call that was placed last; empty before the first."""
        return str(self._look("SELECT coalesce(max(id), '') FROM calls")[0])

    def complaints(self) -> list[str]:
        """What its log has of errors: there are none in a worker to which nothing was done."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if "[error" in line or line.startswith("Traceback")]

    # Its Asterisk

    @property
    def asterisk(self) -> AsteriskInstance:
        """The worker's Asterisk, once it was started."""
        return load(locate().on_host(home(self._chosen.name)))

    @property
    def sip_port(self) -> int:
        """Where its Asterisk speaks SIP."""
        return self._chosen.sip_port

    async def prompt(self, key: str, *, number: str = "", name: str = "") -> Path:
        """The audio file of words that were spoken."""
        phrase = Phrase(key, number, name)
        with contextlib.closing(PromptStore(self.asterisk.host_sounds, installed())) as prompts:
            return (await asyncio.to_thread(prompts.clip, (phrase,), "en", "US")).path

    def channels(self) -> list[str]:
        """Every channel that its Asterisk has now, and its state."""
        _, body = ari_request(self.asterisk, "GET", "channels")
        return [f"{channel['id']} {channel['state']}" for channel in json.loads(body)]

    async def nothing_is_left(self, within: float = 30.0) -> None:
        """Wait until the placed calls are over, and Asterisk has no channel of theirs."""
        calls, self.placed = [call.id for call in self.placed], []
        await eventually(lambda: all(map(self.is_over, calls)), "every call is over", within)

        def left() -> list[str]:
            return [channel for channel in self.channels() if any(call in channel for call in calls)]

        await eventually(lambda: not left(), f"no leg is left over of {left()}", within)

    # Within

    @property
    def _settings(self) -> dict[str, str]:
        chosen = self._chosen
        return {
            "OFFHOOK_DATA": str(self.data),
            "OFFHOOK_HTTP_PORT": str(self._http_port),
            "OFFHOOK_MOST_LINES": "100",
            "OFFHOOK_ASTERISK_INSTANCE": chosen.name,
            "OFFHOOK_ASTERISK_SIP_PORT": str(chosen.sip_port),
            "OFFHOOK_ASTERISK_TLS_PORT": str(chosen.tls_port),
            "OFFHOOK_ASTERISK_HTTP_PORT": str(chosen.http_port),
            "OFFHOOK_ASTERISK_RTP_FIRST": str(chosen.rtp_first),
            "OFFHOOK_ASTERISK_RTP_LAST": str(chosen.rtp_last),
            **({"OFFHOOK_ASTERISK_AUTHORITIES": str(self._trusted)} if self._trusted else {}),
            **self._more,
        }

    def _look(self, query: str, *values: str) -> Any:
        with contextlib.closing(self._database()) as database:
            return database.execute(query, values).fetchone()

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.data / 'offhook.db'}?mode=ro", uri=True)

    async def _end(self) -> None:
        await self._api.close()
        for worker in self._workers:
            await worker.killed()
        folder = locate().on_host(home(self._chosen.name))
        if folder.exists():
            await asyncio.to_thread(supervisor.stop, load(folder))
            shutil.rmtree(folder)
