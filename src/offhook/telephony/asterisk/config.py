"""Asterisk's configuration, rendered from an instance's settings. Pure: text in, text out.

The texts live in `templates/`, one file each, with their reasons as comments. `@{name}` is a placeholder
there, because `${name}` is Asterisk's own.
"""

import string
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePosixPath

from offhook.calls.values import SIP_REALM
from offhook.telephony.asterisk.headers import TRAIL_HEADER
from offhook.telephony.asterisk.settings import InstanceSettings

ARI_USER = "offhook"
APP = "offhook"
"""The Stasis application: the name under which the worker takes calls."""

USER_AGENT = "SIP"
"""Says nothing, on purpose."""

HOMES = PurePosixPath("/var/lib/offhook")
"""Where instances keep their files, as Asterisk sees it."""

TRUNKS_FILE = "pjsip_trunks.conf"
"""Rendered on its own, by `trunk_config`, and included by pjsip.conf."""

TEMPLATES = (
    "ari.conf",
    "asterisk.conf",
    "cdr.conf",
    "cel.conf",
    "extensions.conf",
    "http.conf",
    "indications.conf",
    "logger.conf",
    "manager.conf",
    "modules.conf",
    "musiconhold.conf",
    "pjproject.conf",
    "pjsip.conf",
    "rtp.conf",
    "sorcery.conf",
)

WITHOUT_SETTINGS = ("acl.conf", "ccss.conf", "features.conf", "udptl.conf", "websocket_client.conf")
"""Asterisk complains when these are missing, though nothing needs to be set in them."""


class _Template(string.Template):
    delimiter = "@"


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Files that TLS needs, as Asterisk sees them. Without `authorities` no TLS peer can be verified."""

    certificate: PurePosixPath
    key: PurePosixPath
    authorities: PurePosixPath


def home(name: str) -> PurePosixPath:
    """The directory of the instance called `name`, as Asterisk sees it."""
    return HOMES / name


def tls_files(name: str) -> TlsFiles:
    """Where the instance called `name` keeps what TLS needs."""
    keys = home(name) / "keys"
    return TlsFiles(keys / "sip.pem", keys / "sip.key", keys / "authorities.pem")


def render(
    settings: InstanceSettings,
    *,
    modules: PurePosixPath,
    secret: str,
    outside: Iterable[tuple[str, str]] = (),
) -> dict[str, str]:
    """Every configuration file but the trunks', as file name to text.

    Args:
        settings: What was chosen.
        modules: Asterisk's module directory, as it sees it.
        secret: ARI's password: letters, digits, `-` and `_`.
        outside: Addresses of this machine, each with the one that it has outside.
    """
    values = {
        "app": APP,
        "attesting": str(int(settings.attesting)),
        "ari_secret": secret,
        "ari_user": ARI_USER,
        "home": str(home(settings.name)),
        "candidates": "\n".join(f"{own} => {known_as},include_local_address" for own, known_as in outside),
        "http_port": str(settings.http_port),
        "modules": str(modules),
        "name": settings.name,
        "realm": SIP_REALM,
        "rtp_first": str(settings.rtp_first),
        "rtp_last": str(settings.rtp_last),
        "rtp_timeout": str(settings.rtp_timeout),
        "rtp_timeout_hold": str(settings.rtp_timeout_hold),
        "trail_header": TRAIL_HEADER,
        "stun": "" if settings.stun is None else f"stunaddr = {settings.stun}",
        "transports": transports(settings),
        "user_agent": USER_AGENT,
    }
    folder = resources.files("offhook.telephony.asterisk") / "templates"
    texts = {name: _Template((folder / name).read_text()).substitute(values) for name in TEMPLATES}
    return texts | dict.fromkeys(WITHOUT_SETTINGS, "; The defaults are right.\n")


def transports(settings: InstanceSettings) -> str:
    """A transport for each of UDP, TCP and TLS, and for each address family that is listened on.

    They are called `udp`, `tcp`, `tls`, and `udp6`, `tcp6`, `tls6`: a trunk is tied to one by its name. `ws` takes
    browsers' softphones, on the HTTP server.
    """
    families = [("", settings.listen)]
    if settings.listen6 is not None:
        families.append(("6", f"[{settings.listen6}]"))
    rendered = [
        "\n".join(_transport(protocol, suffix, address, settings))
        for suffix, address in families
        for protocol in ("udp", "tcp", "tls")
    ]
    # The socket is the HTTP server's: what is bound here is not listened on.
    return "\n\n".join([*rendered, "[ws]\ntype = transport\nprotocol = ws\nbind = 127.0.0.1"])


def _transport(protocol: str, suffix: str, address: str, settings: InstanceSettings) -> list[str]:
    port = settings.tls_port if protocol == "tls" else settings.sip_port
    lines = [f"[{protocol}{suffix}]", "type = transport", f"protocol = {protocol}", f"bind = {address}:{port}"]
    if protocol == "tls":
        files = tls_files(settings.name)
        lines += [
            "method = tlsv1_2",
            f"cert_file = {files.certificate}",
            f"priv_key_file = {files.key}",
            f"ca_list_file = {files.authorities}",
            "verify_server = yes",
        ]
    if settings.external_address is not None and not suffix:
        lines += [
            f"external_signaling_address = {settings.external_address}",
            f"external_media_address = {settings.external_address}",
            *(f"local_net = {network}" for network in settings.local_networks),
        ]
    return lines
