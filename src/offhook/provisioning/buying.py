"""Buying a number: written down first, and never twice.

A number is one of a kind, so whether it was bought can be seen in the account's list, whatever became of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from offhook.carriers import numbers as kept
from offhook.carriers.model import Account, Purchase, PurchaseState
from offhook.ids import new_id
from offhook.lines import store as lines
from offhook.problems import Problem, conflict
from offhook.provisioning.desk import Desk
from offhook.provisioning.words import no_answer, refused
from offhook.telephony.webhooks.holding import Holding
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.numbers import NumberType
from offhook.telephony.webhooks.refusals import Refused, Why
from offhook.telephony.webhooks.shop import Country, Offer, Price, Search

SURE_AFTER_US = 600_000_000
"""How long after it was asked for a number may still appear in the list: ten minutes."""
NOTHING_BOUGHT = "No answer came, and ten minutes later the account did not have it: nothing was bought."


async def countries(account: Holding) -> Sequence[Country]:
    """Where numbers are sold. Raises `Problem`."""
    try:
        return await account.countries()
    except NoAnswer as reason:
        raise no_answer(reason) from reason
    except Refused as reason:
        raise refused(reason) from reason


async def search(account: Holding, wanted: Search) -> tuple[Sequence[Offer], Price | None]:
    """What is to be had, and what each of it costs a month; None where the carrier tells no price. Raises `Problem`."""
    try:
        return await account.search(wanted)
    except NoAnswer as reason:
        raise no_answer(reason) from reason
    except Refused as reason:
        raise refused(reason) from reason


async def check_price(account: Holding, number: str, kind: NumberType, country: str, agreed: Price) -> None:
    """Whether that is still the price.

    Raises:
        Problem: it is another now, or the carrier tells none.
    """
    try:
        now = await account.price(number, kind, country)
    except NoAnswer as reason:
        raise no_answer(reason) from reason
    except Refused as reason:
        raise refused(reason) from reason
    if now is None:
        raise conflict(
            "not-sold-here",
            "Numbers are not bought here",
            f"{account.carrier.capitalize()} tells no price of this number by its API, so it is not bought from "
            "here: buy it there. Then it is in the list here.",
        )
    if _worth(now) != _worth(agreed):
        raise conflict(
            "price-changed",
            "The price is another now",
            f"It costs {now.amount} {now.currency} a month now and {now.once} once, not {agreed.amount} "
            f"{agreed.currency} and {agreed.once}: search again.",
        )


def begin(
    conn: Connection, account: Account, number: str, price: Price, member_id: str, now: int, *, most: int
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


async def carry_out(desk: Desk, account: Holding, purchase: Purchase) -> Purchase:
    """Buy, for a purchase that was just written down; how it stands then. Never raises what the carrier did."""
    async with desk.one_at_a_time(account):
        try:
            if await account.find(purchase.number) is None:
                await account.buy(purchase.number)
            return await _settle(desk, purchase, PurchaseState.BOUGHT)
        except Refused as reason:
            if reason.why is not Why.FAILS:
                return await _settle(desk, purchase, PurchaseState.REFUSED, refused(reason).detail)
        except NoAnswer:
            pass
        return await _look(desk, account, purchase)


async def look(desk: Desk, account: Holding, purchase: Purchase) -> Purchase:
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


async def _look(desk: Desk, account: Holding, purchase: Purchase) -> Purchase:
    try:
        found = await account.find(purchase.number)
    except (NoAnswer, Refused):
        return await _settle(desk, purchase, PurchaseState.UNKNOWN)
    if found is not None:
        return await _settle(desk, purchase, PurchaseState.BOUGHT)
    if desk.clock.now() - purchase.asked_at >= SURE_AFTER_US:
        return await _settle(desk, purchase, PurchaseState.REFUSED, NOTHING_BOUGHT)
    return await _settle(desk, purchase, PurchaseState.UNKNOWN)


def _worth(price: Price) -> tuple[float, float, str]:
    return float(price.amount), float(price.once), price.currency


async def _settle(desk: Desk, purchase: Purchase, state: PurchaseState, detail: str = "") -> Purchase:
    if state is purchase.state:
        return purchase
    settled = await desk.storage.write(lambda conn: kept.settle(conn, purchase, state, detail))
    desk.tell(purchase.workspace_id, purchase.trunk_id, purchase.number)
    return settled
