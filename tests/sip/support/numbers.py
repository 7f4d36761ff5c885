"""Finds a phone number in a message, in whatever notation it hides there."""

import base64
import binascii
import re
from urllib.parse import unquote

_SEPARATOR = r"[ \t().\-/_]"
_SEPARATORS = re.compile(rf"(?<=\d){_SEPARATOR}{{1,3}}(?=\d)")
_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_LONG = 9
"""So many of a number's last digits are no coincidence wherever they stand; fewer must stand alone."""


def mentions(number: str, text: str) -> list[str]:
    """How `text` mentions the E.164 number: one word a notation, none when it doesn't.

    Looked for: the number with and without plus, country code and separators, percent-encoded, its last
    seven digits standing alone, backwards (ENUM, RFC 6116), as base64 and as hexadecimal ASCII.
    """
    digits = re.sub(r"\D", "", number)
    if len(digits) < _LONG:
        raise ValueError(f"{number} is too short to be told from chance")
    looks = {
        "plain": text,
        "percent-encoded": unquote(unquote(text)),
        "base64": " ".join(_decoded(text)),
    }
    found = [notation for notation, seen in looks.items() if _holds(digits, seen)]
    if "percent-encoded" in found and "plain" in found:
        found.remove("percent-encoded")
    if digits[-_LONG:][::-1] in _SEPARATORS.sub("", text):
        found.append("backwards")
    if digits[-7:].encode().hex() in text.lower():
        found.append("hexadecimal")
    return found


def _holds(digits: str, text: str) -> bool:
    """Whether the digits stand there: nine or more anywhere, the last seven only as a number of their own."""
    if digits[-_LONG:] in _SEPARATORS.sub("", text):
        return True
    alone = rf"{_SEPARATOR}{{0,3}}".join(digits[-7:])
    return re.search(rf"(?<!\d){alone}(?!\d)", text) is not None


def _decoded(text: str) -> list[str]:
    """Everything in `text` that reads as base64, at any offset."""
    found = []
    for token in _TOKEN.findall(text):
        for start in range(4):
            part = token[start:].rstrip("=").replace("-", "+").replace("_", "/")
            try:
                found.append(base64.b64decode(part + "=" * (-len(part) % 4)).decode("latin-1"))
            except binascii.Error:
                continue
    return found
