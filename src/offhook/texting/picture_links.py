"""Addresses under which a picture is seen for a while, by whoever has them: a page's `img`, or the carrier's fetch.

Neither says who it is. So the address proves that we have given it away, and not long ago.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from offhook.clock import Clock
from offhook.messages.model import Message
from offhook.messages.pictures import store
from offhook.messages.pictures.model import Picture, PictureState

SEEN_FOR_S = 900
"""How long an address of a page holds at least; it stays the same for as long, so that a browser keeps the picture."""
FETCHED_WITHIN_S = 4 * 3600
"""How long one for a carrier holds: it fetches at once, and again when that failed."""
MAC_LENGTH = 32


class Links:
    """Makes addresses, and knows them again.

    Args:
        mac: Stands for a text that nobody else can make it of.
        public: Under which this installation is reached from outside; empty: it isn't.
    """

    def __init__(self, mac: Callable[[str], str], clock: Clock, public: str = "") -> None:
        self._mac = mac
        self._clock = clock
        self._public = public

    def seen(self, picture: Picture) -> str | None:
        """The path for a page; None for one that is not kept."""
        if picture.state is not PictureState.KEPT:
            return None
        now = self._clock.now() // 1_000_000
        return self._path(picture.id, (now // SEEN_FOR_S + 2) * SEEN_FOR_S)

    def fetched(self, conn: Connection, message: Message) -> tuple[str, ...]:
        """The whole addresses of a message's pictures, for the carrier."""
        pictures: Mapping[str, Sequence[Picture]] = store.of_messages(conn, message.workspace_id, [message.id])
        until = self._clock.now() // 1_000_000 + FETCHED_WITHIN_S
        return tuple(
            self._public + self._path(each.id, until)
            for each in pictures.get(message.id, ())
            if each.state is PictureState.KEPT
        )

    def holds(self, picture_id: str, until: str, proof: str) -> bool:
        """Whether this is an address that we gave away, and not too long ago."""
        if not (until.isascii() and until.isdigit()) or int(until[:12]) < self._clock.now() // 1_000_000:
            return False
        wanted = self._proof(picture_id, until)
        return hmac.compare_digest(wanted.encode(), proof.encode("utf-8", "replace"))

    def _path(self, picture_id: str, until: int) -> str:
        return f"/api/v1/pictures/{picture_id}/file?until={until}&proof={self._proof(picture_id, str(until))}"

    def _proof(self, picture_id: str, until: str) -> str:
        return self._mac(f"{picture_id} {until}")[:MAC_LENGTH]
