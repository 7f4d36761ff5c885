"""The adapter on a small ARI: what it asks in which order, and what it makes of trouble. The rest: tests/contract."""

import asyncio

import pytest

from offhook.calls.commands import Hangup
from offhook.calls.events import Ended, Ringing
from offhook.calls.values import Cause, TrunkId
from offhook.telephony.asterisk.trunk_reload import SwitchRefused
from offhook.telephony.port import NotReady, TrunkHealth, TrunkState
from tests.telephony.asterisk.desk import CONTACT, LAB, MEMBER, Desk, destroyed, originate, say
from tests.waiting import eventually


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
