"""What only a real Asterisk shows of the adapter: time, stalled and stolen connections, beeps, numbers on the wire."""

import asyncio
import os
import signal
from collections.abc import Callable
from time import monotonic

import pytest
from msgspec import structs

from offhook.calls.commands import Bridge, Hangup, Originate, Ring, Say
from offhook.calls.events import Answered, Bridged, Collected, Ended, Event, Incoming, Prompted, Ringing
from offhook.calls.values import E164, CallId, Cause, Phrase, Role
from offhook.numbers import NumberFormat
from offhook.practice import hearing
from offhook.practice.phones import PracticeCarrier
from offhook.telephony.asterisk import dial_strings
from offhook.telephony.asterisk.bridges import AHEAD, PREFIX
from offhook.telephony.asterisk.dial_strings import TrunkView
from offhook.telephony.asterisk.instance import TRUNK_MODULES, AsteriskInstance
from offhook.telephony.asterisk.trunk_config import TrunkConfig
from tests.contract.harness import ANN, DANA, LINE, Answers, Ringback, Rings, TrunkUse, Voice, Words
from tests.contract.steps import SHORT, answered, bridged, collect, leg_of, originate, say
from tests.sip.contract_harness import TRUNKS, AsteriskHarness, Far
from tests.sip.contract_phones import AsteriskPhone
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.behaviour("T1", "T6", "T8", "T9", "T19")
async def test_a_whole_call_each_step_within_a_second(harness: AsteriskHarness) -> None:
    call = harness.new_call()
    member, contact = leg_of(call, 1), leg_of(call, 2)
    ann = await harness.phone(ANN, Answers(after=0.1))
    dana = await harness.phone(DANA, Answers(after=1.0))
    await harness.send(call, originate(harness, member))
    await harness.event(call, Ringing, member, within=1.0)
    await harness.event(call, Answered, member, within=1.0)
    await harness.send(call, collect(member, prompt="one", wait=5.0))
    await ann.hears(Words(SHORT), within=1.0)
    await ann.press("5")
    assert (await harness.event(call, Collected, member, within=1.0)).digits == "5"
    await harness.send(call, Ring(member), originate(harness, contact, DANA, role=Role.CONTACT))
    await harness.event(call, Ringing, contact, within=1.0)
    await ann.hears(Ringback(), within=1.0)
    await harness.event(call, Answered, contact, within=2.0)
    await harness.send(call, Bridge(member, contact))
    await harness.event(call, Bridged, member, within=1.0)
    await ann.hears(Voice(DANA), within=1.0)
    await dana.hears(Voice(ANN), within=1.0)
    await dana.hang_up()
    assert (await harness.event(call, Ended, contact, within=1.0)).cause is Cause.NORMAL
    await harness.send(call, Hangup(member, Cause.NORMAL))
    assert (await harness.event(call, Ended, member, within=1.0)).cause is Cause.NORMAL
    await ann.falls_silent(within=1.0)
    assert list(ann.shown) == list(dana.shown) == [LINE]


async def test_bridges_are_used_again(harness: AsteriskHarness) -> None:
    async def ours() -> int:
        _, bridges = await harness.telephony._listing()
        return sum(bridge.id.startswith(PREFIX) for bridge in bridges)

    before = await ours()
    for _ in range(3):
        call = harness.new_call()
        member, _, contact, _ = await bridged(harness, call)
        await harness.send(call, Hangup(member, Cause.NORMAL), Hangup(contact, Cause.NORMAL))
        await harness.event(call, Ended, member)
        await harness.event(call, Ended, contact)
    assert before == await ours() == AHEAD


@pytest.mark.behaviour("X1")
async def test_a_stalled_connection_is_noticed_within_ten_seconds_and_the_call_goes_on(
    harness: AsteriskHarness,
) -> None:
    call = harness.new_call()
    _, ann, contact, dana = await bridged(harness, call)
    harness.stall()
    began = monotonic()
    await eventually(lambda: not harness.telephony.ready, "the stall is noticed", 10.0)
    assert "no sign of life" in harness.lost[-1]
    assert monotonic() - began < 10.0
    await ann.hears(Voice(DANA))
    harness.flow()
    await eventually(lambda: harness.telephony.ready, "a new connection stands", 5.0)
    await dana.hang_up()
    await harness.event(call, Ended, contact, within=1.0)


@pytest.mark.behaviour("X1")
async def test_a_newer_worker_takes_over_and_the_older_one_keeps_still(harness: AsteriskHarness) -> None:
    call = harness.new_call()
    member, ann, contact, _ = await bridged(harness, call)
    events: list[tuple[CallId, Event | Incoming]] = []
    newer = harness.new_telephony()
    older, harness.telephony = harness.telephony, newer
    await newer.start(lambda call, event: events.append((call, event)), lambda gone: None, lambda reason: None)
    await eventually(lambda: newer.ready and older.replaced, "the newer one has it")
    older.send(call, [Hangup(member, Cause.NORMAL)])
    found = await newer.survivors()
    assert {leg.leg for leg in found[call]} == {member, contact}
    await newer.adopt(call, found[call])
    await ann.hears(Voice(DANA))
    newer.send(call, [Hangup(contact, Cause.TIME_UP)])
    await eventually(lambda: events, "the contact ends")
    ((_, end),) = events
    assert isinstance(end, Ended)
    assert (end.leg, end.cause) == (contact, Cause.TIME_UP)
    await older.stop()


async def test_a_beep_is_heard_where_words_can_not_be_spoken(harness: AsteriskHarness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    assert isinstance(ann, AsteriskPhone)
    await harness.pause(0.3)  # what comes with the very answer the phone may not hear yet
    await harness.send(call, Say(leg, (Phrase("without.a.voice"),), "en", "US", "one"))
    assert (await harness.event(call, Prompted, leg, within=3.0)).prompt == "one"
    assert hearing.hears_tone(ann.calls[-1].sound(), 440.0, least=0.2)


async def test_a_missing_file_is_a_beep(harness: AsteriskHarness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    assert isinstance(ann, AsteriskPhone)
    await harness.pause(0.3)
    (harness.instance.host_sounds / "dial-no_key.wav").unlink()
    await harness.send(call, say(leg, prompt="one"))
    await harness.event(call, Prompted, leg, within=3.0)
    assert hearing.hears_tone(ann.calls[-1].sound(), 440.0, least=0.2)


async def test_a_bridge_does_not_wait_for_a_long_prompt(harness: AsteriskHarness) -> None:
    """During a playback Asterisk holds up everything else on the channel, and then on the whole connection."""
    calls = [harness.new_call() for _ in range(3)]
    legs = [await answered(harness, call) for call in calls]
    other, _ = await answered(harness, calls[0], 2, DANA, Role.CONTACT)
    for call, (leg, _) in zip(calls, legs, strict=True):
        await harness.send(call, say(leg, prompt="one"))
    for _, ann in legs:
        await ann.hears(Words(SHORT))
    began = monotonic()
    await harness.send(calls[0], Bridge(legs[0][0], other))
    await harness.send(calls[1], Hangup(legs[1][0], Cause.NORMAL))
    await harness.event(calls[0], Bridged, legs[0][0], within=0.5)
    await harness.event(calls[1], Ended, legs[1][0], within=0.5)
    assert monotonic() - began < 0.5


@pytest.mark.parametrize(
    ("form", "country", "dialled", "shown"),
    [
        (NumberFormat.E164_WITHOUT_PLUS, "US", "12025550111", "12025550100"),
        (NumberFormat.NATIONAL, "US", "2025550111", "2025550100"),
        (NumberFormat.NATIONAL, "GB", "0012025550111", "0012025550100"),
    ],
)
async def test_numbers_go_out_as_the_trunk_takes_them(
    harness: AsteriskHarness, far: Far, form: NumberFormat, country: str, dialled: str, shown: str
) -> None:
    carrier = far.carriers[TrunkUse.GOOD]
    ann = await carrier.phone(ANN, dialled_as=(dialled,))
    trunk = TRUNKS[TrunkUse.GOOD]
    harness.views[trunk] = TrunkView(trunk, form, country)
    before = len(ann.received)
    call = harness.new_call()
    await harness.send(call, originate(harness, leg_of(call)))
    await harness.event(call, Ringing, leg_of(call))
    invited = ann.received[before]
    assert (invited.dialled, invited.caller.number, invited.caller.name) == (dialled, shown, "")
    await harness.send(call, Hangup(leg_of(call), Cause.CANCELLED))
    await harness.event(call, Ended, leg_of(call))


async def test_a_trunk_that_is_added_takes_calls_within_seconds(harness: AsteriskHarness, far: Far) -> None:
    async with PracticeCarrier() as carrier:
        dana = await carrier.phone(DANA)
        new = TrunkConfig(id="trunk_new", host="127.0.0.1", port=carrier.port)
        harness.views[dial_strings.trunk_id(new.id)] = TrunkView(dial_strings.trunk_id(new.id))
        modules = far.instance.apply_trunks([*far.trunks(), new])
        assert modules == TRUNK_MODULES
        await harness.telephony.reload_trunks(modules)
        await eventually(
            lambda: harness.telephony.trunk_health()[dial_strings.trunk_id(new.id)].state == "up",
            "the new trunk is up",
            5.0,
        )
        call = harness.new_call()
        command = structs.replace(originate(harness, leg_of(call), DANA), trunk=dial_strings.trunk_id(new.id))
        await harness.send(call, command)
        await dana.rang()
        await harness.send(call, Hangup(leg_of(call), Cause.CANCELLED))
        await harness.event(call, Ended, leg_of(call))
    far.instance.apply_trunks(far.trunks())


async def test_a_leg_that_falls_silent_ends_for_want_of_audio(
    another_asterisk: Callable[..., AsteriskInstance],
) -> None:
    instance = await asyncio.to_thread(another_asterisk, rtp_timeout=1)
    async with Far(instance) as far, AsteriskHarness(far) as harness:
        call = harness.new_call()
        member, _ = await answered(harness, call)
        contact = leg_of(call, 2)
        await harness.phone(DANA, Answers())
        await harness.send(call, originate(harness, contact, DANA, role=Role.CONTACT, trunk=TrunkUse.SECOND))
        await harness.event(call, Answered, contact)
        await harness.send(call, Bridge(member, contact))
        await harness.event(call, Bridged, member)
        os.kill(far.carriers[TrunkUse.SECOND].pid, signal.SIGSTOP)
        try:
            end = await harness.event(call, Ended, contact, within=5.0)
        finally:
            os.kill(far.carriers[TrunkUse.SECOND].pid, signal.SIGCONT)
        assert (end.cause, end.q850) == (Cause.MEDIA_LOST, 44)
        assert not any(isinstance(event, Ended) and event.leg == member for event in harness.events(call))


async def test_a_ringing_phone_is_silenced_at_once(harness: AsteriskHarness) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Rings())
    await harness.send(call, Originate(leg_of(call), Role.MEMBER, E164(ANN), LINE, harness.trunk(TrunkUse.GOOD)))
    await ann.rings()
    began = monotonic()
    await harness.send(call, Hangup(leg_of(call), Cause.CANCELLED))
    await ann.falls_silent(within=1.0)
    assert monotonic() - began < 0.5
