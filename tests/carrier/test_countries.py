"""Numbers of forty countries, over each kind of carrier: who calls is known by theirs, and they are called back."""

from __future__ import annotations

import phonenumbers
import pytest

from offhook.calls.commands import Hangup
from offhook.calls.events import Answered, Ended
from offhook.calls.values import E164, Cause
from offhook.messages.states import Direction, MessageState
from tests.carrier import messaging
from tests.carrier.contract_harness import TwimlHarness
from tests.carrier.test_texting import office
from tests.contract.harness import LINE, Answers, TrunkUse
from tests.contract.steps import leg_of, originate
from tests.vonage.contract_harness import VonageHarness

CODES = "AEARATAUBEBGBRCACHCLCNCOCZDEDKEEEGESFIFRGBGRHRHUIEILINITJPKEKRLUMXNGNLNONZPLSGUSZA"
COUNTRIES = [CODES[place : place + 2] for place in range(0, len(CODES), 2)]


def number_of(country: str) -> E164:
    """A mobile phone's, or any where there is no such kind."""
    found = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    found = found or phonenumbers.example_number(country)
    assert found is not None
    return E164(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


NUMBERS = [number_of(country) for country in COUNTRIES]


@pytest.mark.behaviour("X12", "T16")
@pytest.mark.parametrize("kind", [TwimlHarness, VonageHarness])
async def test_they_call_in_and_are_called(kind: type[TwimlHarness | VonageHarness]) -> None:
    assert len(set(NUMBERS)) >= 40
    async with kind() as at:
        for number in NUMBERS:
            phone = await at.phone(number, Answers())
            await phone.call(LINE)
            came, incoming = await at.incoming()
            assert (incoming.caller, incoming.withheld) == (number, False)
            await at.send(came, Hangup(incoming.leg, Cause.BUSY))
            call = at.new_call()
            await at.send(call, originate(at, leg_of(call), number, trunk=TrunkUse.GOOD))
            await at.event(call, Answered, leg_of(call))
            await at.send(call, Hangup(leg_of(call), Cause.NORMAL))
            await at.event(call, Ended, leg_of(call))
            assert list(phone.shown) == [LINE]


@pytest.mark.behaviour("X12", "U11")
async def test_they_text_and_are_texted() -> None:
    async with office() as here:
        for number in NUMBERS:
            messaging.come_in(here.carrier, here.theirs, number, LINE, f"Hello from {number}")
            await here.write(f"Hello to {number}", to=number)
        await here.settle(600)
        came, went = [await here.all(direction) for direction in (Direction.INBOUND, Direction.OUTBOUND)]
        assert {(each.number, each.text) for each in came} == {(each, f"Hello from {each}") for each in NUMBERS}
        assert {each.state for each in went} == {MessageState.DELIVERED}
        sent = {(each.to, each.body) for each in here.carrier.messages.values() if each.direction == "outbound-api"}
        assert sent == {(each, f"Hello to {each}") for each in NUMBERS}
