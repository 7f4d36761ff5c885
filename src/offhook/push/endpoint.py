"""Which addresses pushes are sent to: browsers' makers', who are public, and never a machine behind our own firewall.

A subscription is whatever a signed-in browser says it is. Without this anybody who may sign in could have Offhook send
requests into the network that it stands in.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from offhook.problems import invalid

LONGEST = 2000


class NotPublic(OSError):
    """A name that leads to no public address."""


def checked(address: str, *, local: bool = False) -> str:
    """An endpoint's address, as it may be kept.

    Args:
        local: Whether this machine's loopback may be sent to too, without TLS: for tests and practice.

    Raises:
        Problem: it can't be one.
    """
    wrong = invalid("endpoint", "This is no address of a push service: they begin with https:// and are public.")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    if len(address) > LONGEST or not address.isascii() or not address.isprintable() or " " in address:
        raise wrong
    if local and parts.scheme == "http" and _is_loopback(host):
        return address
    if parts.scheme != "https" or parts.username or parts.password or port not in {None, 443}:
        raise wrong
    if not (_is_public_number(host) if _is_number(host) else "." in host.strip(".")):
        raise wrong
    return address


def origin(address: str) -> str:
    """Whom a token for this endpoint is for (RFC 8292, `aud`)."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def is_public(number: str) -> bool:
    """Whether an IP address is reached from everywhere, and not ours, our network's or nobody's."""
    found = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if inner:
            return False
    return found.is_global and not found.is_multicast


class PublicOnly(AbstractResolver):
    """Looks names up, and gives away public addresses only: whoever owns a name can let it lead anywhere."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name. Raises `NotPublic` where none of them is public."""
        found = [each for each in await self._inner.resolve(host, port, family) if is_public(each["host"])]
        if not found:
            raise NotPublic(f"{host} leads to no public address")
        return found

    async def close(self) -> None:
        """Nothing more is looked up."""
        await self._inner.close()


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # What resolvers take for an IPv4 address in other bases, or with fewer parts: 0x7f.1, 2130706433.
        return host.replace(".", "").isdigit() or host.lower().startswith("0x")
    return True


def _is_public_number(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
