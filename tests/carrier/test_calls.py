"""The carrier's calls do what its documentation says, seen with the official SDK."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator

from tests.carrier.customer import APP, document, sdk
from tests.carrier.lab import ANN, DANA, LINE, Lab
from tests.carrier.phones import Answers, Person, Phone, Played, Refuses, Rings, RingTone, Script, Spoken


def connected(phone: Phone) -> bool:
    """Whether its newest call was answered."""
    return phone.last.answered


async def test_a_call_is_queued_rings_is_answered_and_speaks(lab: Lab) -> None:
    lab.customer.say("/answered", "<Say>Good day to you.</Say>")
    ann = lab.phone(ANN, Answers(after=1.0))
    call = await lab.call()
    assert (call.status, call.direction, call.price) == ("queued", "outbound-api", None)
    await lab.hears(ann, Spoken("Good day to you."))
    await lab.until(call, "completed")
    await lab.customer.until(lambda: len(lab.customer.states()) == 4)
    assert lab.customer.states() == ["queued", "ringing", "in-progress", "completed"]
    assert [each["SequenceNumber"] for each in lab.customer.at("/status")] == ["0", "1", "2", "3"]
    assert lab.customer.at("/status")[-1]["SipResponseCode"] == "200"
    assert ann.shown == [LINE]
    assert lab.carrier.complaints == []


async def test_the_official_validator_finds_the_signature_right_and_a_changed_one_wrong(lab: Lab) -> None:
    lab.customer.say("/answered", "<Hangup/>")
    lab.phone(ANN, Answers())
    call = await lab.call()
    await lab.until(call, "completed")
    referee = RequestValidator(lab.account.auth_token)
    assert lab.customer.told
    for told in lab.customer.told:
        signature = told.headers["X-Twilio-Signature"]
        assert referee.validate(told.url, told.params, signature)
        assert not referee.validate(told.url, told.params | {"To": DANA}, signature)
        assert told.headers["I-Twilio-Idempotency-Token"]


async def test_calls_beyond_one_a_second_wait_their_turn(lab: Lab) -> None:
    lab.customer.say("/answered", "<Hangup/>")
    lab.phone(ANN, Answers())
    began = lab.carrier.now()
    calls = [await lab.call() for _ in range(3)]
    assert [call.queue_time for call in calls] == ["0", "1000", "2000"]
    await lab.until(calls[-1], "completed")
    assert 2.0 < lab.carrier.now() - began < 3.5


@pytest.mark.parametrize(
    ("script", "status", "sip"),
    [
        (Refuses(486), "busy", "486"),
        (Refuses(404), "failed", "404"),
        (Refuses(503, after=1.0), "failed", "503"),
        (Rings(), "no-answer", "487"),
    ],
)
async def test_a_call_that_is_not_answered_says_why(lab: Lab, script: Script, status: str, sip: str) -> None:
    lab.phone(ANN, script)
    call = await lab.call(timeout=20)
    await lab.until(call, status)
    await lab.customer.until(lambda: lab.customer.states()[-1:] == [status])
    assert lab.customer.at("/status")[-1]["SipResponseCode"] == sip
    assert lab.customer.at("/answered") == []


async def test_a_price_comes_later(lab: Lab) -> None:
    lab.phone(ANN, Answers())
    lab.customer.say("/answered", "<Pause length='5'/>")
    call = await lab.call()
    await lab.until(call, "completed")
    ended = await lab.client.calls(call.sid).fetch_async()
    assert (ended.price, ended.duration) == (None, "5")
    await lab.customer.until(lambda: lab.carrier.calls[str(call.sid)].price, 120.0)
    assert (await lab.client.calls(call.sid).fetch_async()).price == "-0.01300"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "+1202"}, 21211),
        ({"to": "Ann"}, 21211),
        ({"from_": DANA}, 21210),
        ({"from_": "Ann"}, 21212),
    ],
)
async def test_a_call_that_can_not_be_made_is_refused_by_its_code(lab: Lab, changes: dict[str, str], code: int) -> None:
    wanted = {"to": ANN, "from_": LINE, "url": f"{APP}/answered"} | changes
    with pytest.raises(TwilioRestException) as refused:
        await lab.client.calls.create_async(**wanted)
    assert refused.value.code == code
    assert lab.carrier.calls == {}


async def test_credentials_are_asked_for_and_a_key_will_do(lab: Lab) -> None:
    session = lab.client.http_client.session
    with pytest.raises(TwilioRestException) as refused:
        await sdk(session, lab.account, secret="another").calls("CA1").fetch_async()
    assert (refused.value.status, refused.value.code) == (401, 20003)
    by_key = sdk(session, lab.account)
    by_key.username, by_key.password = "SK1", "secret of the key"
    by_key.auth = ("SK1", "secret of the key")
    assert await by_key.calls.list_async() == []


@pytest.mark.parametrize(("status", "code"), [(429, 20429), (500, 20500)])
async def test_it_can_be_overcharged_or_out_of_order(lab: Lab, status: int, code: int) -> None:
    lab.account.refuses_all = status
    with pytest.raises(TwilioRestException) as refused:
        await lab.call()
    assert (refused.value.status, refused.value.code) == (status, code)


async def test_only_a_call_in_progress_is_redirected(lab: Lab) -> None:
    ann = lab.phone(ANN, Rings())
    lab.customer.say("/answered", "<Say>A long story that goes on and on.</Say>", "<Pause length='60'/>")
    call = await lab.call()
    await lab.until(call, "ringing")
    with pytest.raises(TwilioRestException) as refused:
        await lab.client.calls(call.sid).update_async(twiml=document("<Hangup/>"))
    assert refused.value.code == 21220
    ann.pick_up()
    await lab.hears(ann, Spoken("A long story that goes on and on."))
    await lab.client.calls(call.sid).update_async(twiml=document("<Say>Something else.</Say>", "<Pause length='9'/>"))
    await lab.hears(ann, Spoken("Something else."))
    await lab.client.calls(call.sid).update_async(status="completed")
    assert await lab.status(call) == "completed"
    assert not ann.last.up


async def test_a_ringing_call_is_called_off(lab: Lab) -> None:
    ann = lab.phone(ANN, Rings())
    call = await lab.call()
    await lab.until(call, "ringing")
    await lab.client.calls(call.sid).update_async(status="canceled")
    assert await lab.status(call) == "canceled"
    assert not ann.rings


async def test_a_call_that_comes_in_is_answered_by_the_document_of_its_number(lab: Lab) -> None:
    lab.customer.say("/voice", "<Pause length='2'/>", "<Say>Welcome.</Say>")
    (number,) = await lab.client.incoming_phone_numbers.list_async()
    await number.update_async(voice_url=f"{APP}/voice", status_callback=f"{APP}/status")
    dana = lab.phone(DANA, Rings())
    call = lab.carrier.call_in(dana, LINE)
    await lab.customer.until(lambda: lab.customer.at("/voice"))
    told = lab.customer.at("/voice")[0]
    assert (told["From"], told["To"], told["CallStatus"], told["Direction"]) == (DANA, LINE, "ringing", "inbound")
    assert connected(dana) is False, "a first <Pause> waits before it picks up"
    await lab.hears(dana, Spoken("Welcome."))
    assert connected(dana) is True
    await lab.customer.until(lambda: not call.up)
    assert lab.customer.states() == ["completed"]


@pytest.mark.parametrize(("reason", "status", "tone"), [("busy", "busy", 486), ("rejected", "no-answer", 404)])
async def test_a_first_reject_never_answers(lab: Lab, reason: str, status: str, tone: int) -> None:
    lab.customer.say("/voice", f"<Reject reason='{reason}'/>")
    lab.account.numbers[LINE].voice_url = f"{APP}/voice"
    dana = lab.phone(DANA, Rings())
    call = lab.carrier.call_in(dana, LINE)
    await lab.customer.until(lambda: not call.up)
    assert (call.status, dana.last.refused_with, dana.last.answered) == (status, tone, False)


async def test_a_document_that_can_not_be_had_ends_the_call_but_for_the_fallback(lab: Lab) -> None:
    lab.customer.documents["/answered"] = 500
    lab.phone(ANN, Answers())
    call = await lab.call()
    await lab.until(call, "completed")
    assert [each.code for each in lab.carrier.complaints] == [11200]
    lab.customer.say("/fallback", "<Say>One moment.</Say>")
    call = await lab.call(fallback_url=f"{APP}/fallback")
    await lab.hears(lab.carrier.phone(ANN), Spoken("One moment."))
    assert lab.customer.at("/fallback")[0]["ErrorCode"] == "11200"


async def test_retries_are_asked_for_in_the_fragment(lab: Lab) -> None:
    lab.customer.documents["/answered"] = 503
    lab.phone(ANN, Answers())
    call = await lab.call(url=f"{APP}/answered#rc=2&rp=5xx")
    await lab.until(call, "completed")
    assert len(lab.customer.at("/answered")) == 3
    assert (
        len({told.headers["I-Twilio-Idempotency-Token"] for told in lab.customer.told if told.path == "/answered"}) == 1
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<Response><Say>", 12100),
        ("<Answer/>", 12100),
        ("<Response><Shout>Hi</Shout></Response>", 12200),
        ("<Response><Say tone='loud'>Hi</Say></Response>", 12200),
        ("<Response><Gather><Dial>1</Dial></Gather></Response>", 12200),
        ("<Response><Gather timeout='0'/></Response>", 12200),
        ("<Response><Reject reason='tired'/></Response>", 12200),
        ("<Response><Say/></Response>", 12200),
    ],
)
async def test_a_document_that_is_none_is_complained_about(lab: Lab, text: str, code: int) -> None:
    lab.customer.documents["/answered"] = text
    lab.phone(ANN, Answers())
    await lab.until(await lab.call(), "completed")
    assert code in {each.code for each in lab.carrier.complaints}


async def test_dial_rings_numbers_at_once_screens_the_first_and_joins_it(lab: Lab) -> None:
    """A voicemail that answers first ends the others, whatever its own document does."""
    lab.customer.say(
        "/answered", f"<Dial action='/after'><Number url='/screen'>{DANA}</Number><Number>+12025550133</Number></Dial>"
    )
    lab.customer.say("/screen", "<Say>Press one.</Say>")
    lab.customer.say("/after", "<Hangup/>")
    ann, dana, eve = lab.phone(ANN, Answers()), lab.phone(DANA, Answers(after=1.0)), lab.phone("+12025550133", Rings())
    await lab.call()
    await lab.hears(ann, RingTone())
    await lab.hears(dana, Spoken("Press one."))
    assert Person(DANA) not in ann.hears()
    assert not eve.last.up
    await lab.hears(ann, Person(DANA))
    assert Person(ANN) in dana.hears()
    assert dana.shown == [LINE]
    dana.hang_up()
    await lab.customer.until(lambda: lab.customer.at("/after"))
    assert lab.customer.at("/after")[0]["DialCallStatus"] == "completed"


@pytest.mark.parametrize("screen", ["<Hangup/>", "<Dial>+12025550133</Dial>"])
async def test_whoever_is_dialled_may_be_hung_up_before_it_is_joined(lab: Lab, screen: str) -> None:
    lab.customer.say("/answered", f"<Dial action='/after'><Number url='/screen'>{DANA}</Number></Dial>")
    lab.customer.say("/screen", screen)
    lab.customer.say("/after", "<Say>Nobody is there.</Say>")
    ann, dana = lab.phone(ANN, Answers()), lab.phone(DANA, Answers())
    await lab.call()
    await lab.hears(ann, Spoken("Nobody is there."))
    assert not dana.last.up
    assert [each.code for each in lab.carrier.complaints] == ([12200] if "Dial" in screen else [])


async def test_an_update_takes_whoever_was_dialled_out_and_the_other_goes_on(lab: Lab) -> None:
    lab.customer.say("/answered", f"<Dial action='/after'><Number>{DANA}</Number></Dial>")
    lab.customer.say("/after", "<Say>One moment.</Say>")
    ann, dana = lab.phone(ANN, Answers()), lab.phone(DANA, Answers())
    await lab.call()
    await lab.hears(ann, Person(DANA))
    sid = next(sid for sid, call in lab.carrier.calls.items() if call.to == DANA)
    await lab.client.calls(sid).update_async(twiml=document("<Say>Wait.</Say><Pause length='9'/>"))
    await lab.hears(dana, Spoken("Wait."))
    await lab.hears(ann, Spoken("One moment."))
    assert dana.last.up


async def test_an_update_of_the_caller_ends_a_dial_and_what_that_leads_to_is_asked_for_in_vain(lab: Lab) -> None:
    lab.customer.say("/answered", f"<Dial action='/after'><Number>{DANA}</Number></Dial>")
    lab.customer.say("/after", "<Say>Too late.</Say>")
    ann, dana = lab.phone(ANN, Answers()), lab.phone(DANA, Answers())
    call = await lab.call()
    await lab.hears(ann, Person(DANA))
    await lab.client.calls(str(call.sid)).update_async(twiml=document("<Say>Welcome.</Say><Pause length='9'/>"))
    await lab.hears(ann, Spoken("Welcome."))
    await lab.customer.until(lambda: lab.customer.at("/after"))
    assert not dana.last.up
    assert Spoken("Too late.") not in ann.last.heard


async def test_a_busy_number_leads_on(lab: Lab) -> None:
    lab.customer.say("/answered", "<Dial action='/after'><Sip>sip:dana@office.test</Sip></Dial>")
    lab.customer.say("/after", "<Say>Nobody is there.</Say>")
    lab.phone("sip:dana@office.test", Refuses(486))
    ann = lab.phone(ANN, Answers())
    await lab.call()
    await lab.hears(ann, Spoken("Nobody is there."))
    assert lab.customer.at("/after")[0]["DialCallStatus"] == "busy"


async def test_star_ends_a_dial_and_the_other_is_gone(lab: Lab) -> None:
    lab.customer.say("/answered", f"<Dial hangupOnStar='true'>{DANA}</Dial>", "<Say>Where to?</Say>")
    ann, dana = lab.phone(ANN, Answers()), lab.phone(DANA, Answers())
    await lab.call()
    await lab.hears(ann, Person(DANA))
    ann.press("#")
    ann.press("*")
    await lab.hears(ann, Spoken("Where to?"))
    assert not dana.last.up


async def test_a_queue_holds_calls_until_one_takes_them_out(lab: Lab) -> None:
    lab.customer.say("/answered", "<Enqueue waitUrl='/wait' action='/after'>support</Enqueue>")
    lab.customer.say("/wait", "<Say>You are number one.</Say>")
    lab.customer.say("/after", "<Hangup/>")
    ann, dana = lab.phone(ANN, Answers()), lab.phone(DANA, Answers())
    await lab.call()
    await lab.hears(ann, Spoken("You are number one."))
    await lab.call(DANA, twiml=document("<Dial><Queue>support</Queue></Dial>"))
    await lab.hears(ann, Person(DANA))
    dana.hang_up()
    await lab.customer.until(lambda: lab.customer.at("/after"))
    assert lab.customer.at("/after")[0]["QueueResult"] == "bridged"


async def test_a_sound_is_fetched_and_one_that_is_not_there_is_complained_about(lab: Lab) -> None:
    lab.customer.say("/answered", "<Play>/nothing.wav</Play>", "<Say>Go on.</Say>")
    lab.customer.documents["/nothing.wav"] = 404
    ann = lab.phone(ANN, Answers())
    await lab.call()
    await lab.hears(ann, Spoken("Go on."))
    assert [each.code for each in lab.carrier.complaints] == [12300]
    assert Played(f"{APP}/nothing.wav") not in ann.last.heard
