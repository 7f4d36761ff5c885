"""The practice network: phones, trunks and a switch that a controller connects to.

It lives on when its controller is killed, as a real switch does: audio goes on, prompts play to their end, signals
are lost, and a leg that answers meanwhile is hung up. `truth` keeps what really happened.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from offhook.calls.commands import Answer, Bridge, Hangup, Hold, Originate, Record, Ring, Say
from offhook.calls.events import Incoming
from offhook.calls.values import E164, Callee, CallId, Cause, DeviceId, LegId, Role, SoftphoneId, Trail, TrunkId
from offhook.clock import Clock
from offhook.telephony.port import LegState, Surviving
from offhook.telephony.simulated.legs import Leg, Pace
from offhook.telephony.simulated.phones import Diverts, Phone, Script
from offhook.telephony.simulated.registrar import Registrar, SignedIn
from offhook.telephony.simulated.truth import NO_TRAIL, EndedBy, LegTruth, Signal, Truth


class Trunk(StrEnum):
    """How a trunk behaves."""

    UP = "up"
    DOWN = "down"
    """Known to be down: nothing is sent."""
    ERROR = "error"
    """Answers every INVITE with 503."""
    TIMEOUT = "timeout"
    """Never responds to an INVITE."""


class Hush(Struct, frozen=True):
    """Stop the words of this prompt, where they still play; without a prompt, stop the ringback."""

    leg: LegId
    prompt: str = ""


Wish = Originate | Answer | Say | Hush | Ring | Hold | Record | Bridge | Hangup
"""What the switch of this network understands: taking keys is the controller's business."""


@dataclass(slots=True)
class Recording:
    """What was recorded of a leg: for how long, in seconds."""

    leg: LegId
    seconds: float


class Controller(Protocol):
    """Whoever is connected to the network; one at a time."""

    def take(self, call: CallId, signal: Signal) -> None:
        """What happened to a leg."""
        ...

    def replaced(self) -> None:
        """Another one has connected: no signal comes any more, and no wish should be sent."""
        ...

    def gone(self, reason: str) -> None:
        """The network has closed the connection."""
        ...


class Network:
    """Phones by number, trunks by id, and the legs that are up."""

    def __init__(self, clock: Clock, *, pace: Pace | None = None, new_call: Callable[[], CallId] | None = None) -> None:
        self.clock = clock
        self.pace = pace or Pace()
        self.truth = Truth()
        self.phones: dict[Callee, Phone] = {}
        self.recordings: dict[str, Recording] = {}
        """What was recorded, by name."""
        self.trunks: dict[TrunkId, Trunk] = {}
        self.running = True
        self.new = True
        """Nobody has been in control since it began, or began anew."""
        self.watchers: set[Callable[[], None]] = set()
        """Called whenever a phone or a leg may have changed; more often than it did."""
        self.softphones = Registrar(clock, self.phones, self._vanished)
        self._legs: dict[LegId, Leg] = {}
        self._controller: Controller | None = None
        counted = itertools.count(1)
        self._new_call = new_call or (lambda: CallId(f"call_{next(counted):026}"))

    # What it is made of

    def phone(self, number: Callee, script: Script) -> Phone:
        """Put a phone there, or change how it takes its next calls. A device is a phone on our own network."""
        phone = self.phones.setdefault(number, Phone(number, script))
        phone.script = script
        self._noticed()
        return phone

    def take_away(self, phone: Phone) -> None:
        """A phone is there no more: its number is not in service. Calls that it has go on to their end."""
        self.phones.pop(phone.number, None)
        self._noticed()

    def trunk(self, trunk: TrunkId, behaviour: Trunk) -> None:
        """Make a trunk, or change how it behaves from the next call on."""
        self.trunks[trunk] = behaviour

    def call_in(
        self,
        phone: Phone,
        to: str,
        trunk: TrunkId,
        *,
        withheld: bool = False,
        emergency: bool = False,
        attested: bool = False,
        trail: Trail = NO_TRAIL,
    ) -> LegId:
        """Let a phone call a number of ours; the caller's leg. Without anybody in control it hears an apology."""
        leg = self._comes_in(phone, to, trunk, withheld=withheld, emergency=emergency, attested=attested, trail=trail)
        return leg.id

    def _comes_in(
        self,
        phone: Phone,
        to: str,
        trunk: TrunkId,
        *,
        withheld: bool,
        emergency: bool,
        trail: Trail,
        attested: bool = False,
    ) -> Leg:
        call = self._new_call()
        leg = self._made_by(phone, call, to, trunk, Role.CONTACT)
        if self._controller is None:
            leg.end(Cause.REJECTED, EndedBy.NETWORK, note="nobody is in control: an apology was played")
            return leg
        caller = None if withheld or phone.number.startswith("device_") else E164(phone.number)
        self.signal(call, Incoming(leg.id, trunk, to, caller, withheld, trail, emergency, attested))
        return leg

    def dial(self, phone: Phone, softphone: SoftphoneId, to: str) -> LegId:
        """Let a phone that is signed in call: a number, an extension or whatever was typed; the caller's leg."""
        call = self._new_call()
        leg = self._made_by(phone, call, to, TrunkId(""), Role.MEMBER)
        if self._controller is None:
            leg.end(Cause.REJECTED, EndedBy.NETWORK, note="nobody is in control: an apology was played")
        else:
            self.signal(call, Incoming(leg.id, TrunkId(""), to, None, softphone=softphone))
        return leg.id

    def _made_by(self, phone: Phone, call: CallId, to: str, trunk: TrunkId, role: Role) -> Leg:
        asked, name = self.clock.now(), LegId(f"{call}-1")
        leg = Leg.incoming(self, LegTruth(call, name, role, phone.number, E164(to), trunk, asked, incoming=True), phone)
        self.truth.legs.append(leg.truth)
        self._legs[leg.id] = leg
        self._noticed()
        return leg

    # Control

    @property
    def controlled(self) -> bool:
        return self._controller is not None

    def connect(self, controller: Controller) -> None:
        """Take control; who had it before is told so."""
        before, self._controller, self.new = self._controller, controller, False
        self.truth.control.append((self.clock.now(), True))
        if before is not None and before is not controller:
            before.replaced()

    def disconnect(self, controller: Controller) -> None:
        """Give up control. Legs stay up."""
        if self._controller is controller:
            self._controller = None
            self.truth.control.append((self.clock.now(), False))

    def survivors(self) -> Mapping[CallId, Sequence[Surviving]]:
        """Every leg that is up, by call."""
        found: dict[CallId, list[Surviving]] = {}
        for leg in self._legs.values():
            state = LegState.ANSWERED if leg.talking else LegState.RINGING
            partner = leg.partner.id if leg.partner is not None else None
            found.setdefault(leg.truth.call, []).append(Surviving(leg.id, state, partner))
        return found

    def is_up(self, leg: LegId) -> bool:
        """Whether this leg is dialled, rings or is answered."""
        return leg in self._legs

    def crash(self) -> None:
        """The switch dies: every leg ends at once, without a signal, and nothing works until `restart`."""
        self.running = False
        self.truth.crashes.append(self.clock.now())
        controller, self._controller = self._controller, None
        for leg in list(self._legs.values()):
            leg.end(Cause.SWITCH_LOST, EndedBy.NETWORK)
        self.softphones.begin_anew()
        if controller is not None:
            self.truth.control.append((self.clock.now(), False))
            controller.gone("the switch has stopped")

    def restart(self) -> None:
        """The switch is back, empty."""
        self.running = self.new = True

    # Wishes

    def carry_out(self, call: CallId, wish: Wish) -> None:
        """Do it; a wish for a leg that is gone, or not in a state for it, is dropped."""
        if self.running:
            self._carry_out(call, wish)
            self._noticed()

    def _carry_out(self, call: CallId, wish: Wish) -> None:
        match wish:
            case Originate():
                self._originate(call, wish)
            case Bridge(leg=leg, other=other):
                if (one := self._answered(leg)) is not None and (another := self._answered(other)) is not None:
                    one.join(another)
            case Hangup(leg=leg, cause=cause):
                if (found := self._legs.get(leg)) is not None:
                    found.end(cause, EndedBy.SWITCH, q850=16)
            case Say(leg=leg):
                if (found := self._answered(leg)) is not None:
                    found.say(wish)
            case Hush(leg=leg, prompt=prompt):
                if (found := self._answered(leg)) is not None:
                    found.hush(prompt)
            case Ring(leg=leg):
                if (found := self._legs.get(leg)) is not None and (found.talking or found.truth.incoming):
                    found.ringback()
            case Hold(leg=leg):
                if (found := self._answered(leg)) is not None:
                    found.hold()
            case Answer(leg=leg):
                if (found := self._legs.get(leg)) is not None and found.truth.incoming:
                    found.answer()
            case Record(leg=leg):
                if (found := self._answered(leg)) is not None:
                    found.record(wish)

    def _originate(self, call: CallId, wish: Originate) -> None:
        if wish.leg in self._legs:
            self.truth.refused.append(f"{wish.leg} is in use, and was to be dialled again")
            return
        leg = Leg.outgoing(self, call, wish)
        self.truth.legs.append(leg.truth)
        self._legs[leg.id] = leg
        if not wish.trunk:
            self._reach(leg, wish)
            return
        behaviour = self.trunks.get(wish.trunk)
        match behaviour:
            case None:
                leg.end(Cause.TRUNK_DOWN, EndedBy.NETWORK, note=f"there is no trunk {wish.trunk}")
            case Trunk.DOWN:
                leg.end(Cause.TRUNK_DOWN, EndedBy.NETWORK, note=f"the trunk {wish.trunk} is down")
            case Trunk.ERROR:
                leg.fail(503, after=2 * self.pace.signalling)
            case Trunk.TIMEOUT:
                leg.fail(408, after=self.pace.sip_timeout)
            case Trunk.UP:
                self._reach(leg, wish)

    def _reach(self, leg: Leg, wish: Originate) -> None:
        phone = self.phones.get(wish.to)
        if isinstance(phone, SignedIn) and not phone.here:
            leg.fail(408, after=self.pace.sip_timeout)
        elif phone is not None:
            leg.reach(phone)
        elif wish.trunk:
            leg.fail(404, after=2 * self.pace.signalling)
        else:
            leg.end(Cause.UNREACHABLE, EndedBy.NETWORK, note="no phone is signed in there")

    def _vanished(self, device: DeviceId) -> None:
        """What rings a phone that is there no more would ring for nobody."""
        for leg in list(self._legs.values()):
            if leg.truth.to == device and not leg.truth.incoming and not leg.talking:
                leg.end(Cause.UNREACHABLE, EndedBy.NETWORK, note="the phone is there no more")

    def _answered(self, leg: LegId) -> Leg | None:
        found = self._legs.get(leg)
        return found if found is not None and found.talking else None

    # Exchange, for the legs

    def signal(self, call: CallId, signal: Signal) -> None:
        """Tell the controller; without one it is lost."""
        if self._controller is not None:
            self._controller.take(call, signal)
        self._noticed()

    def forget(self, leg: Leg) -> None:
        """A leg has ended."""
        self._legs.pop(leg.id, None)

    def divert(self, leg: Leg, how: Diverts) -> None:
        """A carrier diverts a leg of ours to a number of ours: it comes in there, and shows whom it showed."""
        truth = leg.truth
        trail = truth.trail if how.with_trail else NO_TRAIL
        shown = Phone(E164(truth.caller_id), how)
        leg.goes_on_as(self._comes_in(shown, how.to, truth.trunk, withheld=False, emergency=False, trail=trail))

    def keep(self, recording: str, leg: LegId, seconds: float) -> None:
        """What was recorded of a leg, by the recording's name."""
        self.recordings[recording] = Recording(leg, seconds)

    def has(self, recording: str) -> bool:
        """Whether a recording of this name is kept."""
        return recording in self.recordings

    def _noticed(self) -> None:
        for told in self.watchers:
            told()
