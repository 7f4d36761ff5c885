"""The carrier's conferences, and how unreliable its callbacks are where a test asks for it."""

from __future__ import annotations

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.carrier.customer import document
from tests.carrier.lab import ANN, DANA, LINE, Lab, laboratory
from tests.carrier.messaging import come_in
from tests.carrier.phones import Answers, Person, Spoken
from tests.carrier.webhooks import Faults

EVENTS = "statusCallback='/room' statusCallbackEvent='start end join leave'"
ROOM = f"<Dial action='/after'><Conference beep='false' waitUrl='' {EVENTS}>room one</Conference></Dial>"


async def talking(lab: Lab) -> list[str]:
    """Ann and Dana are in a room."""
    lab.account.calls_per_second = 10.0
    lab.customer.say("/answered", ROOM)
    lab.customer.say("/after", "<Say>You are alone.</Say>", "<Pause length='20'/>")
    ann, dana = lab.phone(ANN, Answers()), lab.phone(DANA, Answers())
    sids = [str((await lab.call(number)).sid) for number in (ANN, DANA)]
    await lab.hears(ann, Person(DANA))
    await lab.hears(dana, Person(ANN))
    return sids


async def test_two_hear_each_other_and_their_coming_and_going_is_told(lab: Lab) -> None:
    one, other = await talking(lab)
    (room,) = await lab.client.conferences.list_async(friendly_name="room one", status="in-progress")
    found = await lab.client.conferences(room.sid).participants.list_async()
    assert {each.call_sid for each in found} == {one, other}
    await lab.client.calls(one).update_async(twiml=document("<Say>Back.</Say>", "<Pause length='20'/>"))
    await lab.hears(lab.carrier.phone(ANN), Spoken("Back."))
    assert lab.carrier.phone(DANA).hears() == [], "the other stays, alone"
    lab.carrier.phone(DANA).hang_up()
    await lab.customer.until(lambda: len(lab.customer.at("/room")) == 6)
    told = {each["SequenceNumber"]: each["StatusCallbackEvent"] for each in lab.customer.at("/room")}
    assert [told[number] for number in sorted(told)] == [
        "participant-join",
        "participant-join",
        "conference-start",
        "participant-leave",
        "participant-leave",
        "conference-end",
    ]


async def test_where_one_ends_the_conference_the_other_goes_on_with_its_document(lab: Lab) -> None:
    lab.customer.say("/answered", ROOM.replace("beep=", "endConferenceOnExit='true' beep="))
    await lab.call(ANN)
    lab.phone(ANN, Answers())
    await lab.call(DANA)
    lab.customer.say("/after", "<Say>You are alone.</Say>", "<Pause length='20'/>")
    await lab.hears(lab.carrier.phone(ANN), Person(DANA))
    lab.carrier.phone(DANA).hang_up()
    await lab.hears(lab.carrier.phone(ANN), Spoken("You are alone."))


async def test_callbacks_come_thrice_shuffled_late_or_never_and_say_which_they_are() -> None:
    async with laboratory(Faults(doubled=1.0, latest=5.0, lost=0.2), seed=7) as lab:
        lab.customer.say("/answered", "<Hangup/>")
        lab.phone(ANN, Answers())
        for _ in range(10):
            await lab.until(await lab.call(), "completed")
        ended = lab.carrier.now()
        await lab.customer.until(lambda: lab.carrier.now() > ended + 6.0)
        told = lab.customer.at("/status")
        tokens = [each.headers["I-Twilio-Idempotency-Token"] for each in told]
        assert len(tokens) == 3 * len(set(tokens))
        assert 20 < len(set(tokens)) < 40, "of 40 some are lost"
        assert [each["SequenceNumber"] for each in told] != sorted(each["SequenceNumber"] for each in told)


async def test_messages_are_delivered_or_fail_by_their_codes(lab: Lab) -> None:
    sent = await lab.client.messages.create_async(to=ANN, from_=LINE, body="Good day", status_callback="https://a/m")
    assert sent.status == "queued"
    await lab.customer.until(lambda: lab.carrier.messages[str(sent.sid)].status == "delivered")
    lab.account.numbers[LINE].registered = False
    failing = await lab.client.messages.create_async(to=ANN, from_=LINE, body="Good day", status_callback="https://a/m")
    await lab.customer.until(lambda: len(lab.customer.at("/m")) == 4)
    assert (await lab.client.messages(failing.sid).fetch_async()).error_code == 30034
    assert [each["MessageStatus"] for each in lab.customer.at("/m")] == ["sent", "delivered", "sent", "undelivered"]


async def test_who_has_texted_stop_is_sent_nothing(lab: Lab) -> None:
    lab.account.numbers[LINE].sms_url = "https://a/sms"
    come_in(lab.carrier, lab.account, DANA, LINE, "Stop")
    await lab.customer.until(lambda: lab.customer.at("/sms"))
    with pytest.raises(TwilioRestException) as refused:
        await lab.client.messages.create_async(to=DANA, from_=LINE, body="Good day")
    assert refused.value.code == 21610
    come_in(lab.carrier, lab.account, DANA, LINE, "start")
    assert (await lab.client.messages.create_async(to=DANA, from_=LINE, body="Good day")).status == "queued"
