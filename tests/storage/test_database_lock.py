import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from offhook.problems import Problem
from offhook.storage.database_lock import AdvisoryLock, Holding, NotOurs, lock_database
from offhook.storage.engine import open_engine
from tests.databases import new_postgresql_database, sqlite_file

HOLD = """
import sys
from offhook.storage.database_lock import lock_database
lock = lock_database(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield sqlite_file(tmp_path)
    else:
        with new_postgresql_database() as made:
            yield made


@pytest.fixture
def postgresql() -> Iterator[str]:
    with new_postgresql_database() as made:
        yield made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offhook.storage.database_lock.PATIENCE", 0.0)


def refusal(url: str) -> Problem:
    with pytest.raises(Problem) as refused:
        lock_database(url)
    return refused.value


def end_connections(url: str) -> None:
    """As a restart of PostgreSQL does."""
    engine = open_engine(url)
    with engine.connect() as conn:
        conn.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
    engine.dispose()


@pytest.mark.usefixtures("impatient")
def test_one_at_a_time(url: str) -> None:
    with lock_database(url):
        problem = refusal(url)
        assert (problem.type, problem.status) == ("already-running", 409)
        assert "choose another database by `database.url`" in problem.detail
    lock_database(url).release()


def test_the_lock_goes_with_a_killed_process(url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        other.kill()
        other.wait()
        lock_database(url).release()


def test_releasing_twice_does_no_harm(url: str) -> None:
    lock = lock_database(url)
    lock.release()
    lock.release()


def test_sqlite_by_another_name_is_the_same_database(tmp_path: Path) -> None:
    url = sqlite_file(tmp_path)
    (tmp_path / "link.db").symlink_to(tmp_path / "offhook.db")
    with lock_database(url):
        assert f"database {tmp_path / 'offhook.db'} (process " in refusal(f"sqlite:///{tmp_path}/link.db").detail


def test_only_who_holds_an_sqlite_database_tightens_it(tmp_path: Path) -> None:
    file = tmp_path / "offhook.db"
    file.touch(0o644)
    with lock_database(f"sqlite:///{file}"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_place_where_no_database_can_be_is_said(tmp_path: Path) -> None:
    problem = refusal(f"sqlite:///{tmp_path}/none/offhook.db")
    assert (problem.type, problem.status) == ("database-file", 500)
    assert "No such file or directory" in problem.detail


@pytest.mark.usefixtures("impatient")
def test_postgresql_says_where_the_other_is(postgresql: str) -> None:
    with lock_database(postgresql):
        assert "already running on this database (on the database's machine)" in refusal(postgresql).detail


def test_two_databases_of_one_postgresql_are_two(postgresql: str) -> None:
    with new_postgresql_database() as another, lock_database(postgresql), lock_database(another):
        pass


def test_a_lost_lock_is_taken_again(postgresql: str) -> None:
    with AdvisoryLock(postgresql) as lock:
        assert lock.look() is Holding.OURS
        end_connections(postgresql)
        assert lock.look() is Holding.OURS
        assert lock.look() is Holding.OURS


def test_a_lost_lock_that_another_took_is_not_ours(postgresql: str) -> None:
    with AdvisoryLock(postgresql) as lock:
        end_connections(postgresql)
        with AdvisoryLock(postgresql):
            assert lock.look() is Holding.ANOTHERS
            assert lock.look() is Holding.ANOTHERS


def test_while_postgresql_is_away_nobody_knows() -> None:
    with new_postgresql_database() as url:
        lock = AdvisoryLock(url)
    with lock:
        assert lock.look() is Holding.UNKNOWN


def test_who_waits_sees_where_the_holder_is_and_who_lost_it_writes_nothing(postgresql: str) -> None:
    first = AdvisoryLock(postgresql, address="http://10.0.0.2:8080")
    second = AdvisoryLock(postgresql, address="http://10.0.0.3:8080", wait=True)
    engine = open_engine(postgresql)
    assert second.holder() == "http://10.0.0.2:8080"
    assert not second.try_take()
    with engine.connect() as conn:
        first.fence(conn)
    end_connections(postgresql)
    assert second.holder() is None
    assert second.try_take()
    with engine.connect() as conn:
        second.fence(conn)
        with pytest.raises(NotOurs):
            first.fence(conn)
    assert first.look() is Holding.ANOTHERS
    first.release()
    second.release()
    engine.dispose()
