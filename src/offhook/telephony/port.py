"""The telephony port: what a way of making calls offers to the switchboard.

An adapter carries commands out and reports events. It knows nothing of flows, members or records; vendor words,
codes and errors stop inside it. Every adapter passes `tests/contract/`. To write one: docs/how-to/add-a-carrier.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from offhook.calls.commands import Command
from offhook.calls.events import Event, Incoming
from offhook.calls.values import CallId, Capability, Cause, Device, LegId, SoftphoneAccount, SoftphoneId, TrunkId

Deliver = Callable[[CallId, Event | Incoming], None]
"""Hands the switchboard an event, or `Incoming` with the id of a new call. On the event loop; returns at once."""

OnReady = Callable[[Cause], None]
"""Tells that a connection stands, and what to record of legs that are up no more: `SWITCH_LOST` where the network began
anew and took all of them along, else `UNKNOWN`."""


class LegState(StrEnum):
    """A leg as the network sees it, after we were away."""

    RINGING = "ringing"
    ANSWERED = "answered"


class Surviving(Struct, frozen=True):
    """A leg that is up on the network now."""

    leg: LegId
    state: LegState
    bridged_with: LegId | None = None


class TrunkState(StrEnum):
    """Whether a trunk takes calls."""

    UP = "up"
    DOWN = "down"
    UNCHECKED = "unchecked"


class Registration(StrEnum):
    """How a trunk stands with a carrier that wants to be registered with (RFC 3261 section 10)."""

    REGISTERED = "registered"
    REJECTED = "rejected"
    """The carrier refused, or did not answer in time. It is tried again."""
    UNREGISTERED = "unregistered"
    """It is being tried."""


class TrunkHealth(Struct, frozen=True):
    """What is known of a trunk, with the last round trip in milliseconds and the last error in words.

    `registration` is None for a trunk that does not register, or where that is not known.
    """

    state: TrunkState
    latency_ms: float | None = None
    error: str = ""
    registration: Registration | None = None


class NotReady(Exception):
    """The network can't take calls now; the message says why, for people."""


class Lacking(Exception):
    """The network can't do what a flow needs; the message says what, for people."""


class Telephony(Protocol):
    """One way of making calls: Asterisk, the practice network, or what a carrier offers."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do of what not every carrier can; a flow that needs another is refused before it starts."""
        ...

    @property
    def ready(self) -> bool:
        """Whether calls can be placed now."""
        ...

    async def start(self, deliver: Deliver, on_ready: OnReady, on_lost: Callable[[str], None]) -> None:
        """Connect, and stay connected until `stop`.

        `on_ready` is called each time a connection stands (again): the switchboard then reconciles. `on_lost` is
        called when it is gone, with the reason; what happens meanwhile is not reported later.
        """
        ...

    def send(self, call: CallId, commands: Sequence[Command]) -> None:
        """Carry out, in order for a call, without blocking. A command for a leg that is gone is dropped.

        An `Originate` that can't be carried out is answered by `Ended`.
        """
        ...

    async def survivors(self) -> Mapping[CallId, Sequence[Surviving]]:
        """Every leg of ours that is up now, by call; to reconcile after a restart or a lost connection."""
        ...

    async def adopt(self, call: CallId, legs: Sequence[Surviving]) -> None:
        """Take charge of legs that an earlier worker began, so that their events are reported again."""
        ...

    def trunk_health(self) -> Mapping[TrunkId, TrunkHealth]:
        """Every trunk's state, as last seen."""
        ...

    async def use_softphones(self, accounts: Sequence[SoftphoneAccount]) -> None:
        """Let exactly these accounts sign in, now and whenever the network begins anew. May be called before `start`.

        Whoever is signed in by another account is signed out at once, and what rings there ends.
        """
        ...

    def devices(self, softphone: SoftphoneId | None = None) -> Sequence[Device]:
        """Every phone and page that is signed in by one of the accounts, or by a softphone's, as last seen."""
        ...

    def on_devices(self, changed: Callable[[SoftphoneId], None]) -> None:
        """Have `changed` called with each softphone whose devices have changed, within seconds of what happened."""
        ...

    async def recording(self, name: str) -> bytes | None:
        """A finished recording as a WAV file, by the name in its `Record`; None where there is none.

        Raises:
            NotReady: it can't be fetched now.
        """
        ...

    def drop_recording(self, name: str) -> None:
        """Delete a recording that is kept elsewhere now."""
        ...

    async def ask_trunk(self, trunk: TrunkId) -> TrunkHealth:
        """Ask a trunk's far end now, and wait until it has answered, or did not in its time.

        Raises:
            NotReady: the network can't ask it.
        """
        ...

    async def stop(self) -> None:
        """Disconnect. Calls stay up."""
        ...


def trunks_down(telephony: Telephony) -> list[TrunkId]:
    """The trunks that are known not to work now."""
    return [trunk for trunk, health in telephony.trunk_health().items() if health.state is TrunkState.DOWN]
