"""Calls to a line's voicemail in one simulated run, drawn from its seed: messages, PINs right and wrong, greetings."""

from __future__ import annotations

import random
from dataclasses import replace

from offhook.calls.values import E164, Caller, CallId, Inbound, LegId, LineUsed, Mailbox, Order, Role, Target
from offhook.telephony.simulated import Answers, HangUp, Moment, Press
from tests.simulation.inbound_plan import Arrival, Phones, draw_agent
from tests.simulation.plan import LINE_USED, Plan, draw

PINS = {"mem_0": "480917", "mem_1": "715203"}
"""Of the line's agents who have one."""
AGENTS_NUMBER = E164("+12025550300")
"""The phone of the first of them, from which only their own PIN counts."""
RECIPIENTS = ("sales@example.com", "ann@example.com")
LATEST = 90.0
"""Seconds into the run until which somebody may call."""


def draw_visits(seed: int) -> Plan:
    """As the plan of a seed, but people call the line's voicemail, and nobody else does."""
    dice = random.Random(seed + 0.75)
    phones: Phones = {}
    count, wrong = dice.choice(((2, 0.2), (4, 0.5), (7, 0.5), (8, 0.9)))
    arrivals = tuple(_arrival(dice, seed, index, LINE_USED, phones, wrong) for index in range(count))
    return replace(draw(seed), calls=(), arrivals=arrivals, phones=phones, steered=(), jump=None, background=True)


def _arrival(dice: random.Random, seed: int, index: int, line: LineUsed, phones: Phones, wrong: float) -> Arrival:
    call = CallId(f"call_{seed:020}{index:06}")
    # Each has a phone of their own, so that one script is one call's; their numbers tell callers apart.
    number = AGENTS_NUMBER if index == 0 else E164(f"+120255503{index:02}")
    phones[number] = _leaves(dice) if dice.random() < 0.4 else _visits(dice, wrong)
    targets: tuple[Target, ...] = ()
    if dice.random() < 0.2:
        reached = E164(f"+120255504{index:02}")
        phones[reached] = draw_agent(dice)
        targets = (Target(Role.MEMBER, "Ann", line.number, number=reached, trunks=line.trunks, member="mem_0"),)
    return Arrival(
        id=call,
        came=dice.uniform(0.5, LATEST),
        caller=number,
        trunk=line.trunks[0],
        gives_up=dice.choice((200.0, 200.0, dice.uniform(0.0, 60.0))),
        hang_up=dice.uniform(0.0, 60.0) if dice.random() < 0.05 else None,
        arguments=Inbound(
            caller=Caller(LegId(f"{call}-1"), number, "Dana", f"con_{index % 3}"),
            trunk=line.trunks[0],
            line=line,
            targets=targets,
            skipped=(),
            order=Order.ALL,
            ring=8.0,
            longest=3600.0,
            mailbox=Mailbox(60.0),
        ),
    )


def _leaves(dice: random.Random) -> Answers:
    """Somebody who leaves a message, or almost does."""
    deeds: list[Press | HangUp] = [HangUp(dice.uniform(0.0, 12.0), Moment.BEEP)]
    if dice.random() < 0.5:
        deeds.append(Press(dice.choice("15#"), dice.uniform(0.0, 2.0)))
    if dice.random() < 0.3:
        deeds.append(Press("#", dice.uniform(0.5, 8.0), Moment.BEEP))
    return Answers(then=tuple(deeds))


def _visits(dice: random.Random, wrong: float) -> Answers:
    """Somebody who wants to listen: with a right PIN, with wrong ones, or one after the other."""
    deeds: list[Press | HangUp] = [Press("*", dice.uniform(0.1, 2.0)), HangUp(dice.uniform(60.0, 120.0))]
    at = 2
    for _ in range(3):
        right = dice.random() > wrong
        pin = dice.choice(tuple(PINS.values())) if right else f"{dice.randrange(10**6):06}"
        deeds.append(Press(f"{pin}#", dice.uniform(0.1, 3.0), nth=at))
        if right and dice.random() < 0.9:
            break
        at += 2
    # What is heard now depends on what there is: keys come at some of the words that follow.
    deeds += [
        Press(dice.choice("1223999#"), dice.uniform(0.1, 3.0), nth=at + dice.randrange(1, 11))
        for _ in range(dice.choice((0, 5, 9)))
    ]
    if dice.random() < 0.8:
        deeds.append(Press("#", dice.uniform(1.0, 6.0), Moment.BEEP))
    if dice.random() < 0.2:
        deeds.append(HangUp(dice.uniform(0.5, 4.0), Moment.BEEP))
    return Answers(then=tuple(deeds))
