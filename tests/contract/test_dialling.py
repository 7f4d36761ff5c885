"""Every adapter rings phones, and says truly what became of it."""

import pytest
from msgspec import structs

from offhook.calls.commands import Hangup
from offhook.calls.events import Answered, Ended, Ringing
from offhook.calls.values import E164, CallId, Capability, Cause, Role, TrunkId
from tests.contract.harness import ANN, DANA, LINE, Answers, Harness, Refuses, Rings, TrunkUse
from tests.contract.steps import answered, leg_of, originate


@pytest.mark.behaviour("T6", "T19")
async def test_a_phone_rings_is_shown_the_line_and_answers(harness: Harness) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Answers(after=0.5))
    leg = leg_of(call)
    await harness.send(call, originate(harness, leg))
    await harness.event(call, Ringing, leg)
    await ann.rings()
    await harness.event(call, Answered, leg)
    assert list(ann.shown) == [LINE]


async def test_a_voicemail_may_answer_at_once(harness: Harness) -> None:
    call = harness.new_call()
    await harness.phone(ANN, Answers(after=0.0))
    await harness.send(call, originate(harness, leg_of(call)))
    await harness.event(call, Answered, leg_of(call), within=2.0)


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (486, Cause.BUSY),
        (600, Cause.BUSY),
        (603, Cause.REJECTED),
        (480, Cause.UNREACHABLE),
        (404, Cause.NOT_IN_SERVICE),
        (484, Cause.NOT_IN_SERVICE),
        (408, Cause.TRUNK_TIMEOUT),
        (500, Cause.TRUNK_ERROR),
        (503, Cause.TRUNK_ERROR),
    ],
)
async def test_a_refusal_says_why(harness: Harness, status: int, cause: Cause) -> None:
    call = harness.new_call()
    await harness.phone(ANN, Refuses(status))
    await harness.send(call, originate(harness, leg_of(call)))
    end = await harness.event(call, Ended, leg_of(call))
    assert end.cause is cause
    assert end.sip == (status if Capability.SIP_STATUSES in harness.telephony.capabilities else None)
    assert (end.q850 is not None) == (Capability.CAUSE_VALUES in harness.telephony.capabilities)
    assert not any(isinstance(event, Answered) for event in harness.events(call))


async def test_a_refusal_after_ringing_says_why(harness: Harness) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Refuses(603, after=0.5))
    await harness.send(call, originate(harness, leg_of(call)))
    await harness.event(call, Ringing, leg_of(call))
    end = await harness.event(call, Ended, leg_of(call))
    assert end.cause is Cause.REJECTED
    assert end.sip == (603 if Capability.SIP_STATUSES in harness.telephony.capabilities else None)
    await ann.falls_silent()


async def test_a_phone_that_nobody_answers_rings_on(harness: Harness) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Rings())
    await harness.send(call, originate(harness, leg_of(call)))
    await ann.rings()
    await harness.pause(2.0)
    assert [type(event) for event in harness.events(call)] == [Ringing]
    await ann.answer()
    await harness.event(call, Answered, leg_of(call))


@pytest.mark.parametrize("cause", [Cause.CANCELLED, Cause.NO_ANSWER])
async def test_hanging_up_a_ringing_leg_silences_the_phone(harness: Harness, cause: Cause) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Rings())
    leg = leg_of(call)
    await harness.send(call, originate(harness, leg))
    await ann.rings()
    await harness.send(call, Hangup(leg, cause))
    end = await harness.event(call, Ended, leg, within=1.0)
    assert end.cause is cause
    await ann.falls_silent(within=1.0)


async def test_hanging_up_at_once_ends_the_leg(harness: Harness) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Rings())
    leg = leg_of(call)
    await harness.send(call, originate(harness, leg), Hangup(leg, Cause.CANCELLED))
    await harness.event(call, Ended, leg, within=2.0)
    await ann.falls_silent()


async def test_hanging_up_an_answered_leg_ends_it(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, Hangup(leg, Cause.NORMAL))
    end = await harness.event(call, Ended, leg, within=1.0)
    assert end.cause is Cause.NORMAL
    await ann.falls_silent()


async def test_the_phone_hangs_up(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await ann.hang_up()
    end = await harness.event(call, Ended, leg, within=1.0)
    assert end.cause is Cause.NORMAL


async def test_a_trunk_that_is_down_sends_nothing(harness: Harness) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Answers())
    leg = leg_of(call)
    await harness.send(call, originate(harness, leg, trunk=TrunkUse.DOWN))
    end = await harness.event(call, Ended, leg, within=2.0)
    assert end.cause is Cause.TRUNK_DOWN
    assert list(ann.shown) == []


async def test_an_unknown_trunk_sends_nothing(harness: Harness) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Answers())
    leg = leg_of(call)
    wrong = originate(harness, leg)
    await harness.send(call, structs.replace(wrong, trunk=TrunkId("trunk_of_nobody")))
    end = await harness.event(call, Ended, leg, within=2.0)
    assert end.cause is Cause.TRUNK_DOWN
    assert list(ann.shown) == []


async def test_another_trunk_carries_the_call_after_one_that_is_down(harness: Harness) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Answers())
    await harness.send(call, originate(harness, leg_of(call, 1), trunk=TrunkUse.DOWN))
    await harness.event(call, Ended, leg_of(call, 1))
    await harness.send(call, originate(harness, leg_of(call, 2), trunk=TrunkUse.SECOND))
    await harness.event(call, Answered, leg_of(call, 2))
    assert list(ann.shown) == [LINE]


async def test_the_health_of_trunks_is_known(harness: Harness) -> None:
    health = harness.telephony.trunk_health()
    assert health[harness.trunk(TrunkUse.GOOD)].state == "up"
    down = health[harness.trunk(TrunkUse.DOWN)]
    assert down.state == "down"
    assert down.error


async def test_a_trunk_that_is_asked_now_is_said_to_answer_or_not(harness: Harness) -> None:
    assert (await harness.telephony.ask_trunk(harness.trunk(TrunkUse.GOOD))).state == "up"
    down = await harness.telephony.ask_trunk(harness.trunk(TrunkUse.DOWN))
    assert down.state == "down"
    assert down.error
    assert (await harness.telephony.ask_trunk(TrunkId("trunk_none"))).state == "unchecked"


BAD_NUMBERS = [
    "",
    "+",
    "12025550111",
    "+02025550111",
    "+1202555011O",
    "+1202555011111111",
    "+12025",
    "+1202555\u0661\u0661\u0661\u0661",
    "+12025550111@198.51.100.1",
    "+12025550111&+12025550122",
    "+12025550111,30",
    "+12025550111/n",
    "+12025550111;user=phone",
    "+12025550111\r\nX-Header: yes",
    "sip:+12025550111@198.51.100.1",
    "Local/900@default",
]


@pytest.mark.parametrize("number", BAD_NUMBERS)
async def test_only_telephone_numbers_are_dialled(harness: Harness, number: str) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Answers())
    await harness.send(call, originate(harness, leg_of(call), E164(number)))
    end = await harness.event(call, Ended, leg_of(call), within=2.0)
    assert not end.cause.is_trunk_failure, "no other trunk is to try this number"
    assert end.note
    assert list(ann.shown) == []


@pytest.mark.parametrize("number", ["", "Ann", "+12025550100\r\nX-Header: yes", "+1202555010O"])
async def test_only_telephone_numbers_are_shown(harness: Harness, number: str) -> None:
    call = harness.new_call()
    ann = await harness.phone(ANN, Answers())
    await harness.send(call, originate(harness, leg_of(call), caller_id=E164(number)))
    end = await harness.event(call, Ended, leg_of(call), within=2.0)
    assert end.note
    assert list(ann.shown) == []


async def test_a_leg_that_is_up_is_not_dialled_again(harness: Harness) -> None:
    call = harness.new_call()
    leg, ann = await answered(harness, call)
    await harness.send(call, originate(harness, leg))
    await harness.pause(1.0)
    assert list(ann.shown) == [LINE]
    assert not any(isinstance(event, Ended) for event in harness.events(call))


@pytest.mark.behaviour("T2")
async def test_twenty_calls_at_once(harness: Harness) -> None:
    numbers = [E164(f"+120255501{at:02}") for at in range(30, 50)]
    placed: list[tuple[CallId, E164]] = []
    for number in numbers:
        await harness.phone(number, Answers(after=0.2))
        placed.append((harness.new_call(), number))
    for call, number in placed:
        await harness.send(call, originate(harness, leg_of(call), number))
    for call, _ in placed:
        await harness.event(call, Answered, leg_of(call), within=10.0)
    for call, _ in placed:
        await harness.send(call, Hangup(leg_of(call), Cause.NORMAL))
    for call, _ in placed:
        await harness.event(call, Ended, leg_of(call), within=5.0)
        assert [type(event) for event in harness.events(call)][-2:] == [Answered, Ended]


async def test_two_calls_to_one_phone_are_two_calls(harness: Harness) -> None:
    one, two = harness.new_call(), harness.new_call()
    first, _ = await answered(harness, one, to=DANA, role=Role.CONTACT)
    second, dana = await answered(harness, two, to=DANA, role=Role.CONTACT)
    await harness.send(one, Hangup(first, Cause.NORMAL))
    await harness.event(one, Ended, first)
    await harness.pause(0.5)
    assert not any(isinstance(event, Ended) for event in harness.events(two))
    await harness.send(two, Hangup(second, Cause.NORMAL))
    await harness.event(two, Ended, second)
    await dana.falls_silent()
