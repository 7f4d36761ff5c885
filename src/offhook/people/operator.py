"""Whoever may use the machine that Offhook runs on, and as whom they act."""

from __future__ import annotations

from sqlalchemy import Connection

from offhook.people import store
from offhook.people.keys import KeyHolder
from offhook.problems import Problem, not_found
from offhook.workspaces import store as workspaces


def operator(conn: Connection, workspace: str | None) -> KeyHolder:
    """Whom they act as: the owner of the workspace of this name or id, or of the only one where none is named.

    Raises:
        Problem: there is no such workspace, or there are several and none was named.
    """
    every = workspaces.every(conn)
    found = [each for each in every if workspace is None or workspace in {each.id, each.name}]
    match found:
        case [one]:
            owner = store.owners(conn, one.id)[0]
            return KeyHolder(one.id, owner.id, owner.role)
        case []:
            raise not_found("workspace", workspace or "here")
        case _:
            names = ", ".join(each.name for each in every)
            raise Problem("workspace-missing", "Choose a workspace", f"Name a workspace, one of: {names}.")
