"""Why a phone that a call to a line rang was called off: from the journal, where commands only say that it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from offhook.calls.arguments import ringing_of
from offhook.calls.commands import Hangup
from offhook.calls.events import Answered, Bridged, Elapsed, Ended, Started
from offhook.calls.journal import Entry
from offhook.calls.questions import Destination, Taken
from offhook.calls.values import Cause, LegId


class CalledOff(StrEnum):
    """Why, in words for people."""

    TAKEN = "taken by another phone"
    CALLER_GONE = "called off, because the caller was gone"
    NOT_ANSWERED = "not answered in time"
    NOT_ACCEPTED = "answered, and nobody pressed 1 in time: probably a voicemail"


@dataclass(slots=True)
class CallingOff:
    """The phones of one call that were called off, each with why. Empty for a call that was placed."""

    why: dict[LegId, CalledOff] = field(default_factory=dict)
    caller: LegId | None = None
    joined: bool = False
    answered: set[LegId] = field(default_factory=set)
    too_late: set[LegId] = field(default_factory=set)
    """They accepted, and another had the caller."""

    def learn(self, entry: Entry) -> None:
        """Take the next entry of the call's journal."""
        match entry.event:
            case Started(arguments=arguments) if (call := ringing_of(arguments)) is not None:
                self.caller = call.caller.leg
            case Answered(leg=leg):
                self.answered.add(leg)
            case Bridged():
                self.joined = True
            case _:
                pass
        if any(isinstance(answer, Destination) for answer in entry.answers):
            self.joined = False  # others are rung now
        if any(isinstance(answer, Taken) for answer in entry.answers):
            self.too_late.add(getattr(entry.event, "leg", LegId("")))
        for command in entry.commands:
            if isinstance(command, Hangup) and command.cause is Cause.CANCELLED:
                self._note(command.leg, entry)

    def _note(self, leg: LegId, entry: Entry) -> None:
        why = self._why(leg, entry)
        if self.caller is not None and why is not None:
            self.why.setdefault(leg, why)

    def _why(self, leg: LegId, entry: Entry) -> CalledOff | None:
        if self.joined or leg in self.too_late:
            return CalledOff.TAKEN
        match entry.event:
            case Ended(leg=gone) if gone == self.caller:
                return CalledOff.CALLER_GONE
            case Elapsed() if leg in self.answered:
                return CalledOff.NOT_ACCEPTED
            case Elapsed():
                return CalledOff.NOT_ANSWERED
            case _:
                return None
