"""Calls as rows, as far as limits look at them."""

from __future__ import annotations

from sqlalchemy import Connection, insert, update

from offhook.contacts import service as contacts
from offhook.limits import store
from offhook.people.model import Member
from offhook.records.model import calls
from tests.furnish import DANA, LINE, NOW, Company


def begin(company: Company, call: str, member: Member | None = None, at: int = NOW) -> None:
    """Write the row of a call that is being placed."""
    whose = member or company.ann
    company.conn.execute(
        insert(calls),
        {
            "id": call,
            "workspace_id": company.id,
            "flow": "click_to_call",
            "contact_id": contacts.ensure(company.conn, company.id, DANA, now=at).id,
            "contact_name": "",
            "contact_number": DANA,
            "member_id": whose.id,
            "member_name": whose.name,
            "member_number": "+12025550111",
            "line_id": company.line.id,
            "line_number": LINE,
            "placed_at": at,
        },
    )


def end(conn: Connection, workspace: str, call: str, talk_s: float = 0, at: int = NOW) -> None:
    """End it after so much talk, as the switchboard does."""
    talk_ms = round(talk_s * 1000)
    conn.execute(update(calls).where(calls.c.id == call).values(ended_at=at, talk_ms=talk_ms))
    store.settle(conn, workspace, call, talk_ms)
