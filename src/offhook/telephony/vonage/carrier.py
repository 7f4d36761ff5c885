"""An application with Vonage, as the adapter wants it: what it is told and asked, and what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

import msgspec
import structlog

from offhook.calls.commands import Collect, Record, Say
from offhook.calls.values import Capability, Cause, LegId, TrunkId
from offhook.telephony.port import NotReady, TrunkHealth, TrunkState
from offhook.telephony.vonage import documents, messages
from offhook.telephony.vonage.accounts import Account
from offhook.telephony.vonage.client import NAME, Client, words
from offhook.telephony.vonage.documents import Ncco
from offhook.telephony.vonage.tokens import signed
from offhook.telephony.webhooks.addresses import About, Addresses, Hook
from offhook.telephony.webhooks.carrier import (
    Checked,
    Created,
    Creation,
    Declined,
    Doubtful,
    Ending,
    Given,
    TooMuch,
    Up,
)
from offhook.telephony.webhooks.doing import Doing, Hears, InRoom, Joined, Rings, Unknown, Waits
from offhook.telephony.webhooks.http import Denied, NoAnswer
from offhook.telephony.webhooks.told import Stage, Standing, Told
from offhook.telephony.webhooks.words import Words

RINGS_AT_MOST = 120
"""Seconds: the most that Vonage lets a phone ring. https://developer.vonage.com/en/api/voice#createCall"""

_log = structlog.get_logger(__name__)


class VonageCarrier:
    """One application.

    Args:
        client: Asks Vonage.
        public: Under which this installation is reached from outside, without a slash at its end.
        speech: What phrases sound like.
    """

    capabilities: frozenset[Capability] = frozenset({Capability.KEYS_IN_BRIDGE, Capability.STAR_IN_BRIDGE})
    kind = "application/json"
    rings_together = 0
    """Its `connect` rings one phone only. https://developer.vonage.com/en/voice/voice-api/ncco-reference#connect"""

    def __init__(self, account: Account, client: Client, public: str, speech: Words) -> None:
        self._account = account
        self._client = client
        self._addresses = Addresses(public)
        self._silence = self._addresses.sound("silence")
        self._speech = speech

    @property
    def trunk(self) -> TrunkId:
        """That it is here."""
        return self._account.trunk

    @property
    def customer(self) -> str:
        """Whose calls begin one after the other, and can be joined: names of conversations are an application's own."""
        return f"{NAME} {self._account.application}"

    @property
    def calls_per_second(self) -> float:
        """What Vonage allows."""
        return self._account.calls_per_second

    # Webhooks

    def signed(self, target: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
        """Whether Vonage has sent that. The address is not covered, but what it is about is a leg of this account's."""
        return signed(self._account.secrets, self._account.application, headers, body, now) is not None

    def read(self, hook: Hook, headers: Mapping[str, str], body: bytes) -> Told:
        """What it says."""
        return messages.told(hook, body, headers.get("authorization", ""))

    # Documents

    def document(self, leg: LegId, doing: Doing) -> str:
        """What has Vonage do that."""
        return _text(self._ncco(leg, doing))

    def refuse(self, cause: Cause) -> str:
        """Turn a caller away: there are no words for why."""
        return self.hang_up()

    def hang_up(self) -> str:
        """End the call."""
        return _text(documents.hang_up())

    def ask_again(self, leg: LegId) -> str:
        """Nobody knows yet what to do: wait, and ask again."""
        return _text(documents.ask_again(2.0, self._of(About.DOCUMENT, leg), self._silence))

    def _ncco(self, leg: LegId, doing: Doing) -> Ncco:
        match doing:
            case Waits() | Unknown() | Rings() | Joined():  # nobody is rung by another's document here
                return documents.play_on(self._silence)
            case Hears(sound=sound):
                return documents.play_on(self._addresses.sound(sound))
            case Say(prompt=prompt) as command:
                spoken = self._speech.of(command.phrases, command.language, command.country)
                return documents.say(spoken, self._of(About.SAID, leg, prompt), self._silence)
            case Collect(prompt=prompt) as command:
                spoken = () if command.typed else self._speech.of(command.phrases, command.language, command.country)
                then = self._of(About.COLLECTED, leg, prompt)
                return documents.collect(spoken, command, command.digits - len(command.typed), then, self._silence)
            case Record(recording=name) as command:
                recorded, kept = self._of(About.RECORDED, leg, name), self._of(About.RECORDING, leg, name)
                return documents.record(command, recorded, kept, self._silence)
            case InRoom(room=room, keys=keys):
                return documents.room(room, self._of(About.KEY, leg) if keys else "")

    def _of(self, about: About, leg: LegId, name: str = "") -> str:
        return self._addresses.of(self.trunk, about, leg, name)

    # Requests

    async def create(self, leg: LegId, to: str, caller_id: str) -> Creation:
        """Call a number."""
        body = {
            "to": [{"type": "phone", "number": to.removeprefix("+")}],
            "from": {"type": "phone", "number": caller_id.removeprefix("+")},
            "answer_url": [self._of(About.DOCUMENT, leg)],
            "answer_method": "POST",
            "event_url": [self._of(About.STATUS, leg)],
            "event_method": "POST",
            "ringing_timer": RINGS_AT_MOST,
        }
        answer = await self._client.post(self._account, body=body)
        if answer.good:
            return Created(str(answer.json.get("uuid") or ""))
        if answer.status == 429:
            return TooMuch()
        if answer.status >= 500:
            return Doubtful(words(answer))
        cause = Cause.TRUNK_DOWN if answer.status in {401, 403} else Cause.REJECTED
        return Declined(cause, f"the carrier refused it: {words(answer)}")

    async def give(self, leg: LegId, sid: str, doing: Doing) -> Given:
        """Have a call do something else now. https://developer.vonage.com/en/api/voice#updateCall"""
        destination = {"type": "ncco", "ncco": self._ncco(leg, doing)}
        answer = await self._client.put(self._account, sid, body={"action": "transfer", "destination": destination})
        if answer.good:
            return Given.TAKEN
        if answer.status in {400, 404}:
            return Given.NOT_IN_PROGRESS
        _log.warning("document_not_given", leg=leg, reason=words(answer))
        return Given.TROUBLE

    async def end(self, sid: str) -> Ending:
        """End a call. The answer says nothing of it, so it is asked for."""
        answer = await self._client.put(self._account, sid, body={"action": "hangup"})
        if answer.status == 404:
            return Ending.OVER
        if not answer.good and answer.status != 400:  # 400: it is in no state to be hung up
            return Ending.AGAIN if answer.busy else Ending.DENIED
        standing = await self.look(sid)
        if standing is None or standing.stage is Stage.ENDED:
            return Ending.OVER
        return Ending.GOING if answer.good else Ending.AGAIN

    async def look(self, sid: str) -> Standing | None:
        """How a call is; None where Vonage knows it no more."""
        answer = await self._client.get(self._account, sid)
        if answer.status == 404:
            return None
        if not answer.good:
            raise (NoAnswer if answer.busy else Denied)(words(answer))
        return messages.standing(answer.json) or Standing(Stage.DIALLED)

    async def inside(self, room: str, sids: tuple[str, str]) -> Collection[str]:
        """Both, where they are in one conversation: each call is in one, and is asked for by itself."""
        places = [standing.place for standing in await asyncio.gather(*map(self.look, sids)) if standing is not None]
        return sids if len(places) == 2 and places[0] and places[0] == places[1] else ()

    async def pairs(self, up: Mapping[LegId, Up]) -> Mapping[LegId, LegId]:
        """Who is in a conversation with whom."""
        there: dict[str, list[LegId]] = {}
        for leg, each in up.items():
            if each.place:
                there.setdefault(each.place, []).append(leg)
        both = [legs for legs in there.values() if len(legs) == 2]
        return {one: other for first, second in both for one, other in ((first, second), (second, first))}

    async def check(self) -> Checked:
        """Whether Vonage answers, and takes the application's key."""
        began = asyncio.get_running_loop().time()
        try:
            answer = await self._client.get(self._account, page_size="1")
        except NoAnswer as reason:
            return Checked(TrunkHealth(TrunkState.DOWN, error=str(reason)), reached=False)
        ms = (asyncio.get_running_loop().time() - began) * 1000
        if answer.good:
            return Checked(TrunkHealth(TrunkState.UP, ms), reached=True)
        refused = answer.status in {401, 403}
        error = f"vonage {'refuses the application and its key' if refused else 'fails'}: {words(answer)}"
        return Checked(TrunkHealth(TrunkState.DOWN, ms, error), reached=answer.status < 500)

    # Recordings

    async def recording(self, sid: str) -> bytes | None:
        """A recording as a WAV file, from where the webhook said that it is; None where it is not there (yet)."""
        answer = await self._client.download(self._account, sid)
        if answer.good:
            return answer.body
        if answer.status != 404:
            raise NotReady(f"the recording can't be fetched: {words(answer)}")
        return None

    async def find_recording(self, call: str) -> str:
        """Nothing: there is no list of recordings. One whose webhook has not come can't be found."""
        return ""

    async def drop_recording(self, sid: str) -> None:
        """Nothing: Vonage deletes it by itself after 30 days.

        https://developer.vonage.com/en/voice/voice-api/concepts/recording
        """


def _text(ncco: Ncco) -> str:
    return msgspec.json.encode(ncco).decode()
