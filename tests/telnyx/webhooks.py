"""Telnyx's own requests about messages: JSON, signed by a key pair, retried, and as unreliable as a test asks for."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import time
from typing import Any

import aiohttp

from tests.carrier.virtual_time import passes
from tests.carrier.webhooks import CALM, Faults
from tests.telnyx.model import Message, Organization, new_id

ATTEMPTS = 3
"""“Telnyx retries (up to 3 attempts per URL) and then tries your failover URL if configured.”
https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks"""
ANSWER_WITHIN = 2.0
"""“Return a 2xx status code within 2 seconds to acknowledge receipt.”"""


class Webhooks:
    """Sends them.

    Args:
        session: With a connector that reaches the other side.
    """

    def __init__(self, session: aiohttp.ClientSession, faults: Faults = CALM, seed: int = 0) -> None:
        self._faults = faults
        self._session = session
        self._dice = random.Random(seed)
        self._on_the_way: set[asyncio.Task[None]] = set()

    def notify(self, message: Message, kind: str, addresses: tuple[str, ...]) -> None:
        """Tell of a message, and wait for nothing. What comes in is told until somebody has it."""
        outbound = message.direction == "outbound"
        if not any(addresses) or (outbound and self._dice.random() < self._faults.lost):
            return
        event = {
            "data": {
                "record_type": "event",
                "id": new_id(),
                "event_type": kind,
                "occurred_at": "2026-11-26T18:10:02.574Z",
                "payload": message.shown(),
            }
        }
        for _ in range(3 if self._dice.random() < self._faults.doubled else 1):
            late = self._dice.uniform(0.0, self._faults.latest)
            task = asyncio.get_running_loop().create_task(self._tell(message.organization, addresses, event, late))
            self._on_the_way.add(task)
            task.add_done_callback(self._on_the_way.discard)

    async def close(self) -> None:
        """Nothing more."""
        for task in self._on_the_way:
            task.cancel()
        await asyncio.gather(*self._on_the_way, return_exceptions=True)

    async def _tell(self, of: Organization, addresses: tuple[str, ...], event: dict[str, Any], late: float) -> None:
        await passes(late)
        for attempt, url in enumerate([url for url in addresses if url for _ in range(ATTEMPTS)], start=1):
            body = json.dumps(event | {"meta": {"attempt": attempt, "delivered_to": url}}).encode()
            try:
                async with (
                    asyncio.timeout(ANSWER_WITHIN),
                    self._session.post(url, data=body, headers=sign(of, body)) as answer,
                ):
                    if answer.status < 300:
                        return
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            await passes(1.0)


def sign(of: Organization, body: bytes, *, stamp: int | None = None) -> dict[str, str]:
    """The headers that prove who sends it: Ed25519 over `time stamp|body`.

    https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks#signature-verification
    """
    now = str(int(time.time()) if stamp is None else stamp)
    signature = of.signing.sign(f"{now}|".encode() + body)
    return {
        "telnyx-signature-ed25519": base64.b64encode(signature).decode(),
        "telnyx-timestamp": now,
        "Content-Type": "application/json",
    }
