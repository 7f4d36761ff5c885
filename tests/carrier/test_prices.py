"""Prices that the carrier tells late, never, or otherwise than before, asked for by workers that come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from offhook.calls.values import TrunkId
from offhook.clock import Timer
from offhook.rating import store
from offhook.rating.asking import GIVEN_UP_AFTER_S, LOOKED_AT_AGAIN_S, Never, NotYet, PriceAsker, Told
from offhook.rating.model import Charge, ChargeState, PricedKind
from offhook.storage.storage import InlineStorage
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.client import Client
from offhook.telephony.twiml.prices import price_of
from offhook.telephony.webhooks.prices import Price, Unpriced, read_price
from tests.carrier.carrier import Pricing
from tests.carrier.lab import Lab
from tests.carrier.phones import Answers
from tests.carrier.served import CARRIER
from tests.carrier.virtual_time import passes
from tests.databases import fresh_sqlite
from tests.furnish import NOW, SECOND

WORKERS = 9


class LoopClock:
    """The loop's time, as a clock."""

    boot = "leaping"

    def now(self) -> int:
        return NOW + round(asyncio.get_running_loop().time() * SECOND)

    def mono(self) -> int:
        return self.now() * 1000

    def call_later(self, seconds: float, do: Callable[[], None]) -> Timer:
        return asyncio.get_running_loop().call_later(max(0.0, seconds), do)


def waiting(sid: str, at: int) -> Charge:
    return Charge(
        id=f"leg-{sid}",
        workspace_id="workspace_1",
        kind=PricedKind.CALL,
        call_id="call_1",
        direction="outbound",
        number="+12025550122",
        trunk_id="trunk_1",
        day="2026-11-21",
        at=at,
        units=5,
        estimate=14_000,
        currency="USD",
        state=ChargeState.WAITING,
        reference=sid,
        due_at=at + 60 * SECOND,
    )


async def test_prices_are_reconciled_over_restarts(lab: Lab) -> None:
    clock, storage = LoopClock(), InlineStorage(fresh_sqlite())
    client = Client(lab.to_carrier)
    account = Account(TrunkId("trunk_1"), lab.account.sid, lab.account.auth_token, api=f"{CARRIER}/2010-04-01")
    ways = {
        "late": Pricing(after=4 * 3600.0),
        "never": Pricing(price=None),
        "changes": Pricing(price="-0.02000", corrected="-0.01100"),
    }
    sids = {}
    lab.phone("+12025550111", Answers())
    for name, lab.carrier.pricing in ways.items():
        call = await lab.call(twiml="<Response><Pause length='5'/></Response>")
        await lab.until(call, "completed")
        sids[name] = str(call.sid)
        await passes(1.0)
    await storage.write(lambda conn: [store.add_charge(conn, waiting(sid, clock.now())) for sid in sids.values()])

    async def ask(charge: Charge) -> Told | NotYet | Never:
        match await price_of(client, account, "Calls", charge.reference):
            case Price(millionths=price, currency=currency):
                return Told(price, currency)
            case Unpriced(reason=reason, gone=gone):
                return Never(reason) if gone else NotYet(reason)

    for _ in range(WORKERS):  # each is killed, and the next goes on
        worker = asyncio.ensure_future(PriceAsker(storage, clock, ask).run())
        await passes((GIVEN_UP_AFTER_S + 2 * LOOKED_AT_AGAIN_S) / WORKERS)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    found = await storage.read(lambda conn: {name: store.get(conn, f"leg-{sid}") for name, sid in sids.items()})
    told = {name: (each.price, each.state, each.due_at) for name, each in found.items() if each is not None}
    assert told == {
        "late": (13_000, ChargeState.TOLD, None),
        "never": (None, ChargeState.GIVEN_UP, None),
        "changes": (11_000, ChargeState.TOLD, None),
    }
    asked = [path for method, path in lab.carrier.asked if sids["never"] in path]
    assert len(asked) < 25, "gently"
    gone = await price_of(client, account, "Calls", "CA" + "0" * 32)
    assert gone == Unpriced("the carrier does not know it any more", gone=True)
    lab.carrier.away = True
    assert "does not say" in str(await price_of(client, account, "Calls", sids["late"]))
    await storage.close()


def test_a_price_that_cannot_be_read_is_none() -> None:
    assert read_price(0.0085, "usd") == Price(8_500, "USD")
    assert read_price("-0", "EUR") == Price(0, "EUR")
    for price, unit in ((None, "USD"), ("", "USD"), ("free", "USD"), ("NaN", "USD"), ("1e30", "USD"), ("1", None)):
        assert isinstance(read_price(price, unit), Unpriced)
