"""Reading and writing messages. Plain functions of a connection; what isn't the outbox's is for one workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, Row, and_, exists, func, insert, or_, select, update

from offhook.messages.failures import Failure
from offhook.messages.model import Message, messages
from offhook.messages.segments import Encoding
from offhook.messages.states import WAITING, Direction, Kind, MessageState

_ENUMS = {"direction", "kind", "state", "failure", "encoding"}
_waits = (MessageState.QUEUED.value, MessageState.SENDING.value)


def add(conn: Connection, message: Message) -> None:
    """Write a new message."""
    conn.execute(insert(messages), _values(message))


def save(conn: Connection, message: Message) -> None:
    """Write a message anew. Of a notice that waits no more the words are gone: they may be a link that signs in."""
    if message.kind is Kind.NOTICE and message.state not in WAITING:
        message = replace(message, text="")
    conn.execute(update(messages).where(messages.c.id == message.id), _values(message))


def get(conn: Connection, workspace_id: str, message_id: str) -> Message | None:
    """One message."""
    query = select(messages).where(messages.c.id == message_id, messages.c.workspace_id == workspace_id)
    row = conn.execute(query).one_or_none()
    return None if row is None else message_of(row)


def locked(conn: Connection, message_id: str) -> Message | None:
    """One message of the installation, which nobody else changes before this transaction is over."""
    row = conn.execute(select(messages).where(messages.c.id == message_id).with_for_update()).one_or_none()
    return None if row is None else message_of(row)


def by_reference(conn: Connection, trunk_id: str, reference: str, direction: Direction) -> str | None:
    """The id of the message that a carrier calls so; of several that were sent, the last."""
    query = select(messages.c.id).where(
        messages.c.trunk_id == trunk_id, messages.c.reference == reference, messages.c.direction == direction.value
    )
    return conn.execute(query.order_by(messages.c.tried_at.desc()).limit(1)).scalar()


def last_place(conn: Connection, queue: str) -> int:
    """The latest place of what is in a queue; 0 for an empty one."""
    return conn.execute(select(func.max(messages.c.sort_at)).where(messages.c.queue == queue)).scalar() or 0


def heads(conn: Connection, now: int, most: int) -> list[Message]:
    """The oldest message that waits of each queue of the installation, where it is due and none is on its way."""
    before = messages.alias("before")
    earlier = exists().where(
        before.c.queue == messages.c.queue,
        before.c.state.in_(_waits),
        (before.c.sort_at < messages.c.sort_at)
        | (before.c.state == MessageState.SENDING.value)
        | ((before.c.sort_at == messages.c.sort_at) & (before.c.id < messages.c.id)),
    )
    query = select(messages).where(messages.c.state == MessageState.QUEUED.value, messages.c.due_at <= now, ~earlier)
    return [message_of(row) for row in conn.execute(query.order_by(messages.c.sort_at, messages.c.id).limit(most))]


def scheduled(
    conn: Connection, workspace_id: str, *, limit: int, after: tuple[int, str] | None = None
) -> list[Message]:
    """The workspace's messages that wait for their time, the next first. `after` is (send_at, id) of the one before."""
    query = select(messages).where(
        messages.c.workspace_id == workspace_id, messages.c.state == MessageState.SCHEDULED.value
    )
    if after is not None:
        at, last = after
        query = query.where(or_(messages.c.send_at > at, and_(messages.c.send_at == at, messages.c.id > last)))
    return [message_of(row) for row in conn.execute(query.order_by(messages.c.send_at, messages.c.id).limit(limit))]


def scheduled_until(conn: Connection, now: int, most: int) -> list[Message]:
    """The messages of the installation whose time has come."""
    query = select(messages).where(messages.c.state == MessageState.SCHEDULED.value, messages.c.due_at <= now)
    return [message_of(row) for row in conn.execute(query.order_by(messages.c.due_at, messages.c.id).limit(most))]


def notices_since(conn: Connection, workspace_id: str, number: str, since: int) -> int:
    """How many notices went to a phone since then."""
    query = select(func.count()).where(
        messages.c.workspace_id == workspace_id,
        messages.c.number == number,
        messages.c.kind == Kind.NOTICE.value,
        messages.c.direction == Direction.OUTBOUND.value,
        messages.c.made_at >= since,
    )
    return conn.execute(query).scalar_one()


def wrote_to(conn: Connection, workspace_id: str, line_id: str, number: str) -> bool:
    """Whether a member has ever texted a number from a line."""
    query = select(messages.c.id).where(
        messages.c.workspace_id == workspace_id,
        messages.c.number == number,
        messages.c.line_id == line_id,
        messages.c.direction == Direction.OUTBOUND.value,
        messages.c.kind == Kind.TEXT.value,
    )
    return conn.execute(query.limit(1)).first() is not None


def next_due(conn: Connection, now: int) -> int | None:
    """When the next message that waits becomes due, or the carrier is to be asked for one."""
    waits = select(func.min(messages.c.due_at)).where(
        messages.c.state == MessageState.QUEUED.value, messages.c.due_at > now
    )
    later = select(func.min(messages.c.due_at)).where(messages.c.state == MessageState.SCHEDULED.value)
    asks = select(func.min(messages.c.ask_at)).where(messages.c.ask_at.is_not(None))
    found = [at for at in (conn.execute(each).scalar() for each in (waits, later, asks)) if at is not None]
    return min(found, default=None)


def to_ask(conn: Connection, now: int, most: int) -> list[Message]:
    """The messages of the installation for which the carrier is to be asked what became of them."""
    query = select(messages).where(messages.c.ask_at <= now).order_by(messages.c.ask_at, messages.c.id).limit(most)
    return [message_of(row) for row in conn.execute(query)]


def references_alike(conn: Connection, message: Message) -> frozenset[str]:
    """What the carrier calls the other messages from the same line to the same number."""
    query = select(messages.c.reference).where(
        messages.c.workspace_id == message.workspace_id,
        messages.c.line_id == message.line_id,
        messages.c.number == message.number,
        messages.c.reference.is_not(None),
        messages.c.id != message.id,
        messages.c.text == message.text,
    )
    return frozenset(conn.execute(query).scalars())


def seen_lately(conn: Connection, workspace_id: str, line_id: str, failure: Failure, since: int) -> bool:
    """Whether the newest outcome of a line's texts since then is this failure."""
    over = (MessageState.DELIVERED.value, MessageState.UNDELIVERED.value, MessageState.FAILED.value)
    query = select(messages.c.failure).where(
        messages.c.workspace_id == workspace_id,
        messages.c.line_id == line_id,
        messages.c.direction == Direction.OUTBOUND.value,
        messages.c.state.in_(over),
        messages.c.sort_at >= since,
    )
    return conn.execute(query.order_by(messages.c.sort_at.desc()).limit(1)).scalar() == failure.value


def by_ids(conn: Connection, workspace_id: str, ids: Sequence[str]) -> list[Message]:
    """Those of a list that there are."""
    query = select(messages).where(messages.c.id.in_(ids), messages.c.workspace_id == workspace_id)
    return [message_of(row) for row in conn.execute(query)]


def message_of(row: Row[Any]) -> Message:
    """A message from its row."""
    found = dict(row._mapping)
    return Message(
        **found
        | {
            "direction": Direction(row.direction),
            "kind": Kind(row.kind),
            "state": MessageState(row.state),
            "failure": None if row.failure is None else Failure(row.failure),
            "encoding": Encoding(row.encoding),
        }
    )


def _values(message: Message) -> dict[str, Any]:
    fields = {name: getattr(message, name) for name in Message.__struct_fields__}
    return fields | {name: fields[name] and fields[name].value for name in _ENUMS}
