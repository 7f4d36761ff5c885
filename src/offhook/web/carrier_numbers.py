"""A carrier's numbers over HTTP: what an account has, and one by one taken under control and given back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.carriers import numbers as kept
from offhook.carriers.model import Account, TakenNumber
from offhook.lines import store as lines
from offhook.lines.model import Line
from offhook.people.keys import KeyHolder
from offhook.problems import Problem
from offhook.provisioning import fees, service
from offhook.provisioning.desk import Desk, Listed
from offhook.provisioning.service import NumberStanding
from offhook.telephony.webhooks.holding import Holding
from offhook.telephony.webhooks.numbers import Leads, NumberType, kind_of, read
from offhook.telephony.webhooks.shop import Price
from offhook.web import routes
from offhook.web.carrier_accounts import with_numbers
from offhook.web.changes import noted
from offhook.web.context import Managing, Offhook, Owning
from offhook.web.lines import removed
from offhook.web.pages import Cursor, Limit
from offhook.web.schemas import Strict, when_if
from offhook.worker import Worker

router = routes.router("/carriers/{trunk}/numbers", tag="carriers")

_NUMBER = "+12025550100"


class TakeBody(Strict):
    """What a line is called that is added for the number. One that is there stays what it is."""

    name: str = Field("", description="What people call it", examples=["Sales"])
    language: str = Field("en", description="Of its prompts (BCP 47)", examples=["en"])


class GiveBackBody(Strict):
    """How a number is given back."""

    remove_line: bool = Field(
        False, description="Whether its line goes too; records of its calls stay", examples=[True]
    )
    at_carrier: bool = Field(
        True,
        description="False: only forget it here, as where the account is closed or has the number no more",
        examples=[True],
    )


class NumberView(BaseModel):
    """A number of the account."""

    number: str = Field(examples=[_NUMBER])
    name: str = Field(description="What it is called at the carrier", examples=["(202) 555-0100"])
    country: str | None = Field(description="ISO 3166; null: of no country", examples=["US"])
    type: NumberType
    voice: bool = Field(examples=[True])
    sms: bool = Field(examples=[True])
    mms: bool = Field(examples=[True])
    leads: Leads = Field(description="Where calls to it lead now")
    leads_to: str = Field(
        description="To whom, as a host; empty where there is nobody to name", examples=["phone.example.com"]
    )
    standing: NumberStanding = Field(description="How it stands with Offhook")
    since: datetime | None = Field(
        description="When it was noticed that it leads elsewhere than it should; null: it does not",
        examples=["2026-11-26T12:00:00Z"],
    )
    formerly: str = Field(
        description="To whom it led before it was taken, where it will lead when it is given back",
        examples=["acme.com"],
    )
    line: str | None = Field(description="Its line's id, where it is one", examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    line_name: str = Field(examples=["Sales"])
    line_added: bool = Field(description="Whether its line came with the taking", examples=[True])


class NumberPage(BaseModel):
    """Numbers, in the carrier's order; those that the account has no more come first."""

    items: list[NumberView]
    next: str | None = Field(description="The `cursor` of the next page", examples=[None])


@router.get("")
async def list_numbers(
    trunk: str, offhook: Offhook, asking: Managing, limit: Limit = 50, cursor: Cursor = None
) -> NumberPage:
    """The account's numbers, as the carrier gives them now: what each can do, and where it leads."""
    desk, account, opened = await with_numbers(offhook, asking.workspace_id, trunk)
    found, after = await desk.page(opened, account.trunk.workspace_id, size=limit, cursor=cursor)
    return NumberPage(items=await views(offhook, asking.workspace_id, opened, found), next=after)


@router.post("/{number}/take")
async def take_number(trunk: str, number: str, body: TakeBody, offhook: Offhook, asking: Owning) -> NumberView:
    """Take a number under control: its calls lead here, over a line of it, and where they led is remembered.

    Where it leads elsewhere again, this sets it once more; what was remembered first stays.
    """
    desk, account, opened = await with_numbers(offhook, asking.workspace_id, trunk)
    listed = await take(offhook, asking, desk, account, opened, number, body)
    (view,) = await views(offhook, asking.workspace_id, opened, [listed])
    return view


@router.post("/{number}/give-back")
async def give_number_back(
    trunk: str, number: str, body: GiveBackBody, offhook: Offhook, asking: Owning
) -> NumberView | None:
    """Give a number back: it leads exactly where it did before it was taken. Null where it was only forgotten."""
    desk, account, opened = await with_numbers(offhook, asking.workspace_id, trunk)

    def begin(conn: Connection) -> TakenNumber:
        if body.at_carrier:
            return service.begin_giving_back(conn, account, number)
        found = service.get(conn, account, number)
        kept.release(conn, found)
        return found

    words = "gave the number {} back" if body.at_carrier else "forgot that the number {} was taken"
    taken = await noted(offhook, asking, words, begin, called=number)
    listed = Listed(*(await desk.settle(opened, taken))) if body.at_carrier else None
    if body.remove_line:
        await _remove_line(offhook, asking, taken)
    if listed is None:
        return None
    (view,) = await views(offhook, asking.workspace_id, opened, [listed])
    return view


@router.post("/{number}/keep")
async def keep_number(trunk: str, number: str, offhook: Offhook, asking: Owning) -> NumberView:
    """Let a number lead where it was found to lead: it is not told of any more until that changes."""
    desk, account, opened = await with_numbers(offhook, asking.workspace_id, trunk)
    own = await desk.find(opened, number)
    taken = await noted(
        offhook,
        asking,
        "let the number {} lead elsewhere",
        lambda conn: service.keep(conn, account, number),
        called=number,
    )
    desk.tell(asking.workspace_id, account.trunk.id, number)
    (view,) = await views(offhook, asking.workspace_id, opened, [Listed(own, taken)])
    return view


async def take(
    offhook: Worker,
    asking: KeyHolder,
    desk: Desk,
    account: Account,
    opened: Holding,
    number: str,
    body: TakeBody,
    *,
    agreed: Price | None = None,
) -> Listed:
    """Write down that it is taken, then have it lead here.

    Args:
        agreed: What it was bought for; None: the carrier is asked what it costs.

    Raises:
        Problem: the carrier has refused, and nothing is written down any more; or it is not known what it did.
    """
    own = await desk.find(opened, number)
    before = await offhook.storage.read(
        lambda conn: kept.taken(conn, asking.workspace_id, account.trunk.id, own.number)
    )

    def begin(conn: Connection) -> TakenNumber:
        return service.begin_taking(
            conn,
            account,
            own,
            name=body.name,
            language=body.language,
            now=offhook.clock.now(),
            most=offhook.settings.most_lines,
        )

    taken = await noted(offhook, asking, "took the number {} under control", begin, called=own.number)
    await offhook.lines_changed()
    try:
        listed = Listed(*(await desk.settle(opened, taken)))
    except Problem as problem:
        if before is None and problem.extra.pop("definite", False):
            now = offhook.clock.now()
            await offhook.storage.write(lambda conn: service.undo_taking(conn, taken, now))
            await offhook.lines_changed()
        raise
    await fees.learn(desk, opened, asking.workspace_id, taken.line_id, own, agreed)
    return listed


async def views(offhook: Worker, workspace: str, opened: Holding, found: list[Listed]) -> list[NumberView]:
    """As they are shown, with their lines."""
    of_number = {line.number: line for line in await offhook.storage.read(lambda conn: lines.every(conn, workspace))}
    return [_view(each, of_number, opened) for each in found]


def _view(listed: Listed, of_number: dict[Any, Line], opened: Holding) -> NumberView:
    own, taken = listed.own, listed.taken
    number = own.number if own is not None else taken.number if taken is not None else ""
    line = of_number.get(number)
    leads, to = (Leads.NOWHERE, "") if own is None else opened.leads(own.hooks)
    formerly = "" if taken is None else opened.leads(read(taken.former))[1]
    return NumberView(
        number=number,
        name="" if own is None else own.name,
        country=None if own is None else own.country,
        type=kind_of(line.number)
        if own is None and line is not None
        else NumberType.LOCAL
        if own is None
        else own.kind,
        voice=own is not None and own.carries.voice,
        sms=own is not None and own.carries.sms,
        mms=own is not None and own.carries.mms,
        leads=leads,
        leads_to=to,
        standing=service.standing(taken),
        since=None if taken is None else when_if(taken.astray_at),
        formerly=formerly,
        line=None if line is None else line.id,
        line_name="" if line is None else line.name,
        line_added=taken is not None and taken.line_added,
    )


async def _remove_line(offhook: Worker, asking: KeyHolder, taken: TakenNumber) -> None:
    def remove(conn: Connection) -> None:
        if lines.get(conn, asking.workspace_id, taken.line_id) is not None:
            removed(conn, asking.workspace_id, taken.line_id, offhook.clock.now())

    await noted(offhook, asking, "removed the line {}", remove, called=taken.number)
    await offhook.lines_changed()
