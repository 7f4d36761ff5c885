"""Where a number leads, what has it lead here, and what the carrier is told to have it so."""

from __future__ import annotations

import pytest
from msgspec import structs

from offhook.calls.values import TrunkId
from offhook.telephony.twiml.webhooks import Webhooks, differing, form, leads, ours
from offhook.telephony.webhooks.addresses import Addresses
from offhook.telephony.webhooks.numbers import Leads, kept, read

PUBLIC = "https://office.test"
OURS = ours(TrunkId("trunk_1"), Addresses(PUBLIC, "#rc=3"))


@pytest.mark.parametrize(
    ("hooks", "expected"),
    [
        (Webhooks(), (Leads.NOWHERE, "")),
        (Webhooks(voice_url="https://demo.twilio.com/welcome/voice/"), (Leads.NOWHERE, "demo.twilio.com")),
        (Webhooks(voice_url="https://old.test/in"), (Leads.ELSEWHERE, "old.test")),
        (Webhooks(voice_url=OURS["voice_url"]), (Leads.HERE, "office.test")),
        (Webhooks(voice_url=OURS["voice_url"], voice_application_sid="AP1"), (Leads.ELSEWHERE, "application AP1")),
        (Webhooks(voice_url=OURS["voice_url"], trunk_sid="TK1"), (Leads.ELSEWHERE, "SIP trunk TK1")),
    ],
)
def test_calls_lead_where_the_carrier_looks_first(hooks: Webhooks, expected: tuple[Leads, str]) -> None:
    assert leads(hooks, PUBLIC) == expected


def test_only_what_differs_is_told_and_what_empties_another_comes_last() -> None:
    former = Webhooks(
        voice_url="https://old.test/in", voice_method="GET", trunk_sid="TK1", sms_url="https://old.test/t"
    )
    told = dict(form(former, OURS))
    assert told["VoiceUrl"] == f"{PUBLIC}/carriers/trunk_1/in#rc=3"
    assert (told["VoiceMethod"], told["TrunkSid"]) == ("POST", "")
    assert told["SmsUrl"].startswith(f"{PUBLIC}/carriers/trunk_1/")
    assert not told.keys() & {"VoiceApplicationSid", "VoiceFallbackUrl", "SmsApplicationSid"}
    taken = Webhooks.of({"voice_url": OURS["voice_url"], "voice_method": "POST", "sms_url": None} | dict(OURS))
    assert differing(taken, OURS) == []
    back = form(taken, structs.asdict(former))
    assert back[-1] == ("TrunkSid", "TK1")
    assert ("VoiceMethod", "GET") in back


def test_how_nothing_is_asked_for_makes_no_difference_and_what_was_kept_is_read_again() -> None:
    assert differing(Webhooks(sms_method="POST"), structs.asdict(Webhooks(sms_method="GET"))) == []
    former = Webhooks(voice_url="https://old.test/„in“", status_callback_method="GET")
    assert Webhooks(**read(kept(structs.asdict(former)))) == former
