"""The practice phones at the far end of Asterisk's trunks, and signed in to it, under the contract suite."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from offhook.calls.values import (
    E164,
    DeviceId,
    Seconds,
    Trail,
)
from offhook.practice import hearing, phones
from offhook.practice.call import PhoneCall
from offhook.practice.phones import Phone, PracticeCarrier, Tone
from offhook.practice.script import Ringing
from offhook.practice.sip import Message
from offhook.telephony.asterisk.headers import TRAIL_HEADER, trail_of
from tests.contract.harness import (
    ANN,
    NO_TRAIL,
    Answers,
    Beep,
    Music,
    Refuses,
    Ringback,
    Rings,
    Script,
    Sound,
    TrunkUse,
    Voice,
    Words,
)
from tests.sip.contract_tones import BEEP, PITCHES, pitch
from tests.sip.support.music import hears_hold_music
from tests.waiting import eventually

JUST_NOW: Seconds = 0.3


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
        voice = Tone(pitch(self.number))
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
                return hearing.hears_tone(now, pitch(number), least=JUST_NOW / 2)
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
        self._made.append(await phone.dial(f"sip:{number}@127.0.0.1:{self._sip_port}", then=(Tone(pitch(ANN)),)))

    def vanish(self) -> None:
        self._carrier.freeze()

    def come_back(self) -> None:
        self._carrier.thaw()


def behaviour(number: E164, script: Script) -> phones.Answers | phones.Refuses | phones.Rings:
    voice = Tone(pitch(number))
    match script:
        case Answers(after=after):
            return phones.Answers(after=after, then=(voice,))
        case Refuses(status=status, after=after):
            return phones.Refuses(status, rings_for=after or None)
        case Rings():
            return phones.Rings()
