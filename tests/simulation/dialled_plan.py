"""Calls from softphones in one simulated run, drawn from its seed: to a number, a colleague, or in an emergency."""

from __future__ import annotations

import random
from dataclasses import replace

from offhook.calls.arguments import FromSoftphone, OwnPhone, ToColleague, ToContact, ToEmergency, ToNobody
from offhook.calls.values import (
    E164,
    Caller,
    CallId,
    DeviceId,
    Disposition,
    EmergencyNumber,
    Extension,
    Inbound,
    LegId,
    LineUsed,
    Mailbox,
    Order,
    Party,
    Phrase,
    Role,
    SoftphoneId,
    Target,
    TrunkId,
)
from offhook.telephony.simulated import Answers, HangUp, LoseMedia, Moment
from tests.simulation.inbound_plan import Arrival, Phones
from tests.simulation.plan import LINE_USED, Plan, draw, draw_contact

HELP = EmergencyNumber("911")


def draw_dialled(seed: int) -> Plan:
    """As the plan of a seed, but softphones call, and nobody else does."""
    dice = random.Random(seed + 0.25)
    phones: Phones = {}
    count = dice.choice((1, 1, 2))
    arrivals = tuple(_arrival(dice, seed, index, LINE_USED, phones) for index in range(count))
    return replace(draw(seed), calls=(), arrivals=arrivals, phones=phones, steered=())


def _arrival(dice: random.Random, seed: int, index: int, line: LineUsed, phones: Phones) -> Arrival:
    call, device = CallId(f"call_{seed:020}{index:06}"), DeviceId(f"device_ann{index}")
    leg = LegId(f"{call}-1")
    phones[device] = Answers(then=_deeds(dice))
    # In the record stands the softphone, of which this network's truth knows the device: here they are called alike.
    me = OwnPhone(leg, SoftphoneId(device), f"mem_{index}", "Ann")
    return Arrival(
        id=call,
        came=dice.uniform(0.5, 20.0),
        caller=device,
        trunk=TrunkId(""),
        gives_up=dice.choice((150.0, 150.0, dice.uniform(0.0, 40.0))),
        hang_up=dice.uniform(0.0, 40.0) if dice.random() < 0.1 else None,
        arguments=FromSoftphone(me, line, _to(dice, index, leg, line, phones)),
    )


def _to(
    dice: random.Random, index: int, leg: LegId, line: LineUsed, phones: Phones
) -> ToContact | ToColleague | ToEmergency | ToNobody:
    match dice.randrange(6):
        case 0:
            phones[HELP] = draw_contact(dice)
            return ToEmergency(HELP, line.number, line.trunks[0])
        case 1 | 2:
            return _colleague(dice, index, leg, line, phones)
        case 3:
            return ToNobody("299", Phrase("softphone.no_extension"), Disposition.NOT_IN_SERVICE, "nobody's")
        case _:
            contact = E164(f"+120255503{index:02}")
            phones[contact] = draw_contact(dice)
            return ToContact(Party(f"con_{index}", "Dana", contact), dice.choice((15.0, 40.0)))


def _colleague(dice: random.Random, index: int, leg: LegId, line: LineUsed, phones: Phones) -> ToColleague:
    targets = []
    for nth in range(dice.choice((0, 1, 1, 2))):
        device = DeviceId(f"device_ben{index}{nth}")
        phones[device] = draw_contact(dice)
        shown = Extension("201")
        targets.append(Target(Role.COLLEAGUE, "Ben", shown, device=device, member="mem_2", caller_name="Ann"))
    call = Inbound(
        caller=Caller(leg, None, "Ann"),
        trunk=TrunkId(""),
        line=line,
        targets=tuple(targets),
        skipped=(),
        order=Order.ALL,
        ring=25.0,
        longest=dice.choice((3600.0, dice.uniform(2.0, 12.0))),
        mailbox=dice.choice((Mailbox(60.0), None)),
    )
    return ToColleague("Ben", Extension("202"), call)


def _deeds(dice: random.Random) -> tuple[HangUp | LoseMedia, ...]:
    deeds: list[HangUp | LoseMedia] = [HangUp(dice.uniform(1.0, 20.0), Moment.BEEP)]
    if dice.random() < 0.6:
        deeds.append(HangUp(dice.uniform(0.0, 30.0), Moment.BRIDGE))
    if dice.random() < 0.1:
        deeds.append(LoseMedia(dice.uniform(0.0, 20.0)))
    return tuple(deeds)
