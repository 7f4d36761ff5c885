"""The OpenAPI document: what FastAPI finds out by itself, and which problems each request may meet."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

import offhook
from offhook.people.model import Role
from offhook.web import cookies
from offhook.web.problems import MEDIA_TYPE, FieldProblem, ProblemView
from offhook.web.rights import rights, words
from offhook.web.routes import API, operation_id

DESCRIPTION = "The business phone system's API. Numbers are E.164, times are UTC, errors are problem details."
SCHEME, COOKIE = "HTTPBearer", "Session"

_ANY = {
    "422": "Something in the request can't be used, or is not known",
    "503": "Something that this needs is away; the same request may work later",
}
_SIGNED_IN = {
    "401": "There is neither a key nor a session, or it is not known, was revoked, or is over",
    "403": "You may not do this, or another site's page asks for it",
}
_WITH_BODY = {
    "400": "The body can't be read",
    "404": "Something that this names is not in this workspace",
    "409": "This doesn't go with what is there already",
    "413": "The body is too large",
    "415": "The body is not JSON",
}
_OF_ONE = {"404": "There is no such thing in this workspace"}
_REMOVING = {"409": "Something else still needs this"}
_OF_A_PART = {"416": "The audio has no such part"}
_SIGNING_IN = {
    "401": "The e-mail address or the password is wrong, the link works no more, or the passkey is not known",
    "403": "Another site's page asks for it, or the page was loaded over plain HTTP",
    "429": "Too many tries; `until` says until when",
}
_SIGN_IN = {
    "sign_in",
    "use_link",
    "ask_for_link",
    "change_password",
    "begin_passkey_sign_in",
    "sign_in_by_passkey",
}
_CALLING = {"429": "A limit is reached; `until` says until when"}


def install(app: FastAPI, document: Callable[[], dict[str, Any]]) -> None:
    """Have the app serve a document, once it is made."""

    def text() -> str:
        return json.dumps(document(), ensure_ascii=False, separators=(",", ":"))

    async def served(_: Request) -> Response:
        # In a thread: making it takes a second or more, in which every call of this worker would stand still.
        return Response(await asyncio.to_thread(text), media_type="application/json")

    app.add_route(f"{API}/openapi.json", served, include_in_schema=False)


def document(routers: Sequence[APIRouter]) -> dict[str, Any]:
    """What these routers take and answer, as OpenAPI 3.1."""
    routes = [route for router in routers for route in router.routes]
    document = get_openapi(title="Offhook", version=offhook.__version__, description=DESCRIPTION, routes=routes)
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["FieldProblem"] = FieldProblem.model_json_schema()
    schemas["Problem"] = ProblemView.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas["Problem"].pop("$defs")
    document["components"]["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "description": "An API key, from `offhook key create`."},
        COOKIE: {
            "type": "apiKey",
            "in": "cookie",
            "name": cookies.SECURE + cookies.SESSION,
            "description": "A browser that is signed in. What changes something also carries "
            f"`{cookies.CSRF_HEADER}`, the `csrf` of `GET /session`.",
        },
    }
    asking = {
        operation_id(route): found
        for route in routes
        if isinstance(route, APIRoute) and (found := rights(route.dependant)) is not None
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found = asking.get(operation["operationId"])
            if found is not None:
                operation["security"] = [{SCHEME: []}, {COOKIE: []}]
                operation["x-roles"] = {role.value: found.of(role).value for role in Role}
                operation["description"] += f"\n\n{words(found)}"
            operation["responses"] |= {
                status: {
                    "description": words,
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for status, words in sorted(_problems(path, method, operation).items())
            }
    return document


def _problems(path: str, method: str, operation: dict[str, Any]) -> dict[str, str]:
    found = dict(_ANY)
    if "security" in operation:
        found |= _SIGNED_IN
    if "requestBody" in operation or method == "post":  # a body that nobody asked for may be wrong too
        found |= _WITH_BODY
    if "{" in path or operation["operationId"] in {"list_sessions", "end_sessions", "list_templates"}:
        found |= _OF_ONE
    if method == "delete":
        found |= _REMOVING
    if operation["operationId"] in {"get_voicemail_audio", "get_greeting_audio"}:
        found |= _OF_A_PART
    if operation["operationId"] == "place_call":
        found |= _CALLING
    if operation["operationId"] in _SIGN_IN:
        found |= _SIGNING_IN
    return found
