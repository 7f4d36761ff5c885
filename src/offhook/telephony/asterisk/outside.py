"""Under which address this machine is known outside, for browsers' audio: ICE names addresses one by one (RFC 8445)."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

from offhook.telephony.asterisk.settings import EVERYWHERE, InstanceSettings

_SOMEWHERE = ("192.0.2.1", 9)
"""An address for documentation (RFC 5737), to which nothing is sent."""


def host_candidates(settings: InstanceSettings) -> tuple[tuple[str, str], ...]:
    """Addresses of this machine, each with the one that it has outside. Empty where it is not behind translation.

    Browsers' audio may come to any address of the machine, so `listen` counts only where it names one that others see.
    The external address may be a name, which is looked up; one that can't be found is left out.
    """
    if settings.external_address is None:
        return ()
    anywhere = settings.listen == EVERYWHERE or ipaddress.ip_address(settings.listen).is_loopback
    own = _own_address() if anywhere else settings.listen
    outside = _looked_up(settings.external_address)
    return ((own, outside),) if own and outside and own != outside else ()


def _own_address() -> str:
    """The IPv4 address that this machine calls others from; empty where it has none."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as looking:
        looking.connect(_SOMEWHERE)
        return str(looking.getsockname()[0])
    return ""


def _looked_up(host: str) -> str:
    with suppress(ValueError):
        return str(ipaddress.ip_address(host))
    with suppress(OSError):
        return str(socket.getaddrinfo(host, None, socket.AF_INET)[0][4][0])
    return ""
