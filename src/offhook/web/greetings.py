"""Lines' greetings over HTTP: what callers hear before the tone."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection
from starlette.requests import ClientDisconnect

from offhook.calls.values import Phrase
from offhook.lines import service as lines
from offhook.lines.model import Line
from offhook.problems import Problem, unavailable
from offhook.voicemail import greetings
from offhook.voicemail.files import NotKept
from offhook.voicemail.greetings import Greeting
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.schemas import when
from offhook.web.sounds import AUDIO_ANSWERS, Wishing, sound
from offhook.workspaces import store as workspaces

router = routes.router("/lines/{line}/greeting", tag="voicemails")

_UPLOAD = {
    "requestBody": {
        "required": True,
        "description": "The recording itself: WAV, MP3 or OGG, at most 2 minutes and 32 MiB",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class GreetingView(BaseModel):
    """What callers of a line hear before the tone."""

    recorded: bool = Field(description="Whether it is the line's own; else the words are spoken", examples=[True])
    words: str | None = Field(
        description="What is spoken; null where it is recorded",
        examples=["You have reached Sales. Nobody can take your call right now."],
    )
    duration_seconds: float | None = Field(description="Null where it is spoken", examples=[8.2])
    size: int | None = Field(description="Bytes of the audio; null where it is spoken", examples=[131244])
    made_at: datetime | None = Field(examples=["2026-11-21T14:00:00Z"])

    @classmethod
    def of(cls, greeting: Greeting) -> GreetingView:
        """Of a recorded one."""
        return cls(
            recorded=True,
            words=None,
            duration_seconds=greeting.duration_ms / 1000,
            size=greeting.size,
            made_at=when(greeting.made_at),
        )


@router.get("")
async def get_greeting(line: str, offhook: Offhook, asking: Asking) -> GreetingView:
    """What callers of a line hear before the tone."""

    def find(conn: Connection) -> GreetingView:
        found = lines.get(conn, asking.workspace_id, line)
        own = greetings.of_line(conn, asking.workspace_id, found.id)
        return _default(conn, found) if own is None else GreetingView.of(own)

    return await offhook.storage.read(find)


@router.get("/audio", response_class=Response, responses=AUDIO_ANSWERS)
async def get_greeting_audio(line: str, offhook: Offhook, asking: Asking, wish: Wishing) -> Response:
    """The line's own greeting as callers hear it: WAV, 8 kHz, mono, 16 bits."""

    def find(conn: Connection) -> tuple[Line, Greeting | None]:
        found = lines.get(conn, asking.workspace_id, line)
        return found, greetings.of_line(conn, asking.workspace_id, found.id)

    found, own = await offhook.storage.read(find)
    if own is None:
        raise Problem(
            "no-greeting",
            "There is no recorded greeting",
            f"{found.number} has the default greeting, which is spoken.",
            status=404,
        )
    return await sound(offhook.audio, own.content, own.size, f"greeting-{found.id}", wish)


@router.put("", openapi_extra=_UPLOAD)
async def set_greeting(line: str, offhook: Offhook, asking: Managing, request: Request) -> GreetingView:
    """Have callers hear a recording: WAV, MP3 or OGG, whatever its name is. It is levelled for the telephone."""
    from offhook.speech.upload import NotUsable, understand

    found = await offhook.storage.read(lambda conn: lines.get(conn, asking.workspace_id, line))
    try:
        recording = await asyncio.to_thread(understand, await request.body())
        kept = await asyncio.to_thread(offhook.audio.keep, recording.wav)
    except ClientDisconnect:
        raise Problem("broken-off", "The upload broke off", "The upload ended before its end.", status=400) from None
    except NotUsable as reason:
        raise Problem("recording-not-usable", "The recording can't be used", str(reason)) from None
    except NotKept as reason:
        raise unavailable("not-kept", "The greeting can't be kept", f"The greeting is not saved: {reason}.") from None
    greeting = Greeting(found.id, kept.content, kept.size, recording.duration_ms, offhook.clock.now())

    def put(conn: Connection) -> None:
        lines.get(conn, asking.workspace_id, found.id)  # it may be gone by now
        greetings.put(conn, asking.workspace_id, greeting)

    await noted(offhook, asking, "recorded a greeting of the line {}", put, look=_of_line, at=found.id)
    return GreetingView.of(greeting)


@router.delete("")
async def remove_greeting(line: str, offhook: Offhook, asking: Managing) -> GreetingView:
    """Go back to the default greeting."""

    def remove(conn: Connection) -> GreetingView:
        found = lines.get(conn, asking.workspace_id, line)
        greetings.remove(conn, asking.workspace_id, found.id)
        return _default(conn, found)

    return await noted(offhook, asking, "removed the greeting of the line {}", remove, look=_of_line, at=line)


def _of_line(conn: Connection, workspace_id: str, line: str) -> dict[str, Any]:
    """A line's greeting, for the audit log."""
    found = lines.get(conn, workspace_id, line)
    own = greetings.of_line(conn, workspace_id, found.id)
    return {"id": found.id, "number": found.number, "seconds": None if own is None else own.duration_ms / 1000}


def _default(conn: Connection, line: Line) -> GreetingView:
    from offhook.speech.render import render

    workspace = workspaces.get(conn, line.workspace_id)
    phrase = Phrase("voicemail.greeting", number=line.number, name=line.name)
    words = render(phrase, line.language, "" if workspace is None else workspace.country)
    return GreetingView(recorded=False, words=words, duration_seconds=None, size=None, made_at=None)
