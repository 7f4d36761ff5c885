"""A line's PIN that comes by text."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from offhook.calls.values import E164, TrunkId
from offhook.messages.port import Arrived, Handled, Picture
from offhook.people import links
from offhook.phones import pins, service, store
from offhook.phones.service import Most
from offhook.phones.texts import WRONG, PinTexts
from offhook.texting import service as texting
from offhook.texting.service import NewText
from offhook.translation.catalogue import translated
from tests.furnish import ANN, NOW, SECRETS, Company
from tests.texting.outbox import NoCarrier

BASE = "https://phone.example.com"
EVE = "+12025550144"


class Taking(NoCarrier):
    """Takes texts."""

    def carries(self, trunk: TrunkId) -> bool:
        return True


def texted(company: Company, said: str, number: str = ANN, now: int = NOW, most: int = 10) -> Handled | None:
    handler = PinTexts(SECRETS, BASE, Most(most, 10))
    arrived = Arrived(TrunkId(company.trunk.id), company.line.number, number, said, "SM1")
    return handler(company.conn, arrived, company.line, now)


def unlike(pin: str) -> str:
    """As long as a PIN, and another."""
    return ("1" if pin[0] != "1" else "2") + pin[1:]


def pin_of(company: Company, now: int = NOW) -> str:
    return pins.ensure(company.conn, SECRETS, company.id, company.line.id, now).pin


def link_in(handled: Handled | None) -> str:
    assert handled is not None
    assert handled.shown is None, "nothing of it is kept"
    found = re.search(rf"{BASE}/sign-in#link=([\w-]{{43}})", handled.reply or "")
    assert found, handled.reply
    return found[1]


@pytest.mark.behaviour("U4")
def test_the_pin_activates_the_phone_and_again_sends_a_new_link(company: Company) -> None:
    assert texted(company, "12345678") is None, "nobody has seen the PIN yet"
    pin = pin_of(company)
    first = link_in(texted(company, f" {pin[:4]} {pin[4:]}\n"))
    phone = store.calling(company.conn, company.id, company.line.id, ANN)
    assert phone is not None
    again = texted(company, pin)
    used = links.use(company.conn, link_in(again), NOW)
    assert used.phone_id == phone.id
    assert again is not None
    assert "former link" in (again.reply or "")
    assert first != link_in(again)
    row = company.conn.execute(text("SELECT words, way, member_id FROM audit_log")).one()
    assert tuple(row) == (f"activated the phone {ANN} of the line {company.line.number}", "text", phone.member_id)
    assert texted(company, "see you at 10") is None


def test_only_the_pin_itself_is_kept_from_the_conversation(company: Company) -> None:
    pin = pin_of(company)
    link_in(texted(company, pin))
    phone = store.calling(company.conn, company.id, company.line.id, ANN)
    assert phone is not None
    service.revoke(company.conn, company.id, phone.id, NOW)
    said = translated(WRONG, company.line.language)
    assert texted(company, pin) == Handled(reply=said), "the former user knows it"
    other = pins.set_pin(company.conn, SECRETS, company.id, company.line.id, None, NOW + 1).pin
    link_in(texted(company, other))
    wrong = f"{unlike(other)[:4]} {unlike(other)[4:]}"
    tried = [texted(company, wrong, EVE) for _ in range(pins.BY_NUMBER)]
    assert tried == [Handled(said, wrong)] * pins.BY_NUMBER, "it is what somebody wrote"
    assert texted(company, wrong, EVE) == Handled(None, wrong), "once it is locked nobody is answered"
    assert texted(company, other, EVE) == Handled(), "nor is the right one looked at, or shown"
    picture = Arrived(TrunkId(company.trunk.id), company.line.number, ANN, other, "MM1", (Picture("u", "image/png"),))
    sent = PinTexts(SECRETS, BASE, Most(10, 10))(company.conn, picture, company.line, NOW)
    assert sent is not None
    assert sent.shown == "", "what came with it is kept"


def test_customers_who_text_as_many_digits_lock_no_line_and_are_told_nothing_of_pins(company: Company) -> None:
    pin = pin_of(company)
    order = unlike(pin)
    customers = [f"+120255512{number:02}" for number in range(2 * pins.BY_LINE)]
    said = translated(WRONG, company.line.language)
    assert {texted(company, order, each) for each in customers} == {Handled(said, order)}, "who may set a phone up"
    regular = E164(customers[0])
    texting.write(company.conn, company.line, regular, NewText("Your order?"), company.owner.id, Taking(), NOW)
    for _ in range(pins.BY_NUMBER - 1):
        assert texted(company, order, regular) == Handled(None, order)
    assert texted(company, pin, regular) == Handled(), "a guesser whom somebody has answered is locked all the same"
    link_in(texted(company, pin))
    for guess in range(7 * pins.BY_NUMBER):
        assert texted(company, order, f"+120255513{guess % 7:02}") is not None
    assert texted(company, pin, "+12025551399") == Handled(), "who goes on guessing from many locks the line"


def test_the_eleventh_phone_is_told_why_not(company: Company) -> None:
    pin = pin_of(company)
    link_in(texted(company, pin, most=1))
    full = texted(company, pin, EVE, most=1)
    assert full is not None
    assert (full.reply or "").startswith("This line has 1 phones already")
