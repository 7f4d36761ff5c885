"""What a request works with: the worker, and who is asking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, cast

from fastapi import Depends, Request

from offhook.people import keys, sessions
from offhook.people.keys import USED_EVERY, KeyHolder
from offhook.people.model import Role
from offhook.people.operator import operator
from offhook.problems import Problem, forbidden
from offhook.web import cookies
from offhook.worker import Worker

WORKSPACE_HEADER = "X-Offhook-Workspace"
"""On the operator's socket: the name or id of the workspace to work in, as UTF-8."""

MOST_NOTED = 10_000
"""Uses that are remembered before those are forgotten that would be written down again anyway."""

NEEDS = "This needs an API key, sent as “Authorization: Bearer offhook_…”, or a browser that is signed in."


class Uses:
    """When each key's and session's use was last written down: a busy one must not make every request a write."""

    def __init__(self) -> None:
        self._noted: dict[str, int] = {}

    def note(self, offhook: Worker, holder: KeyHolder) -> None:
        """Write a use down, behind the request and once a minute at most."""
        used = holder.key_id or holder.session_id
        now = offhook.clock.now()
        if used is None or now - self._noted.get(used, 0) < USED_EVERY:
            return
        self._noted[used] = now
        if len(self._noted) > MOST_NOTED:  # sessions end, and new ones begin, for as long as this runs
            self._noted = {each: at for each, at in self._noted.items() if now - at < USED_EVERY}
        write = keys.used if holder.key_id is not None else sessions.used
        offhook.storage.submit(lambda conn: write(conn, holder.workspace_id, used, now), _forget)


async def worker(request: Request) -> Worker:
    """The worker that this process is."""
    return cast(Worker, request.app.state.worker)


async def at_the_machine(request: Request) -> bool:
    """Whether this machine's operator asks, who may open the worker's own socket."""
    return bool(request.scope.get("offhook.operator"))


async def holder(request: Request) -> KeyHolder:
    """Who is asking: the holder of the bearer key, who is signed in with this browser, or this machine's operator.

    The operator is whoever may open the worker's own socket. It reads the request by itself, as each dependency of a
    dependency costs every request.
    """
    offhook: Worker = request.app.state.worker
    if request.scope.get("offhook.operator"):
        return await offhook.storage.read(partial(operator, workspace=_workspace(request)))
    found = await _recognise(request, offhook)
    uses: Uses = request.app.state.uses
    uses.note(offhook, found)
    return found


def still_holds(request: Request, asking: KeyHolder) -> Callable[[], Awaitable[bool]]:
    """Whether what a request came with stands for the same member, in the same role, whenever that is asked again."""

    async def holds() -> bool:
        offhook: Worker = request.app.state.worker
        try:
            return asking.key_id == asking.session_id or await _recognise(request, offhook) == asking
        except Problem:
            return False

    return holds


async def own(request: Request) -> KeyHolder:
    """As `holder`, where an agent may do only to what is theirs what owners and managers may do to all."""
    return await holder(request)


async def person(request: Request) -> KeyHolder:
    """As `own`, where a manager may not do it to an owner."""
    return await holder(request)


async def oneself(request: Request) -> KeyHolder:
    """As `holder`, where everybody may do it to themselves alone."""
    return await holder(request)


async def manager(asking: Annotated[KeyHolder, Depends(holder)]) -> KeyHolder:
    """As `holder`, for what only an owner or a manager may change."""
    if asking.role not in {Role.OWNER, Role.MANAGER}:
        raise forbidden("Only an owner or a manager may do this.")
    return asking


async def people_manager(asking: Annotated[KeyHolder, Depends(manager)]) -> KeyHolder:
    """As `manager`, where a manager may not do it to an owner."""
    return asking


async def owner(asking: Annotated[KeyHolder, Depends(holder)]) -> KeyHolder:
    """As `holder`, for owners' matters."""
    if asking.role is not Role.OWNER:
        raise forbidden("Only an owner may do this.")
    return asking


async def _recognise(request: Request, offhook: Worker) -> KeyHolder:
    """By key or by cookie. A key goes first: no browser sends one by itself.

    Raises:
        Problem: there is neither, it is not known or over, or the cookie doesn't come from our own page.
    """
    if "authorization" in request.headers:
        scheme, _, text = request.headers["authorization"].partition(" ")
        if scheme.lower() != "bearer" or not text:
            raise _unauthorized(NEEDS)
        by_key = await offhook.storage.glance(lambda conn: keys.authenticate(conn, text.strip()))
        if by_key is None:
            raise _unauthorized("This API key is not known, or was revoked.")
        return by_key
    token = cookies.session_token(request)
    if token is None:
        raise _unauthorized(NEEDS)
    cookies.check_own_page(request)
    now = offhook.clock.now()
    by_session = await offhook.storage.glance(lambda conn: sessions.authenticate(conn, token, now))
    if by_session is None:
        raise _unauthorized("You are not signed in any more: sign in again.")
    cookies.check_csrf(request, token)
    return by_session


def refuse_phone(asking: KeyHolder) -> None:
    """Refuse the dialer of a phone what would outlast it or make more of it: a password, a passkey, a link, a PIN, a
    SIP phone, the member's own number; and what shuts the member out, their other sessions and keys.

    Raises:
        Problem: it is one.
    """
    if asking.phone_id is not None:
        raise forbidden("This is the dialer of a phone: sign in yourself to change how you sign in or are reached.")


def _workspace(request: Request) -> str | None:
    sent = request.headers.get(WORKSPACE_HEADER)
    return None if sent is None else sent.encode("latin-1").decode("utf-8", "replace")


def _forget(_: object) -> None:
    """A use that could not be written down is no harm."""


def _unauthorized(detail: str) -> Problem:
    return Problem("unauthorized", "Not signed in", detail, status=401)


Offhook = Annotated[Worker, Depends(worker)]
AtTheMachine = Annotated[bool, Depends(at_the_machine)]
# Who may ask, as a route declares it; docs/reference/roles.md lists what follows. Whose a thing is the route finds out.
Asking = Annotated[KeyHolder, Depends(holder)]
AskingForOwn = Annotated[KeyHolder, Depends(own)]
AskingForPerson = Annotated[KeyHolder, Depends(person)]
AskingForOneself = Annotated[KeyHolder, Depends(oneself)]
Managing = Annotated[KeyHolder, Depends(manager)]
ManagingPeople = Annotated[KeyHolder, Depends(people_manager)]
Owning = Annotated[KeyHolder, Depends(owner)]
