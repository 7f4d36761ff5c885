"""What owners are told when somebody dials an emergency number on a softphone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from offhook.calls.arguments import FromSoftphone, ToEmergency, ToNobody
from offhook.calls.values import CallId
from offhook.dialing.receiving import Received
from offhook.emergency import service as emergency
from offhook.people import store as people
from offhook.records.live import EmergencyNotice
from offhook.translation.catalogue import translated
from offhook.trunks import store as trunks
from offhook.voicemail import mails
from offhook.voicemail.wording import wording
from offhook.workspaces import service as workspaces

log = structlog.get_logger()

NOT_PUT_THROUGH = "emergency.not_configured"
"""What whoever dials one hears where there is no way for it."""


def begin(conn: Connection, received: Received, call: CallId, now: int, *, by_mail: bool) -> EmergencyNotice | None:
    """The notice of a call that begins, on its way by mail where that is sent; None unless it is an emergency call.

    To be called in the transaction that begins the call.
    """
    notice = _of_call(conn, received, call, now)
    if notice is not None:
        log.warning("emergency_call", call=call, number=notice.number, put_through=notice.put_through)
        if by_mail:
            _mail(conn, received.workspace_id, notice, received.arguments.line.language)
    return notice


def _of_call(conn: Connection, received: Received, call: CallId, now: int) -> EmergencyNotice | None:
    workspace_id = received.workspace_id
    match received.arguments:
        case FromSoftphone(caller=caller, to=ToEmergency(number=number, caller_id=shown, trunk=trunk_id)):
            trunk = trunks.get(conn, workspace_id, trunk_id)
            name = trunk_id if trunk is None else trunk.name
            dialled, put_through, detail = str(number), True, f"over the trunk {name}, showing {shown}"
        case FromSoftphone(caller=caller, to=ToNobody(phrase=phrase, dialled=dialled, reason=detail)) if (
            phrase.key == NOT_PUT_THROUGH
        ):
            put_through = False
        case _:
            return None
    chosen = emergency.chosen(conn, workspace_id)
    return EmergencyNotice(
        call=call,
        member=caller.member,
        name=caller.name,
        softphone=caller.softphone,
        number=dialled,
        at=now,
        put_through=put_through,
        detail=detail,
        address="" if chosen is None else chosen.address,
    )


def _mail(conn: Connection, workspace_id: str, notice: EmergencyNotice, line_language: str) -> None:
    """Have it sent to every owner who has an address, in the language of the line that the softphone shows."""
    workspace = workspaces.get(conn, workspace_id)
    at = datetime.fromtimestamp(notice.at / 1e6, UTC).astimezone(ZoneInfo(workspace.time_zone))
    words = wording(line_language)
    if notice.put_through:
        what = f"{notice.name} has called the emergency number {notice.number} {notice.detail}."
    else:
        what = (
            f"{notice.name} dialled the emergency number {notice.number}, and the call was NOT put through: they were "
            f"told to use a mobile phone. {notice.detail}"
        )

    def said(sentence: str) -> str:
        return translated(sentence, words.language)

    lines = [said(what), "", words.at(at, workspace.time_zone, seconds=True)]
    lines += [said(f"Where: {notice.address}")] if notice.address else []
    text = "\n".join([*lines, "", said(f"In Offhook it is {notice.call}."), ""])
    addresses = [owner.email for owner in people.owners(conn, workspace_id) if owner.email is not None]
    subject = said(f"Emergency call by {notice.name}: {notice.number}")
    mails.notify(conn, workspace_id, addresses, subject, text, notice.at)
