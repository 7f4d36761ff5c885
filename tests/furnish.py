"""What tests put into a database: a workspace with people, a trunk and a line, as in the examples."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from offhook.calls.values import E164
from offhook.lines import service as lines
from offhook.lines.model import Line
from offhook.people import service as people
from offhook.people.model import Member, Role
from offhook.storage.secrets import Secrets
from offhook.trunks import service as trunks
from offhook.trunks.model import Trunk
from offhook.workspaces import service as workspaces
from offhook.workspaces import store as workspace_store
from offhook.workspaces.model import Workspace

# Noon in New York on 21 November 2026.
NOW = 1_795_280_400_000_000
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

LINE = E164("+12025550100")
ANN = E164("+12025550111")
DANA = E164("+12025550122")

SECRETS = Secrets(b"a key made for the tests, 32 long"[:32])


@dataclass
class Company:
    """A workspace that can call."""

    conn: Connection
    workspace: Workspace
    owner: Member
    ann: Member
    trunk: Trunk
    line: Line

    @property
    def id(self) -> str:
        """The workspace's id."""
        return self.workspace.id


def new_workspace(conn: Connection, name: str = "Main", *, country: str = "US") -> Workspace:
    """A workspace in New York."""
    return workspaces.create(conn, name, country=country, time_zone="America/New_York", now=NOW)


def new_company(conn: Connection, name: str = "Main", *, number: str = LINE) -> Company:
    """A workspace with an owner, an agent named Ann, a trunk named lab to a host of its own, and a line."""
    workspace = new_workspace(conn, name)
    host = f"127.0.0.{len(workspace_store.every(conn))}"
    owner = people.add(conn, workspace.id, "Olga", role=Role.OWNER, now=NOW)
    ann = people.add(conn, workspace.id, "Ann", now=NOW)
    trunk = trunks.add(conn, SECRETS, workspace.id, "lab", host=host, port=5090, now=NOW)
    line = lines.add(conn, workspace.id, number, trunks=["lab"], now=NOW)
    return Company(conn, workspace, owner, ann, trunk, line)
