"""A line's PIN that comes by text."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from offhook.calls.values import TrunkId
from offhook.messages.port import Arrived, Handled
from offhook.people import links
from offhook.phones import pins, service, store
from offhook.phones.service import Most
from offhook.phones.texts import WRONG, PinTexts
from tests.furnish import ANN, NOW, SECRETS, Company

BASE = "https://phone.example.com"
EVE = "+12025550144"


def texted(company: Company, said: str, number: str = ANN, now: int = NOW, most: int = 10) -> Handled | None:
    handler = PinTexts(SECRETS, BASE, Most(most, 10))
    arrived = Arrived(TrunkId(company.trunk.id), company.line.number, number, said, "SM1")
    return handler(company.conn, arrived, company.line, now)


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


def test_wrong_and_revoked_are_told_the_same_and_the_locked_nothing(company: Company) -> None:
    pin = pin_of(company)
    link_in(texted(company, pin))
    phone = store.calling(company.conn, company.id, company.line.id, ANN)
    assert phone is not None
    service.revoke(company.conn, company.id, phone.id, NOW)
    assert texted(company, pin) == Handled(reply=WRONG), "the former user knows it"
    other = pins.set_pin(company.conn, SECRETS, company.id, company.line.id, None, NOW + 1).pin
    link_in(texted(company, other))
    wrong = "1" + other[1:] if other[0] != "1" else "2" + other[1:]
    assert [texted(company, wrong, EVE) for _ in range(pins.BY_NUMBER)] == [Handled(reply=WRONG)] * pins.BY_NUMBER
    assert texted(company, other, EVE) == Handled()


def test_the_eleventh_phone_is_told_why_not(company: Company) -> None:
    pin = pin_of(company)
    link_in(texted(company, pin, most=1))
    full = texted(company, pin, EVE, most=1)
    assert full is not None
    assert (full.reply or "").startswith("This line has 1 phones already")
