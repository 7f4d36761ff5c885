"""Buying a number: written down first, and never twice.

A number is one of a kind, so whether it was bought can be seen in the account's list, whatever became of the answer.
"""

from __future__ import annotations

from sqlalchemy import Connection

from offhook.carriers import numbers as kept
from offhook.carriers.model import Account as CarrierAccount
from offhook.carriers.model import Purchase, PurchaseState
from offhook.ids import new_id
from offhook.lines import store as lines
from offhook.problems import Problem, conflict
from offhook.provisioning.desk import Desk
from offhook.provisioning.words import no_answer, refused
from offhook.telephony.twiml import numbers, shop
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.numbers import NumberType
from offhook.telephony.twiml.refusals import Refused, Why
from offhook.telephony.twiml.shop import Country, Offer, Price, Search
from offhook.telephony.webhooks.http import NoAnswer

SURE_AFTER_US = 600_000_000
"""How long after it was asked for a number may still appear in the list: ten minutes."""
NOTHING_BOUGHT = "No answer came, and ten minutes later the account did not have it: nothing was bought."


async def countries(desk: Desk, account: Account) -> list[Country]:
    """Where numbers are sold. Raises `Problem`."""
    try:
        return await shop.countries(desk.client, account)
    except NoAnswer as reason:
        raise no_answer(reason) from reason
    except Refused as reason:
        raise refused(reason) from reason


async def search(desk: Desk, account: Account, wanted: Search) -> tuple[list[Offer], Price | None]:
    """What is to be had, and what each of it costs a month; None where the carrier tells no price. Raises `Problem`."""
    try:
        found = await shop.search(desk.client, account, wanted)
        return found, (await shop.prices(desk.client, account, wanted.country)).get(wanted.kind)
    except NoAnswer as reason:
        raise no_answer(reason) from reason
    except Refused as reason:
        raise refused(reason) from reason


async def check_price(desk: Desk, account: Account, kind: NumberType, country: str, agreed: Price) -> None:
    """Whether that is still the price.

    Raises:
        Problem: it is another now, or the carrier tells none.
    """
    try:
        now = (await shop.prices(desk.client, account, country)).get(kind)
    except NoAnswer as reason:
        raise no_answer(reason) from reason
    except Refused as reason:
        raise refused(reason) from reason
    if now is None:
        raise conflict(
            "not-sold-here",
            "Numbers are not bought here",
            f"{account.dialect.name.capitalize()} tells no price of this number by its API, so it is not bought from "
            "here: buy it there. Then it is in the list here.",
        )
    if (float(now.amount), now.currency) != (float(agreed.amount), agreed.currency):
        raise conflict(
            "price-changed",
            "The price is another now",
            f"It costs {now.amount} {now.currency} a month now, not {agreed.amount} {agreed.currency}: search again.",
        )


def begin(
    conn: Connection, account: CarrierAccount, number: str, price: Price, member_id: str, now: int, *, most: int
) -> tuple[Purchase, bool]:
    """Write down that it is to be bought; the purchase, and whether it is new, so that the carrier may be asked.

    Of one that is not settled yet the carrier is not asked again: it is looked for.

    Args:
        most: Lines that a workspace has.

    Raises:
        Problem: there is no room for a line of it.
    """
    trunk = account.trunk
    before = kept.unsettled_of(conn, trunk.workspace_id, trunk.id, number)
    if before is not None:
        return before, False
    mine = lines.every(conn, trunk.workspace_id)
    if len(mine) >= most and all(line.number != number for line in mine):
        raise conflict(
            "too-many-lines",
            "The workspace has all its lines",
            f"This workspace has {most} lines already, the most on this Offhook (the setting most_lines): remove one "
            "first.",
        )
    made = Purchase(
        id=new_id("purchase"),
        workspace_id=trunk.workspace_id,
        trunk_id=trunk.id,
        number=number,
        price=price.amount,
        currency=price.currency,
        member_id=member_id,
        state=PurchaseState.ASKED,
        detail="",
        asked_at=now,
    )
    kept.ask(conn, made)
    return made, True


async def carry_out(desk: Desk, account: Account, purchase: Purchase) -> Purchase:
    """Buy, for a purchase that was just written down; how it stands then. Never raises what the carrier did."""
    async with desk.one_at_a_time(account):
        try:
            if await numbers.find(desk.client, account, purchase.number) is None:
                await numbers.buy(desk.client, account, purchase.number)
            return await _settle(desk, purchase, PurchaseState.BOUGHT)
        except Refused as reason:
            if reason.why is not Why.FAILS:
                return await _settle(desk, purchase, PurchaseState.REFUSED, refused(reason).detail)
        except NoAnswer:
            pass
        return await _look(desk, account, purchase)


async def look(desk: Desk, account: Account, purchase: Purchase) -> Purchase:
    """Find out how a purchase ended of which no answer came."""
    async with desk.one_at_a_time(account):
        number = (purchase.workspace_id, purchase.trunk_id, purchase.number)
        now = await desk.storage.read(lambda conn: kept.unsettled_of(conn, *number))
        return purchase if now is None or now.id != purchase.id else await _look(desk, account, now)


def still_unknown(purchase: Purchase) -> Problem:
    """Whoever wants it again is told to wait."""
    return conflict(
        "purchase-unknown",
        "It is not known whether it was bought",
        f"The carrier was asked for {purchase.number} and did not answer. It is looked for by itself, and not asked "
        "for again before it is certain that it was not bought: look again in ten minutes.",
    )


async def _look(desk: Desk, account: Account, purchase: Purchase) -> Purchase:
    try:
        found = await numbers.find(desk.client, account, purchase.number)
    except (NoAnswer, Refused):
        return await _settle(desk, purchase, PurchaseState.UNKNOWN)
    if found is not None:
        return await _settle(desk, purchase, PurchaseState.BOUGHT)
    if desk.clock.now() - purchase.asked_at >= SURE_AFTER_US:
        return await _settle(desk, purchase, PurchaseState.REFUSED, NOTHING_BOUGHT)
    return await _settle(desk, purchase, PurchaseState.UNKNOWN)


async def _settle(desk: Desk, purchase: Purchase, state: PurchaseState, detail: str = "") -> Purchase:
    if state is purchase.state:
        return purchase
    settled = await desk.storage.write(lambda conn: kept.settle(conn, purchase, state, detail))
    desk.tell(purchase.workspace_id, purchase.trunk_id, purchase.number)
    return settled
