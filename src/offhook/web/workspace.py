"""The workspace over HTTP: its settings."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.schemas import Change, MadeAt, when
from offhook.workspaces import service
from offhook.workspaces.model import Workspace

router = routes.router("/workspace", tag="workspace")


class ChangeWorkspaceBody(Change):
    """What is to change."""

    name: str = Field("", examples=["Acme"])
    country: str = Field("", description="ISO 3166: what national numbers belong to", examples=["US"])
    time_zone: str = Field("", description="IANA name: when a day begins", examples=["America/New_York"])
    voice: bool = Field(True, description="The Voice module: without it nobody calls", examples=[False])
    talk_keys: bool = Field(True, description="Members hold and transfer by keys while they talk", examples=[False])


class WorkspaceView(BaseModel):
    """The workspace that your key belongs to."""

    id: str = Field(examples=["workspace_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(examples=["Acme"])
    country: str = Field(examples=["US"])
    time_zone: str = Field(examples=["America/New_York"])
    voice: bool = Field(examples=[True])
    talk_keys: bool = Field(description="Members hold and transfer by keys while they talk", examples=[True])
    created_at: MadeAt

    @classmethod
    def of(cls, workspace: Workspace) -> WorkspaceView:
        """From the store's."""
        return cls(
            id=workspace.id,
            name=workspace.name,
            country=workspace.country,
            time_zone=workspace.time_zone,
            voice=workspace.voice,
            talk_keys=workspace.talk_keys,
            created_at=when(workspace.created_at),
        )


@router.get("")
async def get_workspace(offhook: Offhook, asking: Asking) -> WorkspaceView:
    """The workspace and its settings."""
    return WorkspaceView.of(await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id)))


@router.patch("")
async def change_workspace(body: ChangeWorkspaceBody, offhook: Offhook, asking: Managing) -> WorkspaceView:
    """Change what is given."""

    def change(conn: Connection) -> Workspace:
        return service.change(conn, asking.workspace_id, **body.given())

    def look(conn: Connection, workspace_id: str, _: str) -> Workspace:
        return service.get(conn, workspace_id)

    words = "changed the workspace {}"
    return WorkspaceView.of(await noted(offhook, asking, words, change, look=look, at=asking.workspace_id))
