"""What the contract suite needs of an adapter under test: the adapter, and phones at the far end.

The suite (`tests/contract/test_*.py`) is what every adapter of the telephony port promises. It asks for the fixture
`harness`; `tests/contract/conftest.py` gives it the practice network, on virtual time. An adapter with a network of
its own runs the very same tests from a folder of its own, in two files:

    # tests/sip/conftest.py                        # tests/sip/test_contract.py
    @pytest.fixture                                from tests.contract.test_bridges import *
    async def harness() -> AsyncIterator[Harness]: from tests.contract.test_dialling import *
        async with AsteriskHarness() as harness:   ...
            yield harness

All waiting is the harness's: `within` and `pause` are seconds of its network's time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol, TypeVar

from offhook.calls.commands import Command
from offhook.calls.events import (
    Answered,
    Bridged,
    Collected,
    Digit,
    Ended,
    Event,
    Incoming,
    Prompted,
    Recorded,
    Ringing,
)
from offhook.calls.values import (
    E164,
    CallId,
    Cause,
    Device,
    DeviceId,
    LegId,
    Seconds,
    SoftphoneId,
    Trail,
    TrunkId,
)
from offhook.telephony.port import Telephony

E = TypeVar("E", Ringing, Answered, Prompted, Collected, Recorded, Digit, Bridged, Ended)

LINE = E164("+12025550100")
ANN = E164("+12025550111")
DANA = E164("+12025550122")
NO_TRAIL = Trail()


@dataclass(frozen=True, slots=True)
class Answers:
    """Rings for `after` seconds and answers; with 0 it answers at once. Then it speaks without pause."""

    after: Seconds = 0.2


@dataclass(frozen=True, slots=True)
class Refuses:
    """A final SIP status: at once, or after having rung for `after` seconds."""

    status: int
    after: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class Rings:
    """Rings until the caller gives up, or `answer` is called."""


Script = Answers | Refuses | Rings


@dataclass(frozen=True, slots=True)
class Words:
    """The prompt of this catalogue key."""

    key: str


@dataclass(frozen=True, slots=True)
class Ringback:
    """The tone of a phone ringing far away."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Whoever holds the phone of this number."""

    number: E164


@dataclass(frozen=True, slots=True)
class Beep:
    """What tells that a recording begins."""


@dataclass(frozen=True, slots=True)
class Music:
    """What somebody on hold hears."""


Sound = Words | Ringback | Music | Voice | Beep


class TrunkUse(Enum):
    """Trunks that every harness has."""

    GOOD = auto()
    SECOND = auto()
    """Another one that works."""
    DOWN = auto()
    """The far end is not there, and the adapter knows."""


class PhoneUnderTest(Protocol):
    """A phone at the far end. What it does by hand concerns its newest call, received or made."""

    @property
    def number(self) -> E164: ...

    @property
    def shown(self) -> Sequence[str]:
        """The caller IDs of the INVITEs that reached it, in order."""
        ...

    @property
    def trails(self) -> Sequence[Trail]:
        """The trails that came with the calls to it, in order."""
        ...

    @property
    def shown_anywhere(self) -> str:
        """Everything else that reached it in signalling, as text; empty where the network has no text."""
        ...

    async def rings(self, *, within: Seconds = 5.0) -> None:
        """Wait until it rings."""
        ...

    async def falls_silent(self, *, within: Seconds = 2.0) -> None:
        """Wait until it rings no more and is in no call."""
        ...

    async def hears(self, sound: Sound, *, within: Seconds = 5.0) -> None:
        """Wait until it hears this."""
        ...

    async def hears_no(self, sound: Sound, *, within: Seconds = 15.0) -> None:
        """Wait until it doesn't hear this, or no more."""
        ...

    async def call(
        self,
        number: str,
        *,
        trunk: TrunkUse = TrunkUse.GOOD,
        withheld: bool = False,
        trail: Trail = NO_TRAIL,
        emergency: bool = False,
    ) -> None:
        """Call a number of ours, as a carrier hands it on. Once answered it speaks without pause."""
        ...

    async def refused(self) -> int:
        """Wait until its call is refused; with which SIP status."""
        ...

    async def answer(self) -> None:
        """Pick up."""
        ...

    async def fall_silent(self) -> None:
        """Speak no more, in an answered call."""
        ...

    async def press(self, keys: str) -> None:
        """Press keys, one after the other."""
        ...

    async def hang_up(self) -> None:
        """End the call."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """A softphone's account, with its secret."""

    softphone: SoftphoneId
    username: str
    secret: str


class SoftphoneUnderTest(PhoneUnderTest, Protocol):
    """A phone that is signed in with an account."""

    @property
    def device(self) -> DeviceId:
        """By which it is dialled."""
        ...

    async def sign_out(self) -> None:
        """Take the registration back."""
        ...

    async def dial(self, number: str) -> None:
        """Call something through the network that it is signed in to. Once answered it speaks without pause."""
        ...

    def vanish(self) -> None:
        """Be gone without a word."""
        ...

    def come_back(self) -> None:
        """Answer again."""
        ...


class NotLetIn(Exception):
    """The network refuses a phone that wants to sign in."""


class Harness(Protocol):
    """An adapter under test, connected, with its network."""

    @property
    def telephony(self) -> Telephony:
        """The adapter; another one after `restart`."""
        ...

    def gone(self) -> Cause:
        """What was told with the last `on_ready`."""
        ...

    async def phone(self, number: E164, script: Script) -> PhoneUnderTest:
        """Put a phone there, or change how it takes its next calls."""
        ...

    async def let_in(self, *accounts: Account) -> None:
        """Let exactly these accounts sign in."""
        ...

    async def sign_in(self, account: Account, script: Script) -> SoftphoneUnderTest:
        """Sign a new phone in, and wait until the adapter knows it. Raises `NotLetIn`."""
        ...

    async def until_devices(self, holds: Callable[[Sequence[Device]], bool], *, within: Seconds = 5.0) -> None:
        """Wait until the adapter's devices are so; it must have told that they changed."""
        ...

    def trunk(self, use: TrunkUse) -> TrunkId:
        """The id of a trunk."""
        ...

    def new_call(self) -> CallId:
        """An id that no call had yet."""
        ...

    async def send(self, call: CallId, *commands: Command) -> None:
        """Give commands to the adapter."""
        ...

    async def event(self, call: CallId, kind: type[E], leg: LegId, *, within: Seconds = 5.0) -> E:
        """Wait for the leg's next event of this kind, passing over others; each is given once."""
        ...

    async def incoming(self, *, within: Seconds = 5.0) -> tuple[CallId, Incoming]:
        """Wait for the next call that comes in; each is given once."""
        ...

    def events(self, call: CallId) -> Sequence[Event]:
        """Everything that was reported of a call so far."""
        ...

    async def pause(self, seconds: Seconds) -> None:
        """Let time pass, to see that something does not happen."""
        ...

    async def lose_connection(self) -> None:
        """Break the adapter's connection to its network, and wait until it has noticed."""
        ...

    async def restore_connection(self) -> None:
        """Let it connect again, and wait until it is ready."""
        ...

    async def restart(self) -> None:
        """Kill the adapter without a word, and start a new one on the same network; wait until it is ready."""
        ...

    def seconds_of(self, recording: bytes, number: E164) -> Seconds:
        """For how long whoever holds the phone of this number is heard in a WAV file."""
        ...


class Missing(AssertionError):
    """What was waited for did not happen."""


def missing(what: str, within: Seconds, events: Sequence[Event]) -> Missing:
    """An error that tells what came instead."""
    came = "\n".join(f"  {event}" for event in events) or "  nothing"
    return Missing(f"no {what} within {within:g} s; of this call came:\n{came}")
