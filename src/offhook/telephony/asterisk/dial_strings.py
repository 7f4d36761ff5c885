"""The one place where anything becomes part of a dial string, and is checked before.

Only telephone numbers in E.164, our own leg ids and our own trunk ids get through; a value of any other form raises
`NotDialled` before anything is sent, because Asterisk would follow it: `PJSIP/x/sip:9@host` dials any host, and
`Local/…` enters the dialplan.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from msgspec import Struct
from phonenumbers import NumberParseException

from offhook.calls.commands import Originate
from offhook.calls.values import E164, CallId, LegId, TrunkId
from offhook.numbers import NumberFormat, format_for, is_emergency_somewhere

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_LEG = re.compile(r"call_[A-Za-z0-9]{1,64}-[0-9]{1,6}")
_USERNAME = re.compile(r"[a-z0-9]{1,32}")
_CONTACT = re.compile(r"sips?:[!-~]{1,511}")
_TRUNK = re.compile(r"trunk_[a-z0-9]{1,40}")
_SHOWN = re.compile(rf"{_NUMBER.pattern}|[0-9]{{2,6}}|anonymous")
_DIALLED = re.compile(r"\+?[0-9]{3,20}")


class NotDialled(ValueError):
    """Something that must not become part of a dial string; the text says what."""


class TrunkView(Struct, frozen=True):
    """What placing a call over a trunk needs of it."""

    id: TrunkId
    number_format: NumberFormat = NumberFormat.E164
    country: str = ""
    """ISO 3166 alpha-2: where national numbers are of."""
    registers: bool = False
    """Whether it is registered with its carrier."""


class Contact(Struct, frozen=True):
    """Where a phone or page is signed in, in Asterisk's words."""

    username: str
    uri: str
    """As it registered, to the letter: Asterisk finds no other."""

    @property
    def id(self) -> str:
        """Asterisk's own id for it."""
        return f"{self.username};@{hashlib.md5(self.uri.encode(), usedforsecurity=False).hexdigest()}"


def dial_string(command: Originate, to: TrunkView | Contact) -> str:
    """What to dial: a number over a trunk, or a phone that is signed in.

    Raises:
        NotDialled: a number, contact or trunk that is none.
    """
    if isinstance(to, Contact):
        return f"PJSIP/{_contact(to)}"
    number = command.to if is_emergency_somewhere(command.to) else _written(E164(command.to), to)
    return f"PJSIP/{number}@{trunk_id(to.id)}"


def shown(command: Originate, to: TrunkView | Contact) -> str:
    """What the far end sees.

    Raises:
        NotDialled: that is nothing that may be shown.
    """
    return _to_phone(command) if isinstance(to, Contact) else f"<{_written(E164(command.caller_id), to)}>"


def leg_id(text: str) -> LegId:
    """A leg's id, checked.

    Raises:
        NotDialled: it is none of ours.
    """
    if not is_leg(text):
        raise NotDialled(f"{text!r} is not the id of a leg")
    return LegId(text)


def is_leg(channel: str) -> bool:
    """Whether a channel of this id is one of our legs."""
    return _LEG.fullmatch(channel) is not None


def call_of(leg: str) -> CallId:
    """The call that a leg belongs to."""
    return CallId(leg.rpartition("-")[0])


def _plain_number(number: str) -> str:
    """A number in E.164, checked.

    Raises:
        NotDialled: it is none.
    """
    if not _NUMBER.fullmatch(number):
        raise NotDialled(f"{number!r} is not a telephone number in E.164")
    return number


def trunk_id(text: str) -> TrunkId:
    """A trunk's id, checked.

    Raises:
        NotDialled: it is none of ours.
    """
    if not is_trunk(text):
        raise NotDialled(f"{text!r} is not the id of a trunk")
    return TrunkId(text)


def is_username(endpoint: str) -> bool:
    """Whether an endpoint of this name is a softphone's."""
    return _USERNAME.fullmatch(endpoint) is not None


def is_trunk(endpoint: str) -> bool:
    """Whether an endpoint of this name is one of our trunks."""
    return _TRUNK.fullmatch(endpoint) is not None


def _contact(contact: Contact) -> str:
    if not _USERNAME.fullmatch(contact.username) or not _CONTACT.fullmatch(contact.uri):
        raise NotDialled(f"{contact.username!r} is not signed in at an address that can be called: {contact.uri!r}")
    return f"{contact.username}/{contact.uri}"


def _to_phone(command: Originate) -> str:
    """What a phone on our own network shows: a number or extension, and a colleague's name."""
    number = command.caller_id or "anonymous"  # of a colleague without extension and line (RFC 3323)
    if not _SHOWN.fullmatch(number):
        raise NotDialled(f"{number!r} can't be shown")
    name = "".join(char for char in command.caller_name if char.isprintable() and char not in '"<>\\')[:60]
    return f'"{name}" <{number}>' if name else f"<{number}>"


@lru_cache(maxsize=4096)
def _written(number: E164, trunk: TrunkView) -> str:
    _plain_number(number)
    try:
        text = format_for(number, trunk.number_format, trunk.country)
    except NumberParseException:
        raise NotDialled(f"{number} is in no numbering plan, and {trunk.id} takes national numbers") from None
    if not _DIALLED.fullmatch(text):
        raise NotDialled(f"{number} can't be written as {trunk.id} takes numbers")
    return text
