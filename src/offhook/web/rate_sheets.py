"""Rates over HTTP: imported from a file for a trunk, looked at, taken back; and what a call would cost."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.people import store as people
from offhook.rating import service, store
from offhook.rating.model import Sheet
from offhook.rating.rating import cost
from offhook.rating.service import Quote
from offhook.rating.sheets import EXAMPLE
from offhook.trunks import service as trunks
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.costs import RateView
from offhook.web.language import said
from offhook.web.pages import Cursor, Limit, page_of
from offhook.web.schemas import Strict, when

router = routes.router("/rate-sheets", tag="costs")
quotes = routes.router("/quotes", tag="costs")

SAMPLES = 20
"""Rates of a file that are shown before it is imported."""
A_MINUTE = 60
_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"text/csv": {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}

Trunk = Annotated[str, Query(description="The name or id of the trunk", examples=["lab"], max_length=100)]


class SheetView(BaseModel):
    """The rates of a trunk, as they were imported at some time."""

    id: str = Field(examples=["rates_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    trunk: str = Field(description="The trunk's id", examples=["trunk_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(examples=["prices-november.csv"])
    currency: str = Field(examples=["USD"])
    size: int = Field(description="How many rates", examples=[4200])
    made_by: str = Field(examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    made_by_name: str = Field(examples=["Ann"])
    made_at: datetime = Field(examples=["2026-11-21T14:00:00Z"])
    current: bool = Field(description="Whether these hold now", examples=[True])

    @classmethod
    def of(cls, conn: Connection, sheet: Sheet) -> SheetView:
        """From the store's."""
        member = people.get(conn, sheet.workspace_id, sheet.made_by)
        return cls(
            id=sheet.id,
            trunk=sheet.trunk_id,
            name=sheet.name,
            currency=sheet.currency,
            size=sheet.size,
            made_by=sheet.made_by,
            made_by_name="" if member is None else member.name,
            made_at=when(sheet.made_at),
            current=sheet.current,
        )


class SheetPage(BaseModel):
    """Imports of rates that weren't taken back, the newest first."""

    items: list[SheetView]
    next: str | None = Field(description="The `cursor` of the next page", examples=["rates_01kb3fjj2m8w2x4y6z0a1b2c3d"])


class RowErrorView(BaseModel):
    """What is wrong with a row."""

    line: int = Field(description="Of the file, from 1", examples=[7])
    column: str = Field(description="Empty: the row or file as a whole", examples=["price"])
    text: str = Field(examples=["“free” is no amount: write it as 0.0140, without a currency."])


class RatesPreviewView(BaseModel):
    """What importing a file would do. With anything wrong nothing of it is imported."""

    rates: int = Field(examples=[4200])
    wrong: int = Field(description="How many rows can't be used", examples=[1])
    errors: list[RowErrorView] = Field(description="The first of them")
    left_out: list[str] = Field(description="Columns that say nothing here", examples=[["country"]])
    samples: list[RateView] = Field(description="The first rates")
    added: int = Field(description="Rates that there aren't now", examples=[12])
    changed: int = Field(examples=[40])
    same: int = Field(examples=[4148])
    gone: int = Field(description="Rates of now that the file doesn't have", examples=[0])


class RatePage(BaseModel):
    """Rates of a sheet, by prefix."""

    items: list[RateView]
    next: str | None = Field(description="The `cursor` of the next page", examples=["1202.call.outbound"])


class QuoteBody(Strict):
    """A call that isn't placed yet."""

    to: str = Field(description="Who to call", examples=["+12025550122"])
    caller: str | None = Field(
        None,
        description="Your own phone: a number, `softphone` or a softphone's id; null: the number that is remembered",
        examples=["+12025550111"],
    )
    line: str | None = Field(None, description="The line's number or id; null: the only one", examples=["+12025550100"])


class QuotedLegView(BaseModel):
    """A leg, and what it would cost, in millionths."""

    role: str = Field(description="`member` or `contact`", examples=["contact"])
    number: str = Field(description="Empty: a phone of our own, which costs nothing", examples=["+12025550122"])
    rate: RateView | None = Field(description="Null: no rate yet, or it costs nothing")
    currency: str | None = Field(examples=["USD"])
    minute: int | None = Field(description="What a minute costs; null: no rate yet", examples=[14_000])


class QuoteView(BaseModel):
    """What a call would cost: each leg by the rate of its own destination."""

    line: str = Field(examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    rated: bool = Field(description="Whether the workspace has any rates at all", examples=[True])
    legs: list[QuotedLegView] = Field(description="Without your own where your phone is not known")
    currency: str | None = Field(description="Null: some rate is missing, or they differ", examples=["USD"])
    minute: int | None = Field(
        description="What a minute costs in all, in millionths; null: some rate is missing, or currencies differ",
        examples=[28_000],
    )

    @classmethod
    def of(cls, quote: Quote) -> QuoteView:
        """From the service's."""
        legs = []
        for leg in quote.legs:
            minute = 0 if not leg.number else None if leg.rate is None else cost(leg.rate.rate, A_MINUTE)
            legs.append(
                QuotedLegView(
                    role=leg.role,
                    number=leg.number,
                    rate=None if leg.rate is None else RateView.of(leg.rate.rate),
                    currency=None if leg.rate is None else leg.rate.currency,
                    minute=minute,
                )
            )
        currencies = {leg.currency for leg in legs if leg.currency}
        minutes = [leg.minute for leg in legs if leg.minute is not None]
        whole = len(minutes) == len(legs) and len(currencies) == 1
        return cls(
            line=quote.line,
            rated=quote.rated,
            legs=legs,
            currency=currencies.pop() if whole else None,
            minute=sum(minutes) if whole else None,
        )


@router.get("")
async def list_rate_sheets(offhook: Offhook, asking: Managing, limit: Limit = 50, cursor: Cursor = None) -> SheetPage:
    """Rates that were imported, the newest first; of each trunk the newest hold."""

    def listed(conn: Connection) -> SheetPage:
        shown, after = page_of(store.sheets(conn, asking.workspace_id), limit, cursor)
        return SheetPage(items=[SheetView.of(conn, each) for each in shown], next=after)

    return await offhook.storage.read(listed)


@router.post("/preview", openapi_extra=_FILE)
async def preview_rates(request: Request, offhook: Offhook, asking: Managing, trunk: Trunk) -> RatesPreviewView:
    """Look at a CSV file of rates before it is imported: what is wrong with it, and what would change."""
    content = await request.body()
    found = await offhook.storage.read(lambda conn: service.preview(conn, asking.workspace_id, trunk, content))
    read, changes = found.read, found.changes
    return RatesPreviewView(
        rates=len(read.rates),
        wrong=read.wrong,
        errors=[RowErrorView(line=each.line, column=each.column, text=said(each.text)) for each in read.errors],
        left_out=list(read.left_out),
        samples=[RateView.of(rate) for rate in read.rates[:SAMPLES]],
        added=changes.added,
        changed=changes.changed,
        same=changes.same,
        gone=changes.gone,
    )


@router.post("", status_code=201, openapi_extra=_FILE)
async def import_rates(
    request: Request,
    offhook: Offhook,
    asking: Managing,
    response: Response,
    trunk: Trunk,
    currency: Annotated[str, Query(description="ISO 4217", examples=["USD"], max_length=20)],
    name: Annotated[str, Query(description="The file's", examples=["prices.csv"], max_length=255)] = "rates.csv",
) -> SheetView:
    """Import rates from a CSV file: they hold for the trunk from now on, instead of those before. All, or none.

    The columns `prefix` and `price` are needed; `direction`, `kind`, `once`, `minimum` and `increment` may be there.
    """
    content, now = await request.body(), offhook.clock.now()
    workspace, member = asking.workspace_id, asking.member_id
    await offhook.storage.read(lambda conn: trunks.get(conn, workspace, trunk))
    found = await asyncio.to_thread(service.checked, name, currency, content)
    sheet = await offhook.storage.write(lambda conn: service.begin_import(conn, workspace, member, trunk, found, now))
    for some in service.pieces(found):
        await offhook.storage.write(partial(store.add_rates, sheet=sheet, some=some))

    def hold(conn: Connection) -> SheetView:
        store.hold_sheet(conn, sheet)
        return SheetView.of(conn, sheet)

    made = await noted(offhook, asking, "imported the rates {}", hold, look=service.get, made=lambda made: made.id)
    response.headers["Location"] = f"/api/v1/rate-sheets/{made.id}"
    return made


@router.get("/{sheet}")
async def get_rate_sheet(sheet: str, offhook: Offhook, asking: Managing) -> SheetView:
    """One import of rates."""
    return await offhook.storage.read(lambda conn: SheetView.of(conn, service.get(conn, asking.workspace_id, sheet)))


@router.get("/{sheet}/rates")
async def list_rates(
    sheet: str, offhook: Offhook, asking: Managing, limit: Limit = 50, cursor: Cursor = None
) -> RatePage:
    """The rates of an import, by prefix."""

    def read(conn: Connection) -> RatePage:
        found = service.get(conn, asking.workspace_id, sheet)
        rates = store.rates_of(conn, asking.workspace_id, found.id, after=cursor or "", limit=limit + 1)
        shown = rates[:limit]
        return RatePage(
            items=[RateView.of(rate) for rate in shown],
            next=store.place_of(shown[-1]) if len(rates) > limit else None,
        )

    return await offhook.storage.read(read)


@router.delete("/{sheet}", status_code=204)
async def undo_rates(sheet: str, offhook: Offhook, asking: Managing) -> None:
    """Take an import back: the rates before it hold again. What was estimated meanwhile stays as it is."""
    now = offhook.clock.now()

    def undo(conn: Connection) -> None:
        service.undo(conn, asking.workspace_id, sheet, now)

    await noted(offhook, asking, "took the rates {} back", undo, look=service.get, at=sheet)


@quotes.post("")
async def quote_call(body: QuoteBody, offhook: Offhook, asking: Asking) -> QuoteView:
    """What a call would cost, before it is placed. Nothing is dialled."""
    quote = await offhook.storage.read(
        lambda conn: service.quote(conn, asking.workspace_id, asking.member_id, body.to, body.caller, body.line)
    )
    return QuoteView.of(quote)
