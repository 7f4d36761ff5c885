"""Texts and voicemails on members' own phones, for those on duty who chose so: as notices from the line (U12).

Off duty nobody gets one, and whoever wrote or called is told nothing of it: a notice goes from the line to the member's
phone, and no number of a member to anybody else. What comes from a member's phone is copied to nobody, so that two
phones which answer by themselves don't write to each other for ever.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from sqlalchemy import Connection

from offhook import numbers
from offhook.calls.values import E164
from offhook.contacts import service as contacts
from offhook.lines import store as lines
from offhook.lines.model import Line
from offhook.messages import consents, store
from offhook.messages.model import Message
from offhook.people import store as people
from offhook.people.model import Copies
from offhook.push.wanted import is_on_duty
from offhook.routing import store as routes
from offhook.routing.hours import opening
from offhook.texting import service
from offhook.translation.catalogue import translated
from offhook.voicemail.model import Voicemail
from offhook.workspaces import store as workspaces

log = structlog.get_logger(__name__)

MOST_AN_HOUR = 60
"""To one phone: whoever floods a line must not run up a member's bill, or ours."""
LONGEST = 400
"""Characters of a text that are copied; the rest is read in its conversation."""
Words = Callable[[str, str], str]
"""What a notice says, of whom, in a language."""
_HOUR = 3600 * 1_000_000


def text(conn: Connection, message: Message, line: Line, now: int) -> bool:
    """Copy a text that came in; whether anybody gets it. To be called in the transaction that keeps it."""
    said = message.text if len(message.text) <= LONGEST else f"{message.text[: LONGEST - 1]}…"
    return _copy(conn, line, message.number, message.made_at, now, lambda who, lang: f"{who}: {said or _picture(lang)}")


def voicemail(conn: Connection, left: Voicemail, now: int) -> bool:
    """Tell of a voicemail; whether anybody is told. To be called in the transaction that keeps it."""
    line = lines.get(conn, left.workspace_id, left.line_id)
    if line is None:
        return False
    seconds = round((left.duration_ms or 0) / 1000)

    def words(who: str, language: str) -> str:
        return translated(f"{who} left a voicemail of {seconds} s", language)

    return _copy(conn, line, left.caller, left.left_at, now, words)


def _copy(conn: Connection, line: Line, sender: E164 | None, at: int, now: int, words: Words) -> bool:
    policy = routes.policy(conn, line.workspace_id, line.id)
    if policy is None or not opening(policy.hours, at).open:
        return False
    members = people.every(conn, line.workspace_id)
    if sender is not None and sender in {member.number for member in members if member.active}:
        return False
    wanting = [
        member
        for member in members
        if member.id in policy.agents
        and member.copies is Copies.TEXT
        and is_on_duty(conn, line.workspace_id, line.id, member.id, now)
    ]
    told = False
    for number in dict.fromkeys(member.number for member in wanting if member.number is not None):
        if _may_get(conn, line, number, now):
            service.notify(conn, line, number, _said(conn, line, sender, words), now)
            told = True
    return told


def _may_get(conn: Connection, line: Line, number: E164, now: int) -> bool:
    """Whether a phone gets a notice: no line of this installation does, nor who wants none, nor who got too many."""
    if routes.called(conn, number) is not None:
        log.warning("copy_to_a_line", line=line.id)
        return False
    if consents.opted_out(conn, line.workspace_id, line.id, number) is not None:
        return False
    if store.notices_since(conn, line.workspace_id, number, now - _HOUR) >= MOST_AN_HOUR:
        log.warning("copies_limited", line=line.id, most=MOST_AN_HOUR)
        return False
    return True


def _said(conn: Connection, line: Line, sender: E164 | None, words: Words) -> str:
    """`Dana Ruiz (+1 202-555-0122) to Sales: When do you open?`, in the line's language."""
    workspace = workspaces.get(conn, line.workspace_id)
    country = "" if workspace is None else workspace.country
    language = line.language
    name = None if sender is None else contacts.named(conn, line.workspace_id, sender)
    shown = "" if sender is None else _readable(sender, country)
    who = (
        f"{name} ({shown})" if name and shown else shown or translated("A caller who withholds their number", language)
    )
    to = line.name.strip() or _readable(line.number, country)
    return words(f"{who} → {to}", language)


def _readable(number: str, country: str) -> str:
    return numbers.for_people(E164(number), country) if number.startswith("+") else number


def _picture(language: str) -> str:
    return translated("a picture", language)
