"""Setting up emergency calls, and whether they work: an unusable set-up is told as plainly as none."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from offhook import checks
from offhook.calls.values import E164, TrunkId
from offhook.emergency.model import Emergency, emergency
from offhook.lines import service as lines
from offhook.lines import store as line_store
from offhook.trunks import service as trunks
from offhook.trunks import store as trunk_store

LONGEST_ADDRESS = 500
NOT_CONFIGURED = (
    "Emergency calls can't be made from softphones: nothing is set up. Whoever dials an emergency number is told "
    "to use a mobile phone."
)


class Usable(Struct, frozen=True):
    """Emergency calls go over this trunk and show this number."""

    trunk: TrunkId
    trunk_name: str
    number: E164
    address: str


class EmergencyLack(StrEnum):
    """What keeps emergency calls from being made."""

    NOT_SET_UP = "not_set_up"
    LINE_REMOVED = "line_removed"
    TRUNK_REMOVED = "trunk_removed"
    TRUNK_OFF = "trunk_off"


class Unusable(Struct, frozen=True):
    """Emergency calls can't be made, and why, in a sentence."""

    lack: EmergencyLack
    why: str


def save(conn: Connection, workspace_id: str, trunk: str, line: str, address: str, now: int) -> Emergency:
    """Set up emergency calls: over `trunk`, showing the number of `line`; both by name, number or id.

    Raises:
        Problem: this workspace has no such trunk or line, or the address can't be used.
    """
    chosen = Emergency(
        trunk_id=trunks.get(conn, workspace_id, trunk).id,
        line_id=lines.get(conn, workspace_id, line).id,
        address=checks.text("address", address, longest=LONGEST_ADDRESS),
        changed_at=now,
    )
    clear(conn, workspace_id)
    conn.execute(
        insert(emergency),
        {
            "workspace_id": workspace_id,
            "trunk_id": chosen.trunk_id,
            "line_id": chosen.line_id,
            "address": chosen.address,
            "changed_at": now,
        },
    )
    return chosen


def clear(conn: Connection, workspace_id: str) -> None:
    """Have no emergency calls: whoever dials one is told so."""
    conn.execute(delete(emergency).where(emergency.c.workspace_id == workspace_id))


def chosen(conn: Connection, workspace_id: str) -> Emergency | None:
    """What was set up, whether it can be used or not."""
    row = conn.execute(select(emergency).where(emergency.c.workspace_id == workspace_id)).one_or_none()
    return None if row is None else Emergency(row.trunk_id, row.line_id, row.address, row.changed_at)


def standing(conn: Connection, workspace_id: str) -> Usable | Unusable:
    """Whether emergency calls can be made now, as far as the set-up goes."""
    found = chosen(conn, workspace_id)
    if found is None:
        return Unusable(EmergencyLack.NOT_SET_UP, NOT_CONFIGURED)
    line = line_store.get(conn, workspace_id, found.line_id)
    if line is None:
        why = "Emergency calls can't be made: the line that they were to show was removed."
        return Unusable(EmergencyLack.LINE_REMOVED, why)
    trunk = trunk_store.get(conn, workspace_id, found.trunk_id)
    if trunk is None:
        why = "Emergency calls can't be made: the trunk that they were to go over was removed."
        return Unusable(EmergencyLack.TRUNK_REMOVED, why)
    if not trunk.enabled:
        return Unusable(
            EmergencyLack.TRUNK_OFF, f"Emergency calls can't be made: their trunk {trunk.name} is switched off."
        )
    return Usable(TrunkId(trunk.id), trunk.name, line.number, found.address)
