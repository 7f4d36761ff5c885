"""The carrier's numbers are listed, changed, looked for and bought as documented, seen with the official SDK."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException

from tests.carrier.customer import sdk
from tests.carrier.lab import LINE, Lab
from tests.carrier.model import ForSale, Number

WASHINGTON, TOLL_FREE = "+12025550177", "+18335550177"


async def test_numbers_come_in_pages_and_lead_where_they_are_told_to(lab: Lab) -> None:
    lab.account.numbers |= {number: Number(number) for number in ("+12025550101", "+12025550102")}
    listed = await lab.client.incoming_phone_numbers.list_async(page_size=2)
    assert [each.phone_number for each in listed] == [LINE, "+12025550101", "+12025550102"]
    assert (listed[0].voice_url, listed[0].capabilities["mms"]) == (None, True)
    found = await lab.client.incoming_phone_numbers.list_async(phone_number="5550102")
    number = lab.client.incoming_phone_numbers(str(found[0].sid))
    changed = await number.update_async(voice_url="https://app.test/in", voice_method="GET", trunk_sid="TK1")
    assert (changed.voice_url, changed.voice_method, changed.trunk_sid) == ("https://app.test/in", "GET", "TK1")
    changed = await number.update_async(voice_application_sid="AP1", voice_url="")
    assert (changed.voice_url, changed.voice_application_sid, changed.trunk_sid) == (None, "AP1", None)
    assert await number.delete_async()
    assert len(await lab.client.incoming_phone_numbers.list_async()) == 2


async def test_numbers_are_looked_for_priced_and_bought(lab: Lab) -> None:
    lab.carrier.for_sale += [
        ForSale(WASHINGTON, locality="Washington", region="DC"),
        ForSale(TOLL_FREE, kind="toll_free", mms=False),
        ForSale("+4915735980000", country="DE", kind="mobile", address="any"),
    ]
    countries = await lab.client.available_phone_numbers.list_async()
    assert {each.country_code: set(each.subresource_uris) for each in countries} == {
        "DE": {"mobile"},
        "US": {"local", "toll_free"},
    }
    local = lab.client.available_phone_numbers("US").local
    (offer,) = await local.list_async(area_code=202, contains="5550***", mms_enabled=True)
    assert (offer.phone_number, offer.locality, offer.capabilities["MMS"]) == (WASHINGTON, "Washington", True)
    assert await local.list_async(area_code=303) == []
    prices = await lab.client.pricing.v1.phone_numbers.countries("US").fetch_async()
    assert prices.phone_number_prices[0]["current_price"] == "1.15"
    bought = await lab.client.incoming_phone_numbers.create_async(phone_number=WASHINGTON)
    assert bought.voice_url == "https://demo.twilio.com/welcome/voice/"
    with pytest.raises(TwilioException, match="20404"):
        await lab.client.available_phone_numbers("US").mobile.list_async()


@pytest.mark.parametrize(
    ("wanted", "kind", "code"),
    [
        ({"area_code": "533"}, "Full", 21452),
        ({"phone_number": "+1"}, "Full", 21421),
        ({"phone_number": "+12025550199"}, "Full", 21422),
        ({"phone_number": "+4930901820"}, "Full", 21631),
        ({"phone_number": "+4930901820"}, "Trial", 21404),
    ],
)
async def test_what_is_not_sold_is_refused_by_its_code(lab: Lab, wanted: dict[str, Any], kind: str, code: int) -> None:
    lab.account.type = kind
    lab.carrier.for_sale.append(ForSale("+4930901820", country="DE", address="local"))
    with pytest.raises(TwilioRestException) as refused:
        await lab.client.incoming_phone_numbers.create_async(**wanted)
    assert (refused.value.status, refused.value.code) == (400, code)


async def test_a_standard_key_opens_numbers_and_not_the_account(lab: Lab) -> None:
    lab.account.secondary_token = "the next token"
    by_key = sdk(lab.client.http_client.session, lab.account)
    by_key.username, by_key.password, by_key.auth = "SK1", "secret of the key", ("SK1", "secret of the key")
    assert len(await by_key.incoming_phone_numbers.list_async()) == 1
    with pytest.raises(TwilioRestException) as refused:
        await by_key.api.v2010.accounts(lab.account.sid).fetch_async()
    assert (refused.value.status, refused.value.code) == (401, 20003)
    for token in (lab.account.auth_token, "the next token"):
        own = sdk(lab.client.http_client.session, lab.account, secret=token)
        assert (await own.api.v2010.accounts(lab.account.sid).fetch_async()).status == "active"
    lab.account.status = "suspended"
    with pytest.raises(TwilioException, match="20005"):
        await lab.client.incoming_phone_numbers.list_async()
