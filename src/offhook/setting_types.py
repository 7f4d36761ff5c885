"""What a setting may be: the types of their values, each with what is expected in words for who wrote another."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from offhook import checks, numbers
from offhook.problems import Problem

LARGEST_COUNT = 1000
LONGEST_DAYS = 3650


def _country(code: str) -> str:
    if not numbers.is_country(code.upper()):
        raise ValueError("expected two letters of a country, as US or DE (ISO 3166)")
    return code.upper()


def _database(url: str) -> str:
    # Only here: every command of the command line reads the settings, and most never see a database.
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        name = make_url(url).get_backend_name()
    except ArgumentError:
        name = ""
    if name not in {"sqlite", "postgresql"}:
        raise ValueError("expected sqlite:///path or postgresql://user:password@host/database")
    file = make_url(url).database or ":memory:"
    if name == "sqlite" and file == ":memory:":
        raise ValueError("expected a file: a database in memory would be gone at the first restart")
    if name == "sqlite" and file.startswith("file:"):
        raise ValueError("expected sqlite:///path, and no URI of SQLite's own")
    return url


def _time_zone(name: str) -> str:
    try:
        return checks.time_zone("time_zone", name)
    except Problem:
        raise ValueError("expected a name as Europe/Berlin, America/New_York or UTC") from None


def _count(most: int) -> int:
    if not 1 <= most <= LARGEST_COUNT:
        raise ValueError(f"expected from 1 to {LARGEST_COUNT}")
    return most


def _address(address: str) -> str:
    try:
        return checks.email("sender", address)
    except Problem:
        raise ValueError("expected an address as offhook@example.com") from None


def _servers(kind: str) -> AfterValidator:
    def check(urls: str) -> str:
        pattern = rf"{kind}s?:[A-Za-z0-9.-]+(:[0-9]{{1,5}})?(\?transport=(udp|tcp))?"
        if not urls.split() or not all(re.fullmatch(pattern, url) for url in urls.split()):
            raise ValueError(f"expected addresses as {kind}:{kind}.example.com:3478, with a space between two")
        return urls

    return AfterValidator(check)


def _days(days: int) -> int:
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError(f"expected from 1 to {LONGEST_DAYS}")
    return days


def _addresses(text: str) -> str:
    try:
        return " ".join(str(ipaddress.ip_address(each)) for each in text.split())
    except ValueError:
        raise ValueError("expected addresses as 127.0.0.1 10.0.0.5, with a space between two") from None


def _public(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        parts, usable = urlsplit(""), False
    if not usable or parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("expected an address as https://phone.example.com")
    return url.rstrip("/")


def _push_contact(url: str) -> str:
    scheme, _, rest = url.partition(":")
    try:
        if scheme == "mailto":
            return f"mailto:{checks.email('contact', rest)}"
        if scheme == "https":
            return _public(url)
    except (Problem, ValueError):
        pass
    raise ValueError("expected mailto:it@example.com or https://example.com")


Address = Annotated[str, AfterValidator(_address)]
Addresses = Annotated[str, AfterValidator(_addresses)]
Count = Annotated[int, AfterValidator(_count)]
Country = Annotated[str, AfterValidator(_country)]
Days = Annotated[int, AfterValidator(_days)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
PushContact = Annotated[str, AfterValidator(_push_contact)]
PublicUrl = Annotated[str, AfterValidator(_public)]
Port = Annotated[int, Field(ge=1, le=65_535)]
StunServers = Annotated[str, _servers("stun")]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
TurnServers = Annotated[str, _servers("turn")]
