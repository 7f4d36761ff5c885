"""The adapter for TwiML carriers under the contract suite, over HTTP, against the carrier of this folder."""

from __future__ import annotations

import asyncio
import io
import wave
from collections.abc import Callable, Sequence
from types import TracebackType

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
from offhook.telephony.twiml.accounts import Account as OurAccount
from offhook.telephony.twiml.carrier import RETRIES, TwimlCarrier
from offhook.telephony.twiml.client import Client
from offhook.telephony.webhooks.adapter import WebhookTelephony
from offhook.telephony.webhooks.addresses import About, Addresses
from offhook.telephony.webhooks.book import Notebook
from offhook.telephony.webhooks.words import Speech, Text
from tests.carrier import phones, shapes
from tests.carrier.model import Account as TheirAccount
from tests.carrier.model import Number
from tests.carrier.served import CARRIER, Served
from tests.carrier.virtual_time import passes
from tests.carrier.webhooks import CALM, Faults
from tests.contract.harness import (
    LINE,
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
WITHHELD = "+266696687"


class Keys:
    """Words of which only the catalogue's key is spoken."""

    def of(self, phrases: tuple[Phrase, ...], language: str, country: str) -> Sequence[Speech]:
        """As `Words`."""
        return [Text(phrase.key, "en-US") for phrase in phrases]


class TwimlHarness:
    """`async with TwimlHarness() as harness`: accounts, phones, and the adapter that is told by webhook."""

    def __init__(self, faults: Faults = CALM, seed: int = 0) -> None:
        app = web.Application()
        app.router.add_get("/carriers/sounds/{name}.wav", self._sound)
        app.router.add_post("/{path:.*}", self._webhook)
        self._served = Served(app, faults=faults, seed=seed)
        self._reports = Reports()
        self._gone: list[Cause] = []
        self._calls = 0
        self.book = Notebook()
        self.theirs: dict[TrunkUse, TheirAccount] = {}

    async def __aenter__(self) -> TwimlHarness:
        await self._served.__aenter__()
        self.carrier = self._served.carrier
        for use in TrunkUse:
            account = self.carrier.account(LINE, calls_per_second=20.0)
            self.theirs[use] = account
            self._point_here(use, account.numbers[LINE])
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.telephony.stop()
        await self._served.__aexit__(kind, error, trace)
        if error is None:
            assert self.carrier.complaints == [], "the carrier complains about what it was given"

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
        await self._start()

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

    def number(self, use: TrunkUse, number: str) -> Number:
        """One of the account's numbers, which leads here; a new one where it had no such number."""
        numbers = self.theirs[use].numbers
        if number not in numbers:
            numbers[number] = Number(number)
            self._point_here(use, numbers[number])
        return numbers[number]

    def _point_here(self, use: TrunkUse, number: Number) -> None:
        addresses = Addresses(PUBLIC, RETRIES)
        number.voice_url = addresses.of(self.trunk(use), About.INCOMING)
        number.status_callback = addresses.of(self.trunk(use), About.NUMBER_STATUS)

    def use(self, *accounts: OurAccount) -> None:
        """Have the adapter use exactly these."""
        client = Client(self._served.to_carrier)
        self.telephony.use([TwimlCarrier(account, client, PUBLIC, Keys()) for account in accounts])

    def ours(self, use: TrunkUse) -> OurAccount:
        """An account as the adapter knows it. That of the trunk that is down has wrong credentials."""
        theirs = self.theirs[use]
        secret = "wrong" if use is TrunkUse.DOWN else theirs.auth_token
        return OurAccount(
            self.trunk(use),
            theirs.sid,
            secret,
            tokens=(theirs.auth_token,),
            calls_per_second=theirs.calls_per_second,
            api=f"{CARRIER}/2010-04-01",
        )

    async def _start(self) -> None:
        self.telephony = WebhookTelephony(self.book, self.new_call)
        self.use(*(self.ours(use) for use in TrunkUse))
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

    def __init__(self, harness: TwimlHarness, phone: phones.Phone) -> None:
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
        called = self._harness.number(trunk, number)
        account = self._harness.theirs[trunk]
        shown = WITHHELD if withheld else None
        self._harness.carrier.call_in(self._phone, called.number, account=account, shown=shown)

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
        case phones.Played(url=url), Music():
            return url.endswith("/music.wav")
        case phones.Beep(), Beep():
            return True
        case phones.Person(number=number), Voice(number=other):
            return number == other
        case _:
            return False
