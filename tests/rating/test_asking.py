"""Asking for prices that come late, never, or change, on virtual time and over restarts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.carriers import store as carriers
from offhook.carriers.model import Account, CarrierKind, LegRow
from offhook.clock import Clock, VirtualClock
from offhook.rating import months, service, store
from offhook.rating.asking import GIVEN_UP_AFTER_S, Never, NotYet, PriceAsker, Told
from offhook.rating.model import Charge, ChargeState
from offhook.storage.storage import InlineStorage
from tests.databases import fresh_sqlite
from tests.furnish import NOW, SECOND, Company, new_company
from tests.rating.legs import over

DAY_S = 24 * 3600


class Carrier:
    """Tells what it is told to."""

    def __init__(self) -> None:
        self.tells: dict[str, Told | NotYet | Never] = {}
        self.asked: list[str] = []

    async def ask(self, charge: Charge) -> Told | NotYet | Never:
        self.asked.append(charge.reference)
        return self.tells.get(charge.reference, NotYet("it has told no price yet"))


class Place:
    """A database with a call over a carrier, and an asker that can be restarted."""

    def __init__(self) -> None:
        engine = fresh_sqlite()
        self.storage = InlineStorage(engine)
        self.clock = VirtualClock(NOW + 38 * SECOND)
        self.carrier = Carrier()
        self.restart()
        self.company: Company

    def begin(self, conn: Connection) -> None:
        """A call over an account with a carrier, at a price that we know."""
        company = self.company = new_company(conn)
        carriers.add(conn, Account(company.trunk, CarrierKind.TWILIO, "AC1", "", "", 1), "")
        rates = b"prefix,price\n1,0.014\n1202555012,0.02\n"
        service.import_sheet(conn, company.id, company.owner.id, "lab", "rates.csv", "USD", rates, NOW)
        for leg in (1, 2):
            row = LegRow(f"call_1-{leg}", company.id, "call_1", company.trunk.id, False, f"CA{leg}", False)
            carriers.put_leg(conn, row)
            carriers.end_leg(conn, row.leg)
        assert over(company, "call_1")

    def restart(self) -> None:
        self.asker = PriceAsker(self.storage, self.clock, self.carrier.ask)

    async def until(self, seconds: float) -> None:
        """Let that much time pass, restarting before every question."""
        end = self.clock.now() + seconds * SECOND
        while (pause := await self.asker.ask_due()) is not None and self.clock.now() + pause * SECOND <= end:
            self.restart()
            self.clock.run(max(pause, 1e-6))
        self.clock.run(max(0.0, (end - self.clock.now()) / SECOND))

    async def charges(self) -> list[Charge]:
        return await self.storage.read(lambda conn: store.of_call(conn, self.company.id, "call_1"))


@pytest.fixture
async def place(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    monkeypatch.setattr("offhook.rating.asking.BETWEEN_S", 0)  # virtual time moves only when it is told to
    monkeypatch.setattr("offhook.rating.asking.time_passes", _at_once)
    found = Place()
    await found.storage.write(found.begin)
    yield found
    await found.storage.close()


async def _at_once(clock: Clock, seconds: float) -> None:
    """No time passes between two questions."""


async def test_a_price_comes_late_and_changes(place: Place) -> None:
    await place.until(3600)
    assert len(place.carrier.asked) == 8, "four times each, after 1, 2, 7 and 37 minutes"
    assert [each.state for each in await place.charges()] == [ChargeState.WAITING] * 2
    place.carrier.tells = {"CA1": Told(13_000, "USD"), "CA2": Told(21_000, "USD")}
    await place.until(DAY_S / 2)
    assert [each.price for each in await place.charges()] == [13_000, 21_000]
    assert place.carrier.asked.count("CA1") == 5
    place.carrier.tells["CA1"] = Told(12_500, "USD")
    await place.until(2 * DAY_S)
    assert [each.price for each in await place.charges()] == [12_500, 21_000]
    assert place.carrier.asked.count("CA1") == 6, "looked at once more, and then never again"
    month = months.month_of("2026-11", NOW, "America/New_York")
    totals = await place.storage.read(lambda conn: months.totals(conn, place.company.id, month, None))
    assert (totals["USD"].total, totals["USD"].waiting, totals["USD"].difference) == (33_500, 0, -500)
    assert await place.storage.read(lambda conn: carriers.sid_of(conn, "call_1-1")) == "", "needed no more"


async def test_a_price_that_comes_by_itself_while_it_is_asked_for_is_added_up_once(place: Place) -> None:
    async def told_meanwhile(charge: Charge) -> Told | NotYet | Never:
        told = replace(charge, reference="", price=13_000, price_currency="USD", state=ChargeState.TOLD, due_at=None)
        await place.storage.write(lambda conn: store.tell(conn, replace(charge, reference=""), told))
        return Told(13_000, "USD") if charge.reference == "CA1" else NotYet("it has told no price yet")

    place.asker = PriceAsker(place.storage, place.clock, told_meanwhile)
    place.clock.run(60)
    await place.asker.ask_due()
    assert [(each.price, each.state) for each in await place.charges()] == [(13_000, ChargeState.TOLD)] * 2
    month = months.month_of("2026-11", NOW, "America/New_York")
    totals = await place.storage.read(lambda conn: months.totals(conn, place.company.id, month, None))
    assert (totals["USD"].total, totals["USD"].price, totals["USD"].waiting) == (26_000, 26_000, 0)


async def test_a_price_that_never_comes_is_given_up_in_words(place: Place) -> None:
    place.carrier.tells["CA2"] = Never("Twilio does not know it any more")
    await place.until(GIVEN_UP_AFTER_S + 2 * DAY_S)
    first, second = await place.charges()
    assert (first.state, first.reason) == (ChargeState.GIVEN_UP, "given up after a week: it has told no price yet")
    assert (second.state, second.reason, second.estimate) == (
        ChargeState.GIVEN_UP,
        "Twilio does not know it any more",
        20_000,
    )
    assert place.carrier.asked.count("CA2") == 1
    assert place.carrier.asked.count("CA1") < 20, "gently"
    assert await place.asker.ask_due() is None


async def test_a_leg_whose_name_at_the_carrier_is_not_known_is_given_up(place: Place) -> None:
    await place.storage.write(lambda conn: carriers.forget(conn, "call_1-1"))
    await place.until(120)
    first, second = await place.charges()
    assert first.reason == "the carrier never said which of its calls this was"
    assert second.state is ChargeState.WAITING
