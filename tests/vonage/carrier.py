"""The carrier: what becomes of a call from the moment it is asked for until it has ended."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tests.carrier.phones import Answers, FarEnd, Phone, Refuses
from tests.carrier.stand_in import REACHED_AFTER, StandIn
from tests.carrier.webhooks import CALM, Faults
from tests.vonage.execution import Execution
from tests.vonage.model import Application, Call, Conversation, Recording, Status
from tests.vonage.webhooks import Webhooks

API = "http://vonage.test"
MOST_ASKED = 15
RATE, PRICE = "0.01270000", "0.00021167"
"""In euros: https://developer.vonage.com/en/voice/voice-api/webhook-reference#completed"""
TURNED_AWAY = 404
"""What a caller meets whose call ends before it is answered: nothing public says which status that is."""


class Carrier(StandIn):
    """Everything of it, but its HTTP front (`tests/vonage/rest.py`).

    Args:
        session: Reaches the side that is told.
        pace: By how much its own delays are shortened: 1 is true to life.
    """

    def __init__(
        self, session: aiohttp.ClientSession, *, faults: Faults = CALM, seed: int = 0, pace: float = 1.0
    ) -> None:
        self.webhooks = Webhooks(session, faults, seed)
        super().__init__(session, self.webhooks, pace)
        self.answers_lost = 0
        """How many calls are created next without the customer's being told: the answer is an error."""
        self.applications: dict[str, Application] = {}
        self.calls: dict[str, Call] = {}
        self.recordings: dict[str, Recording] = {}
        self.complaints: list[str] = []
        self.refused = 0
        """How many requests were too many."""
        self._named: dict[tuple[str, str], Conversation] = {}

    # Set-up

    def application(self, public_key: RSAPublicKey, *numbers: str, **settings: Any) -> Application:
        """A new one, with these numbers linked."""
        made = Application(public_key, numbers=set(numbers), **settings)
        self.applications[made.id] = made
        return made

    def stamp(self) -> str:
        """Now, as `2020-01-01T12:00:00.000Z`."""
        at = datetime.fromtimestamp(self.now(), UTC)
        return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"

    # Calls out

    def too_fast(self, application: Application, *, creates: bool) -> bool:
        """“If your throughput exceeds this threshold, you will receive 429, and your request will not be queued.”

        “3 HTTP POST API requests per second (creating outbound calls)”, “15 HTTP GET / PUT / DELETE API requests per
        second”. https://api.support.vonage.com/hc/en-us/articles/207100288
        """
        times = application.created_at if creates else application.asked_at
        most = max(1, int(application.calls_per_second)) if creates else MOST_ASKED
        before = times[-most:]
        if len(before) == most and (self.now() - before[0]) * self.pace < 1 - 1e-6:
            self.refused += 1
            return True
        times.append(self.now())
        return False

    def create(self, call: Call) -> Call:
        """Begin a call."""
        self.calls[call.uuid] = call
        self.move(call, Conversation(call.application))
        self.spawn(self._ring(call))
        return call

    async def _ring(self, call: Call) -> None:
        """Ring the far end until something comes of it; what it hears then is its NCCO's."""
        self.tell_status(call)
        phone = self.phone(f"+{call.to}")
        far = call.far_end = FarEnd(phone, call, calls_us=False)
        phone.calls.append(far)
        phone.shown.append(f"+{call.from_}")
        script = phone.script
        await self.passes(REACHED_AFTER)
        if isinstance(script, Refuses) and not script.after:
            self.end(call, *refusal(script.status))
            return
        if not isinstance(script, Answers) or script.after:
            self._ringing(call)
        seconds = script.after if isinstance(script, Answers | Refuses) else None
        try:
            async with asyncio.timeout(min(call.ringing_timer, 1e9 if seconds is None else seconds) / self.pace):
                await far.picked_up.wait()
        except TimeoutError:
            if seconds is None or call.ringing_timer <= seconds:
                self.end(call, Status.TIMEOUT)
                return
            if isinstance(script, Refuses):
                self.end(call, *refusal(script.status))
                return
        if call.up:
            self.pick_up(call)
            call.execution = Execution(self, call)
            call.execution.begin(url=call.answer_url)

    def _ringing(self, call: Call) -> None:
        if call.up and call.far_end is not None:
            call.status, call.far_end.ringing = Status.RINGING, True
            self.tell_status(call)

    # Calls in

    def call_in(self, phone: Phone, to: str, application: Application, *, shown: str | None = None) -> Call:
        """A phone calls one of the numbers; `shown` is its caller ID where that is another than its number.

        https://developer.vonage.com/en/voice/voice-api/guides/call-flow
        """
        call = Call(
            application,
            to=to.removeprefix("+"),
            from_=phone.number.removeprefix("+") if shown is None else shown,
            direction="inbound",
            event_url=application.event_url,
            status=Status.RINGING,
        )
        call.far_end = FarEnd(phone, call, calls_us=True)
        phone.calls.append(call.far_end)
        self.calls[call.uuid] = call
        self.move(call, Conversation(application))
        self.tell_status(call)
        call.execution = Execution(self, call)
        call.execution.begin(url=application.answer_url)
        return call

    def pick_up(self, call: Call) -> None:
        """It is connected: a call that came in with the first action of its NCCO."""
        if call.answered_at is None and call.up:
            call.status, call.answered_at = Status.ANSWERED, self.now()
            if call.far_end is not None:
                call.far_end.ringing = False
            self.tell_status(call)

    # Ends

    def hung_up(self, far: FarEnd) -> None:
        """The phone hangs up."""
        call = next(each for each in self.calls.values() if each.far_end is far)
        self.end(call, Status.COMPLETED if call.answered_at is not None else Status.CANCELLED)

    def hang_up(self, call: Call) -> None:
        """The customer does."""
        answered = call.answered_at is not None
        self.end(call, Status.COMPLETED if answered else Status.CANCELLED, refused=call.direction == "inbound")

    def end(self, call: Call, status: Status, detail: str = "", *, refused: bool = False) -> None:
        """End a call, whoever wants it."""
        if not call.up:
            return
        call.status, call.ended_at = status, self.now()
        far = call.far_end
        if far is not None:
            far.up, far.ringing, far.sound, far.on_key = False, False, None, None
            if refused and call.answered_at is None:
                far.refused_with = TURNED_AWAY
        if call.execution is not None:
            call.execution.stop()
        if call.conversation is not None:
            call.conversation.calls.remove(call)
            call.joined = False
        call.over.set()
        self.tell_status(call, detail)

    # Conversations

    def conversation(self, application: Application, name: str) -> Conversation:
        """The one of this name: “names are namespaced to the application level”."""
        return self._named.setdefault((application.id, name), Conversation(application, name))

    def move(self, call: Call, conversation: Conversation, *, joined: bool = False) -> None:
        """Into another conversation.

        “When a leg has been transferred from one conversation to another. This can be done using an NCCO or the
        transfer action.” https://developer.vonage.com/en/voice/voice-api/webhook-reference#transfer
        """
        before, call.conversation, call.joined = call.conversation, conversation, joined
        if before is conversation:
            return
        if before is not None:
            before.calls.remove(call)
        conversation.calls.append(call)
        if before is not None:
            payload = {
                "conversation_uuid_from": before.uuid,
                "conversation_uuid_to": conversation.uuid,
                "uuid": call.uuid,
                "status": "transfer",
                "timestamp": self.stamp(),
            }
            self.webhooks.notify(call.application, call.event_url, payload)

    def transfer(self, call: Call, ncco: list[dict[str, Any]]) -> None:
        """Another NCCO, in a conversation of its own. https://developer.vonage.com/en/api/voice#updateCall"""
        assert call.execution is not None
        self.move(call, Conversation(call.application))
        call.execution.begin(ncco)

    # What is told

    def whose(self, call: Call) -> dict[str, Any]:
        """https://developer.vonage.com/en/voice/voice-api/webhook-reference#answer-webhook-data-fields"""
        assert call.conversation is not None
        return {
            "from": call.from_,
            "to": call.to,
            "uuid": call.uuid,
            "conversation_uuid": call.conversation.uuid,
        }

    def tell_status(self, call: Call, detail: str = "") -> None:
        """https://developer.vonage.com/en/voice/voice-api/webhook-reference#event-webhook"""
        payload = self.whose(call) | {
            "status": call.status.value,
            "direction": call.direction,
            "timestamp": self.stamp(),
        }
        if detail:
            payload["detail"] = detail
        if call.status is Status.COMPLETED:
            payload |= {"duration": str(call.duration), "rate": RATE, "price": PRICE, "network": "US-FIXED"}
        self.webhooks.notify(call.application, call.event_url, payload)

    @staticmethod
    def address_of(recording: Recording) -> str:
        """Where it is fetched, with a token. https://developer.vonage.com/en/voice/voice-api/concepts/recording"""
        return f"{API}/v1/files/{recording.uuid}"

    def complain(self, text: str) -> None:
        """As the vendor's Voice Inspector."""
        self.complaints.append(text)


def refusal(status: int) -> tuple[Status, str]:
    """What a final SIP response comes to, and the detail of it.

    https://developer.vonage.com/en/voice/voice-api/webhook-reference: unanswered is “unreachable or declined”; details:
    https://github.com/Vonage/vonage-dotnet-sdk/blob/main/Vonage/Voice/EventWebhooks/DetailedStatus.cs
    """
    match status:
        case 486 | 600:
            return Status.BUSY, ""
        case 603:
            return Status.UNANSWERED, "declined"
        case 480:
            return Status.UNANSWERED, "unavailable"
        case 403:
            return Status.REJECTED, "restricted"
        case 404 | 410:
            return Status.FAILED, "number_out_of_service"
        case 484:
            return Status.FAILED, "invalid_number"
        case 408:
            return Status.FAILED, "carrier_timeout"
        case _:
            return Status.FAILED, "internal_error"
