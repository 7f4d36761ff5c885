"""What is written to people who are invited, or who can't sign in, and how it reaches them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog
from fastapi import Request
from sqlalchemy import Connection

from offhook.people import links, store
from offhook.people.links import ASKED_S, NewLink
from offhook.people.model import Member
from offhook.problems import Problem
from offhook.setting_sections import Http
from offhook.voicemail import smtp
from offhook.web import cookies
from offhook.worker import Worker
from offhook.workspaces import service as workspaces
from offhook.workspaces.model import Workspace

log = structlog.get_logger(__name__)


def base_url(request: Request, http: Http) -> str:
    """The app's address for people: as the settings say, or as the page says that asks, or where Offhook listens."""
    return http.public_url or cookies.own_origin(request) or http.address


def invitation(inviter: Member, workspace: Workspace, url: str, expires_at: int) -> tuple[str, str]:
    """Subject and text of an invitation."""
    text = (
        f"{inviter.name} invites you to Offhook, the phone system of {workspace.name}.\n\n"
        f"Open this link to sign in and choose a password:\n\n{url}\n\n"
        f"It works once, until {_at(expires_at, workspace)}. If you don't know {inviter.name}, leave it alone.\n"
    )
    return f"{inviter.name} invites you to the phone system of {workspace.name}", text


def sign_in_link(workspace: Workspace, url: str, expires_at: int) -> tuple[str, str]:
    """Subject and text of a link for somebody who is a member already."""
    text = (
        f"With this link you sign in to Offhook, the phone system of {workspace.name}, without your password:\n\n{url}"
        f"\n\nIt works once, until {_at(expires_at, workspace)}. You can choose a new password then. If you didn't ask "
        "for it, leave it alone: nobody gets in without this mail.\n"
    )
    return f"Your sign-in link for {workspace.name}", text


async def send(offhook: Worker, address: str, subject: str, text: str) -> str | None:
    """Send a mail; why it wasn't, or None when it was."""
    if offhook.mailer is None:
        return "this installation sends no mail"
    match await offhook.mailer.send_now(address, subject, text):
        case smtp.Sent():
            return None
        case smtp.Refused(reason=reason) | smtp.Later(reason=reason) | smtp.Away(reason=reason):
            log.warning("link_not_mailed", reason=reason)
            return reason


async def send_to_whom_it_belongs(offhook: Worker, email: str) -> None:
    """Mail a link to each member with this address. Nobody is told whether there is one, or that it failed."""
    try:
        await _send_to_each(offhook, email)
    except Exception as error:
        log.warning("links_not_mailed", reason=str(error) or repr(error))


async def _send_to_each(offhook: Worker, email: str) -> None:
    now = offhook.clock.now()

    def make(conn: Connection) -> list[tuple[Workspace, NewLink]]:
        found = []
        for member in store.with_email(conn, email):
            try:
                made = links.make(conn, member.workspace_id, member.id, lasts_s=ASKED_S, now=now)
            except Problem as problem:
                log.warning("link_not_made", member=member.id, problem=problem.type)
            else:
                found.append((workspaces.get(conn, member.workspace_id), made))
        return found

    for workspace, made in await offhook.storage.write(make):
        url = made.url(offhook.settings.http.address)
        await send(offhook, email, *sign_in_link(workspace, url, made.link.expires_at))


def _at(micros: int, workspace: Workspace) -> str:
    at = datetime.fromtimestamp(micros / 1e6, UTC).astimezone(ZoneInfo(workspace.time_zone))
    return f"{at:%A, %d %B %Y, %H:%M} ({workspace.time_zone})"
