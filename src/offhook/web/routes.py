"""Routers below `/api/v1` whose requests are checked for what no address here has."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from offhook.problems import Problem

API = "/api/v1"


class PlainRoute(APIRoute):
    """Refuses unknown parameters, and NUL, which PostgreSQL can't be asked for. Cheaper than a dependency."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind the check."""
        handler = super().get_route_handler()
        known = frozenset(_parameters(self.dependant))

        async def checked(request: Request) -> Response:
            _check(request, known)
            return await handler(request)

        return checked


def operation_id(route: APIRoute) -> str:
    """Short names for generated clients: `place_call`."""
    return route.name


def router(prefix: str = "", *, tag: str, **options: Any) -> APIRouter:
    """A router below `prefix`; `tag` groups its requests in the OpenAPI document."""
    return APIRouter(
        prefix=f"{API}{prefix}",
        tags=[tag],
        route_class=PlainRoute,
        generate_unique_id_function=operation_id,
        **options,
    )


def _parameters(dependant: Dependant) -> Iterator[str]:
    yield from (parameter.alias for parameter in dependant.query_params)
    for each in dependant.dependencies:
        yield from _parameters(each)


def _check(request: Request, known: frozenset[str]) -> None:
    if any("\0" in str(part) for part in request.path_params.values()):
        raise Problem("not-found", "No such thing", "Nothing here has a NUL character in its id.", status=404)
    if not request.scope["query_string"]:
        return
    for name, value in request.query_params.multi_items():
        if name not in known:
            raise Problem(
                "invalid-request", "The request can't be used", f"{name[:40]!r} is not known here.", field=name[:100]
            )
        if "\0" in value:
            raise Problem("invalid-request", "The request can't be used", f"{name} has a NUL character.", field=name)
