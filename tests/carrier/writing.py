"""A company whose line is at a carrier, and what comes of its texts, on time that leaps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from offhook.calls.values import E164, TrunkId
from offhook.clock import Timer
from offhook.messages import store
from offhook.messages.model import Message, messages
from offhook.messages.states import Direction
from offhook.networks.carriers_texting import TextingByWebhook
from offhook.storage.storage import InlineStorage
from offhook.texting import service
from offhook.texting.receiving import Receiver
from offhook.texting.sending import Sender
from offhook.texting.service import NewText
from tests.carrier.virtual_time import passes
from tests.carrier.webhooks import Faults
from tests.databases import fresh_sqlite
from tests.furnish import DANA, new_company

PUBLIC = "https://office.test"
ROUGH = Faults(doubled=1.0, latest=90.0, lost=0.01)


class LoopClock:
    """The time of a loop that leaps."""

    boot = "virtual"

    def __init__(self, loop: object) -> None:
        self._loop = loop

    def now(self) -> int:
        return round(self._loop.time() * 1e6)  # type: ignore[attr-defined, no-any-return]

    def mono(self) -> int:
        return self.now() * 1000

    def call_later(self, seconds: float, do: Callable[[], None]) -> Timer:
        return self._loop.call_later(max(0.0, seconds), do)  # type: ignore[attr-defined, no-any-return]


class Writers:
    """They send and receive over one way of texting, which `begin` is told."""

    texting: TextingByWebhook
    sender: Sender

    def __init__(self) -> None:
        engine = fresh_sqlite()
        with engine.begin() as conn:
            self.company = new_company(conn)
        self.storage, self.clock = InlineStorage(engine), LoopClock(asyncio.get_running_loop())
        self.trunk = TrunkId(self.company.trunk.id)

    def begin(self, texting: TextingByWebhook) -> None:
        """From now on texts go over this."""
        self.texting = texting
        self.sender = Sender(self.storage, texting, self.clock, changed=lambda message: None)
        receiver = Receiver(self.storage, texting, self.clock, told=lambda received: None)
        texting.on_received(receiver.take)
        texting.on_status(self.sender.hear)

    async def webhook(self, request: web.Request) -> web.Response:
        """What a carrier tells."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = await self.texting.webhook(request.path_qs, headers, await request.read())
        if reply is None:
            return web.Response(status=404)
        return web.Response(status=reply.status, text=reply.body, headers={"Content-Type": reply.kind})

    async def write(self, text: str, to: E164 = DANA) -> Message:
        company, now = self.company, self.clock.now()
        return await self.storage.write(
            lambda conn: service.write(conn, company.line, to, NewText(text), company.ann.id, self.texting, now)
        )

    async def settle(self, seconds: float = 3 * 24 * 3600) -> None:
        """Send and ask for so long, or until nothing is left to ask, while everything that the carrier does happens."""
        end = self.clock.now() + seconds * 1e6
        await passes(ROUGH.latest + 1)
        while (pause := await self.sender.send_due()) is not None and self.clock.now() < end:
            await passes(max(pause, 0.1))

    async def all(self, direction: Direction) -> list[Message]:
        """Every message, in the order of the conversation."""
        query = messages.select().where(messages.c.direction == direction.value).order_by(messages.c.sort_at)
        return await self.storage.read(lambda conn: [store.message_of(row) for row in conn.execute(query)])
