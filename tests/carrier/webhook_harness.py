"""The adapter for carriers with webhooks under the contract suite, over HTTP, whichever carrier is at the far end."""

from __future__ import annotations

import asyncio
import io
import wave
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Protocol

from aiohttp import web

from offhook.calls.commands import Command
from offhook.calls.events import Event, Incoming
from offhook.calls.values import (
    E164,
    CallId,
    Cause,
    Device,
    LegId,
    Phrase,
    Seconds,
    SoftphoneAccount,
    Trail,
    TrunkId,
)
from offhook.telephony.webhooks.adapter import WebhookTelephony
from offhook.telephony.webhooks.book import Notebook
from offhook.telephony.webhooks.carrier import Carrier
from offhook.telephony.webhooks.words import Speech, Text
from tests.carrier import phones, shapes
from tests.carrier.virtual_time import passes
from tests.contract.harness import (
    NO_TRAIL,
    Account,
    Answers,
    Beep,
    E,
    Missing,
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
from tests.contract.reports import Reports

PUBLIC = "https://office.test"
STEP: Seconds = 0.02


class Keys:
    """Words of which only the catalogue's key is spoken."""

    def of(self, phrases: tuple[Phrase, ...], language: str, country: str) -> Sequence[Speech]:
        """As `Words`."""
        return [Text(phrase.key, "en-US") for phrase in phrases]


class FarCarrier(Protocol):
    """What is at the far end."""

    away: bool
    """Whether its API is out of order, whoever asks."""

    def phone(self, number: str) -> phones.Phone:
        """Whoever is there."""
        ...


class WebhookHarness(ABC):
    """The adapter, which is told by webhook. A kind of carrier adds its accounts, and how it is called."""

    carrier: FarCarrier

    def __init__(self) -> None:
        self._reports = Reports()
        self._gone: list[Cause] = []
        self._calls = 0
        self.book = Notebook()

    @abstractmethod
    def accounts(self) -> Sequence[Carrier]:
        """One for every use of a trunk, as the adapter has them."""

    @abstractmethod
    def call_in(self, phone: phones.Phone, number: str, use: TrunkUse, *, withheld: bool) -> None:
        """Have a phone call a number of the account."""

    def app(self) -> web.Application:
        """What the carrier reaches."""
        made = web.Application()
        made.router.add_get("/carriers/sounds/{name}.wav", self._sound)
        made.router.add_post("/{path:.*}", self._webhook)
        return made

    def gone(self) -> Cause:
        return self._gone[-1]

    async def phone(self, number: E164, script: Script) -> PhoneUnderTest:
        phone = self.carrier.phone(number)
        phone.script = _script(script)
        return CarriersPhone(self, phone)

    async def let_in(self, *accounts: Account) -> None:
        told = [SoftphoneAccount(each.softphone, each.username, each.secret, browser=False) for each in accounts]
        await self.telephony.use_softphones(told)

    async def sign_in(self, account: Account, script: Script) -> SoftphoneUnderTest:
        raise NotLetIn("there is no SIP here")

    async def until_devices(self, holds: Callable[[Sequence[Device]], bool], *, within: Seconds = 5.0) -> None:
        await self.until(lambda: holds(self.telephony.devices()), "change of the devices", within)

    def trunk(self, use: TrunkUse) -> TrunkId:
        return TrunkId(f"trunk_{use.name.lower()}")

    def new_call(self) -> CallId:
        self._calls += 1
        return CallId(f"call_{self._calls}")

    async def send(self, call: CallId, *commands: Command) -> None:
        self.telephony.send(call, commands)

    async def event(self, call: CallId, kind: type[E], leg: LegId, *, within: Seconds = 5.0) -> E:
        await self.until(lambda: self._reports.has(call, kind, leg), f"{kind.__name__} of {leg}", within, call)
        return self._reports.give(call, kind, leg)

    async def incoming(self, *, within: Seconds = 5.0) -> tuple[CallId, Incoming]:
        await self.until(lambda: bool(self._reports.came), "call that comes in", within)
        return self._reports.came.pop(0)

    def events(self, call: CallId) -> Sequence[Event]:
        return self._reports.of(call)

    async def pause(self, seconds: Seconds) -> None:
        await passes(seconds)

    async def lose_connection(self) -> None:
        """The carrier's API is out of order. Its webhooks still come."""
        self.carrier.away = True
        for use in TrunkUse:
            await self.telephony.ask_trunk(self.trunk(use))
        await self.until(lambda: not self.telephony.ready, "notice of the loss", 60.0)

    async def restore_connection(self) -> None:
        known = len(self._gone)
        self.carrier.away = False
        await self.until(lambda: len(self._gone) > known, "connection", 10.0)

    async def restart(self) -> None:
        self.telephony.kill()
        await self.start()

    def seconds_of(self, recording: bytes, number: E164) -> Seconds:
        """All of it: this carrier's recordings have a length, and no sound."""
        with wave.open(io.BytesIO(recording)) as file:
            return float(file.getnframes() / file.getframerate())

    async def until(self, holds: Callable[[], bool], what: str, within: Seconds, call: CallId | None = None) -> None:
        """Let time pass until it holds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while not holds():
            if loop.time() >= deadline:
                raise missing(what, within, self.events(call) if call else ())
            await passes(STEP)

    async def start(self) -> None:
        """A new adapter."""
        self.telephony = WebhookTelephony(self.book, self.new_call)
        self.telephony.use(self.accounts())
        known = len(self._gone)
        await self.telephony.start(self._reports.take, self._gone.append, lambda reason: None)
        await self.until(lambda: len(self._gone) > known, "connection", 5.0)

    async def _webhook(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        reply = await self.telephony.webhook(request.path_qs, headers, await request.read())
        return web.Response(status=reply.status, text=reply.body, headers={"Content-Type": reply.kind})

    async def _sound(self, request: web.Request) -> web.Response:
        return web.Response(body=shapes.silence(6.0), content_type="audio/wav")


class CarriersPhone:
    """A phone at the carrier's far end."""

    def __init__(self, harness: WebhookHarness, phone: phones.Phone) -> None:
        self.number = E164(phone.number)
        self._harness = harness
        self._phone = phone

    @property
    def shown(self) -> Sequence[str]:
        return self._phone.shown

    @property
    def trails(self) -> Sequence[Trail]:
        return []

    @property
    def shown_anywhere(self) -> str:
        return ""

    async def rings(self, *, within: Seconds = 5.0) -> None:
        await self._until(lambda: self._phone.rings, "ringing", within)

    async def falls_silent(self, *, within: Seconds = 2.0) -> None:
        await self._until(lambda: not any(each.up for each in self._phone.calls), "end of all calls", within)

    async def hears(self, sound: Sound, *, within: Seconds = 5.0) -> None:
        await self._until(lambda: self._hears(sound), f"{sound}", within)

    async def hears_no(self, sound: Sound, *, within: Seconds = 15.0) -> None:
        await self._until(lambda: not self._hears(sound), f"end of {sound}", within)

    async def call(
        self,
        number: str,
        *,
        trunk: TrunkUse = TrunkUse.GOOD,
        withheld: bool = False,
        trail: Trail = NO_TRAIL,
        emergency: bool = False,
    ) -> None:
        self._harness.call_in(self._phone, number, trunk, withheld=withheld)

    async def refused(self) -> int:
        far = self._phone.last
        await self._until(lambda: far.refused_with is not None, "refusal", 2.0)
        assert far.refused_with is not None
        assert not far.answered
        return far.refused_with

    async def fall_silent(self) -> None:
        self._phone.fall_silent()

    async def answer(self) -> None:
        self._phone.pick_up()

    async def press(self, keys: str) -> None:
        for key in keys:
            self._phone.press(key)
            await passes(0.1)

    async def hang_up(self) -> None:
        self._phone.hang_up()

    def _hears(self, sound: Sound) -> bool:
        return any(_same(heard, sound) for heard in self._phone.hears())

    async def _until(self, holds: Callable[[], bool], what: str, within: Seconds) -> None:
        try:
            await self._harness.until(holds, what, within)
        except Missing:
            heard = [each.heard for each in self._phone.calls]
            raise Missing(f"no {what} at {self.number} within {within:g} s; it heard {heard}") from None


def _script(script: Script) -> phones.Script:
    match script:
        case Answers(after=after):
            return phones.Answers(after)
        case Refuses(status=status, after=after):
            return phones.Refuses(status, after)
        case Rings():
            return phones.Rings()


def _same(heard: phones.Sound, sound: Sound) -> bool:
    match heard, sound:
        case phones.Spoken(text=text), Words(key=key):
            return text == key
        case phones.Played(url=url), Ringback():
            return url.endswith("/ringback.wav")
        case phones.RingTone(), Ringback():
            return True
        case phones.Played(url=url), Music():
            return url.endswith("/music.wav")
        case phones.Beep(), Beep():
            return True
        case phones.Person(number=number), Voice(number=other):
            return number == other
        case _:
            return False
