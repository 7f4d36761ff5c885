"""A browser as far as signing in goes: it keeps cookies, and says where its requests come from."""

from __future__ import annotations

import json
from http.cookies import Morsel, SimpleCookie
from typing import Any

import aiohttp
from sqlalchemy import Connection

from offhook.people import passwords, service
from tests.furnish import NOW
from tests.web.conftest import Answer, Installation

PASSWORD = "violet kettle drum"


class Browser:
    """One browser with its own cookies."""

    def __init__(self, offhook: Installation, **headers: str) -> None:
        self.offhook = offhook
        self.headers = headers
        self.cookies: dict[str, Morsel[str]] = {}
        self.csrf: str | None = None

    async def __call__(self, method: str, path: str, body: object = None, **more: Any) -> Answer:
        """A request of our own page, unless `headers` say otherwise; one of None is left out."""
        host = self.headers.get("Host", self.offhook.url.partition("//")[2])
        scheme = "https" if "Host" in self.headers else "http"
        sent: dict[str, str | None] = {"Sec-Fetch-Site": "same-origin", **self.headers}
        if method != "GET":
            sent["Origin"] = f"{scheme}://{host}"
            sent["X-Offhook-CSRF"] = self.csrf
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={each.value}" for name, each in self.cookies.items())
        if body is not None:
            more["data"] = json.dumps(body)
            sent["Content-Type"] = "application/json"
        sent |= more.pop("headers", {})
        headers = {name: value for name, value in sent.items() if value is not None}
        url = f"{self.offhook.url}/api/v1{path}"
        # Each of its own: aiohttp's jar would keep no Secure cookie of a plain connection, as of one to our proxy.
        jar = aiohttp.DummyCookieJar()
        async with (
            aiohttp.ClientSession(cookie_jar=jar) as session,
            session.request(method, url, headers=headers, **more) as response,
        ):
            answer = Answer(response.status, response.headers, await response.read())
        for line in answer.headers.getall("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel
        return answer

    async def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> Answer:
        """Sign in, and take the page's token."""
        answer = await self("POST", "/session", {"email": email, "password": password, **more})
        if answer.status == 201:
            self.csrf = answer.json["csrf"]
        return answer


async def give_password(
    offhook: Installation, workspace: str, member: str, email: str, password: str = PASSWORD
) -> None:
    """Let a member sign in."""
    salt = passwords.salt_of(offhook.worker.secrets.mac, email, member)
    hashed = passwords._argon2(password, salt)

    def give(conn: Connection) -> None:
        service.change(conn, workspace, member, email=email, now=NOW)
        passwords.save(conn, workspace, member, hashed, NOW)

    await offhook.worker.storage.write(give)
