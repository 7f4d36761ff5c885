"""Asking a carrier's REST API: a time-out, and an answer or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import msgspec
from msgspec import Struct

from offhook.calls.values import Seconds

PATIENCE: Seconds = 10.0


class NoAnswer(Exception):
    """The carrier can't be reached, or did not answer in time. What was asked may have been done."""


class Denied(NoAnswer):
    """It has answered that it doesn't tell us: our credentials open nothing there, say."""


class Answer(Struct, frozen=True):
    """What a carrier answered."""

    status: int
    body: bytes

    @property
    def good(self) -> bool:
        """Whether it was done."""
        return self.status < 300

    @property
    def busy(self) -> bool:
        """Whether it failed in a way that may pass."""
        return self.status == 429 or self.status >= 500

    @property
    def json(self) -> dict[str, Any]:
        """The answer; empty where it is no JSON object."""
        return json_object(self.body)


def json_object(text: bytes | str) -> dict[str, Any]:
    """What a carrier wrote; empty where it is no JSON object."""
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


async def ask(
    session: aiohttp.ClientSession, carrier: str, method: str, url: str, headers: Mapping[str, str], **more: Any
) -> Answer:
    """Send one request.

    Args:
        carrier: Its name, for people.
        more: As aiohttp takes it: `params`, `data`, `json`.

    Raises:
        NoAnswer: there is none.
    """
    patience = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        async with session.request(method, url, headers=headers, timeout=patience, **more) as response:
            return Answer(response.status, await response.read())
    except (aiohttp.ClientError, ValueError, TimeoutError, OSError) as reason:
        raise NoAnswer(f"{carrier} does not answer: {str(reason) or 'in time'}") from reason
