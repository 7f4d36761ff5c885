"""A call's timeline in words: what happened, when, and why, derived from its journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from offhook.calls.arguments import FromPhone, FromSoftphone, ToColleague, ToContact, ToEmergency, ToNobody
from offhook.calls.commands import Answer, Bridge, Collect, Command, Hangup, Hold, Originate, Record, Ring, Say
from offhook.calls.events import (
    Answered,
    Bridged,
    Collected,
    CompleteRequested,
    Digit,
    Elapsed,
    Ended,
    FlowFailed,
    HangupRequested,
    HoldRequested,
    Prompted,
    Queued,
    Recorded,
    Restarted,
    ResumeRequested,
    Ringing,
    Started,
    TransferRequested,
)
from offhook.calls.journal import Entry
from offhook.calls.questions import (
    Accepted,
    Destination,
    Granted,
    Noted,
    Opened,
    Proven,
    Refused,
    Shut,
    Taken,
    Unproven,
)
from offhook.calls.values import Cause, Inbound, LegId, Order, Role
from offhook.records.calling_off import CallingOff
from offhook.records.words import what_is_said, whose_phone, why_it_ended


class Moment(Struct, frozen=True):
    """One line of a timeline."""

    at: int
    """UTC, microseconds."""
    leg: LegId | None
    what: str
    """A stable name, for programs: `ringing`, `prompted`, …"""
    text: str
    """The same for people."""


def timeline(entries: Iterable[Entry]) -> list[Moment]:
    """Everything that a person may want to know of a call, in order."""
    legs = _Legs()
    moments: list[Moment] = []
    for entry in entries:
        moments.extend(Moment(entry.at, leg, what, text) for leg, what, text in _of(entry, legs))
    return moments


_Line = tuple[LegId | None, str, str]


class _Legs:
    """What the lines of a timeline need to know of the call's legs so far."""

    def __init__(self) -> None:
        self.roles: dict[LegId, Role] = {}
        self.names: dict[str, str] = {}
        """Whose phones may ring, by number or device."""
        self.people: dict[LegId, str] = {}
        self.hung_up: dict[LegId, Cause] = {}
        self.calling_off = CallingOff()

    def learn(self, entry: Entry) -> None:
        self.calling_off.learn(entry)
        match entry.event:
            case Started(arguments=Inbound() as call):
                self.roles[call.caller.leg] = Role.CONTACT
                self.people[call.caller.leg] = call.caller.name or "the caller"
                self.names |= {to.number or to.device or "": to.name for to in call.targets}
            case Started(arguments=FromSoftphone(caller=caller) as dialled):
                self.roles[caller.leg] = Role.MEMBER
                self.people[caller.leg] = caller.name
                if isinstance(dialled.to, ToColleague):
                    self.names |= {target.device or "": target.name for target in dialled.to.call.targets}
            case Started(arguments=FromPhone(caller=me)):
                self.roles[me.leg] = Role.MEMBER
                self.people[me.leg] = me.name
            case _:
                pass
        for answer in entry.answers:
            if isinstance(answer, Destination):
                self.names |= {to.number or to.device or "": to.name for to in answer.targets}
        for command in entry.commands:
            match command:
                case Originate(leg=leg, role=role, to=to):
                    self.roles[leg] = role
                    if to in self.names:
                        self.people[leg] = self.names[to]
                case Hangup(leg=leg, cause=cause):
                    self.hung_up.setdefault(leg, cause)
                case _:
                    pass

    def phone(self, leg: LegId) -> str:
        if leg in self.people:
            return f"{self.people[leg]}'s phone"
        return whose_phone(self.roles[leg]) if leg in self.roles else "a phone"


def _of(entry: Entry, legs: _Legs) -> Iterator[_Line]:
    yield from _of_event(entry, legs)
    legs.learn(entry)
    for answer in entry.answers:
        match answer:
            case Granted(longest=longest, limit=limit):
                yield None, "allowed", f"the limits allow {longest / 60:g} min of talk: {limit}"
            case Refused(reason=reason):
                yield None, "refused", reason
            case Destination(name=name, targets=targets, ring=ring):
                phones = ", ".join(to.name for to in targets)
                yield None, "transfer", f"the transfer is to {name}, and rings for {ring:g} s: {phones}"
            case Accepted():
                yield None, "accepted", "it is first, and gets the caller"
            case Taken(by=by):
                yield by, "taken", f"{legs.phone(by)} was faster"
            case Opened(name=name):
                yield None, "opened", f"the PIN is {name}'s: the voicemail is opened"
            case Shut(locked=locked):
                yield None, "not_opened", "the voicemail is locked" if locked else "the PIN is wrong"
            case Proven():
                yield None, "proven", "it is the phone's user who calls"
            case Unproven(locked=locked):
                yield None, "unproven", "the PIN is locked" if locked else "what was keyed is wrong"
            case ToContact(contact=contact):
                yield None, "whom", f"the call is for {contact.name or contact.number}"
            case ToNobody(reason=reason):
                yield None, "refused", reason
            case Noted():
                pass
    for command in entry.commands:
        yield from _of_command(command, legs)


def _of_event(entry: Entry, legs: _Legs) -> Iterator[_Line]:
    match entry.event:
        case Started(arguments=Inbound() as call):
            yield from _of_arrival(call)
        case Started(arguments=FromSoftphone() as call):
            yield from _of_softphone(call)
        case Started(arguments=FromPhone(caller=me) as call):
            over = call.line.name or call.line.number
            sure = "attested by the carrier" if call.attested else "not attested by the carrier"
            yield me.leg, "came_in", f"{me.name} called {over} from {me.number}, {sure}, to be put through"
        case Started(flow=flow):
            yield None, "placed", f"the call was placed ({flow.replace('_', ' ')})"
        case Queued(leg=leg, ahead=ahead, seconds=seconds):
            phone, wait = legs.phone(leg), f"{seconds:g}"
            yield (
                leg,
                "queued",
                f"{phone} waits to be dialled: {ahead} before it, about {wait} s, as the carrier takes turns",
            )
        case Ringing(leg=leg):
            yield leg, "ringing", f"{legs.phone(leg)} rings"
        case Answered(leg=leg):
            yield leg, "answered", f"{legs.phone(leg)} answered"
        case Prompted(leg=leg):
            yield leg, "prompted", f"{legs.phone(leg)}: the announcement was heard to its end"
        case Collected(leg=leg, digits=digits) if digits:
            yield leg, "key", f"{legs.phone(leg)}: a key was pressed"
        case Collected(leg=leg):
            yield leg, "no_key", f"{legs.phone(leg)}: no key after the announcement"
        case Recorded(leg=leg):
            yield leg, "recorded", f"{legs.phone(leg)}: the message is over"
        case Digit(leg=leg):
            yield leg, "key", f"{legs.phone(leg)}: a key was pressed"
        case Bridged(leg=leg):
            yield leg, "bridged", "both phones are connected: they talk"
        case Ended(leg=leg, cause=cause, note=note, sip=sip, q850=q850, unseen_ms=unseen_ms):
            codes = ", ".join(f"{name} {code}" for name, code in (("SIP", sip), ("Q.850", q850)) if code is not None)
            ours = legs.hung_up.get(leg)
            cause = ours if ours is not None and cause in {Cause.NORMAL, Cause.CANCELLED} else cause
            role, unseen = legs.roles.get(leg, Role.CONTACT), unseen_ms is not None
            name = legs.people.get(leg, "")
            words = why_it_ended(
                cause,
                role,
                note,
                by_us=ours,
                unseen=unseen,
                name=name,
                called_off=legs.calling_off.why.get(leg),
            )
            yield leg, "ended", f"{legs.phone(leg)}: {words}" + (f" [{codes}]" if codes else "")
        case Elapsed():
            yield None, "timer", "a waiting time ran out"
        case HangupRequested(by=by):
            yield None, "hangup_requested", f"{by} asked to end the call"
        case HoldRequested(by=by):
            yield None, "hold_requested", f"{by} asked to put the other party on hold"
        case ResumeRequested(by=by):
            yield None, "resume_requested", f"{by} asked to take the other party back"
        case TransferRequested(by=by, to=to, attended=attended):
            way = "after a word with whoever takes them" if attended else "without a word"
            yield None, "transfer_requested", f"{by} asked to transfer the other party to {to}, {way}"
        case CompleteRequested(by=by):
            yield None, "complete_requested", f"{by} asked to complete the transfer"
        case Restarted(reason=reason):
            yield None, "restarted", f"unknown (restarting): {reason}"
        case FlowFailed(error=error):
            yield None, "failed", f"a fault in Offhook, the call is ended in safety: {error}"


def _of_arrival(call: Inbound) -> Iterator[_Line]:
    caller = call.caller
    who = caller.name or caller.number or "somebody who withheld their number"
    yield caller.leg, "came_in", f"{who} called {call.line.name or call.line.number} over {call.trunk}"
    if call.turned_away is not None:
        yield None, "turned_away", f"not put through: {call.turned_away.reason}"
        return
    yield from _of_plan(call)


def _of_softphone(call: FromSoftphone) -> Iterator[_Line]:
    leg, who, over = call.caller.leg, call.caller.name, call.line.name or call.line.number
    match call.to:
        case ToContact(contact=contact):
            yield leg, "came_in", f"{who} dialled {contact.name or contact.number} on a softphone, to be shown {over}"
        case ToColleague(name=name, extension=extension, call=to_phones):
            yield leg, "came_in", f"{who} dialled {extension}, the extension of {name}, on a softphone"
            yield from _of_plan(to_phones)
        case ToEmergency(number=number, caller_id=caller_id, trunk=trunk):
            yield leg, "came_in", f"{who} dialled the emergency number {number} on a softphone"
            yield None, "emergency", f"an emergency call: over {trunk}, showing {caller_id}, whatever the limits say"
        case ToNobody(dialled=dialled, reason=reason):
            yield leg, "came_in", f"{who} dialled {dialled} on a softphone"
            yield None, "refused", reason


def _of_plan(call: Inbound) -> Iterator[_Line]:
    if call.why:
        yield None, "route", call.why
    together = {Order.ALL: "at once", Order.HUNT: "one after the other"}[call.order]
    if call.targets:
        names = ", ".join(to.name for to in call.targets)
        yield None, "route", f"ringing {together}, for {call.ring:g} s: {names}"
    else:
        yield None, "route", "there is nobody to ring"
    for skipped in call.skipped:
        yield None, "skipped", f"{skipped.name} is not rung: {skipped.reason}"


def _of_command(command: Command, legs: _Legs) -> Iterator[_Line]:
    match command:
        case Originate(leg=leg, role=role, to=to, caller_id=caller_id, trunk=trunk):
            phone = f"{legs.names[to]}'s phone" if to in legs.names else whose_phone(role)
            way = f"{to} over {trunk}" if trunk else "(softphone)"
            yield leg, "dialled", f"dialling {phone} {way}, showing {caller_id}"
        case Answer(leg=leg):
            yield leg, "answering", "answering the caller"
        case Record(leg=leg, longest=longest):
            yield leg, "recording", f"recording a message of at most {longest:g} s"
        case Say(leg=leg, phrases=phrases) | Collect(leg=leg, phrases=phrases):
            spoken = ", then ".join(what_is_said(phrase) for phrase in phrases)
            yield leg, "announced", f"{legs.phone(leg)} hears {spoken}"
        case Ring(leg=leg):
            yield leg, "ringback", f"{legs.phone(leg)} hears ringback"
        case Hold(leg=leg):
            yield leg, "on_hold", f"{legs.phone(leg)} is on hold, and hears music"
        case Bridge(leg=leg):
            yield leg, "bridging", "connecting both phones"
        case Hangup(leg=leg, cause=cause):
            because = "" if cause is Cause.NORMAL else f" ({legs.calling_off.why.get(leg) or cause.replace('_', ' ')})"
            yield leg, "hanging_up", f"hanging up {legs.phone(leg)}{because}"
