"""Two agents press 1 within 10 ms, 10,000 times on each database: `python -m tests.switchboard.press_together`.

Each time one has the caller and the other hears within a second that the call is taken, or it ends with what was else.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import track
from sqlalchemy import Engine

from offhook.storage.engine import open_engine
from tests.databases import new_postgresql_database, sqlite_file
from tests.switchboard.desk import Desk
from tests.switchboard.test_claims import press_together


@contextmanager
def sqlite() -> Iterator[Engine]:
    """A database in a file."""
    with tempfile.TemporaryDirectory() as folder:
        yield open_engine(sqlite_file(Path(folder)))


@contextmanager
def postgresql() -> Iterator[Engine]:
    """A database of a server of its own."""
    with new_postgresql_database() as url:
        yield open_engine(url)


DATABASES = {"sqlite": sqlite, "postgresql": postgresql}


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.switchboard.press_together", description=__doc__)
    parser.add_argument("--times", type=int, default=10_000)
    parser.add_argument("--on", choices=DATABASES, action="append", help="on this database only")
    options = parser.parse_args()
    console = Console()
    for name in options.on or DATABASES:
        with DATABASES[name]() as engine:
            desk = Desk(engine)
            calls = press_together(desk, options.times)
            winners = Counter(track(calls, name, options.times, console=console))
            desk.close()
        one, other = winners.values()
        console.print(f"{name}: one winner in {winners.total():,} of {options.times:,}; {one:,} and {other:,} won")
    return 0


if __name__ == "__main__":
    sys.exit(main())
