"""What a member has begun to write in a conversation, and who looks after it, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.conversations import assigning, drafts, service
from offhook.conversations.drafts import LONGEST, MOST_PICTURES
from offhook.conversations.model import Conversation, Draft
from offhook.records.live import ConversationChange
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Offhook
from offhook.web.conversations import ConversationView
from offhook.web.schemas import Strict, when

router = routes.router("/conversations/{conversation}", tag="conversations")

PICTURE = "picture_01kb3fjj2m8w2x4y6z0a1b2c3d"


class DraftBody(Strict):
    """What is written so far."""

    text: str = Field("", max_length=LONGEST, examples=["Hi Dana, the gold plan"])
    pictures: list[str] = Field([], max_length=MOST_PICTURES, description="Their ids", examples=[[PICTURE]])


class DraftView(BaseModel):
    """Your draft in a conversation; nobody else sees it."""

    text: str = Field(description="Empty: there is none", examples=["Hi Dana, the gold plan"])
    pictures: list[str] = Field(examples=[[PICTURE]])
    changed_at: datetime | None = Field(description="Null: there is none", examples=["2026-11-21T14:00:00Z"])

    @classmethod
    def of(cls, draft: Draft) -> DraftView:
        """From the store's."""
        changed_at = when(draft.changed_at) if draft.changed_at else None
        return cls(text=draft.text, pictures=list(draft.pictures), changed_at=changed_at)


class AssigneeBody(Strict):
    """Who is to look after a conversation."""

    member: str | None = Field(
        description="The member's id; null: nobody in particular", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )


@router.get("/draft")
async def get_draft(conversation: str, offhook: Offhook, asking: Asking) -> DraftView:
    """What you have begun to write, on whatever device."""
    return DraftView.of(
        await offhook.storage.read(lambda conn: drafts.get(conn, asking.workspace_id, asking.member_id, conversation))
    )


@router.put("/draft")
async def set_draft(conversation: str, body: DraftBody, offhook: Offhook, asking: Asking) -> DraftView:
    """Keep what you have begun to write; an empty draft is none."""
    now = offhook.clock.now()
    return DraftView.of(
        await offhook.storage.write(
            lambda conn: drafts.put(
                conn, asking.workspace_id, asking.member_id, conversation, body.text, body.pictures, now
            )
        )
    )


@router.delete("/draft", status_code=204)
async def remove_draft(conversation: str, offhook: Offhook, asking: Asking) -> None:
    """Forget it."""
    await offhook.storage.write(lambda conn: drafts.remove(conn, asking.workspace_id, asking.member_id, conversation))


@router.put("/assignee")
async def set_assignee(conversation: str, body: AssigneeBody, offhook: Offhook, asking: Asking) -> ConversationView:
    """Have a member look after a conversation. The others see it as before."""

    def assign(conn: Connection) -> Conversation:
        return assigning.assign(conn, asking.workspace_id, asking.member_id, conversation, body.member)

    def look(conn: Connection, workspace_id: str, of: str) -> dict[str, Any]:
        found = service.get(conn, workspace_id, asking.member_id, of)
        return {"id": found.id, "name": found.name or found.number, "assignee": found.assignee_name}

    assigned = await noted(
        offhook, asking, "changed who looks after the conversation with {}", assign, look=look, at=conversation
    )
    offhook.live.publish(asking.workspace_id, ConversationChange(assigned.id))
    return ConversationView.of(assigned, offhook)
