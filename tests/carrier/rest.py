"""The carrier's REST API over HTTP, as far as it is needed: calls, conferences, recordings, numbers, messages."""

from __future__ import annotations

import base64
import re
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.carrier import messaging, shapes, shop
from tests.carrier.carrier import Carrier
from tests.carrier.execution import Execution
from tests.carrier.model import Account, Call, Scheme, Status
from tests.carrier.request import Refusal, Request, not_found
from tests.carrier.shapes import Json

E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
ROOTS = {
    "/2010-04-01": ".json",
    # https://developer.signalwire.com/compatibility-api: the same API below the customer's own host.
    "/api/laml/2010-04-01": ".json",
    # https://developers.telnyx.com/api-reference/texml-rest-commands: without an ending, but for recordings.
    "/v2/texml": "",
}


Handler = Callable[[Request], Awaitable[Json] | Json]


class Rest:
    """The front of a carrier."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def app(self) -> web.Application:
        """To be served."""
        app = web.Application()
        for root, ending in ROOTS.items():
            self._add(app, f"{root}/Accounts/{{account}}", ending)
        app.router.add_get("/media/{sid}.wav", self._open_media)
        # https://www.twilio.com/docs/phone-numbers/pricing: on a host of its own, and of no account by its address.
        app.router.add_get("/v1/PhoneNumbers/Countries/{country}", self._answering(self._prices))
        return app

    def _add(self, app: web.Application, root: str, end: str) -> None:
        routes: list[tuple[str, str, Handler]] = [
            ("GET", f"{root}{end}", lambda request: shapes.account(request.account)),
            ("POST", f"{root}/Calls{end}", self._create),
            ("GET", f"{root}/Calls{end}", self._calls),
            ("GET", f"{root}/Calls/{{sid}}{end}", lambda request: shapes.call(self._call(request))),
            ("POST", f"{root}/Calls/{{sid}}{end}", self._update),
            ("GET", f"{root}/Calls/{{sid}}/Recordings.json", self._recordings_of),
            ("GET", f"{root}/Conferences{end}", self._conferences),
            ("GET", f"{root}/Conferences/{{sid}}/Participants{end}", self._participants),
            ("GET", f"{root}/IncomingPhoneNumbers.json", shop.numbers),
            ("POST", f"{root}/IncomingPhoneNumbers.json", lambda request: shop.buy(self._carrier, request)),
            ("GET", f"{root}/IncomingPhoneNumbers/{{sid}}.json", shop.fetch),
            ("POST", f"{root}/IncomingPhoneNumbers/{{sid}}.json", lambda request: shop.change(self._carrier, request)),
            ("DELETE", f"{root}/IncomingPhoneNumbers/{{sid}}.json", shop.release),
            ("GET", f"{root}/AvailablePhoneNumbers.json", lambda request: shop.countries(self._carrier, request)),
            (
                "GET",
                f"{root}/AvailablePhoneNumbers/{{country}}/{{kind}}.json",
                lambda request: shop.search(self._carrier, request),
            ),
            ("POST", f"{root}/Messages.json", self._send),
            ("GET", f"{root}/Messages.json", self._messages),
            ("GET", f"{root}/Messages/{{sid}}.json", self._message),
            ("GET", f"{root}/Recordings/{{sid}}.json", self._recording),
            ("DELETE", f"{root}/Recordings/{{sid}}.json", self._delete_recording),
        ]
        for method, path, handler in routes:
            app.router.add_route(method, path, self._answering(handler))
        app.router.add_get(f"{root}/Recordings/{{sid}}.wav", self._media)

    def _answering(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            try:
                found = handler(await self._understood(request))
                body = await found if isinstance(found, Awaitable) else found
            except Refusal as refusal:
                more = f"https://www.twilio.com/docs/errors/{refusal.code}"
                error = {"code": refusal.code, "message": refusal.message, "more_info": more, "status": refusal.status}
                return web.json_response(error, status=refusal.status)
            if request.method == "DELETE":
                return web.Response(status=204)
            made = request.method == "POST" and "sid" not in request.match_info
            return web.json_response(body, status=201 if made else 200)

        return answer

    async def _understood(self, request: web.Request) -> Request:
        """Basic authentication by account SID and auth token, or by an API key.

        https://www.twilio.com/docs/usage/requests-to-twilio#credentials
        """
        if self._carrier.away:
            raise Refusal(503, 20503, "Service unavailable")
        proof, of = request.headers.get("Authorization", ""), request.match_info.get("account")
        known = [each for each in self._carrier.accounts.values() if of is None or each.sid == of]
        account = next((each for each in known if _proved(each, proof)), None)
        if account is None or (_reads_account(request) and not _proved(account, proof, by_key=False)):
            raise Refusal(401, 20003, "Authenticate")
        self._carrier.asked.append((request.method, request.path))
        if account.status != "active" and not _reads_account(request):
            raise Refusal(403, 20005, "Account is not active")
        if account.refuses_all == 429:  # https://www.twilio.com/docs/api/errors/20429
            raise Refusal(429, 20429, "Too many requests")
        if account.refuses_all:
            raise Refusal(account.refuses_all, 20500, "An internal server error has occurred")
        posted = await request.post()
        form: dict[str, list[str]] = {}
        for source in (request.query, posted):
            for name in source:
                form[name] = [str(value) for value in source.getall(name)]
        return Request(account, dict(request.match_info), form, request.path)

    # Calls

    def _create(self, request: Request) -> Json:
        """https://www.twilio.com/docs/voice/api/call-resource#create-a-call-resource"""
        to, shown = request.get("To"), request.get("From")
        if not to:
            raise Refusal(400, 21201, "No 'To' number is specified")
        if not shown:
            raise Refusal(400, 21213, "No 'From' number is specified")
        if not (E164.fullmatch(to) or to.startswith(("sip:", "client:"))):
            raise Refusal(400, 21211, f"The 'To' number {to} is not a valid phone number.")
        if not E164.fullmatch(shown):
            raise Refusal(400, 21212, f"The 'From' number {shown} is not a valid phone number, or is not a number.")
        if shown not in request.account.numbers and shown not in request.account.verified:
            # https://www.twilio.com/docs/api/errors/21210
            raise Refusal(
                400, 21210, f"The source phone number provided, {shown}, is not yet verified for your account."
            )
        if request.account.scheme is Scheme.TELNYX and not request.get("ApplicationSid"):
            raise Refusal(422, 10015, "ApplicationSid is required")
        if not request.get("Url") and not request.get("Twiml"):
            raise Refusal(400, 21205, "Url parameter is required.")
        seconds = request.get("Timeout", "60")
        call = Call(
            request.account,
            to=to,
            from_=shown,
            direction="outbound-api",
            url=request.get("Url"),
            twiml=request.get("Twiml"),
            fallback_url=request.get("FallbackUrl"),
            status_callback=request.get("StatusCallback"),
            events=frozenset(request.form.get("StatusCallbackEvent", ["completed"])),
            # “The limit is 600 seconds”, and a few are added for the carriers on the way.
            timeout=min(600, int(seconds)),
        )
        made = shapes.call(self._carrier.create(call))
        if self._carrier.answers_lost:
            self._carrier.answers_lost -= 1
            raise Refusal(500, 20500, "An internal server error has occurred")
        if request.account.scheme is Scheme.TELNYX:
            # https://developers.telnyx.com/api-reference/texml-rest-commands/initiate-an-outbound-call: no id.
            return {name: made[name] for name in ("from", "to", "status")}
        return made

    def _update(self, request: Request) -> Json:
        """https://www.twilio.com/docs/voice/api/call-resource#update-a-call-resource"""
        call, status = self._call(request), request.get("Status")
        if status:
            if status == "completed" or (status == "canceled" and call.status in {Status.QUEUED, Status.RINGING}):
                answered = call.status is Status.IN_PROGRESS
                self._carrier.end(call, Status.COMPLETED if answered else Status.CANCELED, 200 if answered else 487)
            return shapes.call(call)
        url, twiml = request.get("Url"), request.get("Texml" if request.account.scheme is Scheme.TELNYX else "Twiml")
        if not (url or twiml):
            raise Refusal(400, 20001, "Url or Twiml is required")
        if call.status is not Status.IN_PROGRESS:
            # https://www.twilio.com/docs/api/errors/21220
            raise Refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
        if call.execution is None:
            call.execution = Execution(self._carrier, call)
        call.out.set()
        call.execution.begin(url=url, twiml=twiml)
        return shapes.call(call)

    def _call(self, request: Request) -> Call:
        call = self._carrier.calls.get(request.path["sid"])
        if call is None or call.account is not request.account:
            raise not_found(request)
        return call

    def _calls(self, request: Request) -> Json:
        """https://www.twilio.com/docs/voice/api/call-resource#read-multiple-call-resources; newest first."""
        found = [each for each in self._carrier.calls.values() if each.account is request.account]
        for name, of in (("Status", "status"), ("To", "to"), ("From", "from_")):
            if request.get(name):
                found = [each for each in found if getattr(each, of) == request.get(name)]
        return shapes.page("calls", [shapes.call(each) for each in reversed(found)], request.form)

    # Conferences

    def _conferences(self, request: Request) -> Json:
        found = [each for each in self._carrier.conferences if each.account is request.account]
        for name, of in (("FriendlyName", "name"), ("Status", "status")):
            if request.get(name):
                found = [each for each in found if getattr(each, of) == request.get(name)]
        return shapes.page("conferences", [shapes.conference(each) for each in reversed(found)], request.form)

    def _participants(self, request: Request) -> Json:
        sid = request.path["sid"]
        for each in self._carrier.conferences:
            if each.sid == sid and each.account is request.account:
                found = [shapes.participant(each, one) for one in each.participants]
                return shapes.page("participants", found, request.form)
        raise not_found(request)

    # Recordings

    def _recordings_of(self, request: Request) -> Json:
        call = self._call(request)
        found = [each for each in self._carrier.recordings.values() if each.call is call]
        return shapes.page("recordings", [shapes.recording(each) for each in reversed(found)], request.form)

    def _recording(self, request: Request) -> Json:
        found = self._carrier.recordings.get(request.path["sid"])
        if found is None or found.call.account is not request.account:
            raise not_found(request)
        return shapes.recording(found)

    def _delete_recording(self, request: Request) -> Json:
        self._recording(request)
        del self._carrier.recordings[request.path["sid"]]
        return {}

    async def _media(self, request: web.Request) -> web.Response:
        """As a WAV file; 404 while it is made. https://www.twilio.com/docs/voice/api/recording"""
        try:
            asked = await self._understood(request)
        except Refusal as refusal:
            return web.Response(status=refusal.status)
        found = self._carrier.recordings.get(asked.path["sid"])
        if found is None or found.seconds is None or found.call.account is not asked.account:
            return web.Response(status=404)
        return web.Response(body=shapes.silence(found.seconds), content_type="audio/x-wav")

    async def _open_media(self, request: web.Request) -> web.Response:
        """Telnyx's `media_url`, which whoever has it may fetch."""
        found = self._carrier.recordings.get(request.match_info["sid"])
        if found is None or found.seconds is None:
            return web.Response(status=404)
        return web.Response(body=shapes.silence(found.seconds), content_type="audio/x-wav")

    # Prices and messages

    def _prices(self, request: Request) -> Json:
        return shop.prices(self._carrier, request)

    def _send(self, request: Request) -> Json:
        refused = messaging.refused(request.account, request.get("From"), request.get("To"))
        if refused is not None:
            raise Refusal(400, *refused)
        media = tuple(request.form.get("MediaUrl", []))
        callback = request.get("StatusCallback")
        texts = request.get("From"), request.get("To"), request.get("Body")
        made = shapes.message(messaging.send(self._carrier, request.account, *texts, media, callback))
        if self._carrier.answers_lost:
            self._carrier.answers_lost -= 1
            raise Refusal(500, 20500, "An internal server error has occurred")
        return made

    def _messages(self, request: Request) -> Json:
        """https://www.twilio.com/docs/messaging/api/message-resource#fetch-a-list-of-messages; newest first."""
        found = [each for each in self._carrier.messages.values() if each.account is request.account]
        for name, of in (("To", "to"), ("From", "from_")):
            if request.get(name):
                found = [each for each in found if getattr(each, of) == request.get(name)]
        return shapes.page("messages", [shapes.message(each) for each in reversed(found)], request.form)

    def _message(self, request: Request) -> Json:
        found = self._carrier.messages.get(request.path["sid"])
        if found is None or found.account is not request.account:
            raise not_found(request)
        return shapes.message(found)


def _reads_account(request: web.Request) -> bool:
    """Of its own resource, which no standard key opens. https://www.twilio.com/docs/iam/api-keys/keys-in-console"""
    return request.path.endswith(f"/Accounts/{request.match_info.get('account')}.json")


def _proved(account: Account, authorization: str, *, by_key: bool = True) -> bool:
    """Telnyx: the key alone. https://developers.telnyx.com/api-reference/texml-rest-commands/update-call"""
    scheme, _, given = authorization.partition(" ")
    if account.scheme is Scheme.TELNYX:
        return scheme == "Bearer" and given == account.auth_token
    try:
        user, _, secret = base64.b64decode(given).decode().partition(":")
    except ValueError:
        return False
    if scheme != "Basic" or not secret:
        return False
    tokens = {account.auth_token, account.secondary_token}
    return (user == account.sid and secret in tokens) or (by_key and account.keys.get(user) == secret)
