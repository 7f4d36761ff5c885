"""Texts of the practice network: practice phones get them, and are made to write back over the API."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from offhook.calls.values import E164, TrunkId
from offhook.clock import Clock
from offhook.messages.failures import Failure
from offhook.messages.port import (
    Arrived,
    Asked,
    Hear,
    InDoubt,
    NotKnown,
    Outgoing,
    PictureLimits,
    Receive,
    Refused,
    Report,
    Taken,
)
from offhook.messages.states import MessageState

DELIVERED_AFTER_S = 0.5
MOST_KEPT = 1000
"""Texts that phones have got, the oldest being forgotten first."""
LIMITS = PictureLimits(most=10, bytes_together=5_000_000)


class Delivered(Struct, frozen=True):
    """A text on its way to a practice phone, or there."""

    reference: str
    outgoing: Outgoing
    at: int
    state: MessageState


class PracticeTexting:
    """The texting port over practice phones, on a real or a virtual clock.

    Args:
        has_phone: Whether there is a phone with a number; others are not in service.
        spawn: Runs a report on the event loop.
    """

    def __init__(
        self,
        clock: Clock,
        has_phone: Callable[[E164], bool],
        new_reference: Callable[[], str],
        spawn: Callable[[Hear, Report], None],
    ) -> None:
        self._clock = clock
        self._has_phone = has_phone
        self._new_reference = new_reference
        self._spawn = spawn
        self._texts: dict[str, Delivered] = {}
        self._receive: Receive | None = None
        self._hear: Hear | None = None

    def carries(self, trunk: TrunkId) -> bool:
        """Every trunk does."""
        return True

    def limits(self, trunk: TrunkId, from_: E164) -> PictureLimits | None:
        """As those of a real carrier."""
        return LIMITS

    def answers_words(self, trunk: TrunkId) -> bool:
        """Nobody does but us."""
        return False

    async def send(self, outgoing: Outgoing) -> Taken | Refused:
        """Give it to the phone with that number."""
        if not self._has_phone(outgoing.to):
            return Refused(Failure.NO_SUCH_NUMBER, "", "There is no practice phone with this number.")
        text = Delivered(self._new_reference(), outgoing, self._clock.now(), MessageState.SENT)
        self._texts[text.reference] = text
        while len(self._texts) > MOST_KEPT:
            del self._texts[next(iter(self._texts))]
        self._clock.call_later(DELIVERED_AFTER_S, lambda: self._deliver(text.reference))
        return Taken(text.reference)

    async def ask(self, asked: Asked) -> Report | NotKnown | InDoubt:
        """What became of it; texts of an earlier worker are forgotten."""
        for text in self._texts.values():
            if text.reference == asked.reference or text.outgoing.id == asked.outgoing.id:
                return _report(text)
        return NotKnown()

    def on_received(self, receive: Receive) -> None:
        """Have `receive` called with each message that comes in."""
        self._receive = receive

    def on_status(self, hear: Hear) -> None:
        """Have `hear` called with each report."""
        self._hear = hear

    async def write(self, trunk: TrunkId, from_: str, to: str, text: str) -> None:
        """Let a phone text one of our numbers."""
        if self._receive is not None:
            await self._receive(Arrived(trunk, to, from_, text, self._new_reference()))

    def of_phone(self, number: str) -> Sequence[Delivered]:
        """The texts that a phone has got, the latest last."""
        return [text for text in self._texts.values() if text.outgoing.to == number]

    def _deliver(self, reference: str) -> None:
        text = self._texts.get(reference)
        if text is None:
            return
        there = Delivered(reference, text.outgoing, text.at, MessageState.DELIVERED)
        self._texts[reference] = there
        if self._hear is not None:
            self._spawn(self._hear, _report(there))


def _report(text: Delivered) -> Report:
    outgoing = text.outgoing
    return Report(outgoing.trunk, text.reference, text.state, id=outgoing.id, attempt=outgoing.attempt)
