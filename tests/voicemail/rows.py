"""A workspace that is there already, as tests furnish one: to put calls and messages into it."""

from __future__ import annotations

from sqlalchemy import Connection

from offhook.lines import service as lines
from offhook.people import store as people
from offhook.trunks import store as trunks
from offhook.workspaces import service as workspaces
from tests.furnish import Company


def company_of(conn: Connection, workspace_id: str, line_id: str) -> Company:
    """The workspace, with one of its lines."""
    owner = people.owners(conn, workspace_id)[0]
    trunk = trunks.every(conn, workspace_id)[0]
    line = lines.get(conn, workspace_id, line_id)
    return Company(conn, workspaces.get(conn, workspace_id), owner, owner, trunk, line)
