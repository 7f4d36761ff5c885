"""Fixtures for tests of what is kept: a folder's conftest.py imports those that it needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from tests.databases import fresh_sqlite, rolled_back, shared_postgresql
from tests.furnish import Company, new_company


@pytest.fixture(params=["sqlite", "postgresql"])
def conn(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to a database with the newest schema and nothing in it."""
    engine = fresh_sqlite() if request.param == "sqlite" else shared_postgresql()
    with rolled_back(engine) as connection:
        yield connection
    if request.param == "sqlite":
        engine.dispose()


@pytest.fixture
def company(conn: Connection) -> Company:
    """A workspace that can call."""
    return new_company(conn)
