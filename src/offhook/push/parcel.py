"""What one push carries to one device: the notification as its service worker shows it, encrypted for it alone."""

from __future__ import annotations

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from offhook.contacts.model import contacts
from offhook.lines.model import lines
from offhook.messages.model import messages
from offhook.people import sessions
from offhook.problems import Problem
from offhook.push import endpoint, service, store, vapid
from offhook.push.model import Device, Kind, Push, Subscription
from offhook.push.wanted import is_on_duty
from offhook.push.wording import Text, Wording, tell, wording
from offhook.records.model import calls
from offhook.storage.secrets import Secrets
from offhook.voicemail.model import voicemails

TTL_S = {Kind.MISSED_CALL: 12 * 3600, Kind.VOICEMAIL: 24 * 3600, Kind.TEXT: 24 * 3600, Kind.TEST: 300}
"""For how long a push service keeps it for a device that is switched off."""


class Notification(Struct, frozen=True):
    """What the service worker is told. Nothing that a lock screen should not show."""

    kind: Kind
    title: str
    body: str
    tag: str
    """One on the screen a tag: told twice it is shown once, and a voicemail takes its missed call's place."""
    url: str
    """Where a click leads, in the app."""
    at: int
    """When it happened: UTC, milliseconds."""


class Parcel(Struct, frozen=True):
    """A request to a push service (RFC 8030)."""

    endpoint: str
    headers: dict[str, str]
    body: bytes


class NotWanted(Struct, frozen=True):
    """It is not to be sent after all, and why."""

    reason: str


class SignedOut(Struct, frozen=True):
    """Whoever added the device is signed in there no more: it is to be forgotten."""


class Ready(Struct, frozen=True):
    """What a parcel is made of, once it was read."""

    push: Push
    subscription: Subscription
    notification: Notification
    key: str


def ready(conn: Connection, secrets: Secrets, push: Push, now: int) -> Ready | NotWanted | SignedOut:
    """Read what a push needs, and look once more whether it may be sent.

    Raises:
        Problem: `secret-unreadable`.
    """
    device = store.get(conn, push.workspace_id, push.device_id)
    kept = store.subscription(conn, push.device_id)
    key = vapid.private_key(conn, secrets)
    if device is None or kept is None or key is None:
        return NotWanted("the device was removed")
    if device.session_id is not None and not _lasts(conn, device.workspace_id, device.session_id, now):
        return SignedOut()
    if push.line_id is not None and not is_on_duty(conn, push.workspace_id, push.line_id, push.member_id, now):
        return NotWanted("off duty, or not rung by the line any more")
    text, url = _text(conn, push, device)
    notification = Notification(push.kind, text.title, text.body, _tag(push, url), url, push.made_at // 1000)
    return Ready(push, service.reached_at(secrets, device.id, kept), notification, key)


def parcel(ready: Ready, *, contact: str, now: int) -> Parcel:
    """The request, encrypted and signed. Costs some milliseconds of CPU.

    Raises:
        ValueError: the device's keys can't be used after all.
    """
    from pywebpush import WebPusher  # with all that it brings a quarter of a second, which no start should wait for

    push, to = ready.push, ready.subscription
    keys = {"p256dh": to.p256dh, "auth": to.auth}
    body: bytes = WebPusher({"endpoint": to.endpoint, "keys": keys}).encode(msgspec.json.encode(ready.notification))[
        "body"
    ]
    signed = vapid.authorization(ready.key, audience=endpoint.origin(to.endpoint), contact=contact, now=now)
    headers = {
        "Authorization": signed,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL_S[push.kind]),
        "Urgency": "normal" if push.kind is Kind.MISSED_CALL else "high",
    }
    if push.call_id is not None:
        headers["Topic"] = push.call_id  # what waits of the same call is replaced by this
    return Parcel(to.endpoint, headers, body)


def _lasts(conn: Connection, workspace_id: str, session_id: str, now: int) -> bool:
    try:
        session = sessions.get(conn, workspace_id, session_id)
    except Problem:
        return False
    return sessions.expires_at(session) > now


def _text(conn: Connection, push: Push, device: Device) -> tuple[Text, str]:
    words = wording(device.language)
    match push.kind:
        case Kind.TEST:
            return Text(words.test, words.test_detail), "/settings"
        case Kind.MISSED_CALL:
            about = select(calls.c.contact_name, calls.c.contact_number).where(calls.c.id == push.call_id)
            name, number = conn.execute(about).one()
            return _of(conn, push, words, words.missed, name, number), f"/history/{push.call_id}"
        case Kind.VOICEMAIL:
            about = select(voicemails.c.caller_name, voicemails.c.caller).where(voicemails.c.id == push.voicemail_id)
            name, number = conn.execute(about).one()
            return _of(conn, push, words, words.voicemail, name, number), f"/voicemail?message={push.voicemail_id}"

        case Kind.TEXT:
            its = messages.c
            query = select(its.number, its.conversation_id, contacts.c.name).select_from(messages)
            query = query.outerjoin(contacts, contacts.c.id == its.contact_id).where(its.id == push.message_id)
            number, conversation, name = conn.execute(query).one()
            return _of(conn, push, words, words.text, name or "", number), f"/messages/{conversation}"


def _tag(push: Push, url: str) -> str:
    """Of several texts of a conversation one is shown."""
    return url if push.kind is Kind.TEXT else push.call_id or push.id


def _of(conn: Connection, push: Push, words: Wording, sentence: str, name: str, number: str) -> Text:
    line = conn.execute(select(lines.c.name, lines.c.number).where(lines.c.id == push.line_id)).one()
    return tell(sentence, words, name=name, number=number, line=line.name or line.number)
