"""The thin client of Vonage's APIs: it proves who asks, and reads what an answer says."""

from __future__ import annotations

import base64
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp

from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.throttle import Throttle
from offhook.telephony.vonage.tokens import Bearers
from offhook.telephony.webhooks.http import Answer, ask

NAME = "vonage"
OURS = (".nexmo.com", ".vonage.com")
"""Hosts that are told who we are."""


class Client:
    """Asks Vonage.

    Args:
        session: What connections are made with; it is the caller's to close.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._bearers = Bearers()
        self._throttles: defaultdict[str, Throttle] = defaultdict(Throttle)

    async def get(self, account: Account, *parts: str, **query: str) -> Answer:
        """A call, or a list.

        Raises:
            NoAnswer: there is none.
        """
        await self._throttles[account.application].turn(looks=True)
        return await self._ask(account, "GET", _url(account, *parts), params=query)

    async def post(self, account: Account, *parts: str, body: dict[str, Any]) -> Answer:
        """Create a call: how many a second, its queue sees to. Raises `NoAnswer`."""
        return await self._ask(account, "POST", _url(account, *parts), json=body)

    async def put(self, account: Account, *parts: str, body: dict[str, Any]) -> Answer:
        """Change something. Raises `NoAnswer`."""
        await self._throttles[account.application].turn(looks=False)
        return await self._ask(account, "PUT", _url(account, *parts), json=body)

    async def send_text(self, account: Account, body: dict[str, Any]) -> Answer:
        """Send one by the Messages API. Raises `NoAnswer`."""
        return await self._ask(account, "POST", f"{account.api}/v1/messages", json=body)

    def authority(self, account: Account) -> dict[str, str]:
        """The header that proves to Vonage that we act for an application."""
        return {"Authorization": f"Bearer {self._bearers.of(account, time.time())}"}

    async def numbers(self, account: Account, path: str, **query: str) -> Answer:
        """Ask the Numbers API, which knows the account's API key and no application. Raises `NoAnswer`."""
        headers = {"Authorization": _basic(account), "Accept": "application/json"}
        return await ask(self._session, NAME, "GET", f"{account.rest}{path}", headers, params=query)

    async def change_numbers(self, account: Account, path: str, form: Mapping[str, str]) -> Answer:
        """Buy or change a number. Raises `NoAnswer`."""
        headers = {"Authorization": _basic(account), "Accept": "application/json"}
        return await ask(self._session, NAME, "POST", f"{account.rest}{path}", headers, data=dict(form))

    async def application(self, account: Account) -> Answer:
        """How the application is set up. Raises `NoAnswer`."""
        url = f"{account.api}/v2/applications/{quote(account.application, safe='')}"
        return await ask(self._session, NAME, "GET", url, {"Authorization": _basic(account)})

    async def download(self, account: Account, url: str) -> Answer:
        """A file from an address that a webhook has told; only Vonage's own hosts are asked. Raises `NoAnswer`."""
        parts = urlsplit(url)
        own = parts.scheme == "https" and (parts.hostname or "").endswith(OURS)
        if not own and not url.startswith(f"{account.api}/"):
            return Answer(403, b'{"title": "that is no address of Vonage"}')
        await self._throttles[account.application].turn(looks=True)
        return await self._ask(account, "GET", url)

    async def _ask(self, account: Account, method: str, url: str, **more: Any) -> Answer:
        return await ask(self._session, NAME, method, url, self.authority(account), **more)


def _basic(account: Account) -> str:
    """https://developer.vonage.com/en/getting-started/concepts/authentication#basic-authentication"""
    pair = f"{account.number_key}:{account.number_secret}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def words(answer: Answer) -> str:
    """What went wrong, for people. https://developer.vonage.com/en/getting-started/concepts/error-handling"""
    found = answer.json
    said = [str(found[name]) for name in ("title", "error_title", "detail") if found.get(name)]
    return ": ".join(said)[:300] or f"HTTP {answer.status}"


def _url(account: Account, *parts: str) -> str:
    return "/".join([f"{account.api}/v1/calls", *(quote(part, safe="") for part in parts)])
