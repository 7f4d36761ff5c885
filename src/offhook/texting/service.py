"""Writing texts: looked at before they are sent, written down as queued, called off, sent once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook import numbers
from offhook.calls.values import E164, TrunkId
from offhook.contacts import service as contacts
from offhook.conversations import service as conversations
from offhook.conversations import texts
from offhook.conversations.model import Conversation
from offhook.ids import is_id, new_id
from offhook.limits.settings import limits_of as limits_of_calls
from offhook.limits.store import EVERYBODY
from offhook.lines import service as lines
from offhook.lines.model import Line
from offhook.messages import consents, preflight, store
from offhook.messages.failures import Failure
from offhook.messages.model import Message
from offhook.messages.port import PictureLimits, Texting
from offhook.messages.preflight import Facts, Finding, Preflight
from offhook.messages.segments import count
from offhook.messages.states import Direction, Kind, MessageState
from offhook.messages.text import storable
from offhook.numbers import NumberKind
from offhook.people import service as people
from offhook.problems import Problem, conflict, invalid, not_found
from offhook.workspaces import service as workspaces

DEAR = frozenset({NumberKind.PREMIUM, NumberKind.SHARED_COST, NumberKind.SATELLITE, NumberKind.PERSONAL})
"""Numbers that fraud earns its money with. Texts to the other kinds that may be refused calls cost what all do."""
REMEMBERED = 7 * 24 * 3600 * 1_000_000
"""Microseconds for which a line's last failure is held against its next text."""


class NewText(Struct, frozen=True):
    """What somebody wants to send."""

    text: str
    pictures: tuple[str, ...] = ()
    """Ids of pictures that were uploaded."""
    send_at: int | None = None
    """UTC, microseconds; None: at once."""


class Weighed(Struct, frozen=True):
    """Pictures that are to be sent: how many, and how large together."""

    pictures: int = 0
    bytes: int = 0


Weigh = Callable[[Connection, str, Sequence[str]], Weighed]
"""Looks at the pictures of a workspace that a text names. Raises `Problem` for one that isn't there."""


Writing = Callable[[Connection, int], Message]
"""Writes a message down, in a transaction, at a time."""


class WrittenMeanwhile(Exception):
    """Another request with the same key wrote a message at the same time: this one writes none."""

    def __init__(self, message_id: str) -> None:
        super().__init__(message_id)
        self.message_id = message_id


def no_pictures(conn: Connection, workspace_id: str, pictures: Sequence[str]) -> Weighed:
    """Where nobody keeps pictures.

    Raises:
        Problem: there is one all the same.
    """
    for picture in pictures:
        raise not_found("picture", picture, "pictures")
    return Weighed()


def trunk_of(line: Line, texting: Texting | None) -> TrunkId | None:
    """The first of a line's trunks that takes texts."""
    if texting is None:
        return None
    return next((TrunkId(trunk) for trunk in line.trunks if texting.carries(TrunkId(trunk))), None)


def limits_of(line: Line, texting: Texting | None) -> PictureLimits | None:
    """What may be sent of pictures from a line; None: none."""
    trunk = trunk_of(line, texting)
    if texting is None or trunk is None or numbers.kind(line.number) is NumberKind.TOLL_FREE:
        return None
    return texting.limits(trunk, line.number)


def look(
    conn: Connection, line: Line, to: E164, text: str, weighed: Weighed, texting: Texting | None, now: int
) -> Preflight:
    """What a text costs, and what is known against it."""
    workspace, kind = line.workspace_id, numbers.kind(to)
    refused = limits_of_calls(conn, workspaces.get(conn, workspace), EVERYBODY).refused_kinds if kind in DEAR else ()
    return preflight.check(
        Facts(
            text=text,
            to=to,
            kind=kind,
            dear=kind in refused,
            carried=trunk_of(line, texting) is not None,
            opted_out=consents.opted_out(conn, workspace, line.id, to) is not None,
            unregistered=store.seen_lately(conn, workspace, line.id, Failure.UNREGISTERED, now - REMEMBERED),
            toll_free=numbers.kind(line.number) is NumberKind.TOLL_FREE,
            own_line=to == line.number,
            pictures=weighed.pictures,
            picture_bytes=weighed.bytes,
            limits=limits_of(line, texting),
        )
    )


def number(conn: Connection, workspace_id: str, to: str, *, field: str = "to") -> E164:
    """Whom to text: a number as people write it.

    Raises:
        Problem: it is none.
    """
    return numbers.parse(to, workspaces.get(conn, workspace_id).country, field=field)


def write(
    conn: Connection,
    line: Line,
    to: E164,
    new: NewText,
    member_id: str,
    texting: Texting | None,
    now: int,
    *,
    weighed: Weighed | None = None,
) -> Message:
    """Write a text down, to be sent as soon as this is committed.

    Raises:
        Problem: it can't be sent, and what to do about it.
    """
    found = look(conn, line, to, new.text, weighed or Weighed(), texting, now)
    if found.stopped is not None:
        raise refusal(found.stopped)
    contact = contacts.ensure(conn, line.workspace_id, to, now=now)
    message = _new(line, to, storable(new.text.strip()), now)
    conversation = texts.of_contact(conn, line.workspace_id, line.id, contact.id, message.id, now)
    message = _placed(
        conn,
        replace(
            message,
            contact_id=contact.id,
            conversation_id=conversation,
            queue=conversation,
            member_id=member_id,
            member_name=people.get(conn, line.workspace_id, member_id).name,
            send_at=new.send_at,
            due_at=message.due_at if new.send_at is None else new.send_at,
            state=MessageState.QUEUED if new.send_at is None else MessageState.SCHEDULED,
        ),
    )
    store.add(conn, message)
    return message


def notify(conn: Connection, line: Line, to: E164, text: str, now: int) -> Message:
    """Write a notice down: from the system to a phone, in no conversation. Who opted out gets those too."""
    message = _placed(conn, replace(_new(line, to, storable(text), now), kind=Kind.NOTICE))
    store.add(conn, message)
    return message


def receiver(
    conn: Connection, workspace_id: str, member_id: str, conversation_id: str, to: str | None
) -> tuple[Conversation, Line, E164]:
    """The conversation that is written in, its line, and at which of the contact's numbers.

    Raises:
        Problem: there is no such conversation, or nobody in it who can be texted.
    """
    found = conversations.get(conn, workspace_id, member_id, conversation_id)
    line = lines.get(conn, workspace_id, found.line_id)
    if found.contact_id is None:
        raise conflict("number-withheld", "There is no number", "They withhold their number: nobody can text them.")
    known = contacts.stored(conn, workspace_id, found.contact_id).numbers
    if to is not None:
        wanted = number(conn, workspace_id, to, field="number")
        if wanted not in known:
            raise invalid("number", f"{wanted} is not a number of this contact: choose one of theirs.")
        return found, line, wanted
    if not found.number:
        raise conflict("no-number", "There is no number", "This contact has no number any more: give them one first.")
    return found, line, E164(found.number)


def get(conn: Connection, workspace_id: str, message_id: str) -> Message:
    """One message; no notice, which is in no conversation and may hold a link that signs in.

    Raises:
        Problem: this workspace has none.
    """
    found = store.get(conn, workspace_id, message_id) if is_id(message_id, "message") else None
    if found is None or found.kind is Kind.NOTICE:
        raise not_found("message", message_id)
    return found


def cancel(conn: Connection, workspace_id: str, message_id: str) -> Message:
    """Call a message off that isn't on its way yet.

    Raises:
        Problem: there is none, or it is too late.
    """
    found = store.locked(conn, get(conn, workspace_id, message_id).id)
    if found is None:
        raise not_found("message", message_id)
    if found.state is MessageState.CANCELLED:
        return found
    if found.state not in {MessageState.SCHEDULED, MessageState.QUEUED}:
        raise conflict("too-late", "It is too late", "This message is on its way already: it can't be called off.")
    cancelled = replace(found, state=MessageState.CANCELLED)
    store.save(conn, cancelled)
    return cancelled


def again(conn: Connection, workspace_id: str, message_id: str, texting: Texting | None, now: int) -> Message:
    """Send a message once more that failed, or of which nobody knows whether it was sent.

    Raises:
        Problem: there is none, it did not fail, or it can't be sent now either.
    """
    found = store.locked(conn, get(conn, workspace_id, message_id).id)
    states = {MessageState.FAILED, MessageState.UNDELIVERED, MessageState.UNKNOWN}
    if found is None or found.direction is not Direction.OUTBOUND or found.kind is not Kind.TEXT:
        raise not_found("message", message_id)
    if found.state not in states:
        raise conflict("not-failed", "It did not fail", "This message did not fail: there is nothing to send again.")
    line = lines.get(conn, workspace_id, found.line_id)
    stopped = look(conn, line, found.number, found.text or " ", Weighed(), texting, now).stopped
    if stopped is not None and stopped.code != "empty":
        raise refusal(stopped)
    queued = _placed(
        conn,
        replace(
            found,
            state=MessageState.QUEUED,
            failure=None,
            carrier_code="",
            detail="",
            reference=None,
            trunk_id=None,
            due_at=now,
            tried_at=None,
            ask_at=None,
            asks=0,
            sort_at=now,
        ),
    )
    store.save(conn, queued)
    if found.contact_id is not None:
        texts.of_contact(conn, workspace_id, line.id, found.contact_id, queued.id, queued.sort_at)
    return queued


def refusal(finding: Finding) -> Problem:
    """Why a message isn't taken."""
    return Problem("message-refused", "The message can't be sent", finding.text, field="text", code=finding.code)


def _placed(conn: Connection, message: Message) -> Message:
    """Behind everything else in its queue, whatever the clock does."""
    return replace(message, sort_at=max(message.sort_at, store.last_place(conn, message.queue) + 1))


def _new(line: Line, to: E164, text: str, now: int) -> Message:
    counted = count(text)
    return Message(
        id=new_id("message"),
        workspace_id=line.workspace_id,
        line_id=line.id,
        number=to,
        direction=Direction.OUTBOUND,
        kind=Kind.TEXT,
        text=text,
        made_at=now,
        sort_at=now,
        state=MessageState.QUEUED,
        queue=f"{line.id}{to}",
        due_at=now,
        segments=counted.segments,
        encoding=counted.encoding,
    )
