"""The adapter with channels that come in, on a small ARI: what it asks in which order, and what it makes of trouble."""

import pytest

from offhook.calls.commands import Answer, Hangup, Record, Ring
from offhook.calls.events import Answered, Digit, Ended, Incoming, Recorded
from offhook.calls.values import E164, Cause, LegId
from offhook.telephony.port import LegState, Surviving
from tests.telephony.asterisk.ari import time_passes
from tests.telephony.asterisk.desk import CAME, LAB, Desk, say
from tests.waiting import eventually

CHANNEL = "1764.7"
LEG = LegId(f"{CAME}-1")
INCOMING = Incoming(LEG, LAB, "+12025550100", E164("+12025550122"))
NAME = f"{LEG}.1"
ASKED_TO_RECORD = f"POST channels/{CHANNEL}/record"


def channel(state: str = "Ring") -> dict[str, object]:
    return {
        "id": CHANNEL,
        "state": state,
        "name": f"PJSIP/{LAB}-00000001",
        "caller": {"number": "+12025550122"},
        "dialplan": {"exten": "+12025550100", "app_data": "offhook,in,allowed"},
    }


def record(finish: str = "#") -> Record:
    return Record(LEG, 60.0, 5.0, finish, NAME)


async def came_in(desk: Desk) -> None:
    """A call is there."""
    await desk.ari.send("StasisStart", channel=channel(), args=["in", "allowed"])
    await desk.reported(INCOMING)


async def let_in(desk: Desk) -> None:
    """A call is there, and answered."""
    await came_in(desk)
    desk.telephony.send(CAME, [Answer(LEG)])
    await desk.reported(Answered(LEG))


async def test_a_channel_that_comes_in_is_subscribed_to_and_marked(desk: Desk) -> None:
    await came_in(desk)
    mark = await desk.ari.gets(f"POST channels/{CHANNEL}/variable")
    assert mark.query == {"variable": "OFFHOOK_LEG", "value": LEG}
    subscription = await desk.ari.gets("POST applications/offhook/subscription")
    assert subscription.query == {"eventSource": f"channel:{CHANNEL}"}


async def test_ringing_stops_before_the_answer(desk: Desk) -> None:
    await came_in(desk)
    desk.telephony.send(CAME, [Ring(LEG), Answer(LEG), Answer(LEG)])
    await desk.reported(Answered(LEG))
    asked = [f"{method} channels/{CHANNEL}/{what}" for method, what in (("POST", "ring"), ("DELETE", "ring"))]
    assert desk.ari.story(f"POST channels/{CHANNEL}/ring", "DELETE", f"POST channels/{CHANNEL}/answer") == [
        *asked,
        f"POST channels/{CHANNEL}/answer",
    ]


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (Cause.NOT_IN_SERVICE, "unallocated"),
        (Cause.BUSY, "busy"),
        (Cause.REJECTED, "rejected"),
        (Cause.NO_ANSWER, "no_answer"),
        (Cause.TRUNK_ERROR, "congestion"),
        (Cause.UNKNOWN, "normal"),
    ],
)
async def test_who_was_not_answered_is_refused_with_the_cause(desk: Desk, cause: Cause, reason: str) -> None:
    await came_in(desk)
    desk.telephony.send(CAME, [Hangup(LEG, cause)])
    assert (await desk.ari.gets(f"DELETE channels/{CHANNEL}")).query == {"reason": reason}
    await desk.ari.send("ChannelDestroyed", channel=channel(), cause=17, cause_txt="User busy", tech_cause=0)
    await eventually(lambda: any(isinstance(event, Ended) for event in desk.events), "the end is told")
    (end,) = [event for event in desk.events if isinstance(event, Ended)]
    assert (end.leg, end.cause) == (LEG, cause)


async def test_who_was_answered_is_hung_up(desk: Desk) -> None:
    await let_in(desk)
    desk.telephony.send(CAME, [Hangup(LEG, Cause.BUSY)])
    assert (await desk.ari.gets(f"DELETE channels/{CHANNEL}")).query == {"reason": "normal"}


async def test_a_caller_who_was_gone_before_we_could_listen_has_ended(desk: Desk) -> None:
    desk.ari.answers["POST applications"] = (422, {"message": "no such channel"})
    await came_in(desk)
    await desk.reported(Ended(LEG, Cause.CANCELLED))
    await desk.settled()
    assert len(desk.events) == 2


async def test_a_channel_that_a_listing_showed_first_is_told_once_and_is_not_answered(desk: Desk) -> None:
    desk.ari.channels = [channel()]
    desk.ari.answers[f"GET channels/{CHANNEL}/variable"] = (404, {"message": "Provided variable was not found"})
    found = await desk.telephony.survivors()
    assert desk.events == [INCOMING], "told before its leg is among the survivors"
    assert found == {CAME: [Surviving(LEG, LegState.RINGING)]}
    await desk.ari.send("StasisStart", channel=channel(), args=["in", "allowed"])
    await desk.settled()
    assert desk.events == [INCOMING]


async def test_a_channel_that_ended_while_it_was_looked_at_is_no_call(desk: Desk) -> None:
    desk.ari.channels = [channel()]
    desk.ari.answers[f"GET channels/{CHANNEL}/variable"] = (404, {"message": "Provided channel was not found"})
    assert await desk.telephony.survivors() == {}
    assert desk.events == []


async def test_an_earlier_workers_leg_is_known_by_its_mark(desk: Desk) -> None:
    desk.ari.channels = [channel("Up")]
    desk.ari.answers[f"GET channels/{CHANNEL}/variable"] = (200, {"value": LEG})
    found = await desk.telephony.survivors()
    assert found == {CAME: [Surviving(LEG, LegState.ANSWERED)]}
    await desk.telephony.adopt(CAME, found[CAME])
    desk.telephony.send(CAME, [say(LEG)])
    await desk.ari.gets(f"POST channels/{CHANNEL}/play/{LEG}.a")
    assert desk.events == []


async def test_a_refusal_that_was_not_heard_is_repeated(desk: Desk) -> None:
    await came_in(desk)
    desk.ari.held.add(f"DELETE channels/{CHANNEL}")
    desk.telephony.send(CAME, [Hangup(LEG, Cause.BUSY)])
    await desk.ari.gets(f"DELETE channels/{CHANNEL}")
    desk.ari.channels = [channel()]
    desk.ari.held.clear()
    await desk.ari.hang_up()
    again = await desk.ari.gets(f"DELETE channels/{CHANNEL}", times=2)
    assert again.query == {"reason": "busy"}


async def test_what_ends_a_recording_is_no_key_of_the_flows(desk: Desk) -> None:
    await let_in(desk)
    desk.telephony.send(CAME, [record()])
    asked = await desk.ari.gets(ASKED_TO_RECORD)
    assert (asked.query["terminateOn"], asked.query["ifExists"], asked.query["beep"]) == ("#", "fail", "true")
    for key in "#5":
        await desk.ari.send("ChannelDtmfReceived", channel=channel(), digit=key)
    await desk.reported(Digit(LEG, "5"))
    assert Digit(LEG, "#") not in desk.events
    await desk.ari.send("RecordingFinished", recording={"name": NAME})
    await desk.reported(Recorded(LEG, NAME))


async def test_one_that_runs_is_not_asked_for_again(desk: Desk) -> None:
    await let_in(desk)
    desk.telephony.send(CAME, [record(), record()])
    await desk.ari.gets(ASKED_TO_RECORD)
    await desk.settled()
    assert len(desk.ari.story(ASKED_TO_RECORD)) == 1


@pytest.mark.parametrize("goes_on", [False, True])
async def test_one_that_is_there_from_before_goes_on_or_is_over(desk: Desk, *, goes_on: bool) -> None:
    await let_in(desk)
    desk.ari.answers[ASKED_TO_RECORD] = (409, {"message": "it is there"})
    desk.ari.answers[f"GET recordings/live/{NAME}"] = (200, {"name": NAME}) if goes_on else (404, None)
    desk.telephony.send(CAME, [record()])
    await desk.ari.gets(f"GET recordings/live/{NAME}")
    await time_passes(0.05)
    assert (Recorded(LEG, NAME) in desk.events) is not goes_on


async def test_words_stop_a_recording_first(desk: Desk) -> None:
    await let_in(desk)
    desk.telephony.send(CAME, [record(), say(LEG)])
    await desk.ari.gets(f"POST channels/{CHANNEL}/play")
    assert desk.ari.story(ASKED_TO_RECORD, "POST recordings", f"POST channels/{CHANNEL}/play") == [
        ASKED_TO_RECORD,
        f"POST recordings/live/{NAME}/stop",
        f"POST channels/{CHANNEL}/play/{LEG}.a",
    ]
