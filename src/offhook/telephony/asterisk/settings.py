"""What is chosen about one Asterisk: addresses, ports, certificate. Checked here, rendered in `config`."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    # The supervisor reads this module too, and should stay small.
    from offhook.setting_sections import Asterisk

EVERYWHERE = "0.0.0.0"  # noqa: S104 # compared with, not bound
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


def as_path(kind: type[Any], text: Any) -> Any:
    """For msgspec, which has no paths of its own: `dec_hook=as_path`, and `enc_hook=str` for the way back."""
    if issubclass(kind, PurePath) and isinstance(text, str):
        return kind(text)
    raise TypeError(f"{kind} can't be read from {text!r}")


class SettingsRefused(ValueError):
    """A setting that can't work; the text names it and says what would."""


class InstanceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One Asterisk's settings.

    Args:
        name: Directory and instance name; several instances with different names and ports run side by side.
        listen: IPv4 address for SIP and RTP. Loopback unless chosen otherwise; `0.0.0.0` for every interface.
        listen6: IPv6 address for SIP and RTP, for trunks with an IPv6 address.
        sip_port: UDP and TCP port for SIP.
        tls_port: TCP port for SIP over TLS.
        http_port: TCP port on 127.0.0.1 for ARI.
        rtp_first: First UDP port for audio, even.
        rtp_last: Last UDP port for audio. A call leg takes two.
        external_address: This machine's public address or name, where it sits behind address translation.
        stun: STUN server, `host` or `host:port`, that is asked for the public address of browsers' audio.
        local_networks: Networks towards which `external_address` isn't used.
        certificate: PEM file shown to TLS peers. A self-made one unless given.
        certificate_key: PEM file of its private key, without a passphrase.
        authorities: PEM file of the authorities that sign TLS trunks' certificates. The machine's own
            list unless given.
        rtp_timeout: Seconds without audio from a leg after which it is ended.
        rtp_timeout_hold: The same for a leg on hold.
        attesting: Whether trunks verify who calls, so that it is worth reading.
    """

    name: str = "main"
    listen: str = "127.0.0.1"
    listen6: str | None = None
    sip_port: int = 5060
    tls_port: int = 5061
    http_port: int = 8088
    rtp_first: int = 10000
    rtp_last: int = 20000
    external_address: str | None = None
    stun: str | None = None
    local_networks: tuple[str, ...] = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")
    certificate: Path | None = None
    certificate_key: Path | None = None
    authorities: Path | None = None
    rtp_timeout: int = 60
    rtp_timeout_hold: int = 3600
    attesting: bool = False

    def __post_init__(self) -> None:
        """Refuse what Asterisk would ignore, misread or trip over.

        Raises:
            SettingsRefused: the first setting that can't work.
        """
        if not NAME.fullmatch(self.name):
            raise SettingsRefused(f"name {self.name!r}: use a-z, 0-9 and -, at most 32 characters")
        _address("listen", self.listen, 4)
        if self.listen6 is not None:
            _address("listen6", self.listen6, 6)
        for setting in ("sip_port", "tls_port", "http_port", "rtp_first", "rtp_last"):
            _port(setting, getattr(self, setting))
        if len({self.sip_port, self.tls_port, self.http_port}) < 3:
            raise SettingsRefused("sip_port, tls_port and http_port must differ")
        if self.rtp_first % 2 or self.rtp_last - self.rtp_first < 3:
            raise SettingsRefused("rtp_first must be even, and rtp_last at least 3 above it")
        if self.rtp_first <= self.sip_port <= self.rtp_last:
            raise SettingsRefused("sip_port must lie outside the audio ports rtp_first to rtp_last")
        if self.external_address is not None:
            host("external_address", self.external_address)
        if self.stun is not None:
            _host_and_port("stun", self.stun)
        for network in self.local_networks:
            _network(network)
        if (self.certificate is None) != (self.certificate_key is None):
            raise SettingsRefused("certificate and certificate_key go together: give both or neither")
        for setting in ("rtp_timeout", "rtp_timeout_hold"):
            if not 1 <= getattr(self, setting) <= 86_400:
                raise SettingsRefused(f"{setting} must be from 1 to 86400 seconds")


def instance_settings(chosen: Asterisk) -> InstanceSettings:
    """What `[asterisk]` of an installation's settings says.

    Raises:
        SettingsRefused: a setting that can't work.
    """
    try:
        return InstanceSettings(
            name=chosen.instance,
            listen=chosen.listen,
            listen6=chosen.listen6,
            sip_port=chosen.sip_port,
            tls_port=chosen.tls_port,
            http_port=chosen.http_port,
            rtp_first=chosen.rtp_first,
            rtp_last=chosen.rtp_last,
            external_address=chosen.external_address,
            stun=chosen.stun,
            certificate=chosen.certificate,
            certificate_key=chosen.certificate_key,
            authorities=chosen.authorities,
            attesting=chosen.attesting,
        )
    except SettingsRefused as refused:
        raise SettingsRefused(f"asterisk: {refused}") from None


def host(setting: str, text: str) -> str:
    """Check an IPv4 address, an IPv6 address or a host name (RFC 1123), and give it back.

    Raises:
        SettingsRefused: it is none of these.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        pass
    else:
        if isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None:
            raise SettingsRefused(f"{setting} {text!r}: leave out the zone after %")
        return text
    label = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    if len(text) > 253 or not re.fullmatch(rf"{label}(?:\.{label})*", text):
        raise SettingsRefused(f"{setting} {text!r}: this is neither an IP address nor a host name")
    if re.fullmatch(r"[0-9.]+", text):
        raise SettingsRefused(f"{setting} {text!r}: this is not a valid IP address")
    return text


def _host_and_port(setting: str, text: str) -> None:
    name, colon, number = text.partition(":")
    host(setting, name)
    if colon:
        if not number.isdecimal():
            raise SettingsRefused(f"{setting} {text!r}: use host or host:port")
        _port(setting, int(number))


def _port(setting: str, number: int) -> None:
    if not 1 <= number <= 65_535:
        raise SettingsRefused(f"{setting} must be from 1 to 65535, not {number}")


def _address(setting: str, text: str, version: int) -> None:
    try:
        known = ipaddress.ip_address(text)
    except ValueError:
        known = None
    if known is None or known.version != version:
        raise SettingsRefused(f"{setting} {text!r}: this is not an IPv{version} address")


def _network(text: str) -> None:
    try:
        ipaddress.ip_network(text)
    except ValueError as problem:
        raise SettingsRefused(f"local_networks {text!r}: {problem}") from None
