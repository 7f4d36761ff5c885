"""The costs of a month, by what they are looked at by, and as a table."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Connection, select

from offhook.limits.day import day_of
from offhook.lines.model import lines
from offhook.people.model import members
from offhook.problems import invalid
from offhook.rating import fees, store
from offhook.rating.amounts import decimal
from offhook.rating.fees import NUMBER, MonthsFee
from offhook.rating.model import Charge, ChargeState, FeeSource, PricedKind
from offhook.rating.rating import Sums
from offhook.records.history import csv_lines, plain_cell

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
_ZONES = timedelta(days=2)
"""More than a day of any time zone is away from UTC's, and than a call begins after it was placed."""
COLUMNS = (
    *("id", "at (UTC)", "kind", "direction", "call", "line", "member", "number", "seconds", "segments"),
    *("estimate", "currency", "carrier's price", "carrier's currency", "carrier", "why"),
)

Place = tuple[int, str]
"""Where a page ends: `at` and the id of its last charge."""


class By(StrEnum):
    """What costs are looked at by."""

    LINE = "line"
    MEMBER = "member"
    DIRECTION = "direction"
    KIND = "kind"
    DAY = "day"


_COLUMN = {By.LINE: "line_id", By.MEMBER: "member_id", By.DIRECTION: "direction", By.KIND: "kind", By.DAY: "day"}


class Month(Struct, frozen=True):
    """A month of a workspace's calendar."""

    name: str
    """`2026-11`"""
    days: tuple[str, str]
    """Its first and its last."""
    since: int
    until: int
    """UTC microseconds that enclose it, whatever the time zone."""
    begun: bool = True


class Wanted(Struct, frozen=True):
    """Which charges of a month; what is None matters not."""

    month: Month
    member: str | None = None
    line: str | None = None
    direction: str | None = None


class Group(Struct, frozen=True):
    """What belongs together, with its sums in each currency; under no currency what has no price."""

    key: str
    name: str
    """Empty: it is nobody's, no line's, or its key says it all."""
    sums: dict[str, Sums]


def month_of(text: str | None, now: int, time_zone: str) -> Month:
    """A month by its name; None: the one of `now`.

    Raises:
        Problem: that is no month.
    """
    current = day_of(now, time_zone)[:7]
    name = current if text is None else text
    if _MONTH.fullmatch(name) is None:
        raise invalid("month", f"{name[:20]!r} is no month: write it as 2026-11.")
    year, month = int(name[:4]), int(name[5:])
    last = monthrange(year, month)[1]
    first = datetime(year, month, 1, tzinfo=UTC)
    return Month(
        name,
        (f"{name}-01", f"{name}-{last:02}"),
        _micros(first - _ZONES),
        _micros(first + timedelta(days=last) + _ZONES),
        name <= current,
    )


def totals(conn: Connection, workspace: str, month: Month, member: str | None) -> dict[str, Sums]:
    """All of a month, fees of numbers among it, or all of a member's, by currency."""
    found = {currency: sums for _, currency, sums in store.sums(conn, workspace, month.days, None, member)}
    for each in _fees(conn, workspace, month, member):
        found[each.fee.currency] = found.get(each.fee.currency, Sums()) + each.sums
    return found


def groups(conn: Connection, workspace: str, month: Month, by: By, member: str | None) -> list[Group]:
    """The same in groups: days in their order, all else by name."""
    found: dict[str, dict[str, Sums]] = {}
    for key, currency, sums in store.sums(conn, workspace, month.days, _COLUMN[by], member):
        found.setdefault(key, {})[currency] = sums
    for each in _fees(conn, workspace, month, member):
        group = found.setdefault(_place_of(each, month, by), {})
        group[each.fee.currency] = group.get(each.fee.currency, Sums()) + each.sums
    names = _names(conn, workspace, by)
    made = [Group(key, names.get(key, ""), sums) for key, sums in found.items()]
    if by is By.DAY:
        return sorted(made, key=lambda group: group.key)
    return sorted(made, key=lambda group: (not group.key, group.name.lower(), group.key))


def _fees(conn: Connection, workspace: str, month: Month, member: str | None) -> list[MonthsFee]:
    """What numbers cost is nobody's: a member's own costs are without it. A month that is to come costs nothing yet."""
    return fees.of_month(conn, workspace, month.name) if month.begun and not member else []


def _place_of(fee: MonthsFee, month: Month, by: By) -> str:
    """In which group a fee is: on the first day of its month, of its line, and of nobody and no direction."""
    match by:
        case By.LINE:
            return fee.line_id
        case By.KIND:
            return NUMBER
        case By.DAY:
            return month.days[0]
        case By.MEMBER | By.DIRECTION:
            return ""


def page(conn: Connection, workspace: str, wanted: Wanted, *, limit: int, before: Place | None = None) -> list[Charge]:
    """What cost something, latest first."""
    month = wanted.month
    return store.page(
        conn,
        workspace,
        days=month.days,
        since=month.since,
        until=month.until,
        member=wanted.member,
        line=wanted.line,
        direction=wanted.direction,
        limit=limit,
        before=before,
    )


def table(
    conn: Connection, workspace: str, wanted: Wanted, *, limit: int, before: Place | None = None
) -> tuple[str, Place | None]:
    """The same as lines of CSV (RFC 4180) below `COLUMNS`, and where they end; None: there are no more."""
    found = page(conn, workspace, wanted, limit=limit, before=before)
    line_names, member_names = _names(conn, workspace, By.LINE), _names(conn, workspace, By.MEMBER)
    end = (found[-1].at, found[-1].id) if len(found) == limit else None
    rows = (
        (
            each.id,
            datetime.fromtimestamp(each.at // 1_000_000, UTC).strftime("%Y-%m-%d %H:%M:%S"),
            each.kind.value,
            each.direction,
            each.call_id,
            plain_cell(line_names.get(each.line_id, "")),
            plain_cell(member_names.get(each.member_id, "")),
            # Texts come from senders' names, too, and those are whatever somebody chose.
            each.number if each.number.removeprefix("+").isdigit() else plain_cell(each.number),
            each.units if each.kind is PricedKind.CALL else "",
            "" if each.kind is PricedKind.CALL else each.units,
            "" if each.estimate is None else decimal(each.estimate),
            each.currency,
            "" if each.price is None else decimal(each.price),
            each.price_currency,
            each.state.value,
            plain_cell(each.reason),
        )
        for each in found
    )
    return csv_lines(rows), end


def fees_table(conn: Connection, workspace: str, wanted: Wanted) -> str:
    """What numbers cost, as lines of CSV below `COLUMNS`; none where a direction or a member is wanted."""
    if wanted.direction is not None:
        return ""
    line_names = _names(conn, workspace, By.LINE)
    rows = (
        (
            *(f"{each.line_id}-{wanted.month.name}", f"{wanted.month.days[0]} 00:00:00", NUMBER, "", ""),
            *(plain_cell(line_names.get(each.line_id, "")), "", each.number, "", ""),
            *_amounts(each),
            "",
        )
        for each in _fees(conn, workspace, wanted.month, wanted.member)
        if wanted.line is None or wanted.line == each.line_id
    )
    return csv_lines(rows)


def _amounts(each: MonthsFee) -> tuple[str, ...]:
    amount = (decimal(each.fee.price), each.fee.currency)
    match each.fee.source:
        case FeeSource.OWNER:
            return (*amount, "", "", ChargeState.OURS.value)
        case FeeSource.CARRIER:
            return ("", "", *amount, ChargeState.TOLD.value)


def _names(conn: Connection, workspace: str, by: By) -> dict[str, str]:
    of = {By.LINE: lines, By.MEMBER: members}.get(by)
    if of is None:
        return {}
    rows = conn.execute(select(of.c.id, of.c.name).where(of.c.workspace_id == workspace))
    return {row.id: row.name for row in rows}


def _micros(time: datetime) -> int:
    return round(time.timestamp() * 1_000_000)
