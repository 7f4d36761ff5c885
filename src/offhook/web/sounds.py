"""Kept audio as the answer to a request: all of it or a part, played or saved, or not sent where the client has it."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Response
from msgspec import Struct

from offhook.problems import Problem, unavailable
from offhook.voicemail.files import Files, Unreadable
from offhook.web import problems
from offhook.web.ranges import Outside, Part, Whole, same, wanted

AUDIO = "audio/wav"
_SOUND: dict[str, Any] = {AUDIO: {"schema": {"type": "string", "format": "binary"}}}
AUDIO_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The audio", "content": _SOUND},
    206: {"description": "The part that was asked for", "content": _SOUND},
    304: {"description": "It is what the client has already"},
}


class Wish(Struct, frozen=True):
    """What of it a request wants, and how."""

    download: bool
    range_: str | None
    if_range: str | None
    if_none_match: str | None


async def wish(
    download: Annotated[bool, Query(description="Have a browser save it, rather than play it")] = False,
    range_: Annotated[str | None, Header(alias="Range", description="The part that is wanted")] = None,
    if_range: Annotated[str | None, Header(description="The part, if it is still this; else all")] = None,
    if_none_match: Annotated[str | None, Header(description="What the client has already")] = None,
) -> Wish:
    """Read it from the request."""
    return Wish(download, range_, if_range, if_none_match)


Wishing = Annotated[Wish, Depends(wish)]


async def sound(files: Files, content: str, size: int, name: str, wish: Wish) -> Response:
    """Audio of this content and size; `name` is what a browser saves it as, without its ending.

    Raises:
        Problem: it is gone from the disk, or can't be read.
    """
    tag = f'"{content}"'
    headers = {
        "ETag": tag,
        "Accept-Ranges": "bytes",
        # Only whoever may hear it keeps it, and asks each time whether it is still the same.
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'{"attachment" if wish.download else "inline"}; filename="{name}.wav"',
    }
    if same(wish.if_none_match, tag):
        return Response(status_code=304, headers=headers)
    part = wanted(wish.range_ if wish.if_range is None or same(wish.if_range, tag) else None, size)
    try:
        match part:
            case Whole():
                audio = await asyncio.to_thread(files.read, content)
                return Response(audio, headers=headers, media_type=AUDIO)
            case Part(start=start, length=length):
                audio = await asyncio.to_thread(files.read, content, start, length)
                headers["Content-Range"] = part.of(size)
                return Response(audio, status_code=206, headers=headers, media_type=AUDIO)
            case Outside():
                outside = f"The audio has {size} bytes, and the part asked for lies outside."
                refused = Problem("range-outside", "There is no such part", outside, status=416)
                return problems.answer(refused, {"Content-Range": f"bytes */{size}"})
    except Unreadable as error:
        raise unavailable(
            "audio-unreadable", "The audio can't be read", f"The audio can't be read: {error}."
        ) from error
