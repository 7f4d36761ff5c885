"""How texts become octets and the other way round: GSM 03.38 or UCS-2, in as many parts as they need.

SMPP carries a GSM character as an octet of its own; a part holds as many characters as fit once the SMSC has packed
them to seven bits. A text of several parts begins each with a header (3GPP TS 23.040, 9.2.3.24.1) that says which.
"""

from __future__ import annotations

from collections.abc import Iterator

from aiosmpplib.codec import GSM7BitCodec
from msgspec import Struct

GSM, LATIN_1, UCS_2 = 0, 3, 8
"""Values of `data_coding` (SMPP 3.4, 5.2.19); GSM where the SMSC's default alphabet is meant."""
MOST_PARTS = 255

_gsm = GSM7BitCodec()
_WHOLE = {GSM: 160, UCS_2: 70}
_PART = {GSM: 153, UCS_2: 67}
_CODECS = {1: "ascii", LATIN_1: "latin-1", 5: "iso2022_jp", 6: "iso8859_5", 7: "iso8859_8", UCS_2: "utf-16-be"}
_BINARY = frozenset({2, 4})


class Encoded(Struct, frozen=True):
    """A text as it is submitted."""

    coding: int
    parts: tuple[bytes, ...]
    """Each with its header, where there are several."""


class TooLong(Exception):
    """It needs more parts than a header can count."""


def encode(text: str, reference: int) -> Encoded:
    """A text in as few parts as it needs; `reference`, 0 to 255, tells its parts from another text's.

    Raises:
        TooLong: it needs more than 255.
    """
    coding = GSM if GSM7BitCodec.is_gsm_text(text) else UCS_2
    units = [_octets(char, coding) for char in text.encode("utf-16", "replace").decode("utf-16")]
    width = 1 if coding == GSM else 2
    whole = b"".join(units)
    if len(whole) <= _WHOLE[coding] * width:
        return Encoded(coding, (whole,))
    bodies = list(_cut(units, _PART[coding] * width))
    if len(bodies) > MOST_PARTS:
        raise TooLong
    return Encoded(
        coding,
        tuple(
            bytes((5, 0, 3, reference % 256, len(bodies), number)) + body for number, body in enumerate(bodies, start=1)
        ),
    )


def decode(octets: bytes, coding: int) -> str:
    """What was said. What can't be read becomes a replacement mark; nothing is refused.

    A coding that SMPP does not define is read as what 3GPP TS 23.038 (4) makes of it.
    """
    if coding & 0xF0 == 0xF0:  # with a message class: bit 2 tells eight bits from the default alphabet
        coding = 4 if coding & 0x04 else GSM
    elif coding & 0xC0 == 0 and coding >= 0x10:
        coding = UCS_2 if coding & 0x0C == 0x08 else 4 if coding & 0x0C == 0x04 else GSM
    if coding in _BINARY:
        return ""
    codec = _CODECS.get(coding)
    if codec is None:
        return str(_gsm.decode(octets, "replace")[0])
    return octets.decode(codec, "replace")


def _octets(char: str, coding: int) -> bytes:
    return bytes(_gsm.to_gsm_codes(char)) if coding == GSM else char.encode("utf-16-be")


def _cut(units: list[bytes], most: int) -> Iterator[bytes]:
    """Characters in portions of `most` octets, none of them cut in two."""
    body = b""
    for unit in units:
        if len(body) + len(unit) > most:
            yield body
            body = b""
        body += unit
    yield body
