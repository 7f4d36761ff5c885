"""Texts over SMPP, as the texting port has them: a lasting session for each trunk that has an SMSC."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from aiosmpplib.state import SmppCommandStatus as Status

from offhook.calls.values import E164, TrunkId
from offhook.clock import Clock
from offhook.messages.arriving import Keeping
from offhook.messages.failures import Failure
from offhook.messages.port import (
    Asked,
    Hear,
    InDoubt,
    Later,
    NotKnown,
    Outcome,
    Outgoing,
    PictureLimits,
    Receive,
    Refused,
    Report,
    Taken,
)
from offhook.messages.states import MessageState
from offhook.telephony.smpp.connection import in_words
from offhook.telephony.smpp.inbox import Inbox
from offhook.telephony.smpp.model import Accepted, Doubt, Rejected, Smsc, Wait
from offhook.telephony.smpp.reading import Fate, Receipt
from offhook.telephony.smpp.session import Session

TRIED_WITHIN_S = 5.0
"""How long whoever sets an SMSC waits to see whether it lets us in."""
_FAILURES = {
    Status.ESME_RINVDSTADR: Failure.NO_SUCH_NUMBER,
    Status.ESME_RINVDSTTON: Failure.NO_SUCH_NUMBER,
    Status.ESME_RINVDSTNPI: Failure.NO_SUCH_NUMBER,
    Status.ESME_RINVSRCADR: Failure.NOT_ALLOWED,
    Status.ESME_RINVSRCTON: Failure.NOT_ALLOWED,
    Status.ESME_RINVSRCNPI: Failure.NOT_ALLOWED,
    Status.ESME_RINVMSGLEN: Failure.TOO_LONG,
}
_STATES = {
    Fate.ON_ITS_WAY: MessageState.SENT,
    Fate.DELIVERED: MessageState.DELIVERED,
    Fate.UNDELIVERED: MessageState.UNDELIVERED,
    Fate.UNKNOWN: MessageState.UNKNOWN,
}


class _Used:
    def __init__(self, smsc: Smsc, session: Session) -> None:
        self.smsc = smsc
        self.session = session
        self.running = asyncio.ensure_future(session.run())


class SmppTexting:
    """Sends and receives over the SMSCs that it was told of last.

    Args:
        authorities: PEM file of those whose certificates are trusted; None: those that this machine trusts.
    """

    def __init__(self, clock: Clock, authorities: Path | None = None) -> None:
        self._clock = clock
        self._authorities = authorities
        self._inbox = Inbox(clock)
        self._used: dict[TrunkId, _Used] = {}
        self._hear: Hear | None = None

    def keep_in(self, keeping: Keeping) -> None:
        """Keep parts of texts there. To be called before the first SMSC is used."""
        self._inbox.keep_in(keeping)

    async def use(self, smscs: Mapping[TrunkId, Smsc]) -> None:
        """Stay connected with these, and with no others."""
        gone = [trunk for trunk, used in self._used.items() if smscs.get(trunk) != used.smsc]
        await self._end([self._used.pop(trunk) for trunk in gone])
        for trunk, smsc in smscs.items():
            if trunk not in self._used:
                session = Session(
                    smsc,
                    self._clock,
                    on_text=partial(self._inbox.take, trunk),
                    on_fate=partial(self._told, trunk),
                    authorities=self._authorities,
                )
                self._used[trunk] = _Used(smsc, session)

    def trouble(self, trunk: TrunkId) -> str | None:
        """Why nothing can be sent over a trunk now, empty where it can; None: it has no SMSC."""
        used = self._used.get(trunk)
        return None if used is None else used.session.trouble

    async def tried(self, trunk: TrunkId) -> None:
        """Wait until it was tried to connect for a trunk, some seconds at most: then `trouble` says how that went."""
        used = self._used.get(trunk)
        if used is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TRIED_WITHIN_S):
                    await used.session.tried()

    async def close(self) -> None:
        """Take leave of all."""
        used, self._used = list(self._used.values()), {}
        await self._end(used)
        await self._inbox.close()

    def carries(self, trunk: TrunkId) -> bool:
        """Whether texts can be sent over this trunk."""
        return trunk in self._used

    def limits(self, trunk: TrunkId, from_: E164) -> PictureLimits | None:
        """No pictures: SMPP carries text."""
        return None

    def answers_words(self, trunk: TrunkId) -> bool:
        """An SMSC answers nobody."""
        return False

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Send a message, once."""
        used = self._used.get(outgoing.trunk)
        if used is None:
            return Later(None, "the trunk has no SMSC any more")
        match await used.session.send(outgoing.from_, outgoing.to, outgoing.text):
            case Accepted(id=name, parts=parts):
                # One that the SMSC gives no name to is still to be told from others.
                return Taken(name or f"unnamed {outgoing.id}", parts)
            case Rejected(status=status):
                known = _FAILURES.get(status, Failure.REJECTED)
                return Refused(known, f"0x{status:08X}", in_words(status))
            case Wait(seconds=seconds, why=why):
                return Later(seconds, why)
            case Doubt(why=why):
                return InDoubt(why)

    async def ask(self, asked: Asked) -> Report | NotKnown | InDoubt:
        """Nothing to be learnt: what became of a text its receipt says, and few SMSCs answer a query."""
        return InDoubt("an SMSC can't be asked what became of a text")

    def on_received(self, receive: Receive) -> None:
        """Have `receive` called with each message that comes in."""
        self._inbox.receive = receive

    def on_status(self, hear: Hear) -> None:
        """Have `hear` called with each receipt."""
        self._hear = hear

    async def _told(self, trunk: TrunkId, receipt: Receipt) -> bool:
        if self._hear is None:
            return False
        failure = Failure.UNREACHABLE if receipt.fate is Fate.UNDELIVERED else None
        state = _STATES[receipt.fate]
        await self._hear(Report(trunk, receipt.id, state, failure=failure, carrier_code=receipt.code))
        return True

    @staticmethod
    async def _end(used: list[_Used]) -> None:
        for each in used:
            each.running.cancel()
        await asyncio.gather(*(each.running for each in used), return_exceptions=True)
