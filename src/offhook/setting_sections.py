"""The sections of `offhook.toml`, each with what it may say. docs/reference/settings.md describes them all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from offhook.setting_types import (
    Address,
    Addresses,
    DatabaseUrl,
    Days,
    Port,
    PublicUrl,
    PushContact,
    StunServers,
    TurnServers,
)


class Section(BaseModel):
    """What is common to all: an unknown key is refused, and no value is ever shown."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Http(Section):
    """The API and the app. Put a server with TLS in front of it before others than this machine may reach it."""

    host: Annotated[str, Field(min_length=1, description="address to listen on")] = "127.0.0.1"
    port: Annotated[Port, Field(description="port to listen on")] = 8080
    public_url: Annotated[
        PublicUrl | None,
        Field(description="address of the app for people: links begin with it; where it listens unless given"),
    ] = None
    proxies: Annotated[
        Addresses, Field(description="addresses of servers in front whose `X-Forwarded-For` is believed")
    ] = "127.0.0.1 ::1"

    @property
    def address(self) -> str:
        """The app's address for people. What a request says of it does not matter."""
        if self.public_url is not None:
            return self.public_url
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  # every address, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def trusted_proxies(self) -> frozenset[str]:
        """The proxies, one by one."""
        return frozenset(self.proxies.split())


class DatabaseSettings(Section):
    """Where everything is kept."""

    url: Annotated[
        DatabaseUrl | None,
        Field(description="`sqlite:///path` or `postgresql://…`; `offhook.db` in the data folder unless given"),
    ] = None


class Pair(Section):
    """Two workers on one PostgreSQL: one has the calls, the other hands requests on to it and takes its place."""

    enabled: Annotated[
        bool,
        Field(description="whether to stand by beside another worker of the database, instead of refusing to start"),
    ] = False
    address: Annotated[
        PublicUrl | None,
        Field(
            max_length=48, description="under which the other worker reaches this one; where it listens unless given"
        ),
    ] = None


class Asterisk(Section):
    """The Asterisk that Offhook starts and drives."""

    instance: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$", description="name: several may run beside each other")
    ] = "main"
    listen: Annotated[str, Field(min_length=1, description="IPv4 address for SIP and audio")] = "127.0.0.1"
    listen6: Annotated[
        str | None, Field(min_length=1, description="IPv6 address for SIP and audio; trunks with one need it")
    ] = None
    sip_port: Annotated[Port, Field(description="SIP over UDP and TCP")] = 5060
    tls_port: Annotated[Port, Field(description="SIP over TLS")] = 5061
    http_port: Annotated[Port, Field(description="Asterisk's own HTTP server, on this machine only")] = 8088
    rtp_first: Annotated[Port, Field(description="first port for audio, even")] = 10000
    rtp_last: Annotated[Port, Field(description="last port for audio; a leg takes two")] = 20000
    external_address: Annotated[
        str | None, Field(min_length=1, description="this machine's public address, behind address translation")
    ] = None
    stun: Annotated[
        str | None,
        Field(min_length=1, description="STUN server that is asked for that address, for browsers' audio: host:port"),
    ] = None
    certificate: Annotated[
        Path | None, Field(description="PEM file shown to carriers over TLS; a self-made one unless given")
    ] = None
    certificate_key: Annotated[Path | None, Field(description="PEM file of its private key, without passphrase")] = None
    authorities: Annotated[
        Path | None,
        Field(
            description="PEM file of the authorities that trunks and SMSCs have over TLS; else those of this machine"
        ),
    ] = None

    attesting: Annotated[
        bool, Field(description="whether trunks verify who calls (`verstat` of SHAKEN), and can be believed in it")
    ] = False

    @model_validator(mode="after")
    def _ports(self) -> Asterisk:
        if len({self.sip_port, self.tls_port, self.http_port}) < 3:
            raise ValueError("sip_port, tls_port and http_port must differ")
        if self.rtp_first % 2 or self.rtp_last - self.rtp_first < 3:
            raise ValueError("rtp_first must be even, and rtp_last at least 3 above it")
        if self.rtp_first <= self.sip_port <= self.rtp_last:
            raise ValueError("sip_port must lie outside the audio ports rtp_first to rtp_last")
        return self


class BrowserPhone(Section):
    """How browsers find a way for their audio where Asterisk's own address does not reach."""

    stun: Annotated[StunServers | None, Field(description="STUN servers, as `stun:stun.example.com:3478`")] = None
    turn: Annotated[
        TurnServers | None, Field(description="TURN servers, which relay audio, as `turn:turn.example.com:3478`")
    ] = None
    turn_secret: Annotated[
        str | None, Field(min_length=1, description="secret shared with them: browsers get passwords made with it")
    ] = None

    @model_validator(mode="after")
    def _whole(self) -> BrowserPhone:
        if (self.turn is None) != (self.turn_secret is None):
            raise ValueError("turn and turn_secret are needed together")
        return self


class VoicemailSettings(Section):
    """How long messages are kept, and how."""

    restore_days: Annotated[Days, Field(description="for how long a deleted voicemail can be restored")] = 30
    keep_days: Annotated[
        Days | None, Field(description="after how long voicemails are deleted by themselves; never unless given")
    ] = None
    key_file: Annotated[
        Path | None, Field(description="file with the key that voicemails are encrypted with; they aren't unless given")
    ] = None


class Mail(Section):
    """The SMTP server that voicemails are sent by e-mail with."""

    host: Annotated[
        str | None, Field(min_length=1, description="SMTP server to send mail with; none is sent unless given")
    ] = None
    port: Annotated[Port, Field(description="its port: 587 with STARTTLS, 465 with TLS")] = 587
    security: Annotated[
        Literal["starttls", "tls", "none"],
        Field(description="whether with TLS; none only on this machine"),
    ] = "starttls"
    sender: Annotated[
        Address | None, Field(description="address that mails come from; needed where there is a server")
    ] = None
    user: Annotated[str | None, Field(min_length=1, description="name to sign in with, where the server wants one")] = (
        None
    )
    password: Annotated[str | None, Field(min_length=1, description="password to sign in with")] = None
    authorities: Annotated[
        Path | None,
        Field(description="PEM file of the authorities trusted; those that this machine trusts unless given"),
    ] = None

    @model_validator(mode="after")
    def _whole(self) -> Mail:
        if self.host is not None and self.sender is None:
            raise ValueError("sender is needed where there is a host: the address that mails come from")
        if (self.user is None) != (self.password is None):
            raise ValueError("user and password are needed together")
        return self


class Push(Section):
    """Notifications on members' devices, by the push services of their browsers."""

    contact: Annotated[
        PushContact | None,
        Field(
            description="where push services reach whoever runs this, as `mailto:it@example.com`; `mail.sender`, or "
            "`http.public_url`, unless given"
        ),
    ] = None
    local_endpoints: Annotated[
        bool, Field(description="whether devices may be reached on this machine itself, without TLS: to try it out")
    ] = False


class Log(Section):
    """What is logged, to standard error."""

    level: Annotated[Literal["debug", "info", "warning", "error"], Field(description="the least that is logged")] = (
        "info"
    )
    format: Annotated[Literal["text", "json"], Field(description="for people or for programs")] = "text"
