"""Trunks as Asterisk configuration: each an endpoint, its address, and where needed its registration.

Pure: `TrunkConfig` in, text out. What goes into the text was checked when the `TrunkConfig` was made, so no
value can end its line, start a comment or open a section.
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Literal, get_args
from urllib.parse import quote

import msgspec

from offhook.telephony.asterisk.settings import SettingsRefused, host

Codec = Literal["alaw", "ulaw", "g722", "opus"]
Transport = Literal["udp", "tcp", "tls"]

TRUNK_ID = re.compile(r"trunk_[a-z0-9]{1,40}")
USER = re.compile(r"[A-Za-z0-9._~!*'()+@-]{1,128}")
REALM = re.compile(r"[A-Za-z0-9._:@-]{1,128}")


QUALIFY_TIMEOUT = 3.0
"""Seconds after which an unanswered OPTIONS means that the far end is not up, unless a trunk says otherwise."""


class TrunkRefused(ValueError):
    """A trunk that can't be configured: `field` names the value, the text says why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


class TrunkConfig(msgspec.Struct, frozen=True, kw_only=True):
    """A trunk to a carrier or another phone system.

    Args:
        id: Our own id, `trunk_` and small letters or digits. Also the endpoint's name in Asterisk, so calls go
            out by `PJSIP/<number>@<id>`.
        host: Address or name of the far end: where calls go, and from where they are taken.
        port: Its SIP port.
        transport: How SIP travels.
        username: For carriers that ask for digest authentication (RFC 8760), and for registration.
        password: Goes with `username`.
        register: Whether the carrier wants a registration (RFC 3261 section 10) to know where we are.
        realm: Answer challenges of this realm only; any realm unless given.
        from_user: For carriers that insist on the account in From. The line's number isn't shown then.
        from_domain: For carriers that insist on their own domain in From.
        codecs: Offered in this order.
        qualify_seconds: Time between OPTIONS requests that tell whether the far end is up.
        qualify_timeout: Seconds after which an unanswered OPTIONS means that it isn't.
        register_retry: Seconds before a failed registration is tried again.
    """

    id: str
    host: str
    port: int = 5060
    transport: Transport = "udp"
    username: str | None = None
    password: str | None = None
    register: bool = False
    realm: str | None = None
    from_user: str | None = None
    from_domain: str | None = None
    codecs: tuple[Codec, ...] = ("alaw", "ulaw", "g722", "opus")
    qualify_seconds: int = 30
    qualify_timeout: float = QUALIFY_TIMEOUT
    register_retry: int = 30

    def __post_init__(self) -> None:
        """Refuse what can't be configured, or would change the file's meaning.

        Raises:
            TrunkRefused: the first value that can't be used.
        """
        if not TRUNK_ID.fullmatch(self.id):
            raise TrunkRefused("id", f"trunk id {self.id!r}: expected trunk_ and small letters or digits")
        self._check_far_end()
        self._check_account()
        if not self.codecs or len(set(self.codecs)) < len(self.codecs) or set(self.codecs) - set(get_args(Codec)):
            raise TrunkRefused("codecs", f"codecs: name each once, from {', '.join(get_args(Codec))}")
        if not 1 <= self.qualify_seconds <= 3600:
            raise TrunkRefused("qualify_seconds", "qualify_seconds must be from 1 to 3600")
        if not 0.1 <= self.qualify_timeout <= 30:
            raise TrunkRefused("qualify_timeout", "qualify_timeout must be from 0.1 to 30 seconds")
        if not 1 <= self.register_retry <= 3600:
            raise TrunkRefused("register_retry", "register_retry must be from 1 to 3600 seconds")

    def _check_far_end(self) -> None:
        for name, value in (("host", self.host), ("from_domain", self.from_domain)):
            try:
                if value is not None:
                    host(name, value)
            except SettingsRefused as problem:
                raise TrunkRefused(name, str(problem)) from None
        if not 1 <= self.port <= 65_535:
            raise TrunkRefused("port", f"port must be from 1 to 65535, not {self.port}")
        if self.transport not in get_args(Transport):
            known = ", ".join(get_args(Transport))
            raise TrunkRefused("transport", f"transport {self.transport!r}: expected one of {known}")

    def _check_account(self) -> None:
        if (self.username is None) != (self.password is None):
            raise TrunkRefused("password", "username and password go together: give both or neither")
        if self.register and self.username is None:
            raise TrunkRefused("register", "a trunk that registers needs a username and a password")
        for name, value in (("username", self.username), ("from_user", self.from_user)):
            if value is not None and not USER.fullmatch(value):
                raise TrunkRefused(name, f"{name} {value!r}: use letters, digits and . _ ~ ! * ' ( ) + @ -")
        if self.realm is not None and not REALM.fullmatch(self.realm):
            raise TrunkRefused("realm", f"realm {self.realm!r}: use letters, digits and . _ : @ -")
        if self.password is not None and not _writable(self.password):
            wanted = "1 to 128 characters, no control characters, no space at either end"
            raise TrunkRefused("password", f"password: {wanted}")

    @property
    def far_end(self) -> str:
        """Host and port as they stand in a SIP URI: IPv6 addresses in brackets."""
        return f"[{self.host}]:{self.port}" if self.is_ipv6 else f"{self.host}:{self.port}"

    @property
    def is_ipv6(self) -> bool:
        """Whether the host is an IPv6 address, which needs a transport of that family."""
        try:
            return ipaddress.ip_address(self.host).version == 6
        except ValueError:
            return False

    @property
    def transport_name(self) -> str:
        """The transport's name in the generated configuration."""
        return f"{self.transport}6" if self.is_ipv6 else self.transport


def render_trunks(trunks: Iterable[TrunkConfig]) -> str:
    """The trunks as the text of pjsip_trunks.conf, in the order of their ids.

    Raises:
        TrunkRefused: two trunks have the same id.
    """
    ordered = sorted(trunks, key=lambda trunk: trunk.id)
    for one, other in pairwise(ordered):
        if one.id == other.id:
            raise TrunkRefused("id", f"two trunks have the id {one.id}")
    sections = [section for trunk in ordered for section in _sections(trunk)]
    return "\n\n".join(["; Written by Offhook. Changes made here are lost.", *sections]) + "\n"


def _sections(trunk: TrunkConfig) -> list[str]:
    sections = [_endpoint(trunk), _aor(trunk), _identify(trunk)]
    if trunk.username is not None and trunk.password is not None:
        sections.append(_auth(trunk, trunk.username, trunk.password))
        if trunk.register:
            sections.append(_registration(trunk, trunk.username))
    return sections


def _endpoint(trunk: TrunkConfig) -> str:
    settings = {
        "transport": trunk.transport_name,
        "aors": trunk.id,
        "allow": ",".join(trunk.codecs),
        "rtp_ipv6": "yes" if trunk.is_ipv6 else None,
        "outbound_auth": trunk.id if trunk.username is not None else None,
        "from_user": trunk.from_user,
        "from_domain": trunk.from_domain,
    }
    return _section(trunk.id, settings, template="trunk")


def _aor(trunk: TrunkConfig) -> str:
    settings = {
        "type": "aor",
        "contact": _uri(trunk),
        "qualify_frequency": str(trunk.qualify_seconds),
        "qualify_timeout": str(trunk.qualify_timeout),
        "qualify_2xx_only": "no",
    }
    return _section(trunk.id, settings)


def _identify(trunk: TrunkConfig) -> str:
    return _section(trunk.id, {"type": "identify", "endpoint": trunk.id, "match": trunk.host})


def _auth(trunk: TrunkConfig, username: str, password: str) -> str:
    settings = {
        "type": "auth",
        "auth_type": "digest",
        "username": username,
        "password": password,
        "realm": trunk.realm,
    }
    return _section(trunk.id, settings)


def _registration(trunk: TrunkConfig, username: str) -> str:
    user = quote(username, safe="._~!*'()+-")
    settings = {
        "type": "registration",
        "transport": trunk.transport_name,
        "outbound_auth": trunk.id,
        "server_uri": _uri(trunk),
        "client_uri": f"sip:{user}@{trunk.far_end}",
        "contact_user": user,
        "retry_interval": str(trunk.register_retry),
        "forbidden_retry_interval": str(trunk.register_retry * 10),
        "fatal_retry_interval": str(trunk.register_retry * 10),
        "max_retries": "1000000",
        "auth_rejection_permanent": "no",
        "max_random_initial_delay": "0",
        "expiration": "600",
    }
    return _section(trunk.id, settings)


def _uri(trunk: TrunkConfig) -> str:
    return f"sip:{trunk.far_end}" + ("" if trunk.transport == "udp" else f";transport={trunk.transport}")


def _section(name: str, settings: Mapping[str, str | None], *, template: str = "") -> str:
    heading = f"[{name}]({template})" if template else f"[{name}]"
    return "\n".join([heading, *(f"{key} = {escape(value)}" for key, value in settings.items() if value is not None)])


def escape(value: str) -> str:
    """A value as Asterisk's configuration reads it back: `;` starts a comment unless a backslash is before it."""
    return value.replace(";", r"\;")


def _writable(password: str) -> bool:
    return 1 <= len(password) <= 128 and password.isprintable() and password == password.strip()
