"""A line's PIN that comes by text: it activates the phone that sent it, and sends an active one a new link.

A text of as many digits as the PIN has is tried as one. Where it isn't, it is what somebody wrote, such as a customer's
order number, and is kept like any other; only the PIN itself never is, not while it is locked either. Whoever forges a
number learns nothing, as the link goes to the telephone that has it (docs/decisions/0206).
"""

from __future__ import annotations

import hmac
import re

from sqlalchemy import Connection

from offhook.audit import store as audit
from offhook.audit.model import Entry, Way
from offhook.calls.values import E164
from offhook.ids import new_id
from offhook.lines.model import Line
from offhook.messages import store as messages
from offhook.messages.port import Arrived, Handled
from offhook.people import service as people
from offhook.people import store as members
from offhook.phones import pins, service, store
from offhook.phones.model import ConnectedBy, PhoneKind
from offhook.phones.pins import Tried
from offhook.phones.service import Most
from offhook.problems import Problem
from offhook.storage.secrets import Secrets
from offhook.translation.catalogue import translated

_BETWEEN = re.compile(r"[\s.-]")

WRONG = (
    "If this was meant as a PIN, it did not work. Ask whoever set up this number for it: after several wrong ones none "
    "works for a while. Anything else has reached us."
)
"""The same for a PIN that is wrong, for one that isn't looked at any more, and for a phone that was revoked."""
ACTIVE = "This phone is one of {name} now. Open its dialer, and add it to the home screen: {url}"
AGAIN = "The dialer of this phone: {url} It opens once; the former link works no more."


class PinTexts:
    """Looks at texts that come in, for PINs.

    Args:
        keys: What lines' PINs are encrypted with.
        base: Where links to the app begin.
        most: How many phones and agents a line may have.
    """

    def __init__(self, keys: Secrets, base: str, most: Most) -> None:
        self._keys = keys
        self._base = base
        self._most = most

    def __call__(self, conn: Connection, arrived: Arrived, line: Line, now: int) -> Handled | None:
        """Act upon a PIN; None: it is another text. The sender's number is E.164."""
        digits = _BETWEEN.sub("", arrived.text)
        pin = pins.of_line(conn, self._keys, line.workspace_id, line.id)
        if pin is None or not (digits.isascii() and digits.isdigit() and len(digits) == len(pin.pin)):
            return None
        number = E164(arrived.from_)
        # One that was revoked comes back with another PIN only: its user knows this one.
        revoked = store.revoked_at(conn, line.workspace_id, line.id, number)
        known = store.calling(conn, line.workspace_id, line.id, number)
        ours = known is not None or revoked > 0 or members.by_number(conn, line.workspace_id, number) is not None
        customer = not ours and messages.wrote_to(conn, line.workspace_id, line.id, number)
        right = None if revoked >= pin.set_at and known is None else pin.pin
        # A customer's order number locks nobody's line, and nor does the first text of anybody.
        counts = not customer and pins.failed_before(conn, line.workspace_id, number)
        tried = pins.try_pin(conn, line.workspace_id, line.id, number, digits, right, now, against_line=counts)
        shown = _kept(arrived, hidden=hmac.compare_digest(digits, pin.pin))
        match tried:
            case Tried.WRONG:
                return Handled(None if customer else translated(WRONG, line.language), shown)
            case Tried.LOCKED:
                return Handled(None, shown)  # who goes on trying is not worth a text each time
            case Tried.RIGHT:
                return Handled(self._activate(conn, line, number, known is not None, now), shown)

    def _activate(self, conn: Connection, line: Line, number: E164, active: bool, now: int) -> str:
        try:
            phone = service.connect(
                conn, line, PhoneKind.SMARTPHONE, number, by=ConnectedBy.TEXT, most=self._most, now=now
            )
        except Problem as problem:
            return _says(line, problem.detail)
        url = service.make_link(conn, phone, now).url(self._base)
        if active:
            return _says(line, AGAIN, url=url)
        _note(conn, line, phone.id, phone.member_id, number, now)
        return _says(line, ACTIVE, name=line.name or line.number, url=url)


def _kept(arrived: Arrived, *, hidden: bool) -> str | None:
    """What the conversation shows: all of it but the PIN."""
    if not hidden:
        return arrived.text
    return "" if arrived.pictures else None


def _says(line: Line, sentence: str, **parts: str) -> str:
    """An answer in the line's language. What is translated is the sentence as it reads."""
    return translated(sentence.format(**parts), line.language)


def _note(conn: Connection, line: Line, phone: str, member: str, number: E164, now: int) -> None:
    entry = Entry(
        id=new_id("audit"),
        workspace_id=line.workspace_id,
        at=now,
        member_id=member,
        member_name=people.get(conn, line.workspace_id, member).name,
        way=Way.TEXT,
        way_id="",
        words=f"activated the phone {number} of the line {line.name or line.number}",
        subject=phone,
    )
    audit.write(conn, entry)
