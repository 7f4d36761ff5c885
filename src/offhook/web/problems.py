"""Everything that goes wrong, as problem details (RFC 9457): `type`, `title`, `status`, `detail`, and the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from offhook.problems import Problem, unavailable
from offhook.storage.errors import DatabaseAway, StorageClosed, WriteLost, WriteUncertain
from offhook.web.language import language, said

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"

# Python words some of these differently from version to version; programs compare them.
_HTTP = {
    400: ("bad-request", "The request can't be read"),
    404: ("nothing-here", "There is nothing here"),
    405: ("method-not-possible", "The method is not possible here"),
    413: ("body-too-large", "The body is too large"),
}


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str = Field(examples=["trunks"])
    detail: str = Field(examples=["It is missing."])


class ProblemView(BaseModel):
    """What went wrong (RFC 9457). Some problems carry more members, as `until` of a limit that is reached."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str = Field(description="What kind of problem, for programs", examples=["/problems/invalid-number"])
    title: str = Field(description="The kind in a few words", examples=["The number can't be used"])
    status: int = Field(description="The HTTP status", examples=[422])
    detail: str = Field(
        description="This very problem, and what to do about it",
        examples=["“+1 202 555” is too short for a number of country code +1."],
    )
    field: str | None = Field(None, description="The field of the request that it is about", examples=["to"])
    errors: list[FieldProblem] | None = Field(None, description="Every field that can't be used")


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A problem as the response to a request."""
    body: dict[str, Any] = {
        "type": f"/problems/{problem.type}",
        "title": said(problem.title),
        "status": problem.status,
        "detail": said(_whole(problem.detail)),
    }
    if problem.field is not None:
        body["field"] = _whole(problem.field)
    spoken = {"Content-Language": language(), **(headers or {})}
    return JSONResponse(body | _extra(problem), problem.status, headers=spoken, media_type=MEDIA_TYPE)


def _extra(problem: Problem) -> dict[str, object]:
    """The further members; of several fields each with what is wrong with it, in words."""
    match problem.extra.get("errors"):
        case list() as errors:
            told = [{**each, "detail": said(each["detail"])} if "detail" in each else each for each in errors]
            return problem.extra | {"errors": told}
        case _:
            return problem.extra


def install(app: FastAPI) -> None:
    """Answer every error of an app with problem details."""

    @app.exception_handler(Problem)
    async def refused(request: Request, problem: Problem) -> JSONResponse:
        headers = {"WWW-Authenticate": "Bearer"} if problem.status == HTTPStatus.UNAUTHORIZED else None
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.warning("request_failed", path=request.url.path, problem=problem.type)
        return answer(problem, headers)

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, error: RequestValidationError) -> JSONResponse:
        return answer(_from_validation(error.errors()))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        slug, title = _HTTP.get(error.status_code, ("http-error", HTTPStatus(error.status_code).phrase))
        detail = {
            404: f"There is nothing at {request.url.path}.",
            405: f"{request.method} is not possible at {request.url.path}.",
        }.get(error.status_code, str(error.detail))
        return answer(Problem(slug, title, detail, status=error.status_code), error.headers)

    for away in (DatabaseAway, StorageClosed, WriteLost, WriteUncertain):
        app.add_exception_handler(away, _database_problem)


class Faults:
    """Answers a fault of Offhook's own with 500, and logs it once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through."""
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            log.error("request_failed", path=scope.get("path"), error=type(error).__name__, exc_info=error)
            if begun:  # the connection breaks off: half an answer must not look like a whole one
                raise
            await answer(_fault())(scope, receive, send)


def _fault() -> Problem:
    return Problem(
        "internal-error",
        "A fault in Offhook",
        "Something went wrong in Offhook itself. It was logged; try again, and report it if it stays.",
        status=500,
    )


async def _database_problem(request: Request, error: Exception) -> JSONResponse:
    log.warning("database_away", path=request.url.path, error=repr(error))
    match error:
        case WriteUncertain():
            detail = "The connection to the database broke while this was saved: look whether it is there."
        case StorageClosed():
            detail = "Offhook is shutting down: try again in a moment."
        case _:
            detail = "The database can't be used at the moment, and nothing was changed: try again in a moment."
    return answer(unavailable("database-away", "The database is away", detail), {"Retry-After": "5"})


def _from_validation(errors: Sequence[Any]) -> Problem:
    first = errors[0] if errors else {"loc": (), "msg": "not understood", "type": ""}
    if first["type"] == "json_invalid":
        return Problem("invalid-json", "The request is not JSON", "The body is not valid JSON.", status=400)
    field = _field(first)
    return Problem(
        "invalid-request",
        "The request can't be used",
        f"{field or 'The body'} {_words(first)}.",
        status=422,
        field=field,
        errors=[{"field": _field(error) or "", "detail": f"It {_words(error)}."} for error in errors[:20]],
    )


def _words(error: Any) -> str:
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not known here"
        case "string_unicode":
            return "has characters that can't be kept"
        case _:
            return f"can't be used: {_whole(str(error['msg'])).removeprefix('Value error, ').rstrip('.')}"


def _field(error: Any) -> str | None:
    place = [str(part) for part in error["loc"] if part not in {"body", "query", "path", "header"}]
    return _whole(".".join(place))[:100] or None


def _whole(text: str) -> str:
    """Text that UTF-8 can carry: halves of characters, which JSON can write, are replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
