"""Devices that are told: whose they are, what is kept of them, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from offhook.problems import Problem
from offhook.push import service, store, vapid
from offhook.push.model import Device, Kind, Subscription, push_devices, push_keys
from offhook.web.push import P256DH
from tests.furnish import NOW, SECOND, SECRETS, Company, new_company

GOOD = Subscription("https://push.example.com/a", P256DH, "BTBZMqHH6r4Tts7J_aSIgg")


def add(company: Company, subscription: Subscription = GOOD, **more: Any) -> Device:
    given: dict[str, Any] = {"name": "Chrome on Linux", "language": "de", "now": NOW} | more
    member = given.pop("member", company.ann.id)
    return service.add(company.conn, SECRETS, company.id, member, subscription, **given)


def test_a_device_is_kept_and_its_subscription_is_sealed(company: Company) -> None:
    device = add(company)
    assert store.every(company.conn, company.id, company.ann.id) == [device]
    row = company.conn.execute(select(push_devices)).one()
    assert not [
        value for value in row if isinstance(value, str) and ("push.example.com" in value or GOOD.auth in value)
    ]
    kept = store.subscription(company.conn, device.id)
    assert kept is not None
    assert service.reached_at(SECRETS, device.id, kept) == GOOD
    with pytest.raises(Problem, match="another key"):
        service.reached_at(SECRETS, "pushdevice_of_another", kept)


def test_the_same_browser_again_is_one_device_and_whoever_signs_in_there_has_it(company: Company) -> None:
    first = add(company)
    again = add(company, name="My laptop", now=NOW + SECOND)
    assert (again.id, again.added_at, again.name) == (first.id, NOW, "My laptop")
    others = add(company, member=company.owner.id)
    assert others.id != first.id
    assert [each.member_id for each in store.every(company.conn, company.id)] == [company.owner.id]
    other = new_company(company.conn, "Other", number="+12025550109")
    service.add(company.conn, SECRETS, other.id, other.ann.id, GOOD, name="x", language="en", now=NOW)
    assert store.every(company.conn, company.id) == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("p256dh", replace(GOOD, p256dh="x")),
        ("p256dh", replace(GOOD, p256dh=P256DH[:-4])),
        ("p256dh", replace(GOOD, p256dh="B" + "A" * 86)),
        ("auth", replace(GOOD, auth="not base64!")),
        ("auth", replace(GOOD, auth="AAAA")),
        ("endpoint", replace(GOOD, endpoint="https://127.0.0.1/x")),
    ],
)
def test_what_is_no_subscription_is_refused(company: Company, field: str, wrong: Subscription) -> None:
    with pytest.raises(Problem) as refused:
        add(company, wrong)
    assert refused.value.field == field


def test_a_name_and_a_language_are_checked_and_there_is_a_most(company: Company, monkeypatch: Any) -> None:
    for field, wrong in (("name", " "), ("language", "?")):
        given: dict[str, Any] = {field: wrong}
        with pytest.raises(Problem) as refused:
            add(company, **given)
        assert refused.value.field == field
    monkeypatch.setattr(service, "MOST", 1)
    add(company)
    with pytest.raises(Problem, match="1 can be told at most"):
        add(company, replace(GOOD, endpoint="https://push.example.com/b"))


def test_removing_a_device_takes_what_is_on_its_way_along(company: Company) -> None:
    device = add(company)
    assert service.try_out(company.conn, device, NOW).kind is Kind.TEST
    assert len(store.due(company.conn, NOW, 9)) == 1
    service.remove(company.conn, company.id, device.id)
    assert (store.due(company.conn, NOW, 9), store.every(company.conn, company.id)) == ([], [])
    with pytest.raises(Problem):
        service.remove(company.conn, company.id, device.id)


def test_the_key_is_made_once_and_sealed(company: Company) -> None:
    assert vapid.private_key(company.conn, SECRETS) is None
    public = vapid.public_key(company.conn, SECRETS, NOW)
    assert vapid.public_key(company.conn, SECRETS, NOW) == public
    private = vapid.private_key(company.conn, SECRETS)
    assert private
    assert private not in str(company.conn.execute(select(push_keys)).one())
