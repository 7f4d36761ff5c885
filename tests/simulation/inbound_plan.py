"""Calls to a line in one simulated run, drawn from its seed: who calls, which phones ring, and what people do."""

from __future__ import annotations

import random
from dataclasses import dataclass

from offhook.calls.arguments import FromSoftphone
from offhook.calls.values import (
    E164,
    Callee,
    Caller,
    CallId,
    DeviceId,
    Inbound,
    LegId,
    LineUsed,
    Mailbox,
    Order,
    Role,
    Seconds,
    Target,
    TrunkId,
)
from offhook.telephony.simulated import (
    BUSY,
    NO_ANSWER,
    REJECTS,
    UNREACHABLE,
    VOICEMAIL,
    Answers,
    HangUp,
    Ignores,
    LoseMedia,
    Moment,
    Press,
    Refuses,
    Script,
)

Phones = dict[Callee, Script]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One call to the line, and when its caller gives up, from its beginning on."""

    id: CallId
    came: Seconds
    caller: E164 | DeviceId
    trunk: TrunkId
    gives_up: Seconds
    hang_up: Seconds | None
    """When somebody asks for its end over the API."""
    arguments: Inbound | FromSoftphone


def draw_arrivals(seed: int, line: LineUsed) -> tuple[tuple[Arrival, ...], Phones]:
    """The calls to this line, and the phones that they ring."""
    dice = random.Random(seed + 0.5)
    phones: Phones = {}
    return tuple(_arrival(dice, seed, index, line, phones) for index in range(dice.choice((1, 1, 2)))), phones


def _arrival(dice: random.Random, seed: int, index: int, line: LineUsed, phones: Phones) -> Arrival:
    call = CallId(f"call_{seed:020}{index:06}")
    caller = E164(f"+120255503{index:02}")
    phones[caller] = _caller(dice)
    targets = tuple(_target(dice, 10 * index + nth, line, phones) for nth in range(dice.choice((0, 1, 2, 2, 3, 4))))
    if len(targets) > 1 and dice.random() < 0.3:
        _press_together(dice, targets, phones)
    return Arrival(
        id=call,
        came=dice.uniform(0.5, 20.0),
        caller=caller,
        trunk=line.trunks[0],
        gives_up=dice.choice((90.0, 90.0, dice.uniform(0.0, 40.0))),
        hang_up=dice.uniform(0.0, 40.0) if dice.random() < 0.1 else None,
        arguments=Inbound(
            caller=Caller(LegId(f"{call}-1"), caller, "Dana", f"con_{index}"),
            trunk=line.trunks[0],
            line=line,
            targets=targets,
            skipped=(),
            order=dice.choice((Order.ALL, Order.ALL, Order.HUNT)),
            ring=dice.choice((8.0, 20.0, 25.0)),
            longest=dice.choice((3600.0, 3600.0, dice.uniform(2.0, 12.0))),
            mailbox=dice.choice((Mailbox(60.0), Mailbox(60.0), None)),
        ),
    )


def _caller(dice: random.Random) -> Script:
    deeds: list[Press | HangUp | LoseMedia] = [HangUp(dice.uniform(1.0, 20.0), Moment.BEEP)]
    match dice.randrange(6):
        case 0:
            deeds.append(HangUp(dice.uniform(0.0, 4.0), Moment.PROMPT))
        case 1:
            deeds.append(Press(dice.choice("1#"), dice.uniform(0.0, 2.0)))
        case 2:
            deeds.append(Press("#", dice.uniform(0.5, 8.0), Moment.BEEP))
        case 3 if dice.random() < 0.3:
            deeds.append(LoseMedia(dice.uniform(0.0, 20.0)))
    if dice.random() < 0.6:
        deeds.append(HangUp(dice.uniform(0.0, 30.0), Moment.BRIDGE))
    return Answers(then=tuple(deeds))


def _target(dice: random.Random, number: int, line: LineUsed, phones: Phones) -> Target:
    if dice.random() < 0.2:
        device = DeviceId(f"device_{number:02}")
        softphone = Answers(dice.uniform(0.5, 15.0), (_ends(dice),))
        # One that ignores has vanished, and nobody has noticed yet.
        phones[device] = dice.choice((softphone, softphone, NO_ANSWER, BUSY, UNREACHABLE, Ignores()))
        return Target(Role.MEMBER, f"Softphone {number}", line.number, device=device, member="mem_0")
    reached = E164(f"+120255504{number:02}")
    phones[reached] = draw_agent(dice)
    role, member = dice.choice(((Role.MEMBER, f"mem_{number % 3}"), (Role.FORWARD, "")))
    return Target(role, f"Phone {number}", line.number, number=reached, trunks=line.trunks, member=member)


def draw_agent(dice: random.Random) -> Script:
    """Somebody whose phone is screened."""
    accept = Press("1", dice.uniform(0.05, 7.0), nth=dice.choice((1, 1, 1, 2)))
    match dice.randrange(8):
        case 0:
            others = (BUSY, REJECTS, NO_ANSWER, UNREACHABLE, Refuses(503), Refuses(500, 2.0), Ignores())
            return dice.choice(others)
        case 1:
            return VOICEMAIL
        case 2:  # a service that answers at once and rings its user afterwards
            return Answers(0.0, (Press("1", dice.uniform(8.0, 18.0), Moment.ANSWER), _ends(dice)))
        case 3:  # presses twice, or another key first
            twice = Press(dice.choice(("11", "51", "1#")), dice.uniform(0.05, 4.0))
            return Answers(dice.uniform(0.5, 10.0), (twice, _ends(dice)))
        case 4:  # drops: before accepting, in the moment of it, or just after
            drops = HangUp(accept.after + dice.uniform(-0.1, 0.3), Moment.PROMPT)
            return Answers(dice.uniform(0.5, 10.0), (accept, drops, _ends(dice)))
        case 5:
            return Answers(dice.uniform(8.0, 24.0), (accept, _ends(dice)))
        case _:
            return Answers(dice.uniform(0.5, 8.0), (accept, _ends(dice)))


def _ends(dice: random.Random) -> HangUp:
    return HangUp(dice.uniform(0.0, 40.0), Moment.BRIDGE)


def _press_together(dice: random.Random, targets: tuple[Target, ...], phones: Phones) -> None:
    answers, presses = dice.uniform(0.5, 5.0), dice.uniform(0.5, 5.0)
    for target in targets:
        if target.number is not None:
            accept = Press("1", presses + dice.uniform(0.0, 0.01))
            phones[target.number] = Answers(answers, (accept, _ends(dice)))
