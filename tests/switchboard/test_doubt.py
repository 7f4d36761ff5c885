"""Commits that break off on a real PostgreSQL, and finding out what became of them."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from offhook.calls.events import Started
from offhook.calls.questions import Granted
from offhook.calls.values import CallId
from offhook.clock import Clock, RealClock
from offhook.flows import FLOWS, fallback
from offhook.records import store
from offhook.records.live import LiveStream
from offhook.storage.engine import open_engine
from offhook.storage.errors import WriteUncertain
from offhook.storage.storage import Storage
from offhook.switchboard.beginning import Placing
from offhook.switchboard.switchboard import Switchboard
from offhook.switchboard.turn import Arrival, Turns, stamp
from offhook.telephony.simulated import Network, SimulatedTelephony, Trunk
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press
from tests.breaking import BreakingConnections, breaking
from tests.databases import new_postgresql_database
from tests.switchboard.desk import ANN, CALL, CLICK, DANA, TRUNK, WORKSPACE, furnish
from tests.waiting import eventually


@pytest.fixture
def url() -> Iterator[str]:
    """A PostgreSQL database with people and a line."""
    with new_postgresql_database() as url:
        engine = open_engine(url)
        with engine.begin() as conn:
            furnish(conn)
        engine.dispose()
        yield url


@pytest.fixture
async def relay(url: str) -> AsyncIterator[BreakingConnections]:
    async with breaking(url) as relay:
        yield relay


class Office:
    """A switchboard on the practice network, by the real clock."""

    def __init__(self, url: str) -> None:
        self.storage = Storage(url)
        clock = RealClock()
        self.network = Network(clock)
        self.network.trunk(TRUNK, Trunk.UP)
        self.network.phone(ANN, Answers(0.1, (Press("5", 0.1),)))
        self.network.phone(DANA, Answers(0.1, (HangUp(0.2, Moment.BRIDGE),)))
        self.switchboard = Switchboard(
            self.storage,
            SimulatedTelephony(self.network),
            clock,
            flows=FLOWS,
            fallback=fallback,
            answers=lambda *_: Granted(3600.0),
            live=LiveStream("boot"),
            spawn=asyncio.ensure_future,
            needs={},
        )

    async def open(self) -> None:
        self.switchboard.start()
        await eventually(lambda: self.switchboard.ready, "the switchboard is ready")

    async def place(self) -> CallId | BaseException:
        told: asyncio.Future[CallId | BaseException] = asyncio.get_running_loop().create_future()
        self.switchboard.place(CALL, lambda conn, call, now: Placing(WORKSPACE, CLICK), told.set_result)
        return await told

    async def outcome(self) -> tuple[str | None, int]:
        """The call's disposition once it is over, and how many phones were rung."""
        await eventually(lambda: not self.switchboard.live_calls, "the call is over", 20)
        row = await self.storage.read(lambda conn: store.get(conn, WORKSPACE, CALL))
        assert row is not None
        return row.disposition, len(self.network.truth.invites)

    async def close(self) -> None:
        await self.switchboard.stop()
        await self.storage.close()


@pytest.fixture
async def office(relay: BreakingConnections) -> AsyncIterator[Office]:
    office = Office(relay.url)
    await office.open()
    yield office
    await office.close()


async def test_a_call_whose_commit_broke_off_is_found_and_goes_on(office: Office, relay: BreakingConnections) -> None:
    relay.to_break = 1
    assert await office.place() == CALL
    assert relay.to_break == 0
    assert await office.outcome() == ("answered", 2)


async def test_turns_whose_commits_broke_off_are_not_taken_again(office: Office, relay: BreakingConnections) -> None:
    assert await office.place() == CALL
    relay.to_break = 4
    assert await office.outcome() == ("answered", 2)
    assert relay.to_break == 0


class TestACommitThatIsStillUnderWay:
    """The connection broke before PostgreSQL was done: what is not there yet may still come."""

    @pytest.fixture
    def engine(self, url: str) -> Iterator[Engine]:
        engine = open_engine(url, connections=3)
        yield engine
        engine.dispose()

    @pytest.fixture
    async def clock(self) -> Clock:
        return RealClock()

    @pytest.fixture
    def turns(self, clock: Clock) -> Turns:
        return Turns(clock, FLOWS, fallback, lambda *_: Granted(1.0), lambda *_: None)

    def begin(self, conn: Connection, turns: Turns, clock: Clock) -> None:
        conn.begin()
        store.begin_call(conn, CALL, WORKSPACE, "click_to_call", CLICK, 1)
        started = Started("click_to_call", 1, CLICK)
        turns.take(conn, turns.new_call(CALL, WORKSPACE), Arrival(started, stamp(clock)))

    async def waits(self, engine: Engine) -> None:
        def waiting() -> int:
            with engine.connect() as conn:
                query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                return int(conn.execute(text(query)).scalar_one())

        await eventually(lambda: asyncio.to_thread(waiting), "the other waits for the lock")

    @pytest.mark.parametrize("goes_through", [True, False])
    async def test_it_is_waited_for(self, engine: Engine, turns: Turns, clock: Clock, goes_through: bool) -> None:
        def find() -> bool:
            with engine.begin() as conn:
                return turns.find(conn, CALL) is not None

        with engine.connect() as conn:
            self.begin(conn, turns, clock)
            looking = asyncio.ensure_future(asyncio.to_thread(find))
            await self.waits(engine)
            if goes_through:
                conn.commit()
                with pytest.raises(IntegrityError):
                    await looking
            else:
                conn.rollback()
                assert not await looking
        assert find() == goes_through
        with engine.connect() as conn:
            assert bool(store.entries(conn, CALL)) == goes_through

    async def test_whoever_placed_it_is_told_once_it_is_known(
        self, office: Office, engine: Engine, turns: Turns, clock: Clock
    ) -> None:
        with engine.connect() as conn:

            def slowly(_: Connection, call: CallId, now: int) -> Placing:
                self.begin(conn, turns, clock)  # as by the connection that broke
                raise WriteUncertain("the connection broke")

            told: asyncio.Future[CallId | BaseException] = asyncio.get_running_loop().create_future()
            office.switchboard.place(CALL, slowly, told.set_result)
            await self.waits(engine)
            conn.commit()
        assert await told == CALL
        assert await office.outcome() == ("answered", 2)
