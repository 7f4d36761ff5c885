"""A push service (RFC 8030) for tests, on loopback: it decrypts what it gets and checks who has sent it."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from offhook.push.model import Subscription


@dataclass
class Told:
    """One push, as the browser gets it."""

    browser: str
    notification: Any
    headers: Mapping[str, str]
    claims: Any
    """Of the token, which was signed with `key`."""
    key: str


@dataclass
class PushService:
    """What it was told, and what it answers instead of 201."""

    port: int = 0
    told: list[Told] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    tried: int = 0
    _browsers: dict[str, tuple[ec.EllipticCurvePrivateKey, bytes]] = field(default_factory=dict)

    def subscribe(self, browser: str) -> Subscription:
        """A browser's subscription, as it gives it to a page."""
        key, secret = ec.generate_private_key(ec.SECP256R1()), browser.encode().ljust(16, b".")[:16]
        self._browsers[browser] = (key, secret)
        point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        return Subscription(f"http://127.0.0.1:{self.port}/push/{browser}", _text(point), _text(secret))

    def body(self, browser: str, **more: object) -> dict[str, object]:
        """The same as a page sends it to the API."""
        made = self.subscribe(browser)
        keys = {"p256dh": made.p256dh, "auth": made.auth}
        return {"endpoint": made.endpoint, "keys": keys, "name": "Chrome on Linux", **more}

    async def take(self, request: web.Request) -> web.Response:
        """A request to push."""
        self.tried += 1
        if self.answers:
            status, headers = self.answers.pop(0)
            return web.Response(status=status, headers=headers)
        browser = request.match_info["browser"]
        key, secret = self._browsers[browser]
        plain = http_ece.decrypt(await request.read(), private_key=key, auth_secret=secret, version="aes128gcm")
        scheme, _, rest = request.headers["Authorization"].partition(" ")
        given = dict(part.split("=", 1) for part in rest.split(","))
        assert scheme == "vapid"
        assert Vapid02.verify(f"vapid {rest}"), "the token is signed with the key that it names"
        claims = json.loads(_raw(given["t"].split(".")[1]))
        self.told.append(Told(browser, json.loads(plain), dict(request.headers), claims, given["k"]))
        return web.Response(status=201)


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    """One that runs."""
    service = PushService()
    app = web.Application()
    app.router.add_post("/push/{browser}", service.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.port = runner.addresses[0][1]
    try:
        yield service
    finally:
        await runner.cleanup()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
