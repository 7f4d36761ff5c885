"""Devices that are told: added by the browser that they are, listed, and removed."""

from __future__ import annotations

import base64
import hashlib

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Connection

from offhook import checks
from offhook.ids import new_id
from offhook.people import store as people
from offhook.problems import Problem, conflict, invalid, not_found
from offhook.push import endpoint, store
from offhook.push.model import Device, Kind, Push, PushState, Subscription
from offhook.storage.secrets import Secrets

LONGEST_NAME = 60
MOST = 20
"""Devices of one member."""
POINT, SECRET = 65, 16
"""Bytes of a browser's public key, an uncompressed point, and of its secret (RFC 8291)."""


def add(
    conn: Connection,
    secrets: Secrets,
    workspace_id: str,
    member_id: str,
    subscription: Subscription,
    *,
    name: str,
    language: str,
    now: int,
    session_id: str | None = None,
    local: bool = False,
) -> Device:
    """Tell a device from now on, for as long as the session lasts in which it was added.

    One that is known already is changed, whoever it was of: a browser is one person's.

    Raises:
        Problem: there is no such member, a value can't be used, or the member has too many.
    """
    if people.get(conn, workspace_id, member_id) is None:
        raise not_found("member", member_id)
    endpoint.checked(subscription.endpoint, local=local)
    point = _raw("p256dh", subscription.p256dh, POINT)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise _no_key("p256dh") from None
    _raw("auth", subscription.auth, SECRET)
    name = checks.text("name", name, longest=LONGEST_NAME)
    language = checks.language("language", language)
    digest = hashlib.sha256(subscription.endpoint.encode()).hexdigest()
    before = store.at_endpoint(conn, digest)
    if before is not None:
        store.remove(conn, before.id)
    if len(store.every(conn, workspace_id, member_id)) >= MOST:
        raise conflict("too-many-devices", "Too many devices", f"Remove a device first: {MOST} can be told at most.")
    kept = before is not None and (before.workspace_id, before.member_id) == (workspace_id, member_id)
    device = Device(
        id=before.id if before is not None and kept else new_id("pushdevice"),
        workspace_id=workspace_id,
        member_id=member_id,
        session_id=session_id,
        name=name,
        language=language,
        added_at=before.added_at if before is not None and kept else now,
        pushed_at=None,
    )
    sealed = secrets.encrypt(msgspec.json.encode(subscription).decode(), device.id)
    store.add(conn, device, digest, sealed)
    return device


def get(conn: Connection, workspace_id: str, device_id: str) -> Device:
    """One device.

    Raises:
        Problem: this workspace has no such device.
    """
    device = store.get(conn, workspace_id, device_id)
    if device is None:
        raise not_found("device", device_id)
    return device


def remove(conn: Connection, workspace_id: str, device_id: str) -> None:
    """Tell a device nothing any more.

    Raises:
        Problem: this workspace has no such device.
    """
    store.remove(conn, get(conn, workspace_id, device_id).id)


def try_out(conn: Connection, device: Device, now: int) -> Push:
    """Have a notification sent to a device that says that it works."""
    push = push_to(device, Kind.TEST, now)
    store.begin(conn, [push])
    return push


def push_to(
    device: Device,
    kind: Kind,
    now: int,
    *,
    line: str | None = None,
    call: str | None = None,
    voicemail: str | None = None,
    message: str | None = None,
) -> Push:
    """A push that is to be sent at once."""
    return Push(
        id=new_id("push"),
        workspace_id=device.workspace_id,
        device_id=device.id,
        member_id=device.member_id,
        kind=kind,
        line_id=line,
        call_id=call,
        voicemail_id=voicemail,
        message_id=message,
        state=PushState.WAITING,
        tries=0,
        due_at=now,
        made_at=now,
        reason="",
    )


def reached_at(secrets: Secrets, device_id: str, kept: str) -> Subscription:
    """How a device is reached, of what is kept.

    Raises:
        Problem: `secret-unreadable`.
    """
    return msgspec.json.decode(secrets.decrypt(kept, device_id), type=Subscription)


def _raw(field: str, text: str, length: int) -> bytes:
    if len(text) > 4 * length:
        raise _no_key(field)
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise _no_key(field) from None
    if len(raw) != length:
        raise _no_key(field)
    return raw


def _no_key(field: str) -> Problem:
    return invalid(field, f"This is no {field} of a browser's subscription.")
