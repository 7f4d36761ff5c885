"""Vonage's own requests: JSON, signed with a token of its own, and as unreliable as a test asks for."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import time
import uuid
from collections.abc import Mapping
from typing import Any

import aiohttp
import jwt

from tests.carrier.virtual_time import passes
from tests.carrier.webhooks import CALM, Faults, Fetched
from tests.vonage.model import Application

ANSWER_WITHIN, EVENT_WITHIN = 5.0, 10.0
"""Seconds. https://developer.vonage.com/en/application/technical-details#webhook-timeouts"""
TRIED_AGAIN = {429, 503, 504}
"""https://developer.vonage.com/en/voice/voice-api/webhook-reference#fallback-url: these, a closed connection and a
time-out are tried twice, at the address and then at the fallback address. Other errors are not tried again.
https://api.support.vonage.com/hc/en-us/articles/115016024247"""


class Webhooks:
    """Sends them.

    Args:
        session: With a connector that reaches the other side.
    """

    def __init__(self, session: aiohttp.ClientSession, faults: Faults = CALM, seed: int = 0) -> None:
        self.faults = faults
        self.log: list[tuple[str, bytes]] = []
        """Every request that was sent: its address and its body."""
        self._session = session
        self._dice = random.Random(seed)
        self._on_the_way: set[asyncio.Task[None]] = set()

    async def fetch(
        self, application: Application, url: str, payload: Mapping[str, Any], *, within: float
    ) -> Fetched | None:
        """Ask, and wait for the answer; None where there is none, not even at the fallback address."""
        for address in (url, url, application.fallback_answer_url, application.fallback_answer_url):
            if not address:
                continue
            try:
                async with asyncio.timeout(within):
                    answer = await self._send(application, address, payload)
            except (aiohttp.ClientError, OSError, TimeoutError):
                continue
            if answer.status not in TRIED_AGAIN:
                return answer
        return None

    def notify(self, application: Application, url: str, payload: Mapping[str, Any]) -> None:
        """Tell, and wait for nothing."""
        if not url or self._dice.random() < self.faults.lost:
            return
        copies = 3 if self._dice.random() < self.faults.doubled else 1
        for _ in range(copies):
            late = self._dice.uniform(0.0, self.faults.latest)
            task = asyncio.get_running_loop().create_task(self._tell(application, url, dict(payload), late))
            self._on_the_way.add(task)
            task.add_done_callback(self._on_the_way.discard)

    async def all_arrive(self) -> None:
        """Wait for what is on its way."""
        while self._on_the_way:
            await asyncio.wait(self._on_the_way)

    async def close(self) -> None:
        """Nothing more."""
        for task in self._on_the_way:
            task.cancel()
        await asyncio.gather(*self._on_the_way, return_exceptions=True)

    async def _tell(self, application: Application, url: str, payload: dict[str, Any], late: float) -> None:
        if late:
            await passes(late)
        try:
            await self._send(application, url, payload)
        except (aiohttp.ClientError, OSError):
            return

    async def _send(self, application: Application, url: str, payload: Mapping[str, Any]) -> Fetched:
        body = json.dumps(payload, separators=(",", ":")).encode()
        self.log.append((url, body))
        headers = {"Authorization": f"Bearer {sign(application, body)}", "Content-Type": "application/json"}
        async with self._session.request("POST", url, data=body, headers=headers) as response:
            return Fetched(response.status, response.content_type, await response.text())


def sign(application: Application, body: bytes, **claims: Any) -> str:
    """The token that proves who sends it.

    https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks: HS256 with the account's
    signature secret; `payload_hash` is the SHA-256 of the body.
    """
    payload = {
        "iat": int(time.time()),
        "jti": str(uuid.uuid4()),
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
        "api_key": "a1b2c3d",
        "application_id": application.id,
    }
    return jwt.encode(payload | claims, application.signature_secret, algorithm="HS256")
