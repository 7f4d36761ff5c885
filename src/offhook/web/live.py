"""The live stream over HTTP: server-sent events, resumable with Last-Event-ID."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, auto
from typing import Annotated, Any

import msgspec
from fastapi import Header, Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from offhook.people.model import Role
from offhook.records import store
from offhook.records.live import (
    Change,
    ConversationChange,
    DutyChange,
    EmergencyNotice,
    Follower,
    LegChange,
    News,
    NumberChange,
    SoftphoneChange,
)
from offhook.records.store import CallRow
from offhook.web import routes
from offhook.web.context import Asking, Offhook, still_holds
from offhook.web.squeeze import Squeeze, takes_gzip
from offhook.worker import Worker

router = routes.router(tag="live")

KEEPALIVE_S = 15.0
"""Seconds of silence after which a comment is sent; and after which it is asked again if the key or session holds."""

EXAMPLE = (
    "event: call\n"
    "id: 3f9a61c2-17\n"
    'data: {"call": "call_01kahv7q3m8w2x4y6z0a1b2c3d", "state": "ringing_contact", "at": 1795298400123456, "legs": ['
    '{"id": "call_01kahv7q3m8w2x4y6z0a1b2c3d-1", "role": "member", "state": "answered"}, '
    '{"id": "call_01kahv7q3m8w2x4y6z0a1b2c3d-2", "role": "contact", "state": "ringing"}]}\n\n'
    "event: softphone\n"
    "id: 3f9a61c2-18\n"
    'data: {"softphone": "softphone_01kb3fjj2m8w2x4y6z0a1b2c3d", "member": "member_01kb3fjj2m8w2x4y6z0a1b2c3d", '
    '"name": "Desk", "kind": "sip", "state": "registered", "at": 1795298401000000, "since": 1795298400990000, '
    '"devices": [{"reachable": true, "since": 1795298400990000, "address": "192.0.2.7:5060", "agent": "Desk 1.0"}]}\n\n'
    "event: duty\n"
    "id: 3f9a61c2-19\n"
    'data: {"line": "line_01kb3fjj2m8w2x4y6z0a1b2c3d", "at": 1795298401500000}\n\n'
    "event: emergency\n"
    "id: 3f9a61c2-20\n"
    'data: {"call": "call_01kahv7q3m8w2x4y6z0a1b2c3d", "member": "member_01kb3fjj2m8w2x4y6z0a1b2c3d", "name": "Ann", '
    '"softphone": "softphone_01kb3fjj2m8w2x4y6z0a1b2c3d", "number": "911", "at": 1795298402000000, '
    '"put_through": true, "detail": "over the trunk lab, showing +12025550100", "address": "1 Main Street"}\n\n'
    "event: conversation\n"
    "id: 3f9a61c2-20\n"
    'data: {"conversation": "conversation_01kb3fjj2m8w2x4y6z0a1b2c3d"}\n\n'
    "event: number\n"
    "id: 3f9a61c2-21\n"
    'data: {"trunk": "trunk_01kb3fjj2m8w2x4y6z0a1b2c3d", "number": "+12025550100", "at": 1795298402500000}\n\n'
)

Write = Callable[[bytes], Awaitable[None]]


class Over(Enum):
    """Why following the stream came to an end."""

    DONE = auto()
    """The reader is gone or not welcome any more, or Offhook is shutting down."""
    BEHIND = auto()
    """The reader was so slow that changes were lost: it must start over."""


class EventStream(Response):
    """The changes of one workspace's calls and softphones, written as they come until one of the two ends.

    Only a member's own softphones where a `member` is given; emergency calls only to an `owner`. The `reader` is told
    of what is unread for them.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        offhook: Worker,
        workspace: str,
        member: str | None,
        last_seen: str | None,
        closing: asyncio.Event,
        *,
        owner: bool = False,
        reader: str = "",
        squeezed: bool = False,
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Vary": "Accept-Encoding"})
        del self.headers["content-length"]
        if squeezed:
            self.headers["Content-Encoding"] = "gzip"
        self._squeeze = Squeeze() if squeezed else None
        self._offhook = offhook
        self._workspace = workspace
        self._member = member
        self._owner = owner
        self._reader = reader
        self._last_seen = last_seen
        self._closing = closing
        self.still_allowed: Callable[[], Awaitable[bool]] = _always

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the changes."""

        async def write(chunk: bytes) -> None:
            if self._squeeze is not None:
                chunk = self._squeeze(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})

        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        ends: list[asyncio.Future[Any]] = [
            asyncio.ensure_future(_disconnected(receive)),
            asyncio.ensure_future(self._closing.wait()),
        ]
        try:
            position = self._offhook.live.position(self._last_seen)
            while await self._from(position, write, ends) is Over.BEHIND:
                position = None
        finally:
            for end in ends:
                end.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _from(self, position: int | None, write: Write, ends: Sequence[asyncio.Future[Any]]) -> Over:
        """Send what comes after a place in the stream; without one what there is now, and what comes then."""
        with self._offhook.live.follow(self._workspace, position) as follower:
            if position is None:
                now = follower.id
                rows = await self._offhook.storage.read(lambda conn: store.live(conn, self._workspace))
                softphones = self._offhook.softphones.now(self._workspace, self._member)
                await write(_event("reset", now, {"calls": [_change(row) for row in rows], "softphones": softphones}))
            else:
                await write(b": welcome back\n\n")
            return await self._follow(follower, write, ends)

    def _name(self, change: News) -> str | None:
        """The kind of event; None for what this reader isn't told."""
        match change:
            case Change():
                return "call"
            case SoftphoneChange(member=member):
                return "softphone" if self._member in {None, member} else None
            case DutyChange():
                return "duty"
            case EmergencyNotice():
                return "emergency" if self._owner else None
            case ConversationChange(member=member):
                return "conversation" if member in {"", self._reader} else None
            case NumberChange():
                return "number" if self._member is None else None

    async def _follow(self, follower: Follower, write: Write, ends: Sequence[asyncio.Future[Any]]) -> Over:
        loop = asyncio.get_running_loop()
        ask_again = loop.time() + KEEPALIVE_S
        while True:
            news = asyncio.ensure_future(follower.news())
            await asyncio.wait([news, *ends], timeout=KEEPALIVE_S, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
            if any(end.done() for end in ends):
                return Over.DONE
            if loop.time() >= ask_again:
                if not await self.still_allowed():
                    return Over.DONE
                ask_again = loop.time() + KEEPALIVE_S
            if follower.behind:
                return Over.BEHIND
            changes = follower.take()
            for numbered in changes:
                if any(end.done() for end in ends):
                    return Over.DONE
                if (name := self._name(numbered.change)) is not None:
                    await write(_event(name, numbered.id, numbered.change))
            if not changes:
                # With the place it has reached, so that it can come back though all changes since were others'.
                await write(b": still here\nid: %b\n\n" % follower.id.encode())


@router.get(
    "/live",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}},
            "description": "Server-sent events, without end",
        }
    },
)
async def follow_live(
    request: Request,
    offhook: Offhook,
    asking: Asking,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> Response:
    """Every change of the workspace's calls and softphones, as it happens.

    `event: call` carries a call's state now, with its legs, and `event: softphone` how a softphone stands now: an agent
    is told of their own. `event: duty` names a line whose duty or route has changed. `event: emergency` tells an owner
    that an emergency number was dialled. `event: conversation` names one in which something has changed that no call's
    event tells of: a note, a voicemail, what is unread for you. `event: number` tells owners and managers that a number
    of a carrier's account leads elsewhere than it should, or here again. `event: reset` comes first, with the calls
    that live and the softphones that there are, unless `Last-Event-ID` names a place that the stream can go on from; it
    comes again to a reader that was too slow. A stream ends soon after its key was revoked or its browser signed out.
    """
    member = asking.member_id if asking.role is Role.AGENT else None
    owner = asking.role is Role.OWNER
    stream = EventStream(
        offhook,
        asking.workspace_id,
        member,
        last_event_id,
        request.app.state.closing,
        owner=owner,
        reader=asking.member_id,
        squeezed=takes_gzip(request.headers.get("accept-encoding", "")),
    )
    stream.still_allowed = still_holds(request, asking)
    return stream


async def _always() -> bool:
    return True


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(name: str, number: str, data: object) -> bytes:
    return b"event: %b\nid: %b\ndata: %b\n\n" % (name.encode(), number.encode(), msgspec.json.encode(data))


def _change(call: CallRow) -> Change:
    return Change(
        call=call.id,
        state=call.state,
        at=call.placed_at,
        legs=tuple(LegChange(leg.id, leg.role, leg.state, leg.cause) for leg in call.legs),
        talk_ms=call.talk_ms,
    )
