"""One leg of the practice network: from the INVITE to its end, as phone, carrier and switch see it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from typing import Protocol

from msgspec import Struct

from offhook.calls.commands import Originate, Record, Say
from offhook.calls.events import Answered, Bridged, Digit, Ended, Prompted, Recorded, Ringing
from offhook.calls.values import CallId, Cause, LegId, Seconds
from offhook.clock import Clock, Timer
from offhook.telephony.simulated.phones import (
    Answers,
    Deed,
    Diverts,
    HangUp,
    Ignores,
    LoseMedia,
    Moment,
    Phone,
    Press,
    Refuses,
    Rings,
    meaning,
)
from offhook.telephony.simulated.truth import (
    Beep,
    EndedBy,
    Heard,
    LegTruth,
    Music,
    Person,
    Ringback,
    Signal,
    Sound,
    Words,
)

BETWEEN_KEYS: Seconds = 0.2


class Pace(Struct, frozen=True):
    """How long things take on the network."""

    signalling: Seconds = 0.02
    """One way between switch and phone."""
    phrase: Seconds = 3.0
    """Speaking one phrase of a prompt."""
    sip_timeout: Seconds = 32.0
    """Without any response an INVITE fails after 64 times T1 (RFC 3261, timer B)."""
    longest_ringing: Seconds = 180.0
    """The carrier gives up (RFC 3261, timer C)."""
    media_timeout: Seconds = 5.0
    """A leg without audio is ended."""


class Exchange(Protocol):
    """What a leg needs of its network."""

    clock: Clock
    pace: Pace

    @property
    def controlled(self) -> bool:
        """Whether anybody takes signals now."""
        ...

    def signal(self, call: CallId, signal: Signal) -> None:
        """Tell whoever controls the network."""
        ...

    def forget(self, leg: Leg) -> None:
        """The leg has ended."""
        ...

    def divert(self, leg: Leg, how: Diverts) -> None:
        """Let it come in at a number of ours."""
        ...

    def keep(self, recording: str, leg: LegId, seconds: Seconds) -> None:
        """What was recorded."""
        ...

    def has(self, recording: str) -> bool:
        """Whether a recording of this name is kept."""
        ...


class State(Enum):
    """How far a leg is."""

    DIALLED = auto()
    RINGING = auto()
    ANSWERED = auto()
    ENDED = auto()


class Leg:
    """One leg. Follows the script of the phone that it reaches."""

    def __init__(self, exchange: Exchange, truth: LegTruth, state: State = State.DIALLED) -> None:
        self.id = truth.leg
        self.state = state
        self.partner: Leg | None = None
        self.truth = truth
        self._exchange = exchange
        self._timers: list[Timer] = []
        self._then: tuple[Deed, ...] = ()
        self._moments = dict.fromkeys(Moment, 0)
        self._hears: Heard | None = None
        self._words_end: Timer | None = None
        self._recording: Record | None = None
        self._record_ends: list[Timer] = []
        self._silent = False
        self._the_same: Leg | None = None
        """The leg that it goes on as, or was, where a carrier diverts it back to us."""

    @classmethod
    def outgoing(cls, exchange: Exchange, call: CallId, command: Originate) -> Leg:
        """One that is dialled."""
        to, caller_id, asked = command.to, command.caller_id, exchange.clock.now()
        truth = LegTruth(call, command.leg, command.role, to, caller_id, command.trunk, asked, trail=command.trail)
        return cls(exchange, truth)

    @classmethod
    def incoming(cls, exchange: Exchange, truth: LegTruth, phone: Phone) -> Leg:
        """One that a phone made."""
        made = cls(exchange, truth, State.RINGING)
        phone.legs.append(made)
        if isinstance(phone.script, Answers):
            made._then = phone.script.then
        return made

    @property
    def ringing(self) -> bool:
        return self.state is State.RINGING

    @property
    def talking(self) -> bool:
        return self.state is State.ANSWERED

    # The way to the phone

    def reach(self, phone: Phone) -> None:
        """The INVITE is on its way to this phone."""
        self._invited()
        self._later(self._exchange.pace.signalling, lambda: self._arrive(phone))

    def fail(self, status: int, after: Seconds) -> None:
        """The INVITE is answered by the carrier itself."""
        self._invited()
        self._later(after, lambda: self.refuse(status))

    def _invited(self) -> None:
        self.truth.invited = self._exchange.clock.now()

    def _arrive(self, phone: Phone) -> None:
        phone.legs.append(self)
        match phone.script:
            case Answers(after=after, then=then):
                self._then = then
                if after > 0:
                    self._ring()
                self._later(after, self.answer)
            case Refuses(status=status, after=after):
                if after > 0:
                    self._ring()
                self._later(after, lambda: self.refuse(status))
            case Rings():
                self._ring()
                self._later(self._exchange.pace.longest_ringing, lambda: self.refuse(480))
            case Ignores():
                self._later(self._exchange.pace.sip_timeout, lambda: self.refuse(408))
            case Diverts() as diverts:
                self._exchange.divert(self, diverts)

    def goes_on_as(self, other: Leg) -> None:
        """It is diverted, and has come in as this one: what becomes of the one becomes of the other."""
        self._the_same, other._the_same = other, self
        self._ring()

    def _ring(self) -> None:
        self.state = State.RINGING
        self.truth.rang = self._exchange.clock.now()
        self._signal(Ringing(leg=self.id))

    # What the phone does

    def answer(self) -> None:
        """Pick up. With nobody in control the switch has nothing to connect it to, and hangs up."""
        if self.state is State.ANSWERED:
            return
        self.state = State.ANSWERED
        self.truth.answered = self._exchange.clock.now()
        if self.truth.incoming:
            self._silence()  # the ringing was the caller's own phone's or carrier's
            if self._the_same is not None:
                self._the_same.answer()
        if not self._exchange.controlled:
            self.end(Cause.NORMAL, EndedBy.NETWORK, q850=16)
            return
        self._signal(Answered(leg=self.id))
        self._happens(Moment.ANSWER)

    def refuse(self, status: int) -> None:
        """End it with a final SIP status."""
        if self.state is not State.ANSWERED:
            cause, q850 = meaning(status)
            by = EndedBy.NETWORK if cause.is_trunk_failure else EndedBy.PHONE
            self.end(cause, by, q850=q850, sip=status)

    def press(self, key: str) -> None:
        """One key, pressed and released."""
        self.truth.keys.append((self._exchange.clock.now(), key))
        if self._recording is not None and key == self._recording.finish:
            self._recording_is_over()
            return
        self._signal(Digit(leg=self.id, key=key))

    def hang_up(self) -> None:
        """The phone hangs up, or as a caller gives up."""
        if self.ringing:
            self.end(Cause.CANCELLED, EndedBy.PHONE, sip=487)
        else:
            self.end(Cause.NORMAL, EndedBy.PHONE, q850=16)

    def lose_media(self) -> None:
        """The phone is gone; the network notices by the missing audio."""
        self._later(self._exchange.pace.media_timeout, lambda: self.end(Cause.MEDIA_LOST, EndedBy.NETWORK, q850=44))

    def fall_silent(self) -> None:
        """Nothing is said any more: what is recorded ends after its silence."""
        self._silent = True
        if self._recording is not None:
            self._end_recording_after(self._recording.silence)

    def _happens(self, moment: Moment) -> None:
        self._moments[moment] += 1
        for deed in self._then:
            if deed.since is moment and deed.nth == self._moments[moment]:
                self._plan(deed)

    def _plan(self, deed: Deed) -> None:
        match deed:
            case Press(keys=keys, after=after):
                for nth, key in enumerate(keys):
                    self._later(after + nth * BETWEEN_KEYS, partial(self.press, key))
            case HangUp(after=after):
                self._later(after, self.hang_up)
            case LoseMedia(after=after):
                self._later(after, self.lose_media)

    # What the switch does

    def say(self, command: Say) -> None:
        """Speak, in place of whatever it hears; it leaves its bridge for that."""
        self.part()
        words = Words(command.phrases, command.language, command.country, command.prompt)
        self._hear(words)
        length = self._exchange.pace.phrase * len(command.phrases)
        self._words_end = self._later(length, lambda: self._words_are_over(command.prompt))
        self._happens(Moment.PROMPT)

    def hush(self, prompt: str) -> None:
        """Stop the words of this prompt, or without one the ringback, where it hears just that.

        Words that were stopped are over, as far as the switch tells: it does not say why.
        """
        match self._hears:
            case Heard(sound=Words(prompt=playing)) if playing == prompt:
                self._silence()
                self._signal(Prompted(leg=self.id, prompt=prompt))
            case Heard(sound=Ringback()) if not prompt:
                self._silence()
            case _:
                pass

    def ringback(self) -> None:
        """Let it hear a ringing tone; it leaves its bridge for that."""
        self.part()
        self._hear(Ringback())

    def hold(self) -> None:
        """Let it hear music; it leaves its bridge for that."""
        self.part()
        self._hear(Music())

    def record(self, command: Record) -> None:
        """Beep and record, in place of whatever it hears. One that runs already goes on, one that is over is over."""
        if self._recording is not None and self._recording.recording == command.recording:
            return
        if self._exchange.has(command.recording):
            self._signal(Recorded(leg=self.id, recording=command.recording))
            return
        self.part()
        self._hear(Beep(command.recording))
        self._recording = command
        self._end_recording_after(min(command.longest, command.silence) if self._silent else command.longest)
        self._happens(Moment.BEEP)

    def _end_recording_after(self, seconds: Seconds) -> None:
        """Unless it ends before, by the timer that runs already or otherwise."""
        self._record_ends.append(self._later(seconds, self._recording_is_over))

    def _recording_is_over(self) -> None:
        command = self._recording
        if command is not None:
            self._stop_recording()
            self._signal(Recorded(leg=self.id, recording=command.recording))

    def _stop_recording(self) -> None:
        command, began = self._recording, self._hears
        if command is None:
            return
        for timer in self._record_ends:
            timer.cancel()
        self._recording = None
        self._record_ends.clear()
        seconds = (self._exchange.clock.now() - began.at) / 1e6 if began is not None else 0.0
        self._exchange.keep(command.recording, self.id, seconds)
        if began is not None:
            began.until = self._exchange.clock.now()
            self._hears = None

    def join(self, other: Leg) -> None:
        """Let two legs hear each other, and nobody else; when they do already, it is only reported again."""
        already = self.partner is other
        if not already:
            for one, another in ((self, other), (other, self)):
                one.part()
                one.partner = another
                one._hear(Person(another.id, another.truth.to))
        self._signal(Bridged(leg=self.id, other=other.id))
        if already:
            return
        self._happens(Moment.BRIDGE)
        other._happens(Moment.BRIDGE)

    def part(self) -> None:
        """Take it out of its bridge; the other one stays up and hears nothing."""
        if self.partner is not None:
            for leg in (self, self.partner):
                leg.partner = None
                leg._silence()

    def end(
        self, cause: Cause, by: EndedBy, *, q850: int | None = None, sip: int | None = None, note: str = ""
    ) -> None:
        """It is gone."""
        self.state = State.ENDED
        self.part()
        self._silence()
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.truth.ended, self.truth.cause, self.truth.ended_by = self._exchange.clock.now(), cause, by
        self._exchange.forget(self)
        self._signal(Ended(leg=self.id, cause=cause, q850=q850, sip=sip, note=note))
        if (other := self._the_same) is not None:
            self._the_same = other._the_same = None
            if other.talking or other.truth.incoming:
                other.hang_up()
            else:
                other.refuse(486)

    # What it hears

    def _hear(self, sound: Sound) -> None:
        self._silence()
        self._hears = Heard(self._exchange.clock.now(), sound)
        self.truth.heard.append(self._hears)

    def _silence(self) -> None:
        self._stop_recording()
        if self._words_end is not None:
            self._words_end.cancel()
            self._words_end = None
        if self._hears is not None:
            self._hears.until = self._exchange.clock.now()
            self._hears = None

    def _words_are_over(self, prompt: str) -> None:
        if self._hears is not None:
            self._hears.whole = True
        self._silence()
        self._signal(Prompted(leg=self.id, prompt=prompt))

    def _signal(self, signal: Signal) -> None:
        self._exchange.signal(self.truth.call, signal)

    def _later(self, seconds: Seconds, do: Callable[[], None]) -> Timer:
        timer = self._exchange.clock.call_later(seconds, do)
        self._timers.append(timer)
        return timer
