"""Statements on the driver's own cursor give what SQLAlchemy gives: types, constants, names used twice."""

from functools import partial
from pathlib import Path
from sqlite3 import OperationalError

import pytest
from sqlalchemy import JSON, Boolean, Column, Integer, MetaData, String, Table, bindparam, delete, func, select

from offhook.storage.engine import open_engine
from offhook.storage.errors import StorageClosed
from offhook.storage.prepared import Query, insert_into, update_by_id
from offhook.storage.storage import Storage

things = Table(
    "things",
    MetaData(),
    Column("id", String(10), primary_key=True),
    Column("on", Boolean, nullable=False),
    Column("tags", JSON(none_as_null=True)),
    Column("count", Integer),
)


@pytest.fixture
def conn():  # type: ignore[no-untyped-def]
    engine = open_engine("sqlite://")
    with engine.begin() as connection:
        things.metadata.create_all(connection)
        yield connection
    engine.dispose()


def test_rows_have_the_types_of_their_columns(conn) -> None:  # type: ignore[no-untyped-def]
    conn.execute(things.insert(), {"id": "a", "on": True, "tags": ["x", "y"], "count": None})
    [row] = Query(select(things).where(things.c.id == bindparam("id"))).all(conn, {"id": "a"})
    assert row == ("a", True, ["x", "y"], None)
    assert row.on is True


def test_constants_and_names_used_twice_are_filled_in(conn) -> None:  # type: ignore[no-untyped-def]
    insert_into(things).run(conn, {"id": "a", "on": False, "tags": None, "count": 3})
    mine = things.c.id == bindparam("id")
    total = select(func.coalesce(func.sum(things.c.count), 7)).where(mine).scalar_subquery()
    query = Query(select(total, select(func.count()).where(mine, things.c.count > 2).scalar_subquery()))
    assert query.all(conn, {"id": "a"}) == [(3, 1)]
    assert query.all(conn, {"id": "nobody"}) == [(7, 0)]


def test_an_update_changes_one_row_and_a_delete_gives_back_what_it_took(conn) -> None:  # type: ignore[no-untyped-def]
    for name in ("a", "b"):
        insert_into(things).run(conn, {"id": name, "on": False, "tags": None, "count": 1})
    update_by_id(things, "count").run(conn, {"row_id": "a", "count": 5})
    gone = Query(delete(things).where(things.c.id == bindparam("id")).returning(things.c.count))
    assert [row.count for row in gone.all(conn, {"id": "a"})] == [5]
    assert gone.first(conn, {"id": "a"}) is None
    assert len(Query(select(things)).all(conn, {})) == 1


async def test_a_glance_sees_what_is_committed_by_now_and_can_not_write(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'glance.db'}"
    engine = open_engine(url)
    with engine.begin() as connection:
        things.metadata.create_all(connection)
    engine.dispose()
    storage = Storage(url)
    count = Query(select(func.count().label("found")).select_from(things))
    try:
        for expected in (0, 1, 2):
            assert (await storage.glance(lambda conn: count.all(conn, {})))[0].found == expected
            row = {"id": str(expected), "on": True, "tags": None, "count": 1}
            await storage.write(partial(insert_into(things).run, values=row))
        with pytest.raises(OperationalError):
            await storage.glance(lambda conn: insert_into(things).run(conn, {**row, "id": "x"}))
    finally:
        await storage.close()
    with pytest.raises(StorageClosed):
        await storage.glance(lambda conn: None)
