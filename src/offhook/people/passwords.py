"""Members' passwords: Argon2id, worked out on a thread of its own, and what makes a password too weak.

A password is of a member, so of one workspace: whoever runs another workspace with the same person can't change it.
All passwords of one e-mail address have the same salt, so that a sign-in takes one run of Argon2 whether the address
is unknown, has one member or five: how long it takes says nothing.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

from argon2 import Type, extract_parameters
from argon2.low_level import hash_secret
from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from offhook.people import store
from offhook.people.common_passwords import is_common
from offhook.people.model import Member, members, passwords
from offhook.people.pins import Mac
from offhook.problems import invalid, not_found, unavailable
from offhook.workspaces.model import workspaces

Made = TypeVar("Made")
Arguments = TypeVarTuple("Arguments")

MEMORY_KIB, PASSES, LANES, HASH_BYTES = 19_456, 2, 1, 32
"""OWASP's least for Argon2id. The same processor carries calls: more would be felt there."""
SALT_BYTES = 16
SHORTEST, LONGEST = 10, 256
MOST_WAITING = 50
"""Sign-ins that wait for the thread at once, some seconds of work; more are told to come again."""


class Candidate(Struct, frozen=True):
    """A member whose password it may be."""

    workspace_id: str
    workspace: str
    """Its name."""
    member_id: str
    hash: str


class Hasher:
    """Works Argon2 out on one thread: a crowd at the door takes one core, and the event loop none."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "offhook-passwords")
        self._waiting = 0

    async def hash(self, password: str, salt: bytes) -> str:
        """What is stored of a password, as a PHC string.

        Raises:
            Problem: too many wait already.
        """
        return await self._work(_argon2, password, salt)

    async def fitting(self, password: str, salt: bytes, stored: Sequence[str]) -> list[bool]:
        """Which of these a password fits. Takes a run of Argon2 with `salt` where none is stored, too.

        Raises:
            Problem: too many wait already.
        """
        return await self._work(_fitting, password, salt, stored)

    def close(self) -> None:
        """Let go of the thread."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _work(self, do: Callable[[*Arguments], Made], *arguments: *Arguments) -> Made:
        if self._waiting >= MOST_WAITING:
            raise unavailable("busy", "Too many sign in", "Too many people sign in just now: try again in a moment.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, do, *arguments)
        finally:
            self._waiting -= 1


def salt_of(mac: Mac, email: str | None, member_id: str) -> bytes:
    """The salt of an address, or of a member without one. Nobody can know it who hasn't the key of `mac`."""
    return bytes.fromhex(mac(email or member_id, "password salt"))[:SALT_BYTES]


def candidates(conn: Connection, email: str) -> list[Candidate]:
    """The active members of the whole installation with this address and a password, the first to join first."""
    query = (
        select(members.c.workspace_id, workspaces.c.name, members.c.id, passwords.c.hash)
        .join(passwords, passwords.c.member_id == members.c.id)
        .join(workspaces, workspaces.c.id == members.c.workspace_id)
        .where(members.c.email == email, members.c.active)
        .order_by(members.c.created_at, members.c.id)
    )
    return [Candidate(*row) for row in conn.execute(query)]


def stored(conn: Connection, workspace_id: str, member_id: str) -> str | None:
    """What is stored of a member's password; None when they have none."""
    mine = (passwords.c.workspace_id == workspace_id) & (passwords.c.member_id == member_id)
    return conn.execute(select(passwords.c.hash).where(mine)).scalar_one_or_none()


def save(conn: Connection, workspace_id: str, member_id: str, hashed: str, now: int) -> None:
    """Give a member the password of this hash.

    Raises:
        Problem: there is no such active member.
    """
    member = store.get(conn, workspace_id, member_id)
    if member is None or not member.active:
        raise not_found("member", member_id)
    remove(conn, workspace_id, member_id)
    row = {"member_id": member_id, "workspace_id": workspace_id, "hash": hashed, "set_at": now}
    conn.execute(insert(passwords), row)


def remove(conn: Connection, workspace_id: str, member_id: str) -> None:
    """Take a member's password away."""
    conn.execute(delete(passwords).where(passwords.c.workspace_id == workspace_id, passwords.c.member_id == member_id))


def check(password: str, member: Member, workspace_name: str) -> None:
    """Refuse what is guessed first, in words for who chose it.

    Raises:
        Problem: it is too short, too long, well known, or says who they are.
    """
    plain = tidy(password)
    if len(plain) < SHORTEST:
        raise invalid("password", f"The password has {len(plain)} characters: choose one with {SHORTEST} or more.")
    if len(plain) > LONGEST:
        raise invalid("password", f"The password is too long: {LONGEST} characters at most.")
    if len(set(plain)) < 5:
        raise invalid("password", "The password repeats too few characters: choose another, some words perhaps.")
    email = member.email or ""
    if is_common(plain, (member.name, email, email.partition("@")[0], workspace_name, "offhook")):
        raise invalid(
            "password",
            "This password is among the first that are guessed: choose another, three words that don't belong "
            "together perhaps.",
        )


def tidy(password: str) -> str:
    """The same characters however a keyboard composes them (RFC 8265, 4.1)."""
    return unicodedata.normalize("NFC", password)


def is_outdated(hashed: str, salt: bytes) -> bool:
    """Whether it should be worked out anew: with other parameters than today's, or another address's salt."""
    return _head(hashed) != _head(_encoded(salt, b""))


def _fitting(password: str, salt: bytes, hashes: Sequence[str]) -> list[bool]:
    heads = {_head(each) for each in hashes} or {_head(_encoded(salt, b""))}
    made = {head: _again(password, head) for head in sorted(heads)}
    return [hmac.compare_digest(made[_head(each)], each) for each in hashes]


def _argon2(password: str, salt: bytes) -> str:
    return _again(password, _head(_encoded(salt, b"")))


def _again(password: str, head: str) -> str:
    """The hash of a password with the parameters and the salt at the beginning of another."""
    salt = head.rpartition("$")[2]
    parameters = extract_parameters(f"{head}${'A' * 43}")
    return hash_secret(
        tidy(password).encode("utf-8", "surrogatepass"),
        base64.b64decode(salt + "=" * (-len(salt) % 4)),
        time_cost=parameters.time_cost,
        memory_cost=parameters.memory_cost,
        parallelism=parameters.parallelism,
        hash_len=HASH_BYTES,
        type=Type.ID,
    ).decode()


def _encoded(salt: bytes, hashed: bytes) -> str:
    parts = (base64.b64encode(each).decode().rstrip("=") for each in (salt, hashed))
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${'$'.join(parts)}"


def _head(hashed: str) -> str:
    return hashed.rpartition("$")[0]
