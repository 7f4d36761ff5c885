"""One connection with an SMSC, from its bind to its end (SMPP 3.4, sections 2 and 4)."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import ssl
from collections.abc import Awaitable, Callable

from aiosmpplib.protocol import (
    BindTransceiver,
    DeliverSmResp,
    EnquireLink,
    EnquireLinkResp,
    GenericNack,
    SmppMessage,
    SubmitSm,
    Unbind,
    UnbindResp,
)
from aiosmpplib.state import NPI, TON, PhoneNumber, SmppCommandStatus

from offhook.telephony.smpp.alphabet import UCS_2
from offhook.telephony.smpp.model import Smsc
from offhook.telephony.smpp.reading import HEADER, Delivered, Header, Malformed, delivered, header, message_id

RESPONSE = 0x80000000
UNBIND, BIND = 0x06, 0x09
ANSWER_WITHIN_S = 30.0
_UDHI = 0x40

OnDelivered = Callable[[Delivered], Awaitable[bool]]
"""Handles a text or a receipt; whether it is safe with us. Where it isn't the SMSC keeps it, and tries again."""


class NotBound(Exception):
    """The SMSC does not let us in; the message says why, for people."""


class Lost(Exception):
    """The connection ended before an answer came."""


class Answer(Exception):
    """A status other than success."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status 0x{status:08X}")
        self.status = status


class Connection:
    """Bound as a transceiver. Made by `connect`; `run` reads until it ends."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, on_delivered: OnDelivered) -> None:
        self._reader = reader
        self._writer = writer
        self._on_delivered = on_delivered
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[tuple[Header, bytes]]] = {}
        self._handling: set[asyncio.Task[None]] = set()
        self.over = False
        """Whether it has ended."""
        self.untold: list[Delivered] = []
        """What was safe with us when the connection had ended."""

    @classmethod
    async def connect(cls, smsc: Smsc, tls: ssl.SSLContext | None, on_delivered: OnDelivered) -> Connection:
        """Connect and bind.

        Raises:
            NotBound: the SMSC refuses, or isn't there.
        """
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                reader, writer = await asyncio.open_connection(smsc.host, smsc.port, ssl=tls)
        except ssl.SSLCertVerificationError as error:
            why = f"its certificate is not trusted: {error.verify_message}"
            raise NotBound(f"{smsc.host}:{smsc.port} is not used: {why}") from error
        except ssl.SSLError as error:
            why = f"it does not speak TLS as we do: {error.reason or error}"
            raise NotBound(f"{smsc.host}:{smsc.port} is not used: {why}") from error
        except (OSError, TimeoutError) as error:
            raise NotBound(f"{smsc.host}:{smsc.port} can't be reached: {str(error) or 'no answer'}") from error
        made = cls(reader, writer, on_delivered)
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await made._bind(smsc)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, Malformed) as error:
            writer.close()
            raise NotBound(f"{smsc.host}:{smsc.port} does not answer as an SMSC") from error
        except BaseException:
            writer.close()
            raise
        return made

    async def _bind(self, smsc: Smsc) -> None:
        self._write(
            BindTransceiver(
                sequence_num=next(self._numbers),
                system_id=smsc.system_id,
                password=smsc.password,
                system_type=smsc.system_type,
            )
        )
        await self._writer.drain()
        head, _ = await self._pdu()
        if head.command != RESPONSE | BIND:
            raise Malformed("no answer to a bind")
        if head.status:
            raise NotBound(f"the SMSC does not let {smsc.system_id} in: {in_words(head.status)}")

    async def run(self) -> None:
        """Read and answer until the connection ends; what waits for an answer then gets `Lost`."""
        try:
            while True:
                head, body = await self._pdu()
                if head.command & RESPONSE:
                    waiting = self._waiting.pop(head.sequence, None)
                    if waiting is not None and not waiting.done():
                        waiting.set_result((head, body))
                elif head.command == UNBIND:
                    self._write(UnbindResp(head.sequence))
                    return
                else:
                    self._take(head, body)
        except (OSError, asyncio.IncompleteReadError, Malformed):
            pass
        finally:
            self.over = True
            for each in self._waiting.values():
                if not each.done():
                    each.set_exception(Lost())
            self._waiting.clear()
            self._writer.close()
            # What came is handled to its end, though nobody can be told any more.
            await asyncio.gather(*self._handling, return_exceptions=True)

    def _take(self, head: Header, body: bytes) -> None:
        match head.command:
            case 0x05:  # deliver_sm
                task = asyncio.create_task(self._deliver(head, body))
                self._handling.add(task)
                task.add_done_callback(self._handling.discard)
            case 0x15:  # enquire_link
                self._write(EnquireLinkResp(head.sequence))
            case _:
                self._write(GenericNack(head.sequence, SmppCommandStatus.ESME_RINVCMDID))

    async def _deliver(self, head: Header, body: bytes) -> None:
        try:
            came = delivered(body)
        except Malformed:  # it would be no better the next time
            self._write(DeliverSmResp(head.sequence, SmppCommandStatus.ESME_RX_P_APPN))
            return
        safe = await self._on_delivered(came)
        if not self.over:
            status = SmppCommandStatus.ESME_ROK if safe else SmppCommandStatus.ESME_RX_T_APPN
            self._write(DeliverSmResp(head.sequence, status))
        elif safe:
            self.untold.append(came)

    async def submit(self, source: str, destination: str, octets: bytes, coding: int, *, in_parts: bool) -> str:
        """Hand over a text, or a part of one; the id that the SMSC gives it.

        Raises:
            Answer: the SMSC refuses it.
            Lost: the connection ended, or nothing came: it may have it.
        """
        pdu = SubmitSm(
            sequence_num=next(self._numbers),
            short_message="-",  # the octets are given below
            source=_address(source),
            destination=_address(destination),
            esm_class=_UDHI if in_parts else 0,
            encoding="ucs2" if coding == UCS_2 else None,
            registered_delivery=1,
        )
        pdu.set_encoded_message(octets)
        head, body = await self._ask(pdu)
        if head.status:
            raise Answer(head.status)
        return message_id(body)

    async def enquire(self) -> None:
        """See whether the SMSC is there. Raises `Lost`: it isn't."""
        await self._ask(EnquireLink(next(self._numbers)))

    async def unbind(self) -> None:
        """Take leave, and hang up."""
        with contextlib.suppress(Lost, OSError):
            async with asyncio.timeout(2):
                await self._ask(Unbind(next(self._numbers)))
        self._writer.close()

    async def _ask(self, pdu: SmppMessage) -> tuple[Header, bytes]:
        if self.over:
            raise Lost
        answer: asyncio.Future[tuple[Header, bytes]] = asyncio.get_running_loop().create_future()
        self._waiting[pdu.sequence_num] = answer
        try:
            self._write(pdu)
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await self._writer.drain()
                return await answer
        except (OSError, TimeoutError) as error:
            self._writer.close()
            raise Lost from error
        finally:
            self._waiting.pop(pdu.sequence_num, None)
            if answer.done() and not answer.cancelled():
                answer.exception()

    def _write(self, pdu: SmppMessage) -> None:
        self._writer.write(pdu.pdu())

    async def _pdu(self) -> tuple[Header, bytes]:
        head = header(await self._reader.readexactly(HEADER.size))
        return head, await self._reader.readexactly(head.length - HEADER.size)


def in_words(status: int) -> str:
    """What a `command_status` means (5.1.3); a vendor's own are numbers."""
    try:
        known = SmppCommandStatus(status)
    except ValueError:
        return f"status 0x{status:08X}, which is the vendor's own"
    return f"{known.description} (0x{status:08X})"


def _address(number: str) -> PhoneNumber:
    """A number as E.164 without its plus, as SMPP wants it; anything else as it is."""
    if number.startswith("+"):
        return PhoneNumber(number[1:], TON.INTERNATIONAL, NPI.ISDN)
    return PhoneNumber(number, TON.UNKNOWN, NPI.UNKNOWN)
