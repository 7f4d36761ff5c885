"""Steps that the contract's tests share: legs dialled, answered and bridged."""

from __future__ import annotations

from offhook.calls.commands import Answer, Bridge, Collect, Originate, Say
from offhook.calls.events import Answered, Bridged
from offhook.calls.values import E164, CallId, LegId, Phrase, Role, Seconds
from tests.contract.harness import ANN, DANA, LINE, Answers, Harness, PhoneUnderTest, Rings, TrunkUse

SHORT = "dial.no_key"
"""A prompt that nothing has to be filled into."""
OTHER = "call.time_is_up"


def is_ready(harness: Harness) -> bool:
    """Whether the adapter is, asked anew."""
    return harness.telephony.ready


def leg_of(call: CallId, number: int = 1) -> LegId:
    """The id that the kernel gives a call's leg of that number."""
    return LegId(f"{call}-{number}")


def originate(
    harness: Harness,
    leg: LegId,
    to: E164 = ANN,
    *,
    role: Role = Role.MEMBER,
    caller_id: E164 = LINE,
    trunk: TrunkUse = TrunkUse.GOOD,
) -> Originate:
    """Ring a phone, showing the line."""
    return Originate(leg=leg, role=role, to=to, caller_id=caller_id, trunk=harness.trunk(trunk))


def say(leg: LegId, key: str = SHORT, *, prompt: str) -> Say:
    """Speak one phrase."""
    return Say(leg, (Phrase(key),), language="en", country="US", prompt=prompt)


def collect(
    leg: LegId, key: str = SHORT, *, prompt: str, digits: int = 1, wait: Seconds = 1.0, typed: str = ""
) -> Collect:
    """Speak one phrase and take keys."""
    return Collect(
        leg, (Phrase(key),), language="en", country="US", digits=digits, wait=wait, typed=typed, prompt=prompt
    )


async def answered(
    harness: Harness, call: CallId, number: int = 1, to: E164 = ANN, role: Role = Role.MEMBER
) -> tuple[LegId, PhoneUnderTest]:
    """A phone that has answered."""
    phone = await harness.phone(to, Answers())
    leg = leg_of(call, number)
    await harness.send(call, originate(harness, leg, to, role=role))
    await harness.event(call, Answered, leg)
    return leg, phone


async def bridged(harness: Harness, call: CallId) -> tuple[LegId, PhoneUnderTest, LegId, PhoneUnderTest]:
    """Ann and Dana, talking."""
    member, ann = await answered(harness, call)
    contact, dana = await answered(harness, call, 2, DANA, Role.CONTACT)
    await harness.send(call, Bridge(member, contact))
    await harness.event(call, Bridged, member)
    return member, ann, contact, dana


async def called(harness: Harness, number: E164 = DANA) -> tuple[CallId, LegId, PhoneUnderTest]:
    """A phone that called the line, and waits."""
    phone = await harness.phone(number, Rings())
    await phone.call(LINE)
    call, incoming = await harness.incoming()
    return call, incoming.leg, phone


async def let_in(harness: Harness, number: E164 = DANA) -> tuple[CallId, LegId, PhoneUnderTest]:
    """A phone that called the line, and was answered."""
    call, leg, phone = await called(harness, number)
    await harness.send(call, Answer(leg))
    await harness.event(call, Answered, leg)
    return call, leg, phone
