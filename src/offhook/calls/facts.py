"""What is known of a call's legs: kept by the kernel from events that came and commands that went.

Flows wait on facts, never on events: waiting for `ended(leg)` on a leg that is gone returns at once, an event that
comes twice or late changes nothing, and after a crash the same events give the same facts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from msgspec import structs

from offhook.calls.commands import Answer, Bridge, Collect, Command, Hangup, Hold, Originate, Record, Ring, Say
from offhook.calls.events import (
    Answered,
    Bridged,
    Collected,
    CompleteRequested,
    Digit,
    Elapsed,
    Ended,
    Event,
    FlowFailed,
    HangupRequested,
    HoldRequested,
    Prompted,
    Queued,
    Recorded,
    Request,
    Restarted,
    ResumeRequested,
    Ringing,
    Started,
    TransferRequested,
)
from offhook.calls.values import Cause, LegId

HIDDEN = "?"
"""Stands for a key that was pressed in secret."""


@dataclass(slots=True)
class LegFacts:
    """One leg. Its state only ever moves on: originated or come in, ringing, answered, ended."""

    originate: Originate | None
    """None where it came in."""
    answering: bool = False
    """It came in and is being answered: as good as answered, for what it may be told."""
    ringing: Ringing | None = None
    answered: Answered | None = None
    ended: Ended | None = None
    hangup: Cause | None = None
    """The cause we asked for when we hung up; the network may still answer this leg late."""
    prompt: Say | Collect | Record | None = None
    """What is being spoken, collected or recorded."""
    prompted: Prompted | None = None
    collected: Collected | None = None
    recorded: Recorded | None = None
    recording: str = ""
    """The name of the last `Record`."""
    prompts: int = 0
    secret: bool = False
    """What is pressed now is no business of the journal's."""
    digits: str = ""
    """Keys since the answer or the last prompt's start, outside a `Collect`, not yet taken by the flow."""
    ringback: bool = False
    on_hold: bool = False
    """It hears music."""
    partner: LegId | None = None
    """The leg that it is to be bridged with; `bridged` once it is."""
    bridged: Bridged | None = None
    keys: bool = False
    """Its keys are to be reported while it is bridged."""

    @property
    def alive(self) -> bool:
        return self.ended is None

    @property
    def incoming(self) -> bool:
        return self.originate is None

    @property
    def can_hear(self) -> bool:
        return self.answered is not None or self.answering


@dataclass(slots=True)
class Facts:
    """Everything known of one call."""

    started: Started | None = None
    legs: dict[LegId, LegFacts] = field(default_factory=dict)
    elapsed: dict[str, Elapsed] = field(default_factory=dict)
    hangup_requested: HangupRequested | None = None
    requests: list[Request] = field(default_factory=list)
    """What people asked for since two legs were last bridged, and the flow has not taken yet."""
    failures: int = 0
    """How often a flow failed: once the call's own, twice the fallback as well."""

    def take(self, event: Event) -> bool:
        """Learn from an event; False when it is stale, repeated or about a leg that is not ours."""
        match event:
            case Started(incoming=incoming):
                first = self.started is None
                self.started = self.started or event
                if first and incoming is not None:
                    self.legs[incoming] = LegFacts(None)
                return first
            case Restarted():
                return True
            case FlowFailed():
                self.failures += 1
                self.requests.clear()  # which of them the flow had taken is not known from here on
                for leg in self.legs.values():
                    leg.digits = ""  # neither are keys
                return True
            case Elapsed(timer=timer):
                self.elapsed[timer] = event
                return True
            case HangupRequested():
                first = self.hangup_requested is None
                self.hangup_requested = self.hangup_requested or event
                return first
            case HoldRequested() | ResumeRequested() | TransferRequested() | CompleteRequested():
                self.requests.append(event)
                return True
            case _:
                return self._take_from_leg(event)

    def _take_from_leg(
        self, event: Queued | Ringing | Answered | Prompted | Collected | Recorded | Digit | Bridged | Ended
    ) -> bool:
        leg = self.legs.get(event.leg)
        if leg is None or leg.ended is not None:
            return False
        match event:
            case Queued():
                return not (leg.ringing or leg.answered)
            case Ringing():
                if leg.ringing or leg.answered:
                    return False
                leg.ringing = event
            case Answered():
                if leg.answered:
                    return False
                leg.answered = event
            case Prompted(prompt=prompt):
                if not isinstance(leg.prompt, Say) or leg.prompt.prompt != prompt:
                    return False
                leg.prompt, leg.prompted = None, event
            case Collected(prompt=prompt):
                if not isinstance(leg.prompt, Collect) or leg.prompt.prompt != prompt:
                    return False
                leg.prompt, leg.collected = None, event
            case Recorded(recording=recording):
                if not isinstance(leg.prompt, Record) or leg.prompt.recording != recording:
                    return False
                leg.prompt, leg.recorded = None, event
            case Digit(key=key):
                if not leg.answered:
                    return False
                leg.digits += key
            case Bridged(other=other):
                if leg.partner != other or leg.bridged:
                    return False
                leg.bridged = event
                self.legs[other].bridged = Bridged(leg=other, other=event.leg)
            case Ended():
                leg.ended = event
                leg.prompt = None
                self._part(leg)
        return True

    def learn(self, event: Event, commands: Iterable[Command]) -> None:
        """Take an entry of the journal, where others may be lost: each tells of legs what it can."""
        if isinstance(event, Bridged):
            self.apply(Bridge(event.leg, event.other))
        self.take(event)
        for command in commands:
            self.apply(command)

    def without_secrets(self, event: Event) -> Event:
        """The event as it may be written down. To be asked before it is taken."""
        match event:
            case Collected(leg=leg, digits=digits) if (facts := self.legs.get(leg)) is not None and facts.secret:
                return structs.replace(event, digits=HIDDEN * len(digits))
            case Digit(leg=leg) if (facts := self.legs.get(leg)) is not None and facts.secret:
                return structs.replace(event, key=HIDDEN)
            case _:
                return event

    def completed(self, command: Command) -> Command:
        """A command with what a flow leaves out: the names of prompts and recordings, and the call's trail."""
        match command:
            case Say(leg=leg) | Collect(leg=leg):
                return structs.replace(command, prompt=f"{leg}.{self.legs[leg].prompts + 1}")
            case Record(leg=leg):
                return structs.replace(command, recording=f"{leg}.{self.legs[leg].prompts + 1}")
            case Originate() if self.started is not None:
                return structs.replace(command, trail=self.started.arguments.trail)
            case _:
                return command

    def apply(self, command: Command) -> None:
        """Remember what was asked of the network, of legs that are known."""
        named = {command.leg, command.other} if isinstance(command, Bridge) else {command.leg}
        if not isinstance(command, Originate) and not named <= self.legs.keys():
            return  # the entry that made them known can't be read any more
        match command:
            case Originate(leg=leg):
                self.legs[leg] = LegFacts(command)
            case Answer(leg=leg):
                self.legs[leg].answering = True
            case Say(leg=leg) | Collect(leg=leg) | Record(leg=leg):
                facts = self.legs[leg]
                facts.prompt, facts.prompted, facts.collected, facts.recorded = command, None, None, None
                facts.prompts += 1
                facts.secret = isinstance(command, Collect) and command.secret
                if isinstance(command, Record):
                    facts.recording = command.recording
                facts.digits = ""
                facts.ringback = facts.on_hold = False
            case Ring(leg=leg) | Hold(leg=leg):
                facts = self.legs[leg]
                self._part(facts)
                facts.ringback, facts.on_hold, facts.prompt = isinstance(command, Ring), isinstance(command, Hold), None
            case Bridge(leg=leg, other=other, keys=keys):
                self.requests.clear()
                for one, another in ((leg, other), (other, leg)):
                    facts = self.legs[one]
                    self._part(facts)
                    facts.partner, facts.bridged, facts.prompt, facts.keys = another, None, None, keys
                    facts.ringback = facts.on_hold = False
            case Hangup(leg=leg, cause=cause):
                self.legs[leg].hangup = cause

    def _part(self, leg: LegFacts) -> None:
        if leg.partner is not None:
            other = self.legs[leg.partner]
            other.partner = other.bridged = None
            leg.partner = leg.bridged = None
