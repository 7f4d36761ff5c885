"""One call of a practice phone, as its parent sees and drives it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from offhook.practice import hearing, script
from offhook.practice.link import WITHIN, Link, PhoneDidNot, story
from offhook.practice.sip import Message, Uri, display_name

Kind = TypeVar("Kind", bound=script.CallEvent)
_LOOKS_EVERY = 0.05
"""Seconds between looks at a recording that grows."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a call says it is from, as the phone saw it in the INVITE."""

    number: str
    name: str
    asserted: tuple[str, ...]
    """Users of P-Asserted-Identity and Remote-Party-ID."""
    privacy: str


class PhoneCall:
    """One call of a practice phone, either direction. Waits are described in `phones`."""

    def __init__(self, link: Link, phone: str, call: str, *, invite: str = "", dialled: str) -> None:
        self._link = link
        self._phone = phone
        self.id = call
        """The SIP Call-ID of a received call; a name of ours for a placed one."""
        self.invite = invite
        """The INVITE as it came; empty for a placed call."""
        self.dialled = dialled
        """The request URI's user of a received call; the whole URI of a placed one."""
        self.events: list[script.CallEvent] = []

    def __str__(self) -> str:
        way = f"{self._phone}'s call from {self.caller.number}" if self.invite else f"{self._phone}'s call"
        return way if self.invite else f"{way} to {self.dialled}"

    # ------------------------------------------------------------------------ what is known already

    @property
    def caller(self) -> Caller:
        """Who the INVITE says is calling. Only of a received call."""
        message = Message.parse(self.invite.encode())
        shown = message.get("from")
        asserted = message.all("p-asserted-identity") + message.all("remote-party-id")
        users = tuple(Uri.find(value).user for value in asserted if "sip" in value.lower())
        return Caller(Uri.find(shown).user, display_name(shown), users, message.get("privacy"))

    @property
    def established(self) -> script.Established | None:
        """When it was answered and where its sound is written; None before that."""
        return self._find(script.Established)

    @property
    def over(self) -> script.Closed | None:
        """How it ended; None while it is up."""
        return self._find(script.Closed)

    @property
    def digits(self) -> str:
        """The keys that the other side pressed so far."""
        return "".join(event.digit for event in self.events if isinstance(event, script.Digit))

    @property
    def heard(self) -> Path:
        """The WAV of what this phone hears, written as it comes, from the answer on."""
        if self.established is None:
            raise PhoneDidNot(f"{self} is not answered, so it has heard nothing{story(self.events)}")
        return Path(self.established.heard)

    def sound(self) -> hearing.Sound:
        """Everything heard so far, to be judged with `hearing`."""
        return hearing.load(self.heard)

    # ------------------------------------------------------------------------------- what it does

    async def answer(self, within: float = WITHIN) -> script.Established:
        """Answer it, and wait until media is set up."""
        await self._link.send(script.Answer(self.id))
        return await self.answered(within)

    async def reject(self, code: int = 486, within: float = WITHIN) -> script.Closed:
        """Refuse it with a SIP status, and wait until it is over."""
        await self._link.send(script.Reject(self.id, code))
        return await self.closed(within)

    async def hang_up(self, within: float = WITHIN) -> script.Closed:
        """End it, in any state, and wait until it is over."""
        if self.over is None:
            await self._link.send(script.End(self.id))
        return await self.closed(within)

    async def does(self, *steps: script.Step) -> None:
        """Start on these steps, in place of earlier ones; what plays goes on until a step replaces it."""
        await self._link.send(script.Do(self.id, steps))

    async def press(self, keys: str, within: float = WITHIN) -> script.Did:
        """Press keys, 100 ms each; returns when the last is released."""
        step, known = script.Press(keys), len(self.events)
        await self.does(step)
        return await self._next(script.Did, within, f"finish pressing {keys}", lambda did: did.step == step, known)

    async def plays_tone(self, hz: float, seconds: float | None = None) -> None:
        """Send a tone, until something else plays unless told how long."""
        await self.does(script.Tone(hz, seconds))

    async def says(self, path: Path) -> None:
        """Start saying an audio file."""
        await self.does(script.Speak(str(path)))

    async def quiet(self) -> None:
        """Stop all steps and whatever plays."""
        await self._link.send(script.Quiet(self.id))

    async def hold(self, *, on: bool = True) -> None:
        """Hold the other side (re-INVITE), or take it back."""
        await self._link.send(script.Hold(self.id, on))

    async def refer(self, uri: str) -> None:
        """Ask the other side to call `uri` instead (REFER)."""
        await self._link.send(script.Refer(self.id, uri))

    # --------------------------------------------------------------------------- what it waits for

    async def ringing(self, within: float = WITHIN) -> script.Ringing:
        """180 was sent, or received for a placed call."""
        return await self._next(script.Ringing, within, "ring")

    async def answered(self, within: float = WITHIN) -> script.Established:
        """It is answered and media is set up."""
        return await self._next(script.Established, within, "get answered")

    async def closed(self, within: float = WITHIN) -> script.Closed:
        """It is over."""
        return await self._next(script.Closed, within, "end")

    async def did(self, step: script.Step, within: float = WITHIN) -> script.Did:
        """A step of its script is finished."""
        return await self._next(script.Did, within, f"finish {step}", lambda did: did.step == step)

    async def held(self, *, on: bool = True, within: float = WITHIN) -> script.Held:
        """The other side holds this phone, or takes it back."""
        return await self._next(script.Held, within, "get held" if on else "get taken back", lambda held: held.on == on)

    async def referred(self, within: float = WITHIN) -> script.Referred:
        """The other side asked it to call somebody else (REFER)."""
        return await self._next(script.Referred, within, "get referred")

    async def gets_digits(self, digits: str, within: float = WITHIN) -> None:
        """The other side has pressed these keys, from the first one on (more may follow)."""
        await self._link.until(
            lambda: self.digits.startswith(digits) or None,
            within,
            lambda: f"{self} got the keys {self.digits!r}, not {digits!r}, in {within:g} s{story(self.events)}",
            lambda: self.over is not None,
        )

    async def hears_tone(self, hz: float, within: float = WITHIN, *, least: float = 0.3, after: float = 0.0) -> None:
        """A clear tone for `least` seconds, later than `after` seconds into the recording."""
        await self._hears(lambda heard: hearing.hears_tone(heard, hz, least=least), f"a {hz:g} Hz tone", within, after)

    async def hears_speech(self, within: float = WITHIN, *, least: float = 0.4, after: float = 0.0) -> None:
        """Sound that is no steady tone, `least` seconds of it, later than `after`."""
        await self._hears(lambda heard: hearing.hears_speech(heard, least=least), "speech", within, after)

    async def hears_ringback(self, within: float = WITHIN, *, least: float = 0.5, after: float = 0.0) -> None:
        """US ringback for `least` seconds, later than `after`."""
        await self._hears(lambda heard: hearing.hears_ringback(heard, least=least), "ringback", within, after)

    async def hears_silence(self, within: float = WITHIN, *, least: float = 0.5, after: float = 0.0) -> None:
        """`least` seconds of silence, later than `after` seconds into the recording."""
        await self._hears(lambda heard: hearing.hears_silence(heard, least=least), "silence", within, after)

    # -------------------------------------------------------------------------------------- within

    def _find(self, kind: type[Kind]) -> Kind | None:
        return next((event for event in self.events if isinstance(event, kind)), None)

    async def _next(
        self,
        kind: type[Kind],
        within: float,
        what: str,
        wanted: Callable[[Kind], bool] = lambda _: True,
        known: int = 0,
    ) -> Kind:
        def look() -> Kind | None:
            later = (event for event in self.events[known:] if isinstance(event, kind))
            return next(filter(wanted, later), None)

        return await self._link.until(
            look,
            within,
            lambda: f"{self} did not {what} within {within:g} s{story(self.events)}",
            lambda: self.over is not None,
        )

    async def _hears(self, judge: Callable[[hearing.Sound], bool], what: str, within: float, after: float) -> None:
        clock = asyncio.get_running_loop().time
        deadline = clock() + within
        await self.answered(within)
        while not judge(part := self.sound().between(after)):
            if self.over is not None or clock() > deadline:
                got = hearing.describe(part)
                raise PhoneDidNot(f"{self} did not hear {what} in {within:g} s but {got}{story(self.events)}")
            await asyncio.sleep(_LOOKS_EVERY)
