"""A person whom the workspace talks to."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from offhook.calls.values import E164
from offhook.storage.schema import Id, Micros, Number, metadata

# Words are compared byte by byte, so that an index finds those that begin with what was typed.
Word = String(64).with_variant(String(64, collation="C"), "postgresql")
# The same on both databases, whatever the language of the machine.
Place = String(64).with_variant(String(64, collation="C"), "postgresql")

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("name", Text, nullable=False, comment="empty while only the number is known"),
    Column("name_key", String(200), nullable=False, server_default="", comment="the same for names that are alike"),
    Column("place", Place, nullable=False, server_default="", comment="of the name in the alphabet"),
    Column("fields", JSON, nullable=False, comment="custom fields: their ids to string, number or boolean"),
    Column("notes", Text, nullable=False, server_default=""),
    Column("created_at", Micros, nullable=False),
    Column("removed_at", Micros, comment="kept for the records of calls with them"),
    Column("removed_numbers", JSON, comment="what it had, while it can be restored"),
    Column("forget_at", Micros, comment="until then it can be restored"),
    Column("merged_into", Id, comment="the contact that took over all of it"),
    Index("ix_contacts_workspace", "workspace_id", "removed_at", "id"),
    Index("ix_contacts_by_name", "workspace_id", "removed_at", "place", "id"),
    Index("ix_contacts_alike", "workspace_id", "name_key", "removed_at"),
    Index("ix_contacts_forget", "workspace_id", "forget_at"),
    Index("ix_contacts_merged", "merged_into"),
)

contact_numbers = Table(
    "contact_numbers",
    metadata,
    Column("workspace_id", Id, nullable=False),
    Column("number", Number, nullable=False),
    Column("contact_id", Id, ForeignKey("contacts.id"), nullable=False),
    Column("position", Integer, nullable=False, comment="the first is the one to call"),
    PrimaryKeyConstraint("workspace_id", "number"),
    Index("ix_contact_numbers_contact", "contact_id"),
)

contact_words = Table(
    "contact_words",
    metadata,
    Column("workspace_id", Id, nullable=False),
    Column("word", Word, nullable=False, comment="of the name, case folded"),
    Column("contact_id", Id, ForeignKey("contacts.id"), nullable=False),
    PrimaryKeyConstraint("workspace_id", "word", "contact_id"),
    Index("ix_contact_words_contact", "contact_id"),
)

contact_fields = Table(
    "contact_fields",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("folded", String(128), nullable=False, comment="the name, case folded: there is one each"),
    Column("position", Integer, nullable=False),
    Index("uq_contact_fields_name", "workspace_id", "folded", unique=True),
)

contact_imports = Table(
    "contact_imports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False, comment="who brought the file"),
    Column("file_name", Text, nullable=False),
    Column("sheet", JSON, nullable=False, comment="how the file is read"),
    Column("targets", JSON, comment="what each column is; null: nobody has said so"),
    Column("existing", String(10), nullable=False, comment="an Existing: what becomes of contacts that are there"),
    Column("state", String(10), nullable=False, comment="an ImportState"),
    Column("done", Integer, nullable=False, comment="rows"),
    Column("added", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("made_at", Micros, nullable=False),
    Column("ended_at", Micros),
    Column("problem", Text, nullable=False, comment="why it failed; empty: it has not"),
    Index("ix_contact_imports_workspace", "workspace_id", "made_at"),
    Index("ix_contact_imports_state", "state"),
)

contact_import_refusals = Table(
    "contact_import_refusals",
    metadata,
    Column("import_id", Id, ForeignKey("contact_imports.id"), nullable=False),
    Column("workspace_id", Id, nullable=False),
    Column("line", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("cells", JSON, nullable=False),
    PrimaryKeyConstraint("import_id", "line"),
)

Field = str | int | float | bool


class FieldDefinition(Struct, frozen=True):
    """A custom field that contacts of a workspace may have."""

    id: str
    workspace_id: str
    name: str
    position: int


class Contact(Struct, frozen=True):
    """A contact with all of its numbers, in their order. `name` is empty while only the number is known.

    The service gives and takes `fields` by their names; stored they are by the ids of their definitions.
    """

    id: str
    workspace_id: str
    name: str
    numbers: tuple[E164, ...]
    fields: dict[str, Field]
    created_at: int
    notes: str = ""


class ContactPage(Struct, frozen=True):
    """A page of contacts, the newest first; `after` continues it, None at the end."""

    contacts: tuple[Contact, ...]
    after: str | None
