"""Pictures over HTTP: uploaded for a text, taken away again, and seen by addresses that hold for a while."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any, Literal

from fastapi import Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection
from starlette.requests import ClientDisconnect

from offhook.messages.pictures import store
from offhook.messages.pictures.model import Picture
from offhook.problems import Problem, not_found, unavailable
from offhook.records.live import ConversationChange
from offhook.texting import album, service
from offhook.texting.images import SENT, NotUsable
from offhook.texting.picture_links import SEEN_FOR_S, Links
from offhook.voicemail.files import NotKept, Unreadable
from offhook.web import routes
from offhook.web.context import Asking, Offhook
from offhook.web.schemas import when

router = routes.router("/pictures", tag="messages")

ID = "picture_01kb3fjj2m8w2x4y6z0a1b2c3d"
URL = f"/api/v1/pictures/{ID}/file?until=1795299300&proof=0f1e2d3c4b5a69788796a5b4c3d2e1f0"
_UPLOAD = {
    "requestBody": {
        "required": True,
        "description": "The picture itself: JPEG, PNG, GIF or WebP, 20 MB at most; its content says which",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture",
        "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif"}


class PictureView(BaseModel):
    """A picture, as it is kept: upright, small enough for carriers, and without what travels in files unseen."""

    id: str = Field(examples=[ID])
    kind: str = Field(description="Its media type", examples=["image/jpeg"])
    width: int | None = Field(description="Pixels; null until it is kept", examples=[1200])
    height: int | None = Field(examples=[900])
    bytes: int = Field(description="0 until it is kept", examples=[183000])
    state: Literal["fetching", "kept", "failed"] = Field(description="Whether it can be seen")
    reason: str = Field(description="Why it failed; empty: it did not", examples=[""])
    tried_again_at: datetime | None = Field(
        description="Of one that failed: when it is fetched again; null: not by itself", examples=[None]
    )
    url: str | None = Field(
        description=f"Where it is, for {SEEN_FOR_S // 60} minutes at least, without a key; null where it is not kept",
        examples=[URL],
    )

    @classmethod
    def of(cls, picture: Picture, links: Links) -> PictureView:
        """From the store's."""
        return cls(
            id=picture.id,
            kind=picture.kind,
            width=picture.width,
            height=picture.height,
            bytes=picture.bytes,
            state=picture.state.value,
            reason=picture.reason,
            tried_again_at=None if picture.due_at is None or not picture.reason else when(picture.due_at),
            url=links.seen(picture),
        )


@router.post("", status_code=201, openapi_extra=_UPLOAD)
async def upload_picture(offhook: Offhook, asking: Asking, request: Request, response: Response) -> PictureView:
    """Bring a picture that is to be sent. It waits for 30 days; a text names it by its id."""
    try:
        image = await offhook.gallery.studio.understand(await request.body(), SENT)
        kept = await asyncio.to_thread(offhook.gallery.files.keep, image.data)
    except ClientDisconnect:
        raise Problem("broken-off", "The upload broke off", "The upload ended before its end.", status=400) from None
    except NotUsable as reason:
        raise Problem(
            "picture-not-usable", "The picture can't be used", f"The picture can't be used: {reason}."
        ) from None
    except NotKept as reason:
        raise unavailable("not-kept", "The picture can't be kept", f"The picture is not saved: {reason}.") from None
    now = offhook.clock.now()
    made = await offhook.storage.write(lambda conn: album.uploaded(conn, asking.workspace_id, image, kept, now))
    response.headers["Location"] = f"/api/v1/pictures/{made.id}"
    return PictureView.of(made, offhook.gallery.links)


@router.get("/{picture}")
async def get_picture(picture: str, offhook: Offhook, asking: Asking) -> PictureView:
    """One picture, with an address that holds for a while."""
    found = await offhook.storage.read(lambda conn: album.get(conn, asking.workspace_id, picture))
    return PictureView.of(found, offhook.gallery.links)


@router.delete("/{picture}", status_code=204)
async def remove_picture(picture: str, offhook: Offhook, asking: Asking) -> None:
    """Take a picture away that was not sent."""
    await offhook.storage.write(lambda conn: album.remove(conn, asking.workspace_id, picture))


@router.post("/{picture}/again")
async def fetch_picture_again(picture: str, offhook: Offhook, asking: Asking) -> PictureView:
    """Fetch a picture of a text that came in once more from the carrier, after that failed."""
    now = offhook.clock.now()

    def again(conn: Connection) -> tuple[Picture, str | None]:
        found = album.fetch_again(conn, asking.workspace_id, picture, now)
        return found, service.get(conn, asking.workspace_id, found.message_id or "").conversation_id

    found, conversation = await offhook.storage.write(again)
    if offhook.background.fetcher is not None:
        offhook.background.fetcher.poke()
    if conversation is not None:
        offhook.live.publish(asking.workspace_id, ConversationChange(conversation))
    return PictureView.of(found, offhook.gallery.links)


@router.get("/{picture}/file", response_class=Response, responses=_FILE)
async def see_picture(picture: str, offhook: Offhook, until: str = "", proof: str = "") -> Response:
    """What a picture shows, by the address that its view has: it needs no key, and holds for a while."""
    if not offhook.gallery.links.holds(picture, until, proof):
        raise not_found("picture", "at this address any more")
    found = await offhook.storage.read(lambda conn: store.linked(conn, picture))
    if found is None or found.content is None:
        raise not_found("picture", picture)
    try:
        data = await asyncio.to_thread(offhook.gallery.files.read, found.content)
    except Unreadable as error:
        raise unavailable(
            "picture-unreadable", "The picture can't be read", f"The picture can't be read: {error}."
        ) from error
    headers = {
        "Cache-Control": f"private, max-age={SEEN_FOR_S}",
        "X-Content-Type-Options": "nosniff",
        # Even if somebody opened it by itself, and a browser took it for something else.
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": f'inline; filename="{found.id}.{_ENDINGS.get(found.kind, "bin")}"',
        "Referrer-Policy": "no-referrer",
    }
    return Response(data, headers=headers, media_type=found.kind if found.kind in _ENDINGS else None)
