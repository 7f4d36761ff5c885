"""What a call or message that is over costs: our estimate, by the rates that hold now.

In the transaction that writes its record. A leg that nobody answered costs nothing, and nor does one to a phone of our
own: neither is charged.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, select

from offhook.carriers.model import carrier_accounts
from offhook.limits.day import day_of
from offhook.rating import rating, store
from offhook.rating.model import Charge, ChargeState, PricedKind
from offhook.records.model import calls, legs
from offhook.storage.prepared import Query
from offhook.workspaces.model import workspaces

SENT_ASKED_AFTER_S = 2 * 24 * 3600
"""Of what was sent the outbox asks first, what became of it and what it cost."""
FIRST_ASKED_AFTER_S = 60
"""“The price is not immediately available”: https://www.twilio.com/docs/voice/api/call-resource#call-properties"""

_started = func.coalesce(legs.c.answered_at, legs.c.bridged_at)
_legs = Query(
    select(
        *(legs.c.id, legs.c.direction, legs.c.number, legs.c.caller_id, legs.c.trunk_id, legs.c.ended_at),
        *(calls.c.line_id, calls.c.member_id, calls.c.placed_at, workspaces.c.time_zone),
        calls.c.direction.label("call_direction"),
        _started.label("began"),
        carrier_accounts.c.trunk_id.label("carrier"),
    )
    .join(calls, calls.c.id == legs.c.call_id)
    .join(workspaces, workspaces.c.id == calls.c.workspace_id)
    .outerjoin(carrier_accounts, carrier_accounts.c.trunk_id == legs.c.trunk_id)
    .where(
        legs.c.call_id == bindparam("call"),
        calls.c.workspace_id == bindparam("workspace"),
        legs.c.trunk_id != "",
        _started.is_not(None),
    )
    .order_by(legs.c.id)
)
_zone = Query(select(workspaces.c.time_zone).where(workspaces.c.id == bindparam("workspace")))
_carrier = Query(select(carrier_accounts.c.trunk_id).where(carrier_accounts.c.trunk_id == bindparam("trunk")))


class SentOrReceived(Struct, frozen=True, kw_only=True):
    """A message, as far as its cost goes."""

    id: str
    line_id: str
    member_id: str = ""
    direction: str
    our_number: str
    number: str
    """The other side's."""
    trunk_id: str
    at: int
    segments: int
    pictures: bool = False
    reference: str = ""
    """The carrier's id; empty: there is none, and nobody to ask."""


def call_ended(conn: Connection, workspace: str, call: str, now: int) -> bool:
    """Charge the legs of a call whose record is written. Whether a carrier is to be asked for a price of one.

    Once: again changes nothing.
    """
    asks = False
    for leg in _legs.all(conn, {"call": call, "workspace": workspace}):
        ended = leg.ended_at or now
        # Of a call that comes in the carrier takes what its own number costs.
        priced_by = leg.number if leg.direction == "outbound" else leg.caller_id
        charge = _estimated(
            conn,
            Charge(
                id=leg.id,
                workspace_id=workspace,
                kind=PricedKind.CALL,
                call_id=call,
                line_id=leg.line_id or "",
                member_id=leg.member_id or "",
                direction=leg.call_direction,
                number=leg.number,
                trunk_id=leg.trunk_id,
                day=day_of(leg.placed_at, leg.time_zone),
                at=leg.began,
                units=max(1, -(-(ended - leg.began) // 1_000_000)),
            ),
            leg.direction,
            priced_by,
        )
        if leg.carrier is not None:
            charge = _awaited(charge, now, FIRST_ASKED_AFTER_S)
        asks |= store.add_charge(conn, charge) and charge.due_at is not None
    return asks


def message_done(conn: Connection, workspace: str, message: SentOrReceived, now: int) -> bool:
    """Charge a message that was sent, or that came in. Whether a carrier is to be asked for its price."""
    zone = _zone.first(conn, {"workspace": workspace})
    if zone is None:
        return False
    charge = _estimated(
        conn,
        Charge(
            id=message.id,
            workspace_id=workspace,
            kind=PricedKind.PICTURE if message.pictures else PricedKind.TEXT,
            line_id=message.line_id,
            member_id=message.member_id,
            direction=message.direction,
            number=message.number,
            trunk_id=message.trunk_id,
            day=day_of(message.at, zone.time_zone),
            at=message.at,
            # A message with pictures is one, however long its text is.
            units=1 if message.pictures else max(1, message.segments),
            reference=message.reference,
        ),
        message.direction,
        message.number if message.direction == "outbound" else message.our_number,
    )
    if message.reference and _carrier.first(conn, {"trunk": message.trunk_id}) is not None:
        later = SENT_ASKED_AFTER_S if message.direction == "outbound" else FIRST_ASKED_AFTER_S
        charge = _awaited(charge, now, later)
    return store.add_charge(conn, charge) and charge.due_at is not None


def _estimated(conn: Connection, charge: Charge, direction: str, number: str) -> Charge:
    used = store.rate_for(conn, charge.workspace_id, charge.trunk_id, charge.kind, direction, number)
    if used is None:
        return charge
    return msgspec.structs.replace(
        charge,
        rate=msgspec.json.encode(used.rate).decode(),
        estimate=rating.cost(used.rate, charge.units),
        currency=used.currency,
    )


def _awaited(charge: Charge, now: int, later_s: int) -> Charge:
    due = now + later_s * 1_000_000
    return msgspec.structs.replace(charge, state=ChargeState.WAITING, due_at=due)
