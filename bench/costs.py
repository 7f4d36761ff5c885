"""What the costs page asks of the database, with a thousand calls of one month and with a million.

    python -m bench.costs [--calls 1000000]

Each call has two legs that cost something. Figures are the 95th percentile of many reads on SQLite, as a worker asks,
and of what writing a charge costs with its day's sums. The file is in /var/tmp unless TMPDIR says otherwise.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, insert

from bench.reads import new_database, p95_of_each
from bench.report import Figures, Report, Target, alternate, show, versions, write
from offhook.limits.day import day_of
from offhook.people import service as people
from offhook.rating import months, store
from offhook.rating.model import Charge, ChargeState, PricedKind, charges
from offhook.rating.months import By, Month, Wanted
from offhook.workspaces import service as workspaces

FEW = 1000
READS = 100
AT_ONCE = 10_000
BEGAN = 1_793_491_200_000_000
"""The first of November 2026, UTC."""
LASTS = 30 * 24 * 3600 * 1_000_000
SUMS = """
    INSERT INTO costs (workspace_id, day, line_id, member_id, kind, direction, currency,
                       count, unrated, waiting, given_up, estimate, price, compared, total)
    SELECT workspace_id, day, line_id, member_id, kind, direction, currency,
           count(*), 0, 0, 0, sum(estimate), sum(price), sum(estimate), sum(price)
    FROM charges GROUP BY workspace_id, day, line_id, member_id, kind, direction, currency
"""


@dataclass(frozen=True)
class House:
    """A workspace with a month's charges."""

    conn: Connection
    workspace: str
    members: list[str]
    month: Month
    calls: int

    def asked(self) -> dict[str, Callable[[random.Random], object]]:
        """What is asked for, by name."""
        of = (self.conn, self.workspace)
        whole = Wanted(self.month)
        return {
            "the month": lambda some: months.totals(*of, self.month, None),
            "by line": lambda some: months.groups(*of, self.month, By.LINE, None),
            "by member": lambda some: months.groups(*of, self.month, By.MEMBER, None),
            "by day": lambda some: months.groups(*of, self.month, By.DAY, None),
            "a member's own": lambda some: months.groups(*of, self.month, By.LINE, some.choice(self.members)),
            "charges": lambda some: months.page(*of, whole, limit=51),
            "charges, far down": lambda some: months.page(
                *of, whole, limit=51, before=(BEGAN + some.randrange(LASTS), "")
            ),
            "charges of a member": lambda some: months.page(
                *of, Wanted(self.month, member=some.choice(self.members)), limit=51
            ),
            "charges of a line": lambda some: months.page(
                *of, Wanted(self.month, line=f"line_{some.randrange(10)}"), limit=51
            ),
            "1000 rows of an export": lambda some: months.table(
                *of, whole, limit=1000, before=(BEGAN + some.randrange(LASTS), "")
            ),
            "writing a charge": lambda some: store.add_charge(
                self.conn, self.charge(some, f"new_{some.getrandbits(80)}")
            ),
        }

    def charge(self, some: random.Random, id_: str) -> Charge:
        """One of the month."""
        return _charge(self.workspace, self.members, some, id_, BEGAN + some.randrange(LASTS))


@contextmanager
def house(size: int) -> Iterator[House]:
    """A database with so many calls."""
    with new_database() as engine:
        some = random.Random(8)
        with engine.begin() as conn:
            workspace = workspaces.create(conn, "Bench", country="US", time_zone="UTC", now=BEGAN).id
            members = [people.add(conn, workspace, f"Member {index}", now=BEGAN).id for index in range(20)]
            for begin in range(0, 2 * size, AT_ONCE):
                rows = [
                    _row(_charge(workspace, members, some, f"leg_{index:09d}", BEGAN + index * LASTS // (2 * size)))
                    for index in range(begin, min(2 * size, begin + AT_ONCE))
                ]
                conn.execute(insert(charges), rows)
            conn.exec_driver_sql(SUMS)
        with engine.connect() as conn:
            conn.exec_driver_sql("ANALYZE")
            yield House(conn, workspace, members, months.month_of("2026-11", BEGAN, "UTC"), size)


def _charge(workspace: str, members: list[str], some: random.Random, id_: str, at: int) -> Charge:
    return Charge(
        id=id_,
        workspace_id=workspace,
        kind=PricedKind.CALL,
        call_id=f"call_{id_}",
        line_id=f"line_{some.randrange(10)}",
        member_id=some.choice(members),
        direction=some.choice(("outbound", "inbound")),
        number="+12025550122",
        trunk_id="trunk_1",
        day=day_of(at, "UTC"),
        at=at,
        units=40,
        estimate=14_000,
        currency="USD",
        price=13_000,
        price_currency="USD",
        state=ChargeState.TOLD,
    )


def _row(charge: Charge) -> dict[str, object]:
    return {name: getattr(charge, name) for name in Charge.__struct_fields__}


def measure(there: House) -> Figures:
    """The 95th percentile of each, in milliseconds."""
    figures = p95_of_each(there.asked(), READS)
    there.conn.rollback()
    return figures


def main() -> int:
    """Measure, write var/bench/costs.json, and show the table."""
    parser = argparse.ArgumentParser("python -m bench.costs", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=1_000_000, help="how many are many")
    many = parser.parse_args().calls
    few_arm, many_arm = f"{FEW:,} calls", f"{many:,} calls"
    with house(FEW) as few, house(many) as much:
        rounds = alternate({few_arm: partial(measure, few), many_arm: partial(measure, much)})
        names = list(measure(few))
    targets = tuple(Target(many_arm, name, 200) for name in names)
    title = f"95th percentile of what the costs page asks for, with {many:,} calls in one month"
    report = Report("costs", title, targets, rounds, versions("sqlalchemy"))
    write(report)
    show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
