"""Over which SMSC (SMPP 3.4) a trunk's lines text: where it is, as whom it knows us, and its password, encrypted."""

from __future__ import annotations

import structlog
from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from offhook import checks
from offhook.problems import Problem, invalid, not_found
from offhook.storage.secrets import Secrets
from offhook.trunks import service, store
from offhook.trunks.model import Smpp, smpp_bindings

log = structlog.get_logger(__name__)

DEFAULT_PORTS = {False: 2775, True: 3550}
"""By whether TLS is used. IANA: smpp; secure SMPP has 3550 by custom."""
LONGEST_SYSTEM_ID, LONGEST_PASSWORD, LONGEST_SYSTEM_TYPE = 15, 8, 12
"""Characters (SMPP 3.4, 4.1.1), without the closing NUL."""


class Opened(Struct, frozen=True):
    """With its password."""

    smpp: Smpp
    password: str


def put(
    conn: Connection,
    secrets: Secrets,
    workspace_id: str,
    trunk_id: str,
    *,
    host: str,
    port: int | None = None,
    tls: bool = True,
    system_id: str,
    password: str | None = None,
    system_type: str = "",
) -> Smpp:
    """Have a trunk's lines text over an SMSC. Without a password the one before is kept.

    Raises:
        Problem: a value can't be used, or this workspace has no such trunk.
    """
    trunk = service.get(conn, workspace_id, trunk_id)
    before = conn.execute(select(smpp_bindings).where(smpp_bindings.c.trunk_id == trunk.id)).one_or_none()
    if password is None and before is None:
        raise invalid("password", "Give the password that the SMSC knows you by.")
    made = Smpp(
        trunk_id=trunk.id,
        workspace_id=workspace_id,
        host=service.checked_host(host),
        port=DEFAULT_PORTS[tls] if port is None else checks.whole("port", port, least=1, most=65_535),
        tls=tls,
        system_id=_word("system_id", system_id, LONGEST_SYSTEM_ID),
        system_type=_word("system_type", system_type, LONGEST_SYSTEM_TYPE, empty=True),
    )
    if password is None:
        sealed = "" if before is None else before.password
    else:
        sealed = secrets.encrypt(_word("password", password, LONGEST_PASSWORD), _owner(trunk.id))
    conn.execute(delete(smpp_bindings).where(smpp_bindings.c.trunk_id == trunk.id))
    fields = {name: getattr(made, name) for name in Smpp.__struct_fields__}
    conn.execute(insert(smpp_bindings), fields | {"password": sealed})
    return made


def get(conn: Connection, workspace_id: str, trunk_id: str) -> Smpp:
    """What a trunk's lines text over.

    Raises:
        Problem: this workspace has no such trunk, or its lines don't text over an SMSC.
    """
    trunk = service.get(conn, workspace_id, trunk_id)
    row = conn.execute(select(smpp_bindings).where(smpp_bindings.c.trunk_id == trunk.id)).one_or_none()
    if row is None:
        raise not_found("SMSC", f"of {trunk.name}")
    return _smpp(row)


def remove(conn: Connection, workspace_id: str, trunk_id: str) -> None:
    """Have a trunk's lines text no more over it; nothing that opens anything is kept.

    Raises:
        Problem: this workspace has no such trunk.
    """
    trunk = service.get(conn, workspace_id, trunk_id)
    conn.execute(delete(smpp_bindings).where(smpp_bindings.c.trunk_id == trunk.id))


def enabled(conn: Connection, secrets: Secrets) -> list[Opened]:
    """Those of all workspaces whose trunks are switched on: what is connected to.

    One whose password was encrypted with another key file is passed over.
    """
    used = {trunk.id for trunk in store.enabled(conn)}
    found = []
    for row in conn.execute(select(smpp_bindings).order_by(smpp_bindings.c.trunk_id)):
        if row.trunk_id in used:
            try:
                found.append(Opened(_smpp(row), secrets.decrypt(row.password, _owner(row.trunk_id))))
            except Problem as unreadable:
                log.warning("smsc_passed_over", trunk=row.trunk_id, reason=unreadable.detail)
    return found


def _owner(trunk_id: str) -> str:
    return f"{trunk_id} smpp"


def _smpp(row: object) -> Smpp:
    return Smpp(**{name: getattr(row, name) for name in Smpp.__struct_fields__})


def _word(field: str, value: str, longest: int, *, empty: bool = False) -> str:
    words = field.replace("_", " ")
    if not value and not empty:
        raise invalid(field, f"The {words} is empty.")
    if len(value) > longest:
        raise invalid(field, f"The {words} is too long: SMPP takes {longest} characters at most.")
    if not value.isascii() or not value.isprintable():
        raise invalid(field, f"The {words} can't be used: letters, digits and signs of ASCII only.")
    return value
