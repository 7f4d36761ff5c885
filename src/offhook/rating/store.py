"""Reading and writing rate sheets, charges and the sums of days, always for one workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import structs
from sqlalchemy import Connection, Select, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from offhook.rating.model import (
    Charge,
    ChargeState,
    PricedKind,
    Rate,
    RateUsed,
    Sheet,
    charges,
    costs,
    rate_sheets,
    rates,
)
from offhook.rating.rating import LONGEST_PREFIX, Sums, contributions, prefixes
from offhook.storage.prepared import Prepared, Query, insert_into, update_by_id

_NO_PREFIX = "-"
"""Fills up the parameters of the query: no rate has it."""
_TOLD = ("price", "price_currency", "state", "reference", "tries", "due_at", "reason")
_SUMS = Sums.__struct_fields__
_FIELDS = Rate.__struct_fields__

_insert_charge = insert_into(charges)
_tell = update_by_id(charges, *_TOLD)
_charge = Query(select(charges).where(charges.c.id == bindparam("id")))
_of_call = Query(select(charges).where(charges.c.call_id == bindparam("call")).order_by(charges.c.at, charges.c.id))
_named = [f"p{place}" for place in range(LONGEST_PREFIX + 1)]
_rate = Query(
    select(*(rates.c[name] for name in _FIELDS), rate_sheets.c.currency)
    .join(rate_sheets, rate_sheets.c.id == rates.c.sheet_id)
    .where(
        rate_sheets.c.workspace_id == bindparam("workspace"),
        rate_sheets.c.trunk_id == bindparam("trunk"),
        rate_sheets.c.current,
        rates.c.kind == bindparam("kind"),
        rates.c.direction == bindparam("direction"),
        rates.c.prefix.in_([bindparam(name) for name in _named]),
    )
    .order_by(func.length(rates.c.prefix).desc())
    .limit(1)
)


def rate_for(
    conn: Connection, workspace: str, trunk: str, kind: PricedKind, direction: str, number: str
) -> RateUsed | None:
    """The rate of a number: that of the longest prefix in the trunk's current sheet; None where there is none."""
    wanted = prefixes(number)
    filled = wanted + [_NO_PREFIX] * (len(_named) - len(wanted))
    values = {"workspace": workspace, "trunk": trunk, "kind": kind.value, "direction": direction}
    row = _rate.first(conn, values | dict(zip(_named, filled, strict=True)))
    return None if row is None else RateUsed(_read_rate(row), row.currency)


# Sheets


def begin_sheet(conn: Connection, sheet: Sheet) -> None:
    """Write a sheet that counts as taken back until it is held."""
    conn.execute(insert(rate_sheets), structs.asdict(sheet) | {"current": False, "undone_at": sheet.made_at})


def add_rates(conn: Connection, sheet: Sheet, some: Sequence[Rate]) -> None:
    """Write some of a sheet's rates."""
    ids = {"sheet_id": sheet.id, "workspace_id": sheet.workspace_id}
    conn.execute(insert(rates), [structs.asdict(rate) | ids for rate in some])


def hold_sheet(conn: Connection, sheet: Sheet) -> None:
    """All its rates are there: it is the current one of its trunk from now on."""
    _no_current(conn, sheet.workspace_id, sheet.trunk_id)
    mine = (rate_sheets.c.workspace_id == sheet.workspace_id, rate_sheets.c.id == sheet.id)
    conn.execute(update(rate_sheets).where(*mine), {"current": True, "undone_at": None})


def sheet(conn: Connection, workspace: str, sheet_id: str) -> Sheet | None:
    """One that wasn't taken back."""
    row = conn.execute(_sheets(workspace).where(rate_sheets.c.id == sheet_id)).one_or_none()
    return None if row is None else Sheet(**row._mapping)


def sheets(conn: Connection, workspace: str) -> list[Sheet]:
    """Those that weren't taken back, the newest first."""
    rows = conn.execute(_sheets(workspace).order_by(rate_sheets.c.made_at.desc(), rate_sheets.c.id.desc()))
    return [Sheet(**row._mapping) for row in rows]


def undo_sheet(conn: Connection, gone: Sheet, now: int) -> Sheet | None:
    """Take the current sheet of a trunk back; the one before it holds again, and is returned."""
    conn.execute(update(rate_sheets).where(rate_sheets.c.id == gone.id), {"current": False, "undone_at": now})
    before = [each for each in sheets(conn, gone.workspace_id) if each.trunk_id == gone.trunk_id]
    if not before:
        return None
    conn.execute(update(rate_sheets).where(rate_sheets.c.id == before[0].id), {"current": True})
    return structs.replace(before[0], current=True)


def rates_of(
    conn: Connection, workspace: str, sheet_id: str, *, after: str = "", limit: int | None = None
) -> list[Rate]:
    """The rates of a sheet, by prefix. `after` is `place_of` the last one of the page before."""
    place = rates.c.prefix + "." + rates.c.kind + "." + rates.c.direction
    query = select(*(rates.c[name] for name in _FIELDS)).where(
        rates.c.workspace_id == workspace, rates.c.sheet_id == sheet_id
    )
    if after:
        query = query.where(place > after)
    return [_read_rate(row) for row in conn.execute(query.order_by(place).limit(limit))]


def place_of(rate: Rate) -> str:
    """Where a rate stands in its sheet."""
    return f"{rate.prefix}.{rate.kind}.{rate.direction}"


def _sheets(workspace: str) -> Select[Any]:
    return select(rate_sheets).where(rate_sheets.c.workspace_id == workspace, rate_sheets.c.undone_at.is_(None))


def _no_current(conn: Connection, workspace: str, trunk: str) -> None:
    mine = (rate_sheets.c.workspace_id == workspace, rate_sheets.c.trunk_id == trunk, rate_sheets.c.current)
    conn.execute(update(rate_sheets).where(*mine), {"current": False})


def _read_rate(row: Any) -> Rate:
    return Rate(PricedKind(row.kind), row.direction, row.prefix, row.price, row.once, row.minimum_s, row.increment_s)


# Charges, and the sums that are kept with them


def add_charge(conn: Connection, charge: Charge) -> bool:
    """Write a charge and add it to its day's sums; False where it is there already, and nothing happens."""
    if get(conn, charge.id) is not None:
        return False
    _insert_charge.run(conn, structs.asdict(charge))
    _add(conn, charge, contributions(charge))
    return True


def tell(conn: Connection, was: Charge, now: Charge) -> None:
    """Write what has become known of a charge, and correct its day's sums."""
    values = structs.asdict(now)
    _tell.run(conn, {name: values[name] for name in _TOLD} | {"row_id": was.id})
    changed = {currency: -sums for currency, sums in contributions(was).items()}
    for currency, sums in contributions(now).items():
        changed[currency] = changed.get(currency, Sums()) + sums
    _add(conn, was, {currency: sums for currency, sums in changed.items() if sums != Sums()})


def get(conn: Connection, charge_id: str) -> Charge | None:
    """One, of whatever workspace."""
    row = _charge.first(conn, {"id": charge_id})
    return None if row is None else _read_charge(row)


def of_call(conn: Connection, workspace: str, call: str) -> list[Charge]:
    """What the legs of a call cost, as far as they cost anything."""
    found = (_read_charge(row) for row in _of_call.all(conn, {"call": call}))
    return [charge for charge in found if charge.workspace_id == workspace]


def due(conn: Connection, now: int, limit: int) -> list[Charge]:
    """What carriers are to be asked for by now, in the whole installation."""
    query = select(charges).where(charges.c.due_at <= now).order_by(charges.c.due_at).limit(limit)
    return [_read_charge(row) for row in conn.execute(query)]


def next_due(conn: Connection) -> int | None:
    """When a carrier is asked next; None: there is nothing to ask."""
    found: int | None = conn.execute(select(func.min(charges.c.due_at))).scalar_one()
    return found


def page(
    conn: Connection,
    workspace: str,
    *,
    days: tuple[str, str],
    since: int,
    until: int,
    member: str | None = None,
    line: str | None = None,
    direction: str | None = None,
    limit: int,
    before: tuple[int, str] | None = None,
) -> list[Charge]:
    """Charges of the days from the first to the last, latest first. `since` and `until` enclose these days, in UTC."""
    query = select(charges).where(
        charges.c.workspace_id == workspace,
        charges.c.at >= since,
        charges.c.at < until,
        charges.c.day.between(*days),
    )
    for column, value in (
        (charges.c.member_id, member),
        (charges.c.line_id, line),
        (charges.c.direction, direction),
    ):
        if value is not None:
            query = query.where(column == value)
    if before is not None:
        at, last = before
        query = query.where(charges.c.at <= at, or_(charges.c.at < at, and_(charges.c.at == at, charges.c.id < last)))
    rows = conn.execute(query.order_by(charges.c.at.desc(), charges.c.id.desc()).limit(limit))
    return [_read_charge(row) for row in rows]


def sums(
    conn: Connection, workspace: str, days: tuple[str, str], by: str | None, member: str | None
) -> list[tuple[str, str, Sums]]:
    """Group, currency and sums; `by` is a column of `costs`, None: all in one group, which is called nothing."""
    group = [] if by is None else [costs.c[by]]
    query = (
        select(*group, costs.c.currency, *(func.sum(costs.c[name]).label(name) for name in _SUMS))
        .where(costs.c.workspace_id == workspace, costs.c.day.between(*days))
        .group_by(*group, costs.c.currency)
        .order_by(*group, costs.c.currency)
    )
    if member is not None:
        query = query.where(costs.c.member_id == member)
    found = []
    for row in conn.execute(query):
        read = Sums(*(int(row._mapping[name]) for name in _SUMS))
        if read != Sums():
            found.append(("" if by is None else str(row._mapping[by]), row.currency, read))
    return found


def _read_charge(row: Any) -> Charge:
    values = {name: getattr(row, name) for name in Charge.__struct_fields__}
    return Charge(**values | {"kind": PricedKind(row.kind), "state": ChargeState(row.state)})


def _add(conn: Connection, charge: Charge, to: dict[str, Sums]) -> None:
    # In the order of the currencies, so that two transactions on PostgreSQL don't wait for each other.
    for currency in sorted(to):
        values = {
            "workspace_id": charge.workspace_id,
            "day": charge.day,
            "line_id": charge.line_id,
            "member_id": charge.member_id,
            "kind": charge.kind.value,
            "direction": charge.direction,
            "currency": currency,
        }
        _add_sums[conn.dialect.name].run(conn, values | structs.asdict(to[currency]))


def _adding(upsert: Any) -> Prepared:
    added = {name: costs.c[name] + upsert.excluded[name] for name in _SUMS}
    return Prepared(upsert.on_conflict_do_update(index_elements=costs.primary_key.columns, set_=added))


def _values() -> dict[str, Any]:
    return {column.name: bindparam(column.name) for column in costs.columns}


_add_sums = {
    "sqlite": _adding(sqlite.insert(costs).values(_values())),
    "postgresql": _adding(postgresql.insert(costs).values(_values())),
}
