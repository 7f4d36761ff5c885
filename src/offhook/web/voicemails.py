"""Voicemails over HTTP: listed, heard, downloaded, deleted and restored."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query, Response
from pydantic import BaseModel, Field, StrictBool
from sqlalchemy import Connection

from offhook.ids import is_id
from offhook.problems import Problem, not_found, unavailable
from offhook.voicemail import service, store
from offhook.voicemail.model import State, Voicemail
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.pages import Cursor, Limit, bad_cursor
from offhook.web.schemas import MadeAt, Strict, when, when_if
from offhook.web.sounds import AUDIO_ANSWERS, Wishing, sound

router = routes.router("/voicemails", tag="voicemails")


class ChangeVoicemailBody(Strict):
    """Whether it was heard."""

    heard: StrictBool = Field(examples=[True])


class VoicemailView(BaseModel):
    """A message that a caller left."""

    id: str = Field(examples=["voicemail_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    call: str = Field(examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    line: str = Field(description="The id of the line that was called", examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    contact: str | None = Field(
        description="The id of the contact; null where the number was withheld",
        examples=["contact_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )
    caller: str | None = Field(description="Null where it was withheld", examples=["+12025550122"])
    caller_name: str = Field(description="As it was known then; may be empty", examples=["Dana Ruiz"])
    state: Literal["waiting", "kept", "lost"] = Field(
        description="Whether the audio can be heard: it is being fetched, is there, or was lost by the network"
    )
    duration_seconds: float | None = Field(description="Null until it is kept", examples=[12.4])
    size: int | None = Field(description="Bytes of the audio; null until it is kept", examples=[198444])
    trouble: str | None = Field(
        description="Why it is not here yet, where something is wrong; null otherwise",
        examples=["/var/lib/offhook/data/voicemail can't be written: No space left on device"],
    )
    cut_short: bool = Field(
        description="Whether a part may be missing: there was no room for all of it while it was recorded",
        examples=[False],
    )
    left_at: MadeAt
    heard_at: datetime | None = Field(examples=["2026-11-21T14:03:00Z"])
    deleted_at: datetime | None = Field(examples=["2026-11-21T14:05:00Z"])

    @classmethod
    def of(cls, voicemail: Voicemail, trouble: str) -> VoicemailView:
        """From the store's; `trouble` is what keeps messages from being kept now."""
        return cls(
            id=voicemail.id,
            call=voicemail.call_id,
            line=voicemail.line_id,
            contact=voicemail.contact_id,
            caller=voicemail.caller,
            caller_name=voicemail.caller_name,
            state=_state(voicemail.state),
            duration_seconds=None if voicemail.duration_ms is None else voicemail.duration_ms / 1000,
            size=voicemail.size,
            trouble=(trouble or None) if voicemail.state is State.WAITING else None,
            cut_short=voicemail.cut_short,
            left_at=when(voicemail.left_at),
            heard_at=when_if(voicemail.heard_at),
            deleted_at=when_if(voicemail.deleted_at),
        )


class VoicemailPage(BaseModel):
    """Voicemails, the latest first."""

    items: list[VoicemailView]
    next: str | None = Field(
        description="The `cursor` of the next page",
        examples=["1795298400123456.voicemail_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )


@router.get("")
async def list_voicemails(
    offhook: Offhook,
    asking: Asking,
    limit: Limit = 50,
    cursor: Cursor = None,
    line: Annotated[str | None, Query(description="The id of a line")] = None,
    heard: Annotated[bool | None, Query(description="Only those that were heard, or were not")] = None,
    deleted: Annotated[bool, Query(description="Those that were deleted, instead of the others")] = False,
) -> VoicemailPage:
    """Voicemails of the workspace, the latest first. Recordings that are too short or silent are no messages."""
    before = None if cursor is None else _parse_cursor(cursor)
    found = await offhook.storage.read(
        lambda conn: store.page(
            conn, asking.workspace_id, limit=limit + 1, before=before, line=line, heard=heard, deleted=deleted
        )
    )
    more = len(found) > limit
    found = found[:limit]
    return VoicemailPage(
        items=[VoicemailView.of(each, offhook.keeper.trouble) for each in found],
        next=f"{found[-1].left_at}.{found[-1].id}" if more else None,
    )


@router.get("/{voicemail}")
async def get_voicemail(voicemail: str, offhook: Offhook, asking: Asking) -> VoicemailView:
    """One voicemail, deleted or not."""
    return VoicemailView.of(await _voicemail(offhook, asking.workspace_id, voicemail), offhook.keeper.trouble)


@router.get("/{voicemail}/audio", response_class=Response, responses=AUDIO_ANSWERS)
async def get_voicemail_audio(voicemail: str, offhook: Offhook, asking: Asking, wish: Wishing) -> Response:
    """What was said: WAV, 8 kHz, mono, 16 bits."""
    found = await _voicemail(offhook, asking.workspace_id, voicemail)
    content, size = _kept(found)
    return await sound(offhook.audio, content, size, found.id, wish)


@router.patch("/{voicemail}")
async def change_voicemail(
    voicemail: str, body: ChangeVoicemailBody, offhook: Offhook, asking: Asking
) -> VoicemailView:
    """Mark it as heard, or as not heard."""
    now = offhook.clock.now()
    marked = await offhook.storage.write(
        lambda conn: service.mark_heard(conn, asking.workspace_id, voicemail, body.heard, now)
    )
    return VoicemailView.of(marked, offhook.keeper.trouble)


@router.delete("/{voicemail}", status_code=204)
async def remove_voicemail(voicemail: str, offhook: Offhook, asking: Managing) -> None:
    """Delete it. It can be restored."""
    now = offhook.clock.now()

    def remove(conn: Connection) -> None:
        service.remove(conn, asking.workspace_id, voicemail, now)

    await noted(offhook, asking, "deleted the voicemail {}", remove, look=_deleted, at=voicemail)


@router.post("/{voicemail}/restore")
async def restore_voicemail(voicemail: str, offhook: Offhook, asking: Managing) -> VoicemailView:
    """Take its deletion back."""

    def restore(conn: Connection) -> Voicemail:
        return service.restore(conn, asking.workspace_id, voicemail)

    restored = await noted(offhook, asking, "restored the voicemail {}", restore, look=_deleted, at=voicemail)
    return VoicemailView.of(restored, offhook.keeper.trouble)


def _deleted(conn: Connection, workspace_id: str, voicemail: str) -> dict[str, Any]:
    """Whether it is deleted, for the audit log: nothing of the message itself."""
    found = service.get(conn, workspace_id, voicemail)
    return {"id": found.id, "deleted_at": found.deleted_at}


async def _voicemail(offhook: Offhook, workspace: str, voicemail: str) -> Voicemail:
    return await offhook.storage.read(lambda conn: service.get(conn, workspace, voicemail))


def _kept(voicemail: Voicemail) -> tuple[str, int]:
    """The audio's hash and size.

    Raises:
        Problem: it is not here yet, or never will be.
    """
    if voicemail.content is not None and voicemail.size is not None:
        return voicemail.content, voicemail.size
    if voicemail.state is State.WAITING:
        raise unavailable("audio-awaited", "The audio is not here yet", "The audio is being fetched: try again soon.")
    raise Problem(
        "audio-lost", "The audio was lost", "The network has lost what this caller said: call them back.", status=404
    )


def _state(state: State) -> Literal["waiting", "kept", "lost"]:
    match state:
        case State.WAITING:
            return "waiting"
        case State.KEPT:
            return "kept"
        case State.LOST:
            return "lost"
        case State.EMPTY:
            raise not_found("voicemail", "in an empty recording")


def _parse_cursor(cursor: str) -> tuple[int, str]:
    at, dot, last = cursor.partition(".")
    if not (dot and at.isascii() and at.isdigit() and len(at) <= 18 and is_id(last, "voicemail")):
        raise bad_cursor()
    return int(at), last
