"""What a request works with: the worker, and who is asking."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from offhook.people import keys
from offhook.people.keys import USED_EVERY, KeyHolder
from offhook.people.model import Role
from offhook.problems import Problem, forbidden
from offhook.worker import Worker

WORKSPACE_HEADER = "X-Offhook-Workspace"
"""On the operator's socket: the name or id of the workspace to work in, as UTF-8."""


class KeyUses:
    """When each key's use was last written down: a busy key must not make every request a write."""

    def __init__(self) -> None:
        self._noted: dict[str, int] = {}

    def note(self, offhook: Worker, holder: KeyHolder) -> None:
        """Write the use of a key down, behind the request and once a minute at most."""
        key, now = holder.key_id, offhook.clock.now()
        if key is None or now - self._noted.get(key, 0) < USED_EVERY:
            return
        self._noted[key] = now
        offhook.storage.submit(lambda conn: keys.used(conn, holder.workspace_id, key, now), _forget)


async def worker(request: Request) -> Worker:
    """The worker that this process is."""
    return cast(Worker, request.app.state.worker)


async def at_the_machine(request: Request) -> bool:
    """Whether this machine's operator asks, who may open the worker's own socket."""
    return bool(request.scope.get("offhook.operator"))


async def holder(request: Request) -> KeyHolder:
    """Who is asking: the holder of the bearer key, or whoever may open the worker's own socket on this machine.

    It reads the request by itself, as each dependency of a dependency costs every request.
    """
    offhook: Worker = request.app.state.worker
    if request.scope.get("offhook.operator"):
        return await offhook.operator(_workspace(request))
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text:
        raise _unauthorized("This needs an API key: send it as “Authorization: Bearer offhook_…”.")
    found = await offhook.storage.glance(lambda conn: keys.authenticate(conn, text.strip()))
    if found is None:
        raise _unauthorized("This API key is not known, or was revoked.")
    uses: KeyUses = request.app.state.key_uses
    uses.note(offhook, found)
    return found


async def manager(asking: Annotated[KeyHolder, Depends(holder)]) -> KeyHolder:
    """As `holder`, for what only an owner or a manager may change."""
    if asking.role not in {Role.OWNER, Role.MANAGER}:
        raise forbidden("Only an owner or a manager may do this.")
    return asking


async def owner(asking: Annotated[KeyHolder, Depends(holder)]) -> KeyHolder:
    """As `holder`, for owners' matters."""
    if asking.role is not Role.OWNER:
        raise forbidden("Only an owner may do this.")
    return asking


def _workspace(request: Request) -> str | None:
    sent = request.headers.get(WORKSPACE_HEADER)
    return None if sent is None else sent.encode("latin-1").decode("utf-8", "replace")


def _forget(_: object) -> None:
    """A use that could not be written down is no harm."""


def _unauthorized(detail: str) -> Problem:
    return Problem("unauthorized", "Not signed in", detail, status=401)


Offhook = Annotated[Worker, Depends(worker)]
AtTheMachine = Annotated[bool, Depends(at_the_machine)]
Asking = Annotated[KeyHolder, Depends(holder)]
Managing = Annotated[KeyHolder, Depends(manager)]
Owning = Annotated[KeyHolder, Depends(owner)]
