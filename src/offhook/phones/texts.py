"""A line's PIN that comes by text: it activates the phone that sent it, and sends an active one a new link.

A text of as many digits as the PIN has is taken for one, right or wrong, and nothing of it is kept: whoever mistypes
theirs leaves no near miss behind for all who read the line's conversations. Whoever forges a number learns nothing, as
the link goes to the telephone that has it.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection

from offhook.audit import store as audit
from offhook.audit.model import Entry, Way
from offhook.calls.values import E164
from offhook.ids import new_id
from offhook.lines.model import Line
from offhook.messages.port import Arrived, Handled
from offhook.people import service as people
from offhook.phones import pins, service, store
from offhook.phones.model import PhoneKind
from offhook.phones.pins import Tried
from offhook.phones.service import Most
from offhook.problems import Problem
from offhook.storage.secrets import Secrets
from offhook.translation.catalogue import translated

_BETWEEN = re.compile(r"[\s.-]")

WRONG = (
    "This did not work. Ask whoever set up this number for its PIN: after several wrong ones none works for a while."
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
        revoked = store.revoked_at(conn, line.workspace_id, line.id, number) >= pin.set_at
        known = store.calling(conn, line.workspace_id, line.id, number)
        right = None if revoked and known is None else pin.pin
        match pins.try_pin(conn, line.workspace_id, line.id, number, digits, right, now):
            case Tried.WRONG:
                return _says(line, WRONG)
            case Tried.LOCKED:
                return Handled()  # who goes on trying is not worth a text each time
            case Tried.RIGHT:
                return self._activate(conn, line, number, known is not None, now)

    def _activate(self, conn: Connection, line: Line, number: E164, active: bool, now: int) -> Handled:
        try:
            phone = service.connect(conn, line, PhoneKind.SMARTPHONE, number, most=self._most, now=now)
        except Problem as problem:
            return _says(line, problem.detail)
        url = service.make_link(conn, phone, now).url(self._base)
        if active:
            return _says(line, AGAIN, url=url)
        _note(conn, line, phone.id, phone.member_id, number, now)
        return _says(line, ACTIVE, name=line.name or line.number, url=url)


def _says(line: Line, sentence: str, **parts: str) -> Handled:
    """An answer in the line's language. What is translated is the sentence as it reads."""
    return Handled(reply=translated(sentence.format(**parts), line.language))


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
