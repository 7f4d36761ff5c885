"""Reading and writing devices, and pushes on their way. Plain functions of a connection."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from offhook.push.model import Device, Kind, Push, PushState, push_devices, push_keys, pushes


def key(conn: Connection) -> tuple[str, str] | None:
    """The installation's key: the private one as it is kept, and the public one. None where none was made yet."""
    row = conn.execute(select(push_keys.c.private_key, push_keys.c.public_key)).one_or_none()
    return None if row is None else (row.private_key, row.public_key)


def add_key(conn: Connection, key_id: str, private_key: str, public_key: str, now: int) -> None:
    """Write the installation's key. Fails where there is one."""
    conn.execute(
        insert(push_keys), {"id": key_id, "private_key": private_key, "public_key": public_key, "made_at": now}
    )


def add(conn: Connection, device: Device, endpoint_hash: str, subscription: str) -> None:
    """Write a new device. The subscription is encrypted already."""
    conn.execute(
        insert(push_devices),
        {
            "id": device.id,
            "workspace_id": device.workspace_id,
            "member_id": device.member_id,
            "session_id": device.session_id,
            "name": device.name,
            "language": device.language,
            "endpoint_hash": endpoint_hash,
            "subscription": subscription,
            "added_at": device.added_at,
        },
    )


def get(conn: Connection, workspace_id: str, device_id: str) -> Device | None:
    """One device."""
    mine = (push_devices.c.workspace_id == workspace_id) & (push_devices.c.id == device_id)
    row = conn.execute(select(push_devices).where(mine)).one_or_none()
    return None if row is None else _device(row)


def every(conn: Connection, workspace_id: str, member_id: str | None = None) -> list[Device]:
    """The workspace's devices, or one member's, the oldest first."""
    query = select(push_devices).where(push_devices.c.workspace_id == workspace_id)
    if member_id is not None:
        query = query.where(push_devices.c.member_id == member_id)
    return [_device(row) for row in conn.execute(query.order_by(push_devices.c.added_at, push_devices.c.id))]


def at_endpoint(conn: Connection, endpoint_hash: str) -> Device | None:
    """The device that an endpoint is of, of any workspace: a browser has one for all who sign in there."""
    row = conn.execute(select(push_devices).where(push_devices.c.endpoint_hash == endpoint_hash)).one_or_none()
    return None if row is None else _device(row)


def subscription(conn: Connection, device_id: str) -> str | None:
    """How a device is reached, as it is kept; None for one that is gone."""
    return conn.execute(select(push_devices.c.subscription).where(push_devices.c.id == device_id)).scalar_one_or_none()


def remove(conn: Connection, device_id: str) -> None:
    """Forget a device, and what is on its way to it."""
    conn.execute(delete(pushes).where(pushes.c.device_id == device_id))
    conn.execute(delete(push_devices).where(push_devices.c.id == device_id))


def pushed(conn: Connection, device_id: str, now: int) -> None:
    """Note that a push was handed over for it."""
    conn.execute(update(push_devices).where(push_devices.c.id == device_id), {"pushed_at": now})


def begin(conn: Connection, made: list[Push]) -> None:
    """Write pushes that are to be sent."""
    if made:
        conn.execute(insert(pushes), [_values(push) for push in made])


def due(conn: Connection, now: int, most: int) -> list[Push]:
    """The pushes of the whole installation that are to be tried now, the longest due first."""
    waiting = (pushes.c.state == PushState.WAITING.value) & (pushes.c.due_at <= now)
    query = select(pushes).where(waiting).order_by(pushes.c.due_at, pushes.c.id).limit(most)
    return [_push(row) for row in conn.execute(query)]


def next_due(conn: Connection) -> int | None:
    """When the next push of the whole installation is due."""
    return conn.execute(select(func.min(pushes.c.due_at)).where(pushes.c.state == PushState.WAITING.value)).scalar()


def of_device(conn: Connection, device_id: str) -> list[Push]:
    """What was sent to a device, or is on its way to it; the oldest first."""
    query = select(pushes).where(pushes.c.device_id == device_id).order_by(pushes.c.made_at, pushes.c.id)
    return [_push(row) for row in conn.execute(query)]


def mark(conn: Connection, push: Push) -> None:
    """Write down what came of a try."""
    conn.execute(
        update(pushes).where(pushes.c.id == push.id),
        {"state": push.state.value, "tries": push.tries, "due_at": push.due_at, "reason": push.reason},
    )


def forget(conn: Connection, before: int) -> None:
    """Forget what was sent or dropped by then."""
    over = pushes.c.state.in_([PushState.SENT.value, PushState.DROPPED.value]) & (pushes.c.due_at < before)
    conn.execute(delete(pushes).where(over))


def _values(push: Push) -> dict[str, Any]:
    fields = {name: getattr(push, name) for name in Push.__struct_fields__}
    return fields | {"kind": push.kind.value, "state": push.state.value}


def _push(row: Any) -> Push:
    return Push(**dict(row._mapping) | {"kind": Kind(row.kind), "state": PushState(row.state)})


def _device(row: Any) -> Device:
    return Device(**{name: getattr(row, name) for name in Device.__struct_fields__})
