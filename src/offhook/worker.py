"""One worker: the database, the network, the switchboard and the voices, wired together and started in order."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine
from contextlib import ExitStack
from typing import Any

import msgspec
import structlog
from msgspec import Struct
from sqlalchemy import Connection

from offhook.background import Background
from offhook.calls.events import Incoming
from offhook.calls.questions import Answer, Destination, Question, WhereTo
from offhook.calls.values import CallId, ClickToCall, Inbound, TrunkId, Way
from offhook.clock import RealClock
from offhook.conversations import calling
from offhook.dialing import idempotency, notices
from offhook.dialing import service as dialing
from offhook.dialing.answers import Answers
from offhook.dialing.from_softphone import take_in
from offhook.dialing.receiving import NotReceived
from offhook.dialing.service import PlaceCall
from offhook.dialing.transfer import where_to
from offhook.flows import FLOWS, NEEDS, fallback
from offhook.ids import new_id
from offhook.lines import store as lines
from offhook.networks import lock_network, make_network
from offhook.people.first_start import FirstStart, first_start
from offhook.people.keys import KeyHolder
from offhook.problems import conflict, unavailable
from offhook.records.live import LiveStream
from offhook.routing.service import Reach
from offhook.settings import Settings
from offhook.softphones.desk import Desk
from offhook.storage.backups import Backups
from offhook.storage.database_lock import AdvisoryLock, DatabaseLock, Holding, lock_database
from offhook.storage.engine import open_engine
from offhook.storage.errors import DatabaseAway
from offhook.storage.lock import lock_folder
from offhook.storage.migrate import check, upgrade
from offhook.storage.secrets import open_secrets
from offhook.storage.storage import Storage
from offhook.switchboard.beginning import Placing, Receiving, Refusing
from offhook.switchboard.switchboard import Switchboard
from offhook.telephony.port import Lacking, NotReady, TrunkHealth, TrunkState, trunks_down
from offhook.texting.gallery import Gallery
from offhook.trunks import service as trunk_service
from offhook.trunks.model import Trunk
from offhook.voicemail.files import Files
from offhook.voicemail.sealed import Seal, read_key

log = structlog.get_logger()

LOOKED_AFTER_S = 10.0
"""How often PostgreSQL is asked whether the database is this worker's still."""

PAIR_LOOKED_AFTER_S = 0.3
"""The same beside a worker that waits for it: well within what that one waits before it takes it (`offhook.beside`)."""


class PlacedCall(Struct, frozen=True):
    """A call that was placed, now or by an earlier request with the same key."""

    call: CallId
    repeated: bool = False


class Worker:
    """Everything of one running Offhook. Made by `start`, on the event loop that it serves."""

    def __init__(self, settings: Settings, locks: ExitStack, first: FirstStart | None, database: DatabaseLock) -> None:
        self.settings = settings
        self.first = first
        """What an empty installation was given, with the only sight of its key if it has one; None at later starts."""
        self.clock = RealClock()
        self.started_at = self.clock.now()
        self.backups = Backups(settings.database_url, settings.data)
        # Beside another that waits to take its place, a worker that was away must not go on where that one began.
        fence = database.fence if isinstance(database, AdvisoryLock) and settings.pair.enabled else None
        self.storage = Storage(settings.database_url, fence)
        self.live = LiveStream(new_id("live"))
        self.secrets = open_secrets(settings.data)
        key_file = settings.voicemail.key_file
        seal = None if key_file is None else Seal(read_key(key_file))
        self.audio = Files(settings.data, seal)
        self.gallery = Gallery(settings.data, seal, self.secrets.mac, self.clock, settings.http.public_url or "")
        self.network = make_network(settings, self.clock, self.audio.read, self.live)
        self.telephony = self.network.telephony
        self.switchboard = Switchboard(
            self.storage,
            self.telephony,
            self.clock,
            flows=FLOWS,
            needs=NEEDS,
            fallback=fallback,
            answers=self._answer,
            receive=self._receive,
            live=self.live,
            spawn=self._spawn,
            settle=self._settle,
        )
        self.replaced = asyncio.Event()
        """Set when another worker has taken the database over: this one is to stop."""
        self._locks = locks
        self._loop = asyncio.get_running_loop()
        self.background = Background(
            settings, self.storage, self.secrets, self.clock, self.live, self.audio, self.gallery, self.network
        )
        self.keeper = self.background.keeper
        self.mailer = self.background.mailer
        self.importer = self.background.importer
        self.pusher = self.background.pusher
        self.room = self.background.room
        self.texting, self.sender = self.background.texting, self.background.sender
        self._answers = Answers(self.room, self.secrets, self.where_to)
        self.softphones = Desk(self.storage, self.secrets, self.telephony, self.live, self.clock)
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    async def start(
        cls, settings: Settings, *, first_key: bool = False, database: DatabaseLock | None = None
    ) -> Worker:
        """Open the data folder, bring an empty database to its schema, connect to the network.

        An empty installation gets an API key with `first_key` only: where somebody will see it. A `database` that is
        held already is the worker's from now on.

        Raises:
            Problem: another worker has the data folder, the database or the network's switch, or the database is of
                another version.
        """
        loop = asyncio.get_running_loop()
        locks = ExitStack()
        try:
            if database is not None:
                locks.callback(database.release)
            locks.enter_context(lock_folder(settings.data))
            if database is None:
                database = await loop.run_in_executor(None, lock_database, settings.database_url)
                locks.callback(database.release)
            locks.enter_context(lock_network(settings))
            first = await loop.run_in_executor(None, _open_database, settings, first_key, RealClock().now())
            worker = cls(settings, locks, first, database)
            await worker.network.open(worker.storage, worker.secrets)
            await worker.softphones.open()
            worker.switchboard.start()
            for coroutine in worker.background.runs():
                worker._spawn(coroutine)
        except BaseException:
            locks.close()
            raise
        if isinstance(database, AdvisoryLock):
            worker._spawn(worker._look_after(database))
        return worker

    async def stop(self) -> None:
        """Stop in order. Calls stay up, and the next worker takes them over."""
        await self.switchboard.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.softphones.close()
        await self.network.close()
        await self.storage.close()
        self._locks.close()

    # Calls

    async def place(self, asking: KeyHolder, request: PlaceCall, key: str | None) -> PlacedCall:
        """Place a call for whoever is asking. With an idempotency key the same request places one call only.

        Raises:
            Problem: the call can't be placed, and why.
        """
        digest = hashlib.sha256(msgspec.json.encode((asking.member_id, request))).hexdigest()
        if key is not None:
            now = self.clock.now()
            workspace = asking.workspace_id
            before = await self.storage.glance(lambda conn: idempotency.former(conn, workspace, key, digest, now))
            if before is not None:
                return PlacedCall(CallId(before), repeated=True)
        reach = self.reach()
        started: list[ClickToCall] = []

        def prepare(conn: Connection, call: CallId, now: int) -> Placing:
            if key is not None:
                former = idempotency.remember(conn, asking.workspace_id, key, digest, call, now)
                if former is not None:
                    raise _Repeated(CallId(former))
            placed = dialing.place(conn, asking.workspace_id, asking.member_id, request, now, reach)
            started.append(placed.arguments)
            calling.call_began(conn, placed.workspace_id, call, placed.arguments, now)
            return Placing(placed.workspace_id, placed.arguments)

        placed: asyncio.Future[CallId | BaseException] = asyncio.get_running_loop().create_future()
        try:
            self.switchboard.place(CallId(new_id("call")), prepare, lambda result: _tell(placed, result))
        except NotReady as reason:
            away = f"Calls can't be placed now: {reason}."
            raise unavailable("telephony-away", "Calls can't be placed now", away) from None
        except Lacking as reason:
            words = f"This call can't be placed here: {reason}."
            raise conflict("network-lacking", "The network can't carry this call", words) from None
        match await placed:
            case _Repeated(call=call):
                return PlacedCall(call, repeated=True)
            case DatabaseAway():
                raise unavailable(
                    "database-away", "The database is away", "The database doesn't answer: no call was placed."
                )
            case BaseException() as error:
                raise error
            case call:
                self.network.placed(started[-1])
                return PlacedCall(call)

    def hang_up(self, asking: KeyHolder, call: str) -> None:
        """End a call of the asker's workspace."""
        self.switchboard.hang_up(CallId(call), by=asking.member_id)

    def _receive(self, conn: Connection, call: CallId, incoming: Incoming, way: Way, now: int) -> Receiving | Refusing:
        found = take_in(conn, call, incoming, way, now, self.reach())
        if isinstance(found, NotReceived):
            return Refusing(found.cause)
        notice = notices.begin(conn, found, call, now, by_mail=self.mailer is not None)
        if notice is not None:
            self.background.emergency(found.workspace_id, notice)
        if isinstance(found.arguments, Inbound) and found.arguments.turned_away is None:
            self._loop.call_soon_threadsafe(self.network.came_in, found.arguments)
        calling.call_began(conn, found.workspace_id, call, found.arguments, now)
        return Receiving(found.workspace_id, found.arguments)

    def _answer(self, conn: Connection, workspace: str, call: CallId, question: Question, now: int) -> Answer:
        answer = self._answers(conn, workspace, call, question, now)
        self.background.asked(question)
        return answer

    def _settle(self, conn: Connection, workspace: str, call: CallId, talk_ms: int) -> None:
        self.background.settle(conn, workspace, call, talk_ms)

    def where_to(self, conn: Connection, workspace: str, asked: WhereTo, now: int) -> Destination:
        """Which phones a transfer rings.

        Raises:
            Problem: it rings none, and why.
        """
        return where_to(conn, workspace, asked, now, self.reach())

    def reach(self) -> Reach:
        """What can be rung now."""
        return Reach(self.softphones.of_member, trunks_down(self.telephony))

    # Set-up

    def check_trunk(self, conn: Connection, trunk: Trunk) -> Trunk:
        """Give the trunk back if the network can carry it, in the transaction that is to keep it.

        Raises:
            Problem: it can't, and why.
        """
        if trunk.enabled:
            self.network.check_trunk(trunk, trunk_service.password(conn, self.secrets, trunk))
        return trunk

    async def trunks_changed(self) -> None:
        """Tell the network which trunks there are now."""
        await self.network.use_trunks(self.storage, self.secrets)

    async def lines_changed(self) -> None:
        """Tell the network which lines it speaks for now."""
        self.network.use_lines(await self.storage.read(lines.used))

    async def ask_trunk(self, trunk: Trunk) -> TrunkHealth:
        """Ask a trunk's far end now; one that is switched off is not asked.

        Raises:
            Problem: it can't be asked now.
        """
        if not trunk.enabled:
            return TrunkHealth(TrunkState.UNCHECKED)
        try:
            return await self.telephony.ask_trunk(TrunkId(trunk.id))
        except NotReady as reason:
            away = f"The trunk {trunk.name} can't be asked now: {reason}."
            raise unavailable("telephony-away", "Trunks can't be asked now", away) from None

    async def _look_after(self, database: AdvisoryLock) -> None:
        """Keep the database's lock, which is lost when the connection to PostgreSQL is."""
        while True:
            await asyncio.sleep(PAIR_LOOKED_AFTER_S if self.settings.pair.enabled else LOOKED_AFTER_S)
            match await asyncio.get_running_loop().run_in_executor(None, database.look):
                case Holding.OURS | Holding.UNKNOWN:
                    pass
                case Holding.ANOTHERS:
                    log.error("database_taken_over")
                    self.replaced.set()
                    return

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background_task_failed", error=repr(error), exc_info=error)


class _Repeated(Exception):
    """The request came before: this call was placed for it."""

    def __init__(self, call: CallId) -> None:
        super().__init__(call)
        self.call = call


def _tell(placed: asyncio.Future[CallId | BaseException], result: CallId | BaseException) -> None:
    if not placed.done():
        placed.set_result(result)


def _open_database(settings: Settings, first_key: bool, now: int) -> FirstStart | None:
    engine = open_engine(settings.database_url)
    try:
        with engine.connect() as conn:
            empty = not engine.dialect.has_table(conn, "workspaces")
        if empty:
            upgrade(engine)
        check(engine)
        with engine.begin() as conn:
            return first_start(
                conn, country=settings.country, time_zone=settings.time_zone, with_key=first_key, now=now
            )
    finally:
        engine.dispose()
