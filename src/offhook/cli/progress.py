"""A call as it happens, in words for whoever placed it: one sentence a step, with the seconds since the click."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from offhook.cli.output import readable


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, `seconds` after the call was placed."""

    seconds: float
    text: str


@dataclass(slots=True)
class Progress:
    """Turns the states of one call into steps, and says nothing twice."""

    call: Any
    """The call's record. Put the newest here before a leg's end is told: it says why."""
    legs: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Leg: whose it is, and its state; the oldest first."""
    talked: bool = False

    def steps(self, now: Any) -> Iterator[Step]:
        """What is new in a change of the live stream, or in a record."""
        seconds = self._seconds(now)
        for leg in now["legs"]:
            role, state = leg["role"], leg["state"]
            known, before = self.legs.get(leg["id"], ("", ""))
            if role not in {"member", "contact"} or (role == "member" and not known and self.talked):
                role = "other"
            role = known or role
            again = any(each == role for one, (each, _) in self.legs.items() if one != leg["id"])
            self.legs[leg["id"]] = role, state
            if state == before:
                continue
            if state == "ended":
                text = self._ended(leg["id"])
            elif before == "on_hold":
                text = "You talk again"
            else:
                text = self._moved(role, state, again=again)
            if text:
                yield Step(seconds, text)
        if now["state"] == "talking" and not self.talked:
            self.talked = True
            yield Step(seconds, "Connected: you talk")

    @property
    def contact(self) -> str:
        """Who is called, by name or by number."""
        return str(self.call["contact"]["name"] or readable(self.call["contact"]["number"]))

    def _moved(self, role: str, state: str, *, again: bool) -> str:
        yours, theirs = readable(self.call["member"]["number"]), readable(self.call["contact"]["number"])
        whom = self.contact if self.contact == theirs else f"{self.contact} ({theirs})"
        match role, state:
            case "member", "dialling":
                return "Calling your phone over another trunk" if again else f"Calling your phone ({yours})"
            case "member", "ringing":
                return f"Your phone ({yours}) is ringing"
            case "member", "answered":
                return "You answered. Press any key on your phone"
            case "contact", "dialling":
                return f"Calling {self.contact} over another trunk" if again else f"You pressed a key: calling {whom}"
            case "contact", "ringing":
                return f"{self.contact}'s phone is ringing"
            case "contact", "answered":
                return f"{self.contact} answered"
            case "other", "ringing":
                return "A phone rings, to be handed the call"
            case "other", "answered":
                return "Somebody answered, to be handed the call"
            case "contact", "on_hold":
                return f"{self.contact} is on hold, and hears music"
            case _:
                return ""

    def _ended(self, leg: str) -> str:
        record = next(each for each in self.call["legs"] if each["id"] == leg)
        why = str(record["why"])
        if record["cause"] == "normal" and "hung up by Offhook" in why:
            return ""  # because of what was told before, or will be at the end
        role, _ = self.legs[leg]
        yours = role == "member"
        who, whose = ("you", "your") if yours else (self.contact, f"{self.contact}'s")
        if role == "other":
            who, whose = "whoever was to be handed the call", "the other"
        subject = "the contact" if record["role"] == "contact" else "the member"
        if why.startswith(subject):
            text = why.replace(f"{subject}'s", whose).replace(subject, who)
        else:
            text = f"{whose} phone: {why}"
        return text[:1].upper() + text[1:]

    def _seconds(self, now: Any) -> float:
        placed = datetime.fromisoformat(self.call["placed_at"])
        at = datetime.fromtimestamp(now["at"] / 1_000_000, UTC) if "at" in now else datetime.now(UTC)
        return max(0.0, (at - placed).total_seconds())


def outcome(record: Any) -> str:
    """How a call came out, in one sentence for whoever placed it."""
    if record["disposition"] == "answered":
        who = record["contact"]["name"] or readable(record["contact"]["number"])
        return f"Answered: you and {who} talked for {record['talk_seconds']:.1f} s."
    reason = record["reason"].replace(record["member"]["id"], "you")
    reason = f": {reason}" if reason else ""
    return f"{record['outcome']}{reason}".rstrip(".") + "."
