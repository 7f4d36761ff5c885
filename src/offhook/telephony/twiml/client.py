"""The thin client of a carrier's REST API: authentication, time-outs, and what an answer says."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import aiohttp

from offhook.telephony.twiml.accounts import Account
from offhook.telephony.webhooks.http import Answer, ask


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

    async def fetch(self, account: Account, url: str) -> Answer:
        """A resource beside the account's, by its whole address. Raises `NoAnswer`."""
        return await self._ask(account, "GET", url)

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
        return await ask(self._session, account.dialect.name, "GET", url, {})

    async def _ask(self, account: Account, method: str, url: str, **more: Any) -> Answer:
        headers = {"Authorization": authorization(account), "Accept": "application/json, audio/*"}
        return await ask(self._session, account.dialect.name, method, url, headers, **more)


def code(answer: Answer) -> int:
    """The carrier's own code of an error, or 0."""
    found = answer.json.get("code")
    return found if isinstance(found, int) else 0


def words(answer: Answer) -> str:
    """What went wrong, for people."""
    text = str(answer.json.get("message") or f"HTTP {answer.status}")
    return f"{text} ({code(answer)})" if code(answer) else text


def authorization(account: Account) -> str:
    """What proves to a carrier that we may act for an account."""
    if account.dialect.bearer:
        return f"Bearer {account.secret}"
    pair = f"{account.user or account.sid}:{account.secret}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
