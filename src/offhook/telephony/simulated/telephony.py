"""The adapter of the practice network: the telephony port over scripted phones, on a real or a virtual clock.

It never touches asyncio: with a virtual clock everything, reconciling included, happens inside `clock.run`. For that
each coroutine of the port has a plain twin here (`start_now`, `survivors_now`, `adopt_now`, `stop_now`).
"""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from offhook.calls.commands import Answer, Bridge, Collect, Command, Hangup, Hold, Originate, Record, Ring, Say
from offhook.calls.events import Collected, Digit, Ended, Event, Incoming, Prompted
from offhook.calls.values import (
    CallId,
    Capability,
    Cause,
    Device,
    LegId,
    Seconds,
    SoftphoneAccount,
    SoftphoneId,
    TrunkId,
)
from offhook.clock import Timer
from offhook.telephony.collecting import Collector, Done, Play, SetTimer, Step, StopWords
from offhook.telephony.nobody import no_delivery, no_devices, not_lost, not_ready
from offhook.telephony.port import Deliver, NotReady, OnReady, Surviving, TrunkHealth, TrunkState
from offhook.telephony.simulated.faults import CALM, Dice, Faults
from offhook.telephony.simulated.network import Hush, Network, Trunk
from offhook.telephony.simulated.truth import Signal
from offhook.telephony.simulated.wire import Wire

_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_DIALLED = re.compile(rf"{_E164.pattern}|\d{{2,6}}", re.ASCII)
"""Over a trunk: a number, or what is dialled in an emergency."""
_SHOWN = re.compile(rf"{_E164.pattern}|\d{{2,6}}|", re.ASCII)
"""On a softphone: a number, an extension, or nothing."""


@dataclass(slots=True)
class Collecting:
    """A `Collect` that runs on a leg."""

    command: Collect
    collector: Collector
    timer: Timer | None = None


class SimulatedTelephony:
    """One controller of a practice network. Several may follow each other; a newer one replaces an older."""

    capabilities = frozenset(Capability)

    def __init__(self, network: Network, *, faults: Faults = CALM, seed: int = 0) -> None:
        self.network = network
        self._clock = network.clock
        self._dice = Dice(faults, seed)
        self._wire = Wire(network, self, self._dice)
        self._known_to_be_up = False
        self._deliver: Deliver = no_delivery
        self._on_ready: OnReady = not_ready
        self._on_lost: Callable[[str], None] = not_lost
        self._legs: dict[LegId, CallId] = {}
        """Legs whose events are reported: begun here or adopted, and not ended."""
        self._prompts: dict[LegId, Say | Collecting] = {}
        self._accounts: Sequence[SoftphoneAccount] | None = None
        """None: this controller was told nothing of softphones."""
        self._changed: Callable[[SoftphoneId], None] = no_devices

    # The port

    @property
    def ready(self) -> bool:
        return self._known_to_be_up

    async def start(self, deliver: Deliver, on_ready: OnReady, on_lost: Callable[[str], None]) -> None:
        """Connect, and stay connected until `stop`."""
        self.start_now(deliver, on_ready, on_lost)

    def send(self, call: CallId, commands: Sequence[Command]) -> None:
        """Carry out, in order for a call. A leg that is not ours may be hung up: it may be left from before us."""
        for command in commands:
            if isinstance(command, Originate):
                self._originate(call, command)
            elif command.leg in self._legs or isinstance(command, Hangup):
                self._do(call, command)

    async def survivors(self) -> Mapping[CallId, Sequence[Surviving]]:
        """Every leg that is up now, by call."""
        return self.survivors_now()

    async def adopt(self, call: CallId, legs: Sequence[Surviving]) -> None:
        """Report these legs' events from now on; one that has ended since is reported at once."""
        self.adopt_now(call, legs)

    def trunk_health(self) -> Mapping[TrunkId, TrunkHealth]:
        """Every trunk's state."""
        return {trunk: _health(trunk, behaviour) for trunk, behaviour in self.network.trunks.items()}

    async def use_softphones(self, accounts: Sequence[SoftphoneAccount]) -> None:
        """Let exactly these accounts in; told again to a network that begins anew."""
        self._accounts = accounts
        if self._wire.up:
            self._tell_accounts()

    def devices(self, softphone: SoftphoneId | None = None) -> Sequence[Device]:
        """Every phone that is signed in, or a softphone's."""
        return self.network.softphones.devices(softphone)

    def on_devices(self, changed: Callable[[SoftphoneId], None]) -> None:
        """Have `changed` called with each softphone whose devices have changed."""
        self._changed = changed

    async def recording(self, name: str) -> bytes | None:
        """What was recorded, as a WAV file of silence of that length; None where there is none of this name.

        Raises:
            NotReady: the connection is lost.
        """
        if not self._wire.up:
            raise NotReady("the connection to the practice network is lost")
        found = self.network.recordings.get(name)
        return None if found is None else silence(found.seconds)

    def drop_recording(self, name: str) -> None:
        """Delete a recording that is kept elsewhere now."""
        self.network.recordings.pop(name, None)

    async def ask_trunk(self, trunk: TrunkId) -> TrunkHealth:
        """The same: a state is never out of date here."""
        return self.trunk_health().get(trunk, TrunkHealth(TrunkState.UNCHECKED))

    async def stop(self) -> None:
        """Disconnect. Calls stay up."""
        self.stop_now()

    # Its plain twins

    def start_now(self, deliver: Deliver, on_ready: OnReady, on_lost: Callable[[str], None]) -> None:
        """As `start`; `on_ready` is called a little later."""
        self._deliver, self._on_ready, self._on_lost = deliver, on_ready, on_lost
        self._wire.connect()

    def survivors_now(self) -> Mapping[CallId, Sequence[Surviving]]:
        """As `survivors`; what was sent before is carried out before.

        Raises:
            NotReady: the connection is lost; `on_ready` will be called again.
        """
        if not self._wire.up:
            raise NotReady("the connection to the practice network is lost")
        self._wire.settle()
        return self.network.survivors()

    def adopt_now(self, call: CallId, legs: Sequence[Surviving]) -> None:
        """As `adopt`."""
        for leg in legs:
            self._legs[leg.leg] = call
            if not self.network.is_up(leg.leg):
                self._end_soon(call, leg.leg, Cause.UNKNOWN, "it ended while nobody listened")

    def stop_now(self) -> None:
        """As `stop`."""
        self._wire.close()
        self._vanish()

    # Trouble

    def kill(self) -> None:
        """Vanish as a killed process does: of what was sent, perhaps only some is carried out."""
        self._wire.close(politely=False)
        self._vanish()

    def lose_connection(self, *, unnoticed: Seconds = 0.0, lasting: Seconds | None = None) -> None:
        """Break the connection; it comes back `lasting` after it was noticed, or with `restore_connection`."""
        self._wire.lose(unnoticed, lasting)

    def restore_connection(self) -> None:
        """The connection can stand again."""
        self._wire.connect()

    def calm(self) -> None:
        """From now on nothing goes wrong by itself."""
        self._dice.calm()

    # Receiver, for the wire

    def up(self, gone: Cause) -> None:
        """Connected: say so once the caller of `connect` is done. What ended meanwhile, reconciling finds out."""
        self._known_to_be_up = True
        if self._accounts is not None:
            self._tell_accounts()
        for leg in [leg for leg in self._legs if not self.network.is_up(leg)]:
            del self._legs[leg]
            self._forget_prompt(leg)
        self._clock.call_later(0.0, lambda: self._on_ready(gone) if self._known_to_be_up else None)

    def down(self, reason: str) -> None:
        """Noticed that the connection is gone. Whatever keys are being collected may still come."""
        self._known_to_be_up = False
        self._on_lost(reason)

    def replaced(self) -> None:
        """Another controller has taken over: keep quiet."""
        on_lost = self._on_lost
        self._vanish()
        on_lost("another controller has taken over the network")

    def receive(self, call: CallId, signal: Signal) -> None:
        """A signal of the network, as an event."""
        if isinstance(signal, Incoming):
            self._legs[signal.leg] = call
            self._deliver(call, signal)
            return
        if signal.leg not in self._legs:
            return
        match signal:
            case Digit(leg=leg, key=key) if isinstance(self._prompts.get(leg), Collecting):
                self._advance(leg, lambda collector: collector.key(key))
            case Prompted(leg=leg, prompt=prompt):
                self._words_ended(call, leg, prompt)
            case Ended(leg=leg):
                self._ended(call, signal)
            case _:
                self._report(call, signal)

    # Commands

    def _originate(self, call: CallId, command: Originate) -> None:
        if command.leg in self._legs:
            return
        self._legs[command.leg] = call
        numbers = (
            [(_DIALLED, command.to), (_E164, command.caller_id)] if command.trunk else [(_SHOWN, command.caller_id)]
        )
        for form, number in numbers:
            if form.fullmatch(number) is None:
                self._end_soon(call, command.leg, Cause.UNKNOWN, f"{number!r} is not a telephone number: not dialled")
                return
        if not self._known_to_be_up:
            self._end_soon(call, command.leg, Cause.SWITCH_LOST, "there is no connection to the network: not dialled")
            return
        self._wire.send(call, command)

    def _do(self, call: CallId, command: Answer | Say | Collect | Ring | Hold | Record | Bridge | Hangup) -> None:
        match command:
            case Collect(leg=leg):
                for playing in dict.fromkeys((_prompt_of(self._prompts.get(leg)), "")):
                    self._wire.send(call, Hush(leg, playing))
                self._forget_prompt(leg)
                self._prompts[leg] = Collecting(command, Collector(command))
                self._advance(leg, lambda collector: collector.start())
                return
            case Say(leg=leg):
                self._forget_prompt(leg)
                self._prompts[leg] = command
            case Bridge(leg=leg, other=other):
                self._forget_prompt(leg)
                self._forget_prompt(other)
            case Ring(leg=leg) | Hold(leg=leg) | Record(leg=leg) | Hangup(leg=leg):
                self._forget_prompt(leg)
            case Answer():
                pass
        self._wire.send(call, command)

    # Prompts

    def _advance(self, leg: LegId, tell: Callable[[Collector], list[Step]]) -> None:
        collecting = self._prompts.get(leg)
        if isinstance(collecting, Collecting):
            for step in tell(collecting.collector):
                self._take_step(self._legs[leg], collecting, step)

    def _take_step(self, call: CallId, collecting: Collecting, step: Step) -> None:
        command = collecting.command
        match step:
            case Play():
                self._wire.send(
                    call, Say(command.leg, command.phrases, command.language, command.country, command.prompt)
                )
            case StopWords():
                self._wire.send(call, Hush(command.leg, command.prompt))
            case SetTimer(seconds=seconds):
                if collecting.timer is not None:
                    collecting.timer.cancel()
                collecting.timer = self._clock.call_later(
                    seconds, lambda: self._advance(command.leg, lambda collector: collector.timer())
                )
            case Done(digits=digits):
                self._forget_prompt(command.leg)
                self._report(call, Collected(leg=command.leg, digits=digits, prompt=command.prompt))

    def _words_ended(self, call: CallId, leg: LegId, prompt: str) -> None:
        match self._prompts.get(leg):
            case Collecting(command=Collect(prompt=current)) if current == prompt:
                self._advance(leg, lambda collector: collector.words_ended())
            case Say(prompt=current) if current == prompt:
                self._forget_prompt(leg)
                self._report(call, Prompted(leg=leg, prompt=prompt))
            case _:  # of a prompt that was replaced, or of an earlier controller's
                pass

    def _forget_prompt(self, leg: LegId) -> None:
        prompt = self._prompts.pop(leg, None)
        if isinstance(prompt, Collecting) and prompt.timer is not None:
            prompt.timer.cancel()

    # Events

    def _end_soon(self, call: CallId, leg: LegId, cause: Cause, note: str) -> None:
        self._clock.call_later(0.0, lambda: self._ended(call, Ended(leg=leg, cause=cause, note=note)))

    def _ended(self, call: CallId, event: Ended) -> None:
        if self._legs.pop(event.leg, None) is not None:
            self._forget_prompt(event.leg)
            self._report(call, event)

    def _report(self, call: CallId, event: Event) -> None:
        self._deliver(call, event)
        if (later := self._dice.second_coming(event)) is not None:
            self._clock.call_later(later, lambda: self._deliver(call, event))

    def _tell_accounts(self) -> None:
        self.network.softphones.let_in(self._accounts or (), self._changed)

    def _vanish(self) -> None:
        self._known_to_be_up = False
        self._changed = no_devices
        self._deliver, self._on_ready, self._on_lost = no_delivery, not_ready, not_lost
        for leg in list(self._prompts):
            self._forget_prompt(leg)
        self._legs.clear()


def silence(seconds: Seconds) -> bytes:
    """A WAV file, as Asterisk records them: 8 kHz, mono, 16 bits."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(2 * round(8000 * seconds)))
    return file.getvalue()


def _prompt_of(prompt: Say | Collecting | None) -> str:
    match prompt:
        case Say(prompt=playing) | Collecting(command=Collect(prompt=playing)):
            return playing
        case None:
            return ""


def _health(trunk: TrunkId, behaviour: Trunk) -> TrunkHealth:
    match behaviour:
        case Trunk.DOWN:
            return TrunkHealth(TrunkState.DOWN, error=f"the practice trunk {trunk} is switched off")
        case Trunk.UP | Trunk.ERROR | Trunk.TIMEOUT:  # it answers OPTIONS, and fails with calls
            return TrunkHealth(TrunkState.UP, latency_ms=40.0)
