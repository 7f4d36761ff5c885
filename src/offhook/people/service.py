"""Adding members, changing what they are, and letting them go."""

from __future__ import annotations

import re

from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook import checks, numbers
from offhook.calls.values import Extension
from offhook.ids import new_id
from offhook.people import keys, links, passkeys, passwords, pins, sessions, store
from offhook.people.model import Copies, Member, Role
from offhook.problems import conflict, invalid, not_found
from offhook.workspaces import service as workspaces

LONGEST_NAME = 100
_EXTENSION = re.compile(r"[0-9]{2,6}")


def add(
    conn: Connection,
    workspace_id: str,
    name: str,
    *,
    role: Role = Role.AGENT,
    email: str | None = None,
    number: str | None = None,
    extension: str | None = None,
    now: int,
) -> Member:
    """Add a member. `number` is their own phone; without it the first call that names one is remembered.

    Raises:
        Problem: a value can't be used, or the address or the extension is another member's.
    """
    country = workspaces.get(conn, workspace_id).country
    member = Member(
        id=new_id("member"),
        workspace_id=workspace_id,
        name=checks.text("name", name, longest=LONGEST_NAME),
        email=_free_email(conn, workspace_id, email, None),
        role=role,
        number=None if number is None else numbers.parse(number, country),
        active=True,
        created_at=now,
        extension=_free_extension(conn, workspace_id, extension, None),
    )
    store.add(conn, member)
    return member


def get(conn: Connection, workspace_id: str, member_id: str) -> Member:
    """One member, active or not.

    Raises:
        Problem: this workspace has none.
    """
    found = store.get(conn, workspace_id, member_id)
    if found is None:
        raise not_found("member", member_id)
    return found


def change(
    conn: Connection,
    workspace_id: str,
    member_id: str,
    *,
    name: str | UnsetType = UNSET,
    email: str | UnsetType | None = UNSET,
    role: Role | UnsetType = UNSET,
    number: str | UnsetType | None = UNSET,
    extension: str | UnsetType | None = UNSET,
    active: bool | UnsetType = UNSET,
    copies: Copies | UnsetType = UNSET,
    may_unmask: bool | UnsetType = UNSET,
    now: int,
) -> Member:
    """Change what is given. A member who is made inactive keeps their records, is signed out, and loses their keys,
    passkeys, password, PIN, extension and the right to unmask. Links are of somebody as they were: another role or
    address makes them useless.

    Raises:
        Problem: a value can't be used, the address or the extension is another's, or the last owner would be gone.
    """
    before = get(conn, workspace_id, member_id)
    after = replace(
        before,
        name=before.name if name is UNSET else checks.text("name", name, longest=LONGEST_NAME),
        email=before.email if email is UNSET else _free_email(conn, workspace_id, email, member_id),
        role=before.role if role is UNSET else role,
        active=before.active if active is UNSET else active,
        copies=before.copies if copies is UNSET else copies,
        may_unmask=before.may_unmask if may_unmask is UNSET else may_unmask,
    )
    if number is not UNSET:
        country = workspaces.get(conn, workspace_id).country
        after = replace(after, number=None if number is None else numbers.parse(number, country))
    if extension is not UNSET:
        after = replace(after, extension=_free_extension(conn, workspace_id, extension, member_id))
    if not after.active:
        after = replace(after, extension=None, may_unmask=False)
    if not (after.active and after.role is Role.OWNER):
        _keep_an_owner(conn, before)
    store.save(conn, after)
    if before.active and not after.active:
        keys.revoke_all(conn, workspace_id, member_id, now)
        pins.remove_pin(conn, workspace_id, member_id)
        passwords.remove(conn, workspace_id, member_id)
        passkeys.remove_all(conn, workspace_id, member_id)
        sessions.end_all(conn, workspace_id, member_id)
    if (before.active, before.role, before.email) != (after.active, after.role, after.email):
        # Whoever was given one for an agent must not come in as an owner, nor a mailbox that is another's by now.
        links.remove_all(conn, workspace_id, member_id)
    return after


def _free_email(conn: Connection, workspace_id: str, email: str | None, member_id: str | None) -> str | None:
    if email is None:
        return None
    address = checks.email("email", email)
    holder = store.by_email(conn, workspace_id, address)
    if holder is not None and holder.id != member_id:
        raise conflict("email-taken", "The address is taken", f"{address} is {holder.name}'s address.", "email")
    return address


def _free_extension(
    conn: Connection, workspace_id: str, extension: str | None, member_id: str | None
) -> Extension | None:
    if extension is None:
        return None
    if not _EXTENSION.fullmatch(extension):
        raise invalid("extension", "An extension has 2 to 6 digits, such as 201, and nothing else.")
    if numbers.begins_in_an_emergency(extension):
        raise invalid(
            "extension",
            f"{extension} begins as an emergency number does somewhere: choose another, which begins with 2 perhaps.",
        )
    holder = store.by_extension(conn, workspace_id, extension)
    if holder is not None and holder.id != member_id:
        raise conflict(
            "extension-taken", "The extension is taken", f"{extension} is {holder.name}'s extension.", "extension"
        )
    return Extension(extension)


def _keep_an_owner(conn: Connection, leaving: Member) -> None:
    if [owner.id for owner in store.owners(conn, leaving.workspace_id)] == [leaving.id]:
        raise conflict(
            "last-owner",
            "A workspace needs an owner",
            f"{leaving.name} is the only owner of this workspace: make somebody else an owner first.",
        )
