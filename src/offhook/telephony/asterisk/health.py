"""How one Asterisk is: whether ARI answers, for how long it has run, and who holds its ports.

Blocking, and without anything of the worker's: for the supervisor and `offhook doctor`. From asyncio, call it
in a thread.
"""

import base64
import http.client
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

import msgspec

from offhook.telephony.asterisk.instance import AsteriskInstance

ARI_TIMEOUT = 2.0
"""Seconds. ARI on the same machine answers within milliseconds; a hung Asterisk takes the connection and is silent."""

_TCP_LISTEN = "0A"


class Ari(Enum):
    """What came of asking ARI."""

    ANSWERS = "answers"
    LOADING = "still loading its modules"
    REFUSES = "refuses our secret"
    SILENT = "does not answer"


class Holder(Enum):
    """Who holds a port."""

    ASTERISK = "Asterisk"
    ANOTHER = "another program"
    NOBODY = "nobody"


class Port(msgspec.Struct, frozen=True):
    """A port that Asterisk should hold."""

    use: str
    protocol: str
    number: int
    holder: Holder

    @property
    def ours(self) -> bool:
        """Whether Asterisk holds it, as it should."""
        return self.holder is Holder.ASTERISK

    def __str__(self) -> str:
        """As in `5060/udp (SIP)`."""
        return f"{self.number}/{self.protocol} ({self.use})"


class Health(msgspec.Struct, frozen=True):
    """How one Asterisk is. `version` and `started` are known when ARI answers."""

    ari: Ari
    version: str | None
    started: datetime | None
    ports: tuple[Port, ...]

    @property
    def uptime(self) -> float | None:
        """Seconds since Asterisk started, by the wall clock."""
        return None if self.started is None else (datetime.now(UTC) - self.started).total_seconds()

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, a sentence each; nothing when Asterisk can take calls."""
        found = [] if self.ari is Ari.ANSWERS else [f"Asterisk's ARI {self.ari.value}."]
        found += [f"Port {port} is held by {port.holder.value}." for port in self.ports if not port.ours]
        return tuple(found)


class _System(msgspec.Struct):
    version: str


class _Status(msgspec.Struct):
    startup_time: str


class _Info(msgspec.Struct):
    system: _System
    status: _Status


class _Module(msgspec.Struct):
    status: str


def health(instance: AsteriskInstance) -> Health:
    """Ask ARI and look at the ports."""
    ari, info = _ask(instance)
    return Health(
        ari=ari,
        version=info.system.version.partition("+")[0] if info else None,
        started=datetime.strptime(info.status.startup_time, "%Y-%m-%dT%H:%M:%S.%f%z") if info else None,
        ports=tuple(ports(instance)),
    )


def ports(instance: AsteriskInstance) -> Iterator[Port]:
    """The ports that Asterisk should hold, and who holds them."""
    settings = instance.settings
    wanted = [
        ("SIP", "udp", settings.sip_port, settings.listen),
        ("SIP", "tcp", settings.sip_port, settings.listen),
        ("SIP over TLS", "tcp", settings.tls_port, settings.listen),
        ("ARI", "tcp", settings.http_port, "127.0.0.1"),
    ]
    for use, protocol, number, address in wanted:
        uids = set(_listeners(protocol, address, number))
        if not uids:
            holder = Holder.NOBODY
        elif uids == {instance.installation.uid}:
            holder = Holder.ASTERISK
        else:
            holder = Holder.ANOTHER
        yield Port(use, protocol, number, holder)


def ari_request(instance: AsteriskInstance, method: str, path: str) -> tuple[int, bytes]:
    """Send one request without a body to ARI: status and body of the answer.

    Raises:
        OSError, http.client.HTTPException: there was no answer.
    """
    credentials = base64.b64encode(f"{instance.ari_user}:{instance.ari_secret}".encode()).decode()
    connection = http.client.HTTPConnection("127.0.0.1", instance.settings.http_port, timeout=ARI_TIMEOUT)
    try:
        connection.request(method, f"/ari/{path}", headers={"Authorization": f"Basic {credentials}"})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _ask(instance: AsteriskInstance) -> tuple[Ari, _Info | None]:
    try:
        status, body = ari_request(instance, "GET", "asterisk/info")
        if status == http.client.UNAUTHORIZED:
            return Ari.REFUSES, None
        # ARI answers before SIP is there: chan_pjsip comes last, with all that it needs.
        last_status, last_module = ari_request(instance, "GET", "asterisk/modules/chan_pjsip.so")
    except (OSError, http.client.HTTPException):
        return Ari.SILENT, None
    if status != http.client.OK or last_status != http.client.OK:
        return Ari.LOADING, None
    info = msgspec.json.decode(body, type=_Info)
    running = msgspec.json.decode(last_module, type=_Module).status == "Running"
    return (Ari.ANSWERS if running else Ari.LOADING), info


def _listeners(protocol: str, address: str, port: int) -> Iterator[int]:
    """The users who listen on a port, at this address or at every one, from the kernel's tables (proc(5))."""
    every = {"0" * 8, "0" * 32}
    wanted = socket.inet_aton(address)[::-1].hex().upper()
    for table in (Path(f"/proc/net/{protocol}"), Path(f"/proc/net/{protocol}6")):
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            _, local, _, state, _, _, _, uid, *_ = line.split()
            at, _, number = local.partition(":")
            listening = protocol == "udp" or state == _TCP_LISTEN
            if listening and int(number, 16) == port and (wanted in every or at in every or at == wanted):
                yield int(uid)
