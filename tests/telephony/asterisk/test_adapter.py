"""The adapter on a small ARI: what it asks in which order, and what it makes of trouble. The rest: tests/contract."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from offhook.calls.commands import Bridge, Collect, Command, Hangup, Originate, Ring, Say
from offhook.calls.events import Answered, Bridged, Collected, Digit, Ended, Event, Incoming, Prompted, Ringing
from offhook.calls.values import E164, CallId, Cause, LegId, Phrase, Role, TrunkId
from offhook.telephony.asterisk import requests
from offhook.telephony.asterisk.adapter import AsteriskTelephony
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.requests import TrunkView
from offhook.telephony.asterisk.trunk_reload import SwitchRefused
from offhook.telephony.asterisk.voice import BEEP, PromptUnavailable
from offhook.telephony.port import LegState, NotReady, Surviving, TrunkHealth, TrunkState
from tests.telephony.asterisk.ari import QUICK, FakeAri, time_passes
from tests.waiting import eventually

CALL, CAME = CallId("call_1"), CallId("call_2")
MEMBER, CONTACT = LegId("call_1-1"), LegId("call_1-2")
LAB = TrunkId("trunk_lab")
READY, SLOW, BROKEN, ODD = Phrase("ready"), Phrase("slow"), Phrase("broken"), Phrase("odd")


class Prompts:
    """Some are there, some take until `made`, some can't be spoken."""

    def __init__(self) -> None:
        self.made = asyncio.Event()

    def cached(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str | None:
        return "sound:/ready" if phrases == (READY,) else None

    async def media(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str:
        if phrases == (BROKEN,):
            raise PromptUnavailable("no voice")
        if phrases == (ODD,):
            raise KeyError("no such phrase")
        await self.made.wait()
        return "sound:/slow"


class Desk:
    """The adapter, the ARI that it drives, and what it reported."""

    def __init__(self, ari: FakeAri) -> None:
        self.ari = ari
        self.prompts = Prompts()
        self.events: list[Event | Incoming] = []
        self.gone: list[Cause] = []
        """As told each time it was ready."""
        self.lost: list[str] = []
        self.passed_over: dict[TrunkId, str] = {}
        self.telephony = AsteriskTelephony(
            ari.account,
            trunks={LAB: TrunkView(LAB)}.get,
            prompts=self.prompts,
            new_call=lambda: CAME,
            console=no_console,
            passed_over=self.passed_over,
            timing=QUICK,
        )

    async def start(self) -> None:
        await self.telephony.start(lambda call, event: self.events.append(event), self.gone.append, self.lost.append)
        await self.is_ready()

    async def is_ready(self, times: int = 1) -> None:
        await eventually(lambda: self.telephony.ready and len(self.gone) >= times, "the adapter is ready")

    def send(self, *commands: Command) -> None:
        self.telephony.send(CALL, commands)

    async def reported(self, event: Event | Incoming) -> None:
        await eventually(lambda: event in self.events, f"{event}; {self.events}")

    async def answered(self, *legs: LegId) -> None:
        """Legs that were dialled and have answered."""
        for leg in legs:
            self.send(originate(leg))
            await self.ari.gets("POST channels")
            await self.ari.send("StasisStart", channel={"id": leg, "state": "Up"})
            await self.reported(Answered(leg))

    async def joined(self) -> str:
        """Member and contact in a bridge."""
        await self.answered(MEMBER, CONTACT)
        self.send(Bridge(MEMBER, CONTACT))
        await self.reported(Bridged(MEMBER, CONTACT))
        return (await self.ari.gets("POST bridges/")).uri.split("/")[1]

    async def settled(self) -> None:
        """Every event sent so far has been taken."""
        await self.telephony._client.ask(requests.look_up_playback("nothing"))


async def no_console(command: str) -> str:
    raise NoAnswer("there is no console")


def originate(leg: LegId = MEMBER, *, to: str = "+12025550111", trunk: TrunkId = LAB) -> Originate:
    return Originate(leg, Role.MEMBER, E164(to), E164("+12025550100"), trunk)


def say(leg: LegId = MEMBER, phrase: Phrase = READY, prompt: str = "p") -> Say:
    return Say(leg, (phrase,), "en", "US", prompt)


def collect(leg: LegId = MEMBER, phrase: Phrase = READY, *, digits: int = 1, wait: float = 0.1) -> Collect:
    return Collect(leg, (phrase,), "en", "US", digits, wait, "", "p")


async def destroyed(ari: FakeAri, leg: LegId, cause: int = 16, **fields: object) -> None:
    await ari.send("ChannelDestroyed", channel={"id": leg}, cause=cause, cause_txt="Normal Clearing", **fields)


@pytest.fixture
async def ari() -> AsyncIterator[FakeAri]:
    async with FakeAri() as ari:
        yield ari


@pytest.fixture
async def desk(ari: FakeAri) -> AsyncIterator[Desk]:
    desk = Desk(ari)
    await desk.start()
    yield desk
    await desk.telephony.stop()


class TestDialling:
    async def test_a_refused_channel_is_a_trunk_that_is_down(self, desk: Desk) -> None:
        desk.ari.answers["POST channels"] = (500, {"error": "Allocation failed"})
        desk.send(originate())
        await desk.reported(Ended(MEMBER, Cause.TRUNK_DOWN, note="trunk_lab is down: not dialled"))

    async def test_a_channel_that_is_there_already_is_the_leg(self, desk: Desk) -> None:
        desk.ari.answers["POST channels"] = (409, {"message": "Channel with given unique ID already exists"})
        await desk.answered(MEMBER)

    async def test_any_other_refusal_is_told_in_asterisks_words(self, desk: Desk) -> None:
        desk.ari.answers["POST channels"] = (400, {"message": "Invalid endpoint"})
        desk.send(originate())
        await desk.reported(Ended(MEMBER, Cause.UNKNOWN, note="Invalid endpoint"))

    async def test_what_can_not_be_dialled_is_never_asked_for(self, desk: Desk) -> None:
        desk.send(originate(MEMBER, to="x/sip:9@host"), originate(CONTACT, trunk=TrunkId("trunk_none")))
        await eventually(lambda: len(desk.events) == 2, "both end")
        assert [event.cause for event in desk.events if isinstance(event, Ended)] == [Cause.UNKNOWN, Cause.TRUNK_DOWN]
        assert desk.ari.story("POST channels") == []

    async def test_ringing_is_told_once(self, desk: Desk) -> None:
        desk.send(originate())
        for status in ("", "PROGRESS", "RINGING", "RINGING", "ANSWER"):
            await desk.ari.send("Dial", peer={"id": MEMBER}, dialstatus=status)
        await desk.reported(Ringing(MEMBER))
        await destroyed(desk.ari, MEMBER, 19, tech_cause=480)
        await desk.reported(Ended(MEMBER, Cause.NO_ANSWER, 19, 480, "Normal Clearing"))
        assert desk.events.count(Ringing(MEMBER)) == 1

    async def test_a_phone_that_is_picked_up_while_we_cancel_is_hung_up(self, desk: Desk) -> None:
        desk.send(originate(), Hangup(MEMBER, Cause.CANCELLED))
        await desk.ari.gets("DELETE channels/call_1-1")
        await desk.ari.send("StasisStart", channel={"id": MEMBER, "state": "Up"})
        await desk.ari.gets("DELETE channels/call_1-1", times=2)
        await destroyed(desk.ari, MEMBER)
        await desk.reported(Ended(MEMBER, Cause.CANCELLED, 16, None, "Normal Clearing"))

    async def test_a_command_that_fails_does_not_take_the_next_along(self, desk: Desk) -> None:
        await desk.answered(MEMBER)
        desk.prompts.cached = None  # type: ignore[assignment, method-assign]
        desk.send(say(), Hangup(MEMBER, Cause.NORMAL))
        await desk.ari.gets("DELETE channels/call_1-1")


class TestSpeaking:
    async def test_a_prompt_is_played_and_its_end_told(self, desk: Desk) -> None:
        await desk.answered(MEMBER)
        desk.send(say())
        asked = await desk.ari.gets("POST channels/call_1-1/play/call_1-1.a")
        assert asked.query == {"media": "sound:/ready"}
        await desk.ari.send("PlaybackFinished", playback={"id": "call_1-1.a", "state": "done"})
        await desk.reported(Prompted(MEMBER, "p"))

    async def test_new_words_stop_the_old_ones_whose_end_is_of_no_interest(self, desk: Desk) -> None:
        await desk.answered(MEMBER)
        desk.send(say(prompt="one"), say(prompt="two"))
        await desk.ari.gets("POST channels/call_1-1/play/call_1-1.b")
        assert desk.ari.story("POST channels/call_1-1/", "DELETE") == [
            "POST channels/call_1-1/play/call_1-1.a",
            "DELETE playbacks/call_1-1.a",
            "POST channels/call_1-1/play/call_1-1.b",
        ]
        for playback in ("a", "b"):
            await desk.ari.send("PlaybackFinished", playback={"id": f"call_1-1.{playback}", "state": "done"})
        await desk.reported(Prompted(MEMBER, "two"))
        assert Prompted(MEMBER, "one") not in desk.events

    @pytest.mark.parametrize("phrase", [BROKEN, ODD])
    async def test_words_that_can_not_be_spoken_are_a_beep(self, desk: Desk, phrase: Phrase) -> None:
        await desk.answered(MEMBER)
        desk.send(say(phrase=phrase))
        assert (await desk.ari.gets("POST channels/call_1-1/play")).query == {"media": BEEP}
        await desk.ari.gets("DELETE playbacks/call_1-1.a")
        await desk.ari.send("PlaybackFinished", playback={"id": "call_1-1.a", "state": "done"})
        await desk.reported(Prompted(MEMBER, "p"))

    async def test_a_file_that_asterisk_can_not_play_is_a_beep(self, desk: Desk) -> None:
        await desk.answered(MEMBER)
        desk.send(collect(wait=5.0))
        await desk.ari.send("PlaybackFinished", playback={"id": "call_1-1.a", "state": "failed"})
        assert (await desk.ari.gets("POST channels/call_1-1/play/call_1-1.b")).query == {"media": BEEP}
        await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit="5")
        await desk.reported(Collected(MEMBER, "5", "p"))
        await desk.ari.gets("DELETE playbacks/call_1-1.b")

    async def test_a_playback_that_asterisk_refuses_is_a_beep_too(self, desk: Desk) -> None:
        desk.ari.answers["POST channels/call_1-1/play/call_1-1.a"] = (500, {"message": "no"})
        await desk.answered(MEMBER)
        desk.send(say())
        assert (await desk.ari.gets("POST channels/call_1-1/play/call_1-1.b")).query == {"media": BEEP}

    async def test_a_phone_that_hangs_up_during_words_gets_no_beep(self, desk: Desk) -> None:
        await desk.answered(MEMBER)
        desk.send(say())
        await desk.ari.send("PlaybackFinished", playback={"id": "call_1-1.a", "state": "failed"})
        await destroyed(desk.ari, MEMBER, 0)
        await desk.reported(Ended(MEMBER, Cause.NORMAL, None, None, "Normal Clearing"))
        await time_passes(0.1)
        assert len(desk.ari.story("POST channels/call_1-1/play")) == 1

    async def test_words_that_are_ready_too_late_are_not_spoken(self, desk: Desk) -> None:
        await desk.answered(MEMBER, CONTACT)
        desk.send(say(phrase=SLOW))
        desk.send(Bridge(MEMBER, CONTACT))
        await desk.reported(Bridged(MEMBER, CONTACT))
        desk.prompts.made.set()
        await time_passes(0.02)
        assert desk.ari.story("POST channels/call_1-1/play") == []

    async def test_a_hangup_does_not_wait_for_words_that_are_being_made(self, desk: Desk) -> None:
        await desk.answered(MEMBER)
        desk.send(say(phrase=SLOW), originate(CONTACT), Hangup(MEMBER, Cause.NORMAL))
        await desk.ari.gets("DELETE channels/call_1-1")
        assert len(desk.ari.story("POST channels")) == 2

    async def test_no_words_are_spoken_at_once(self, desk: Desk) -> None:
        await desk.answered(MEMBER)
        desk.send(Say(MEMBER, (), "en", "US", "p"))
        await desk.reported(Prompted(MEMBER, "p"))

    async def test_keys_belong_to_the_collect_that_runs(self, desk: Desk) -> None:
        await desk.answered(MEMBER)
        desk.send(collect(digits=2, wait=0.2))
        for key in "12":
            await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit=key)
        await desk.reported(Collected(MEMBER, "12", "p"))
        await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit="3")
        await desk.reported(Digit(MEMBER, "3"))
        assert desk.ari.story("DELETE") == ["DELETE playbacks/call_1-1.a"]

    async def test_no_key_in_time_is_told(self, desk: Desk) -> None:
        await desk.answered(MEMBER)
        desk.send(collect(wait=0.05))
        await desk.ari.send("PlaybackFinished", playback={"id": "call_1-1.a", "state": "done"})
        await desk.reported(Collected(MEMBER, "", "p"))


class TestJoining:
    async def test_whatever_plays_is_stopped_before_two_legs_are_joined(self, desk: Desk) -> None:
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

    async def test_a_joined_leg_leaves_the_bridge_before_it_is_spoken_to(self, desk: Desk) -> None:
        bridge = await desk.joined()
        desk.send(say())
        await desk.ari.gets("POST channels/call_1-1/play")
        order = desk.ari.story(f"POST bridges/{bridge}/remove", "POST channels/call_1-1/play")
        assert order == [f"POST bridges/{bridge}/removeChannel", "POST channels/call_1-1/play/call_1-1.a"]

    async def test_the_bridge_is_used_again_after_both_have_ended(self, desk: Desk) -> None:
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

    async def test_a_bridge_that_fails_is_replaced_once(self, desk: Desk) -> None:
        await desk.answered(MEMBER, CONTACT)
        first = next(asked for asked in desk.ari.story("POST bridges/")).split("/")[1]
        desk.ari.answers[f"POST bridges/{first}/addChannel"] = (404, {"message": "Bridge not found"})
        desk.send(Bridge(MEMBER, CONTACT))
        await desk.reported(Bridged(MEMBER, CONTACT))
        await desk.ari.gets(f"DELETE bridges/{first}")

    async def test_legs_that_can_not_be_joined_are_ended(self, desk: Desk) -> None:
        await desk.answered(MEMBER, CONTACT)
        for asked in desk.ari.story("POST bridges/"):
            desk.ari.answers[f"{asked}/addChannel"] = (500, {"message": "no"})
        desk.send(Bridge(MEMBER, CONTACT))
        await desk.ari.gets("DELETE channels/call_1-1")
        await desk.ari.gets("DELETE channels/call_1-2")
        assert not any(isinstance(event, Bridged) for event in desk.events)

    async def test_no_bridge_is_told_after_one_has_ended(self, desk: Desk) -> None:
        await desk.answered(MEMBER, CONTACT)
        desk.ari.held.add("POST bridges/")
        desk.send(Bridge(MEMBER, CONTACT))
        await eventually(lambda: any("addChannel" in asked for asked in desk.ari.story()), "it is asked for")
        await destroyed(desk.ari, CONTACT, 0)
        await eventually(lambda: any(isinstance(event, Ended) for event in desk.events), "the contact ends")
        assert not any(isinstance(event, Bridged) for event in desk.events)

    async def test_keys_in_a_bridge_are_not_told(self, desk: Desk) -> None:
        await desk.joined()
        await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit="5")
        await destroyed(desk.ari, CONTACT)
        await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit="6")
        await desk.reported(Digit(MEMBER, "6"))
        assert Digit(MEMBER, "5") not in desk.events

    @pytest.mark.behaviour("T22")
    async def test_keys_in_a_bridge_that_reports_them_are_told(self, desk: Desk) -> None:
        await desk.answered(MEMBER, CONTACT)
        desk.send(Bridge(MEMBER, CONTACT, keys=True))
        await desk.reported(Bridged(MEMBER, CONTACT))
        await desk.ari.send("ChannelDtmfReceived", channel={"id": MEMBER}, digit="*")
        await desk.reported(Digit(MEMBER, "*"))


class TestComingBack:
    async def test_a_hangup_that_was_not_heard_is_repeated(self, desk: Desk) -> None:
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

    async def test_nothing_is_dialled_without_a_connection(self, desk: Desk) -> None:
        await desk.ari.close()
        await eventually(lambda: desk.lost, "the loss is told")
        desk.send(originate())
        await eventually(lambda: desk.events, "it ends")
        (end,) = desk.events
        assert isinstance(end, Ended)
        assert (end.cause, "no connection" in end.note) == (Cause.SWITCH_LOST, True)
        with pytest.raises(NotReady):
            await desk.telephony.survivors()

    async def test_a_leg_that_was_asked_for_in_vain_must_not_ring_later(self, desk: Desk) -> None:
        desk.ari.held.add("POST channels")
        desk.send(originate())
        await desk.ari.gets("POST channels")
        await desk.ari.hang_up()
        await desk.is_ready(2)
        await desk.ari.send("Dial", peer={"id": MEMBER}, dialstatus="RINGING")
        await desk.ari.gets("DELETE channels/call_1-1")
        assert desk.events == []

    async def test_what_ended_meanwhile_is_forgotten_and_the_rest_goes_on(self, desk: Desk) -> None:
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

    async def test_whether_asterisk_began_anew_shows_in_our_bridges_being_gone(self, desk: Desk) -> None:
        ours, another = {"id": "offhook-1", "channels": []}, {"id": "somebody-elses", "channels": []}
        for bridges in ([another, ours], [another], [another, ours]):
            desk.ari.bridges = bridges
            await desk.ari.hang_up()
            await desk.is_ready(len(desk.gone) + 1)
        assert desk.gone[1:] == [Cause.UNKNOWN, Cause.SWITCH_LOST, Cause.UNKNOWN]

    async def test_that_asterisk_began_anew_is_told_after_a_connection_that_was_lost_too_soon(self, desk: Desk) -> None:
        desk.ari.bridges, looked = [], desk.ari.story().count("GET endpoints/PJSIP")
        desk.ari.held.add("GET endpoints")
        await desk.ari.hang_up()
        await desk.ari.gets("GET endpoints", looked + 1)
        desk.ari.bridges = [{"id": "offhook-1", "channels": []}]
        desk.ari.held.clear()
        await desk.ari.hang_up()
        await desk.is_ready(2)
        assert desk.gone[1] is Cause.SWITCH_LOST

    async def test_words_that_ended_meanwhile_have_ended(self, desk: Desk) -> None:
        await desk.answered(MEMBER, CONTACT)
        desk.send(say(MEMBER), say(CONTACT))
        desk.ari.channels = [{"id": leg, "state": "Up"} for leg in (MEMBER, CONTACT)]
        desk.ari.answers["GET playbacks/call_1-1.a"] = (404, {"message": "Playback not found"})
        await desk.ari.gets("POST channels/call_1-2/play")
        await desk.ari.hang_up()
        await desk.is_ready(2)
        await desk.reported(Prompted(MEMBER, "p"))
        assert Prompted(CONTACT, "p") not in desk.events

    async def test_an_adopted_legs_words_are_stopped_and_its_news_is_told(self, desk: Desk) -> None:
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
        self, desk: Desk, kind: str, fields: dict[str, object], looked: bool
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

    async def test_a_leg_that_was_seen_waits_for_its_adoption(self, desk: Desk) -> None:
        desk.ari.channels = [{"id": MEMBER, "state": "Ringing"}, {"id": "1795303238.17", "state": "Up"}]
        found = await desk.telephony.survivors()
        await desk.ari.send("StasisStart", channel={"id": MEMBER})
        await desk.ari.send("StasisStart", channel={"id": "1795303238.17"})
        await desk.settled()
        await desk.telephony.adopt(CALL, found[CALL])
        await desk.reported(Answered(MEMBER))
        assert desk.ari.story("DELETE channels") == []

    async def test_a_leg_that_ended_before_its_adoption_is_told(self, desk: Desk) -> None:
        await destroyed(desk.ari, MEMBER, 0)
        await desk.settled()
        await desk.telephony.adopt(CALL, [Surviving(MEMBER, LegState.ANSWERED)])
        await desk.reported(Ended(MEMBER, Cause.NORMAL, None, None, "Normal Clearing"))
        await desk.telephony.adopt(CALL, [])
        assert len(desk.events) == 1

    async def test_a_hangup_of_an_unknown_leg_is_passed_on(self, desk: Desk) -> None:
        desk.send(Hangup(LegId("call_9-9"), Cause.NORMAL), Hangup(LegId("x/../y"), Cause.NORMAL))
        await desk.ari.gets("DELETE channels/call_9-9")
        assert desk.ari.story("DELETE") == ["DELETE channels/call_9-9"]

    async def test_a_worker_that_is_replaced_does_nothing_more(self, desk: Desk) -> None:
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

    async def test_after_the_stop_nothing_is_told(self, desk: Desk) -> None:
        await desk.answered(MEMBER)
        desk.send(collect(wait=0.02))
        await desk.telephony.stop()
        await time_passes(0.05)
        assert desk.events == [Answered(MEMBER)]
        assert desk.lost == []


class TestTrunks:
    async def test_their_state_is_asterisks_and_their_error_is_of_the_last_call(self, desk: Desk) -> None:
        states = {"trunk_lab": "online", "trunk_gone": "online", "trunk_new": "unknown", "alice": "online"}
        for states["trunk_gone"] in ("online", "offline"):
            desk.ari.endpoints = [{"resource": name, "state": state} for name, state in states.items()]
            await desk.telephony.reload_trunks(["res_pjsip.so"])
        assert (await desk.ari.gets("PUT asterisk/modules/res_pjsip.so")).over == "http"
        health = desk.telephony.trunk_health()
        assert health == {
            LAB: TrunkHealth(TrunkState.UP),
            "trunk_gone": TrunkHealth(TrunkState.DOWN, error="its far end does not answer OPTIONS"),
            "trunk_new": TrunkHealth(TrunkState.UNCHECKED),
        }
        desk.send(originate())
        await desk.ari.send(
            "ChannelDestroyed", channel={"id": MEMBER}, cause=34, cause_txt="Congestion", tech_cause=503
        )
        await eventually(lambda: desk.events, "it ends")
        assert desk.telephony.trunk_health()[LAB].error == "its last call failed: 503 Congestion"
        desk.send(originate(CONTACT))
        await desk.ari.send("Dial", peer={"id": CONTACT}, dialstatus="RINGING")
        await desk.reported(Ringing(CONTACT))
        assert desk.telephony.trunk_health()[LAB].error == ""

    async def test_a_module_that_will_not_reload_is_told(self, desk: Desk) -> None:
        desk.ari.answers["PUT asterisk/modules"] = (409, {"message": "Module could not be reloaded"})
        with pytest.raises(SwitchRefused, match="could not be reloaded"):
            await desk.telephony.reload_trunks(["res_pjsip.so"])

    async def test_what_was_written_while_the_connection_was_lost_is_read_when_it_is_back(self, desk: Desk) -> None:
        await desk.ari.close()
        await eventually(lambda: desk.lost, "the loss is told")
        await desk.telephony.reload_trunks(["res_pjsip.so"])
        assert not desk.ari.story("PUT asterisk/modules")
        await desk.ari.open()
        await desk.is_ready(2)
        assert desk.ari.story("PUT asterisk/modules") == ["PUT asterisk/modules/res_pjsip.so"]

    async def test_a_reload_that_the_connection_breaks_off_is_made_up_for(self, desk: Desk) -> None:
        desk.ari.held.add("PUT asterisk/modules")
        reloading = asyncio.create_task(desk.telephony.reload_trunks(["res_pjsip.so"]))
        await desk.ari.gets("PUT asterisk/modules")
        await desk.ari.close()
        await reloading
        desk.ari.held.clear()
        await desk.ari.open()
        await desk.is_ready(2)
        await desk.ari.gets("PUT asterisk/modules", times=2)

    async def test_a_refused_reload_stops_nobody_from_calling(self, desk: Desk) -> None:
        desk.ari.answers["PUT asterisk/modules"] = (409, {"message": "Module could not be reloaded"})
        with pytest.raises(SwitchRefused):
            await desk.telephony.reload_trunks(["res_pjsip.so"])
        await desk.ari.hang_up()
        await desk.is_ready(2)

    async def test_a_far_end_that_cannot_be_asked_is_no_answer(self, desk: Desk) -> None:
        with pytest.raises(NotReady, match="no console"):
            await desk.telephony.ask_trunk(LAB)

    async def test_one_that_could_not_be_told_of_is_down(self, desk: Desk) -> None:
        desk.passed_over[LAB] = "its host has no address of ours to be reached from"
        assert desk.telephony.trunk_health() == {LAB: TrunkHealth(TrunkState.DOWN, error=desk.passed_over[LAB])}
