"""What calls and messages cost, over HTTP: a month's sums, each charge, and a call's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from typing import Annotated

import msgspec
from fastapi import Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.people.keys import KeyHolder
from offhook.people.model import Role
from offhook.problems import forbidden
from offhook.rating import months, store
from offhook.rating.model import Charge, ChargeState, PricedKind, Rate
from offhook.rating.months import By, Wanted
from offhook.rating.rating import Sums, added
from offhook.records.history import csv_lines
from offhook.web import routes
from offhook.web.call_views import Direction, direction_of
from offhook.web.calls import find_call
from offhook.web.context import AskingForOwn, Offhook
from offhook.web.language import said
from offhook.web.pages import Cursor, Limit, bad_cursor
from offhook.web.schemas import when
from offhook.workspaces import service as workspaces

router = routes.router("/costs", tag="costs")
of_calls = routes.router("/calls", tag="calls")

AT_ONCE = 1000
"""Charges of a file that are read at once: between them others get their turn."""
_MILLIONTHS = "Millionths of the currency's unit"
_EXPORTED = csv_lines(
    [
        months.COLUMNS,
        (
            *("call_01kb3fjj2m8w2x4y6z0a1b2c3d-2", "2026-11-21 14:00:11", "call", "outbound"),
            *("call_01kb3fjj2m8w2x4y6z0a1b2c3d", "Sales", "Ann Lee", "+12025550122", 37, "", "0.0140", "USD"),
            *("0.0130", "USD", "told", ""),
        ),
    ]
)

Month = Annotated[
    str | None, Query(description="By the workspace's calendar; else this month", examples=["2026-11"], max_length=20)
]


class SumsView(BaseModel):
    """Sums in one currency, in millionths of its unit. Currencies are never added up."""

    currency: str | None = Field(description="ISO 4217; null: what has no price at all", examples=["USD"])
    count: int = Field(description="Legs of calls that were answered, messages, and numbers", examples=[120])
    total: int = Field(description="The carrier's prices, and our estimates where there are none", examples=[1_680_000])
    estimate: int = Field(description="Our estimates", examples=[1_700_000])
    price: int = Field(description="What the carrier has told so far", examples=[1_500_000])
    difference: int = Field(description="The carrier's prices, less our estimates of the same", examples=[-20_000])
    waiting: int = Field(description="For how many the carrier's price is open", examples=[12])
    given_up: int = Field(description="For how many it never came", examples=[1])
    unrated: int = Field(description="How many have neither rate nor price", examples=[0])

    @classmethod
    def every(cls, by_currency: dict[str, Sums]) -> list[SumsView]:
        """One for each currency, what has no price last."""
        ordered = sorted(by_currency.items(), key=lambda item: (not item[0], item[0]))
        return [
            cls(
                currency=currency or None,
                count=sums.count,
                total=sums.total,
                estimate=sums.estimate,
                price=sums.price,
                difference=sums.difference,
                waiting=sums.waiting,
                given_up=sums.given_up,
                unrated=sums.unrated,
            )
            for currency, sums in ordered
        ]


class CostGroupView(BaseModel):
    """Costs that belong together."""

    key: str = Field(
        description="A line's or member's id, a direction, kind or day; empty: of none. What numbers cost a month is "
        "of their lines, of the kind `number`, and of the month's first day",
        examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )
    name: str = Field(description="The line's or member's", examples=["Sales"])
    sums: list[SumsView]


class CostsView(BaseModel):
    """The costs of a month."""

    month: str = Field(examples=["2026-11"])
    own: bool = Field(description="Whether these are your own alone, as for agents", examples=[False])
    totals: list[SumsView]
    by: By
    groups: list[CostGroupView]


class RateView(BaseModel):
    """What numbers with a prefix cost, in millionths."""

    kind: PricedKind
    direction: str = Field(examples=["outbound"])
    prefix: str = Field(description="With its plus; empty: every number", examples=["+1202"])
    price: int = Field(description=f"Of a minute, or of a text's segment. {_MILLIONTHS}", examples=[14_000])
    once: int = Field(description="Of each call or message", examples=[0])
    minimum_seconds: int = Field(examples=[60])
    increment_seconds: int = Field(examples=[60])

    @classmethod
    def of(cls, rate: Rate) -> RateView:
        """From the store's."""
        return cls(
            kind=rate.kind,
            direction=rate.direction,
            prefix=f"+{rate.prefix}" if rate.prefix else "",
            price=rate.price,
            once=rate.once,
            minimum_seconds=rate.minimum_s,
            increment_seconds=rate.increment_s,
        )


class ChargeView(BaseModel):
    """What a leg or a message costs, as far as is known. Money is in millionths."""

    id: str = Field(description="The leg's or the message's", examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d-2"])
    kind: PricedKind
    call: str | None = Field(examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    line: str | None = Field(examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    member: str | None = Field(examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    direction: Direction = Field(description="Of the call or message as a whole")
    number: str = Field(examples=["+12025550122"])
    at: datetime = Field(examples=["2026-11-21T14:00:11.400000Z"])
    units: int = Field(description="Seconds of a call, segments of a text", examples=[37])
    rate: RateView | None = Field(description="What it was estimated by; null: there was no rate")
    estimate: int | None = Field(description="Ours; null: no rate yet", examples=[14_000])
    currency: str | None = Field(description="Of the estimate", examples=["USD"])
    price: int | None = Field(description="The carrier's; null: none so far", examples=[13_000])
    price_currency: str | None = Field(examples=["USD"])
    difference: int | None = Field(description="The carrier's price less our estimate", examples=[-1_000])
    state: ChargeState
    reason: str = Field(description="Why there is no price of the carrier's", examples=[""])

    @classmethod
    def of(cls, charge: Charge) -> ChargeView:
        """From the store's."""
        difference = None
        if charge.price is not None and charge.estimate is not None and charge.currency == charge.price_currency:
            difference = charge.price - charge.estimate
        return cls(
            id=charge.id,
            kind=charge.kind,
            call=charge.call_id or None,
            line=charge.line_id or None,
            member=charge.member_id or None,
            direction=direction_of(charge.direction),
            number=charge.number,
            at=when(charge.at),
            units=charge.units,
            rate=RateView.of(msgspec.json.decode(charge.rate, type=Rate)) if charge.rate else None,
            estimate=charge.estimate,
            currency=charge.currency or None,
            price=charge.price,
            price_currency=charge.price_currency or None,
            difference=difference,
            state=charge.state,
            reason=said(charge.reason),
        )


class ChargePage(BaseModel):
    """What cost something, latest first."""

    items: list[ChargeView]
    next: str | None = Field(
        description="The `cursor` of the next page",
        examples=["1795298400123456.call_01kb3fjj2m8w2x4y6z0a1b2c3d-2"],
    )


class CallCostsView(BaseModel):
    """What a call costs, leg by leg. A leg that is missing here cost nothing: nobody answered, or it was our own."""

    call: str = Field(examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    legs: list[ChargeView]
    totals: list[SumsView]


async def _wanted(
    offhook: Offhook,
    asking: AskingForOwn,
    month: Month = None,
    line: Annotated[str | None, Query(description="The id of a line; empty: of none")] = None,
    member: Annotated[str | None, Query(description="The id of a member; empty: nobody's")] = None,
    direction: Direction | None = None,
) -> Wanted:
    if asking.role is Role.AGENT:
        member = asking.member_id
    return Wanted(await _month(offhook, asking, month), member, line, direction)


Which = Annotated[Wanted, Depends(_wanted)]


@router.get("")
async def get_costs(offhook: Offhook, asking: AskingForOwn, month: Month = None, by: By = By.LINE) -> CostsView:
    """What a month costs, all together and in groups. Agents are told their own."""
    wanted = await _month(offhook, asking, month)
    own = asking.member_id if asking.role is Role.AGENT else None

    def read(conn: Connection) -> CostsView:
        return CostsView(
            month=wanted.name,
            own=own is not None,
            totals=SumsView.every(months.totals(conn, asking.workspace_id, wanted, own)),
            by=by,
            groups=[
                CostGroupView(key=group.key, name=group.name, sums=SumsView.every(group.sums))
                for group in months.groups(conn, asking.workspace_id, wanted, by, own)
            ],
        )

    return await offhook.storage.read(read)


@router.get("/charges")
async def list_charges(
    offhook: Offhook, asking: AskingForOwn, wanted: Which, limit: Limit = 50, cursor: Cursor = None
) -> ChargePage:
    """Each leg and message of a month that cost something, latest first. Agents are told their own."""
    before = None if cursor is None else _parse_cursor(cursor)
    found = await offhook.storage.read(
        lambda conn: months.page(conn, asking.workspace_id, wanted, limit=limit + 1, before=before)
    )
    shown = found[:limit]
    return ChargePage(
        items=[ChargeView.of(each) for each in shown],
        next=f"{shown[-1].at}.{shown[-1].id}" if len(found) > limit else None,
    )


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}, "example": _EXPORTED}}}},
)
async def export_costs(offhook: Offhook, asking: AskingForOwn, wanted: Which) -> Response:
    """The same as a CSV file, however many there are. Times are UTC, money is in units of its currency."""

    async def rows() -> AsyncIterator[str]:
        yield csv_lines([months.COLUMNS])
        before: months.Place | None = None
        while True:
            read = partial(months.table, workspace=asking.workspace_id, wanted=wanted, limit=AT_ONCE, before=before)
            text, before = await offhook.storage.read(read)
            yield text
            if before is None:
                break
        yield await offhook.storage.read(lambda conn: months.fees_table(conn, asking.workspace_id, wanted))

    headers = {"Content-Disposition": f'attachment; filename="costs-{wanted.month.name}.csv"'}
    return StreamingResponse(rows(), media_type="text/csv; charset=utf-8", headers=headers)


@of_calls.get("/{call}/costs")
async def get_call_costs(call: str, offhook: Offhook, asking: AskingForOwn) -> CallCostsView:
    """What a call costs, leg by leg, once it is over. Agents are told of their own calls."""
    found = await find_call(offhook, asking, call)
    if asking.role is Role.AGENT and asking.member_id not in {found.holder, found.member_id}:
        raise forbidden("What this call costs is told to its member, owners and managers.")
    charges = await offhook.storage.read(lambda conn: store.of_call(conn, asking.workspace_id, found.id))
    return CallCostsView(
        call=found.id, legs=[ChargeView.of(each) for each in charges], totals=SumsView.every(added(charges))
    )


async def _month(offhook: Offhook, asking: KeyHolder, month: str | None) -> months.Month:
    workspace = await offhook.storage.read(lambda conn: workspaces.get(conn, asking.workspace_id))
    return months.month_of(month, offhook.clock.now(), workspace.time_zone)


def _parse_cursor(cursor: str) -> tuple[int, str]:
    at, dot, last = cursor.partition(".")
    if not (dot and at.isascii() and at.isdigit() and len(at) <= 18 and last.isascii() and len(last) <= 60):
        raise bad_cursor()
    return int(at), last
