"""The writer by itself: order, groups, failures, and a database that is locked or gone."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from offhook.storage import writer
from offhook.storage.engine import open_engine
from offhook.storage.errors import DatabaseAway, StorageClosed, WriteLost
from offhook.storage.writer import Job, Writer


class Desk:
    """A writer on a database with one table, and what it delivered, group by group."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "test.db"
        self.engine = open_engine(f"sqlite:///{self.file}")
        with self.engine.begin() as conn:
            conn.execute(text("CREATE TABLE noted (id INTEGER PRIMARY KEY, word TEXT NOT NULL)"))
        self.groups: list[list[Any]] = []
        self.delivered = threading.Condition()
        self.writer = Writer(self.engine, self.deliver)

    def deliver(self, jobs: Sequence[Job]) -> None:
        with self.delivered:
            self.groups.append([job.result for job in jobs])
            self.delivered.notify_all()

    def put(self, work: Callable[[Connection], Any], *, live: bool = False, patience: float | None = None) -> None:
        self.writer.put(work, lambda _: None, live=live, patience=patience)

    def hold(self) -> threading.Event:
        """Keep the writer busy, so that what is put meanwhile waits together."""
        begun, release = threading.Event(), threading.Event()

        def work(conn: Connection) -> str:
            begun.set()
            assert release.wait(10)
            return "held"

        self.put(work, live=True)
        assert begun.wait(10)
        return release

    def wait_for(self, count: int) -> list[Any]:
        """The results of that many jobs, in the order in which they were delivered."""
        with self.delivered:
            assert self.delivered.wait_for(lambda: sum(map(len, self.groups)) >= count, 10)
            return [result for group in self.groups for result in group]

    def words(self) -> list[str]:
        """What is in the database, seen by another connection."""
        with closing(sqlite3.connect(self.file)) as conn:
            return [word for (word,) in conn.execute("SELECT word FROM noted ORDER BY id")]

    def close(self) -> None:
        self.writer.close()
        self.engine.dispose()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    # A group that is being put together by a test must not end because the machine is slow.
    monkeypatch.setattr("offhook.storage.writer.LONGEST_GROUP", 60.0)
    made = Desk(tmp_path)
    yield made
    made.close()


def note(word: str) -> Callable[[Connection], str]:
    def work(conn: Connection) -> str:
        conn.execute(text("INSERT INTO noted (word) VALUES (:word)"), {"word": word})
        return word

    return work


def break_a_rule(word: str) -> Callable[[Connection], str]:
    def work(conn: Connection) -> str:
        conn.execute(text("INSERT INTO noted (word) VALUES (NULL)"))
        return word

    return work


def grow_by_three_pages_at_most(conn: Connection) -> None:
    """As a disk that is nearly full; until this connection ends."""
    pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    conn.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")


def note_and_fail(word: str) -> Callable[[Connection], str]:
    def work(conn: Connection) -> str:
        note(word)(conn)
        raise LookupError(word)

    return work


def test_what_was_told_is_there(desk: Desk) -> None:
    desk.put(note("one"))
    assert desk.wait_for(1) == ["one"]
    assert desk.words() == ["one"]


def test_what_waits_together_is_committed_together(desk: Desk) -> None:
    release = desk.hold()
    for word in ("one", "two", "three"):
        desk.put(note(word), live=True)
    release.set()
    desk.wait_for(4)
    assert desk.groups == [["held", "one", "two", "three"]]


def test_one_that_fails_spoils_no_other(desk: Desk) -> None:
    release = desk.hold()
    desk.put(note("one"), live=True)
    desk.put(note_and_fail("two"), live=True)
    desk.put(note("three"), live=True)
    release.set()
    results = desk.wait_for(4)
    assert [type(result).__name__ for result in results] == ["str", "str", "LookupError", "str"]
    assert desk.words() == ["one", "three"]


def test_one_that_fails_alone_leaves_nothing(desk: Desk) -> None:
    desk.put(note_and_fail("one"))
    assert isinstance(desk.wait_for(1)[0], LookupError)
    desk.put(note("two"))
    desk.wait_for(2)
    assert desk.words() == ["two"]


def test_an_error_of_the_database_spoils_no_other(desk: Desk) -> None:
    release = desk.hold()
    desk.put(note("one"), live=True)
    desk.put(lambda conn: conn.execute(text("INSERT INTO noted (id, word) VALUES (1, 'again')")), live=True)
    desk.put(lambda conn: conn.execute(text("nonsense")), live=True)
    desk.put(note("two"), live=True)
    release.set()
    results = desk.wait_for(5)
    assert isinstance(results[2], Exception)
    assert isinstance(results[3], Exception)
    assert desk.words() == ["one", "two"]


def test_live_calls_go_first_and_the_rest_in_their_order(desk: Desk) -> None:
    release = desk.hold()
    for word in ("import 1", "import 2"):
        desk.put(note(word))
    for word in ("call 1", "call 2"):
        desk.put(note(word), live=True)
    release.set()
    assert desk.wait_for(5) == ["held", "call 1", "call 2", "import 1", "import 2"]
    assert desk.words() == ["call 1", "call 2", "import 1", "import 2"]


def test_a_live_call_waits_for_one_piece_of_an_import_not_for_all(desk: Desk) -> None:
    release = desk.hold()
    begun, go_on = threading.Event(), threading.Event()

    def piece(conn: Connection) -> str:
        begun.set()
        assert go_on.wait(10)
        return "import 1"

    desk.put(piece)
    desk.put(note("import 2"))
    release.set()
    assert begun.wait(10)
    desk.put(note("call"), live=True)
    go_on.set()
    assert desk.wait_for(4) == ["held", "import 1", "call", "import 2"]


def test_a_long_group_is_cut(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "LONGEST_GROUP", -1.0)
    release = desk.hold()
    for word in ("one", "two"):
        desk.put(note(word), live=True)
    release.set()
    desk.wait_for(3)
    assert desk.groups == [["held"], ["one"], ["two"]]


def test_nothing_is_taken_after_the_end(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    release = desk.hold()
    desk.put(note("last"))
    closing_thread = threading.Thread(target=desk.writer.close)
    closing_thread.start()
    release.set()
    closing_thread.join(10)
    assert desk.words() == ["last"]
    with pytest.raises(StorageClosed):
        desk.put(note("too late"))
    desk.engine.dispose()


def test_the_end_waits_for_what_is_written_here(tmp_path: Path) -> None:
    """Taking the connection away under a statement that runs would take the process down."""
    desk = Desk(tmp_path)

    def end_comes(conn: Connection) -> str:
        closing_thread.start()
        closing_thread.join(0.2)  # it must not: this is how long it is given to do so wrongly
        return note("here")(conn)

    desk.writer.put(end_comes, lambda _: None, live=True, tell=False)
    closing_thread = threading.Thread(target=desk.writer.close)
    assert [job.result for job in desk.writer.write_here()] == ["here"]
    closing_thread.join(10)
    assert desk.words() == ["here"]
    assert desk.writer.write_here() == []
    assert desk.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # a QueuePool counts them
    desk.engine.dispose()


def test_a_locked_database_is_waited_for_in_order(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for word in ("one", "two", "three"):
            desk.put(note(word), live=True)
        other.execute("INSERT INTO noted (word) VALUES ('theirs')")
        other.execute("COMMIT")
    assert desk.wait_for(3) == ["one", "two", "three"]
    assert desk.words() == ["theirs", "one", "two", "three"]


def test_patience_ends_and_the_work_never_ran(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "PATIENCE", 0.0)
    ran = []
    with closing(sqlite3.connect(desk.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.put(lambda conn: ran.append("import"))
        desk.put(note("call"), live=True)
        assert isinstance(desk.wait_for(1)[0], DatabaseAway)
        other.execute("ROLLBACK")
    assert desk.wait_for(2)[1] == "call"
    assert ran == []


def test_work_of_a_live_call_may_be_less_patient(desk: Desk) -> None:
    ran = []
    with closing(sqlite3.connect(desk.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.put(note("turn"), live=True)
        desk.put(lambda conn: ran.append("placing"), live=True, patience=0.0)
        assert isinstance(desk.wait_for(1)[0], DatabaseAway)
        other.execute("ROLLBACK")
    assert desk.wait_for(2)[1] == "turn"
    assert ran == []


def test_a_vanished_database_is_told_not_crashed_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "LIVE_PATIENCE", 0.0)
    release = desk.hold()
    release.set()
    desk.wait_for(1)
    desk.writer._disconnect()  # as after any error
    desk.engine.dispose()
    away = desk.file.with_name("away")
    desk.file.rename(away)
    desk.file.mkdir()
    desk.put(note("one"), live=True)
    assert isinstance(desk.wait_for(2)[1], DatabaseAway)
    desk.file.rmdir()
    away.rename(desk.file)
    monkeypatch.undo()
    desk.put(note("two"), live=True)
    assert desk.wait_for(3)[2] == "two"


def test_a_full_disk_loses_the_group_and_says_so(desk: Desk) -> None:
    desk.put(grow_by_three_pages_at_most)
    desk.wait_for(1)
    release = desk.hold()
    desk.put(note("small"), live=True)
    desk.put(note("large" * 100_000), live=True)
    desk.put(note("after"), live=True)
    release.set()
    held, small, large, after = desk.wait_for(5)[1:]
    assert isinstance(held, WriteLost)
    assert isinstance(small, WriteLost)
    assert "full" in str(large)
    # It had not run yet, and went into the next group.
    assert after == "after"
    assert desk.words() == ["after"]


def test_work_that_commits_by_itself_is_found_out(desk: Desk) -> None:
    release = desk.hold()
    desk.put(note("one"), live=True)
    desk.put(lambda conn: conn.commit(), live=True)
    desk.put(note("two"), live=True)
    release.set()
    results = desk.wait_for(4)
    assert any(isinstance(result, WriteLost) for result in results)
    desk.put(note("three"), live=True)
    assert desk.wait_for(5)[-1] == "three"


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["write", "fail", "database"]), min_size=1, max_size=40), st.data())
def test_in_any_group_exactly_what_was_told_is_there(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[str], data: st.DataObject
) -> None:
    live = data.draw(st.lists(st.booleans(), min_size=len(kinds), max_size=len(kinds)))
    desk = Desk(tmp_path_factory.mktemp("writer"))
    release = desk.hold()
    work = {
        "write": note,
        "fail": note_and_fail,
        "database": break_a_rule,
    }
    for number, kind in enumerate(kinds):
        desk.put(work[kind](f"{kind} {number}"), live=live[number])
    release.set()
    results = desk.wait_for(len(kinds) + 1)[1:]
    assert desk.words() == [result for result in results if isinstance(result, str)]
    order = [number for number, kind in enumerate(kinds) if kind == "write" and live[number]]
    order += [number for number, kind in enumerate(kinds) if kind == "write" and not live[number]]
    assert desk.words() == [f"write {number}" for number in order]
    desk.close()
