"""Asking a carrier to send a text: when its account's turn has come, and what it means where no answer comes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import aiohttp

from offhook.messages.port import InDoubt, Later
from offhook.telephony.webhooks.http import Answer, NoAnswer
from offhook.telephony.webhooks.pace import Pace

RESTS_S = 1.0
"""After the carrier said that it is too much."""


class Posting:
    """The queues of the accounts with one kind of carrier.

    Args:
        rate: Requests a second of each.
        too_much: Whether an answer says so, where its status does not.
        words: What an answer says, for people.
    """

    def __init__(self, rate: float, too_much: Callable[[Answer], bool], words: Callable[[Answer], str]) -> None:
        self._rate = rate
        self._too_much = too_much
        self._words = words
        self._paces: dict[str, Pace] = {}

    async def post(self, account: str, post: Callable[[], Awaitable[Answer]]) -> Answer | Later | InDoubt:
        """Ask once: the answer, unless it may be asked again, or nobody can tell whether it was done."""
        pace = self._paces.setdefault(account, Pace(self._rate))
        await pace.turn()
        try:
            answer = await post()
        except NoAnswer as reason:
            # Without a connection nothing was asked. Else it may have been carried out, whatever became of the answer.
            unasked = isinstance(reason.__cause__, aiohttp.ClientConnectorError)
            return Later(None, str(reason)) if unasked else InDoubt(str(reason))
        if answer.status == 429 or self._too_much(answer):
            pace.rest(RESTS_S)
            return Later(None, self._words(answer))
        return answer
