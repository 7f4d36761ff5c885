"""One call's record, folded from its journal: the same entries always give the same record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from offhook.calls.arguments import FromPhone, FromSoftphone, ToColleague, ToContact, ToEmergency, ToNobody
from offhook.calls.commands import Hangup, Hold, Originate, Record, Ring
from offhook.calls.events import Answered, Bridged, Ended, FlowFailed, Restarted, Ringing, Started
from offhook.calls.flow import Outcome
from offhook.calls.journal import Entry, milliseconds_between
from offhook.calls.questions import Destination
from offhook.calls.values import E164, Callee, Cause, Extension, Inbound, LegId, Role, SoftphoneId, Target, TrunkId
from offhook.records.calling_off import CallingOff
from offhook.records.words import why_it_ended


class CallState(StrEnum):
    """Where a call stands, for live status."""

    RINGING_MEMBER = "ringing_member"
    ANNOUNCING = "announcing"
    RINGING_CONTACT = "ringing_contact"
    VOICEMAIL = "voicemail"
    TALKING = "talking"
    ON_HOLD = "on_hold"
    """The contact hears music, and the member waits."""
    TRANSFERRING = "transferring"
    """Somebody is rung, or spoken with, to take the contact."""
    ENDING = "ending"
    ENDED = "ended"


class LegStatus(StrEnum):
    """Where a leg stands."""

    DIALLING = "dialling"
    RINGING = "ringing"
    ANSWERED = "answered"
    BRIDGED = "bridged"
    ON_HOLD = "on_hold"
    ENDED = "ended"


TALKS = {LegStatus.BRIDGED, LegStatus.ON_HOLD}
"""Where a leg is part of a talk: one that is on hold is still paid for, and counts against the limits."""


@dataclass(slots=True)
class LegRecord:
    """One leg: who was rung, what they were shown, what became of it and why. Times are UTC microseconds."""

    id: LegId
    role: Role
    number: Callee | SoftphoneId
    """Whom it reaches, or for one that came in whom it is from; empty where that is withheld."""
    caller_id: E164 | Extension
    """What its phone was shown, or for one that came in what its caller dialled."""
    trunk_id: TrunkId
    started_at: int
    direction: str = "outbound"
    state: LegStatus = LegStatus.DIALLING
    ringing_at: int | None = None
    answered_at: int | None = None
    bridged_at: int | None = None
    ended_at: int | None = None
    cause: Cause | None = None
    q850: int | None = None
    sip: int | None = None
    why: str = ""
    asked_to_end: Cause | None = None


@dataclass(slots=True)
class CallRecord:
    """What changes of a call while it lives; what it began with is in its row from the start."""

    state: CallState = CallState.RINGING_MEMBER
    outcome: Outcome | None = None
    bridged_at: int | None = None
    ended_at: int | None = None
    talk_ms: int = 0
    certain: bool = True
    """False when part of it happened while nobody looked."""
    legs: dict[LegId, LegRecord] = field(default_factory=dict)
    talk_began: Entry | None = None
    targets: tuple[Target, ...] = ()
    """The phones that a call to a line may ring."""
    taken_by: Target | None = None
    """Whose phone took a call to a line."""
    calling_off: CallingOff = field(default_factory=CallingOff)

    def apply(self, entry: Entry) -> None:
        """Fold in one journal entry. What it says of legs that it lost is left out."""
        event = entry.event
        match event:
            case Started(arguments=Inbound() as call):
                self.legs[call.caller.leg] = LegRecord(
                    call.caller.leg,
                    Role.CONTACT,
                    call.caller.number or E164(""),
                    call.line.number,
                    call.trunk,
                    started_at=entry.at,
                    direction="inbound",
                )
                self.targets = call.targets
            case Started(arguments=FromSoftphone(caller=caller) as call):
                dialled = Extension(dialled_by(call))
                self.legs[caller.leg] = LegRecord(
                    caller.leg,
                    Role.MEMBER,
                    caller.softphone,
                    dialled,
                    TrunkId(""),
                    started_at=entry.at,
                    direction="inbound",
                )
                self.state = CallState.RINGING_CONTACT
            case Started(arguments=FromPhone(caller=me) as call):
                self.legs[me.leg] = LegRecord(
                    me.leg, Role.MEMBER, me.number, call.line.number, call.trunk, entry.at, direction="inbound"
                )
                self.state = CallState.ANNOUNCING
            case Ringing() | Answered() | Ended():
                if (leg := self.legs.get(event.leg)) is not None:
                    self._move(leg, event, entry)
            case Bridged(leg=one, other=other):
                # Where they were on hold, the talk went on meanwhile, and costs as much.
                self.bridged_at, self.talk_began = self.bridged_at or entry.at, self.talk_began or entry
                joined = [leg for leg in (self.legs.get(one), self.legs.get(other)) if leg is not None]
                for leg in joined:
                    leg.state, leg.bridged_at = LegStatus.BRIDGED, leg.bridged_at or entry.at
                if any(leg.role is Role.CONTACT for leg in joined):  # else two speak about a transfer
                    numbers = {leg.number for leg in joined}
                    self.taken_by = next(
                        (to for to in self.targets if not numbers.isdisjoint((to.number, to.device))), self.taken_by
                    )
                held = any(leg.role is Role.CONTACT and leg.state is LegStatus.ON_HOLD for leg in self.legs.values())
                self.state = CallState.TRANSFERRING if held else CallState.TALKING
            case Restarted() | FlowFailed():
                self.certain = False
            case _:
                pass
        for answer in entry.answers:
            if isinstance(answer, Destination):
                self.targets += answer.targets
        for command in entry.commands:
            match command:
                case Originate(leg=new, role=role, to=to, caller_id=caller_id, trunk=trunk):
                    self.legs[new] = LegRecord(new, role, to, caller_id, trunk, started_at=entry.at)
                    self.state = self._ringing(role)
                case Hold(leg=waiting) if waiting in self.legs:
                    self.state, self.legs[waiting].state = CallState.ON_HOLD, LegStatus.ON_HOLD
                case Ring(leg=waiting) if waiting in self.legs and self.legs[waiting].state in TALKS:
                    self.legs[waiting].state = LegStatus.ON_HOLD
                case Record():
                    self.state = CallState.VOICEMAIL
                case Hangup(leg=ending, cause=cause) if ending in self.legs:
                    self.legs[ending].asked_to_end = self.legs[ending].asked_to_end or cause
                case _:
                    pass
        self.calling_off.learn(entry)

    def _ringing(self, role: Role) -> CallState:
        if self.bridged_at is not None:
            return CallState.TRANSFERRING
        return CallState.RINGING_CONTACT if role in {Role.CONTACT, Role.COLLEAGUE} else CallState.RINGING_MEMBER

    def close(self, outcome: Outcome, entry: Entry) -> None:
        """The call is over: every leg has ended."""
        self.state, self.outcome, self.ended_at = CallState.ENDED, outcome, entry.at

    def _move(self, leg: LegRecord, event: Ringing | Answered | Ended, entry: Entry) -> None:
        match event:
            case Ringing():
                leg.state, leg.ringing_at = LegStatus.RINGING, entry.at
            case Answered():
                leg.state, leg.answered_at = LegStatus.ANSWERED, entry.at
                if (
                    leg.role is Role.MEMBER and not self.targets and self.bridged_at is None
                ):  # of a call to a line others ring on
                    self.state = CallState.ANNOUNCING
            case Ended(cause=cause, q850=q850, sip=sip, unseen_ms=unseen_ms):
                leg.cause = _cause(cause, leg)
                leg.q850, leg.sip = q850, sip
                ours, unseen = leg.asked_to_end, unseen_ms is not None
                called_off = self.calling_off.why.get(leg.id)
                leg.why = why_it_ended(
                    leg.cause, leg.role, event.note, by_us=ours, unseen=unseen, called_off=called_off
                )
                talked = leg.state in TALKS
                leg.state, leg.ended_at = LegStatus.ENDED, entry.at
                if unseen_ms is not None:
                    # It was up when it last gave a sign of life, however old the last proof is.
                    sign_of_life = leg.bridged_at or leg.answered_at or leg.ringing_at or leg.started_at
                    leg.ended_at = max(entry.at - unseen_ms * 1000, sign_of_life)
                    self.certain = False
                # Of three in a transfer the talk goes on between the other two; without the contact there is none.
                others = sum(each.state in TALKS for each in self.legs.values())
                if talked and (leg.role is Role.CONTACT or others < 2):
                    self._stop_talk(entry, unseen_ms or 0)

    def _stop_talk(self, entry: Entry, unseen_ms: int) -> None:
        if self.talk_began is None:
            return
        began, self.talk_began = self.talk_began, None
        self.state = self.state if self.state is CallState.TRANSFERRING else CallState.ENDING
        self.talk_ms += max(0, milliseconds_between(began, entry) - unseen_ms)


def dialled_by(call: FromSoftphone) -> str:
    """What a member dialled: a number, an extension, or what is neither."""
    match call.to:
        case ToContact(contact=contact):
            return contact.number
        case ToColleague(extension=extension):
            return extension
        case ToEmergency(number=number):
            return number
        case ToNobody(dialled=dialled):
            return dialled


def folded(entries: Iterable[Entry]) -> CallRecord:
    """The record of a call that is not over, from its journal."""
    record = CallRecord()
    for entry in entries:
        record.apply(entry)
    return record


def _cause(reported: Cause, leg: LegRecord) -> Cause:
    """What we ended ourselves ended for the reason that we had, whatever the network calls it."""
    ours = leg.asked_to_end
    return ours if ours is not None and reported in {Cause.NORMAL, Cause.CANCELLED} else reported
