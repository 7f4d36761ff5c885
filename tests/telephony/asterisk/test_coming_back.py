"""The adapter after a connection that was lost, and with what an earlier worker left, on a small ARI."""

import pytest

from offhook.calls.commands import Bridge, Hangup
from offhook.calls.events import Answered, Bridged, Digit, Ended, Prompted
from offhook.calls.values import Cause, LegId
from offhook.telephony.port import LegState, NotReady, Surviving
from tests.telephony.asterisk.ari import time_passes
from tests.telephony.asterisk.desk import CALL, CONTACT, MEMBER, Desk, collect, destroyed, originate, say
from tests.waiting import eventually


async def test_a_hangup_that_was_not_heard_is_repeated(desk: Desk) -> None:
    await desk.answered(MEMBER)
    await desk.ari.close()
    await eventually(lambda: desk.lost, "the loss is told")
    desk.send(Hangup(MEMBER, Cause.NORMAL))
    desk.ari.channels = [{"id": MEMBER, "state": "Up"}]
    await desk.ari.open()
    await desk.is_ready(2)
    await desk.ari.gets("DELETE channels/call_1-1")
    await destroyed(desk.ari, MEMBER)
    await desk.reported(Ended(MEMBER, Cause.NORMAL, 16, None, "Normal Clearing"))


async def test_nothing_is_dialled_without_a_connection(desk: Desk) -> None:
    await desk.ari.close()
    await eventually(lambda: desk.lost, "the loss is told")
    desk.send(originate())
    await eventually(lambda: desk.events, "it ends")
    (end,) = desk.events
    assert isinstance(end, Ended)
    assert (end.cause, "no connection" in end.note) == (Cause.SWITCH_LOST, True)
    with pytest.raises(NotReady):
        await desk.telephony.survivors()


async def test_a_leg_that_was_asked_for_in_vain_must_not_ring_later(desk: Desk) -> None:
    desk.ari.held.add("POST channels")
    desk.send(originate())
    await desk.ari.gets("POST channels")
    await desk.ari.hang_up()
    await desk.is_ready(2)
    await desk.ari.send("Dial", peer={"id": MEMBER}, dialstatus="RINGING")
    await desk.ari.gets("DELETE channels/call_1-1")
    assert desk.events == []


async def test_what_ended_meanwhile_is_forgotten_and_the_rest_goes_on(desk: Desk) -> None:
    bridge = await desk.joined()
    desk.ari.channels = [{"id": MEMBER, "state": "Up"}]
    desk.ari.bridges = [{"id": bridge, "channels": [MEMBER]}]
    await desk.ari.hang_up()
    await desk.is_ready(2)
    assert await desk.telephony.survivors() == {CALL: [Surviving(MEMBER, LegState.ANSWERED)]}
    await destroyed(desk.ari, CONTACT)
    desk.send(say())
    await desk.ari.gets(f"POST bridges/{bridge}/removeChannel")
    assert not any(isinstance(event, Ended) for event in desk.events)


async def test_whether_asterisk_began_anew_shows_in_our_bridges_being_gone(desk: Desk) -> None:
    ours, another = {"id": "offhook-1", "channels": []}, {"id": "somebody-elses", "channels": []}
    for bridges in ([another, ours], [another], [another, ours]):
        desk.ari.bridges = bridges
        await desk.ari.hang_up()
        await desk.is_ready(len(desk.gone) + 1)
    assert desk.gone[1:] == [Cause.UNKNOWN, Cause.SWITCH_LOST, Cause.UNKNOWN]


async def test_that_asterisk_began_anew_is_told_after_a_connection_that_was_lost_too_soon(desk: Desk) -> None:
    desk.ari.bridges, looked = [], desk.ari.story().count("GET endpoints/PJSIP")
    desk.ari.held.add("GET endpoints")
    await desk.ari.hang_up()
    await desk.ari.gets("GET endpoints", looked + 1)
    desk.ari.bridges = [{"id": "offhook-1", "channels": []}]
    desk.ari.held.clear()
    await desk.ari.hang_up()
    await desk.is_ready(2)
    assert desk.gone[1] is Cause.SWITCH_LOST


async def test_words_that_ended_meanwhile_have_ended(desk: Desk) -> None:
    await desk.answered(MEMBER, CONTACT)
    desk.send(say(MEMBER), say(CONTACT))
    desk.ari.channels = [{"id": leg, "state": "Up"} for leg in (MEMBER, CONTACT)]
    desk.ari.answers["GET playbacks/call_1-1.a"] = (404, {"message": "Playback not found"})
    await desk.ari.gets("POST channels/call_1-2/play")
    await desk.ari.hang_up()
    await desk.is_ready(2)
    await desk.reported(Prompted(MEMBER, "p"))
    assert Prompted(CONTACT, "p") not in desk.events


async def test_an_adopted_legs_words_are_stopped_and_its_news_is_told(desk: Desk) -> None:
    found = [Surviving(MEMBER, LegState.ANSWERED), Surviving(CONTACT, LegState.RINGING)]
    await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit="5")
    await desk.ari.send("StasisStart", channel={"id": CONTACT, "state": "Up"})
    await desk.ari.send("ChannelDtmfReceived", channel={"id": "1795303238.17"}, digit="9")
    await desk.settled()
    await desk.telephony.adopt(CALL, found)
    await desk.telephony.adopt(CALL, found)
    await desk.reported(Answered(CONTACT))
    desk.send(Bridge(MEMBER, CONTACT))
    await desk.reported(Bridged(MEMBER, CONTACT))
    assert desk.events == [Digit(MEMBER, "5"), Answered(CONTACT), Bridged(MEMBER, CONTACT)]
    assert desk.ari.story("DELETE") == [
        *(f"DELETE playbacks/call_1-1.{slot}" for slot in "abcd"),
        "DELETE channels/call_1-1/ring",
        "DELETE channels/call_1-1/moh",
        "DELETE channels/call_1-1/silence",
    ]


@pytest.mark.parametrize("looked", [True, False])
@pytest.mark.parametrize(
    ("kind", "fields"),
    [("Dial", {"peer": {"id": MEMBER}, "dialstatus": ""}), ("StasisStart", {"channel": {"id": MEMBER}})],
)
async def test_a_leg_that_turns_up_after_the_switch_was_looked_over_is_hung_up(
    desk: Desk, kind: str, fields: dict[str, object], looked: bool
) -> None:
    if looked:
        assert await desk.telephony.survivors() == {}
        await desk.ari.send(kind, **fields)
    else:  # told of after the listing was made, and before it was read
        await desk.ari.send(kind, **fields)
        await desk.settled()
        assert await desk.telephony.survivors() == {}
    await desk.ari.gets("DELETE channels/call_1-1")
    await destroyed(desk.ari, MEMBER)
    await desk.settled()
    assert desk.events == []
    assert desk.telephony._strangers._unclaimed == {}


async def test_a_leg_that_was_seen_waits_for_its_adoption(desk: Desk) -> None:
    desk.ari.channels = [{"id": MEMBER, "state": "Ringing"}, {"id": "1795303238.17", "state": "Up"}]
    found = await desk.telephony.survivors()
    await desk.ari.send("StasisStart", channel={"id": MEMBER})
    await desk.ari.send("StasisStart", channel={"id": "1795303238.17"})
    await desk.settled()
    await desk.telephony.adopt(CALL, found[CALL])
    await desk.reported(Answered(MEMBER))
    assert desk.ari.story("DELETE channels") == []


async def test_a_leg_that_ended_before_its_adoption_is_told(desk: Desk) -> None:
    await destroyed(desk.ari, MEMBER, 0)
    await desk.settled()
    await desk.telephony.adopt(CALL, [Surviving(MEMBER, LegState.ANSWERED)])
    await desk.reported(Ended(MEMBER, Cause.NORMAL, None, None, "Normal Clearing"))
    await desk.telephony.adopt(CALL, [])
    assert len(desk.events) == 1


async def test_a_hangup_of_an_unknown_leg_is_passed_on(desk: Desk) -> None:
    desk.send(Hangup(LegId("call_9-9"), Cause.NORMAL), Hangup(LegId("x/../y"), Cause.NORMAL))
    await desk.ari.gets("DELETE channels/call_9-9")
    assert desk.ari.story("DELETE") == ["DELETE channels/call_9-9"]


async def test_a_worker_that_is_replaced_does_nothing_more(desk: Desk) -> None:
    await desk.answered(MEMBER)
    desk.send(collect(wait=0.05))
    await desk.ari.send("PlaybackFinished", playback={"id": "call_1-1.a", "state": "done"})
    await desk.ari.send("ApplicationReplaced")
    await eventually(lambda: desk.lost, "it is told")
    assert desk.telephony.replaced
    assert not desk.telephony.ready
    asked = len(desk.ari.asked)
    desk.send(Hangup(MEMBER, Cause.NORMAL), originate(CONTACT))
    await time_passes(0.2)
    assert len(desk.ari.asked) == asked
    assert [type(event) for event in desk.events] == [Answered, Ended]
    assert len(desk.gone) == 1


async def test_after_the_stop_nothing_is_told(desk: Desk) -> None:
    await desk.answered(MEMBER)
    desk.send(collect(wait=0.02))
    await desk.telephony.stop()
    await time_passes(0.05)
    assert desk.events == [Answered(MEMBER)]
    assert desk.lost == []
