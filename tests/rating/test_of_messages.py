"""What texts cost: charged once they are taken, corrected by what the carrier says later."""

from __future__ import annotations

from offhook.calls.values import TrunkId
from offhook.carriers import store as carriers
from offhook.carriers.model import Account, CarrierKind
from offhook.messages import store as messages
from offhook.messages.model import Message
from offhook.messages.port import Arrived, Picture, Report, Taken
from offhook.messages.segments import Encoding
from offhook.messages.states import Direction, Kind, MessageState
from offhook.rating import months, of_messages, service, store
from offhook.rating.model import ChargeState, PricedKind
from offhook.rating.months import By
from offhook.texting import album, outcomes, reports
from tests.furnish import DANA, NOW, SECOND, Company

PICTURE = Picture("https://example.com/1", "image/png")
DAY = 24 * 3600 * SECOND


def sending(company: Company) -> None:
    """A text of two segments that is on its way, over a carrier whose rates we know."""
    carriers.add(company.conn, Account(company.trunk, CarrierKind.TWILIO, "AC1", "", "", 1), "")
    rates = b"prefix,price,once,kind,direction\n1,0.0079,,text,\n1,0,0.02,picture,\n1,0,0.01,picture,inbound\n"
    service.import_sheet(company.conn, company.id, company.owner.id, "lab", "rates.csv", "USD", rates, NOW)
    message = Message(
        id="message_1",
        workspace_id=company.id,
        line_id=company.line.id,
        number=DANA,
        direction=Direction.OUTBOUND,
        kind=Kind.TEXT,
        text="See you at ten",
        member_id=company.ann.id,
        member_name="Ann",
        made_at=NOW,
        sort_at=NOW,
        state=MessageState.SENDING,
        trunk_id=company.trunk.id,
        queue="q",
        tries=1,
        due_at=NOW,
        tried_at=NOW,
        segments=2,
        encoding=Encoding.GSM7,
    )
    messages.add(company.conn, message)


def test_a_text_is_estimated_when_it_is_taken_and_priced_when_the_carrier_says_so(company: Company) -> None:
    sending(company)
    taken = outcomes.write_down(company.conn, "message_1", Taken("SM1", 2), NOW)
    assert taken is not None
    assert (taken.estimate, taken.currency, taken.price) == (15_800, "USD", None)
    charge = store.get(company.conn, "message_1")
    assert charge is not None
    assert (charge.estimate, charge.units, charge.member_id, charge.reference) == (15_800, 2, company.ann.id, "SM1")
    assert (charge.state, charge.due_at) == (ChargeState.WAITING, NOW + 2 * DAY), "the outbox asks first"
    report = Report(
        TrunkId(company.trunk.id), "SM1", MessageState.DELIVERED, id="message_1", price=15_000, currency="USD"
    )
    told = reports.take(company.conn, report, NOW)
    assert told is not None
    assert (told.estimate, told.price) == (15_800, 15_000)
    charge = store.get(company.conn, "message_1")
    assert charge is not None
    assert (charge.price, charge.state, charge.due_at) == (15_000, ChargeState.TOLD, NOW + DAY)


def test_a_text_is_estimated_before_it_is_sent(company: Company) -> None:
    assert of_messages.estimate(company.conn, company.id, company.trunk.id, DANA, 3) is None
    sending(company)
    assert of_messages.estimate(company.conn, company.id, company.trunk.id, DANA, 3) == (23_700, "USD")
    assert of_messages.estimate(company.conn, company.id, company.trunk.id, DANA, 3, pictures=True) == (20_000, "USD")


def test_a_message_with_pictures_has_its_own_price_whatever_its_length(company: Company) -> None:
    sending(company)
    before = messages.get(company.conn, company.id, "message_1")
    assert before is not None
    album.arrived(company.conn, before, Arrived(TrunkId(company.trunk.id), "", "", "", "", (PICTURE,)), NOW)
    taken = outcomes.write_down(company.conn, "message_1", Taken("MM1", 2), NOW)
    charge = store.get(company.conn, "message_1")
    assert taken is not None
    assert charge is not None
    assert (charge.kind, charge.units, charge.estimate, taken.estimate) == (PricedKind.PICTURE, 1, 20_000, 20_000)
    report = Report(TrunkId(company.trunk.id), "MM1", MessageState.DELIVERED, price=22_000, currency="USD")
    reports.take(company.conn, report, NOW)
    (group,) = months.groups(company.conn, company.id, months.month_of("2026-11", NOW, "UTC"), By.KIND, None)
    assert (group.key, group.sums["USD"].total, group.sums["USD"].difference) == ("picture", 22_000, 2_000)
