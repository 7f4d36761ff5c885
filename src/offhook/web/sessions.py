"""Signing in with a browser over HTTP: by e-mail address and password, for as long as the session lasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import structlog
from fastapi import Depends, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook import checks
from offhook.lines import service as lines
from offhook.people import passwords, service, sessions, tries
from offhook.people.keys import KeyHolder
from offhook.people.links import Used
from offhook.people.model import Member, Proof, Role, Session
from offhook.people.passwords import Candidate, Hasher
from offhook.people.sessions import NewSession
from offhook.people.tries import Limit
from offhook.phones import service as phones
from offhook.problems import Problem, conflict, forbidden, not_found
from offhook.web import cookies, routes
from offhook.web.address import client_address, neighbourhood
from offhook.web.changes import note, noted
from offhook.web.context import AskingForOneself, AskingForPerson, Offhook, refuse_phone
from offhook.web.members import MemberView
from offhook.web.phone_views import DialerView
from offhook.web.schemas import MadeAt, Strict, when
from offhook.web.workspace import WorkspaceView
from offhook.worker import Worker
from offhook.workspaces import service as workspaces

log = structlog.get_logger(__name__)

router = routes.router(tag="session")

WORDS = {
    Proof.PASSWORD: "password",
    Proof.LINK: "a link",
    Proof.PASSKEY: "a passkey",
    Proof.PHONE: "the link of a phone",
}


class NewSessionBody(Strict):
    """Who signs in."""

    email: str = Field(examples=["ann@example.com"])
    password: str = Field(examples=["violet kettle drum"])
    workspace: str | None = Field(
        None, description="Its name or id, for who is in several with the same password", examples=["Acme"]
    )


class SessionView(BaseModel):
    """Who is asking, and as whom a page of this browser may act."""

    member: MemberView
    workspace: WorkspaceView
    session: str | None = Field(
        description="The session's id; null for a key, and for the operator",
        examples=["session_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )
    csrf: str | None = Field(
        description="What a page sends as `X-Offhook-CSRF` with each request that changes something; null without a "
        "session",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    expires_at: datetime | None = Field(
        description="When the session ends unless it is used again", examples=["2026-11-28T14:00:00Z"]
    )
    has_password: bool = Field(
        description="Whether the member has a password; without one they came by a link", examples=[True]
    )
    phone: DialerView | None = Field(description="The phone of a line whose dialer this is; null: no phone's")
    practice: bool = Field(description="Whether calls go over the practice network", examples=[False])
    carriers: bool = Field(
        description="Whether they go over carriers that are driven by HTTP, which have accounts instead of trunks",
        examples=[False],
    )


class OneSessionView(BaseModel):
    """A browser that is signed in."""

    id: str = Field(examples=["session_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    this: bool = Field(description="Whether it is the one that asks", examples=[True])
    by: Proof = Field(description="How they signed in")
    address: str = Field(description="Where from", examples=["192.0.2.7"])
    agent: str = Field(description="What the browser calls itself", examples=["Mozilla/5.0 (X11; Linux x86_64)"])
    made_at: MadeAt
    seen_at: datetime = Field(description="To the minute", examples=["2026-11-21T15:07:00Z"])
    expires_at: datetime = Field(examples=["2026-11-28T15:07:00Z"])

    @classmethod
    def of(cls, session: Session, asking: KeyHolder) -> OneSessionView:
        """From the store's."""
        return cls(
            id=session.id,
            this=session.id == asking.session_id,
            by=session.by,
            address=session.address,
            agent=session.agent,
            made_at=when(session.made_at),
            seen_at=when(session.seen_at),
            expires_at=when(sessions.expires_at(session)),
        )


class SessionList(BaseModel):
    """Where a member is signed in, the first to begin first."""

    items: list[OneSessionView]


async def hasher(request: Request) -> Hasher:
    """Where passwords are hashed."""
    found: Hasher = request.app.state.hasher
    return found


Hashing = Annotated[Hasher, Depends(hasher)]


@router.post("/session", status_code=201)
async def sign_in(
    body: NewSessionBody, request: Request, offhook: Offhook, hashing: Hashing, response: Response
) -> SessionView:
    """Sign in with this browser. The session is a cookie; its page gets the token that changes need."""
    cookies.check_own_page(request)
    cookies.check_https(request)
    email = checks.email("email", body.email)
    limited = _limited(request, offhook, email)
    now = offhook.clock.now()

    def begin(conn: Connection) -> int | list[Candidate]:
        until = tries.take(conn, limited, now)
        return passwords.candidates(conn, email) if until is None else until

    found = await offhook.storage.write(begin)
    address = client_address(request, offhook.settings.http)
    if isinstance(found, int):
        log.warning("sign_in_locked", address=address)
        raise too_many_tries(found)
    salt = passwords.salt_of(offhook.secrets.mac, email, "")
    fits = await hashing.fitting(body.password, salt, [each.hash for each in found])
    theirs = [each for each, fit in zip(found, fits, strict=True) if fit]
    if not theirs:
        log.warning("sign_in_refused", address=address)
        raise Problem(
            "wrong-password", "Not signed in", "The e-mail address or the password is wrong.", status=401, field=None
        )
    await offhook.storage.write(lambda conn: tries.was_right(conn, limited))
    chosen = _choose(theirs, body.workspace)
    renewed = await hashing.hash(body.password, salt) if passwords.is_outdated(chosen.hash, salt) else None
    cookies.set_known_browser(request, response, offhook.secrets, email)

    def finish(conn: Connection) -> tuple[NewSession, SessionView]:
        if passwords.stored(conn, chosen.workspace_id, chosen.member_id) != chosen.hash:
            raise conflict("password-changed", "The password was changed", "The password was changed: sign in again.")
        if renewed is not None:
            passwords.save(conn, chosen.workspace_id, chosen.member_id, renewed, now)
        return begin_session(conn, request, offhook, Used(chosen.workspace_id, chosen.member_id), Proof.PASSWORD)

    return signed_in(request, response, *await offhook.storage.write(finish))


@router.get("/session")
async def get_session(request: Request, offhook: Offhook, asking: AskingForOneself, response: Response) -> SessionView:
    """Who is signed in with this browser, or whom your key acts as."""
    response.headers["Cache-Control"] = "no-store"
    token = None if asking.session_id is None else cookies.session_token(request)

    def find(conn: Connection) -> SessionView:
        session = None if asking.session_id is None else sessions.get(conn, asking.workspace_id, asking.session_id)
        return _view(conn, offhook, asking.workspace_id, asking.member_id, session, token)

    return await offhook.storage.read(find)


@router.delete("/session", status_code=204)
async def sign_out(request: Request, offhook: Offhook, asking: AskingForOneself, response: Response) -> None:
    """Sign this browser out."""
    session = asking.session_id
    if session is None:
        raise conflict("no-session", "Nobody is signed in", "A key isn't signed in: it can be revoked.")

    def end(conn: Connection) -> None:
        sessions.end(conn, asking.workspace_id, session)

    await noted(offhook, asking, "signed out", end, at=session)
    cookies.clear_session(request, response)


@router.get("/sessions")
async def list_sessions(offhook: Offhook, asking: AskingForPerson, member: str | None = None) -> SessionList:
    """Where you are signed in; for owners and managers where a `member` is."""

    def find(conn: Connection) -> SessionList:
        whose = _whose(conn, asking, member)
        found = sessions.every(conn, asking.workspace_id, whose.id, offhook.clock.now())
        return SessionList(items=[OneSessionView.of(each, asking) for each in found])

    return await offhook.storage.read(find)


@router.delete("/sessions")
async def end_sessions(
    request: Request, offhook: Offhook, asking: AskingForPerson, response: Response, member: str | None = None
) -> SessionList:
    """Sign you out everywhere, here too; for owners and managers a `member`."""

    refuse_phone(asking)

    def end(conn: Connection) -> str:
        whose = _whose(conn, asking, member).id
        sessions.end_all(conn, asking.workspace_id, whose)
        return whose

    words = "signed the member {} out everywhere"
    ended = await noted(offhook, asking, words, end, look=service.get, at=member or asking.member_id)
    if ended == asking.member_id and asking.session_id is not None:
        cookies.clear_session(request, response)
    return SessionList(items=[])


@router.delete("/sessions/{session}", status_code=204)
async def end_session(session: str, offhook: Offhook, asking: AskingForPerson) -> None:
    """Sign one browser out."""

    if session != asking.session_id:
        refuse_phone(asking)

    def end(conn: Connection) -> None:
        found = sessions.get(conn, asking.workspace_id, session)
        if asking.role is Role.AGENT and found.member_id != asking.member_id:
            raise not_found("session", session)
        _whose(conn, asking, found.member_id)
        sessions.end(conn, asking.workspace_id, session)

    await noted(offhook, asking, "signed the member {} out of one browser", end, look=_of_session, at=session)


def begin_session(
    conn: Connection,
    request: Request,
    offhook: Worker,
    whom: Used,
    by: Proof,
) -> tuple[NewSession, SessionView]:
    """Sign a member in with this browser; whoever was signed in with it before is signed out."""
    now, workspace, member = offhook.clock.now(), whom.workspace_id, whom.member_id
    former = cookies.session_token(request)
    if former is not None and (before := sessions.authenticate(conn, former, now)) is not None:
        sessions.end(conn, before.workspace_id, before.session_id or "")
    made = sessions.begin(
        conn,
        workspace,
        member,
        by,
        address=client_address(request, offhook.settings.http),
        agent=request.headers.get("user-agent", ""),
        phone_id=whom.phone_id,
        now=now,
    )
    view = _view(conn, offhook, workspace, member, made.session, made.token)
    who = KeyHolder(workspace, member, view.member.role, session_id=made.session.id)
    where = f" from {made.session.address}" if made.session.address else ""
    note(conn, offhook, who, "signed in {}", made.session.id, called=f"by {WORDS[by]}{where}")
    return made, view


def signed_in(request: Request, response: Response, made: NewSession, view: SessionView) -> SessionView:
    """Give the browser its cookie."""
    lasts_s = sessions.LONGEST_S if made.session.phone_id is None else sessions.PHONE_LONGEST_S
    cookies.set_session(request, response, made.token, lasts_s)
    response.headers["Cache-Control"] = "no-store"
    return view


def _of_session(conn: Connection, workspace_id: str, session: str) -> dict[str, str]:
    """Whose a session is, for the audit log."""
    found = sessions.get(conn, workspace_id, session)
    whose = service.get(conn, workspace_id, found.member_id)
    return {"id": session, "name": whose.name, "member_id": whose.id, "agent": found.agent, "address": found.address}


def too_many_tries(until: int) -> Problem:
    """A lock."""
    at = when(until)
    return Problem(
        "too-many-tries",
        "Too many tries",
        f"Too many passwords were wrong: try again after {at:%H:%M:%S} UTC, or have a sign-in link sent to you.",
        status=429,
        until=at.isoformat().replace("+00:00", "Z"),
    )


def _limited(request: Request, offhook: Worker, email: str) -> dict[str, Limit]:
    """What a try counts against: in a browser that the account knows nothing but that."""

    def subject(*parts: str) -> str:
        return offhook.secrets.mac("\n".join(parts), "sign-in tries")

    known = cookies.known_browser(request, offhook.secrets, email)
    if known is not None:
        return {subject("browser", known): tries.KNOWN_BROWSER}
    place = neighbourhood(client_address(request, offhook.settings.http))
    return {
        subject("account and address", email, place): tries.FROM_THERE,
        subject("address", place): tries.ADDRESS,
        subject("account", email): tries.ACCOUNT,
    }


def _choose(theirs: Sequence[Candidate], workspace: str | None) -> Candidate:
    found = [each for each in theirs if workspace in {None, each.workspace, each.workspace_id}]
    match found:
        case [one]:
            return one
        case []:
            raise Problem(
                "wrong-password",
                "Not signed in",
                f"With this password you are not in a workspace {(workspace or '')[:60]}.",
                status=401,
                field="workspace",
            )
        case _:
            names = " or ".join(each.workspace for each in found)
            raise Problem(
                "workspace-missing",
                "Choose a workspace",
                f"You are in several workspaces: {names}. Which one?",
                status=409,
                field="workspace",
                workspaces=[{"id": each.workspace_id, "name": each.workspace} for each in found],
            )


def _view(
    conn: Connection, offhook: Worker, workspace: str, member: str, session: Session | None, token: str | None
) -> SessionView:
    who = MemberView.of(service.get(conn, workspace, member))
    of = None if session is None or session.phone_id is None else phones.get(conn, workspace, session.phone_id)
    return SessionView(
        # Whoever has a phone in their hand may do with it what an agent may.
        member=who if of is None else who.model_copy(update={"role": Role.AGENT}),
        phone=None if of is None else DialerView.of(of, lines.get(conn, workspace, of.line_id)),
        workspace=WorkspaceView.of(workspaces.get(conn, workspace)),
        session=None if session is None else session.id,
        csrf=None if token is None else sessions.csrf_token(token),
        expires_at=None if session is None else when(sessions.expires_at(session)),
        has_password=passwords.stored(conn, workspace, member) is not None,
        practice=offhook.settings.telephony == "practice",
        carriers=offhook.settings.telephony == "carriers",
    )


def _whose(conn: Connection, asking: KeyHolder, member: str | None) -> Member:
    found = service.get(conn, asking.workspace_id, member or asking.member_id)
    if found.id != asking.member_id:
        if asking.role is Role.AGENT:
            raise forbidden("You may see and end your own sessions; only an owner or a manager may another's.")
        if found.role is Role.OWNER and asking.role is not Role.OWNER:
            raise forbidden("Only an owner may see or end an owner's sessions.")
    return found
