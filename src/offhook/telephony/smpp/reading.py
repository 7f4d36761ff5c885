"""What an SMSC sends, read from its octets (SMPP 3.4, sections 3.2, 4.6 and 5.3).

The library's own reader refuses statuses and codings that its tables lack, and reads 16-bit references wrongly; an SMSC
may send all of these, and none of them is a reason to lose a text.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

HEADER = struct.Struct(">IIII")
"""Length of all, command, status, sequence number."""
LONGEST = 70_000
"""Octets of a PDU: `message_payload` has 64 KiB at most."""
_UDHI = 0x40
_PAYLOAD, _RECEIPTED, _STATE = 0x0424, 0x001E, 0x0427
_SAR_REFERENCE, _SAR_TOTAL, _SAR_NUMBER = 0x020C, 0x020E, 0x020F
_RECEIPT = re.compile(r"\b(id|stat|err):\s*([^\s]+)", re.IGNORECASE)


class Malformed(ValueError):
    """It is no such PDU."""


class Header(Struct, frozen=True):
    """The beginning of every PDU."""

    length: int
    command: int
    status: int
    sequence: int


class Part(Struct, frozen=True):
    """Which part of a text that came in several."""

    reference: int
    total: int
    number: int


class Delivered(Struct, frozen=True):
    """A `deliver_sm`: a text, or a receipt."""

    source: str
    destination: str
    coding: int
    octets: bytes
    """Without the header of a part."""
    part: Part | None
    receipt: Receipt | None


class Fate(StrEnum):
    """What a receipt says of a text."""

    ON_ITS_WAY = "on its way"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    UNKNOWN = "unknown"


class Receipt(Struct, frozen=True):
    """What became of a text, by the id that the SMSC gave it."""

    id: str
    fate: Fate
    code: str
    """The SMSC's error, as 011; empty: none."""


_STATES = {1: Fate.ON_ITS_WAY, 2: Fate.DELIVERED, 3: Fate.UNDELIVERED, 4: Fate.UNDELIVERED, 5: Fate.UNDELIVERED}
_STATES |= {6: Fate.ON_ITS_WAY, 7: Fate.UNKNOWN, 8: Fate.UNDELIVERED}
"""`message_state` (5.2.28): enroute, delivered, expired, deleted, undeliverable, accepted, unknown, rejected."""
_WORDS = {
    "ENROUTE": Fate.ON_ITS_WAY,
    "ACCEPTD": Fate.ON_ITS_WAY,
    "DELIVRD": Fate.DELIVERED,
    "EXPIRED": Fate.UNDELIVERED,
    "DELETED": Fate.UNDELIVERED,
    "UNDELIV": Fate.UNDELIVERED,
    "REJECTD": Fate.UNDELIVERED,
}


def header(octets: bytes) -> Header:
    """The first 16 octets. Raises `Malformed`: no PDU is so short, or so long."""
    found = Header(*HEADER.unpack(octets))
    if not HEADER.size <= found.length <= LONGEST:
        raise Malformed(f"a PDU of {found.length} octets")
    return found


def message_id(body: bytes) -> str:
    """Of a `submit_sm_resp`; empty where the SMSC gave none."""
    return body.partition(b"\0")[0].decode("ascii", "replace")[:64]


def delivered(body: bytes) -> Delivered:
    """A `deliver_sm` without its header. Raises `Malformed`: it ends too early."""
    reader = _Reader(body)
    reader.text()
    reader.octet()
    reader.octet()
    source = reader.text()
    reader.octet()
    reader.octet()
    destination = reader.text()
    esm_class = reader.octet()
    reader.take(2)  # protocol, priority
    reader.text()
    reader.text()
    reader.take(2)  # registered delivery, replace
    coding = reader.octet()
    reader.octet()
    octets = reader.take(reader.octet())
    tags = reader.tags()
    octets = octets or tags.get(_PAYLOAD, b"")
    part = _sar(tags)
    if esm_class & _UDHI:
        in_header, octets = _user_data(octets)
        part = in_header or part
    receipt = _receipt(octets, tags) if esm_class & 0x3C == 0x04 else None
    return Delivered(source, destination, coding, octets, part, receipt)


def _sar(tags: Mapping[int, bytes]) -> Part | None:
    found = [int.from_bytes(tags.get(tag, b"")) for tag in (_SAR_REFERENCE, _SAR_TOTAL, _SAR_NUMBER)]
    return _part(*found)


def _user_data(octets: bytes) -> tuple[Part | None, bytes]:
    """The part that a user data header names, and what follows it (3GPP TS 23.040, 9.2.3.24)."""
    if not octets:
        raise Malformed("no user data header")
    head, rest = octets[1 : 1 + octets[0]], octets[1 + octets[0] :]
    part: Part | None = None
    while len(head) >= 2:
        kind, length = head[0], head[1]
        value, head = head[2 : 2 + length], head[2 + length :]
        if kind == 0x00 and len(value) == 3:
            part = _part(value[0], value[1], value[2])
        elif kind == 0x08 and len(value) == 4:
            part = _part(int.from_bytes(value[:2]), value[2], value[3])
    return part, rest


def _part(reference: int, total: int, number: int) -> Part | None:
    """None where it says nothing, or what can't be: then it is a text by itself."""
    return Part(reference, total, number) if total > 1 and 1 <= number <= total <= 255 else None


def _receipt(octets: bytes, tags: Mapping[int, bytes]) -> Receipt:
    """From its parameters, and what these lack from its words (appendix B)."""
    said = {name.lower(): value for name, value in _RECEIPT.findall(octets.decode("latin-1"))}
    receipted = tags.get(_RECEIPTED, b"").partition(b"\0")[0].decode("ascii", "replace")
    state = tags.get(_STATE)
    by_words = _WORDS.get(said.get("stat", "").upper(), Fate.UNKNOWN)
    fate = by_words if state is None else _STATES.get(int.from_bytes(state), Fate.UNKNOWN)
    code = said.get("err", "")[:16]
    return Receipt((receipted or said.get("id", ""))[:64], fate, "" if not code.strip("0") else code)


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def take(self, count: int) -> bytes:
        if self._at + count > len(self._body):
            raise Malformed("a PDU that ends too early")
        self._at += count
        return self._body[self._at - count : self._at]

    def octet(self) -> int:
        return self.take(1)[0]

    def text(self) -> str:
        end = self._body.find(b"\0", self._at)
        if end < 0:
            raise Malformed("a text without its end")
        return self.take(end + 1 - self._at)[:-1].decode("ascii", "replace")

    def tags(self) -> Mapping[int, bytes]:
        """The optional parameters; a broken end of them is left away."""
        found: dict[int, bytes] = {}
        while len(self._body) - self._at >= 4:
            tag, length = int.from_bytes(self.take(2)), int.from_bytes(self.take(2))
            found[tag] = self._body[self._at : self._at + length]
            self._at += length
        return found
