"""The carrier: what becomes of a call from the moment it is asked for until it has ended and is priced."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

import aiohttp

from tests.carrier.execution import Execution
from tests.carrier.model import (
    Account,
    Call,
    Complaint,
    Conference,
    ForSale,
    Message,
    Number,
    Participant,
    Recording,
    Status,
)
from tests.carrier.phones import Answers, FarEnd, Phone, Refuses
from tests.carrier.stand_in import REACHED_AFTER, StandIn
from tests.carrier.virtual_time import passes
from tests.carrier.webhooks import CALM, Faults, Webhooks


@dataclass(frozen=True)
class Pricing:
    """“The price is not immediately available.” https://www.twilio.com/docs/voice/api/call-resource#call-properties"""

    after: float = 60.0
    price: str | None = "-0.01300"
    """None: it is never told."""
    corrected_after: float = 3600.0
    corrected: str | None = None
    """What it is told to be instead, later; None: it stays."""


class Carrier(StandIn):
    """Everything of it, but its HTTP front (`tests/carrier/rest.py`).

    Args:
        session: Reaches the side that is told.
        pace: By how much its own delays are shortened: 1 is true to life.
    """

    def __init__(
        self, session: aiohttp.ClientSession, *, faults: Faults = CALM, seed: int = 0, pace: float = 1.0
    ) -> None:
        self.webhooks = Webhooks(session, faults, seed)
        super().__init__(session, self.webhooks, pace)
        self.pricing = Pricing()
        """How calls that end from now on are priced."""
        self.answers_lost = 0
        """How many calls or messages are created next without the customer's being told: the answer is an error."""
        self.numbers_lost = 0
        """How many changes and purchases of numbers are done next without the customer's being told."""
        self.asked: list[tuple[str, str]] = []
        """Method and path of every request that proved to be an account's."""
        self.for_sale: list[ForSale] = []
        self.prices: dict[str, dict[str, str]] = {"US": {"local": "1.15", "toll free": "2.15"}}
        """Of a number a month in USD, by country and type."""
        self.accounts: dict[str, Account] = {}
        self.calls: dict[str, Call] = {}
        self.conferences: list[Conference] = []
        self.recordings: dict[str, Recording] = {}
        self.messages: dict[str, Message] = {}
        self._queues: dict[str, asyncio.Queue[Execution]] = {}
        self.complaints: list[Complaint] = []

    # Set-up

    def account(self, *numbers: str, **settings: Any) -> Account:
        """A new one, with these numbers."""
        account = Account(**settings)
        account.numbers = {number: Number(number) for number in numbers}
        self.accounts[account.sid] = account
        return account

    # Calls out

    def create(self, call: Call) -> Call:
        """Queue a call. “Calls beyond your account's CPS limit will be queued and will execute at the CPS rate.”"""
        account, now = call.account, self.now()
        begins = max(now, account.next_call_at)
        account.next_call_at = begins + 1 / account.calls_per_second / self.pace
        call.queue_time, call.created_at = (begins - now) * 1000, now
        self.calls[call.sid] = call
        self.spawn(self._place(call, begins - now))
        return call

    async def _place(self, call: Call, after: float) -> None:
        await passes(after)
        if call.up:
            self.tell_status(call, "initiated")
            await self.ring(call)

    async def ring(self, call: Call) -> None:
        """Ring the far end until something comes of it; what it hears then is its document's."""
        phone = self.phone(call.to)
        far = call.far_end = FarEnd(phone, call, calls_us=False)
        phone.calls.append(far)
        phone.shown.append(call.from_)
        script = phone.script
        await self.passes(REACHED_AFTER)
        if isinstance(script, Refuses) and not script.after:
            self.end(call, *refusal(script.status))
            return
        if not isinstance(script, Answers) or script.after:
            self.set_ringing(call)
        seconds = script.after if isinstance(script, Answers | Refuses) else None
        try:
            async with asyncio.timeout(min(call.timeout, seconds if seconds is not None else 1e9) / self.pace):
                await far.picked_up.wait()
        except TimeoutError:
            if not call.up:
                return
            if seconds is None or call.timeout <= seconds:
                self.end(call, Status.NO_ANSWER, 487)
                return
            if isinstance(script, Refuses):
                self.end(call, *refusal(script.status))
                return
        if call.up:
            self.answer(call)

    def set_ringing(self, call: Call) -> None:
        """The far end rings."""
        if call.up and call.far_end is not None:
            call.status, call.far_end.ringing = Status.RINGING, True
            self.tell_status(call, "ringing")

    def answer(self, call: Call) -> None:
        """The far end picks up: its document is fetched, unless the call is part of a `<Dial>`."""
        call.status, call.answered_at = Status.IN_PROGRESS, self.now()
        if call.far_end is not None:
            call.far_end.ringing = False
        self.tell_status(call, "answered")
        if call.parent is None:
            call.execution = Execution(self, call)
            call.execution.begin(url=call.url, twiml=call.twiml)

    # Calls in

    def call_in(
        self, phone: Phone, to: str, *, account: Account | None = None, shown: str | None = None, verstat: str = ""
    ) -> Call:
        """A phone calls one of the numbers; `shown` is its caller ID where that is another than its number.

        https://www.twilio.com/docs/voice/twiml#twilios-request-to-your-application
        """
        account = account or next(each for each in self.accounts.values() if to in each.numbers)
        number = account.numbers[to]
        call = Call(
            account,
            to=to,
            from_=phone.number if shown is None else shown,
            direction="inbound",
            url=number.voice_url,
            fallback_url=number.voice_fallback_url,
            status_callback=number.status_callback,
            status=Status.RINGING,
            number=number,
            created_at=self.now(),
            verstat=verstat,
        )
        call.far_end = FarEnd(phone, call, calls_us=True)
        phone.calls.append(call.far_end)
        self.calls[call.sid] = call
        call.execution = Execution(self, call)
        call.execution.begin(url=call.url)
        return call

    def pick_up(self, call: Call) -> None:
        """A call that came in is connected: its caller hears what the document says."""
        if call.status is Status.RINGING:
            call.status, call.answered_at = Status.IN_PROGRESS, self.now()

    # Ends

    def hung_up(self, far: FarEnd) -> None:
        """The phone hangs up. A caller who gives up before the answer: “no-answer” for calls that came in."""
        call = next(each for each in self.calls.values() if each.far_end is far)
        if call.up:
            self.end(call, Status.COMPLETED if far.answered else Status.NO_ANSWER, 200 if far.answered else 487)

    def end(self, call: Call, status: Status, sip: int | None = None) -> None:
        """End a call, whoever wants it."""
        if not call.up:
            return
        call.status, call.sip, call.ended_at = status, sip, self.now()
        far = call.far_end
        if far is not None:
            far.up, far.ringing, far.sound, far.on_key = False, False, None, None
        if call.execution is not None:
            call.execution.stop(hung_up=True)
        self.leave(call)
        call.over.set()
        self.tell_status(call, "completed")
        self.spawn(self._price(call))

    async def _price(self, call: Call) -> None:
        pricing = self.pricing
        await self.passes(pricing.after)
        if call.answered_at is not None:
            call.price = pricing.price
        if pricing.corrected is not None:
            await self.passes(pricing.corrected_after)
            call.price = pricing.corrected

    # Conferences

    def conference(self, account: Account, name: str) -> Conference:
        """The one that is in progress under this name, or a new one."""
        for each in self.conferences:
            if each.account is account and each.name == name and each.status != "completed":
                return each
        made = Conference(account, name, created_at=self.now())
        self.conferences.append(made)
        return made

    def join(self, conference: Conference, one: Participant, *, starts: bool) -> None:
        """https://www.twilio.com/docs/voice/twiml/conference#statuscallbackevent"""
        one.call.conference = conference
        conference.participants.append(one)
        self._tell_conference(conference, "participant-join", one)
        if starts and conference.status == "init" and len(conference.participants) >= 2:
            # “A conference does not start until at least two participants join.”
            conference.status = "in-progress"
            self._tell_conference(conference, "conference-start", one)

    def leave(self, call: Call) -> None:
        """Out of the conference that it is in, if any."""
        conference = call.conference
        if conference is None:
            return
        call.conference = None
        one = next(each for each in conference.participants if each.call is call)
        conference.participants.remove(one)
        self._tell_conference(conference, "participant-leave", one)
        if conference.participants and not one.ends_conference:
            return
        conference.status = "completed"
        for other in list(conference.participants):
            conference.participants.remove(other)
            other.call.conference = None
            self._tell_conference(conference, "participant-leave", other)
            if other.call.execution is not None:
                other.call.execution.conference_over()
        self._tell_conference(conference, "conference-end", None)

    def _tell_conference(self, conference: Conference, event: str, one: Participant | None) -> None:
        conference.sequence += 1
        if event.partition("-")[2] not in conference.callback_events:
            return
        params = {
            "AccountSid": conference.account.sid,
            "ConferenceSid": conference.sid,
            "FriendlyName": conference.name,
            "SequenceNumber": str(conference.sequence),
            "StatusCallbackEvent": event,
            "Timestamp": formatdate(self.now()),
        }
        if one is not None:
            params |= {"CallSid": one.call.sid, "ParticipantLabel": one.label, "Muted": "false", "Hold": "false"}
        self.webhooks.notify(conference.account, conference.callback, params)

    def queue(self, name: str) -> asyncio.Queue[Execution]:
        """Who waits in it, in order."""
        return self._queues.setdefault(name, asyncio.Queue())

    # What is told

    def params(self, call: Call) -> dict[str, str]:
        """https://www.twilio.com/docs/voice/twiml#request-parameters"""
        found = {
            "AccountSid": call.account.sid,
            "ApiVersion": "2010-04-01",
            "CallSid": call.sid,
            "CallStatus": call.status.value,
            "Called": call.to,
            "Caller": call.from_,
            "Direction": call.direction,
            "From": call.from_,
            "To": call.to,
        }
        if call.parent is not None:
            found["ParentCallSid"] = call.parent.sid
        if call.verstat:
            found["StirVerstat"] = call.verstat
        return found

    def tell_status(self, call: Call, event: str) -> None:
        """https://www.twilio.com/docs/voice/api/call-resource#statuscallback

        The order of the numbers is the order of events; that of the requests is not promised.
        """
        if event not in call.events:
            return
        params = self.params(call) | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(call.sequence),
            "Timestamp": formatdate(self.now()),
        }
        call.sequence += 1
        if event == "completed":
            params |= {"CallDuration": str(call.duration), "Duration": str(-(-call.duration // 60))}
            if call.sip is not None:
                params["SipResponseCode"] = str(call.sip)
        self.webhooks.notify(call.account, call.status_callback, params)

    def complain(self, code: int, text: str) -> None:
        """As the vendor's debugger."""
        self.complaints.append(Complaint(code, text))


def refusal(status: int) -> tuple[Status, int]:
    """What a final SIP response comes to: “busy” is a busy signal, “failed” that the call can't be completed as dialed.

    https://www.twilio.com/docs/voice/api/call-resource#call-status-values
    """
    match status:
        case 486 | 600 | 603:
            return Status.BUSY, status
        case 480 | 408 | 487:
            return Status.NO_ANSWER, status
        case _:
            return Status.FAILED, status
