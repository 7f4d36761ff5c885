"""Phones at the far end of the carrier: scripted, and what each hears."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Answers:
    """Rings for `after` seconds, then picks up."""

    after: float = 0.2


@dataclass(frozen=True)
class Refuses:
    """A final SIP status, at once or after having rung."""

    status: int
    after: float = 0.0


@dataclass(frozen=True)
class Rings:
    """Until somebody gives up, or it is picked up by hand."""


Script = Answers | Refuses | Rings


@dataclass(frozen=True)
class Spoken:
    """Words of the carrier's own voice."""

    text: str


@dataclass(frozen=True)
class Played:
    """A sound from an address."""

    url: str


@dataclass(frozen=True)
class Beep:
    """A recording begins."""


@dataclass(frozen=True)
class Person:
    """Whoever holds the phone of this number."""

    number: str


@dataclass(frozen=True)
class RingTone:
    """While `<Dial>` rings somebody, or a carrier rings the number that was called."""


Sound = Spoken | Played | Beep | Person | RingTone


class Line(Protocol):
    """A call as a carrier has it."""

    @property
    def answered_at(self) -> float | None:
        """When the two ends were connected."""
        ...

    @property
    def company(self) -> Sequence[FarEnd]:
        """Who is in a conference with it, and can be heard there."""
        ...


@dataclass
class FarEnd:
    """One call as the phone has it."""

    phone: Phone
    call: Line
    calls_us: bool
    ringing: bool = False
    up: bool = True
    speaks: bool = True
    sound: Sound | None = None
    talks_with: FarEnd | None = None
    """In a `<Dial>`; a conference knows its own."""
    on_key: Callable[[str], None] | None = None
    picked_up: asyncio.Event = field(default_factory=asyncio.Event)
    refused_with: int | None = None
    heard: list[Sound] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        """Whether the two ends are connected."""
        return self.call.answered_at is not None

    def hears(self) -> list[Sound]:
        """What can be heard at this moment."""
        if not self.up:
            return []
        found = [self.sound] if self.sound is not None else []
        others = [self.talks_with] if self.talks_with is not None else []
        others += self.call.company
        return found + [Person(other.phone.number) for other in others if other.up and other.speaks]

    def plays(self, sound: Sound | None) -> None:
        """From now on this is heard."""
        self.sound = sound
        if sound is not None:
            self.heard.append(sound)


@dataclass
class Phone:
    """A telephone, whatever it is called by: E.164, `sip:…` or `client:…`."""

    number: str
    script: Script = field(default_factory=Answers)
    calls: list[FarEnd] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    """The caller IDs of the calls that reached it."""
    hang_up_call: Callable[[FarEnd], None] = lambda _: None

    @property
    def last(self) -> FarEnd:
        """Its newest call."""
        return self.calls[-1]

    @property
    def rings(self) -> bool:
        """Whether one of its calls rings."""
        return any(each.ringing and each.up for each in self.calls)

    def hears(self) -> list[Sound]:
        """In all of its calls."""
        return [sound for each in self.calls for sound in each.hears()]

    def pick_up(self) -> None:
        """Answer the newest call."""
        self.last.picked_up.set()

    def hang_up(self) -> None:
        """End the newest call."""
        self.hang_up_call(self.last)

    def press(self, key: str) -> None:
        """One key. Nobody remembers keys that nothing asks for."""
        if self.last.on_key is not None and self.last.up:
            self.last.on_key(key)

    def fall_silent(self) -> None:
        """Speak no more in the newest call."""
        self.last.speaks = False
