"""Carrying out documents: one call, one document at a time, verb after verb."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from tests.carrier import asking, dialling, listening
from tests.carrier.documents import NotADocument, Verb, complaints, read
from tests.carrier.model import Call, Status
from tests.carrier.phones import FarEnd

if TYPE_CHECKING:
    from tests.carrier.carrier import Carrier


@dataclass(frozen=True)
class Next:
    """Go on with the verb behind."""


@dataclass(frozen=True)
class Go:
    """Fetch the next document, telling these besides."""

    url: str
    params: dict[str, str] = field(default_factory=dict)
    method: str = "POST"


@dataclass(frozen=True)
class Stop:
    """End the call."""

    status: Status = Status.COMPLETED
    sip: int = 200
    by_verb: bool = False
    """Whether a verb says so, rather than that the document is at its end."""


Outcome = Next | Go | Stop


class Execution:
    """What a call does. A new document (`begin`) replaces the one that runs, in the middle of whatever it says."""

    def __init__(self, carrier: Carrier, call: Call) -> None:
        self.carrier = carrier
        self.call = call
        self.base = ""
        self.hung_up = False
        """Whether it is over for good, rather than replaced."""
        self.dequeued: asyncio.Future[Execution] | None = None
        self.private = False
        """Whether it is a document of `<Number url>`."""
        self._over: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def far(self) -> FarEnd:
        """The phone."""
        assert self.call.far_end is not None
        return self.call.far_end

    def begin(self, *, url: str = "", twiml: str = "") -> None:
        """Carry this out from now on."""
        self.private = False
        before = self._task
        if before is not None:
            before.cancel()
        self._task = self.carrier.spawn(self._run(before, url, twiml))

    def stop(self, *, hung_up: bool) -> None:
        """Carry out nothing more."""
        self.hung_up = hung_up
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()

    def conference_over(self) -> None:
        """The conference has ended."""
        if self._over is not None:
            self._over.set()

    async def conference_ends(self) -> None:
        """Wait for it."""
        self._over = asyncio.Event()
        await self._over.wait()

    async def run_on(self, url: str) -> bool:
        """Carry out a document of `<Number url>` on this call, before it is joined; whether it stays for that."""
        self.private = True
        stop = await self._document(Go(url))
        if stop.by_verb:
            self.carrier.end(self.call, stop.status, stop.sip)
        return self.call.up

    async def _run(self, before: asyncio.Task[None] | None, url: str, twiml: str) -> None:
        if before is not None:
            await asyncio.gather(before, return_exceptions=True)
        stop = await (self._carry_out(twiml) if twiml else self._document(Go(url)))
        self.carrier.end(self.call, stop.status, stop.sip)

    async def _document(self, go: Go) -> Stop:
        """Fetch a document and carry it out, and those that it leads to."""
        text = await self._fetch(go)
        return Stop() if text is None else await self._carry_out(text)

    async def _fetch(self, go: Go) -> str | None:
        url = urljoin(self.base, go.url)
        self.base = url
        carrier, call = self.carrier, self.call
        answer = await carrier.webhooks.fetch(call.account, url, carrier.params(call) | go.params, method=go.method)
        if answer is not None and answer.status < 400:
            return answer.text
        # https://www.twilio.com/docs/api/errors/11200: then the fallback address, or “an application error”.
        carrier.complain(11200, f"{url}: {'no answer' if answer is None else answer.status}")
        if call.fallback_url and call.fallback_url != url:
            extra = {"ErrorCode": "11200", "ErrorUrl": url}
            answer = await carrier.webhooks.fetch(call.account, call.fallback_url, carrier.params(call) | extra)
            if answer is not None and answer.status < 400:
                self.base = call.fallback_url
                return answer.text
        return None

    async def _carry_out(self, text: str) -> Stop:
        while True:
            try:
                verbs = read(text)
            except NotADocument as reason:
                self.carrier.complain(12100, f"{reason}: {text[:200]}")
                return Stop()
            for complaint in complaints(text):
                self.carrier.complain(12200, complaint)
            outcome = await self._verbs(verbs)
            if isinstance(outcome, Stop):
                return outcome
            fetched = await self._fetch(outcome)
            if fetched is None:
                return Stop()
            text = fetched

    async def _verbs(self, verbs: list[Verb]) -> Go | Stop:
        for nth, verb in enumerate(verbs):
            if self._answers(verb, first=nth == 0):
                self.carrier.pick_up(self.call)
            match await self._verb(verb, first=nth == 0):
                case Next():
                    continue
                case outcome:
                    return outcome
        # “If there are no more verbs, the call ends.” https://www.twilio.com/docs/voice/twiml#twiml-verbs
        return Stop()

    def _answers(self, verb: Verb, *, first: bool) -> bool:
        """“If the first verb is <Reject>, Twilio will not pick up the call.” A first <Pause> waits before it does.

        https://www.twilio.com/docs/voice/twiml/reject and https://www.twilio.com/docs/voice/twiml/pause
        """
        if verb.name == "Dial" and verb.yes("answerOnBridge"):
            return False
        return not (first and verb.name in {"Reject", "Pause", "Redirect", "Hangup"})

    async def _verb(self, verb: Verb, *, first: bool) -> Outcome:
        match verb.name:
            case "Say" | "Play" | "Pause":
                await listening.hear(self, verb)
                return Next()
            case "Gather":
                return await asking.gather(self, verb)
            case "Record":
                return await asking.record(self, verb)
            case "Dial" if self.private:
                # “TwiML documents executed in this manner are not allowed to contain the <Dial> verb.”
                # https://www.twilio.com/docs/voice/twiml/number#attributes-url
                self.carrier.complain(12200, "<Dial> in the document of a <Number>")
                return Stop(by_verb=True)
            case "Dial":
                return await dialling.dial(self, verb)
            case "Enqueue":
                return await dialling.enqueue(self, verb)
            case "Leave":
                return Next()
            case "Redirect":
                return Go(verb.text, method=verb.get("method", "POST"))
            case "Reject" if first and self.call.status is Status.RINGING:
                busy = verb.get("reason") == "busy"
                self.far.refused_with = 486 if busy else 404
                # “The call ends with a status of busy or no-answer, depending on the verb's reason.”
                return Stop(Status.BUSY if busy else Status.NO_ANSWER, 486 if busy else 404)
            case _:
                return Stop(by_verb=True)


def action(execution: Execution, verb: Verb, params: dict[str, str]) -> Go:
    """Where a verb leads: its `action`, by default the address of the document that it is in."""
    return Go(verb.get("action") or execution.base, params, verb.get("method", "POST"))
