"""What the switchboard needs of the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


class Storage(Protocol):
    """Runs jobs, each in a transaction, one after the other."""

    def submit(
        self,
        job: Callable[[Connection], T],
        done: Callable[[T | BaseException], None],
        *,
        live: bool = False,
        patience: float | None = None,
    ) -> None:
        """Run a job in a transaction; `done` gets its result after the commit, or what went wrong.

        `patience` is for how many seconds a database is waited for that can't be written, where not as long as usual.
        """
        ...
