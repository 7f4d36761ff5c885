"""Making, switching and removing softphones, and the secrets by which they sign in.

A secret is random, shown once, and kept as the digest that SIP's own authentication compares (RFC 7616), encrypted.
"""

from __future__ import annotations

import hashlib
import secrets as random
from collections.abc import Callable

from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook import checks
from offhook.calls.values import SIP_REALM, SoftphoneAccount, SoftphoneId
from offhook.ids import new_id
from offhook.lines import service as lines
from offhook.people import service as people
from offhook.problems import Problem, conflict, invalid, not_found
from offhook.softphones import store
from offhook.softphones.model import Credentials, Kind, NewSoftphone, SipAccount, Softphone
from offhook.storage.secrets import Secrets

LONGEST_NAME = 64
MOST_OF_A_MEMBER = 10
MOST_PAGES = 5
"""Of one browser softphone at a time: the page that took its secret first is signed out for a sixth."""
PAGE_LASTS = 10 * 60 * 1_000_000
"""Microseconds that a browser's secret is good for. The page takes another one before."""
NAMES = {Kind.SIP: "SIP phone", Kind.BROWSER: "Browser"}

# People type them into telephones: nothing that looks like something else.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_USERNAME_LENGTH = 12
_SECRET_LENGTH = 24


def add(
    conn: Connection, secrets: Secrets, workspace_id: str, member_id: str, kind: Kind, name: str = "", *, now: int
) -> NewSoftphone:
    """Make a softphone of a member, switched on. The credentials of a SIP phone can't be shown again.

    Raises:
        Problem: there is no such active member, the name can't be used, or they have too many.
    """
    member = people.get(conn, workspace_id, member_id)
    if not member.active:
        raise invalid("member", f"{member.name} is no longer a member.")
    if len(store.every(conn, workspace_id, member_id)) >= MOST_OF_A_MEMBER:
        raise conflict(
            "too-many-softphones",
            "Too many softphones",
            f"{member.name} has {MOST_OF_A_MEMBER} softphones already, the most that there may be: remove one first.",
        )
    phone = Softphone(
        id=SoftphoneId(new_id("softphone")),
        workspace_id=workspace_id,
        member_id=member_id,
        kind=kind,
        name=checks.text("name", name, longest=LONGEST_NAME, empty=True) or NAMES[kind],
        switched_on=True,
        switched_at=now,
        created_at=now,
    )
    store.add(conn, phone)
    return NewSoftphone(phone, _new_account(conn, secrets, phone, now) if kind is Kind.SIP else None)


def get(conn: Connection, workspace_id: str, softphone_id: str) -> Softphone:
    """One softphone.

    Raises:
        Problem: this workspace has none.
    """
    found = store.get(conn, workspace_id, softphone_id)
    if found is None:
        raise not_found("softphone", softphone_id)
    return found


def change(
    conn: Connection,
    workspace_id: str,
    softphone_id: str,
    *,
    name: str | UnsetType = UNSET,
    on: bool | UnsetType = UNSET,
    line: str | UnsetType | None = UNSET,
    now: int,
) -> Softphone:
    """Change what is given. One that is switched off stays signed in, and is not rung; `line` is what its calls show.

    Raises:
        Problem: the name can't be used, or this workspace has no such softphone or line.
    """
    old = get(conn, workspace_id, softphone_id)
    new = replace(
        old,
        name=old.name if name is UNSET else checks.text("name", name, longest=LONGEST_NAME),
        switched_on=old.switched_on if on is UNSET else on,
        switched_at=old.switched_at if on is UNSET or on is old.switched_on else now,
        line_id=old.line_id if line is UNSET else None if line is None else lines.get(conn, workspace_id, line).id,
    )
    store.save(conn, new)
    return new


def rotate(conn: Connection, secrets: Secrets, workspace_id: str, softphone_id: str, now: int) -> Credentials:
    """Give a SIP phone another user name and secret. Whoever has the old ones is signed out at once.

    Raises:
        Problem: it is a browser's, or this workspace has no such softphone.
    """
    phone = get(conn, workspace_id, softphone_id)
    if phone.kind is Kind.BROWSER:
        raise conflict(
            "browser-softphone",
            "It is a browser's",
            f"The softphone {phone.name} is a browser's: its pages get a new secret every few minutes by themselves.",
        )
    store.remove_accounts(conn, workspace_id, phone.id)
    return _new_account(conn, secrets, phone, now)


def sign_page_in(
    conn: Connection, secrets: Secrets, workspace_id: str, softphone_id: str, username: str | None, now: int
) -> Credentials:
    """Credentials of a page, good for ten minutes; with the user name that it has, the same one with a new secret.

    Raises:
        Problem: it is a SIP phone's, or this workspace has no such softphone.
    """
    phone = get(conn, workspace_id, softphone_id)
    if phone.kind is Kind.SIP:
        raise conflict(
            "sip-softphone",
            "It is a SIP phone's",
            f"The softphone {phone.name} is a SIP phone's: it keeps its secret until you rotate it.",
        )
    store.remove_expired(conn, now)
    pages = store.accounts(conn, workspace_id, phone.id)
    if username is not None and username in {page.username for page in pages}:
        secret = _random(_SECRET_LENGTH)
        account = SipAccount(username, now, now + PAGE_LASTS)
        store.renew_account(conn, workspace_id, account, _sealed(secrets, username, secret))
        return Credentials(username, secret, account.expires_at)
    for page in pages[: max(0, len(pages) + 1 - MOST_PAGES)]:
        store.remove_accounts(conn, workspace_id, phone.id, page.username)
    return _new_account(conn, secrets, phone, now, lasts=PAGE_LASTS)


def remove(conn: Connection, workspace_id: str, softphone_id: str) -> None:
    """Remove a softphone: it is signed out at once.

    Raises:
        Problem: this workspace has no such softphone.
    """
    store.remove(conn, workspace_id, get(conn, workspace_id, softphone_id).id)


def accounts(
    conn: Connection, secrets: Secrets, now: int, unreadable: Callable[[SoftphoneId, str], None]
) -> tuple[list[SoftphoneAccount], int | None]:
    """Every account that may sign in, of all workspaces, and when the first of them ends by itself.

    One that was encrypted with another key file is passed over; `unreadable` is told why.
    """
    found, ends = [], []
    for phone, account, sealed in store.live(conn, now):
        try:
            ha1 = secrets.decrypt(sealed, account.username)
        except Problem as problem:
            unreadable(phone.id, problem.detail)
            continue
        found.append(SoftphoneAccount(phone.id, account.username, ha1, browser=phone.kind is Kind.BROWSER))
        if account.expires_at is not None:
            ends.append(account.expires_at)
    return found, min(ends, default=None)


def ha1_of(username: str, secret: str) -> str:
    """What SIP proves a secret by (RFC 7616 section 3.4.2, MD5 as every phone has it)."""
    return hashlib.md5(f"{username}:{SIP_REALM}:{secret}".encode(), usedforsecurity=False).hexdigest()


def _new_account(
    conn: Connection, secrets: Secrets, phone: Softphone, now: int, *, lasts: int | None = None
) -> Credentials:
    username, secret = _random(_USERNAME_LENGTH), _random(_SECRET_LENGTH)
    account = SipAccount(username, now, None if lasts is None else now + lasts)
    store.add_account(conn, phone, account, _sealed(secrets, username, secret))
    return Credentials(username, secret, account.expires_at)


def _sealed(secrets: Secrets, username: str, secret: str) -> str:
    return secrets.encrypt(ha1_of(username, secret), username)


def _random(length: int) -> str:
    return "".join(random.choice(_LETTERS) for _ in range(length))
