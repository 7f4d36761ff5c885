"""Calls that are over, as rows, as far as their price looks at them."""

from __future__ import annotations

from sqlalchemy import insert

from offhook.rating import charging
from offhook.records.model import legs
from tests.furnish import ANN, DANA, LINE, NOW, SECOND, Company
from tests.limits.calls import begin, end


def over(company: Company, call: str, *, talked_s: int = 37, at: int = NOW, answered: bool = True) -> bool:
    """A two-leg call that has ended and was charged; whether its carrier is to be asked."""
    begin(company, call, at=at)
    for place, number in enumerate((ANN, DANA), 1):
        company.conn.execute(
            insert(legs),
            {
                "id": f"{call}-{place}",
                "call_id": call,
                "workspace_id": company.id,
                "role": "member" if place == 1 else "contact",
                "direction": "outbound",
                "number": number,
                "caller_id": LINE,
                "trunk_id": company.trunk.id,
                "state": "ended",
                "started_at": at,
                "answered_at": at + SECOND if answered else None,
                "ended_at": at + (1 + talked_s) * SECOND,
            },
        )
    end(company.conn, company.id, call, talked_s, at)
    return charging.call_ended(company.conn, company.id, call, at + (1 + talked_s) * SECOND)
