"""Members' passwords over HTTP: their own, changed with the old one; anybody's by this machine's operator."""

from __future__ import annotations

from fastapi import Request
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.people import links, passwords, service, sessions, tries
from offhook.people.keys import KeyHolder
from offhook.people.model import Member, Proof
from offhook.people.tries import KNOWN_BROWSER
from offhook.problems import Problem, forbidden
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import AskingForOneself, AtTheMachine, Offhook, refuse_phone
from offhook.web.schemas import Strict
from offhook.web.sessions import Hashing, too_many_tries
from offhook.workspaces import service as workspaces

router = routes.router("/members", tag="members")

FRESH_S = 15 * 60
"""For so long after a sign-in link was used the old password isn't asked for: it may be what was forgotten."""


class PasswordBody(Strict):
    """A new password."""

    password: str = Field(
        description="10 characters or more, and not among the first that are guessed", examples=["violet kettle drum"]
    )
    old: str | None = Field(
        None,
        description="The old one. Not needed where there is none, soon after a sign-in link was used, and by the "
        "operator",
        examples=["brass lantern tide"],
    )


class PasswordView(BaseModel):
    """Whether there is a password. What it is, nobody can say."""

    set: bool = Field(examples=[True])
    signed_out: int = Field(description="How many other browsers were signed out", examples=[1])


@router.put("/{member}/password")
async def change_password(
    member: str,
    body: PasswordBody,
    request: Request,
    offhook: Offhook,
    asking: AskingForOneself,
    by_operator: AtTheMachine,
    hashing: Hashing,
) -> PasswordView:
    """Set your password. All other browsers are signed out. Others get a link by which they choose their own."""
    refuse_phone(asking)
    now, mac = offhook.clock.now(), offhook.secrets.mac
    limited = {mac(asking.member_id, "password tries"): KNOWN_BROWSER}

    def begin(conn: Connection) -> tuple[Member, str | None] | int:
        found = service.get(conn, asking.workspace_id, member)
        if found.id != asking.member_id and not by_operator:
            raise forbidden("You may change your own password; send others a sign-in link.")
        passwords.check(body.password, found, workspaces.get(conn, asking.workspace_id).name)
        old = None if by_operator else _old(conn, asking, found.id, now)
        until = None if old is None else tries.take(conn, limited, now)
        return (found, old) if until is None else until

    begun = await offhook.storage.write(begin)
    if isinstance(begun, int):
        raise too_many_tries(begun)
    whose, old = begun
    salt = passwords.salt_of(mac, whose.email, whose.id)
    if old is not None and (await hashing.fitting(body.old or "", salt, [old])) != [True]:
        raise Problem(
            "wrong-password",
            "The old password is wrong",
            "The old password is wrong." if body.old else "The old password is needed: send it as `old`.",
            status=403,
            field="old",
        )
    hashed = await hashing.hash(body.password, salt)

    def save(conn: Connection) -> int:
        passwords.save(conn, asking.workspace_id, whose.id, hashed, now)
        tries.was_right(conn, limited)
        links.remove_all(conn, asking.workspace_id, whose.id)
        return sessions.end_all(conn, asking.workspace_id, whose.id, but=asking.session_id)

    words = "gave the member {} a new password"
    signed_out = await noted(offhook, asking, words, save, look=service.get, at=whose.id)
    return PasswordView(set=True, signed_out=signed_out)


def _old(conn: Connection, asking: KeyHolder, member: str, now: int) -> str | None:
    """What is stored of the password that must be given; None when none must be."""
    if asking.session_id is not None:
        session = sessions.get(conn, asking.workspace_id, asking.session_id)
        if session.by is Proof.LINK and now - session.made_at < FRESH_S * 1_000_000:
            return None
    return passwords.stored(conn, asking.workspace_id, member)
