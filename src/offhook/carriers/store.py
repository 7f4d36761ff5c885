"""Reading and writing accounts with carriers, and the legs and recordings that they have."""

from __future__ import annotations

from typing import Any

from msgspec import structs
from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from offhook.carriers.model import (
    Account,
    CarrierKind,
    LegRow,
    RecordingRow,
    carrier_accounts,
    carrier_legs,
    carrier_recordings,
)
from offhook.storage.prepared import Prepared, Query, insert_into
from offhook.trunks import store as trunks
from offhook.trunks.model import Trunk

_by_name = Query(select(carrier_legs).where(carrier_legs.c.leg == bindparam("leg")))
_by_sid = Query(select(carrier_legs).where(carrier_legs.c.sid == bindparam("sid"), carrier_legs.c.incoming))
_insert = insert_into(carrier_legs)
_rewrite = Prepared(
    update(carrier_legs)
    .where(carrier_legs.c.leg == bindparam("leg"))
    .values({name: bindparam(name) for name in ("sid", "answered", "ended", "dial")})
)


def add(conn: Connection, account: Account, tokens: str, key_secret: str | None = None) -> None:
    """Write a new account, whose trunk is written already. Its secrets are encrypted already."""
    trunk = account.trunk
    ids = {"trunk_id": trunk.id, "workspace_id": trunk.workspace_id, "kind": account.kind, "account": account.account}
    more = {"space": account.space, "application": account.application, "calls_per_second": account.calls_per_second}
    how = {"trial": account.trial, "fast_ringing": account.fast_ringing}
    conn.execute(insert(carrier_accounts), ids | more | how | {"tokens": tokens, "key_secret": key_secret})


def get(conn: Connection, workspace_id: str, trunk_id: str) -> Account | None:
    """One account whose trunk wasn't removed."""
    trunk = trunks.get(conn, workspace_id, trunk_id)
    if trunk is None:
        return None
    row = conn.execute(_of(workspace_id, trunk.id)).one_or_none()
    return None if row is None else _account(row, trunk)


def every(conn: Connection, workspace_id: str) -> list[Account]:
    """The workspace's accounts, by name."""
    found = (get(conn, workspace_id, trunk.id) for trunk in trunks.every(conn, workspace_id))
    return [account for account in found if account is not None]


def enabled(conn: Connection) -> list[Account]:
    """The accounts of all workspaces whose trunks are switched on: what the adapter is told."""
    found = (get(conn, trunk.workspace_id, trunk.id) for trunk in trunks.enabled(conn))
    return [account for account in found if account is not None]


def tokens(conn: Connection, workspace_id: str, trunk_id: str) -> tuple[str, str | None] | None:
    """An account's tokens, and the secret of its API key where that is not its trunk's password; both encrypted."""
    row = conn.execute(
        select(carrier_accounts.c.tokens, carrier_accounts.c.key_secret).where(
            carrier_accounts.c.workspace_id == workspace_id, carrier_accounts.c.trunk_id == trunk_id
        )
    ).one_or_none()
    return None if row is None or row.tokens is None else (row.tokens, row.key_secret)


def change(conn: Connection, workspace_id: str, trunk_id: str, **values: Any) -> None:
    """Write what is given: `tokens` and `key_secret`, encrypted or None, and whatever else is not secret."""
    conn.execute(
        update(carrier_accounts).where(
            carrier_accounts.c.workspace_id == workspace_id, carrier_accounts.c.trunk_id == trunk_id
        ),
        values,
    )


def put_leg(conn: Connection, row: LegRow) -> None:
    """Write a leg, or write it anew."""
    write = _insert if _by_name.first(conn, {"leg": row.leg}) is None else _rewrite
    write.run(conn, structs.asdict(row))


def end_leg(conn: Connection, leg: str) -> None:
    """It has ended. The carrier's id is remembered: requests may be replayed, and prices are asked for by it."""
    conn.execute(delete(carrier_legs).where(carrier_legs.c.leg == leg, carrier_legs.c.sid == ""))
    conn.execute(update(carrier_legs).where(carrier_legs.c.leg == leg), {"ended": True})


def sid_of(conn: Connection, leg: str) -> str:
    """The carrier's id of a leg, which may have ended; empty where it is not known."""
    row = _by_name.first(conn, {"leg": leg})
    return "" if row is None else str(row.sid)


def forget(conn: Connection, leg: str) -> None:
    """The carrier's id of an ended leg is needed no more. Of one that came in it is: requests may be replayed."""
    conn.execute(delete(carrier_legs).where(carrier_legs.c.leg == leg, carrier_legs.c.ended, ~carrier_legs.c.incoming))


def legs(conn: Connection) -> list[LegRow]:
    """Every leg of every workspace that may be up."""
    query = select(carrier_legs).where(carrier_legs.c.ended.is_(False)).order_by(carrier_legs.c.leg)
    return [LegRow(**row._mapping) for row in conn.execute(query)]


def leg(conn: Connection, name: str) -> LegRow | None:
    """One that may be up."""
    row = _by_name.first(conn, {"leg": name})
    return None if row is None or row.ended else LegRow(*row)


def came_in(conn: Connection, sid: str) -> LegRow | None:
    """One that came in, by the carrier's id, whether it has ended or not."""
    row = _by_sid.first(conn, {"sid": sid})
    return None if row is None else LegRow(*row)


def put_recording(conn: Connection, row: RecordingRow) -> None:
    """Write a recording, or write it anew."""
    conn.execute(delete(carrier_recordings).where(carrier_recordings.c.name == row.name))
    conn.execute(insert(carrier_recordings), structs.asdict(row))


def recording(conn: Connection, name: str) -> RecordingRow | None:
    """One, by its name."""
    row = conn.execute(select(carrier_recordings).where(carrier_recordings.c.name == name)).one_or_none()
    return None if row is None else RecordingRow(**row._mapping)


def remove_recording(conn: Connection, name: str) -> None:
    """It is wanted no more."""
    conn.execute(delete(carrier_recordings).where(carrier_recordings.c.name == name))


def _of(workspace_id: str, trunk_id: str) -> Any:
    return select(carrier_accounts).where(
        carrier_accounts.c.workspace_id == workspace_id, carrier_accounts.c.trunk_id == trunk_id
    )


def _account(row: Row[Any], trunk: Trunk) -> Account:
    kind, rate = CarrierKind(row.kind), row.calls_per_second
    return Account(trunk, kind, row.account, row.space, row.application, rate, row.trial, row.fast_ringing)
