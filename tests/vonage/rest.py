"""The carrier's API. https://developer.vonage.com/en/api/voice"""

from __future__ import annotations

from typing import Any

import jwt
from aiohttp import web

from tests.carrier import shapes
from tests.vonage.carrier import PRICE, RATE, Carrier
from tests.vonage.model import Application, Call


class Rest:
    """Its HTTP front."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    def app(self) -> web.Application:
        """To be served."""
        made = web.Application()
        made.router.add_post("/v1/calls", self._create)
        made.router.add_get("/v1/calls", self._list)
        made.router.add_get("/v1/calls/{uuid}", self._get)
        made.router.add_put("/v1/calls/{uuid}", self._update)
        made.router.add_get("/v1/files/{uuid}", self._file)
        return made

    async def _create(self, request: web.Request) -> web.Response:
        application = self._whose(request)
        body = await request.json()
        to, shown = body["to"][0], body["from"]
        for each in (to, shown):
            if each["type"] != "phone" or not str(each["number"]).isdigit():
                return _error(400, "Bad Request", "numbers are in E.164, without a plus sign")
        if shown["number"] not in application.numbers:
            return _error(400, "Bad Request", "from is no number of yours")
        call = Call(
            application,
            to=to["number"],
            from_=shown["number"],
            direction="outbound",
            answer_url=body["answer_url"][0] if body.get("answer_method") == "POST" else "",
            event_url=body["event_url"][0],
            ringing_timer=min(120.0, float(body.get("ringing_timer", 60))),
        )
        self._carrier.create(call)
        if self._carrier.answers_lost:
            self._carrier.answers_lost -= 1
            return _error(500, "Internal Error", "")
        return web.json_response(self._brief(call), status=201)

    async def _list(self, request: web.Request) -> web.Response:
        application = self._whose(request)
        calls = [call for call in self._carrier.calls.values() if call.application is application]
        page = [self._full(call) for call in calls[: int(request.query.get("page_size", "10"))]]
        return web.json_response({"count": len(calls), "_embedded": {"calls": page}})

    async def _get(self, request: web.Request) -> web.Response:
        return web.json_response(self._full(self._call(request)))

    async def _update(self, request: web.Request) -> web.Response:
        """https://developer.vonage.com/en/api/voice#updateCall: 204, 400 where it can't be done now, 404."""
        call, body = self._call(request), await request.json()
        if not call.up:
            return _error(404, "Not Found", "the call is over")
        match body:
            case {"action": "hangup"}:
                self._carrier.hang_up(call)
            case {"action": "transfer", "destination": {"type": "ncco", "ncco": list(ncco)}}:
                if call.answered_at is None or call.execution is None:
                    return _error(400, "Bad Request", "the call is not in progress")
                self._carrier.transfer(call, ncco)
            case _:
                return _error(400, "Bad Request", "there is no such action")
        return web.Response(status=204)

    async def _file(self, request: web.Request) -> web.Response:
        application = self._whose(request)
        recording = self._carrier.recordings.get(request.match_info["uuid"])
        if recording is None or recording.seconds is None or recording.call.application is not application:
            return _error(404, "Not Found", "")
        return web.Response(body=shapes.silence(recording.seconds), content_type="audio/wav")

    def _whose(self, request: web.Request) -> Application:
        """The application that asks, by its token.

        https://developer.vonage.com/en/getting-started/concepts/authentication#json-web-tokens: RS256, with
        `application_id`, `iat`, `exp` and `jti`.
        """
        if self._carrier.away:
            raise web.HTTPServiceUnavailable
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claimed = jwt.decode(token, options={"verify_signature": False}).get("application_id")
            application = self._carrier.applications[str(claimed)]
            jwt.decode(
                token,
                application.public_key,
                algorithms=["RS256"],
                options={"require": ["iat", "exp", "jti", "application_id"]},
            )
        except (jwt.InvalidTokenError, KeyError):
            raise web.HTTPUnauthorized(
                text='{"type": "https://developer.nexmo.com/api-errors#unauthorized", "title": "Unauthorized"}',
                content_type="application/json",
            ) from None
        if self._carrier.too_fast(application, creates=request.method == "POST"):
            raise web.HTTPTooManyRequests(text='{"title": "Rate Limit Hit"}', content_type="application/json")
        return application

    def _call(self, request: web.Request) -> Call:
        application = self._whose(request)
        call = self._carrier.calls.get(request.match_info["uuid"])
        if call is None or call.application is not application:
            raise web.HTTPNotFound(text='{"title": "Not Found"}', content_type="application/json")
        return call

    @staticmethod
    def _brief(call: Call) -> dict[str, Any]:
        assert call.conversation is not None
        return {
            "uuid": call.uuid,
            "status": call.status.value,
            "direction": call.direction,
            "conversation_uuid": call.conversation.uuid,
        }

    def _full(self, call: Call) -> dict[str, Any]:
        """https://developer.vonage.com/en/api/voice#getCall; what it cost, once that is known."""
        costs = {} if call.up else {"rate": RATE, "price": PRICE, "duration": str(call.duration)}
        return self._brief(call) | {
            "to": {"type": "phone", "number": call.to},
            "from": {"type": "phone", "number": call.from_},
            **costs,
        }


def _error(status: int, title: str, detail: str) -> web.Response:
    """https://developer.vonage.com/en/getting-started/concepts/error-handling"""
    body = {"type": "https://developer.vonage.com/api-errors", "title": title, "detail": detail}
    return web.json_response(body, status=status)
