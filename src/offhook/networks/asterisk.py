"""Asterisk as an installation's network: its process, its trunks and the voice that it plays."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog
from sqlalchemy import Connection

from offhook.calls.values import CallId, ClickToCall, Inbound, LineUsed, TrunkId
from offhook.carriers import store as carriers
from offhook.clock import Clock
from offhook.ids import new_id
from offhook.lines import store as lines
from offhook.networks import SipServer
from offhook.networks.speech import Speech
from offhook.networks.text_parts import KeptParts
from offhook.problems import Problem, unavailable
from offhook.rating.asking import Never
from offhook.rating.model import Charge
from offhook.settings import Settings
from offhook.speech.engine import Engine
from offhook.speech.voices import installed
from offhook.storage.secrets import Secrets
from offhook.storage.storage import Storage
from offhook.telephony.asterisk import supervisor
from offhook.telephony.asterisk.adapter import AsteriskTelephony
from offhook.telephony.asterisk.client import Account
from offhook.telephony.asterisk.config import home
from offhook.telephony.asterisk.console import Console
from offhook.telephony.asterisk.dial_strings import TrunkView
from offhook.telephony.asterisk.installation import AsteriskUnavailable, locate
from offhook.telephony.asterisk.instance import TRUNK_MODULES, AsteriskInstance, load, prepare
from offhook.telephony.asterisk.settings import EVERYWHERE, SettingsRefused, instance_settings
from offhook.telephony.asterisk.trunk_config import TrunkConfig, TrunkRefused
from offhook.telephony.asterisk.trunk_reload import SwitchRefused
from offhook.telephony.smpp.model import Smsc
from offhook.telephony.smpp.texting import SmppTexting
from offhook.trunks import service as trunk_service
from offhook.trunks import smpp
from offhook.trunks import store as trunks
from offhook.trunks.model import Trunk

log = structlog.get_logger()

VOICE_AFTER_S = 3.0
NOT_WRITTEN = "Asterisk's trunks can't be written"


class AsteriskNetwork:
    """One Asterisk, kept alive by its own supervisor, apart from the worker."""

    def __init__(self, settings: Settings, clock: Clock, kept: Callable[[str], bytes]) -> None:
        self._clock = clock
        self.texting = SmppTexting(clock, settings.asterisk.authorities)
        """Asterisk carries calls; texts go over the SMSCs that trunks have."""
        self.instance = _instance(settings)
        self._speech = Speech(self.instance.host_sounds, installed(), self.instance.media_uri, kept)
        self._voice_soon: asyncio.TimerHandle | None = None
        self._views: dict[TrunkId, TrunkView] = {}
        self._passed_over: dict[TrunkId, str] = {}
        self._writing_trunks = asyncio.Lock()
        self.telephony = AsteriskTelephony(
            Account(self.instance.ari_url, self.instance.ari_user, self.instance.ari_secret, self.instance.app),
            trunks=self._views.get,
            passed_over=self._passed_over,
            prompts=self._speech,
            new_call=lambda: CallId(new_id("call")),
            console=Console(self.instance.control_socket).ask,
            attesting=settings.asterisk.attesting,
        )

    @property
    def recorded_in(self) -> Sequence[Path]:
        """Where Asterisk keeps recordings until they are fetched."""
        return (self.instance.host_home / "spool",)

    async def open(self, storage: Storage, secrets: Secrets) -> None:
        """Write the trunks, and start Asterisk where it doesn't run yet. It may come up later, as after a crash.

        The voices are loaded a little later, or for the first call that needs one: that takes a second or more of CPU,
        and live calls that are to be taken over come first.
        """
        self.texting.keep_in(KeptParts(storage, self._clock))
        await self._use_smscs(storage, secrets)
        try:
            await self._write_trunks(storage, secrets)
        except OSError as error:
            detail = f"Offhook can't start: {_unwritten(error)}."
            raise unavailable("trunks-not-written", NOT_WRITTEN, detail) from None
        loop = asyncio.get_running_loop()
        if not supervisor.running(self.instance):
            await loop.run_in_executor(None, _start, self.instance)
        # It may have been told of older trunks by a worker that died before it could tell of these.
        await self.telephony.reload_trunks(TRUNK_MODULES)
        self._voice_soon = loop.call_later(
            VOICE_AFTER_S, lambda: self._speech.in_background(self._start_speech(storage))
        )

    def check_trunk(self, trunk: Trunk, password: str | None) -> None:
        """Refuse a trunk that this Asterisk can't carry.

        Raises:
            Problem: why not, with the field that is to blame.
        """
        try:
            self._configured(trunk, password)
        except TrunkRefused as reason:
            raise Problem(
                "trunk-refused", "Asterisk can't carry this trunk", f"{reason}.", field=reason.field
            ) from None

    async def use_trunks(self, storage: Storage, secrets: Secrets) -> None:
        """Write the trunks that are switched on into Asterisk's configuration, and have it read them.

        Where Asterisk is away it reads them when it is back.

        Raises:
            Problem: they can't be written, or Asterisk won't read them; they are kept all the same.
        """
        await self._use_smscs(storage, secrets)
        try:
            # One after the other: whoever reads the database first must not write the file last.
            async with self._writing_trunks:
                modules = await self._write_trunks(storage, secrets)
            await self.telephony.reload_trunks(modules)
        except OSError as error:
            detail = f"The change is saved, but not in force: {_unwritten(error)}. It is tried again at the next one."
            raise unavailable("trunks-not-written", NOT_WRITTEN, detail) from None
        except SwitchRefused as reason:
            detail = f"The change is saved, but not in force yet: {reason}. Asterisk is asked again every few seconds."
            raise unavailable("trunks-not-read", "Asterisk doesn't take the trunks over", detail) from None

    async def _use_smscs(self, storage: Storage, secrets: Secrets) -> None:
        found = await storage.read(lambda conn: smpp.enabled(conn, secrets))
        await self.texting.use({TrunkId(each.smpp.trunk_id): _smsc(each) for each in found})

    async def _write_trunks(self, storage: Storage, secrets: Secrets) -> tuple[str, ...]:
        def configured(conn: Connection) -> list[tuple[Trunk, TrunkConfig | str]]:
            by_http = {account.trunk.id for account in carriers.enabled(conn)}
            found = [trunk for trunk in trunks.enabled(conn) if trunk.id not in by_http]
            return [(trunk, self._configured_or_why_not(conn, secrets, trunk)) for trunk in found]

        found = await storage.read(configured)
        modules = self.instance.apply_trunks(config for _, config in found if isinstance(config, TrunkConfig))
        self._views.clear()
        self._views.update({TrunkId(trunk.id): _view(trunk) for trunk, _ in found})
        self._pass_over({TrunkId(trunk.id): why for trunk, why in found if isinstance(why, str)})
        return modules

    async def _start_speech(self, storage: Storage) -> None:
        found = await storage.read(lines.used)
        await self._speech.start(dict.fromkeys(line.language for line in found))
        await self._speech.prepare_lines(found)

    def _configured(self, trunk: Trunk, password: str | None) -> TrunkConfig:
        """The trunk as this Asterisk is told of it. Raises `TrunkRefused`."""
        config = _config(trunk, password)
        self.instance.check_trunk(config)
        return config

    def _configured_or_why_not(self, conn: Connection, secrets: Secrets, trunk: Trunk) -> TrunkConfig | str:
        """The same for a trunk that is kept already: settings and keys may be others than when it was added."""
        try:
            return self._configured(trunk, trunk_service.password(conn, secrets, trunk))
        except TrunkRefused as reason:
            return str(reason)
        except Problem as unreadable:
            return unreadable.detail

    def _pass_over(self, found: dict[TrunkId, str]) -> None:
        for trunk, why in found.items():
            if self._passed_over.get(trunk) != why:
                log.warning("trunk_passed_over", trunk=trunk, reason=why)
        self._passed_over.clear()
        self._passed_over.update(found)

    def sip_server(self) -> SipServer:
        """Asterisk's own address. One that listens everywhere is behind the machine's name."""
        chosen = self.instance.settings
        host = chosen.external_address or (socket.getfqdn() if chosen.listen == EVERYWHERE else chosen.listen)
        return SipServer(host, chosen.sip_port, chosen.tls_port, ("127.0.0.1", chosen.http_port))

    def placed(self, call: ClickToCall) -> None:
        """Synthesise what the member will hear while their phone rings."""
        self._speech.placed(call)

    def came_in(self, call: Inbound) -> None:
        """Synthesise what whoever answers will hear while their phone rings."""
        self._speech.came_in(call)

    def use_lines(self, lines: Sequence[LineUsed]) -> None:
        """Synthesise what calls to these lines will say."""
        self._speech.use_lines(lines)

    async def voices(self) -> Sequence[Engine]:
        """What prompts are spoken with."""
        return self._speech.voices

    async def price(self, charge: Charge) -> Never:
        """Nobody here tells prices."""
        return Never("this trunk's carrier tells no prices")

    async def close(self) -> None:
        """Stop speaking. Asterisk goes on, and so do its calls."""
        if self._voice_soon is not None:
            self._voice_soon.cancel()
        await self.texting.close()
        await self._speech.close()


def _instance(settings: Settings) -> AsteriskInstance:
    try:
        wanted = instance_settings(settings.asterisk)
        if os.geteuid() == 0:
            return prepare(wanted)
        return load(locate().on_host(home(wanted.name)))
    except SettingsRefused as refused:
        raise Problem("settings", "Asterisk's settings can't be used", str(refused), status=500) from None
    except AsteriskUnavailable as missing:
        raise Problem("no-asterisk", "There is no Asterisk", str(missing), status=503) from None


def _start(instance: AsteriskInstance) -> None:
    """Start Asterisk, and go on without it where it isn't up soon: the adapter connects by itself when it is.

    Raises:
        Problem: it can't come up, and why.
    """
    try:
        supervisor.start(instance)
    except supervisor.NotUpYet as reason:
        log.warning("asterisk_not_up", reason=str(reason), see=str(instance.host_home / "log" / "messages"))
    except supervisor.StartFailed as reason:
        raise Problem("asterisk-not-started", "Asterisk can't be started", str(reason), status=503) from None


def _unwritten(error: OSError) -> str:
    return f"the trunks can't be written into Asterisk's configuration: {error.strerror or error}"


def _config(trunk: Trunk, password: str | None) -> TrunkConfig:
    return TrunkConfig(
        id=trunk.id,
        host=trunk.host,
        port=trunk.port,
        transport=trunk.transport.value,
        username=trunk.username,
        password=password,
        register=trunk.register,
        codecs=tuple(codec.value for codec in trunk.codecs),
    )


def _smsc(opened: smpp.Opened) -> Smsc:
    found = opened.smpp
    return Smsc(found.host, found.port, found.system_id, opened.password, found.system_type, found.tls)


def _view(trunk: Trunk) -> TrunkView:
    return TrunkView(TrunkId(trunk.id), trunk.number_format, trunk.country, trunk.register)
