"""The carrier's own requests: signed, form-encoded, retried, and as unreliable as a test asks for."""

from __future__ import annotations

import asyncio
import base64
import hmac
import random
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.carrier.model import Account, Scheme
from tests.carrier.virtual_time import passes

ANSWER_WITHIN = 15.0
"""Seconds. https://www.twilio.com/docs/api/errors/11205: “did not respond in the allotted time”, 15 s."""

AN_HOUR = 3600.0


@dataclass(frozen=True)
class Faults:
    """What becomes of requests on their way."""

    doubled: float = 0.0
    """The share that comes twice more; the vendor promises “at least once” only for event streams, and nothing here."""
    latest: float = 0.0
    """Each is late by up to so many seconds, which also shuffles them: “we cannot guarantee the order”.
    https://www.twilio.com/docs/voice/api/call-resource#statuscallbackevent"""
    lost: float = 0.0
    """The share of callbacks that never comes."""
    broken: float = 0.0
    """The share of requests for documents whose connection breaks, half of them after we were reached; the carrier asks
    again."""
    stray: float = 0.0
    """The share of copies that come up to an hour later."""
    asked_again: float = 0.0
    """The share of requests for documents of which two copies come besides, late; nobody hears their answers."""


CALM = Faults()


@dataclass(frozen=True)
class Fetched:
    """What the other side has answered."""

    status: int
    content_type: str
    text: str


@dataclass(frozen=True)
class Policy:
    """Of retries, from the address's fragment.

    https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides: `#rc=2&rp=all`; by default one retry, and
    after a failed connection only.
    """

    retries: int = 1
    on: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, url: str) -> Policy:
        """Of an address."""
        given = dict(parse_qsl(urlsplit(url).fragment))
        kinds = given.get("rp", "ct").split(",")
        on = {"ct", "rt", "4xx", "5xx"} if "all" in kinds else set(kinds)
        return cls(min(5, int(given.get("rc", "1"))), frozenset(on))


class Webhooks:
    """Sends them.

    Args:
        session: With a connector that reaches the other side.
    """

    def __init__(self, session: aiohttp.ClientSession, faults: Faults = CALM, seed: int = 0) -> None:
        self.faults = faults
        self.cut = False
        """Whether nothing gets through."""
        self.log: list[tuple[str, dict[str, str]]] = []
        """Every request that was sent, by its path."""
        self._session = session
        self._dice = random.Random(seed)
        self._on_the_way: set[asyncio.Task[None]] = set()

    async def fetch(
        self, account: Account, url: str, params: Mapping[str, str], *, method: str = "POST"
    ) -> Fetched | None:
        """Ask, and wait for the answer; None where there is none."""
        token = str(uuid.UUID(int=self._dice.getrandbits(128)))
        policy = Policy.of(url)
        if self._dice.random() < self.faults.asked_again:
            self._copies(2, account, url, params, token)
        for attempt in range(policy.retries + 1):
            last = attempt == policy.retries
            try:
                async with asyncio.timeout(ANSWER_WITHIN):
                    answer = await self._reach(account, url, params, method, token)
            except TimeoutError:
                if last or "rt" not in policy.on:
                    return None
            except (aiohttp.ClientError, OSError):
                if last or "ct" not in policy.on:
                    return None
            else:
                if answer.status < 400 or last or f"{answer.status // 100}xx" not in policy.on:
                    return answer
        return None

    def notify(self, account: Account, url: str, params: Mapping[str, str], *, lost: bool = True) -> None:
        """Tell, and wait for nothing. It may be lost, but for a message that comes in: that answer is waited for.

        https://www.twilio.com/docs/messaging/twiml#twilios-request-to-your-application
        """
        if not url or (lost and self._dice.random() < self.faults.lost):
            return
        token = str(uuid.UUID(int=self._dice.getrandbits(128)))
        self._copies(3 if self._dice.random() < self.faults.doubled else 1, account, url, params, token)

    async def all_arrive(self) -> None:
        """Wait for what is on its way."""
        while self._on_the_way:
            await asyncio.wait(self._on_the_way)

    async def close(self) -> None:
        """Send nothing more."""
        for task in self._on_the_way:
            task.cancel()
        await asyncio.gather(*self._on_the_way, return_exceptions=True)

    def _copies(self, count: int, account: Account, url: str, params: Mapping[str, str], token: str) -> None:
        for _ in range(count):
            stray = self._dice.random() < self.faults.stray
            late = self._dice.uniform(0.0, AN_HOUR if stray else self.faults.latest)
            task = asyncio.get_running_loop().create_task(self._tell(account, url, dict(params), token, late))
            self._on_the_way.add(task)
            task.add_done_callback(self._on_the_way.discard)

    async def _reach(self, account: Account, url: str, params: Mapping[str, str], method: str, token: str) -> Fetched:
        if self._dice.random() < self.faults.broken:
            if self._dice.random() < 0.5:
                await self._send(account, url, params, method, token)
            raise aiohttp.ClientConnectionError("the connection broke")
        return await self._send(account, url, params, method, token)

    async def _tell(self, account: Account, url: str, params: dict[str, str], token: str, late: float) -> None:
        await passes(late)
        try:
            await self._send(account, url, params, "POST", token)
        except (aiohttp.ClientError, OSError, TimeoutError):
            return

    async def _send(self, account: Account, url: str, params: Mapping[str, str], method: str, token: str) -> Fetched:
        if self.cut:
            raise aiohttp.ClientConnectionError("cut")
        url = urlunsplit(urlsplit(url)._replace(fragment=""))
        self.log.append((urlsplit(url).path, dict(params)))
        body = urlencode(params).encode() if method == "POST" else b""
        if method == "GET" and params:
            url += ("&" if "?" in url else "?") + urlencode(params)
        headers = sign(account, url, params if method == "POST" else {}, body) | {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            # https://www.twilio.com/docs/usage/webhooks/webhooks-overview: the same for every attempt of one event.
            "I-Twilio-Idempotency-Token": token,
        }
        async with self._session.request(method, url, data=body or None, headers=headers) as response:
            return Fetched(response.status, response.content_type, await response.text())


def sign(account: Account, url: str, params: Mapping[str, str], body: bytes) -> dict[str, str]:
    """The headers that prove who sends it."""
    if account.scheme is Scheme.TELNYX:
        assert isinstance(account.signing, Ed25519PrivateKey)
        now = str(int(time.time()))
        signature = account.signing.sign(now.encode() + b"|" + body)
        return {Scheme.TELNYX.value: base64.b64encode(signature).decode(), "telnyx-timestamp": now}
    # “Take the full URL, sort the list of POST variables, append each name and value with no delimiters.”
    text = url + "".join(name + params[name] for name in sorted(params))
    mac = hmac.new(account.auth_token.encode(), text.encode(), "sha1").digest()
    return {account.scheme.value: base64.b64encode(mac).decode()}
