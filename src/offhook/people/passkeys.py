"""Passkeys: public keys of members whose private half is on a device, opened there by a finger, a face or a PIN.

A credential is discoverable: it says itself whose it is, so nobody types an address. What is signed is a challenge of
ours (people/challenges.py), at our own address: a page of somebody else's gets nothing that would open anything here.
What is exchanged with the device is in people/ceremonies.py.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from offhook import checks
from offhook.ids import new_id
from offhook.people import store
from offhook.people.model import Passkey, members, passkeys
from offhook.problems import Problem, conflict, invalid, not_found

LONGEST_NAME = 60
LONGEST_ID = 1023
"""Bytes of a credential's id (WebAuthn level 3, 4)."""
MOST = 20


class RelyingParty(Struct, frozen=True):
    """Where passkeys of this installation work."""

    id: str
    """Its name: `phone.example.com`."""
    origin: str
    """The address of its pages: `https://phone.example.com`."""


class NewCredential(Struct, frozen=True):
    """What a device has made for a member, and what was found good."""

    credential: str
    public_key: bytes
    sign_count: int
    synced: bool


class Signed(Struct, frozen=True):
    """What a device has signed to let somebody in, and what was found good."""

    passkey: Passkey
    sign_count: int


def add(conn: Connection, workspace_id: str, member_id: str, name: str, made: NewCredential, now: int) -> Passkey:
    """Let a member sign in by what their device has made.

    Raises:
        Problem: the name can't be used, it is known already, they have many, or there is no such active member.
    """
    member = store.get(conn, workspace_id, member_id)
    if member is None or not member.active:
        raise not_found("member", member_id)
    called = checks.text("name", name, longest=LONGEST_NAME)
    theirs = every(conn, workspace_id, member_id)
    if len(theirs) >= MOST:
        raise conflict(
            "many-passkeys", "There are many passkeys already", f"You have {MOST} passkeys: remove one first."
        )
    if any(each.name == called for each in theirs):
        raise invalid("name", f"You have a passkey called {called} already: choose another name.")
    if conn.execute(select(passkeys.c.id).where(passkeys.c.credential == made.credential)).first() is not None:
        raise conflict("passkey-known", "The passkey is known already", "This passkey is somebody's already.")
    passkey = Passkey(
        id=new_id("passkey"),
        workspace_id=workspace_id,
        member_id=member_id,
        name=called,
        credential=made.credential,
        public_key=made.public_key,
        sign_count=made.sign_count,
        synced=made.synced,
        made_at=now,
        used_at=None,
    )
    conn.execute(insert(passkeys), {name: getattr(passkey, name) for name in passkey.__struct_fields__})
    return passkey


def by_credential(conn: Connection, credential: str) -> Passkey | None:
    """The passkey with this credential's id, of an active member of the whole installation."""
    query = select(passkeys).join(members, members.c.id == passkeys.c.member_id)
    row = conn.execute(query.where(passkeys.c.credential == credential, members.c.active)).one_or_none()
    return None if row is None else _passkey(row)


def used(conn: Connection, signed: Signed, now: int) -> bool:
    """Write down that one has let somebody in. False: it was removed meanwhile, or its counter shows a copy of it."""
    mine = passkeys.c.id == signed.passkey.id
    counted = or_(passkeys.c.sign_count < signed.sign_count, passkeys.c.sign_count + signed.sign_count == 0)
    values = {"sign_count": signed.sign_count, "used_at": now}
    return conn.execute(update(passkeys).where(mine, counted).values(values)).rowcount == 1


def every(conn: Connection, workspace_id: str, member_id: str) -> list[Passkey]:
    """A member's passkeys, the first made first."""
    mine = (passkeys.c.workspace_id == workspace_id) & (passkeys.c.member_id == member_id)
    return [_passkey(row) for row in conn.execute(select(passkeys).where(mine).order_by(passkeys.c.made_at))]


def get(conn: Connection, workspace_id: str, passkey_id: str) -> Passkey:
    """One passkey.

    Raises:
        Problem: this workspace has no such passkey.
    """
    mine = (passkeys.c.workspace_id == workspace_id) & (passkeys.c.id == passkey_id)
    row = conn.execute(select(passkeys).where(mine)).one_or_none()
    if row is None:
        raise not_found("passkey", passkey_id)
    return _passkey(row)


def remove(conn: Connection, workspace_id: str, passkey_id: str) -> None:
    """Let nobody in by it any more."""
    conn.execute(delete(passkeys).where(passkeys.c.workspace_id == workspace_id, passkeys.c.id == passkey_id))


def remove_all(conn: Connection, workspace_id: str, member_id: str) -> None:
    """Remove a member's passkeys."""
    conn.execute(delete(passkeys).where(passkeys.c.workspace_id == workspace_id, passkeys.c.member_id == member_id))


def refused() -> Problem:
    """A passkey that lets nobody in; why, whoever made it up needs not know."""
    return Problem(
        "passkey-refused",
        "Not signed in",
        "This passkey is not known here, or was removed. Sign in another way, and add it anew in the settings.",
        status=401,
    )


def over() -> Problem:
    """A challenge that is not open any more."""
    return Problem(
        "challenge-over", "That took too long", "The passkey was asked for too long ago: try again.", status=401
    )


def unusable() -> Problem:
    """What a device answered is nothing that a passkey can be made of, or found by."""
    return invalid("credential", "This is no passkey that can be used here: try again, or with another device.")


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(**{name: getattr(row, name) for name in Passkey.__struct_fields__})
