"""Pictures of messages that came in: fetched from the carrier with the account's authority, and kept as voicemails are.

A carrier's message says where its pictures are, and anybody may write to us. So the authority goes to the carrier's own
hosts only, and whatever they lead to must be public: nothing in our own network is asked for anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import aiohttp
import structlog
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.calls.values import TrunkId
from offhook.clock import Clock, Poked
from offhook.messages import store as message_store
from offhook.messages.pictures import store
from offhook.messages.pictures.model import Picture, PictureState
from offhook.messages.port import Authority
from offhook.problems import Problem
from offhook.push.endpoint import PublicOnly, checked
from offhook.storage.storage import Database
from offhook.texting.images import LARGEST, RECEIVED, NotUsable
from offhook.texting.studio import Studio
from offhook.voicemail.files import Files, NotKept

log = structlog.get_logger(__name__)

AT_ONCE = 4
PATIENCE_S = 30.0
MOST_REDIRECTS = 3
PAUSES_S = (10, 60, 300, 1800, 7200)
"""After each try that failed; after the last it stays failed until somebody asks again."""
AGAIN_S = 30.0
"""After a fault of ours, such as a database that is away."""


class NotFetched(Exception):
    """It could not be fetched this time; the message says why, for people."""


class Fetcher:
    """Works in the background, some pictures at once.

    Args:
        authority: That of a trunk's account; None: it has none, and nothing is fetched for it.
        changed: Called once it is committed that a picture is kept, or failed, with the conversation that it is in.
        local: Whether this machine's loopback may be asked: for tests and practice.
    """

    def __init__(
        self,
        storage: Database,
        files: Files,
        studio: Studio,
        clock: Clock,
        *,
        authority: Callable[[TrunkId], Authority | None],
        changed: Callable[[str | None, Picture], None],
        local: bool = False,
    ) -> None:
        self._storage = storage
        self._files = files
        self._studio = studio
        self._clock = clock
        self._authority = authority
        self._changed = changed
        self._local = local
        self._poked = Poked(clock)

    def poke(self) -> None:
        """Something is to be fetched: look now. On the event loop."""
        self._poked.poke()

    async def run(self) -> None:
        """Fetch, until cancelled."""
        await asyncio.to_thread(self._files.tidy)
        await self._poked.work(
            self.fetch_due, again=AGAIN_S, failed=lambda reason: log.warning("pictures_not_fetched", reason=reason)
        )

    async def fetch_due(self) -> float | None:
        """Fetch what is due; for how many seconds nothing else is. None: until somebody pokes."""
        while found := await self._storage.read(lambda conn: store.due(conn, self._clock.now(), AT_ONCE)):
            await asyncio.gather(*(self._try(each) for each in found))
        first = await self._storage.read(store.next_due)
        return None if first is None else max(0.0, (first - self._clock.now()) / 1e6)

    async def _try(self, picture: Picture) -> None:
        tried = replace(picture, tries=picture.tries + 1)
        try:
            image = await self._studio.understand(await self._download(picture), RECEIVED)
            kept = await asyncio.to_thread(self._files.keep, image.data)
            done = replace(
                tried,
                kind=image.kind.value,
                content=kept.content,
                bytes=kept.size,
                width=image.width,
                height=image.height,
                state=PictureState.KEPT,
                due_at=None,
                reason="",
            )
        except NotUsable as reason:  # nothing that would be otherwise at the next try
            done = replace(tried, state=PictureState.FAILED, due_at=None, reason=str(reason))
        except (NotFetched, NotKept) as reason:
            pause = PAUSES_S[picture.tries] if picture.tries < len(PAUSES_S) else None
            due = None if pause is None else self._clock.now() + pause * 1_000_000
            done = replace(tried, state=PictureState.FAILED, due_at=due, reason=str(reason))
        conversation = await self._storage.write(lambda conn: _save(conn, done))
        if done.state is PictureState.FAILED:
            log.warning("picture_not_fetched", picture=done.id, tries=done.tries, reason=done.reason)
        self._changed(conversation, done)

    async def _download(self, picture: Picture) -> bytes:
        authority = None if picture.trunk_id is None else self._authority(TrunkId(picture.trunk_id))
        if authority is None:
            raise NotFetched("the carrier's account is gone")
        # Names are looked up here, each time anew, and lead to public addresses only.
        connector = aiohttp.TCPConnector(resolver=None if self._local else PublicOnly(), use_dns_cache=False)
        timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
        url = picture.source
        try:
            async with aiohttp.ClientSession(connector=connector, timeout=timeout, auto_decompress=False) as session:
                for redirects in range(MOST_REDIRECTS + 1):
                    headers = self._headers(url, authority, first=redirects == 0)
                    async with session.get(url, headers=headers, allow_redirects=False) as answer:
                        if answer.status in {301, 302, 303, 307, 308}:
                            url = urljoin(url, answer.headers.get("Location", ""))
                            continue
                        if answer.status != 200:
                            raise NotFetched(f"the carrier answers {answer.status}")
                        return await _body(answer)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            raise NotFetched(f"the carrier can't be reached: {str(error) or type(error).__name__}") from error
        raise NotFetched("the carrier sends us from one address to the next")

    def _headers(self, url: str, authority: Authority, *, first: bool) -> dict[str, str]:
        """What to ask an address with.

        Raises:
            NotFetched: it isn't the carrier's, or leads into somebody's own network.
        """
        try:
            checked(url, local=self._local)
        except Problem:
            raise NotFetched("the address of the picture is not public") from None
        of_carrier = urlsplit(url).netloc.lower() in authority.hosts
        if first and not of_carrier:
            raise NotFetched("the address of the picture is not the carrier's")
        return {"Accept-Encoding": "identity"} | (dict(authority.headers) if of_carrier else {})


def _save(conn: Connection, picture: Picture) -> str | None:
    """Write it down, unless it was taken away meanwhile; the conversation that it is in."""
    store.save(conn, picture)
    message = message_store.get(conn, picture.workspace_id, picture.message_id or "")
    return None if message is None else message.conversation_id


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """All of it, unless it is too large: that is seen as it comes.

    Raises:
        NotUsable: it is too large.
    """
    read = bytearray()
    async for chunk in answer.content.iter_chunked(65_536):
        read += chunk
        if len(read) > LARGEST:
            raise NotUsable(f"the picture is larger than {LARGEST // 1_000_000} MB")
    return bytes(read)
