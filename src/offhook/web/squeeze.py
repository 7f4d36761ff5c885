"""Answers in fewer bytes: who takes gzip, and a stream that is compressed as it goes."""

from __future__ import annotations

import zlib

_GZIP = 16
"""Added to the window's size for zlib: gzip's header and trailer (RFC 1952)."""
_WINDOW = 13
"""2 to this are the bytes that a repetition may lie back: a call's updates repeat its ids, and fit in."""
_MEMORY = 5
"""With this window a stream holds about 40 KiB; zlib's own choice would be 256."""


class Squeeze:
    """Compresses a stream, so that each piece can be read as soon as it comes."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(6, zlib.DEFLATED, _GZIP + _WINDOW, _MEMORY)

    def __call__(self, chunk: bytes) -> bytes:
        """The next piece, complete."""
        return self._deflate.compress(chunk) + self._deflate.flush(zlib.Z_SYNC_FLUSH)


def takes_gzip(accepted: str) -> bool:
    """Whether a request with this Accept-Encoding takes gzip (RFC 9110, 12.5.3)."""
    for coding in accepted.split(","):
        name, _, weight = coding.replace(" ", "").lower().partition(";q=")
        if name in {"gzip", "*"}:
            return not weight or weight.strip("0.") != ""
    return False
