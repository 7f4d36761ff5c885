"""What a line's number costs a month, over HTTP."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.lines import service as lines
from offhook.rating import fees
from offhook.rating.model import Fee, FeeSource
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Managing, Offhook
from offhook.web.schemas import Strict

router = routes.router("/lines/{line}/fee", tag="costs")


class FeeBody(Strict):
    """What the number costs a month, from this month on."""

    price: int = Field(ge=0, le=fees.HIGHEST, description="Millionths of the currency's unit", examples=[1_150_000])
    currency: str = Field(description="ISO 4217", examples=["USD"])


class FeeView(BaseModel):
    """What a number costs a month, whatever is done with it."""

    price: int = Field(description="Millionths of the currency's unit", examples=[1_150_000])
    currency: str = Field(examples=["USD"])
    since: str = Field(description="The first month that it holds for", examples=["2026-11"])
    source: FeeSource

    @classmethod
    def of(cls, fee: Fee) -> FeeView:
        """From the store's."""
        return cls(price=fee.price, currency=fee.currency, since=fee.since, source=fee.source)


@router.get("")
async def get_line_fee(line: str, offhook: Offhook, asking: Managing) -> FeeView | None:
    """What the line's number costs a month; null: nobody has said."""
    now = offhook.clock.now()
    found = await offhook.storage.read(lambda conn: fees.of_line(conn, asking.workspace_id, line, now))
    return None if found is None else FeeView.of(found)


@router.put("")
async def set_line_fee(line: str, body: FeeBody, offhook: Offhook, asking: Managing) -> FeeView:
    """Say what the line's number costs a month, from this month on. Months before keep what they cost."""
    now = offhook.clock.now()

    def put(conn: Connection) -> Fee:
        return fees.put(conn, asking.workspace_id, line, body.price, body.currency, FeeSource.OWNER, now)

    return FeeView.of(await noted(offhook, asking, "set what the line {} costs", put, look=_look(now), at=line))


@router.delete("", status_code=204)
async def remove_line_fee(line: str, offhook: Offhook, asking: Managing) -> None:
    """The line's number costs nothing a month, from this month on."""
    now = offhook.clock.now()

    def remove(conn: Connection) -> None:
        fees.remove(conn, asking.workspace_id, line, now)

    await noted(offhook, asking, "set what the line {} costs", remove, look=_look(now), at=line)


def _look(now: int) -> Any:
    """For the audit log."""

    def look(conn: Connection, workspace_id: str, line: str) -> dict[str, Any]:
        of, fee = lines.get(conn, workspace_id, line), fees.of_line(conn, workspace_id, line, now)
        price, currency = (None, "") if fee is None else (fee.price, fee.currency)
        return {"id": of.id, "name": of.name, "number": of.number, "price": price, "currency": currency}

    return look
