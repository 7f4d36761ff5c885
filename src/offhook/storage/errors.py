"""How a write can fail for reasons that aren't its own."""

from __future__ import annotations

import sqlite3


class DatabaseAway(Exception):
    """The database couldn't be reached, or was locked by somebody else, for too long. The work never ran."""


class WriteLost(Exception):
    """The work ran, and nothing of it is in the database."""


class WriteUncertain(Exception):
    """The work ran, and the connection broke while it was being committed: look whether it is there."""


class StorageClosed(Exception):
    """Offhook is shutting down, and takes no more work."""


def is_of_database(error: BaseException) -> bool:
    """Whether the database or the way to it raised this, and not the work."""
    return isinstance(error, _OURS) or not _kinds(error).isdisjoint({"DatabaseError", "InterfaceError"})


def passes(error: BaseException) -> bool:
    """Whether the same work may go well a moment later: the database is away, is locked, or took another's side."""
    if isinstance(error, _OURS):
        return True
    if getattr(_of_driver(error), "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        return False  # a statement that it does not understand, which SQLite calls operational as well
    return not _kinds(error).isdisjoint({"OperationalError", "InterfaceError"})


_OURS = (DatabaseAway, WriteLost, WriteUncertain, StorageClosed)


def _of_driver(error: BaseException) -> BaseException:
    return getattr(error, "orig", None) or error


def _kinds(error: BaseException) -> set[str]:
    """Names of PEP 249: each driver has classes of its own for them."""
    return {kind.__name__ for kind in type(_of_driver(error)).__mro__}
