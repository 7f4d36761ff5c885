"""What a session with an SMSC is opened with, and what comes of handing it a text."""

from __future__ import annotations

import ssl
from pathlib import Path

from msgspec import Struct

MOST_SYSTEM_ID, MOST_PASSWORD, MOST_SYSTEM_TYPE = 15, 8, 12
"""Characters (SMPP 3.4, 4.1.1), without the closing NUL."""


class Smsc(Struct, frozen=True):
    """Where an SMSC is, and as whom it knows us."""

    host: str
    port: int
    system_id: str
    password: str
    system_type: str = ""
    tls: bool = True


class Accepted(Struct, frozen=True):
    """The SMSC has all of it."""

    id: str
    """Its name for the last part: the one whose receipt says that all is there."""
    parts: int


class Rejected(Struct, frozen=True):
    """The SMSC does not want it."""

    status: int
    """`command_status`."""


class Wait(Struct, frozen=True):
    """Nothing of it was taken, and it can be tried again."""

    seconds: float
    why: str


class Doubt(Struct, frozen=True):
    """Whether the SMSC took it, or all of it, is not known."""

    why: str


Outcome = Accepted | Rejected | Wait | Doubt


def secure(smsc: Smsc, authorities: Path | None) -> ssl.SSLContext | None:
    """What a connection is encrypted with; None: nothing is.

    Its certificate must be for its host, and of one of the authorities (PEM), or of one that this machine trusts.

    Raises:
        OSError: the authorities can't be read.
    """
    if not smsc.tls:
        return None
    return ssl.create_default_context(cafile=None if authorities is None else str(authorities))
