"""What goes wrong between a controller and the network, drawn from a seed.

It follows what was seen of a real switch on one WebSocket, and of its network:

- Single events are not lost, with one exception: a `Ringing`, which stands for SIP's provisional responses, that
  nobody repeats (RFC 3261, 13.3.1.1). Everything else is lost only while the connection is, and then all of it.
- The events of one leg keep their order; those of different legs overtake each other.
- An event may come twice, the second time late; never a `Digit`, for two of those are two keys.
- The commands of one call keep their order. When the connection breaks, of those under way the first few are carried
  out and the rest are not, and nobody says how many; an `Originate` that is the last of them may take a moment.
- A broken connection is noticed after a while only. Until then what is sent vanishes.
- The switch itself may die, with every leg, and come back empty.

So a lost `Answered` or `Ended` is always found by reconciling with `survivors` once the connection stands again.
"""

from __future__ import annotations

import random

from msgspec import Struct

from offhook.calls.events import Digit, Event, Ringing
from offhook.calls.values import Seconds
from offhook.telephony.simulated.truth import Signal


class Faults(Struct, frozen=True):
    """How often, as probabilities unless a unit is given."""

    late_event: float = 0.0
    double_event: float = 0.0
    lost_ringing: float = 0.0
    late_command: float = 0.0
    latest: Seconds = 1.0
    """How late at most."""
    longest_straggling: Seconds = 0.0
    """How long after the connection broke, at most, the switch still dials what it was told to."""
    loss_every: Seconds = 0.0
    """Mean time between losses of the connection; 0 for never."""
    longest_loss: Seconds = 10.0
    longest_unnoticed: Seconds = 3.0
    crash_share: float = 0.0
    """How many of the losses are deaths of the switch."""


CALM = Faults()
ROUGH = Faults(
    late_event=0.2,
    double_event=0.1,
    lost_ringing=0.2,
    late_command=0.2,
    longest_straggling=1.0,
    loss_every=40.0,
    crash_share=0.05,
)

LATENCY: Seconds = 0.002
"""One way between controller and switch, when nothing goes wrong."""


class Dice:
    """Draws faults; the same seed draws the same ones."""

    def __init__(self, faults: Faults, seed: int) -> None:
        self.faults = faults
        self._random = random.Random(seed)  # noqa: S311 (to be repeatable, not secret)

    def calm(self) -> None:
        """From now on nothing goes wrong."""
        self.faults = CALM

    def signal_is_lost(self, signal: Signal) -> bool:
        return isinstance(signal, Ringing) and self._happens(self.faults.lost_ringing)

    def signal_delay(self) -> Seconds:
        return self._delay(self.faults.late_event)

    def second_coming(self, event: Event) -> Seconds | None:
        """How much later the event comes again; None when it does not."""
        if isinstance(event, Digit) or not self._happens(self.faults.double_event):
            return None
        return self._random.uniform(0.0, 3 * self.faults.latest)

    def command_delay(self) -> Seconds:
        return self._delay(self.faults.late_command)

    def until_loss(self) -> Seconds | None:
        """When the connection breaks; None for never."""
        mean = self.faults.loss_every
        return self._random.expovariate(1 / mean) if mean else None

    def loss(self) -> tuple[Seconds, Seconds, bool]:
        """How long a loss stays unnoticed, how long it lasts from then on, and whether the switch died."""
        return (
            self._random.uniform(0.0, self.faults.longest_unnoticed),
            self._random.uniform(0.1, self.faults.longest_loss),
            self._happens(self.faults.crash_share),
        )

    def carried_out(self, under_way: int) -> int:
        """How many of the commands under way still reach the switch when the connection breaks."""
        return self._random.randint(0, under_way)

    def straggling(self) -> Seconds:
        """How long after a break the switch still dials."""
        return self._random.uniform(0.0, self.faults.longest_straggling)

    def _delay(self, rate: float) -> Seconds:
        return LATENCY + (self._random.uniform(0.0, self.faults.latest) if self._happens(rate) else 0.0)

    def _happens(self, rate: float) -> bool:
        return rate > 0 and self._random.random() < rate
