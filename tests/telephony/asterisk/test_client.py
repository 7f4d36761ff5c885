"""The ARI client: pipelined requests, and connections that break, stall, go deaf or are taken over."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from msgspec import structs

from offhook.telephony.asterisk.client import AriClient, NoAnswer, Standing, Timing
from offhook.telephony.asterisk.wire import Channel, Message, Request, StasisStart
from tests.telephony.asterisk.ari import QUICK, FakeAri, time_passes
from tests.waiting import eventually


class Watched:
    """A client, and what it told."""

    def __init__(
        self, ari: FakeAri, timing: Timing = QUICK, on_up: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        self.messages: list[Message] = []
        self.ups = 0
        self.downs: list[str] = []
        self._then = on_up
        self.client = AriClient(
            ari.account, on_message=self._take, on_up=self._up, on_down=self.downs.append, timing=timing
        )

    async def __aenter__(self) -> "Watched":
        self.client.start()
        return self

    async def __aexit__(self, *about: object) -> None:
        await self.client.stop()

    async def up(self, times: int = 1) -> None:
        await eventually(lambda: self.ups >= times, f"connected {times} times; {self.downs}")

    async def _up(self) -> None:
        if self._then is not None:
            await self._then()
        self.ups += 1

    def _take(self, message: Message) -> None:
        self.messages.append(message)
        if isinstance(message, StasisStart) and message.channel.id == "bad":
            raise ValueError("an event that nobody can deal with")


async def test_the_event_filter_is_reset_and_set_before_anything_else(ari: FakeAri) -> None:
    async with Watched(ari) as watched:
        await watched.up()
        reset, allowed, *of_phones = ari.asked
        assert str(reset) == str(allowed) == "PUT applications/offhook/eventFilter"
        assert [str(asked) for asked in of_phones] == ["PUT applications/offhook-phones/eventFilter"] * 2
        assert "StasisStart" not in of_phones[1].body, "each event of a softphone's call would come twice"
        assert (reset.body, reset.over, allowed.over) == ("{}", "http", "http"), "the filter may keep answers back"
        assert {"RESTResponse", "ApplicationReplaced", "ChannelUserevent", "StasisStart"} <= set(
            allowed.body.replace('"', " ").split()
        )


async def test_requests_do_not_wait_for_each_other(ari: FakeAri) -> None:
    ari.held = {"GET first"}
    async with Watched(ari) as watched:
        await watched.up()
        first = watched.client.post(Request("GET", "first"))
        second = watched.client.post(Request("POST", "second", (("media", "sound:a&b"),)))
        assert (await asyncio.wait_for(second, 1)).status == 204
        assert not first.done()
        assert ari.asked[-1].query == {"media": "sound:a&b"}


async def test_answers_carry_their_status_and_complaint(ari: FakeAri) -> None:
    ari.answers["GET channels/call_1-1"] = (404, {"message": "Channel not found"})
    async with Watched(ari) as watched:
        await watched.up()
        response = await watched.client.ask(Request("GET", "channels/call_1-1"))
        assert (response.status, response.good, response.complaint) == (404, False, "Channel not found")


async def test_a_slow_request_holds_up_nobody(ari: FakeAri) -> None:
    ari.held = {"GET recordings"}
    async with Watched(ari) as watched:
        await watched.up()
        slow = asyncio.create_task(watched.client.ask(Request("GET", "recordings", slow=True)))
        await ari.gets("GET recordings")
        assert (await watched.client.ask(Request("GET", "quick"))).good
        assert not slow.done()
        ari.held.clear()
        assert (await slow).good


async def test_no_answer_in_time_is_said_so(ari: FakeAri) -> None:
    ari.held = {"GET nothing"}
    async with Watched(ari, structs.replace(QUICK, request=0.2)) as watched:
        await watched.up()
        for slow in (False, True):
            with pytest.raises(NoAnswer):
                await watched.client.ask(Request("GET", "nothing", slow=slow))
        assert watched.downs == [], "one request that hangs is no lost connection"


async def test_a_stalled_connection_is_noticed_and_made_anew(ari: FakeAri) -> None:
    async with Watched(ari) as watched:
        await watched.up()
        ari.silent = True
        lost = watched.client.post(Request("GET", "anything"))
        await eventually(lambda: watched.downs, "the stall is noticed", 1.5)
        assert "no sign of life" in watched.downs[0]
        with pytest.raises(NoAnswer):
            await lost
        ari.silent = False
        await watched.up(2)


async def test_a_connection_without_events_is_noticed_and_made_anew(ari: FakeAri) -> None:
    async with Watched(ari) as watched:
        await watched.up()
        ari.deaf = True
        await eventually(lambda: watched.downs, "the missing events are noticed", 1.5)
        ari.deaf = False
        await watched.up(2)


async def test_it_is_not_up_before_events_are_proven_to_come(ari: FakeAri) -> None:
    ari.deaf = True
    async with Watched(ari) as watched:
        await eventually(lambda: ari.connections >= 2, "another attempt", 3.0)
        assert watched.ups == 0


async def test_a_broken_connection_fails_what_was_asked_and_comes_back(ari: FakeAri) -> None:
    ari.held = {"POST channels"}
    async with Watched(ari) as watched:
        await watched.up()
        asked = watched.client.post(Request("POST", "channels"))
        await ari.gets("POST channels")
        await ari.close()
        with pytest.raises(NoAnswer):
            await asyncio.wait_for(asked, 1)
        with pytest.raises(NoAnswer):
            await watched.client.ask(Request("GET", "meanwhile"))
        await ari.open()
        await watched.up(2)
        assert len(watched.downs) == 1
        assert "GET meanwhile" not in ari.story()


async def test_it_connects_once_somebody_is_there() -> None:
    ari = FakeAri()
    await ari.open()
    await ari.close()
    async with Watched(ari) as watched:
        await time_passes(0.05)
        assert watched.ups == 0
        async with ari:
            await watched.up()


async def test_a_newer_client_stops_the_older_for_good(ari: FakeAri) -> None:
    async with Watched(ari) as older:
        await older.up()
        async with Watched(ari) as newer:
            await newer.up()
            await eventually(lambda: older.downs, "the older one is told")
            assert "taken" in older.downs[0]
            assert older.client.standing is Standing.REPLACED
            for slow in (False, True):
                with pytest.raises(NoAnswer):
                    await older.client.ask(Request("DELETE", "channels/call_1-1", slow=slow))
            await time_passes(0.3)
            assert ari.connections == 2, "it does not come back"
            assert (await newer.client.ask(Request("GET", "quick"))).good
            assert "DELETE channels/call_1-1" not in ari.story()


async def test_events_come_in_order_whatever_is_between_them(ari: FakeAri) -> None:
    async with Watched(ari) as watched:
        await watched.up()
        await ari.send("StasisStart", channel={"id": "one", "state": "Up"})
        for odd in ("", "{", "[]", '"text"', '{"type":"ChannelVarset"}', '{"type":"StasisStart"}', "{}"):
            await ari.send_text(odd)
        await ari.send("StasisStart", channel={"id": "bad"})
        await ari.send("StasisStart", channel={"id": "two"}, unread=["unread"])
        await eventually(lambda: len(watched.messages) == 3, "three events")
        assert watched.messages[0] == StasisStart(Channel("one", "Up"))
        assert watched.messages[2] == StasisStart(Channel("two"))
        assert (await watched.client.ask(Request("GET", "quick"))).good


async def test_an_answer_that_nobody_waits_for_is_passed_over(ari: FakeAri) -> None:
    async with Watched(ari) as watched:
        await watched.up()
        await ari.send("RESTResponse", request_id="none of ours", status_code=200)
        assert (await watched.client.ask(Request("GET", "quick"))).good


async def test_a_wrong_secret_is_no_connection(ari: FakeAri) -> None:
    wrong = structs.replace(ari.account, secret="wrong")
    ups: list[str] = []

    async def up() -> None:
        ups.append("up")

    client = AriClient(wrong, on_message=print, on_up=up, on_down=ups.append, timing=QUICK)
    client.start()
    await time_passes(0.2)
    await client.stop()
    assert ups == []
    assert ari.connections == 0


async def test_setting_up_is_tried_again_when_it_fails(ari: FakeAri) -> None:
    failures = [NoAnswer("not yet"), ValueError("nonsense")]

    async def set_up() -> None:
        if failures:
            raise failures.pop()

    async with Watched(ari, on_up=set_up) as watched:
        await watched.up()
        assert ari.connections == 3
        assert len(watched.downs) == 2


async def test_a_refused_event_filter_is_no_connection(ari: FakeAri) -> None:
    ari.answers["PUT applications"] = (500, {"message": "no"})
    async with Watched(ari) as watched:
        await eventually(lambda: len(watched.downs) >= 2, "two attempts")
        assert watched.ups == 0
        assert "no" in watched.downs[0]


async def test_stopping_twice_and_before_starting_is_harmless(ari: FakeAri) -> None:
    watched = Watched(ari)
    await watched.client.stop()
    watched.client.start()
    await watched.up()
    await watched.client.stop()
    await watched.client.stop()
    assert watched.client.standing is Standing.AWAY
