"""Giving legs their documents: in answer to a webhook that waits for it, or by an update of a call that is busy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum, auto

import structlog

from offhook.calls.commands import Collect, Record, Say
from offhook.calls.values import Seconds
from offhook.telephony.twiml import documents
from offhook.telephony.twiml.addresses import About, Addresses
from offhook.telephony.twiml.client import Client, NoAnswer
from offhook.telephony.twiml.legs import SILENCE, Hears, InRoom, Leg, Unknown, Waits
from offhook.telephony.twiml.messages import NOT_IN_PROGRESS, Stage
from offhook.telephony.twiml.tasks import Tasks
from offhook.telephony.twiml.words import Words

LONGEST_INLINE = 4000
"""Characters of a document in an update; a longer one is asked for.
https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource"""
AGAIN_AFTER: Seconds = 0.25
"""When an update was refused because the call is not in progress: its answer may just be on its way."""
TRIES = 8
SLOWER: Seconds = 2.0

_log = structlog.get_logger(__name__)


class Given(Enum):
    """What came of an update."""

    TAKEN = auto()
    NOT_IN_PROGRESS = auto()
    """The call has ended, or is not quite answered."""
    TROUBLE = auto()


class Giving:
    """Hands documents out.

    Args:
        look: Has the carrier asked how a leg is, soon.
    """

    def __init__(
        self, addresses: Addresses, words: Words, client: Client, tasks: Tasks, look: Callable[[Leg], None]
    ) -> None:
        self._addresses = addresses
        self._words = words
        self._client = client
        self._tasks = tasks
        self._look = look
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
            return documents.reject(leg.hangup) if refused else documents.hang_up()
        match leg.doing:
            case Waits() | Unknown():
                return self._play(leg, SILENCE)
            case Hears() as sound:
                return self._play(leg, sound)
            case Say(prompt=prompt) as command:
                words = self._words.of(command.phrases, command.language, command.country)
                return documents.say(words, self._of(leg, About.SAID, prompt))
            case Collect(prompt=prompt) as command:
                words = () if command.typed else self._words.of(command.phrases, command.language, command.country)
                then = self._of(leg, About.COLLECTED, prompt)
                return documents.collect(words, command, command.digits - len(command.typed), then)
            case Record(recording=name) as command:
                recorded, kept = self._of(leg, About.RECORDED, name), self._of(leg, About.RECORDING, name)
                return documents.record(command, recorded, kept)
            case InRoom(room=room, star=star):
                told, left = self._of(leg, About.ROOM), self._of(leg, About.LEFT)
                return documents.room(room, leg.id, told, left, star=star)

    def answer(self, leg: Leg) -> str:
        """The document for a webhook that asks; the carrier has it now. While an update is on its way that counts."""
        if leg.pushing:
            return self._play(leg, SILENCE)
        leg.given = leg.version
        if leg.incoming and leg.hangup is None:
            leg.stage = max(leg.stage, Stage.CONNECTED)
        return self.document(leg)

    def _of(self, leg: Leg, about: About, name: str = "") -> str:
        return self._addresses.of(leg.trunk, about, leg.id, name)

    def _play(self, leg: Leg, sound: Hears) -> str:
        return documents.play_on(self._addresses.sound(sound.sound), self._of(leg, About.DOCUMENT))

    def _give_all(self) -> None:
        legs, self._soon = self._soon, set()
        for leg in legs:
            self._give(leg)

    def _give(self, leg: Leg) -> None:
        if leg.asked is not None and not leg.asked.done():
            leg.asked.set_result(self.answer(leg))
        elif not leg.pushing and leg.sid and leg.stage is Stage.CONNECTED and leg.given != leg.version:
            leg.pushing = True
            self._tasks.spawn(self._push(leg))

    async def _push(self, leg: Leg) -> None:
        """Until the carrier has the newest document, or the leg is gone."""
        refused = 0
        try:
            while leg.given != leg.version and leg.stage is Stage.CONNECTED and leg.hangup is None:
                version = leg.version
                match await self._update(leg):
                    case Given.TAKEN:
                        leg.given = max(leg.given, version)
                        refused = 0
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
        document = self.document(leg)
        dialect = leg.account.dialect
        if len(document) <= LONGEST_INLINE:
            form = [(dialect.inline, document)]
        else:
            form = [("Url", self._of(leg, About.DOCUMENT))]
        try:
            answer = await self._client.post(leg.account, "Calls", leg.sid, form=form)
        except NoAnswer as reason:
            _log.warning("document_not_given", leg=leg.id, reason=str(reason))
            return Given.TROUBLE
        if answer.good:
            return Given.TAKEN
        if answer.code == NOT_IN_PROGRESS or answer.status in {404, 422}:
            return Given.NOT_IN_PROGRESS
        _log.warning("document_not_given", leg=leg.id, reason=answer.words)
        return Given.TROUBLE
