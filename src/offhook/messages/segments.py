"""How many segments a text costs: GSM-7 where its alphabet does, UCS-2 else.

3GPP TS 23.038 (the alphabet, section 6.2.1) and TS 23.040 (concatenation, section 9.2.3.24.1: a header of 6 octets in
each part). The app counts the same in
`web/src/messages/segments.ts`; both are tested with `tests/messages/segments.json`.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
"""Each is written as an escape and a second septet."""


class Encoding(StrEnum):
    """How a text is written on the way."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


_ALONE = {Encoding.GSM7: 160, Encoding.UCS2: 70}
_JOINED = {Encoding.GSM7: 153, Encoding.UCS2: 67}


class Counted(Struct, frozen=True):
    """What a text costs. Units are septets of GSM-7, 16-bit units of UCS-2."""

    encoding: Encoding
    units: int
    segments: int
    left: int
    """Units that still fit into the last segment."""


def count(text: str) -> Counted:
    """Count a text. One that is empty has no segment."""
    encoding = Encoding.GSM7 if all(each in _BASIC or each in _EXTENSION for each in text) else Encoding.UCS2
    widths = [_width(each, encoding) for each in text]
    units = sum(widths)
    alone = _ALONE[encoding]
    if units <= alone:
        return Counted(encoding, units, 1 if text else 0, alone - units)
    room = _JOINED[encoding]
    segments, used = 1, 0
    for width in widths:
        # What takes two units is never divided between two segments.
        if used + width > room:
            segments, used = segments + 1, 0
        used += width
    return Counted(encoding, units, segments, room - used)


def _width(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM7:
        return 2 if character in _EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1
