"""The thin client of Telnyx's API v2: it proves who asks, and reads what an answer says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import aiohttp

from offhook.telephony.telnyx.accounts import Account
from offhook.telephony.webhooks.http import Answer, ask

NAME = "telnyx"


class Client:
    """Asks Telnyx.

    Args:
        session: What connections are made with; it is the caller's to close.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def get(self, account: Account, *parts: str, **query: str) -> Answer:
        """A resource, or a list.

        Raises:
            NoAnswer: there is none.
        """
        return await self._ask(account, "GET", parts, params=query)

    async def get_pairs(self, account: Account, *parts: str, pairs: Sequence[tuple[str, str]]) -> Answer:
        """The same, where a name may come twice. Raises `NoAnswer`."""
        return await self._ask(account, "GET", parts, params=list(pairs))

    async def patch(self, account: Account, *parts: str, body: dict[str, Any]) -> Answer:
        """Change something. Raises `NoAnswer`."""
        return await self._ask(account, "PATCH", parts, json=body)

    async def post(self, account: Account, *parts: str, body: dict[str, Any]) -> Answer:
        """Create something. Raises `NoAnswer`."""
        return await self._ask(account, "POST", parts, json=body)

    async def _ask(self, account: Account, method: str, parts: tuple[str, ...], **more: Any) -> Answer:
        headers = {"Authorization": f"Bearer {account.key}", "Accept": "application/json"}
        url = "/".join([account.api, *(quote(part, safe="") for part in parts)])
        return await ask(self._session, NAME, method, url, headers, **more)


def data(answer: Answer) -> dict[str, Any]:
    """The resource that it shows: every answer has it below `data`. Empty where there is none."""
    found = answer.json.get("data")
    return found if isinstance(found, dict) else {}


def errors(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What an answer, or a message, says went wrong.

    https://developers.telnyx.com/development/api-fundamentals/api-errors: each has a code, a title and a detail.
    """
    found = said.get("errors")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def words(answer: Answer) -> str:
    """What went wrong, for people."""
    for each in errors(answer.json):
        said = ": ".join(str(each[name]) for name in ("title", "detail") if each.get(name))
        code = str(each.get("code") or "")
        return f"{said[:300]} ({code})" if code else said[:300] or f"HTTP {answer.status}"
    return f"HTTP {answer.status}"
