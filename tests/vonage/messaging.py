"""Messages: accepted, submitted, delivered or not, and those that come in. https://developer.vonage.com/en/api/messages"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web

from tests.carrier.virtual_time import passes
from tests.vonage.carrier import Carrier
from tests.vonage.model import Application, new_uuid

LONGEST = 1000


@dataclass
class Text:
    """One that went out."""

    to: str
    text: str
    client_ref: str
    webhook_url: str
    uuid: str = field(default_factory=new_uuid)


class Messages:
    """The front of the Messages API, of one application."""

    def __init__(self, carrier: Carrier, application: Application) -> None:
        self._carrier = carrier
        self._application = application
        self.sent: list[Text] = []
        self.inbound_url = ""
        """Of the application's capability; the statuses of texts have addresses of their own."""
        self.rejects: dict[str, int] = {}
        """Numbers whose texts are rejected, each with the code."""
        self.answers_lost = 0
        self.refuses: tuple[int, str] | None = None
        """Status and problem that every request is answered with."""

    def app(self) -> web.Application:
        """To be served."""
        made = web.Application()
        made.router.add_post("/v1/messages", self._send)
        return made

    def come_in(self, from_: str, to: str, text: str, image: str = "") -> None:
        """A text to one of the numbers, told until somebody has it.

        https://developer.vonage.com/en/messages/concepts/getting-started/getting-started-sms: where the account's SMS
        setting is the Messages API.
        """
        said: dict[str, Any] = {
            "channel": "mms" if image else "sms",
            "message_uuid": new_uuid(),
            "to": to.removeprefix("+"),
            "from": from_.removeprefix("+"),
            "timestamp": self._carrier.stamp(),
            "message_type": "image" if image else "text",
            "usage": {"price": "0.0057", "currency": "EUR"},
        }
        said |= {"image": {"url": image, "caption": text}} if image else {"text": text, "sms": {"num_messages": "1"}}
        self._carrier.spawn(self._tell(said))

    async def _tell(self, said: dict[str, Any]) -> None:
        await self._carrier.webhooks.fetch(self._application, self.inbound_url, said, within=10.0)

    async def _send(self, request: web.Request) -> web.Response:
        """202 with the id; problems as RFC 7807 says. https://developer.vonage.com/en/api-errors"""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            jwt.decode(token, self._application.public_key, algorithms=["RS256"])
        except jwt.InvalidTokenError:
            return _problem(401, "unauthorized", "Unauthorized")
        if self.refuses is not None:
            return _problem(*self.refuses, self.refuses[1])
        body = await request.json()
        assert (body["channel"], body["message_type"], body["webhook_version"]) == ("sms", "text", "v1")
        if not (body["to"].isdigit() and body["from"].isdigit()) or len(body["text"]) > LONGEST:
            return _problem(422, "1020", "Invalid params")
        made = Text(body["to"], body["text"], body["client_ref"], body["webhook_url"])
        self.sent.append(made)
        self._carrier.spawn(self._deliver(made, body["from"]))
        if self.answers_lost:
            self.answers_lost -= 1
            return _problem(500, "1030", "Internal error")
        return web.json_response({"message_uuid": made.uuid}, status=202)

    async def _deliver(self, text: Text, from_: str) -> None:
        await passes(0.1)
        self._report(text, from_, "submitted")
        await passes(0.5)
        code = self.rejects.get(f"+{text.to}")
        if code is None:
            usage = {"usage": {"price": "0.0333", "currency": "EUR"}, "sms": {"count_total": "1"}}
            self._report(text, from_, "delivered", **usage)
        else:
            where = f"https://developer.vonage.com/api-errors/messages#{code}"
            self._report(text, from_, "rejected", error={"type": where, "title": code, "detail": "", "instance": "1"})

    def _report(self, text: Text, from_: str, status: str, **more: object) -> None:
        """https://developer.vonage.com/en/api/messages#message-status"""
        said = {
            "message_uuid": text.uuid,
            "to": text.to,
            "from": from_,
            "timestamp": self._carrier.stamp(),
            "status": status,
            "channel": "sms",
            "client_ref": text.client_ref,
        }
        self._carrier.webhooks.notify(self._application, text.webhook_url, said | more)


def _problem(status: int, name: str, title: str) -> web.Response:
    where = f"https://developer.vonage.com/api-errors#{name}"
    return web.json_response({"type": where, "title": title, "detail": "", "instance": "1"}, status=status)
