"""What a request's body may be: JSON, or a file where one is taken, and no larger than it needs to be."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from offhook.problems import Problem
from offhook.web.problems import answer

LARGEST_BODY = 1_048_576
LARGEST_FILE = 32 * LARGEST_BODY
"""Bytes. Two minutes of 48 kHz stereo at 16 bits are 23 MB; a hundred thousand contacts are less."""
DRAINED = 32 * LARGEST_BODY
"""Bytes that are still read of a body that is refused: most clients look at the answer only once they sent all."""
LARGEST_FORM = 65_536
_FORMS = "/carriers/"
"""Below it carriers tell what happens, as forms that they have signed."""
_FILES = re.compile(
    r"PUT /api/v1/lines/[^/]+/greeting|POST /api/v1/contacts/imports|POST /api/v1/rate-sheets(/preview)?"
    r"|POST /api/v1/pictures"
)
"""Where a recording, a picture, or a file may be put. What kind it is its content says, not a header."""


class Bodies:
    """Refuses bodies that are too large, by their declared length or as they come, and bodies that aren't JSON.

    Files may be larger, and are not JSON; neither are carriers' forms, which are smaller.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 413 or 415."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        a_file = _FILES.fullmatch(f"{scope['method']} {scope['path']}") is not None
        largest = LARGEST_FILE if a_file else LARGEST_BODY
        form = scope["path"].startswith(_FORMS)
        if form:
            largest = LARGEST_FORM
        refused = _refused(headers, largest, json=not (a_file or form))
        if refused is not None:
            await _drain(receive, 4 * DRAINED if a_file else DRAINED)
            await answer(refused)(scope, receive, send)
            return
        await self._app(scope, _counted(receive, largest), send)


def _refused(headers: Mapping[bytes, bytes], largest: int, *, json: bool) -> Problem | None:
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit() or int(declared) > largest:
        return _too_large(largest)
    has_body = int(declared) > 0 or b"transfer-encoding" in headers
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if json and has_body and kind != b"application/json":
        return _not_json(kind.decode("latin-1"))
    return None


def _counted(receive: Receive, largest: int) -> Receive:
    read = 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > largest:
            if message.get("more_body"):
                await _drain(receive, DRAINED)
            problem = _too_large(largest)
            raise HTTPException(problem.status, problem.detail)
        return message

    return counted


async def _drain(receive: Receive, most: int) -> None:
    """Read what a client still sends, within reason, so that it comes to read the answer."""
    read, more = 0, True
    while more and read <= most:
        message = await receive()
        read += len(message.get("body", b""))
        more = message.get("more_body", False)


def _too_large(largest: int) -> Problem:
    return Problem(
        "body-too-large",
        "The body is too large",
        f"The body is larger than {largest // 1024} KiB, the most that is taken here.",
        status=413,
    )


def _not_json(kind: str) -> Problem:
    return Problem(
        "body-not-json",
        "The body is of another kind",
        f"The body is sent as {kind or 'nothing in particular'}: send JSON, with “Content-Type: application/json”.",
        status=415,
    )
