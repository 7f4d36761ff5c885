"""The adapter joins two legs in a bridge of its pool, on a small ARI."""

import pytest

from offhook.calls.commands import Bridge, Hangup, Ring
from offhook.calls.events import Bridged, Digit, Ended
from offhook.calls.values import Cause
from tests.telephony.asterisk.desk import CONTACT, MEMBER, Desk, destroyed, say
from tests.waiting import eventually


async def test_whatever_plays_is_stopped_before_two_legs_are_joined(desk: Desk) -> None:
    await desk.answered(MEMBER, CONTACT)
    desk.send(Ring(MEMBER), say(CONTACT), Bridge(MEMBER, CONTACT))
    await desk.reported(Bridged(MEMBER, CONTACT))
    joined = await desk.ari.gets("POST bridges/")
    assert joined.query == {"channel": "call_1-1,call_1-2", "inhibitConnectedLineUpdates": "true"}
    assert desk.ari.story("DELETE", str(joined)) == [
        "DELETE channels/call_1-1/ring",
        "DELETE playbacks/call_1-2.a",
        str(joined),
    ]


async def test_a_joined_leg_leaves_the_bridge_before_it_is_spoken_to(desk: Desk) -> None:
    bridge = await desk.joined()
    desk.send(say())
    await desk.ari.gets("POST channels/call_1-1/play")
    order = desk.ari.story(f"POST bridges/{bridge}/remove", "POST channels/call_1-1/play")
    assert order == [f"POST bridges/{bridge}/removeChannel", "POST channels/call_1-1/play/call_1-1.a"]


async def test_the_bridge_is_used_again_after_both_have_ended(desk: Desk) -> None:
    bridge = await desk.joined()
    await destroyed(desk.ari, CONTACT)
    desk.send(Hangup(MEMBER, Cause.NORMAL))
    await destroyed(desk.ari, MEMBER)
    await eventually(lambda: sum(isinstance(event, Ended) for event in desk.events) == 2, "both end")
    pool, _ = desk.telephony._joining._pools
    assert bridge in {pool.take() for _ in range(10)}
    assert desk.ari.story("POST bridges/", "DELETE bridges") == [
        *[asked for asked in desk.ari.story("POST bridges/") if "Channel" not in asked],
        f"POST bridges/{bridge}/addChannel",
    ]


async def test_a_bridge_that_fails_is_replaced_once(desk: Desk) -> None:
    await desk.answered(MEMBER, CONTACT)
    first = next(asked for asked in desk.ari.story("POST bridges/")).split("/")[1]
    desk.ari.answers[f"POST bridges/{first}/addChannel"] = (404, {"message": "Bridge not found"})
    desk.send(Bridge(MEMBER, CONTACT))
    await desk.reported(Bridged(MEMBER, CONTACT))
    await desk.ari.gets(f"DELETE bridges/{first}")


async def test_legs_that_can_not_be_joined_are_ended(desk: Desk) -> None:
    await desk.answered(MEMBER, CONTACT)
    for asked in desk.ari.story("POST bridges/"):
        desk.ari.answers[f"{asked}/addChannel"] = (500, {"message": "no"})
    desk.send(Bridge(MEMBER, CONTACT))
    await desk.ari.gets("DELETE channels/call_1-1")
    await desk.ari.gets("DELETE channels/call_1-2")
    assert not any(isinstance(event, Bridged) for event in desk.events)


async def test_no_bridge_is_told_after_one_has_ended(desk: Desk) -> None:
    await desk.answered(MEMBER, CONTACT)
    desk.ari.held.add("POST bridges/")
    desk.send(Bridge(MEMBER, CONTACT))
    await eventually(lambda: any("addChannel" in asked for asked in desk.ari.story()), "it is asked for")
    await destroyed(desk.ari, CONTACT, 0)
    await eventually(lambda: any(isinstance(event, Ended) for event in desk.events), "the contact ends")
    assert not any(isinstance(event, Bridged) for event in desk.events)


async def test_keys_in_a_bridge_are_not_told(desk: Desk) -> None:
    await desk.joined()
    await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit="5")
    await destroyed(desk.ari, CONTACT)
    await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit="6")
    await desk.reported(Digit(MEMBER, "6"))
    assert Digit(MEMBER, "5") not in desk.events


@pytest.mark.behaviour("T22")
async def test_keys_in_a_bridge_that_reports_them_are_told(desk: Desk) -> None:
    await desk.answered(MEMBER, CONTACT)
    desk.send(Bridge(MEMBER, CONTACT, keys=True))
    await desk.reported(Bridged(MEMBER, CONTACT))
    await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit="*")
    await desk.reported(Digit(MEMBER, "*"))
