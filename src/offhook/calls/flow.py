"""The words a call flow is written in.

A flow is an `async def` that awaits only what is defined here. Commands (`originate`, `say`, `bridge`, …) return at
once; waits (`answered`, `ended`, `after`, …) return when their fact holds, which may be at once. Several waits:
`first_of`. Several flows: `race` (the first to finish), `any_of` (the first to win) and `all_of`.
"""

from __future__ import annotations

import types
from collections.abc import Awaitable, Coroutine, Generator
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar, overload

from offhook.calls.arguments import ToContact, ToNobody
from offhook.calls.commands import Answer as AnswerLeg
from offhook.calls.commands import Bridge, Collect, Command, Hangup, Hold, Originate, Record, Ring, Say
from offhook.calls.events import (
    Answered,
    Bridged,
    Collected,
    Elapsed,
    Ended,
    HangupRequested,
    Prompted,
    Recorded,
    Request,
    Ringing,
)
from offhook.calls.facts import Facts
from offhook.calls.questions import (
    Accept,
    Accepted,
    Answer,
    Destination,
    GiveBack,
    Granted,
    KeepGreeting,
    KeepMessage,
    MarkMessage,
    MayDial,
    MayRecord,
    Noted,
    Opened,
    OpenMailbox,
    Proven,
    ProvePhone,
    Question,
    Refused,
    Shut,
    Taken,
    Unproven,
    WhereTo,
    WhomToCall,
)
from offhook.calls.values import E164, Callee, Cause, Disposition, Extension, LegId, Phrase, Role, Seconds, TrunkId
from offhook.calls.waits import PENDING, After, FirstOf, Pending, Several, Wait

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")

FlowOf = Coroutine[Any, Any, T]

NO_TRUNK: Final = TrunkId("")
"""Of a leg to a device."""


class Cancelled(BaseException):
    """Thrown into a flow that lost a race. It cleans up, may say a short farewell, and raises it again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a flow returns: how the call came out, with the cause and the words that explain it."""

    disposition: Disposition
    cause: Cause | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Won(Generic[T_co]):
    """What an offer of `any_of` comes to when it has what was wanted: this ends the other offers."""

    value: T_co


@dataclass(frozen=True, slots=True)
class Lost(Generic[T_co]):
    """What an offer of `any_of` comes to otherwise, and why; of a whole `any_of`: all of these, in order."""

    value: T_co


@dataclass(frozen=True, slots=True)
class NextLeg:
    """Asks the kernel for the id of the call's next leg."""


@dataclass(frozen=True, slots=True)
class TakeKeys:
    """Asks the kernel for the keys that were pressed before a prompt that lets them count."""

    leg: LegId


@dataclass(frozen=True, slots=True)
class Ask:
    """Asks the stores, in this turn's transaction."""

    question: Question


Instruction = Command | NextLeg | TakeKeys | Ask


@types.coroutine
def _tell(instruction: Instruction) -> Generator[Any, Any, Any]:
    return (yield instruction)


# Commands


async def originate(
    role: Role, to: Callee, *, caller_id: E164 | Extension, trunk: TrunkId = NO_TRUNK, caller_name: str = ""
) -> LegId:
    """Ring a phone, a number over one trunk or a device; the leg it makes."""
    leg: LegId = await _tell(NextLeg())
    await _tell(Originate(leg=leg, role=role, to=to, caller_id=caller_id, trunk=trunk, caller_name=caller_name))
    return leg


async def say(leg: LegId, *phrases: Phrase, language: str, country: str) -> None:
    """Start speaking; `prompted(leg)` tells when it is done. Keys pressed before are dropped."""
    await _tell(Say(leg=leg, phrases=phrases, language=language, country=country))


async def collect(
    leg: LegId,
    *phrases: Phrase,
    language: str,
    country: str,
    digits: int,
    wait: Seconds,
    type_ahead: bool = False,
    finish: str = "",
    secret: bool = False,
) -> None:
    """Start speaking and taking keys; `collected(leg)` tells what was pressed.

    Keys pressed before are dropped, or count when `type_ahead` is asked for. The key `finish` ends it. Of a `secret`
    the journal gets only how many keys it were: a flow may do nothing with it but ask the stores.
    """
    typed: str = await _tell(TakeKeys(leg)) if type_ahead else ""
    await _tell(
        Collect(
            leg=leg,
            phrases=phrases,
            language=language,
            country=country,
            digits=digits,
            wait=wait,
            typed=typed,
            finish=finish,
            secret=secret,
        )
    )


async def ring(leg: LegId) -> None:
    """Let a leg that is answered, or that came in, hear ringback until it is spoken to or bridged."""
    await _tell(Ring(leg=leg))


async def hold(leg: LegId) -> None:
    """Part a leg from whoever it talks with, and let it hear music until it is spoken to, bridged or ended."""
    await _tell(Hold(leg=leg))


async def answer(leg: LegId) -> None:
    """Answer a leg that came in; from now on it may be spoken to. Nothing happens when it is answered already."""
    await _tell(AnswerLeg(leg=leg))


async def record(leg: LegId, *, longest: Seconds, silence: Seconds) -> None:
    """Beep and record; `recorded(leg)` tells when it is over. `#` ends it, and so does silence."""
    await _tell(Record(leg=leg, longest=longest, silence=silence))


async def bridge(leg: LegId, other: LegId, *, keys: bool = False) -> None:
    """Join two answered legs; `bridged(leg)` tells when they hear each other, and with `keys` `digit(leg)` of keys."""
    await _tell(Bridge(leg=leg, other=other, keys=keys))


async def hangup(leg: LegId, cause: Cause = Cause.NORMAL) -> None:
    """End a leg. Nothing happens when it is gone already."""
    await _tell(Hangup(leg=leg, cause=cause))


@overload
async def ask(question: MayDial) -> Granted | Refused: ...
@overload
async def ask(question: WhereTo) -> Destination | Refused: ...
@overload
async def ask(question: Accept) -> Accepted | Taken: ...
@overload
async def ask(question: MayRecord | KeepMessage) -> Noted | Refused: ...
@overload
async def ask(question: OpenMailbox) -> Opened | Shut: ...
@overload
async def ask(question: ProvePhone) -> Proven | Unproven: ...
@overload
async def ask(question: WhomToCall) -> ToContact | ToNobody | Refused: ...
@overload
async def ask(question: GiveBack | MarkMessage | KeepGreeting) -> Noted: ...
async def ask(question: Question) -> Answer:
    """Learn something from the stores, or claim something there. The answer is journaled like an event."""
    answer: Answer = await _tell(Ask(question))
    return answer


# Waits


def ringing(leg: LegId) -> Wait[Ringing]:
    """The far phone rings."""
    return Wait(lambda facts: facts.legs[leg].ringing or PENDING)


def answered(leg: LegId) -> Wait[Answered]:
    """Somebody, or a voicemail, picked up."""
    return Wait(lambda facts: facts.legs[leg].answered or PENDING)


def ended(leg: LegId) -> Wait[Ended]:
    """The leg is gone."""
    return Wait(lambda facts: facts.legs[leg].ended or PENDING)


def prompted(leg: LegId) -> Wait[Prompted]:
    """The last `say` was spoken to its end."""
    return Wait(lambda facts: facts.legs[leg].prompted or PENDING)


def collected(leg: LegId) -> Wait[Collected]:
    """The last `collect` is complete."""
    return Wait(lambda facts: facts.legs[leg].collected or PENDING)


def recorded(leg: LegId) -> Wait[Recorded]:
    """The last `record` is over."""
    return Wait(lambda facts: facts.legs[leg].recorded or PENDING)


def recording(leg: LegId) -> Wait[str]:
    """The name of what is being recorded, or was last; at once."""
    return Wait(lambda facts: facts.legs[leg].recording)


def bridged(leg: LegId) -> Wait[Bridged]:
    """The leg hears the one that it was bridged with."""
    return Wait(lambda facts: facts.legs[leg].bridged or PENDING)


def up(leg: LegId) -> Wait[bool]:
    """Whether the leg has not ended; at once."""
    return Wait(lambda facts: facts.legs[leg].alive)


def talking(leg: LegId) -> Wait[bool]:
    """Whether the leg hears another one; at once."""
    return Wait(lambda facts: facts.legs[leg].bridged is not None)


def alone(leg: LegId) -> Wait[bool]:
    """The leg is bridged with nobody, and about to be with nobody."""
    return Wait(lambda facts: facts.legs[leg].partner is None or PENDING)


def digit(leg: LegId) -> Wait[str]:
    """The next key pressed outside a `Collect`; one from the buffer counts, and is taken from it."""

    def take(facts: Facts) -> str | Pending:
        keys = facts.legs[leg].digits
        if not keys:
            return PENDING
        facts.legs[leg].digits = keys[1:]
        return keys[0]

    return Wait(take)


def hangup_requested() -> Wait[HangupRequested]:
    """Somebody asked to end the whole call."""
    return Wait(lambda facts: facts.hangup_requested or PENDING)


def requested() -> Wait[Request]:
    """What a person asked for next during a talk; what was asked before two legs were last bridged is forgotten."""

    def take(facts: Facts) -> Request | Pending:
        if not facts.requests:
            return PENDING
        return facts.requests.pop(0)

    return Wait(take)


def after(seconds: Seconds) -> Wait[Elapsed]:
    """A timer, started when it is awaited."""
    return After(seconds)


@overload
def first_of(a: Wait[A], b: Wait[B], /) -> Wait[A | B]: ...
@overload
def first_of(a: Wait[A], b: Wait[B], c: Wait[C], /) -> Wait[A | B | C]: ...
@overload
def first_of(a: Wait[A], b: Wait[B], c: Wait[C], d: Wait[D], /) -> Wait[A | B | C | D]: ...
def first_of(*waits: Wait[Any]) -> Wait[Any]:
    """The first of several waits to hold; the earlier one where two do."""
    return FirstOf(waits)


# Several flows at once. Each is a flow, a mere wait, or several flows again.


def race(one: Awaitable[A], other: Awaitable[B]) -> Several[A | B]:
    """Run both; what the first to finish returns. The other gets `Cancelled` thrown in and cleans up.

    Where both could finish, the one that is written first does, and the other goes no further; it does not even
    start when the first is done at once. The call does not end before every cleaning up is done.
    """
    return Several((one, other), ends=_whatever)


def any_of(*offers: Awaitable[Won[A] | Lost[B]]) -> Several[Won[A] | Lost[tuple[B, ...]]]:
    """Run all; the first to return `Won` wins, and the others are cancelled. After a `Lost` the rest go on.

    When all are lost, what they lost by comes back in one `Lost`, in the order of the offers.
    """
    return Several(offers, ends=_is_won, all_done=_all_lost)


def all_of(*flows: Awaitable[T]) -> Several[tuple[T, ...]]:
    """Run all to their end; their outcomes, in the order of the flows."""
    return Several(flows, ends=_nothing)


def _whatever(outcome: object) -> bool:
    return True


def _is_won(outcome: object) -> bool:
    return isinstance(outcome, Won)


def _all_lost(outcomes: tuple[Lost[B], ...]) -> Lost[tuple[B, ...]]:
    return Lost(tuple(outcome.value for outcome in outcomes))


def _nothing(outcome: object) -> bool:
    return False
