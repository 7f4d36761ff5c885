"""Invitations and one-time sign-in links over HTTP: made, mailed or shown, listed, taken back, used."""

from __future__ import annotations

import asyncio
from datetime import datetime

from fastapi import Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook import checks
from offhook.people import links, service, tries
from offhook.people.keys import KeyHolder
from offhook.people.links import INVITATION_S, SHOWN_S, NewLink
from offhook.people.model import Link, Member, Proof, Role
from offhook.people.sessions import NewSession
from offhook.problems import conflict, forbidden
from offhook.web import cookies, invitations, routes
from offhook.web.address import client_address, neighbourhood
from offhook.web.changes import noted
from offhook.web.context import AskingForPerson, Managing, ManagingPeople, Offhook, refuse_phone
from offhook.web.members import MemberView
from offhook.web.schemas import MadeAt, Strict, when
from offhook.web.sessions import SessionView, begin_session, signed_in, too_many_tries
from offhook.worker import Worker
from offhook.workspaces import service as workspaces
from offhook.workspaces.model import Workspace

router = routes.router(tag="session")


class InviteBody(Strict):
    """Whom to invite."""

    email: str = Field(examples=["bob@example.com"])
    name: str | None = Field(
        None, description="What they are called; what comes before the @, unless given", examples=["Bob"]
    )
    role: Role = Field(Role.AGENT, description="An owner may do everything, a manager set things up, an agent call")


class LinkView(BaseModel):
    """A link that signs a member in, once."""

    id: str = Field(examples=["link_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    member: str = Field(description="The id of whom it signs in", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    made_at: MadeAt
    expires_at: datetime = Field(examples=["2026-11-28T14:00:00Z"])

    @classmethod
    def of(cls, link: Link) -> LinkView:
        """From the store's."""
        return cls(id=link.id, member=link.member_id, made_at=when(link.made_at), expires_at=when(link.expires_at))


class LinkList(BaseModel):
    """Links that weren't used yet, the first made first."""

    items: list[LinkView]


class NewLinkView(BaseModel):
    """A link that was just made: on its way by mail, or to be passed on by whoever asked for it."""

    link: LinkView
    member: MemberView
    mailed_to: str | None = Field(description="Where it was mailed; null when it wasn't", examples=["bob@example.com"])
    url: str | None = Field(
        description="The link, to be passed on, where it wasn't mailed. It is shown this once and kept nowhere",
        examples=["https://phone.example.com/sign-in#link=q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c"],
    )
    not_mailed: str | None = Field(description="Why it wasn't mailed", examples=["this installation sends no mail"])


class UseLinkBody(Strict):
    """A link that was opened."""

    token: str = Field(description="What follows `#link=`", examples=["q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c"])


class AskForLinkBody(Strict):
    """Who can't sign in."""

    email: str = Field(examples=["ann@example.com"])


class AskedView(BaseModel):
    """What happens now, whether the address is known or not."""

    detail: str = Field(examples=["If ann@example.com is a member's address, a link is on its way to it."])


@router.post("/invitations", status_code=201)
async def invite(
    body: InviteBody, request: Request, offhook: Offhook, asking: ManagingPeople, response: Response
) -> NewLinkView:
    """Add a member, and send them a link by which they sign in and choose a password. Only an owner invites owners.

    The mail is sent before this answers. Where none is sent the link is shown, to be passed on.
    """
    _check_owner(asking, body.role)
    email = checks.email("email", body.email)
    now = offhook.clock.now()

    def add(conn: Connection) -> tuple[Member, Workspace, Member, NewLink]:
        name = body.name or email.partition("@")[0]
        member = service.add(conn, asking.workspace_id, name, role=body.role, email=email, now=now)
        made = links.make(conn, asking.workspace_id, member.id, lasts_s=INVITATION_S, now=now)
        inviter = service.get(conn, asking.workspace_id, asking.member_id)
        return inviter, workspaces.get(conn, asking.workspace_id), member, made

    base = invitations.base_url(request, offhook.settings.http)
    inviter, workspace, member, made = await noted(
        offhook, asking, "invited the member {}", add, look=service.get, made=lambda added: added[2].id
    )
    mail = invitations.invitation(inviter, workspace, made.url(base), made.link.expires_at)
    response.headers["Cache-Control"] = "no-store"
    return await _passed_on(offhook, member, made, base, mail)


@router.post("/members/{member}/link", status_code=201)
async def make_link(
    member: str, request: Request, offhook: Offhook, asking: AskingForPerson, response: Response
) -> NewLinkView:
    """Send a member a link by which they sign in once, and may choose a new password. Your own is shown to you."""
    refuse_phone(asking)
    now = offhook.clock.now()

    def make(conn: Connection) -> tuple[Workspace, Member, NewLink]:
        found = service.get(conn, asking.workspace_id, member)
        if found.id != asking.member_id:
            if asking.role is Role.AGENT:
                raise forbidden("You may have a link for yourself; only an owner or a manager may for others.")
            _check_owner(asking, found.role)
        made = links.make(conn, asking.workspace_id, found.id, lasts_s=SHOWN_S, now=now)
        return workspaces.get(conn, asking.workspace_id), found, made

    base = invitations.base_url(request, offhook.settings.http)
    words = "made a sign-in link for the member {}"
    workspace, whose, made = await noted(offhook, asking, words, make, look=service.get, at=member)
    response.headers["Cache-Control"] = "no-store"
    # For one's own telephone, or from this machine, where somebody waits for it.
    shown = whose.id == asking.member_id or request.scope.get("offhook.operator")
    mail = None if shown else invitations.sign_in_link(workspace, made.url(base), made.link.expires_at)
    return await _passed_on(offhook, whose, made, base, mail)


@router.get("/links")
async def list_links(offhook: Offhook, asking: Managing) -> LinkList:
    """Invitations and sign-in links that weren't used yet."""
    now = offhook.clock.now()
    found = await offhook.storage.read(lambda conn: links.every(conn, asking.workspace_id, now))
    return LinkList(items=[LinkView.of(each) for each in found])


@router.delete("/links/{link}", status_code=204)
async def remove_link(link: str, offhook: Offhook, asking: ManagingPeople) -> None:
    """Make a link useless."""

    def remove(conn: Connection) -> None:
        found = links.get(conn, asking.workspace_id, link)
        _check_owner(asking, service.get(conn, asking.workspace_id, found.member_id).role)
        links.remove(conn, asking.workspace_id, link)

    await noted(offhook, asking, "removed a sign-in link of the member {}", remove, look=_whose, at=link)


@router.post("/session/link", status_code=201)
async def use_link(body: UseLinkBody, request: Request, offhook: Offhook, response: Response) -> SessionView:
    """Sign in with this browser by a link. It works no more then, nor do the member's others."""
    cookies.check_own_page(request)
    cookies.check_https(request)

    def use(conn: Connection) -> tuple[NewSession, SessionView, str | None]:
        used = links.use(conn, body.token, offhook.clock.now())
        if used.phone_id is not None:
            return *begin_session(conn, request, offhook, used, Proof.PHONE), None
        email = service.get(conn, used.workspace_id, used.member_id).email
        return *begin_session(conn, request, offhook, used, Proof.LINK), email

    made, view, email = await offhook.storage.write(use)
    if email is not None:
        cookies.set_known_browser(request, response, offhook.secrets, email)
    return signed_in(request, response, made, view)


@router.post("/session/forgotten", status_code=202)
async def ask_for_link(body: AskForLinkBody, request: Request, offhook: Offhook) -> AskedView:
    """Have a sign-in link mailed to a member's address. The answer is the same whether it is one."""
    cookies.check_own_page(request)
    email = checks.email("email", body.email)
    if offhook.mailer is None:
        raise conflict(
            "no-mail", "No mail is sent", "This installation sends no mail: ask an owner or a manager for a link."
        )
    place = neighbourhood(client_address(request, offhook.settings.http))
    limited = {
        offhook.secrets.mac(email, "asking for links"): tries.LINKS,
        offhook.secrets.mac(place, "asking for links"): tries.ADDRESS,
    }
    until = await offhook.storage.write(lambda conn: tries.take(conn, limited, offhook.clock.now()))
    if until is not None:
        raise too_many_tries(until)
    # Behind the answer, or how long it takes would say whether there is such a member.
    sending: set[asyncio.Task[None]] = request.app.state.sending
    task = asyncio.ensure_future(invitations.send_to_whom_it_belongs(offhook, email))
    sending.add(task)
    task.add_done_callback(sending.discard)
    return AskedView(detail=f"If {email} is a member's address, a link is on its way to it.")


def _whose(conn: Connection, workspace_id: str, link: str) -> dict[str, str]:
    """Whose a link is, for the audit log."""
    found = links.get(conn, workspace_id, link)
    return {"id": link, "name": service.get(conn, workspace_id, found.member_id).name, "member_id": found.member_id}


async def _passed_on(
    offhook: Worker, member: Member, made: NewLink, base: str, mail: tuple[str, str] | None
) -> NewLinkView:
    if mail is None or member.email is None:
        not_mailed: str | None = "it is for you to use" if mail is None else f"{member.name} has no e-mail address"
    else:
        not_mailed = await invitations.send(offhook, member.email, *mail)
    return NewLinkView(
        link=LinkView.of(made.link),
        member=MemberView.of(member),
        mailed_to=member.email if not_mailed is None else None,
        url=None if not_mailed is None else made.url(base),
        not_mailed=not_mailed,
    )


def _check_owner(asking: KeyHolder, role: Role) -> None:
    if role is Role.OWNER and asking.role is not Role.OWNER:
        raise forbidden("Only an owner may invite an owner, or send one a link.")
