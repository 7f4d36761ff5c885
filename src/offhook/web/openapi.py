"""The OpenAPI document: what FastAPI finds out by itself, and which problems each request may meet."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from offhook.web.problems import MEDIA_TYPE, FieldProblem, ProblemView

_ANY = {
    "422": "Something in the request can't be used, or is not known",
    "503": "Something that this needs is away; the same request may work later",
}
_SIGNED_IN = {
    "401": "There is no key, or it is not known, or was revoked",
    "403": "You may not do this",
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
_CALLING = {"429": "A limit is reached; `until` says until when"}


def operation_id(route: APIRoute) -> str:
    """Short names for generated clients: `place_call`."""
    return route.name


def install(app: FastAPI) -> None:
    """Have the app serve the document that is made here."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # how FastAPI wants it


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["FieldProblem"] = FieldProblem.model_json_schema()
    schemas["Problem"] = ProblemView.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas["Problem"].pop("$defs")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
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
    if "requestBody" in operation:
        found |= _WITH_BODY
    if "{" in path:
        found |= _OF_ONE
    if method == "delete":
        found |= _REMOVING
    if operation["operationId"] == "place_call":
        found |= _CALLING
    return found
