"""The thin client of a carrier's REST API: authentication, time-outs, and what an answer says."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import aiohttp
import msgspec
from msgspec import Struct

from offhook.calls.values import Seconds
from offhook.telephony.twiml.accounts import Account

PATIENCE: Seconds = 10.0


class NoAnswer(Exception):
    """The carrier can't be reached, or did not answer in time. What was asked may have been done."""


class Answer(Struct, frozen=True):
    """What a carrier answered."""

    status: int
    body: bytes

    @property
    def good(self) -> bool:
        """Whether it was done."""
        return self.status < 300

    @property
    def json(self) -> dict[str, Any]:
        """The answer; empty where it is no JSON object."""
        try:
            found = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> int:
        """The carrier's own code of an error, or 0."""
        found = self.json.get("code")
        return found if isinstance(found, int) else 0

    @property
    def words(self) -> str:
        """What went wrong, for people."""
        words = str(self.json.get("message") or f"HTTP {self.status}")
        return f"{words} ({self.code})" if self.code else words


class Client:
    """Asks carriers.

    Args:
        session: What connections are made with; it is the caller's to close.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def get(self, account: Account, *parts: str, ending: str | None = None, **query: str) -> Answer:
        """A resource, or a list.

        Raises:
            NoAnswer: there is none.
        """
        return await self._ask(account, "GET", account.url(*parts, ending=ending), params=query)

    async def post(self, account: Account, *parts: str, form: Sequence[tuple[str, str]]) -> Answer:
        """Create or change something. Raises `NoAnswer`."""
        return await self._ask(account, "POST", account.url(*parts), data=aiohttp.FormData(list(form)))

    async def delete(self, account: Account, *parts: str, ending: str | None = None) -> Answer:
        """Delete something. Raises `NoAnswer`."""
        return await self._ask(account, "DELETE", account.url(*parts, ending=ending))

    async def download(self, account: Account, url: str) -> Answer:
        """A file from an address that the carrier has told; without credentials, which are not for whoever is there.

        Raises:
            NoAnswer: there is none.
        """
        try:
            async with self._session.get(url, timeout=aiohttp.ClientTimeout(total=PATIENCE)) as response:
                return Answer(response.status, await response.read())
        except (aiohttp.ClientError, ValueError, TimeoutError, OSError) as reason:
            raise NoAnswer(f"{account.dialect.name} does not answer: {str(reason) or 'in time'}") from reason

    async def _ask(self, account: Account, method: str, url: str, **more: Any) -> Answer:
        patience = aiohttp.ClientTimeout(total=PATIENCE)
        headers = {"Authorization": _authorization(account), "Accept": "application/json, audio/*"}
        try:
            async with self._session.request(method, url, headers=headers, timeout=patience, **more) as response:
                return Answer(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as reason:
            raise NoAnswer(f"{account.dialect.name} does not answer: {str(reason) or 'in time'}") from reason


def _authorization(account: Account) -> str:
    if account.dialect.bearer:
        return f"Bearer {account.secret}"
    pair = f"{account.user or account.sid}:{account.secret}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
