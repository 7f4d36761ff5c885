"""Giving legs their documents: in answer to a webhook that waits for it, or by an update of a call that is busy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from offhook.calls.values import Seconds
from offhook.telephony.webhooks.carrier import Given
from offhook.telephony.webhooks.doing import SILENCE, Joined, Rings, Unknown, Waits
from offhook.telephony.webhooks.http import NoAnswer
from offhook.telephony.webhooks.legs import Leg
from offhook.telephony.webhooks.tasks import Tasks
from offhook.telephony.webhooks.told import Stage

AGAIN_AFTER: Seconds = 0.25
"""When an update was refused because the call is not in progress: its answer may just be on its way."""
TRIES = 8
ASKS_WITHIN: Seconds = 3.0
"""When the document is over by which a caller's phones were rung, or the caller talks."""
SLOWER: Seconds = 2.0

_log = structlog.get_logger(__name__)


class Giving:
    """Hands documents out.

    Args:
        look: Has the carrier asked how a leg is, soon.
        given: Is told of each leg whose document the carrier has now.
    """

    def __init__(self, tasks: Tasks, look: Callable[[Leg], None], given: Callable[[Leg], None]) -> None:
        self._tasks = tasks
        self._look = look
        self._given = given
        self._soon: set[Leg] = set()

    def soon(self, leg: Leg) -> None:
        """What it does has changed: give it the document once all commands of this turn are known."""
        if not self._soon:
            asyncio.get_running_loop().call_soon(self._give_all)
        self._soon.add(leg)

    def document(self, leg: Leg) -> str:
        """What the leg is to do, now."""
        if leg.hangup is not None:
            refused = leg.incoming and leg.stage < Stage.CONNECTED
            return leg.carrier.refuse(leg.hangup) if refused else leg.carrier.hang_up()
        if leg.dial and not leg.incoming and isinstance(leg.doing, Waits | Unknown):
            return leg.carrier.ask_again(leg.id)  # it is joined at the end of a document, never by an update
        return leg.carrier.document(leg.id, leg.doing)

    def answer(self, leg: Leg) -> str:
        """The document for a webhook that asks; the carrier has it now. While an update is on its way that counts."""
        if leg.pushing:
            return leg.carrier.document(leg.id, SILENCE)
        if leg.unwritten:
            return leg.carrier.ask_again(leg.id)
        leg.given = leg.version
        # A caller whose phones are rung hears ringback unanswered.
        if leg.incoming and leg.hangup is None and not isinstance(leg.doing, Rings):
            leg.stage = max(leg.stage, Stage.CONNECTED)
        document = self.document(leg)
        self._given(leg)
        return document

    def _give_all(self) -> None:
        legs, self._soon = self._soon, set()
        for leg in legs:
            self._give(leg)

    def _give(self, leg: Leg) -> None:
        if leg.unwritten:
            return
        if leg.asked is not None and not leg.asked.done():
            leg.asked.set_result(self.answer(leg))
        elif isinstance(leg.doing, Joined):
            return  # the end of its document: given when that is asked for
        elif not leg.pushing and leg.sid and leg.stage is Stage.CONNECTED and leg.given != leg.version:
            leg.pushing = True
            self._tasks.spawn(self._push(leg))

    async def _push(self, leg: Leg) -> None:
        """Until the carrier has the newest document, or the leg is gone."""
        refused = 0
        try:
            if leg.incoming and leg.dial:
                await asyncio.sleep(ASKS_WITHIN)
            while leg.given != leg.version and leg.stage is Stage.CONNECTED and leg.hangup is None:
                version = leg.version
                match await self._update(leg):
                    case Given.TAKEN:
                        leg.given = max(leg.given, version)
                        refused = 0
                        self._given(leg)
                    case Given.NOT_IN_PROGRESS:
                        refused += 1
                        if refused == TRIES:
                            self._look(leg)
                            return
                        await asyncio.sleep(AGAIN_AFTER)
                    case Given.TROUBLE:
                        await asyncio.sleep(SLOWER)
        finally:
            leg.pushing = False

    async def _update(self, leg: Leg) -> Given:
        try:
            return await leg.carrier.give(leg.id, leg.sid, leg.doing)
        except NoAnswer as reason:
            _log.warning("document_not_given", leg=leg.id, reason=str(reason))
            return Given.TROUBLE
