"""Numbers that a carrier sells, over HTTP: looked for, with their price, and bought once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook import checks, numbers
from offhook.calls.values import E164
from offhook.carriers import numbers as kept
from offhook.carriers import service as carriers
from offhook.carriers.model import Purchase, PurchaseState
from offhook.problems import Problem, conflict
from offhook.provisioning import buying
from offhook.telephony.webhooks.numbers import NumberType, kind_of
from offhook.telephony.webhooks.shop import Offer, Price, Search
from offhook.web import routes
from offhook.web.carrier_accounts import with_numbers
from offhook.web.carrier_numbers import NumberView, TakeBody, take, views
from offhook.web.changes import noted
from offhook.web.context import Managing, Offhook, Owning
from offhook.web.schemas import Strict, when
from offhook.workspaces import service as workspaces

router = routes.router("/carriers/{trunk}", tag="carriers")

_LATEST = 50
_NUMBER = "+12025550100"


class CountryView(BaseModel):
    """A country in which numbers are sold."""

    code: str = Field(description="ISO 3166", examples=["US"])
    types: list[NumberType] = Field(description="Of which type")


class CountriesView(BaseModel):
    """Countries in which numbers are sold."""

    items: list[CountryView]


class OfferView(BaseModel):
    """A number that is to be had."""

    number: str = Field(examples=[_NUMBER])
    type: NumberType
    country: str = Field(examples=["US"])
    place: str = Field(description="Town and region, where they are told", examples=["Washington, DC"])
    voice: bool = Field(examples=[True])
    sms: bool = Field(examples=[True])
    mms: bool = Field(examples=[True])
    address: str = Field(
        description="Which address of its holder the country wants to know: none, any, local or foreign",
        examples=["none"],
    )

    @classmethod
    def of(cls, offer: Offer) -> OfferView:
        """From the carrier's."""
        return cls(
            number=offer.number,
            type=offer.kind,
            country=offer.country,
            place=offer.place,
            voice=offer.carries.voice,
            sms=offer.carries.sms,
            mms=offer.carries.mms,
            address=offer.address,
        )


class PriceView(BaseModel):
    """A month."""

    amount: str = Field(description="A decimal number, as the carrier writes it", examples=["1.15"])
    currency: str = Field(description="ISO 4217", examples=["USD"])
    once: str = Field(description="What it costs besides, when it is bought; 0: nothing", examples=["0"])


class OffersView(BaseModel):
    """What is to be had, and what each of it costs."""

    items: list[OfferView]
    price: PriceView | None = Field(description="Of each a month; null: the carrier tells none, so none is bought here")


class BuyBody(Strict):
    """A number, and the price that was agreed to."""

    number: str = Field(description="As an offer has it", examples=[_NUMBER])
    type: NumberType | None = Field(None, description="As the offer has it", examples=["local"])
    amount: str = Field(
        pattern=r"^[0-9]{1,8}(\.[0-9]{1,6})?$",
        description="What it costs a month, as the offer said",
        examples=["1.15"],
    )
    currency: str = Field(examples=["USD"])
    once: str = Field(
        "0",
        pattern=r"^[0-9]{1,8}(\.[0-9]{1,6})?$",
        description="What it costs besides, as the offer said",
        examples=["0"],
    )
    name: str = Field("", description="What its line is called", examples=["Sales"])
    language: str = Field("en", description="Of its prompts (BCP 47)", examples=["en"])


class PurchaseView(BaseModel):
    """A purchase, and how it stands."""

    id: str = Field(examples=["purchase_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    number: str = Field(examples=[_NUMBER])
    state: PurchaseState
    detail: str = Field(description="Why nothing was bought, in words", examples=[""])
    amount: str = Field(description="What it costs a month", examples=["1.15"])
    currency: str = Field(examples=["USD"])
    asked_at: datetime = Field(examples=["2026-11-26T12:00:00Z"])

    @classmethod
    def of(cls, purchase: Purchase) -> PurchaseView:
        """From the store's."""
        return cls(
            id=purchase.id,
            number=purchase.number,
            state=purchase.state,
            detail=purchase.detail,
            amount=purchase.price,
            currency=purchase.currency,
            asked_at=when(purchase.asked_at),
        )


class PurchasesView(BaseModel):
    """The latest purchases, the newest first."""

    items: list[PurchaseView]


class BoughtView(BaseModel):
    """What came of a purchase."""

    purchase: PurchaseView
    number: NumberView | None = Field(description="The number, once it is bought and under control")
    hint: str = Field(description="Why it is not under control though it was bought, in words", examples=[""])


@router.get("/countries")
async def list_countries(trunk: str, offhook: Offhook, asking: Managing) -> CountriesView:
    """In which countries the carrier sells numbers, and of which type."""
    _, _, opened = await with_numbers(offhook, asking.workspace_id, trunk)
    found = await buying.countries(opened)
    return CountriesView(items=[CountryView(code=each.code, types=list(each.kinds)) for each in found])


@router.get("/offers")
async def search_numbers(
    trunk: str,
    offhook: Offhook,
    asking: Managing,
    country: Annotated[
        str | None, Query(max_length=20, description="ISO 3166; the workspace's unless given", examples=["US"])
    ] = None,
    kind: Annotated[NumberType, Query(alias="type")] = NumberType.LOCAL,
    area_code: Annotated[
        str | None, Query(pattern="^[0-9]{1,6}$", description="In the US and Canada", examples=[None])
    ] = None,
    contains: Annotated[
        str | None,
        Query(pattern="^[0-9A-Za-z*+]{2,16}$", description="Digits or letters that it has; * stands for any one"),
    ] = None,
    voice: bool = False,
    sms: bool = False,
    mms: bool = False,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> OffersView:
    """Numbers that are to be had, and what each costs a month."""
    _, _, opened = await with_numbers(offhook, asking.workspace_id, trunk)
    home = await offhook.storage.read(lambda conn: workspaces.get(conn, asking.workspace_id).country)
    wanted = Search(
        country=home if country is None else checks.country("country", country),
        kind=kind,
        area_code=area_code or "",
        contains=contains or "",
        voice=voice,
        sms=sms,
        mms=mms,
        limit=limit,
    )
    found, price = await buying.search(opened, wanted)
    shown = None if price is None else PriceView(amount=price.amount, currency=price.currency, once=price.once)
    return OffersView(items=[OfferView.of(each) for each in found], price=shown)


@router.get("/purchases")
async def list_purchases(trunk: str, offhook: Offhook, asking: Managing) -> PurchasesView:
    """The account's latest purchases from here, the newest first."""
    workspace = asking.workspace_id

    def look(conn: Connection) -> list[Purchase]:
        return kept.purchases(conn, workspace, carriers.get(conn, workspace, trunk).trunk.id, limit=_LATEST)

    return PurchasesView(items=[PurchaseView.of(each) for each in await offhook.storage.read(look)])


@router.post("/purchases", status_code=201)
async def buy_number(trunk: str, body: BuyBody, offhook: Offhook, asking: Owning) -> BoughtView:
    """Buy a number at the price that was agreed to, and take it under control. Doing it again buys nothing twice.

    `state` says what is known: where the carrier did not answer it is `unknown`, and looked for by itself.
    """
    desk, account, opened = await with_numbers(offhook, asking.workspace_id, trunk)
    number, country = _exactly(body.number)
    agreed = Price(body.amount, body.currency, body.once)
    await buying.check_price(opened, number, body.type or kind_of(number), country, agreed)

    def ask(conn: Connection) -> tuple[Purchase, bool]:
        most = offhook.settings.most_lines
        return buying.begin(conn, account, number, agreed, asking.member_id, offhook.clock.now(), most=most)

    words = "asked to buy the number {}"
    purchase, is_new = await noted(offhook, asking, words, ask, called=number)
    if not is_new:
        purchase = await buying.look(desk, opened, purchase)
        if purchase.state is PurchaseState.REFUSED:  # the former attempt: now it is certain that it came to nothing
            purchase, is_new = await noted(offhook, asking, words, ask, called=number)
    if is_new:
        purchase = await buying.carry_out(desk, opened, purchase)
    view = PurchaseView.of(purchase)
    match purchase.state:
        case PurchaseState.BOUGHT:
            pass
        case PurchaseState.REFUSED:
            raise conflict("not-bought", "It was not bought", purchase.detail, "number")
        case PurchaseState.ASKED | PurchaseState.UNKNOWN if not is_new:
            raise buying.still_unknown(purchase)
        case PurchaseState.ASKED | PurchaseState.UNKNOWN:
            return BoughtView(purchase=view, number=None, hint="")
    try:
        listed = await take(
            offhook,
            asking,
            desk,
            account,
            opened,
            number,
            TakeBody(name=body.name, language=body.language),
            agreed=agreed,
        )
    except Problem as problem:
        return BoughtView(purchase=view, number=None, hint=problem.detail)
    (taken,) = await views(offhook, asking.workspace_id, opened, [listed])
    return BoughtView(purchase=view, number=taken, hint="")


def _exactly(text: str) -> tuple[E164, str]:
    """A number in E.164, as offers have it, and its country. Raises `Problem`."""
    number = numbers.parse(text, None)
    return number, numbers.country_of(number) or ""
