"""Texts that are written once and sent often, with places for names."""

from __future__ import annotations

import re
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, delete, func, insert, select, update

from offhook import checks, numbers
from offhook.calls.values import E164
from offhook.conversations import service
from offhook.conversations.model import Template, message_templates
from offhook.ids import new_id
from offhook.lines import service as lines
from offhook.people import service as people
from offhook.problems import conflict, invalid, not_found
from offhook.workspaces import service as workspaces

LONGEST_NAME = 64
LONGEST = 1600
MOST = 500
PLACES = ("name", "first_name", "line", "member")

_PLACE = re.compile(r"\{([^{}]*)\}")
_UNSTORABLE = re.compile("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\ud800-\udfff]")


def every(conn: Connection, workspace_id: str) -> list[Template]:
    """The workspace's templates, by name."""
    query = select(message_templates).where(message_templates.c.workspace_id == workspace_id)
    found = [Template(**row._mapping) for row in conn.execute(query)]
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


def get(conn: Connection, workspace_id: str, template_id: str) -> Template:
    """One template.

    Raises:
        Problem: this workspace has none.
    """
    query = select(message_templates).where(
        message_templates.c.id == template_id, message_templates.c.workspace_id == workspace_id
    )
    row = conn.execute(query).one_or_none()
    if row is None:
        raise not_found("template", template_id)
    return Template(**row._mapping)


def add(conn: Connection, workspace_id: str, name: str, text: str, now: int) -> Template:
    """Write a template.

    Raises:
        Problem: the name is another's, a value can't be used, or there are too many.
    """
    count = select(func.count()).where(message_templates.c.workspace_id == workspace_id)
    if conn.execute(count).scalar_one() >= MOST:
        raise conflict(
            "too-many-templates", "There are too many templates", f"There are {MOST} templates: remove some."
        )
    made = Template(new_id("template"), workspace_id, _free(conn, workspace_id, name, None), _text(text), now)
    conn.execute(insert(message_templates), _values(made))
    return made


def change(
    conn: Connection, workspace_id: str, template_id: str, *, name: str | None = None, text: str | None = None, now: int
) -> Template:
    """Change what is given.

    Raises:
        Problem: this workspace has no such template, the name is another's, or a value can't be used.
    """
    old = get(conn, workspace_id, template_id)
    new = replace(
        old,
        name=old.name if name is None else _free(conn, workspace_id, name, old.id),
        text=old.text if text is None else _text(text),
        changed_at=now,
    )
    conn.execute(update(message_templates).where(message_templates.c.id == old.id), _values(new))
    return new


def remove(conn: Connection, workspace_id: str, template_id: str) -> None:
    """Remove a template.

    Raises:
        Problem: this workspace has none.
    """
    found = get(conn, workspace_id, template_id)
    conn.execute(delete(message_templates).where(message_templates.c.id == found.id))


def names(conn: Connection, workspace_id: str, member_id: str, conversation_id: str) -> dict[str, str]:
    """What stands in the places of a template in a conversation, when this member writes there.

    Of a contact without a name, and of a line without one, the number; of callers who withhold theirs nothing.

    Raises:
        Problem: this workspace has no such conversation.
    """
    found = service.get(conn, workspace_id, member_id, conversation_id)
    line = lines.get(conn, workspace_id, found.line_id)
    country = workspaces.get(conn, workspace_id).country
    number = _readable(found.number, country)
    return {
        "name": found.name or number,
        "first_name": found.name.split(" ")[0] if found.name else number,
        "line": line.name or _readable(line.number, country),
        "member": people.get(conn, workspace_id, member_id).name,
    }


def filled(text: str, values: dict[str, str]) -> str:
    """A template's text with what stands in its places."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def _readable(number: str, country: str) -> str:
    return numbers.for_people(E164(number), country) if number else ""


def _free(conn: Connection, workspace_id: str, name: str, template_id: str | None) -> str:
    plain = checks.text("name", name, longest=LONGEST_NAME)
    for each in every(conn, workspace_id):
        if each.name.casefold() == plain.casefold() and each.id != template_id:
            raise conflict("name-taken", "The name is taken", f"There is a template “{each.name}” already.", "name")
    return plain


def _text(text: str) -> str:
    plain = text.strip()
    if not plain:
        raise invalid("text", "The template is empty.")
    if len(plain) > LONGEST:
        raise invalid("text", f"The template is too long: {LONGEST} characters at most.")
    if _UNSTORABLE.search(plain):
        raise invalid("text", "The template has characters that can't be kept.")
    for place in _PLACE.findall(plain):
        if place not in PLACES:
            known = ", ".join(f"{{{each}}}" for each in PLACES)
            raise invalid("text", f"{{{place[:40]}}} stands for nothing: there are {known}.")
    return plain


def _values(template: Template) -> dict[str, Any]:
    return {name: getattr(template, name) for name in Template.__struct_fields__}
