"""What numbers cost a month: by the carrier, where it said so, or as the owner typed it.

Nothing is written down for each month: which fee holds in one is looked up, and a month is counted whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct, structs
from sqlalchemy import Connection, Row, delete, func, insert, select

from offhook.limits.day import day_of
from offhook.lines import service as lines
from offhook.lines.model import lines as line_table
from offhook.problems import invalid
from offhook.rating.model import Fee, FeeSource, number_fees
from offhook.rating.rating import Sums
from offhook.workspaces import service as workspaces

NUMBER = "number"
"""What fees are called among the kinds of costs."""
HIGHEST = 10_000_000_000
"""Millionths: 10,000 a month."""
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class MonthsFee(Struct, frozen=True):
    """A line's fee in a month."""

    line_id: str
    number: str
    fee: Fee

    @property
    def sums(self) -> Sums:
        """What it adds to the month: as the carrier's price, or as our estimate."""
        price = self.fee.price
        match self.fee.source:
            case FeeSource.CARRIER:
                return Sums(count=1, price=price, compared=price, total=price)
            case FeeSource.OWNER:
                return Sums(count=1, estimate=price, total=price)


def of_line(conn: Connection, workspace: str, line: str, now: int) -> Fee | None:
    """What a line's number costs now; None: nobody has said.

    Raises:
        Problem: there is no such line.
    """
    return _holding(conn, lines.get(conn, workspace, line).id, _month(conn, workspace, now))


def put(conn: Connection, workspace: str, line: str, price: int, currency: str, source: FeeSource, now: int) -> Fee:
    """A line's number costs that from this month on.

    Raises:
        Problem: there is no such line, or it is no price.
    """
    currency = currency.strip().upper()
    if _CURRENCY.fullmatch(currency) is None:
        raise invalid("currency", f"{currency[:20]!r} is no currency: write three letters, such as USD or EUR.")
    if not 0 <= price <= HIGHEST:
        raise invalid("price", f"A number costs from 0 to {HIGHEST // 1_000_000:,} a month.")
    fee = Fee(lines.get(conn, workspace, line).id, _month(conn, workspace, now), price, currency, source)
    _write(conn, workspace, fee.line_id, fee.since, structs.asdict(fee) | {"source": source.value})
    return fee


def remove(conn: Connection, workspace: str, line: str, now: int) -> None:
    """A line's number costs nothing a month, from this month on.

    Raises:
        Problem: there is no such line.
    """
    line_id, since = lines.get(conn, workspace, line).id, _month(conn, workspace, now)
    none = {"line_id": line_id, "since": since, "price": None, "currency": "", "source": FeeSource.OWNER.value}
    _write(conn, workspace, line_id, since, none)


def told(conn: Connection, workspace: str, line_id: str, amount: str, currency: str, now: int) -> bool:
    """The carrier says what a number costs a month, as a decimal; whether it is kept: what is known stays."""
    known = conn.execute(select(number_fees.c.line_id).where(number_fees.c.line_id == line_id).limit(1)).first()
    price = int((Decimal(amount) * 1_000_000).to_integral_value(ROUND_HALF_UP))
    if known is not None or not 0 <= price <= HIGHEST or _CURRENCY.fullmatch(currency) is None:
        return False
    put(conn, workspace, line_id, price, currency, FeeSource.CARRIER, now)
    return True


def of_month(conn: Connection, workspace: str, month: str) -> list[MonthsFee]:
    """What the workspace's numbers cost in a month, as `2026-11`: those of lines that were there in it."""
    zone = workspaces.get(conn, workspace).time_zone
    newest = (
        select(number_fees.c.line_id, func.max(number_fees.c.since).label("since"))
        .where(number_fees.c.workspace_id == workspace, number_fees.c.since <= month)
        .group_by(number_fees.c.line_id)
        .subquery()
    )
    query = (
        select(number_fees, line_table.c.number, line_table.c.removed_at)
        .join(newest, (newest.c.line_id == number_fees.c.line_id) & (newest.c.since == number_fees.c.since))
        .join(line_table, line_table.c.id == number_fees.c.line_id)
        .where(number_fees.c.price.is_not(None))
        .order_by(number_fees.c.line_id)
    )
    return [
        MonthsFee(row.line_id, row.number, _fee(row))
        for row in conn.execute(query)
        if row.removed_at is None or day_of(row.removed_at, zone)[:7] >= month
    ]


def _holding(conn: Connection, line_id: str, month: str) -> Fee | None:
    query = select(number_fees).where(number_fees.c.line_id == line_id, number_fees.c.since <= month)
    row = conn.execute(query.order_by(number_fees.c.since.desc()).limit(1)).one_or_none()
    return None if row is None or row.price is None else _fee(row)


def _write(conn: Connection, workspace: str, line_id: str, since: str, row: Mapping[str, object]) -> None:
    conn.execute(delete(number_fees).where(number_fees.c.line_id == line_id, number_fees.c.since >= since))
    conn.execute(insert(number_fees), {**row, "workspace_id": workspace})


def _month(conn: Connection, workspace: str, now: int) -> str:
    return day_of(now, workspaces.get(conn, workspace).time_zone)[:7]


def _fee(row: Row[tuple[object, ...]]) -> Fee:
    return Fee(row.line_id, row.since, row.price, row.currency, FeeSource(row.source))
