"""A lasting session with an SMSC: connected again when it ends, with texts handed over one after the other.

Nothing is submitted twice: what was written to a connection that ended before the answer is in doubt, and stays so.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from aiosmpplib.state import SmppCommandStatus

from offhook.clock import Clock, time_passes
from offhook.telephony.smpp.alphabet import TooLong, encode
from offhook.telephony.smpp.connection import Answer, Connection, Lost, NotBound
from offhook.telephony.smpp.model import Accepted, Doubt, Outcome, Rejected, Smsc, Wait, secure
from offhook.telephony.smpp.reading import Delivered, Fate, Receipt

log = structlog.get_logger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
ENQUIRE_EVERY_S = 30.0
THROTTLED_S = 2.0
"""How long nothing more is submitted after the SMSC said that it was too much."""
TRIES = 30
"""How often a part is tried whose text was begun."""
_FULL = frozenset({SmppCommandStatus.ESME_RTHROTTLED, SmppCommandStatus.ESME_RMSGQFUL})
_PASSING = _FULL | {SmppCommandStatus.ESME_RSYSERR}
MOST_REMEMBERED = 1000
_NOBODY = "no connection with the SMSC"

OnText = Callable[[Delivered], Awaitable[bool]]
"""Takes a text that came, or a part of one. Whether it is safe with us."""
OnFate = Callable[[Receipt], Awaitable[bool]]
"""Takes what became of a text, by the id that it was accepted with. Whether it was written down."""


class Session:
    """With one SMSC. Made at once; `run` connects and stays connected until it is cancelled."""

    def __init__(
        self, smsc: Smsc, clock: Clock, *, on_text: OnText, on_fate: OnFate, authorities: Path | None = None
    ) -> None:
        self._smsc = smsc
        self._clock = clock
        self._on_text = on_text
        self._on_fate = on_fate
        self._authorities = authorities
        self._connection: Connection | None = None
        self._bound = asyncio.Event()
        self._tried = asyncio.Event()
        self._free_at = 0
        """Monotonic nanoseconds until when the SMSC wants nothing more."""
        self._turn = asyncio.Lock()
        self._reference = 0
        self._others: dict[str, str] = {}
        """The ids of parts before the last, with the id of that: a text fails with any of them."""
        self._repeats: list[Delivered] = []
        """What is safe already, though the SMSC could not be told: it will come again."""
        self.trouble = _NOBODY
        """Why nothing can be submitted, in words; empty while it can."""

    @property
    def down(self) -> bool:
        """Whether nothing can be submitted now."""
        return self._connection is None or self._connection.over

    async def tried(self) -> None:
        """Return once it was tried to connect, whatever came of it."""
        await self._tried.wait()

    async def bound(self) -> None:
        """Return once it is connected."""
        await self._bound.wait()

    async def run(self) -> None:
        """Stay connected, until cancelled."""
        pause = FIRST_PAUSE_S
        try:
            while True:
                try:
                    self._connection = await self._connect()
                except NotBound as reason:
                    self._told(str(reason))
                else:
                    self._told("")
                    pause = FIRST_PAUSE_S
                    await self._while_connected(self._connection)
                    self._connection = None
                    self._told(_NOBODY)
                await time_passes(self._clock, pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)
        finally:
            if self._connection is not None:
                await self._connection.unbind()
                self._connection = None

    async def _connect(self) -> Connection:
        try:  # each time anew: the file may have been renewed
            tls = secure(self._smsc, self._authorities)
        except OSError as error:
            raise NotBound(
                f"the authorities in {self._authorities} can't be read: {error.strerror or error}"
            ) from error
        return await Connection.connect(self._smsc, tls, self._delivered)

    async def _while_connected(self, connection: Connection) -> None:
        self._bound.set()
        asks = asyncio.create_task(self._enquire(connection))
        try:
            await connection.run()
        finally:
            self._bound.clear()
            self._repeats = connection.untold
            asks.cancel()
            await asyncio.gather(asks, return_exceptions=True)

    async def _enquire(self, connection: Connection) -> None:
        with contextlib.suppress(Lost):
            while True:
                await time_passes(self._clock, ENQUIRE_EVERY_S)
                await connection.enquire()

    async def send(self, source: str, destination: str, text: str) -> Outcome:
        """Hand a text over, in as many parts as it needs."""
        async with self._turn:
            connection = self._connection
            if connection is None or connection.over:
                return Wait(FIRST_PAUSE_S, self.trouble or _NOBODY)
            left_s = (self._free_at - self._clock.mono()) / 1e9
            if left_s > 0:
                return Wait(left_s, "the SMSC has asked for fewer texts a second")
            self._reference = (self._reference + 1) % 256
            try:
                encoded = encode(text, self._reference)
            except TooLong:
                return Rejected(SmppCommandStatus.ESME_RINVMSGLEN)
            ids: list[str] = []
            for part in encoded.parts:
                match await self._submit(connection, source, destination, part, encoded.coding, begun=bool(ids)):
                    case str() as accepted:
                        ids.append(accepted)
                    case Rejected(status=status) if ids:
                        return Doubt(f"the SMSC took {len(ids)} of {len(encoded.parts)} parts, then status {status}")
                    case outcome:
                        return outcome
            self._remember(ids)
            return Accepted(ids[-1], len(ids))

    async def _submit(
        self, connection: Connection, source: str, destination: str, part: bytes, coding: int, *, begun: bool
    ) -> str | Rejected | Wait | Doubt:
        """One part; the SMSC's id for it."""
        in_parts = part[:3] == bytes((5, 0, 3))
        for _ in range(TRIES):
            try:
                return await connection.submit(source, destination, part, coding, in_parts=in_parts)
            except Lost:
                return Doubt("the connection with the SMSC ended before it said whether it took the text")
            except Answer as answer:
                if answer.status not in _PASSING:
                    return Rejected(answer.status)
                self._free_at = self._clock.mono() + round(THROTTLED_S * 1e9)
                if not begun:
                    return Wait(THROTTLED_S, "the SMSC can't take more texts now")
            await time_passes(self._clock, THROTTLED_S)
        return Doubt("the SMSC took a part of the text only")

    async def _delivered(self, came: Delivered) -> bool:
        if came in self._repeats:
            self._repeats.remove(came)
            return True
        try:
            if came.receipt is not None:
                return await self._fate(came.receipt)
            return await self._on_text(came)
        except Exception as error:  # the database is away: the SMSC keeps it, and tries again
            log.warning("smpp_not_taken", reason=str(error) or repr(error))
            return False

    async def _fate(self, receipt: Receipt) -> bool:
        text = self._others.get(receipt.id)
        if text is not None:
            if receipt.fate is not Fate.UNDELIVERED:
                return True
            receipt = Receipt(text, receipt.fate, receipt.code)
        if not receipt.id or receipt.fate is Fate.ON_ITS_WAY:
            return True
        return await self._on_fate(receipt)

    def _remember(self, ids: list[str]) -> None:
        for each in ids[:-1]:
            self._others[each] = ids[-1]
        while len(self._others) > MOST_REMEMBERED:
            del self._others[next(iter(self._others))]

    def _told(self, trouble: str) -> None:
        if trouble and trouble != self.trouble:
            log.warning("smpp_away", host=self._smsc.host, reason=trouble)
        self.trouble = trouble
        self._tried.set()
