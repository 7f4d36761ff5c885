"""The texting port: what a way of sending and receiving texts offers, beside the telephony port for calls.

Vendor words, codes and errors stop inside an adapter. What it sends is never sent twice by itself: where it can't tell
whether the carrier took a message it says so (`InDoubt`), and is asked later what became of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, runtime_checkable

from msgspec import Struct

from offhook.calls.values import E164, TrunkId
from offhook.messages.failures import Failure
from offhook.messages.states import MessageState


class Outgoing(Struct, frozen=True):
    """A message that is to be sent, once."""

    id: str
    """Ours; carriers give it back where they can, with `attempt`."""
    attempt: int
    """The how manieth try this is: a report of an earlier one says nothing of this one."""
    trunk: TrunkId
    from_: E164
    to: E164
    text: str
    pictures: tuple[str, ...] = ()
    """Addresses from which the carrier fetches them."""


class Taken(Struct, frozen=True):
    """The carrier has it."""

    reference: str
    """Its own id of the message."""
    segments: int | None = None


class Refused(Struct, frozen=True):
    """The carrier doesn't take it, and wouldn't at another try."""

    failure: Failure
    carrier_code: str
    words: str
    """The carrier's own."""


class Later(Struct, frozen=True):
    """The carrier certainly did not take it, and may at another try: after so many seconds, where it said so."""

    seconds: float | None
    why: str


class InDoubt(Struct, frozen=True):
    """Nobody can tell whether the carrier has it."""

    why: str


Outcome = Taken | Refused | Later | InDoubt


class Picture(Struct, frozen=True):
    """A picture of a message that came in, while the carrier has it."""

    url: str
    kind: str
    """Its media type, as the carrier says."""


class Arrived(Struct, frozen=True):
    """A message that came in."""

    trunk: TrunkId
    to: str
    """Our number, as the carrier wrote it."""
    from_: str
    """E.164, or a short code or a name that can't be answered."""
    text: str
    reference: str
    """The carrier's id: one that comes again is the same message."""
    pictures: tuple[Picture, ...] = ()
    """Fetched with the account's authority."""
    handled: bool = False
    """Whether the carrier has answered its word (STOP, HELP) itself."""
    gaps: bool = False
    """Whether parts of it never came."""


class Report(Struct, frozen=True):
    """What a carrier says of a message now. Reports come in any order, several times, or never."""

    trunk: TrunkId
    reference: str
    state: MessageState
    id: str = ""
    """Ours, where the carrier gives it back."""
    attempt: int = 0
    """The same; 0: not known."""
    failure: Failure | None = None
    carrier_code: str = ""
    segments: int | None = None
    price: int | None = None
    """Millionths of `currency`; None until it is known."""
    currency: str = ""


class Asked(Struct, frozen=True):
    """A message of which somebody wants to know what became of it."""

    outgoing: Outgoing
    reference: str
    """Empty where it was never learnt: then the carrier's list is searched for it."""
    tried_at: int
    others: frozenset[str] = frozenset()
    """References of messages of the same text to the same number: it is none of these."""


class NotKnown(Struct, frozen=True):
    """The carrier has no such message."""


class Authority(Struct, frozen=True):
    """What opens the pictures of a carrier's messages, and on which of its hosts."""

    hosts: tuple[str, ...]
    headers: Mapping[str, str]


@runtime_checkable
class Guarding(Protocol):
    """What a way of texting is besides, whose messages come with pictures."""

    def authority(self, trunk: TrunkId) -> Authority | None:
        """What opens them; None: the trunk has no account any more."""
        ...


class PictureLimits(Struct, frozen=True):
    """What a carrier takes of pictures in one message."""

    most: int
    bytes_together: int


class Handled(Struct, frozen=True):
    """What a keyword handler did with a message that came in."""

    reply: str | None = None
    """A notice that is sent back to whoever wrote."""
    shown: str | None = None
    """What the conversation shows instead of the text; None: nothing of it is kept, as of a PIN."""


Receive = Callable[[Arrived], Awaitable[None]]
"""Keeps a message. Raises where it could not be: the carrier is to tell again."""
Hear = Callable[[Report], Awaitable[None]]


class Texting(Protocol):
    """One way of sending and receiving texts."""

    def carries(self, trunk: TrunkId) -> bool:
        """Whether texts can be sent over this trunk."""
        ...

    def limits(self, trunk: TrunkId, from_: E164) -> PictureLimits | None:
        """What is taken of pictures from this number; None: no pictures."""
        ...

    def answers_words(self, trunk: TrunkId) -> bool:
        """Whether the carrier itself answers those who text STOP, START or HELP."""
        ...

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Send a message, once."""
        ...

    async def ask(self, asked: Asked) -> Report | NotKnown | InDoubt:
        """What became of a message; `InDoubt` where that can't be learnt now."""
        ...

    def on_received(self, receive: Receive) -> None:
        """Have `receive` called with each message that comes in."""
        ...

    def on_status(self, hear: Hear) -> None:
        """Have `hear` called with each report."""
        ...
