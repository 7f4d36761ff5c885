"""Scripted phones: how a phone of the practice network takes a call, and what it was shown and heard."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Protocol

from msgspec import Struct

from offhook.calls.values import E164, Callee, Cause, Extension, Seconds
from offhook.telephony.simulated.truth import Heard, LegTruth

# -------------------------------------------------------------------------- what somebody does on the phone


class Moment(Enum):
    """What a deed is timed from."""

    ANSWER = auto()
    PROMPT = auto()
    """The first word of something spoken to this phone."""
    BRIDGE = auto()
    BEEP = auto()
    """A recording began."""


class Press(Struct, frozen=True, tag=True):
    """Press keys, `after` seconds from the `nth` such moment of the call; further keys follow 0.2 s apart."""

    keys: str
    after: Seconds = 1.0
    since: Moment = Moment.PROMPT
    nth: int = 1


class HangUp(Struct, frozen=True, tag=True):
    """Hang up, `after` seconds from the `nth` such moment of the call."""

    after: Seconds
    since: Moment = Moment.ANSWER
    nth: int = 1


class LoseMedia(Struct, frozen=True, tag=True):
    """The phone vanishes without a word: no audio, no signalling. The network notices by the missing audio."""

    after: Seconds
    since: Moment = Moment.ANSWER
    nth: int = 1


Deed = Press | HangUp | LoseMedia

# ------------------------------------------------------------------------------- how a phone takes a call


class Answers(Struct, frozen=True, tag=True):
    """Rings for `after` seconds and answers; with 0 it answers at once, without ringing first."""

    after: Seconds = 2.0
    then: tuple[Deed, ...] = ()


class Refuses(Struct, frozen=True, tag=True):
    """Answers the INVITE with a final SIP status: at once, or after having rung for `after` seconds."""

    status: int = 486
    after: Seconds = 0.0


class Rings(Struct, frozen=True, tag=True):
    """Rings until the caller, or the carrier, gives up."""


class Ignores(Struct, frozen=True, tag=True):
    """Never responds: ends as a timeout (408) of the trunk."""


class Diverts(Struct, frozen=True, tag=True):
    """Its carrier diverts calls to another number, one of ours: they come in there, and show who calls still."""

    to: E164
    with_trail: bool = False
    """Whether the carrier hands on the trail, as another switch of ours does; carriers mostly don't."""


Script = Answers | Refuses | Rings | Ignores | Diverts

BUSY = Refuses(486)
REJECTS = Refuses(603, after=3.0)
UNREACHABLE = Refuses(480)
NOT_IN_SERVICE = Refuses(404)
NO_ANSWER = Rings()
VOICEMAIL = Answers(after=0.0, then=(HangUp(after=40.0),))
"""Picks up at once, records for a while, never presses a key."""

# -------------------------------------------------------------------------------------------- the phone


class OnTheLine(Protocol):
    """A leg as the phone at its end can act on it."""

    truth: LegTruth

    @property
    def ringing(self) -> bool: ...

    @property
    def talking(self) -> bool: ...

    def answer(self) -> None: ...

    def refuse(self, status: int) -> None: ...

    def press(self, key: str) -> None: ...

    def hang_up(self) -> None: ...

    def lose_media(self) -> None: ...

    def fall_silent(self) -> None: ...


class NobodyThere(Exception):
    """The phone can't do that: it has no call in that state."""


class Phone:
    """One phone: follows its script, or is acted on by hand. A second call to it is treated like the first.

    By hand is meant for the newest call in the fitting state; `NobodyThere` when there is none.
    """

    def __init__(self, number: Callee, script: Script) -> None:
        self.number = number
        self.script = script
        self.legs: list[OnTheLine] = []

    @property
    def shown(self) -> list[E164 | Extension]:
        """The caller IDs of every call to it, in order."""
        return [leg.truth.caller_id for leg in self.legs if not leg.truth.incoming]

    @property
    def heard(self) -> list[Heard]:
        """Everything that it heard, in order."""
        return sorted((heard for leg in self.legs for heard in leg.truth.heard), key=lambda heard: heard.at)

    @property
    def hears(self) -> list[Heard]:
        """What it hears now."""
        return [heard for heard in self.heard if heard.until is None]

    @property
    def ringing(self) -> bool:
        return bool(self._ringing())

    @property
    def in_call(self) -> bool:
        return any(leg.talking for leg in self.legs)

    def answer(self) -> None:
        """Pick up the ringing call."""
        self._newest(self._ringing(), "is not ringing").answer()

    def refuse(self, status: int = 486) -> None:
        """Refuse the ringing call with a final SIP status."""
        self._newest(self._ringing(), "is not ringing").refuse(status)

    def press(self, keys: str) -> None:
        """Press keys in the call, all at once."""
        leg = self._newest(self._talking(), "is in no call")
        for key in keys:
            leg.press(key)

    def hang_up(self) -> None:
        """End the call, or give up one that it made."""
        mine = [leg for leg in self.legs if leg.truth.incoming and leg.ringing]
        self._newest(self._talking() or mine, "is in no call").hang_up()

    def fall_silent(self) -> None:
        """Say nothing any more in the call; until then whoever holds it is taken to speak without pause."""
        self._newest(self._talking(), "is in no call").fall_silent()

    def lose_media(self) -> None:
        """Vanish from the call without a word."""
        self._newest(self._talking(), "is in no call").lose_media()

    def _ringing(self) -> list[OnTheLine]:
        return [leg for leg in self.legs if leg.ringing and not leg.truth.incoming]

    def _talking(self) -> list[OnTheLine]:
        return [leg for leg in self.legs if leg.talking]

    def _newest(self, legs: Sequence[OnTheLine], problem: str) -> OnTheLine:
        if not legs:
            raise NobodyThere(f"the phone {self.number} {problem}")
        return legs[-1]


# ---------------------------------------------------------------------------------- what a SIP status means

STATUSES: dict[int, tuple[Cause, int]] = {
    404: (Cause.NOT_IN_SERVICE, 1),
    408: (Cause.TRUNK_TIMEOUT, 18),
    480: (Cause.UNREACHABLE, 19),
    484: (Cause.NOT_IN_SERVICE, 28),
    486: (Cause.BUSY, 17),
    500: (Cause.TRUNK_ERROR, 38),
    503: (Cause.TRUNK_ERROR, 34),
    600: (Cause.BUSY, 17),
    603: (Cause.REJECTED, 21),
    604: (Cause.NOT_IN_SERVICE, 1),
}
"""Cause and Q.850 value by final SIP status, as an Asterisk reports them (RFC 3398 for those that it leaves open)."""


def meaning(status: int) -> tuple[Cause, int | None]:
    """Cause and Q.850 value of a final SIP status; one that is not listed by its class."""
    if status in STATUSES:
        return STATUSES[status]
    if status >= 600:
        return Cause.REJECTED, 21
    if status >= 500:
        return Cause.TRUNK_ERROR, 38
    return Cause.UNREACHABLE, None
