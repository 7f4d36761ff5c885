"""What an SMSC delivers: texts are taken at once, those of several parts with the last, or when that is given up."""

from __future__ import annotations

import asyncio
import contextlib
import uuid

import structlog

from offhook.calls.values import TrunkId
from offhook.clock import Clock, time_passes
from offhook.messages.arriving import Gathered, Keeping, Part
from offhook.messages.port import Arrived, Receive
from offhook.telephony.smpp.alphabet import decode
from offhook.telephony.smpp.reading import Delivered

log = structlog.get_logger(__name__)

LOOKS_EVERY_S = 60.0
GAP = " […] "
_LONGEST_ADDRESS = 32
"""Characters; SMPP has 20 (4.6.1)."""


class Inbox:
    """Of all SMSCs.

    A part is kept before the SMSC is told that we have it: where its window is one it brings no other before that, and
    it brings none again after that.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._keeping: Keeping | None = None
        self._looking: asyncio.Task[None] | None = None
        self.receive: Receive | None = None

    def keep_in(self, keeping: Keeping) -> None:
        """Keep parts there; those that are there already are looked at now, and every minute."""
        self._keeping = keeping
        self._looking = asyncio.ensure_future(self._go_on_looking())

    async def close(self) -> None:
        """Look at no parts any more."""
        looking, self._looking = self._looking, None
        if looking is not None:
            looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await looking

    async def take(self, trunk: TrunkId, came: Delivered) -> bool:
        """Take a text or a part of one; whether it is safe. Raises where the database is away."""
        if self.receive is None:
            return False
        if came.part is None:
            text = decode(came.octets, came.coding)
            await self.receive(_arrived(trunk, came.source, came.destination, text, uuid.uuid4().hex))
            return True
        if self._keeping is None:
            return False
        part = Part(
            came.source[:_LONGEST_ADDRESS],
            came.destination[:_LONGEST_ADDRESS],
            came.part.reference,
            came.part.total,
            came.part.number,
            came.coding,
            came.octets,
        )
        for text_of_parts in await self._keeping.keep(trunk, part):
            await self._take(self._keeping, self.receive, text_of_parts)
        return True

    async def _take(self, keeping: Keeping, receive: Receive, found: Gathered) -> None:
        text = GAP.join(decode(run, found.coding) for run in found.runs())
        # By its own name: what is taken twice, as after a kill between the two, is known by it.
        arrived = _arrived(found.trunk, found.source, found.destination, text, found.id, gaps=not found.whole)
        await receive(arrived)
        await keeping.taken(found.id)

    async def look(self) -> None:
        """Take the texts that are whole, as after a kill, and those that are waited for no more."""
        if self._keeping is not None and self.receive is not None:
            for found in await self._keeping.due():
                await self._take(self._keeping, self.receive, found)

    async def _go_on_looking(self) -> None:
        while True:
            try:
                await self.look()
            except Exception as error:  # the database is away: they are still there the next time
                log.warning("parts_not_taken", reason=str(error) or repr(error))
            await time_passes(self._clock, LOOKS_EVERY_S)


def _arrived(trunk: TrunkId, source: str, destination: str, text: str, name: str, *, gaps: bool = False) -> Arrived:
    to, from_ = _number(destination), _number(source)
    return Arrived(trunk=trunk, to=to, from_=from_, text=text, reference=name, gaps=gaps)


def _number(address: str) -> str:
    """With a plus where it is a number in the international form, which comes without one."""
    return f"+{address}" if address.isascii() and address.isdigit() and len(address) >= 7 else address
