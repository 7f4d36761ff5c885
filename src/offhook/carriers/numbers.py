"""Reading and writing what is known of carriers' numbers: those under control, and those that are being bought."""

from __future__ import annotations

from typing import Any

from msgspec import structs
from sqlalchemy import Connection, Row, delete, insert, select, update

from offhook.carriers.model import Purchase, PurchaseState, TakenNumber, carrier_numbers, carrier_purchases

_OPEN = (PurchaseState.ASKED, PurchaseState.UNKNOWN)


def take(conn: Connection, taken: TakenNumber) -> None:
    """Write one that is taken under control, before anything is changed at the carrier."""
    conn.execute(insert(carrier_numbers), structs.asdict(taken))


def taken(conn: Connection, workspace_id: str, trunk_id: str, number: str) -> TakenNumber | None:
    """One that is under control, by its number."""
    query = select(carrier_numbers).where(carrier_numbers.c.workspace_id == workspace_id)
    found = query.where(carrier_numbers.c.trunk_id == trunk_id, carrier_numbers.c.number == number)
    row = conn.execute(found).one_or_none()
    return None if row is None else TakenNumber(**row._mapping)


def every_taken(conn: Connection, workspace_id: str, trunk_id: str | None = None) -> list[TakenNumber]:
    """Those of an account, or of all of a workspace's, in the order of their numbers."""
    query = select(carrier_numbers).where(carrier_numbers.c.workspace_id == workspace_id)
    if trunk_id is not None:
        query = query.where(carrier_numbers.c.trunk_id == trunk_id)
    return [TakenNumber(**row._mapping) for row in conn.execute(query.order_by(carrier_numbers.c.number))]


def change(conn: Connection, number: TakenNumber, **values: Any) -> None:
    """Write what is given of one: `giving_back`, `astray`, `astray_at`, `kept`, `line_id`, `line_added`."""
    conn.execute(update(carrier_numbers).where(*_this(number)), values)


def release(conn: Connection, number: TakenNumber) -> None:
    """It is not under control any more."""
    conn.execute(delete(carrier_numbers).where(*_this(number)))


def ask(conn: Connection, purchase: Purchase) -> None:
    """Write that somebody wants to buy, before the carrier is asked."""
    conn.execute(insert(carrier_purchases), structs.asdict(purchase))


def settle(conn: Connection, purchase: Purchase, state: PurchaseState, detail: str = "") -> Purchase:
    """Write how it stands now."""
    change = {"state": state, "detail": detail}
    conn.execute(update(carrier_purchases).where(carrier_purchases.c.id == purchase.id), change)
    return structs.replace(purchase, state=state, detail=detail)


def unsettled_of(conn: Connection, workspace_id: str, trunk_id: str, number: str) -> Purchase | None:
    """The purchase of a number of which it is not known yet how it ended."""
    query = select(carrier_purchases).where(
        carrier_purchases.c.workspace_id == workspace_id,
        carrier_purchases.c.trunk_id == trunk_id,
        carrier_purchases.c.number == number,
        carrier_purchases.c.state.in_(_OPEN),
    )
    row = conn.execute(query.order_by(carrier_purchases.c.asked_at.desc()).limit(1)).one_or_none()
    return None if row is None else _purchase(row)


def purchases(conn: Connection, workspace_id: str, trunk_id: str, *, limit: int) -> list[Purchase]:
    """The latest of an account, the newest first."""
    query = select(carrier_purchases).where(
        carrier_purchases.c.workspace_id == workspace_id, carrier_purchases.c.trunk_id == trunk_id
    )
    rows = conn.execute(query.order_by(carrier_purchases.c.asked_at.desc(), carrier_purchases.c.id).limit(limit))
    return [_purchase(row) for row in rows]


def unsettled(conn: Connection) -> list[Purchase]:
    """Those of all workspaces of which it is not known yet how they ended."""
    rows = conn.execute(select(carrier_purchases).where(carrier_purchases.c.state.in_(_OPEN)))
    return [_purchase(row) for row in rows]


def _this(number: TakenNumber) -> tuple[Any, ...]:
    of = carrier_numbers.c
    return (of.workspace_id == number.workspace_id, of.trunk_id == number.trunk_id, of.sid == number.sid)


def _purchase(row: Row[Any]) -> Purchase:
    return Purchase(**(dict(row._mapping) | {"state": PurchaseState(row.state)}))
