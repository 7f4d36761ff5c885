"""Asterisk under the contract suite: a real one, with practice phones at the far end of its trunks."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from offhook.calls.commands import Command, Hangup
from offhook.calls.events import Event, Incoming
from offhook.calls.values import (
    E164,
    CallId,
    Cause,
    Device,
    LegId,
    Seconds,
    SoftphoneAccount,
    SoftphoneId,
    TrunkId,
)
from offhook.practice import hearing, phones
from offhook.practice.phones import PracticeCarrier
from offhook.softphones.service import ha1_of
from offhook.telephony.asterisk.adapter import AsteriskTelephony
from offhook.telephony.asterisk.client import Account as AriAccount
from offhook.telephony.asterisk.console import Console
from offhook.telephony.asterisk.dial_strings import TrunkView
from offhook.telephony.asterisk.instance import AsteriskInstance
from offhook.telephony.asterisk.trunk_config import TrunkConfig
from offhook.telephony.port import TrunkState
from tests.contract.harness import (
    ANN,
    Account,
    E,
    NotLetIn,
    PhoneUnderTest,
    Script,
    SoftphoneUnderTest,
    TrunkUse,
    missing,
)
from tests.contract.reports import Reports
from tests.sip.contract_phones import AsteriskPhone, AsteriskSoftphone, behaviour
from tests.sip.contract_tones import TonePrompts, pitch
from tests.sip.support.relay import Relay
from tests.waiting import eventually

TRUNKS = {
    TrunkUse.GOOD: TrunkId("trunk_good"),
    TrunkUse.SECOND: TrunkId("trunk_second"),
    TrunkUse.DOWN: TrunkId("trunk_down"),
}
HOSTS = {TrunkUse.GOOD: "127.0.0.1", TrunkUse.SECOND: "127.0.0.2", TrunkUse.DOWN: "127.0.0.3"}
"""Asterisk tells trunks apart by the address that a call comes from."""


class Far:
    """Asterisk's surroundings: the carriers behind its trunks. For all tests of a module."""

    def __init__(self, instance: AsteriskInstance) -> None:
        self.instance = instance
        self.carriers = {use: PracticeCarrier(host=HOSTS[use]) for use in (TrunkUse.GOOD, TrunkUse.SECOND)}
        self.calls = itertools.count(1)

    async def __aenter__(self) -> Far:
        for carrier in self.carriers.values():
            await carrier.__aenter__()
        return self

    async def __aexit__(self, *about: object) -> None:
        for carrier in self.carriers.values():
            await carrier.__aexit__(None, None, None)

    def trunks(self) -> list[TrunkConfig]:
        """One to each carrier, and one to nobody."""
        ports = {use: carrier.port for use, carrier in self.carriers.items()} | {TrunkUse.DOWN: 9}
        return [
            TrunkConfig(id=TRUNKS[use], host=HOSTS[use], port=port, qualify_seconds=1, qualify_timeout=0.5)
            for use, port in ports.items()
        ]


class AsteriskHarness:
    """The adapter connected through a relay, so that its connection can be broken."""

    def __init__(self, far: Far) -> None:
        self._far = far
        self.instance = far.instance
        self._relay = Relay(urlsplit(far.instance.ari_url).port or 0)
        self._prompts = TonePrompts(far.instance)
        self.views = {trunk: TrunkView(trunk) for trunk in TRUNKS.values()}
        self.telephony: AsteriskTelephony
        self.lost: list[str] = []
        self._gone: list[Cause] = []
        self._reports = Reports()
        self._phones: dict[E164, AsteriskPhone] = {}
        self._softphones: list[PracticeCarrier] = []
        self._accounts: list[SoftphoneAccount] = []
        self._seen: Sequence[Device] = ()

    async def __aenter__(self) -> AsteriskHarness:
        await self._relay.open()
        await self._start()
        if self.instance.apply_trunks(self._far.trunks()):
            await self.telephony.reload_trunks(["res_pjsip.so", "res_pjsip_endpoint_identifier_ip.so"])
        await eventually(self._trunks_are_known, "Asterisk knows which trunks are up", 15.0)
        return self

    async def __aexit__(self, *about: object) -> None:
        for call, legs in (await self.telephony.survivors()).items():
            await self.telephony.adopt(call, legs)
            await self.send(call, *(Hangup(leg.leg, Cause.NORMAL) for leg in legs))
        for phone in self._phones.values():
            await phone.falls_silent(within=5.0)
        for carrier in self._softphones:
            carrier.thaw()
            await carrier.__aexit__(None, None, None)
        await self.let_in()
        await self.telephony.stop()
        await self._relay.cut()

    def gone(self) -> Cause:
        return self._gone[-1]

    async def phone(self, number: E164, script: Script) -> PhoneUnderTest:
        known = self._phones.get(number)
        behaves = behaviour(number, script)
        both = {use: await carrier.phone(number, behaves) for use, carrier in self._far.carriers.items()}
        if known is None:
            known = self._phones[number] = AsteriskPhone(number, both, self._far.instance.settings.sip_port)
        return known

    async def let_in(self, *accounts: Account) -> None:
        self._accounts = [
            SoftphoneAccount(each.softphone, each.username, ha1_of(each.username, each.secret), browser=False)
            for each in accounts
        ]
        await self.telephony.use_softphones(self._accounts)

    async def sign_in(self, account: Account, script: Script) -> SoftphoneUnderTest:
        known = {device.id for device in self.telephony.devices()}
        carrier = PracticeCarrier()
        self._softphones.append(carrier)
        await carrier.__aenter__()
        server = f"127.0.0.1:{self.instance.settings.sip_port}"
        behaves = behaviour(ANN, script)
        try:
            phone = await carrier.softphone(account.username, account.secret, server, behaves)
        except phones.CarrierFailed as refused:
            raise NotLetIn(str(refused)) from None

        def new() -> list[Device]:
            return [each for each in self.telephony.devices() if each.reachable and each.agent and each.id not in known]

        await eventually(new, "the adapter knows the phone")
        return AsteriskSoftphone(carrier, phone, new()[0].id, self.instance.settings.sip_port)

    async def until_devices(self, holds: Callable[[Sequence[Device]], bool], *, within: Seconds = 5.0) -> None:
        await eventually(lambda: holds(self._seen), "the devices change", within)

    def trunk(self, use: TrunkUse) -> TrunkId:
        return TRUNKS[use]

    def new_call(self) -> CallId:
        return CallId(f"call_{next(self._far.calls):06}")

    async def send(self, call: CallId, *commands: Command) -> None:
        self.telephony.send(call, commands)

    async def event(self, call: CallId, kind: type[E], leg: LegId, *, within: Seconds = 5.0) -> E:
        what = f"{kind.__name__} of {leg}"
        try:
            await eventually(lambda: self._reports.has(call, kind, leg), what, within)
        except AssertionError:
            raise missing(what, within, self.events(call)) from None
        return self._reports.give(call, kind, leg)

    async def incoming(self, *, within: Seconds = 5.0) -> tuple[CallId, Incoming]:
        await eventually(lambda: self._reports.came, "a call comes in", within)
        return self._reports.came.pop(0)

    def events(self, call: CallId) -> Sequence[Event]:
        return self._reports.of(call)

    async def pause(self, seconds: Seconds) -> None:
        end = monotonic() + seconds
        await eventually(lambda: monotonic() >= end, "time passes", seconds + 1.0)

    async def lose_connection(self) -> None:
        await self._relay.cut()
        await eventually(lambda: not self.telephony.ready, "notice of the loss")

    async def restore_connection(self) -> None:
        known = len(self._gone)
        await self._relay.open()
        await eventually(lambda: len(self._gone) > known, "connection")

    async def restart(self) -> None:
        await self.telephony.stop()
        self._seen = ()
        await self._start()

    def seconds_of(self, recording: bytes, number: E164) -> Seconds:
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            file.write(recording)
            file.flush()
            return sum(span.seconds for span in hearing.tone_spans(hearing.load(Path(file.name)), pitch(number)))

    def stall(self) -> None:
        """Keep the connection open, and let nothing through."""
        self._relay.stall()

    def flow(self) -> None:
        """Let everything through again."""
        self._relay.flow()

    def new_telephony(self) -> AsteriskTelephony:
        """Another controller of the same Asterisk."""
        console = Console(self.instance.control_socket).ask
        return AsteriskTelephony(
            self.account, trunks=self.views.get, prompts=self._prompts, console=console, new_call=self.new_call
        )

    @property
    def account(self) -> AriAccount:
        """ARI behind the relay."""
        instance = self.instance
        return AriAccount(
            f"http://127.0.0.1:{self._relay.port}/ari", instance.ari_user, instance.ari_secret, instance.app
        )

    async def _start(self) -> None:
        self.telephony = self.new_telephony()
        known = len(self._gone)
        self.telephony.on_devices(self._look)
        # As the worker does: who may sign in is known before there is a connection, or everybody would be put out.
        await self.telephony.use_softphones(self._accounts)
        await self.telephony.start(self._reports.take, self._gone.append, self.lost.append)
        await eventually(lambda: len(self._gone) > known, "connection")

    def _trunks_are_known(self) -> bool:
        states = {trunk: health.state for trunk, health in self.telephony.trunk_health().items()}
        up = {TRUNKS[TrunkUse.GOOD], TRUNKS[TrunkUse.SECOND]}
        return all(
            states.get(trunk) == (TrunkState.UP if trunk in up else TrunkState.DOWN) for trunk in TRUNKS.values()
        )

    def _look(self, softphone: SoftphoneId) -> None:
        self._seen = tuple(self.telephony.devices())
