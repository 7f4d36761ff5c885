"""Whether the public address leads to this very Offhook, as a carrier would find out."""

from __future__ import annotations

import asyncio
import hmac
import secrets

import aiohttp
from msgspec import Struct

PATIENCE_S = 10.0


class Reach(Struct, frozen=True):
    """What came of asking for our own address."""

    address: str
    reached: bool
    error: str = ""
    ms: float | None = None


class Reaching:
    """Asks for the address, and knows our own answer.

    Args:
        public: The address.
        path: Below it, where `proof` is the answer.
    """

    def __init__(self, session: aiohttp.ClientSession, public: str, path: str) -> None:
        self._session = session
        self._public = public
        self._path = path
        self._key = secrets.token_bytes(32)

    def proof(self, nonce: str) -> str:
        """What only this process answers."""
        return hmac.digest(self._key, nonce.encode("utf-8", "replace"), "sha256").hex()

    async def ask(self) -> Reach:
        """Ask now. A carrier follows no redirect, and wants a certificate that everybody trusts."""
        nonce = secrets.token_hex(16)
        loop = asyncio.get_running_loop()
        began = loop.time()
        url, patience = f"{self._public}{self._path}/{nonce}", aiohttp.ClientTimeout(total=PATIENCE_S)
        try:
            async with self._session.get(url, allow_redirects=False, timeout=patience) as response:
                text = (await response.content.read(1000)).decode("utf-8", "replace")
                status, leads_to = response.status, response.headers.get("Location", "")
        except aiohttp.ClientConnectorCertificateError as reason:
            return self._not(f"its certificate is not trusted: {reason.certificate_error}")
        except TimeoutError:
            return self._not(f"nothing answers there within {PATIENCE_S:g} s")
        except (aiohttp.ClientError, OSError) as reason:
            return self._not(f"it can't be reached from this machine: {reason}")
        if hmac.compare_digest(text.strip().encode(), self.proof(nonce).encode()):
            return Reach(self._public, reached=True, ms=(loop.time() - began) * 1000)
        if leads_to:
            return self._not(f"it leads on to {leads_to[:200]}, which no carrier follows")
        return self._not(f"something else answers there, with HTTP {status}")

    def _not(self, error: str) -> Reach:
        return Reach(self._public, reached=False, error=error)
