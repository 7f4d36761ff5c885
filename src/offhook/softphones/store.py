"""Reading and writing softphones and their accounts. Plain functions of a connection, always for one workspace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from offhook.calls.values import SoftphoneId
from offhook.people.model import members
from offhook.softphones.model import Kind, SipAccount, Softphone, sip_accounts, softphones


def add(conn: Connection, phone: Softphone) -> None:
    """Write a new softphone."""
    conn.execute(
        insert(softphones),
        {
            "id": phone.id,
            "workspace_id": phone.workspace_id,
            "member_id": phone.member_id,
            "kind": phone.kind,
            "name": phone.name,
            "switched_on": phone.switched_on,
            "switched_at": phone.switched_at,
            "line_id": phone.line_id,
            "created_at": phone.created_at,
        },
    )


def get(conn: Connection, workspace_id: str, softphone_id: str) -> Softphone | None:
    """One softphone."""
    query = select(softphones).where(softphones.c.workspace_id == workspace_id, softphones.c.id == softphone_id)
    row = conn.execute(query).one_or_none()
    return None if row is None else _softphone(row)


def find(conn: Connection, softphone_id: SoftphoneId) -> Softphone | None:
    """A softphone of any workspace: whose it is, where only a network has told which."""
    row = conn.execute(select(softphones).where(softphones.c.id == softphone_id)).one_or_none()
    return None if row is None else _softphone(row)


def every(conn: Connection, workspace_id: str, member_id: str | None = None) -> list[Softphone]:
    """The workspace's softphones, or one member's, the oldest first."""
    query = select(softphones).where(softphones.c.workspace_id == workspace_id)
    if member_id is not None:
        query = query.where(softphones.c.member_id == member_id)
    return [_softphone(row) for row in conn.execute(query.order_by(softphones.c.created_at, softphones.c.id))]


def save(conn: Connection, phone: Softphone) -> None:
    """Write what may change of a softphone."""
    conn.execute(
        update(softphones).where(softphones.c.workspace_id == phone.workspace_id, softphones.c.id == phone.id),
        {
            "name": phone.name,
            "switched_on": phone.switched_on,
            "switched_at": phone.switched_at,
            "line_id": phone.line_id,
        },
    )


def remove(conn: Connection, workspace_id: str, softphone_id: str) -> None:
    """Forget a softphone and its accounts."""
    remove_accounts(conn, workspace_id, softphone_id)
    conn.execute(delete(softphones).where(softphones.c.workspace_id == workspace_id, softphones.c.id == softphone_id))


def add_account(conn: Connection, phone: Softphone, account: SipAccount, ha1: str) -> None:
    """Write a new account. The digest is encrypted already."""
    conn.execute(
        insert(sip_accounts),
        {
            "username": account.username,
            "workspace_id": phone.workspace_id,
            "softphone_id": phone.id,
            "ha1": ha1,
            "made_at": account.made_at,
            "expires_at": account.expires_at,
        },
    )


def accounts(conn: Connection, workspace_id: str, softphone_id: str) -> list[SipAccount]:
    """A softphone's accounts, the one whose secret is oldest first."""
    query = select(sip_accounts).where(
        sip_accounts.c.workspace_id == workspace_id, sip_accounts.c.softphone_id == softphone_id
    )
    rows = conn.execute(query.order_by(sip_accounts.c.made_at, sip_accounts.c.username))
    return [SipAccount(row.username, row.made_at, row.expires_at) for row in rows]


def renew_account(conn: Connection, workspace_id: str, account: SipAccount, ha1: str) -> None:
    """Give an account another secret."""
    conn.execute(
        update(sip_accounts).where(
            sip_accounts.c.workspace_id == workspace_id, sip_accounts.c.username == account.username
        ),
        {"ha1": ha1, "made_at": account.made_at, "expires_at": account.expires_at},
    )


def remove_accounts(conn: Connection, workspace_id: str, softphone_id: str, username: str | None = None) -> None:
    """Forget a softphone's accounts, or one of them."""
    query = delete(sip_accounts).where(
        sip_accounts.c.workspace_id == workspace_id, sip_accounts.c.softphone_id == softphone_id
    )
    conn.execute(query if username is None else query.where(sip_accounts.c.username == username))


def remove_expired(conn: Connection, now: int) -> None:
    """Forget accounts whose time is over, of all workspaces."""
    conn.execute(delete(sip_accounts).where(sip_accounts.c.expires_at <= now))


def live(conn: Connection, now: int) -> list[tuple[Softphone, SipAccount, str]]:
    """Every account of all workspaces that may sign in, with its softphone and encrypted digest: what a switch is told.

    Those of members who left are left out.
    """
    query = (
        select(
            softphones, sip_accounts.c.username, sip_accounts.c.ha1, sip_accounts.c.made_at, sip_accounts.c.expires_at
        )
        .join(sip_accounts, sip_accounts.c.softphone_id == softphones.c.id)
        .join(members, members.c.id == softphones.c.member_id)
        .where(members.c.active, or_(sip_accounts.c.expires_at.is_(None), sip_accounts.c.expires_at > now))
        .order_by(sip_accounts.c.username)
    )
    return [
        (_softphone(row), SipAccount(row.username, row.made_at, row.expires_at), row.ha1) for row in conn.execute(query)
    ]


def everywhere(conn: Connection) -> list[Softphone]:
    """The softphones of all workspaces."""
    return [_softphone(row) for row in conn.execute(select(softphones))]


def _softphone(row: Row[Any]) -> Softphone:
    return Softphone(
        id=SoftphoneId(row.id),
        workspace_id=row.workspace_id,
        member_id=row.member_id,
        kind=Kind(row.kind),
        name=row.name,
        switched_on=bool(row.switched_on),
        switched_at=row.switched_at,
        created_at=row.created_at,
        line_id=row.line_id,
    )
