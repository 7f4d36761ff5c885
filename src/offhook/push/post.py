"""Handing a push to its service over HTTPS: no redirect is followed, and no answer read for longer than it takes."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from msgspec import Struct

from offhook.problems import Problem
from offhook.push.endpoint import PublicOnly, checked
from offhook.push.parcel import Parcel

PATIENCE_S = 20.0
LONGEST_WAIT_S = 24 * 3600


class Taken(Struct, frozen=True):
    """The service has it."""


class Gone(Struct, frozen=True):
    """The browser has given its subscription up: nothing reaches it any more (404, 410)."""


class Later(Struct, frozen=True):
    """Not now, and why; `after` how many seconds, where the service said so."""

    reason: str
    after: float | None = None


class Refused(Struct, frozen=True):
    """The service will not take this one, and why."""

    reason: str


Outcome = Taken | Gone | Later | Refused


class PushServices:
    """Requests to push services.

    Args:
        local: Whether this machine's loopback may be asked too.
    """

    def __init__(self, *, local: bool = False) -> None:
        self._local = local

    async def hand_over(self, parcel: Parcel) -> Outcome:
        """Send it, and see what comes of it."""
        try:
            checked(parcel.endpoint, local=self._local)
        except Problem as problem:
            return Refused(problem.detail)
        # A number as address was checked just now; names are looked up here, each time anew.
        connector = aiohttp.TCPConnector(resolver=None if self._local else PublicOnly(), use_dns_cache=False)
        timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
        try:
            async with (
                aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
                session.post(
                    parcel.endpoint, data=parcel.body, headers=parcel.headers, allow_redirects=False
                ) as answer,
            ):
                return _outcome(answer.status, answer.headers.get("Retry-After"))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return Later(f"the push service can't be reached: {str(error) or type(error).__name__}")


def _outcome(status: int, retry_after: str | None) -> Outcome:
    if 200 <= status < 300:
        return Taken()
    if status in {404, 410}:
        return Gone()
    if status == 429 or status >= 500:
        return Later(f"the push service answers {status}", _seconds(retry_after))
    return Refused(f"the push service answers {status}")


def _seconds(text: str | None) -> float | None:
    """A Retry-After (RFC 9110, 10.2.3): seconds, or a date."""
    if text is None:
        return None
    if text.strip().isdigit():
        return min(float(text), LONGEST_WAIT_S)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return min(max(0.0, (at - datetime.now(UTC)).total_seconds()), LONGEST_WAIT_S) if at.tzinfo else None
