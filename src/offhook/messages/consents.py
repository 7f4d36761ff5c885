"""The ledger of who wants texts: append only, by line and number; the newest entry decides. Who isn't in it may be sent
texts.

Plain functions of a connection, always for one workspace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from offhook.ids import new_id
from offhook.messages.model import Consent, Source, What, consents


def add(
    conn: Connection,
    workspace_id: str,
    line_id: str,
    number: str,
    what: What,
    source: Source,
    words: str,
    now: int,
    *,
    member_id: str | None = None,
) -> Consent:
    """Write down what somebody wants from now on."""
    row = {
        "id": new_id("consent"),
        "workspace_id": workspace_id,
        "line_id": line_id,
        "number": number,
        "at": now,
        "what": what.value,
        "source": source.value,
        "member_id": member_id,
        "words": words,
    }
    conn.execute(insert(consents), row)
    return _consent(row)


def opted_out(conn: Connection, workspace_id: str, line_id: str, number: str) -> Consent | None:
    """Since when and how somebody wants no more texts from a line; None where they do, or never said."""
    query = select(consents).where(
        consents.c.workspace_id == workspace_id, consents.c.number == number, consents.c.line_id == line_id
    )
    row = conn.execute(query.order_by(consents.c.at.desc(), consents.c.id.desc()).limit(1)).one_or_none()
    return None if row is None or row.what == What.IN.value else _consent(dict(row._mapping))


def of_numbers(conn: Connection, workspace_id: str, numbers: Sequence[str]) -> list[Consent]:
    """Everything that those with these numbers ever said of texts, the newest first."""
    query = select(consents).where(consents.c.workspace_id == workspace_id, consents.c.number.in_(numbers))
    rows = conn.execute(query.order_by(consents.c.at.desc(), consents.c.id.desc()))
    return [_consent(dict(row._mapping)) for row in rows]


def _consent(row: dict[str, Any]) -> Consent:
    return Consent(**row | {"what": What(row["what"]), "source": Source(row["source"])})
