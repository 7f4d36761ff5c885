"""Texts over HTTP: looked at before they are sent, sent, read, called off, sent once more."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import Header, Response
from sqlalchemy import Connection

from offhook.dialing import idempotency
from offhook.lines import service as lines
from offhook.messages.model import Message
from offhook.messages.pictures import store as pictures
from offhook.people.model import Role
from offhook.problems import forbidden
from offhook.rating.of_messages import estimate
from offhook.records.live import ConversationChange
from offhook.texting import album, scheduling, service
from offhook.texting.service import NewText
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, AskingForOwn, Offhook
from offhook.web.message_views import MessageBody, MessageView, NewMessageBody, PreflightBody, PreflightView
from offhook.web.schemas import micros_if

router = routes.router(tag="messages")

Key = Annotated[
    str | None, Header(max_length=200, description="Your own name for this request", examples=["order-4711"])
]


@router.post("/messages", status_code=201)
async def send_message(
    body: NewMessageBody, offhook: Offhook, asking: Asking, response: Response, idempotency_key: Key = None
) -> MessageView:
    """Text somebody. What is answered is written down, and sent even if this server is killed at once.

    With an `Idempotency-Key` the same request is carried out once, however often it is sent within a day.
    """
    new = NewText(body.text, tuple(body.pictures), micros_if(body.send_at))

    def write(conn: Connection, now: int) -> Message:
        line = lines.get(conn, asking.workspace_id, body.line)
        to = service.number(conn, asking.workspace_id, body.to)
        weighed = album.weigh(conn, asking.workspace_id, new.pictures)
        scheduling.checked_time(new.send_at, now)
        message = service.write(conn, line, to, new, asking.member_id, offhook.texting, now, weighed=weighed)
        album.attach(conn, message, new.pictures)
        return message

    return await _sent(offhook, asking, response, write, idempotency_key, body.model_dump_json())


@router.post("/conversations/{conversation}/messages", status_code=201)
async def send_reply(
    conversation: str,
    body: MessageBody,
    offhook: Offhook,
    asking: Asking,
    response: Response,
    idempotency_key: Key = None,
) -> MessageView:
    """Text whom a conversation is with, from its line. As the request that texts somebody."""
    new = NewText(body.text, tuple(body.pictures), micros_if(body.send_at))

    def write(conn: Connection, now: int) -> Message:
        _, line, to = service.receiver(conn, asking.workspace_id, asking.member_id, conversation, body.number)
        weighed = album.weigh(conn, asking.workspace_id, new.pictures)
        scheduling.checked_time(new.send_at, now)
        message = service.write(conn, line, to, new, asking.member_id, offhook.texting, now, weighed=weighed)
        album.attach(conn, message, new.pictures)
        return message

    return await _sent(offhook, asking, response, write, idempotency_key, conversation + body.model_dump_json())


@router.post("/messages/preflight")
async def check_message(body: PreflightBody, offhook: Offhook, asking: Asking) -> PreflightView:
    """What a text would cost, and what is known to go wrong with it. Nothing is sent."""
    now = offhook.clock.now()

    def look(conn: Connection) -> PreflightView:
        line = lines.get(conn, asking.workspace_id, body.line)
        to = service.number(conn, asking.workspace_id, body.to)
        weighed = album.weigh(conn, asking.workspace_id, body.pictures)
        found = service.look(conn, line, to, body.text, weighed, offhook.texting, now)
        trunk = service.trunk_of(line, offhook.texting) or ""
        segments, pictures = found.counted.segments, weighed.pictures > 0
        return PreflightView.of(found, estimate(conn, asking.workspace_id, trunk, to, segments, pictures=pictures))

    return await offhook.storage.read(look)


@router.get("/messages/{message}")
async def get_message(message: str, offhook: Offhook, asking: Asking) -> MessageView:
    """One text."""
    return await view(offhook, await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id, message)))


@router.delete("/messages/{message}")
async def cancel_message(message: str, offhook: Offhook, asking: AskingForOwn) -> MessageView:
    """Call a text off that is not on its way yet."""

    def cancel(conn: Connection) -> Message:
        check_theirs(asking, service.get(conn, asking.workspace_id, message), "call it off")
        return service.cancel(conn, asking.workspace_id, message)

    cancelled = await noted(
        offhook, asking, "called off a message", cancel, look=service.get, at=message, called="a message"
    )
    told(offhook, cancelled)
    return await view(offhook, cancelled)


@router.post("/messages/{message}/again")
async def send_again(message: str, offhook: Offhook, asking: AskingForOwn) -> MessageView:
    """Send a text once more that failed, or of which nobody knows whether it was sent."""
    now = offhook.clock.now()

    def again(conn: Connection) -> Message:
        check_theirs(asking, service.get(conn, asking.workspace_id, message), "send it again")
        return service.again(conn, asking.workspace_id, message, offhook.texting, now)

    queued = await noted(
        offhook, asking, "sent a message again", again, look=service.get, at=message, called="a message"
    )
    told(offhook, queued)
    return await view(offhook, queued)


async def _sent(
    offhook: Offhook,
    asking: Asking,
    response: Response,
    write: service.Writing,
    key: str | None,
    request: str,
) -> MessageView:
    """Write a message down, once for a key, and have it sent."""
    now = offhook.clock.now()
    digest = hashlib.sha256(f"{asking.member_id} {request}".encode()).hexdigest()

    def once(conn: Connection) -> tuple[Message, bool]:
        former = None if key is None else idempotency.former(conn, asking.workspace_id, key, digest, now)
        if former is not None:
            return service.get(conn, asking.workspace_id, former), True
        message = write(conn, now)
        if key is not None:
            former = idempotency.remember(conn, asking.workspace_id, key, digest, message.id, now)
            if former is not None:
                raise service.WrittenMeanwhile(former)
        return message, False

    try:
        message, repeated = await offhook.storage.write(once)
    except service.WrittenMeanwhile as there:
        former = there.message_id
        message = await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id, former))
        repeated = True
    response.headers["Location"] = f"/api/v1/messages/{message.id}"
    if repeated:
        response.headers["Idempotent-Replayed"] = "true"
    else:
        told(offhook, message)
    return await view(offhook, message)


def check_theirs(asking: AskingForOwn, message: Message, do: str) -> None:
    """Refuse an agent another one's message.

    Raises:
        Problem: it is another's.
    """
    if asking.role is Role.AGENT and message.member_id != asking.member_id:
        whose = message.member_name or "the contact"
        raise forbidden(f"{whose} wrote this message: only they, an owner or a manager may {do}.")


async def view(offhook: Offhook, message: Message) -> MessageView:
    """A message with its pictures."""
    found = await offhook.storage.read(lambda conn: pictures.of_messages(conn, message.workspace_id, [message.id]))
    return MessageView.of(message, found.get(message.id, ()), offhook.gallery.links)


def told(offhook: Offhook, message: Message) -> None:
    """Tell of a message that was written or changed, and have it sent."""
    if message.conversation_id is not None:
        offhook.live.publish(message.workspace_id, ConversationChange(message.conversation_id))
    if offhook.sender is not None:
        offhook.sender.poke()
