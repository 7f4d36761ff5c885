"""Texts as they can be kept, whatever came over the network."""

from __future__ import annotations

import re

LONGEST_KEPT = 20_000
"""Characters. Carriers send far fewer; nobody reads more."""
CUT = " […]"

# Databases refuse NUL, and halves of characters.
_UNSTORABLE = re.compile("[\\0\ud800-\udfff]")


def storable(text: str) -> str:
    """A text without what can't be stored, which becomes U+FFFD; cut where it is longer than anybody reads."""
    plain = _UNSTORABLE.sub("�", text)
    return plain if len(plain) <= LONGEST_KEPT else plain[: LONGEST_KEPT - len(CUT)] + CUT
