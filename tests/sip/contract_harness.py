"""Asterisk under the contract suite: a real one, with practice phones at the far end of its trunks.

Words and voices are tones here, each of a pitch of its own, so that what a phone hears can be told from its recording.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import wave
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import numpy as np

from offhook.calls.commands import Command, Hangup
from offhook.calls.events import Event, Incoming
from offhook.calls.values import (
    E164,
    CallId,
    Capability,
    Cause,
    Device,
    DeviceId,
    LegId,
    Phrase,
    Seconds,
    SoftphoneAccount,
    SoftphoneId,
    Trail,
    TrunkId,
)
from offhook.practice import hearing, phones
from offhook.practice.call import PhoneCall
from offhook.practice.phones import Phone, PracticeCarrier, Tone
from offhook.practice.script import Ringing
from offhook.practice.sip import Message
from offhook.softphones.service import ha1_of
from offhook.telephony.asterisk.adapter import AsteriskTelephony
from offhook.telephony.asterisk.client import Account as AriAccount
from offhook.telephony.asterisk.console import Console
from offhook.telephony.asterisk.headers import TRAIL_HEADER, trail_of
from offhook.telephony.asterisk.instance import AsteriskInstance
from offhook.telephony.asterisk.requests import TrunkView
from offhook.telephony.asterisk.trunk_config import TrunkConfig
from offhook.telephony.asterisk.voice import PromptUnavailable
from offhook.telephony.port import Surviving, TrunkHealth, TrunkState
from tests.contract.harness import (
    ANN,
    NO_TRAIL,
    Account,
    Answers,
    Beep,
    E,
    Music,
    NotLetIn,
    PhoneUnderTest,
    Refuses,
    Ringback,
    Rings,
    Script,
    SoftphoneUnderTest,
    Sound,
    TrunkUse,
    Voice,
    Words,
    missing,
)
from tests.contract.steps import OTHER, SHORT
from tests.sip.support.music import hears_hold_music
from tests.sip.support.relay import Relay
from tests.waiting import eventually

TRUNKS = {
    TrunkUse.GOOD: TrunkId("trunk_good"),
    TrunkUse.SECOND: TrunkId("trunk_second"),
    TrunkUse.DOWN: TrunkId("trunk_down"),
}
HOSTS = {TrunkUse.GOOD: "127.0.0.1", TrunkUse.SECOND: "127.0.0.2", TrunkUse.DOWN: "127.0.0.3"}
"""Asterisk tells trunks apart by the address that a call comes from."""
PITCHES = {SHORT: 1000.0, OTHER: 1300.0}
BEEP = 700.0
WORDS_LAST: Seconds = 2.0
JUST_NOW: Seconds = 0.3


class TonePrompts:
    """Prompts as tones, in the instance's sounds directory."""

    def __init__(self, instance: AsteriskInstance) -> None:
        self._instance = instance
        for key, hz in PITCHES.items():
            times = np.arange(int(WORDS_LAST * 8000)) / 8000
            samples = (0.3 * 32767 * np.sin(2 * np.pi * hz * times)).astype("<i2")
            path = instance.host_sounds / f"{_stem(key)}.wav"
            with wave.open(str(path), "wb") as file:
                file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
                file.writeframes(samples.tobytes())
            path.chmod(0o644)

    def cached(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str | None:
        """Every other prompt is there already."""
        (phrase,) = phrases
        return self._instance.media_uri(_stem(phrase.key)) if phrase.key == SHORT else None

    async def media(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str:
        """The others take a moment."""
        (phrase,) = phrases
        await asyncio.sleep(0)
        if phrase.key not in PITCHES:
            raise PromptUnavailable(f"there is no tone for {phrase.key}")
        return self._instance.media_uri(_stem(phrase.key))


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
        self._all: dict[CallId, list[Event]] = {}
        self._new: dict[CallId, list[Event]] = {}
        self._came: list[tuple[CallId, Incoming]] = []
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
        for call, legs in (await self.survivors()).items():
            await self.adopt(call, legs)
            await self.send(call, *(Hangup(leg.leg, Cause.NORMAL) for leg in legs))
        for phone in self._phones.values():
            await phone.falls_silent(within=5.0)
        for carrier in self._softphones:
            carrier.thaw()
            await carrier.__aexit__(None, None, None)
        await self.let_in()
        await self.telephony.stop()
        await self._relay.cut()

    @property
    def capabilities(self) -> frozenset[Capability]:
        return self.telephony.capabilities

    def is_ready(self) -> bool:
        return self.telephony.ready

    def gone(self) -> Cause:
        return self._gone[-1]

    async def phone(self, number: E164, script: Script) -> PhoneUnderTest:
        known = self._phones.get(number)
        behaviour = _behaviour(number, script)
        both = {use: await carrier.phone(number, behaviour) for use, carrier in self._far.carriers.items()}
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
        known = {device.id for device in self.devices()}
        carrier = PracticeCarrier()
        self._softphones.append(carrier)
        await carrier.__aenter__()
        server = f"127.0.0.1:{self.instance.settings.sip_port}"
        behaviour = _behaviour(ANN, script)
        try:
            phone = await carrier.softphone(account.username, account.secret, server, behaviour)
        except phones.CarrierFailed as refused:
            raise NotLetIn(str(refused)) from None

        def new() -> list[Device]:
            return [each for each in self.devices() if each.reachable and each.agent and each.id not in known]

        await eventually(new, "the adapter knows the phone")
        return AsteriskSoftphone(carrier, phone, new()[0].id, self.instance.settings.sip_port)

    def devices(self) -> Sequence[Device]:
        return self.telephony.devices()

    async def until_devices(self, holds: Callable[[Sequence[Device]], bool], *, within: Seconds = 5.0) -> None:
        await eventually(lambda: holds(self._seen), "the devices change", within)

    def trunk(self, use: TrunkUse) -> TrunkId:
        return TRUNKS[use]

    def trunk_health(self) -> Mapping[TrunkId, TrunkHealth]:
        return self.telephony.trunk_health()

    async def ask_trunk(self, trunk: TrunkId) -> TrunkHealth:
        return await self.telephony.ask_trunk(trunk)

    def new_call(self) -> CallId:
        return CallId(f"call_{next(self._far.calls):06}")

    async def send(self, call: CallId, *commands: Command) -> None:
        self.telephony.send(call, commands)

    async def event(self, call: CallId, kind: type[E], leg: LegId, *, within: Seconds = 5.0) -> E:
        new = self._new.setdefault(call, [])

        def find() -> E | None:
            return next((event for event in new if isinstance(event, kind) and event.leg == leg), None)

        try:
            await eventually(lambda: find() is not None, f"{kind.__name__} of {leg}", within)
        except AssertionError:
            raise missing(f"{kind.__name__} of {leg}", within, self.events(call)) from None
        found = find()
        assert found is not None
        new.remove(found)
        return found

    async def incoming(self, *, within: Seconds = 5.0) -> tuple[CallId, Incoming]:
        await eventually(lambda: self._came, "a call comes in", within)
        return self._came.pop(0)

    def events(self, call: CallId) -> Sequence[Event]:
        return self._all.get(call, [])

    async def pause(self, seconds: Seconds) -> None:
        end = monotonic() + seconds
        await eventually(lambda: monotonic() >= end, "time passes", seconds + 1.0)

    async def lose_connection(self) -> None:
        await self._relay.cut()
        await eventually(lambda: not self.is_ready(), "notice of the loss")

    async def restore_connection(self) -> None:
        known = len(self._gone)
        await self._relay.open()
        await eventually(lambda: len(self._gone) > known, "connection")

    async def restart(self) -> None:
        await self.telephony.stop()
        self._seen = ()
        await self._start()

    async def survivors(self) -> Mapping[CallId, Sequence[Surviving]]:
        return await self.telephony.survivors()

    async def adopt(self, call: CallId, legs: Sequence[Surviving]) -> None:
        await self.telephony.adopt(call, legs)

    async def recording(self, name: str) -> bytes | None:
        return await self.telephony.recording(name)

    def drop_recording(self, name: str) -> None:
        self.telephony.drop_recording(name)

    def seconds_of(self, recording: bytes, number: E164) -> Seconds:
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            file.write(recording)
            file.flush()
            return sum(span.seconds for span in hearing.tone_spans(hearing.load(Path(file.name)), _pitch(number)))

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
        await self.telephony.start(self._take, self._gone.append, self.lost.append)
        await eventually(lambda: len(self._gone) > known, "connection")

    def _trunks_are_known(self) -> bool:
        states = {trunk: health.state for trunk, health in self.trunk_health().items()}
        up = {TRUNKS[TrunkUse.GOOD], TRUNKS[TrunkUse.SECOND]}
        return all(
            states.get(trunk) == (TrunkState.UP if trunk in up else TrunkState.DOWN) for trunk in TRUNKS.values()
        )

    def _look(self, softphone: SoftphoneId) -> None:
        self._seen = tuple(self.telephony.devices())

    def _take(self, call: CallId, event: Event | Incoming) -> None:
        if isinstance(event, Incoming):
            self._came.append((call, event))
            return
        self._all.setdefault(call, []).append(event)
        self._new.setdefault(call, []).append(event)


class AsteriskPhone:
    """A practice phone, the same at both carriers. What earlier tests did with it is not seen."""

    def __init__(self, number: E164, both: Mapping[TrunkUse, Phone], sip_port: int) -> None:
        self.number = number
        self._both = both
        self._sip_port = sip_port
        self._before = {use: len(phone.received) for use, phone in both.items()}
        self._made: list[PhoneCall] = []

    @property
    def calls(self) -> list[PhoneCall]:
        """This test's calls to it, in order."""
        return [call for use, phone in self._both.items() for call in phone.received[self._before[use] :]]

    @property
    def newest(self) -> PhoneCall | None:
        """Its newest call: a test lets a phone either make calls or take them."""
        return next(reversed([*self.calls, *self._made]), None)

    @property
    def shown(self) -> Sequence[str]:
        return [call.caller.number for call in self.calls]

    @property
    def trails(self) -> Sequence[Trail]:
        invites = [Message.parse(call.invite.encode()) for call in self.calls]
        return [trail_of(invite.get(TRAIL_HEADER.lower())) for invite in invites]

    @property
    def shown_anywhere(self) -> str:
        return "\n".join(call.invite for call in self.calls)

    async def rings(self, *, within: Seconds = 5.0) -> None:
        await eventually(lambda: any(self._rings(call) for call in self.calls), f"{self.number} rings", within)

    async def falls_silent(self, *, within: Seconds = 2.0) -> None:
        every = [*self.calls, *self._made]
        await eventually(lambda: all(call.over for call in every), f"{self.number} falls silent", within)

    async def hears(self, sound: Sound, *, within: Seconds = 5.0) -> None:
        await self._until(lambda: self._hears(sound), f"hear {sound}", within)

    async def hears_no(self, sound: Sound, *, within: Seconds = 15.0) -> None:
        await self._until(lambda: not self._hears(sound), f"hear no {sound}", within)

    async def call(
        self,
        number: str,
        *,
        trunk: TrunkUse = TrunkUse.GOOD,
        withheld: bool = False,
        trail: Trail = NO_TRAIL,
        emergency: bool = False,
    ) -> None:
        phone = self._both[trunk]
        await phone.behaves(phones.Rings(), withholds=withheld)
        voice = Tone(_pitch(self.number))
        headers = {TRAIL_HEADER: f"{trail.token};{trail.hops}"} if trail.token else {}
        headers |= {"Priority": "psap-callback"} if emergency else {}
        self._made.append(await phone.dial(f"sip:{number}@127.0.0.1:{self._sip_port}", headers, then=(voice,)))

    async def refused(self) -> int:
        over = await self._call.closed()
        assert self._call.established is None
        assert over.code is not None
        return over.code

    async def answer(self) -> None:
        await self._call.answer()

    async def fall_silent(self) -> None:
        await self._call.answered()
        await self._call.quiet()

    async def press(self, keys: str) -> None:
        await self._call.answered()
        await self._call.press(keys)

    async def hang_up(self) -> None:
        await self._call.hang_up()

    @property
    def _call(self) -> PhoneCall:
        newest = self.newest
        assert newest is not None, f"{self.number} has no call"
        return newest

    def _rings(self, call: PhoneCall) -> bool:
        return call.over is None and len(call.events) > 1

    def _hears(self, sound: Sound) -> bool:
        call = self.newest
        if call is None or call.over is not None:
            return False
        if call.established is None:  # 180 makes a phone play its own ringback
            return sound == Ringback() and not call.invite and any(isinstance(event, Ringing) for event in call.events)
        now = call.sound().between(-JUST_NOW)
        match sound:
            case Words(key=key):
                return hearing.hears_tone(now, PITCHES[key], least=JUST_NOW / 2)
            case Voice(number=number):
                return hearing.hears_tone(now, _pitch(number), least=JUST_NOW / 2)
            case Music():
                return hears_hold_music(now)
            case Ringback():
                return hearing.hears_ringback(now, least=JUST_NOW / 2)
            case Beep():
                return hearing.hears_tone(call.sound().between(-2 * JUST_NOW), BEEP, least=0.1)

    async def _until(self, holds: Callable[[], bool], what: str, within: Seconds) -> None:
        try:
            await eventually(holds, what, within)
        except AssertionError:
            call = self.newest
            heard = hearing.describe(call.sound().between(-1.0)) if call and call.established else "nothing"
            raise AssertionError(f"{self.number} did not {what} within {within:g} s, but heard {heard}") from None


class AsteriskSoftphone(AsteriskPhone):
    """A phone that is signed in, in a process of its own."""

    def __init__(self, carrier: PracticeCarrier, phone: Phone, device: DeviceId, sip_port: int) -> None:
        super().__init__(E164(ANN), {TrunkUse.GOOD: phone}, sip_port)
        self.device = device
        self._carrier = carrier

    async def sign_out(self) -> None:
        await self._carrier.sign_out(self._both[TrunkUse.GOOD].number)

    async def dial(self, number: str) -> None:
        phone = self._both[TrunkUse.GOOD]
        self._made.append(await phone.dial(f"sip:{number}@127.0.0.1:{self._sip_port}", then=(Tone(_pitch(ANN)),)))

    def vanish(self) -> None:
        self._carrier.freeze()

    def come_back(self) -> None:
        self._carrier.thaw()


def _behaviour(number: E164, script: Script) -> phones.Answers | phones.Refuses | phones.Rings:
    voice = Tone(_pitch(number))
    match script:
        case Answers(after=after):
            return phones.Answers(after=after, then=(voice,))
        case Refuses(status=status, after=after):
            return phones.Refuses(status, rings_for=after or None)
        case Rings():
            return phones.Rings()


def _pitch(number: E164) -> float:
    """Whoever holds this phone hums at this pitch."""
    return 500.0 + 10.0 * int(number[-2:])


def _stem(key: str) -> str:
    return key.replace(".", "-")
