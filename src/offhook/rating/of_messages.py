"""What texts cost: charged when the carrier has taken them or brought them, corrected by what it says of them later."""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import Connection, select

from offhook.lines.model import lines
from offhook.messages.model import Message
from offhook.messages.pictures import store as picture_store
from offhook.messages.states import Direction, MessageState
from offhook.rating import charging, rating, store
from offhook.rating.asking import LOOKED_AT_AGAIN_S
from offhook.rating.charging import SentOrReceived
from offhook.rating.model import ChargeState, PricedKind

_COST = {MessageState.SENT, MessageState.UNDELIVERED, MessageState.DELIVERED, MessageState.RECEIVED}
"""Carriers take money for what they have tried to deliver, too."""


def charged(conn: Connection, message: Message, now: int, *, pictures: bool | None = None) -> Message:
    """The message as it is to be kept, with our estimate; charged once, in the transaction that keeps it.

    `pictures` is whether it has any, where they are not written down yet.
    """
    if message.state not in _COST or message.trunk_id is None:
        return message
    charge = store.get(conn, message.id)
    if charge is None:
        if pictures is None:
            pictures = bool(picture_store.of_messages(conn, message.workspace_id, [message.id]))
        done = _priced_by(conn, message, message.trunk_id, pictures=pictures)
        charging.message_done(conn, message.workspace_id, done, now)
        charge = store.get(conn, message.id)
    if charge is None:
        return message
    if message.price is not None and (charge.price, charge.price_currency) != (message.price, message.currency):
        told = replace(charge, price=message.price, price_currency=message.currency, state=ChargeState.TOLD, reason="")
        store.tell(conn, charge, replace(told, due_at=now + LOOKED_AT_AGAIN_S * 1_000_000))
    if charge.estimate is None or message.currency not in {"", charge.currency}:
        return message
    return replace(message, estimate=charge.estimate, currency=charge.currency)


def estimate(
    conn: Connection, workspace: str, trunk: str, to: str, segments: int, *, pictures: bool = False
) -> tuple[int, str] | None:
    """What a message would cost, in millionths of a currency; None: there is no rate."""
    kind = PricedKind.PICTURE if pictures else PricedKind.TEXT
    used = store.rate_for(conn, workspace, trunk, kind, "outbound", to)
    return None if used is None else (rating.cost(used.rate, 1 if pictures else segments), used.currency)


def _priced_by(conn: Connection, message: Message, trunk: str, *, pictures: bool) -> SentOrReceived:
    ours = conn.execute(select(lines.c.number).where(lines.c.id == message.line_id)).scalar_one()
    return SentOrReceived(
        id=message.id,
        line_id=message.line_id,
        member_id=message.member_id or "",
        direction="inbound" if message.direction is Direction.INBOUND else "outbound",
        our_number=ours,
        number=message.number,
        trunk_id=trunk,
        at=message.tried_at or message.made_at,
        segments=message.segments,
        pictures=pictures,
        reference=message.reference or "",
    )
