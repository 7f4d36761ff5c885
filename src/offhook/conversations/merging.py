"""Two contacts that are the same person become one: numbers, fields, notes, and everything that happened with them.

Here, and not with the contacts, because their calls, voicemails and conversations are what has to come together.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Update, delete, func, select, update

from offhook import checks
from offhook.contacts import fields as definitions
from offhook.contacts import service as contacts
from offhook.contacts import store as contact_store
from offhook.contacts.model import Contact, Field
from offhook.contacts.service import LONGEST_NAME, LONGEST_NOTES, MOST_NUMBERS
from offhook.conversations import drafts
from offhook.conversations.model import conversation_notes, conversation_unread, conversations
from offhook.messages.model import messages
from offhook.problems import conflict, invalid, not_found
from offhook.records.model import calls
from offhook.voicemail.model import voicemails


class Difference(Struct, frozen=True):
    """Something that both contacts have, and of which one is kept."""

    field: str
    """`name`, or the name of a custom field."""
    kept: Field
    dropped: Field


class Preview(Struct, frozen=True):
    """What merging would make of two contacts."""

    result: Contact
    differences: tuple[Difference, ...]
    calls: int
    """Of the contact that goes."""
    conversations: int


def preview(conn: Connection, workspace_id: str, contact_id: str, other_id: str) -> Preview:
    """What merging `other_id` into `contact_id` would make of them.

    Raises:
        Problem: they can't be merged, or this workspace has not both.
    """
    kept, other = _both(conn, workspace_id, contact_id, other_id)
    names = {each.id: each.name for each in definitions.every(conn, workspace_id)}
    found = []
    if kept.name and other.name and kept.name != other.name:
        found.append(Difference("name", kept.name, other.name))
    for id_, name in names.items():
        if id_ in kept.fields and id_ in other.fields and kept.fields[id_] != other.fields[id_]:
            found.append(Difference(name, kept.fields[id_], other.fields[id_]))
    return Preview(
        definitions.by_name(definitions.every(conn, workspace_id), _joined(kept, other)),
        tuple(found),
        conn.execute(
            select(func.count()).where(calls.c.workspace_id == workspace_id, calls.c.contact_id == other.id)
        ).scalar_one(),
        conn.execute(select(func.count()).where(conversations.c.contact_id == other.id)).scalar_one(),
    )


def merge(
    conn: Connection,
    workspace_id: str,
    contact_id: str,
    other_id: str,
    *,
    name: str | None = None,
    fields: Mapping[str, Field] | None = None,
    now: int,
) -> Contact:
    """Merge `other_id` into `contact_id`. Of what both have the latter's is kept, but for what is given.

    Raises:
        Problem: they can't be merged, this workspace has not both, or a value can't be used.
    """
    kept, other = _both(conn, workspace_id, contact_id, other_id)
    joined = _joined(kept, other)
    if name is not None:
        joined = replace(joined, name=checks.text("name", name, longest=LONGEST_NAME, empty=True))
    if fields is not None:
        given = definitions.by_id(conn, workspace_id, contacts.checked_fields(fields))
        joined = replace(joined, fields=joined.fields | given)
    _take_over(conn, joined, other, now)
    return contacts.get(conn, workspace_id, kept.id)


def restore(conn: Connection, workspace_id: str, contact_id: str, now: int) -> Contact:
    """Have a contact back that was removed within the last day.

    What came of its numbers meanwhile comes with them, where nobody gave that a name; others' numbers stay theirs.

    Raises:
        Problem: there is no such contact.
    """
    found = contacts.restorable(conn, workspace_id, contact_id)
    holders = {number: contact_store.by_number(conn, workspace_id, number) for number in found.numbers}
    free = tuple(number for number, holder in holders.items() if holder is None)
    contact_store.restore(conn, replace(found, numbers=free))
    nameless = {holder.id: holder for holder in holders.values() if holder is not None and not holder.name}
    for holder in nameless.values():
        back = contacts.stored(conn, workspace_id, found.id)
        _take_over(conn, _joined(back, holder), holder, now)
    return contacts.get(conn, workspace_id, found.id)


def _both(conn: Connection, workspace_id: str, contact_id: str, other_id: str) -> tuple[Contact, Contact]:
    kept, other = (contact_store.get(conn, workspace_id, each) for each in (contact_id, other_id))
    if kept is None:
        raise not_found("contact", contact_id)
    if other is None:
        raise not_found("contact", other_id)
    if kept.id == other.id:
        raise invalid("other", "A contact can't be merged with itself: choose another one.")
    if len({*kept.numbers, *other.numbers}) > MOST_NUMBERS:
        raise conflict(
            "too-many-numbers",
            "The contacts have too many numbers",
            f"Together they have more than {MOST_NUMBERS} numbers, the most that a contact has: remove some first.",
        )
    return kept, other


def _joined(kept: Contact, other: Contact) -> Contact:
    """Both in one, under the id of the one that is kept."""
    notes = "\n\n".join(each for each in dict.fromkeys((kept.notes, other.notes)) if each)
    if len(notes) > LONGEST_NOTES:
        raise conflict(
            "notes-too-long",
            "The contacts have too long notes",
            f"Their notes are longer than {LONGEST_NOTES} characters together: shorten one first.",
        )
    return replace(
        kept,
        name=kept.name or other.name,
        numbers=tuple(dict.fromkeys((*kept.numbers, *other.numbers))),
        fields=other.fields | kept.fields,
        notes=notes,
    )


def _take_over(conn: Connection, joined: Contact, other: Contact, now: int) -> None:
    contact_store.merge(conn, other, joined.id, now)
    contact_store.save(conn, joined)
    for table in (calls, voicemails, messages):
        theirs = (table.c.workspace_id == joined.workspace_id, table.c.contact_id == other.id)
        conn.execute(update(table).where(*theirs).values(contact_id=joined.id))
    for row in conn.execute(select(conversations).where(conversations.c.contact_id == other.id)).all():
        same = conn.execute(
            select(conversations).where(
                conversations.c.workspace_id == joined.workspace_id,
                conversations.c.line_id == row.line_id,
                conversations.c.party == joined.id,
            )
        ).one_or_none()
        if same is None:
            conn.execute(_conversation(row.id), {"contact_id": joined.id, "party": joined.id})
            continue
        _bring_together(conn, row.id, same.id)
        conn.execute(delete(conversations).where(conversations.c.id == row.id))
        if same.assignee_id is None and row.assignee_id is not None:
            conn.execute(_conversation(same.id), {"assignee_id": row.assignee_id})
        if row.latest_at > same.latest_at:
            conn.execute(_conversation(same.id), {"latest_at": row.latest_at, "latest_id": row.latest_id})


def _bring_together(conn: Connection, gone: str, kept: str) -> None:
    """Notes and messages, and for whom one of two conversations is unread."""
    notes, unread = conversation_notes, conversation_unread
    conn.execute(update(messages).where(messages.c.conversation_id == gone).values(conversation_id=kept, queue=kept))
    conn.execute(update(notes).where(notes.c.conversation_id == gone).values(conversation_id=kept))
    already = select(unread.c.member_id).where(unread.c.conversation_id == kept)
    moved = update(unread).where(unread.c.conversation_id == gone, unread.c.member_id.not_in(already))
    conn.execute(moved.values(conversation_id=kept))
    conn.execute(delete(unread).where(unread.c.conversation_id == gone))
    drafts.bring_together(conn, gone, kept)


def _conversation(conversation_id: str) -> Update:
    return update(conversations).where(conversations.c.id == conversation_id)
