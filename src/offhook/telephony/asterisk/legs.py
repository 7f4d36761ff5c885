"""What the adapter remembers of a leg while its channel lives."""

from __future__ import annotations

from asyncio import TimerHandle
from dataclasses import dataclass

from offhook.calls.commands import Collect, Record, Say
from offhook.calls.values import CallId, Cause, DeviceId, LegId, TrunkId
from offhook.telephony.collecting import Collector


@dataclass(slots=True, eq=False)
class Collecting:
    """A `Collect` that runs."""

    command: Collect
    collector: Collector
    timer: TimerHandle | None = None


@dataclass(slots=True, eq=False)
class Leg:
    """One of our legs, from `Originate` or its adoption to its end."""

    call: CallId
    id: LegId
    trunk: TrunkId | None = None
    """The trunk it was dialled over; not known of an adopted one."""
    channel: str = ""
    """Asterisk's name for it: the leg's id, unless it came in."""
    device: DeviceId | None = None
    """The softphone's phone or page that it rings; of an adopted one it is known when Asterisk has told it."""
    incoming: bool = False
    placed: bool = False
    """Asterisk said that it dials."""
    rang: bool = False
    answered: bool = False
    hangup: Cause | None = None
    """Why we hung it up."""

    words: Say | Collecting | Record | None = None
    """What it is being told or asked, or what is recorded of it."""
    speaking: Say | Collect | None = None
    """The command whose phrases are being made ready or played; the rest of a `Collect` has none."""
    playback: str = ""
    """The id of what plays."""
    playbacks: int = 0
    beep: TimerHandle | None = None
    """Ends the tone that plays in place of words."""
    ringback: bool = False
    music: bool = False
    silence: bool = False
    """It is sent silence, as one that waits alone."""

    bridge: str = ""
    partner: Leg | None = None

    def __post_init__(self) -> None:
        """A leg that we dialled is called on the switch as it is here."""
        self.channel = self.channel or self.id

    @property
    def can_hear(self) -> bool:
        """Answered, and not being hung up."""
        return self.answered and self.hangup is None
