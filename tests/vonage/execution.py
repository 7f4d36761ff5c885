"""Carrying out NCCOs: one call, action after action; the end of the list ends the call.

https://developer.vonage.com/en/voice/voice-api/ncco-reference
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.carrier.phones import FarEnd
from tests.vonage import asking
from tests.vonage.listening import hear
from tests.vonage.model import Call, Status
from tests.vonage.schema import complaints
from tests.vonage.webhooks import ANSWER_WITHIN, EVENT_WITHIN

if TYPE_CHECKING:
    from tests.vonage.carrier import Carrier

Ncco = list[dict[str, Any]]


@dataclass(frozen=True)
class Replaced:
    """Go on with another list."""

    ncco: Ncco


class Execution:
    """What a call does. A new list (`begin`) replaces the one that runs, in the middle of whatever it says."""

    def __init__(self, carrier: Carrier, call: Call) -> None:
        self.carrier = carrier
        self.call = call
        self.typed = ""
        """Keys that have stopped the words before an `input`, which they are for."""
        self._task: asyncio.Task[None] | None = None

    @property
    def far(self) -> FarEnd:
        """The phone."""
        assert self.call.far_end is not None
        return self.call.far_end

    def begin(self, ncco: Ncco | None = None, *, url: str = "") -> None:
        """Carry this out from now on; without a list the one that is fetched from there."""
        before = self._task
        if before is not None:
            before.cancel()
        self._task = self.carrier.spawn(self._run(before, ncco, url))

    def stop(self) -> None:
        """Carry out nothing more."""
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()

    async def _run(self, before: asyncio.Task[None] | None, ncco: Ncco | None, url: str) -> None:
        if before is not None:
            await asyncio.gather(before, return_exceptions=True)
        if ncco is None:
            ncco = await self._fetch(url)
        while ncco is not None:
            ncco = await self._carry_out(ncco)
        answered = self.call.answered_at is not None
        self.carrier.end(self.call, Status.COMPLETED if answered else Status.REJECTED, refused=not answered)

    async def _fetch(self, url: str) -> Ncco:
        """“If no success, then the call is terminated.” webhook-reference#fallback-url"""
        call = self.call
        payload = self.carrier.whose(call) | {"endpoint_type": "phone"}
        answer = await self.carrier.webhooks.fetch(call.application, url, payload, within=ANSWER_WITHIN)
        if answer is None or answer.status != 200:
            self.carrier.complain(f"{url}: {'no answer' if answer is None else answer.status}")
            return []
        return self._read(answer.text, answer.content_type) or []

    async def ask(self, url: str, payload: dict[str, Any]) -> Replaced | None:
        """Tell something that may be answered with another list. Without success “continue the call flow”."""
        answer = await self.carrier.webhooks.fetch(self.call.application, url, payload, within=EVENT_WITHIN)
        if answer is None or answer.status >= 400 or not answer.text:
            return None
        ncco = self._read(answer.text, answer.content_type)
        return None if ncco is None else Replaced(ncco)

    def _read(self, text: str, content_type: str) -> Ncco | None:
        if content_type != "application/json":
            self.carrier.complain(f"an NCCO is application/json, not {content_type}")
            return None
        try:
            return list(json.loads(text))
        except ValueError:
            self.carrier.complain(f"no JSON: {text[:100]}")
            return None

    async def _carry_out(self, ncco: Ncco) -> Ncco | None:
        """One list; the next, or None at its end."""
        if wrong := complaints(ncco):
            # “Syntax error in NCCO. Invalid value type or action.” webhook-reference#errors
            for each in wrong:
                self.carrier.complain(each)
            return None
        self.call.key_url, self.typed = "", ""
        for action in ncco:
            self.carrier.pick_up(self.call)
            replaced = await self._action(action)
            if replaced is not None:
                return replaced.ncco
        return None

    async def _action(self, action: dict[str, Any]) -> Replaced | None:
        match action["action"]:
            case "talk" | "stream":
                await hear(self, action)
            case "wait":
                await self.carrier.passes(action.get("timeout", 10))
            case "notify":
                return await self.ask(action["eventUrl"][0], action["payload"])
            case "input" if action.get("mode") == "asynchronous":
                self.call.key_url = action["eventUrl"][0]
                self.far.on_key = self._tell_key
            case "input":
                return await asking.take(self, action)
            case "record":
                await asking.record(self, action)
            case _:
                await self._converse(action["name"])
        return None

    def _tell_key(self, key: str) -> None:
        """“In asynchronous mode, digits are sent one at a time to the event webhook in real time.”

        https://developer.vonage.com/en/voice/voice-api/ncco-reference#input
        """
        payload = self.carrier.whose(self.call) | {"dtmf": {"digits": key}, "timestamp": self.carrier.stamp()}
        self.carrier.webhooks.notify(self.call.application, self.call.key_url, payload)

    async def _converse(self, name: str) -> None:
        """“Using conversation with the same name reuses the same persisted Conversation.”"""
        self.carrier.move(self.call, self.carrier.conversation(self.call.application, name), joined=True)
        try:
            await asyncio.Event().wait()
        finally:
            self.call.joined = False
            self.far.on_key = None
