"""An account with a carrier that speaks TwiML, as the adapter wants it: what it is told and asked, and what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

import structlog

from offhook.calls.commands import Collect, Record, Say
from offhook.calls.values import Capability, Cause, LegId, TrunkId
from offhook.telephony.port import NotReady, TrunkHealth, TrunkState
from offhook.telephony.twiml import documents, messages
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.client import Client, code, words
from offhook.telephony.twiml.conferences import inside, pairs
from offhook.telephony.twiml.signatures import parse_form
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
from offhook.telephony.webhooks.doing import SILENCE, Doing, Hears, InRoom, Joined, Rings, Unknown, Waits
from offhook.telephony.webhooks.http import Answer, Denied, NoAnswer
from offhook.telephony.webhooks.told import Stage, Standing, Told
from offhook.telephony.webhooks.words import Words

RETRIES = "#rc=3&rp=ct,5xx&tt=15000"
"""Documents are asked for again where we fail. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides"""
RINGS_AT_MOST = 600
"""Seconds: the most that a carrier lets a phone ring. How long it does ring, the flow decides."""
TOLD_OF = ("initiated", "ringing", "answered", "completed")
MOST_RUNG = 10
"""Phones of one `<Dial>`. https://www.twilio.com/docs/voice/twiml/number"""
LONGEST_INLINE = 4000
"""Characters of a document in an update; a longer one is asked for.
https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource"""

_log = structlog.get_logger(__name__)


class TwimlCarrier:
    """One account.

    Args:
        client: Asks the carrier.
        public: Under which this installation is reached from outside, without a slash at its end.
        speech: What phrases sound like.
    """

    kind = "text/xml; charset=utf-8"

    def __init__(self, account: Account, client: Client, public: str, speech: Words) -> None:
        self._account = account
        self._client = client
        self._addresses = Addresses(public, RETRIES)
        self._speech = speech

    @property
    def trunk(self) -> TrunkId:
        """That it is here."""
        return self._account.trunk

    @property
    def customer(self) -> str:
        """Whose calls begin one after the other, and can be joined."""
        return f"{self._account.dialect.name} {self._account.sid}"

    @property
    def calls_per_second(self) -> float:
        """What the carrier allows."""
        return self._account.calls_per_second

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What can be done over it. Two who are joined by the caller's document can't be heard to press star."""
        can = {Capability.BUSY_TONE, Capability.SIP_STATUSES}
        return frozenset(can if self.rings_together else can | {Capability.STAR_IN_BRIDGE})

    @property
    def rings_together(self) -> int:
        """As many as a `<Dial>` takes, where the operator wants that."""
        return MOST_RUNG if self._account.fast_ringing else 0

    # Webhooks

    def signed(self, target: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
        """Whether this carrier has sent that."""
        return self._account.signed(self._addresses.public + target, headers, body, now)

    def read(self, hook: Hook, headers: Mapping[str, str], body: bytes) -> Told:
        """What it says."""
        return messages.told(hook, dict(parse_form(body)), headers.get("i-twilio-idempotency-token", ""))

    # Documents

    def document(self, leg: LegId, doing: Doing) -> str:
        """What has the carrier do that."""
        match doing:
            case Waits() | Unknown():
                return self._play(leg, SILENCE)
            case Hears() as sound:
                return self._play(leg, sound)
            case Say(prompt=prompt) as command:
                spoken = self._speech.of(command.phrases, command.language, command.country)
                return documents.say(spoken, self._of(About.SAID, leg, prompt))
            case Collect(prompt=prompt) as command:
                spoken = () if command.typed else self._speech.of(command.phrases, command.language, command.country)
                then = self._of(About.COLLECTED, leg, prompt)
                return documents.collect(spoken, command, command.digits - len(command.typed), then)
            case Record(recording=name) as command:
                recorded, kept = self._of(About.RECORDED, leg, name), self._of(About.RECORDING, leg, name)
                return documents.record(command, recorded, kept)
            case InRoom(room=room, keys=keys, leads=leads):
                told, left = self._of(About.ROOM, leg), self._of(About.LEFT, leg)
                return documents.room(room, leg, told, left, star=keys and leads)
            case Rings(dial=name, caller_id=shown, phones=phones):
                rung = [self._rung(phone, number) for phone, number in phones]
                return documents.ring(rung, shown, RINGS_AT_MOST, self._of(About.DIALLED, leg, name))
            case Joined():
                return documents.joined()

    def refuse(self, cause: Cause) -> str:
        """Turn a caller away who was not answered."""
        return documents.reject(cause)

    def hang_up(self) -> str:
        """End the call."""
        return documents.hang_up()

    def ask_again(self, leg: LegId) -> str:
        """Nobody knows yet what to do: wait, and ask again."""
        return documents.ask_again(2, self._of(About.DOCUMENT, leg))

    def _of(self, about: About, leg: LegId, name: str = "") -> str:
        return self._addresses.of(self.trunk, about, leg, name)

    def _rung(self, leg: LegId, number: str) -> documents.Rung:
        asks, told = self._of(About.DOCUMENT, leg), self._of(About.STATUS, leg)
        return documents.Rung(number, asks, told, " ".join(TOLD_OF))

    def _play(self, leg: LegId, sound: Hears) -> str:
        return documents.play_on(self._addresses.sound(sound.sound), self._of(About.DOCUMENT, leg))

    # Requests

    async def create(self, leg: LegId, to: str, caller_id: str) -> Creation:
        """Call a number."""
        form = [
            ("To", to),
            ("From", caller_id),
            ("Url", self._of(About.DOCUMENT, leg)),
            ("Method", "POST"),
            ("Timeout", str(RINGS_AT_MOST)),
            ("StatusCallback", self._of(About.STATUS, leg)),
            ("StatusCallbackMethod", "POST"),
            *(("StatusCallbackEvent", event) for event in TOLD_OF),
        ]
        if self._account.application:
            form.append(("ApplicationSid", self._account.application))
        answer = await self._client.post(self._account, "Calls", form=form)
        if answer.good:  # Telnyx does not always say the id; the first webhook does
            return Created(str(answer.json.get("sid") or answer.json.get("call_sid") or ""))
        if answer.status == 429:
            return TooMuch()
        if answer.status >= 500:
            return Doubtful(words(answer))
        cause = messages.ERRORS.get(code(answer))
        if cause is None:
            cause = Cause.TRUNK_DOWN if answer.status in {401, 403} else Cause.REJECTED
        return Declined(cause, f"the carrier refused it: {words(answer)}")

    async def give(self, leg: LegId, sid: str, doing: Doing) -> Given:
        """Have a call do something else now."""
        document = self.document(leg, doing)
        if len(document) <= LONGEST_INLINE:
            form = [(self._account.dialect.inline, document)]
        else:
            form = [("Url", self._of(About.DOCUMENT, leg))]
        answer = await self._client.post(self._account, "Calls", sid, form=form)
        if answer.good:
            return Given.TAKEN
        if code(answer) == messages.NOT_IN_PROGRESS or answer.status in {404, 422}:
            return Given.NOT_IN_PROGRESS
        _log.warning("document_not_given", leg=leg, reason=words(answer))
        return Given.TROUBLE

    async def end(self, sid: str) -> Ending:
        """End a call."""
        answer = await self._client.post(self._account, "Calls", sid, form=[("Status", "completed")])
        if answer.status == 404 or (answer.good and _stage(answer) is Stage.ENDED):
            return Ending.OVER
        if answer.good:
            return Ending.GOING
        return Ending.AGAIN if answer.busy else Ending.DENIED

    async def look(self, sid: str) -> Standing | None:
        """How a call is; None where the carrier knows it no more."""
        answer = await self._client.get(self._account, "Calls", sid)
        if answer.status == 404:
            return None
        if not answer.good:
            raise (NoAnswer if answer.busy else Denied)(words(answer))
        return messages.standing(str(answer.json.get("status") or "")) or Standing(Stage.DIALLED)

    async def inside(self, room: str, sids: tuple[str, str]) -> Collection[str]:
        """Who is in a conference of ours."""
        return await inside(self._client, self._account, room)

    async def pairs(self, up: Mapping[LegId, Up]) -> Mapping[LegId, LegId]:
        """Who talks with whom."""
        return await pairs(self._client, self._account, up)

    async def check(self) -> Checked:
        """Whether the carrier answers, and takes the credentials."""
        began, dialect = asyncio.get_running_loop().time(), self._account.dialect
        parts = [part for part in dialect.looked_at.split("/") if part]
        try:
            answer = await self._client.get(self._account, *parts, **({"PageSize": "1"} if parts else {}))
        except NoAnswer as reason:
            return Checked(TrunkHealth(TrunkState.DOWN, error=str(reason)), reached=False)
        ms = (asyncio.get_running_loop().time() - began) * 1000
        status = str(answer.json.get("status") or "active")
        if answer.good and (status == "active" or parts):
            return Checked(TrunkHealth(TrunkState.UP, ms), reached=True)
        if answer.good:
            error = f"the account is {status}"
        elif answer.status in {401, 403}:
            error = f"{dialect.name} refuses the credentials: {words(answer)}"
        else:
            error = f"{dialect.name} fails: {words(answer)}"
        return Checked(TrunkHealth(TrunkState.DOWN, ms, error), reached=answer.status < 500)

    # Recordings

    async def recording(self, sid: str) -> bytes | None:
        """A recording as a WAV file; None where it is not there (yet)."""
        media = self._account.dialect.media
        answer = await self._client.get(self._account, "Recordings", sid, ending=media or ".json")
        if answer.good and not media:
            answer = await self._client.download(self._account, str(answer.json.get("media_url")))
        if answer.good:
            return answer.body
        if answer.status != 404:
            raise NotReady(f"the recording can't be fetched: {words(answer)}")
        return None

    async def find_recording(self, call: str) -> str:
        """The last recording of a call that has ended, by the carrier's list."""
        answer = await self._client.get(self._account, "Calls", call, "Recordings", ending=".json")
        found = answer.json.get("recordings")
        for each in found if isinstance(found, list) else []:
            if isinstance(each, dict) and each.get("status") == "completed" and each.get("sid"):
                return str(each["sid"])
        return ""

    async def drop_recording(self, sid: str) -> None:
        """Delete it."""
        await self._client.delete(self._account, "Recordings", sid, ending=".json")


def _stage(answer: Answer) -> Stage | None:
    return messages.STAGES.get(str(answer.json.get("status") or ""))
