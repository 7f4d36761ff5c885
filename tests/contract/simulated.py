"""The practice network under the contract suite, on virtual time."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable, Sequence

from offhook.calls.commands import Command
from offhook.calls.events import Event, Incoming
from offhook.calls.values import (
    E164,
    CallId,
    Cause,
    Device,
    DeviceId,
    LegId,
    Seconds,
    SoftphoneAccount,
    SoftphoneId,
    Trail,
    TrunkId,
)
from offhook.clock import VirtualClock
from offhook.softphones.service import ha1_of
from offhook.telephony import simulated
from offhook.telephony.simulated import Network, Phone, SimulatedTelephony, Trunk
from offhook.telephony.simulated.registrar import SignedIn, WrongSecret
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

STEP: Seconds = 0.005
BEEP_LASTS: Seconds = 0.3
STATUSES = {Cause.NOT_IN_SERVICE: 404, Cause.BUSY: 486, Cause.REJECTED: 403}
"""What a caller is told who is refused for these."""
TRUNKS = {TrunkUse.GOOD: Trunk.UP, TrunkUse.SECOND: Trunk.UP, TrunkUse.DOWN: Trunk.DOWN}


class SimulatedHarness:
    """Waiting lets virtual time pass, so a whole test takes milliseconds."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.network = Network(self.clock, new_call=self.new_call)
        for use, behaviour in TRUNKS.items():
            self.network.trunk(self.trunk(use), behaviour)
        self.telephony = SimulatedTelephony(self.network)
        self._reports = Reports()
        self._gone: list[Cause] = []
        self._seen: Sequence[Device] = ()
        self._calls = 0

    async def start(self) -> None:
        """Connect, and wait until it is ready."""
        known = len(self._gone)
        self.telephony.on_devices(self._look)
        await self.telephony.start(self._reports.take, self._gone.append, lambda reason: None)
        self.until(lambda: len(self._gone) > known, "connection", 5.0)

    async def stop(self) -> None:
        """Disconnect."""
        await self.telephony.stop()

    def gone(self) -> Cause:
        return self._gone[-1]

    async def phone(self, number: E164, script: Script) -> PhoneUnderTest:
        return SimulatedPhone(self, number, self.network.phone(number, _script(script)))

    async def let_in(self, *accounts: Account) -> None:
        await self.telephony.use_softphones([_account(each) for each in accounts])

    async def sign_in(self, account: Account, script: Script) -> SoftphoneUnderTest:
        try:
            phone = self.network.softphones.sign_in(account.username, account.secret, _script(script))
        except WrongSecret as wrong:
            raise NotLetIn(str(wrong)) from None
        return SimulatedSoftphone(self, phone)

    async def until_devices(self, holds: Callable[[Sequence[Device]], bool], *, within: Seconds = 5.0) -> None:
        self.until(lambda: holds(self._seen), "change of the devices", within)

    def trunk(self, use: TrunkUse) -> TrunkId:
        return TrunkId(use.name.lower())

    def new_call(self) -> CallId:
        self._calls += 1
        return CallId(f"call_{self._calls}")

    async def send(self, call: CallId, *commands: Command) -> None:
        self.telephony.send(call, commands)

    async def event(self, call: CallId, kind: type[E], leg: LegId, *, within: Seconds = 5.0) -> E:
        self.until(lambda: self._reports.has(call, kind, leg), f"{kind.__name__} of {leg}", within, call)
        return self._reports.give(call, kind, leg)

    async def incoming(self, *, within: Seconds = 5.0) -> tuple[CallId, Incoming]:
        self.until(lambda: bool(self._reports.came), "call that comes in", within)
        return self._reports.came.pop(0)

    def events(self, call: CallId) -> Sequence[Event]:
        return self._reports.of(call)

    async def pause(self, seconds: Seconds) -> None:
        self.clock.run(seconds)

    async def lose_connection(self) -> None:
        self.telephony.lose_connection(unnoticed=1.0)
        self.until(lambda: not self.telephony.ready, "notice of the loss", 5.0)

    async def restore_connection(self) -> None:
        known = len(self._gone)
        self.telephony.restore_connection()
        self.until(lambda: len(self._gone) > known, "connection", 5.0)

    async def restart(self) -> None:
        self.telephony.kill()
        self._seen = ()
        self.telephony = SimulatedTelephony(self.network)
        await self.start()

    def seconds_of(self, recording: bytes, number: E164) -> Seconds:
        """All of it: this network's recordings have a length, and no sound."""
        with wave.open(io.BytesIO(recording)) as file:
            return float(file.getnframes() / file.getframerate())

    def until(self, holds: Callable[[], bool], what: str, within: Seconds, call: CallId | None = None) -> None:
        """Let time pass until it holds."""
        deadline = self.clock.now() + within * 1_000_000
        while not holds():
            if self.clock.now() >= deadline:
                raise missing(what, within, self.events(call) if call else ())
            self.clock.run(STEP)

    def _look(self, softphone: SoftphoneId) -> None:
        self._seen = tuple(self.telephony.devices())


class SimulatedPhone:
    """A phone of the practice network."""

    def __init__(self, harness: SimulatedHarness, number: E164, phone: Phone) -> None:
        self.number = number
        self._harness = harness
        self._phone = phone

    @property
    def shown(self) -> Sequence[str]:
        return self._phone.shown

    @property
    def trails(self) -> Sequence[Trail]:
        return [leg.truth.trail for leg in self._phone.legs if not leg.truth.incoming]

    @property
    def shown_anywhere(self) -> str:
        return ""

    async def rings(self, *, within: Seconds = 5.0) -> None:
        self._until(lambda: self._phone.ringing, "ringing", within)

    async def falls_silent(self, *, within: Seconds = 2.0) -> None:
        self._until(lambda: not any(leg.truth.up for leg in self._phone.legs), "end of all calls", within)

    async def hears(self, sound: Sound, *, within: Seconds = 5.0) -> None:
        self._until(lambda: self._hears(sound), f"{sound}", within)

    async def hears_no(self, sound: Sound, *, within: Seconds = 15.0) -> None:
        self._until(lambda: not self._hears(sound), f"end of {sound}", within)

    async def call(
        self,
        number: str,
        *,
        trunk: TrunkUse = TrunkUse.GOOD,
        withheld: bool = False,
        trail: Trail = NO_TRAIL,
        emergency: bool = False,
    ) -> None:
        network = self._harness.network
        over = self._harness.trunk(trunk)
        network.call_in(self._phone, number, over, withheld=withheld, trail=trail, emergency=emergency)

    async def refused(self) -> int:
        truth = self._phone.legs[-1].truth
        self._until(lambda: not truth.up, "refusal", 2.0)
        assert truth.cause is not None
        assert truth.answered is None
        return STATUSES[truth.cause]

    async def fall_silent(self) -> None:
        self._phone.fall_silent()

    async def answer(self) -> None:
        self._phone.answer()

    async def press(self, keys: str) -> None:
        for key in keys:
            self._phone.press(key)
            self._harness.clock.run(0.1)

    async def hang_up(self) -> None:
        self._phone.hang_up()

    def _hears(self, sound: Sound) -> bool:
        now = self._harness.clock.now()
        return any(
            _same(heard.sound, sound) and not (sound == Beep() and now - heard.at > BEEP_LASTS * 1_000_000)
            for heard in self._phone.hears
        )

    def _until(self, holds: Callable[[], bool], what: str, within: Seconds) -> None:
        try:
            self._harness.until(holds, what, within)
        except Missing:
            raise Missing(f"no {what} at {self.number} within {within:g} s; it heard {self._phone.heard}") from None


class SimulatedSoftphone(SimulatedPhone):
    """A phone that is signed in to the practice network."""

    def __init__(self, harness: SimulatedHarness, phone: SignedIn) -> None:
        super().__init__(harness, E164(phone.device.id), phone)
        self._signed_in = phone

    @property
    def device(self) -> DeviceId:
        return self._signed_in.device.id

    async def sign_out(self) -> None:
        self._signed_in.sign_out()

    async def dial(self, number: str) -> None:
        self._harness.network.dial(self._signed_in, self._signed_in.device.softphone, number)

    def vanish(self) -> None:
        self._signed_in.vanish()

    def come_back(self) -> None:
        self._signed_in.come_back()


def _account(account: Account) -> SoftphoneAccount:
    ha1 = ha1_of(account.username, account.secret)
    return SoftphoneAccount(account.softphone, account.username, ha1, browser=False)


def _script(script: Script) -> simulated.Script:
    match script:
        case Answers(after=after):
            return simulated.Answers(after=after)
        case Refuses(status=status, after=after):
            return simulated.Refuses(status, after=after)
        case Rings():
            return simulated.Rings()


def _same(heard: simulated.Sound, sound: Sound) -> bool:
    match heard, sound:
        case simulated.Words(phrases=phrases), Words(key=key):
            return any(phrase.key == key for phrase in phrases)
        case simulated.Ringback(), Ringback():
            return True
        case simulated.Music(), Music():
            return True
        case simulated.Beep(), Beep():
            return True
        case simulated.Person(number=number), Voice(number=other):
            return number == other
        case _:
            return False
