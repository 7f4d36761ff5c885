"""What happens in one simulated run, drawn from its seed: calls, phones, trunks, requests, faults and kills."""

from __future__ import annotations

import random
from dataclasses import dataclass

from offhook.calls.arguments import ringing_of
from offhook.calls.events import TransferRequested
from offhook.calls.questions import Answer, Granted, Refused
from offhook.calls.values import E164, Callee, CallId, LineUsed, Seconds, TrunkId
from offhook.telephony.simulated import (
    BUSY,
    CALM,
    NO_ANSWER,
    NOT_IN_SERVICE,
    REJECTS,
    ROUGH,
    UNREACHABLE,
    VOICEMAIL,
    Answers,
    Faults,
    HangUp,
    Ignores,
    LoseMedia,
    Moment,
    Press,
    Refuses,
    Script,
    Trunk,
)
from tests.simulation.inbound_plan import Arrival, draw_arrivals
from tests.simulation.steering import NOBODY, Steered, draw_steering

LINE = E164("+12025550100")
FIRST, SECOND = TrunkId("first"), TrunkId("second")
LINE_USED = LineUsed("line_1", LINE, "Main", "en", "US", (FIRST, SECOND))
INBOUND_EVERY = 4
"""Of so many seeds, one has calls that come in; the others have calls that are placed."""
LONG_ENOUGH: Seconds = 120.0
"""Everything that a plan begins is begun by then."""


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """One call, and what the people in it do."""

    id: CallId
    index: int
    placed: Seconds
    member: E164
    contact: E164
    ring_member: Seconds
    ring_contact: Seconds
    allowance: Answer
    hang_up: Seconds | None
    """When somebody asks for its end over the API, from its placing on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One run."""

    seed: int
    calls: tuple[PlannedCall, ...]
    arrivals: tuple[Arrival, ...]
    phones: dict[Callee, Script]
    trunks: dict[TrunkId, Trunk]
    faults: Faults
    kills: tuple[Seconds, ...]
    """Times at which the worker is killed."""
    kill_rate: float
    """How likely a kill is at each boundary of a turn: before it, between its commit and its sending, after that."""
    write_failures: float
    slow_writes: float
    """How likely a write takes up to a second."""
    locks: tuple[tuple[Seconds, Seconds], ...]
    """When the database is locked, and for how long."""
    jump: tuple[Seconds, Seconds] | None
    """When the wall clock is set, and by how much; only where nothing else disturbs the worker."""
    steered: tuple[Steered, ...] = ()
    """Holds and transfers that are asked for."""
    background: bool = False
    """Whether messages and greetings are kept and mailed, and PINs are asked for."""

    def in_words(self) -> str:
        """For whoever looks at a failing seed."""
        lines = [f"seed {self.seed}", f"  faults {self.faults}", f"  trunks {self.trunks}"]
        lines.append(f"  kills at {self.kills}, {self.kill_rate:.1%} at each boundary")
        lines.append(f"  locks {self.locks}; jump of the clock {self.jump}")
        lines.append(f"  {self.slow_writes:.0%} slow writes, {self.write_failures:.0%} failing")
        for call in self.calls:
            lines.append(f"  {call}")
            lines.append(f"    member: {self.phones[call.member]}")
            lines.append(f"    contact: {self.phones[call.contact]}")
        for arrival in self.arrivals:
            lines.append(f"  {arrival}")
            lines.append(f"    caller: {self.phones[arrival.caller]}")
            to_phones = ringing_of(arrival.arguments)
            for target in to_phones.targets if to_phones is not None else ():
                lines += [f"    {to}: {self.phones[to]}" for to in (target.number, target.device) if to is not None]
        for steered in self.steered:
            lines.append(f"  {steered}")
            if isinstance(steered.request, TransferRequested) and steered.request.to != NOBODY:
                lines.append(f"    to: {self.phones[E164(steered.request.to)]}")
        return "\n".join(lines)


def draw(seed: int) -> Plan:
    """The plan of a seed."""
    dice = random.Random(seed)
    phones: dict[Callee, Script] = {}
    calls = []
    for index in range(dice.choice((1, 1, 2, 3))):
        member, contact = E164(f"+120255502{index:02}"), E164(f"+120255503{dice.choice((index, 0)):02}")
        phones[member] = _member(dice)
        phones.setdefault(contact, draw_contact(dice))
        calls.append(
            PlannedCall(
                id=CallId(f"call_{seed:020}{index:06}"),
                index=index,
                placed=dice.uniform(0.0, 20.0),
                member=member,
                contact=contact,
                ring_member=dice.choice((15.0, 30.0)),
                ring_contact=dice.choice((15.0, 40.0)),
                allowance=_allowance(dice),
                hang_up=dice.uniform(0.0, 60.0) if dice.random() < 0.2 else None,
            )
        )
    arrivals, called = draw_arrivals(seed, LINE_USED) if seed % INBOUND_EVERY == 0 else ((), {})
    faults = dice.choice((CALM, ROUGH, _mild(dice), _mild(dice)))
    kills = tuple(sorted(dice.uniform(0.0, 80.0) for _ in range(dice.choice((0, 0, 0, 1, 2, 4)))))
    kill_rate = dice.choice((0.0, 0.0, 0.01, 0.05, 0.15))
    disturbed = bool(kills or kill_rate or faults.loss_every)
    jump = dice.uniform(5.0, 60.0), dice.choice((-3600.0, 3600.0))
    steered, taking = draw_steering(seed, [call.id for call in (arrivals or calls)])
    return Plan(
        seed=seed,
        calls=() if arrivals else tuple(calls),
        arrivals=arrivals,
        phones=(called if arrivals else phones) | taking,
        trunks={FIRST: _trunk(dice), SECOND: dice.choice((Trunk.UP, Trunk.UP, Trunk.ERROR))},
        faults=faults,
        kills=kills,
        kill_rate=kill_rate,
        write_failures=dice.choice((0.0, 0.0, 0.0, 0.02)),
        slow_writes=dice.choice((0.0, 0.0, 0.1)),
        locks=((dice.uniform(0.0, 60.0), dice.choice((1.0, 10.0, 30.0))),) if dice.random() < 0.25 else (),
        jump=jump if not disturbed and dice.random() < 0.3 else None,
        steered=steered,
    )


def _mild(dice: random.Random) -> Faults:
    return Faults(
        late_event=dice.choice((0.0, 0.1)),
        double_event=dice.choice((0.0, 0.3)),
        lost_ringing=dice.choice((0.0, 0.5)),
        late_command=dice.choice((0.0, 0.1)),
        longest_straggling=dice.choice((0.0, 1.0, 1.0)),
        loss_every=dice.choice((0.0, 60.0)),
        crash_share=dice.choice((0.0, 0.3)),
    )


def _trunk(dice: random.Random) -> Trunk:
    return dice.choices((Trunk.UP, Trunk.DOWN, Trunk.ERROR, Trunk.TIMEOUT), (17, 1, 1, 1))[0]


def _allowance(dice: random.Random) -> Answer:
    match dice.randrange(12):
        case 0:
            return Refused("the day's calls are used up until tomorrow")
        case 1:
            return Granted(longest=dice.uniform(2.0, 12.0))
        case _:
            return Granted(longest=3600.0)


def _member(dice: random.Random) -> Script:
    if dice.random() < 0.12:
        return dice.choice((VOICEMAIL, BUSY, REJECTS, NO_ANSWER, UNREACHABLE, NOT_IN_SERVICE, Refuses(503)))
    deeds: list[Press | HangUp | LoseMedia] = [HangUp(after=dice.uniform(60.0, 90.0))]
    if dice.random() < 0.9:
        deeds.append(Press(dice.choice("1234567890*#"), dice.uniform(0.05, 7.0), nth=dice.choice((1, 1, 1, 2))))
    if dice.random() < 0.2:
        deeds.append(Press(dice.choice("12"), dice.uniform(0.0, 30.0), Moment.ANSWER))
    match dice.randrange(6):
        case 0:
            deeds.append(HangUp(after=dice.uniform(0.0, 40.0)))
        case 1 | 2:
            deeds.append(HangUp(after=dice.uniform(0.0, 30.0), since=Moment.BRIDGE))
        case 3 if dice.random() < 0.3:
            deeds.append(LoseMedia(after=dice.uniform(0.0, 30.0)))
    return Answers(
        after=dice.choice((0.0, dice.uniform(0.1, 5.0), dice.uniform(0.1, 5.0), dice.uniform(0.1, 31.0))),
        then=tuple(deeds),
    )


def draw_contact(dice: random.Random) -> Script:
    """Somebody who is called, and asked for no key."""
    if dice.random() < 0.35:
        others = (BUSY, REJECTS, NO_ANSWER, UNREACHABLE, NOT_IN_SERVICE, Refuses(503), Refuses(500, 2.0), Ignores())
        return dice.choice(others)
    if dice.random() < 0.15:
        return VOICEMAIL
    deeds: list[Press | HangUp | LoseMedia] = [HangUp(after=dice.uniform(50.0, 80.0))]
    if dice.random() < 0.6:
        deeds.append(HangUp(after=dice.uniform(0.0, 40.0), since=Moment.BRIDGE))
    if dice.random() < 0.1:
        deeds.append(HangUp(after=dice.uniform(0.0, 2.0)))
    return Answers(after=dice.choice((0.0, dice.uniform(0.1, 20.0))), then=tuple(deeds))
