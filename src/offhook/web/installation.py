"""The installation over HTTP: its workspaces. For this machine's operator only, through the worker's own socket."""

from __future__ import annotations

from fastapi import Depends, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.people import keys, links
from offhook.people import service as people
from offhook.people.keys import KeyHolder
from offhook.people.model import Role
from offhook.problems import conflict, forbidden
from offhook.web import routes
from offhook.web.changes import note
from offhook.web.context import Offhook, holder
from offhook.web.members import MemberView
from offhook.web.schemas import Strict
from offhook.web.workspace import WorkspaceView
from offhook.workspaces import service, store


async def operator(request: Request) -> None:
    """Nobody but whoever may open the worker's own socket: a key belongs to one workspace."""
    if not request.scope.get("offhook.operator"):
        await holder(request)
        raise forbidden("Only this machine's operator may do this: run `offhook workspace` on the machine itself.")


router = routes.router("/workspaces", tag="installation", dependencies=[Depends(operator)])


class AddWorkspaceBody(Strict):
    """Another company or team."""

    name: str = Field(examples=["Acme"])
    owner: str = Field("Owner", description="The name of the member whom it belongs to", examples=["Ann"])
    country: str = Field(description="ISO 3166: what national numbers belong to", examples=["US"])
    time_zone: str = Field("UTC", description="IANA name: when a day begins", examples=["America/New_York"])


class NewWorkspaceView(BaseModel):
    """A workspace that was just made."""

    workspace: WorkspaceView
    owner: MemberView
    key: str = Field(
        description="The owner's API key. It is shown this once and kept nowhere",
        examples=["offhook_4f1c9a2e_" + "0123456789abcdef" * 4],
    )
    link: str = Field(
        description="Signs the owner in with a browser, once within a day. It is shown this once and kept nowhere",
        examples=["https://phone.example.com/sign-in#link=q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c"],
    )


class WorkspaceList(BaseModel):
    """All workspaces, the oldest first."""

    items: list[WorkspaceView]


@router.get("")
async def list_workspaces(offhook: Offhook) -> WorkspaceList:
    """All workspaces of the installation."""
    found = await offhook.storage.read(store.every)
    return WorkspaceList(items=[WorkspaceView.of(each) for each in found])


@router.post("", status_code=201)
async def add_workspace(body: AddWorkspaceBody, offhook: Offhook, response: Response) -> NewWorkspaceView:
    """Make a workspace with an owner, their API key and a link by which they sign in."""
    now = offhook.clock.now()

    def make(conn: Connection) -> NewWorkspaceView:
        made = service.create(conn, body.name, country=body.country, time_zone=body.time_zone, now=now)
        if [each.name for each in store.every(conn)].count(made.name) > 1:
            raise conflict("name-taken", "The name is taken", f"There is a workspace {made.name} already.", "name")
        owner = people.add(conn, made.id, body.owner, role=Role.OWNER, now=now)
        key = keys.create(conn, made.id, owner.id, "first key", now=now)
        asking = KeyHolder(made.id, owner.id, Role.OWNER)
        note(conn, offhook, asking, "made the workspace {}", made.id, called=made.name)
        link = links.make(conn, made.id, owner.id, lasts_s=links.SHOWN_S, now=now).url(offhook.settings.http.address)
        return NewWorkspaceView(workspace=WorkspaceView.of(made), owner=MemberView.of(owner), key=key.text, link=link)

    response.headers["Cache-Control"] = "no-store"
    return await offhook.storage.write(make)
