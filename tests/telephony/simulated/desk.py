"""A practice network with one controller at hand, for its tests."""

from __future__ import annotations

from offhook.calls.commands import Collect, Command, Originate, Say
from offhook.calls.events import Event, Incoming
from offhook.calls.values import E164, CallId, LegId, Phrase, Role, Seconds, TrunkId
from offhook.clock import VirtualClock
from offhook.telephony.simulated import CALM, Answers, Faults, Network, Pace, Phone, Script, SimulatedTelephony, Trunk

LINE = E164("+12025550100")
ANN = E164("+12025550111")
DANA = E164("+12025550122")
CALL = CallId("call_1")
MEMBER = LegId("call_1-1")
CONTACT = LegId("call_1-2")
TRUNK = TrunkId("practice")


class Desk:
    """Keeps what was reported, with the seconds since the start."""

    def __init__(self, *, faults: Faults = CALM, seed: int = 0, pace: Pace | None = None) -> None:
        self.clock = VirtualClock()
        self.network = Network(self.clock, pace=pace)
        self.network.trunk(TRUNK, Trunk.UP)
        self.telephony = SimulatedTelephony(self.network, faults=faults, seed=seed)
        self.events: list[Event | Incoming] = []
        self.at: list[Seconds] = []
        self.said: list[str] = []
        self._began = self.clock.now()
        self.take_over(self.telephony)

    def take_over(self, telephony: SimulatedTelephony) -> None:
        """Let this controller be the one."""
        self.telephony = telephony
        telephony.start_now(self._take, lambda gone: self.said.append(f"ready: {gone}"), self.said.append)
        self.clock.run(0.001)

    @property
    def seconds(self) -> Seconds:
        return (self.clock.now() - self._began) / 1e6

    def send(self, *commands: Command, call: CallId = CALL) -> None:
        self.telephony.send(call, commands)

    def dial(self, leg: LegId = MEMBER, to: E164 = ANN, trunk: TrunkId = TRUNK) -> None:
        self.send(Originate(leg, Role.MEMBER if leg == MEMBER else Role.CONTACT, to, LINE, trunk))

    def phone(self, script: Script, number: E164 = ANN) -> Phone:
        return self.network.phone(number, script)

    def answered(self, leg: LegId = MEMBER, to: E164 = ANN, script: Script | None = None) -> Phone:
        """A phone that has just answered."""
        phone = self.phone(script or Answers(after=1.0), to)
        self.dial(leg, to)
        self.clock.run(1.1)
        return phone

    def is_ready(self) -> bool:
        return self.telephony.ready

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events]

    def _take(self, call: CallId, event: Event | Incoming) -> None:
        self.events.append(event)
        self.at.append(self.seconds)


def say(leg: LegId = MEMBER, prompt: str = "one", key: str = "dial.no_key") -> Say:
    return Say(leg, (Phrase(key),), "en", "US", prompt)


def collect(leg: LegId = MEMBER, prompt: str = "one", wait: Seconds = 4.0) -> Collect:
    return Collect(leg, (Phrase("dial.about_to_call"),), "en", "US", 1, wait, prompt=prompt)
