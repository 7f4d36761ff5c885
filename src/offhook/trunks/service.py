"""Adding, changing and removing trunks: nothing gets in that a switch's configuration could trip over."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook import checks
from offhook.ids import new_id
from offhook.numbers import NumberFormat
from offhook.problems import conflict, invalid, not_found
from offhook.storage.secrets import Secrets
from offhook.trunks import store
from offhook.trunks.model import Codec, Transport, Trunk
from offhook.workspaces import service as workspaces

LONGEST_NAME = 64
LONGEST_PASSWORD = 128
DEFAULT_PORTS = {Transport.UDP: 5060, Transport.TCP: 5060, Transport.TLS: 5061}
DEFAULT_CODECS = (Codec.ALAW, Codec.ULAW, Codec.G722, Codec.OPUS)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]*")
# RFC 1123 section 2.1.
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
# WHATWG URL, "ends in a number".
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
# RFC 3261 section 25.1, `user`, without what needs escaping somewhere.
_USER = re.compile(r"[A-Za-z0-9._~!*'()+@-]{1,128}")

Choice = TypeVar("Choice", bound=StrEnum)


def add(
    conn: Connection,
    secrets: Secrets,
    workspace_id: str,
    name: str,
    *,
    host: str,
    port: int | None = None,
    transport: str = Transport.UDP,
    username: str | None = None,
    password: str | None = None,
    register: bool = False,
    codecs: Sequence[str] = DEFAULT_CODECS,
    number_format: str = NumberFormat.E164,
    country: str | None = None,
    foreign_caller_ids: bool = False,
    longest_password: int = LONGEST_PASSWORD,
    now: int,
) -> Trunk:
    """Add a trunk. `port` is the transport's usual one unless given, `country` the workspace's.

    Raises:
        Problem: a value can't be used, the name is another trunk's, or the host is not for this workspace.
    """
    travels = _choice("transport", Transport, transport)
    home = workspaces.get(conn, workspace_id).country
    trunk = Trunk(
        id=new_id("trunk"),
        workspace_id=workspace_id,
        name=_free_name(conn, workspace_id, name, None),
        host=checked_host(host),
        port=DEFAULT_PORTS[travels] if port is None else _port(port),
        transport=travels,
        username=_username(username),
        has_password=password is not None,
        register=register,
        codecs=_codecs(codecs),
        number_format=_choice("number_format", NumberFormat, number_format),
        country=home if country is None else checks.country("country", country),
        foreign_caller_ids=foreign_caller_ids,
        enabled=True,
        created_at=now,
    )
    _check_account(trunk)
    _check_who_pays(conn, trunk)
    store.add(
        conn, trunk, None if password is None else secrets.encrypt(_password(password, longest_password), trunk.id)
    )
    return trunk


def get(conn: Connection, workspace_id: str, name_or_id: str) -> Trunk:
    """One trunk, by its id or its name.

    Raises:
        Problem: this workspace has none.
    """
    found = store.get(conn, workspace_id, name_or_id) or store.by_name(conn, workspace_id, name_or_id)
    if found is None:
        raise not_found("trunk", name_or_id, "trunk")
    return found


def change(
    conn: Connection,
    secrets: Secrets,
    workspace_id: str,
    trunk_id: str,
    *,
    name: str | UnsetType = UNSET,
    host: str | UnsetType = UNSET,
    port: int | UnsetType = UNSET,
    transport: str | UnsetType = UNSET,
    username: str | UnsetType | None = UNSET,
    password: str | UnsetType | None = UNSET,
    register: bool | UnsetType = UNSET,
    codecs: Sequence[str] | UnsetType = UNSET,
    number_format: str | UnsetType = UNSET,
    country: str | UnsetType = UNSET,
    foreign_caller_ids: bool | UnsetType = UNSET,
    enabled: bool | UnsetType = UNSET,
    longest_password: int = LONGEST_PASSWORD,
) -> Trunk:
    """Change what is given.

    Raises:
        Problem: a value can't be used, the name is another trunk's, the host is not for this workspace, or this
            workspace has no such trunk.
    """
    old = get(conn, workspace_id, trunk_id)
    new = replace(
        old,
        name=old.name if name is UNSET else _free_name(conn, workspace_id, name, old.id),
        host=old.host if host is UNSET else checked_host(host),
        port=old.port if port is UNSET else _port(port),
        transport=old.transport if transport is UNSET else _choice("transport", Transport, transport),
        username=old.username if username is UNSET else _username(username),
        has_password=old.has_password if password is UNSET else password is not None,
        register=old.register if register is UNSET else register,
        codecs=old.codecs if codecs is UNSET else _codecs(codecs),
        number_format=(
            old.number_format if number_format is UNSET else _choice("number_format", NumberFormat, number_format)
        ),
        country=old.country if country is UNSET else checks.country("country", country),
        foreign_caller_ids=old.foreign_caller_ids if foreign_caller_ids is UNSET else foreign_caller_ids,
        enabled=old.enabled if enabled is UNSET else enabled,
    )
    _check_account(new)
    if (new.host, new.has_password) != (old.host, old.has_password):
        _check_who_pays(conn, new)
    store.save(conn, new)
    if password is not UNSET:
        sealed = None if password is None else secrets.encrypt(_password(password, longest_password), old.id)
        store.set_password(conn, workspace_id, old.id, sealed)
    return new


def password(conn: Connection, secrets: Secrets, trunk: Trunk) -> str | None:
    """A trunk's password as the carrier knows it; None when it has none.

    Raises:
        Problem: it was encrypted with another key file.
    """
    stored = store.password(conn, trunk.workspace_id, trunk.id)
    return None if stored is None else secrets.decrypt(stored, trunk.id)


def _free_name(conn: Connection, workspace_id: str, name: str, trunk_id: str | None) -> str:
    plain = checks.text("name", name, longest=LONGEST_NAME)
    if not _NAME.fullmatch(plain):
        raise invalid("name", f"“{plain}” can't be a trunk's name: use letters, digits, spaces and . _ -")
    holder = store.by_name(conn, workspace_id, plain)
    if holder is not None and holder.id != trunk_id:
        raise conflict("name-taken", "The name is taken", f"There is a trunk {plain} already.", "name")
    return plain


def checked_host(text: str) -> str:
    """An IP address or a host name, as it is kept.

    Raises:
        Problem: it is neither.
    """
    host = text.strip()
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        # What ends in a number is meant to be an address, and read as one: 0x7f.1 is 127.0.0.1.
        if len(host) > 253 or not _HOST.fullmatch(host) or _NUMBER.fullmatch(host.rpartition(".")[2]):
            shown = "".join(char if char.isprintable() else "�" for char in host[:60])
            raise invalid("host", f"“{shown}” is neither an IP address nor a host name.") from None
        return host.lower()
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None:
        raise invalid("host", "Leave out the zone after % in the address.")
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _port(port: int) -> int:
    return checks.whole("port", port, least=1, most=65_535)


def _username(username: str | None) -> str | None:
    if username is not None and not _USER.fullmatch(username):
        raise invalid("username", "The username can't be used: letters, digits and . _ ~ ! * ' ( ) + @ - only.")
    return username


def _password(password: str, longest: int) -> str:
    if not 1 <= len(password) <= longest or not password.isprintable() or password != password.strip():
        raise invalid(
            "password",
            f"The password can't be used: 1 to {longest} characters, none of them a control character, and no "
            "space at either end.",
        )
    return password


def _codecs(codecs: Sequence[str]) -> tuple[Codec, ...]:
    chosen = tuple(_choice("codecs", Codec, codec) for codec in codecs)
    if not chosen or len(set(chosen)) < len(chosen):
        raise invalid("codecs", f"Name each codec once, from {', '.join(Codec)}.")
    return chosen


def _choice(field: str, choices: type[Choice], value: str) -> Choice:
    try:
        return choices(value)
    except ValueError:
        words = ", ".join(choices)
        raise invalid(
            field, f"The {field.replace('_', ' ')} “{value[:40]}” is not known: use one of {words}."
        ) from None


def _check_account(trunk: Trunk) -> None:
    if (trunk.username is not None) != trunk.has_password:
        raise invalid("password", "Username and password go together: give both or neither.")
    if trunk.register and trunk.username is None:
        raise invalid("register", "A trunk that registers needs a username and a password.")


def _check_who_pays(conn: Connection, trunk: Trunk) -> None:
    """Refuse a way to a carrier that would let this workspace call at another's expense.

    A carrier that knows its customers by address takes all calls of this machine for one customer's, on whatever port,
    and asks for no password, whatever account a trunk has. Nothing is said of whose trunk is in the way.
    """
    if store.others_lead_to(conn, trunk):
        raise conflict(
            "host-not-yours",
            "The host can't be used",
            f"{trunk.host} can't be used like this: check that it is your carrier's, and that the trunk has the "
            "username and password that your carrier gave you, or ask whoever runs this installation.",
            "host",
        )
