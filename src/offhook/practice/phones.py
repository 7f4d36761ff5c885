"""Practice phones driven from asyncio: they ring, answer, press keys, speak, listen and hang up.

    async with PracticeCarrier(port=5090) as carrier:
        ann = await carrier.phone("+12025550111", Answers(after=0.5, then=(Wait(1), Press("5"))))
        call = await ann.answered()
        assert call.caller.number == "+12025550100"
        await call.hears_tone(440, within=3)
        await call.hang_up()

Each carrier is a SIP peer in a process of its own and ends with its parent. Every wait has a deadline,
`within` seconds, and raises `PhoneDidNot` saying what happened instead.
"""

import asyncio
import itertools
import os
import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from offhook.practice import script
from offhook.practice.call import Caller, PhoneCall
from offhook.practice.link import WITHIN, CarrierFailed, Link, PhoneDidNot, story
from offhook.practice.script import (
    Answers,
    Behaviour,
    Echo,
    HangUp,
    Ignores,
    Press,
    Refuses,
    Rings,
    Speak,
    Step,
    Tone,
    Wait,
    voicemail,
)

__all__ = [
    "Answers",
    "Caller",
    "CarrierFailed",
    "Echo",
    "HangUp",
    "Ignores",
    "Phone",
    "PhoneCall",
    "PhoneDidNot",
    "PracticeCarrier",
    "Press",
    "Refuses",
    "Rings",
    "Speak",
    "Tone",
    "Wait",
    "voicemail",
]


class Phone:
    """A practice phone, known by its number. Made by `PracticeCarrier.phone`."""

    def __init__(self, link: Link, number: str, name: str) -> None:
        self._link = link
        self.number = number
        self.name = name
        self.calls: list[PhoneCall] = []
        """Every call so far, received and placed."""
        self._behaviour: Behaviour = Rings()
        self._returned = 0
        self._names = itertools.count(1)

    def __str__(self) -> str:
        return f"{self.name} ({self.number})" if self.name else self.number

    @property
    def received(self) -> list[PhoneCall]:
        """The calls that reached it, in their order."""
        return [call for call in self.calls if call.invite]

    async def behaves(
        self,
        behaviour: Behaviour,
        *,
        dialled_as: tuple[str, ...] = (),
        asserts: str = "",
        withholds: bool = False,
    ) -> None:
        """How it takes its next calls; `script.SetPhone` explains the rest."""
        self._behaviour = behaviour
        await self._link.send(
            script.SetPhone(
                number=self.number,
                behaviour=behaviour,
                display=self.name,
                dialled_as=dialled_as,
                asserts=asserts,
                withholds=withholds,
            )
        )

    async def rang(self, within: float = WITHIN) -> PhoneCall:
        """The next call that reached it, once it rings, is refused or ignored; each is returned once."""

        def look() -> PhoneCall | None:
            call = next(iter(self.received[self._returned :]), None)
            decided = call is not None and (len(call.events) > 1 or isinstance(self._behaviour, Ignores))
            return call if decided else None

        call = await self._link.until(
            look, within, lambda: f"{self} got no call within {within:g} s{story(self._link.history)}"
        )
        self._returned += 1
        return call

    async def answered(self, within: float = WITHIN) -> PhoneCall:
        """The next call that reached it, once it is answered."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + within
        call = await self.rang(within)
        await call.answered(max(0.0, deadline - clock()))
        return call

    async def dial(
        self, uri: str, headers: Mapping[str, str] | None = None, *, then: tuple[Step, ...] = ()
    ) -> PhoneCall:
        """Call a SIP URI such as `sip:+12025550100@127.0.0.1:5060`; goes out from the carrier's port.

        `then` is done once it is answered.
        """
        call = PhoneCall(self._link, str(self), f"{self.number}-{next(self._names)}", dialled=uri)
        self.calls.append(call)
        try:
            await self._link.send(
                script.Dial(number=self.number, call=call.id, uri=uri, headers=dict(headers or {}), then=then)
            )
        except CarrierFailed:
            self.calls.remove(call)
            raise
        return call


class PracticeCarrier:
    """A SIP peer on loopback with scripted phones behind it, in a process of its own.

    `port` 0 takes a free one. Recordings and the carrier's log go to `recordings`, or to a temporary
    directory that is removed at the end. `codecs` is the order of preference, by the stack's names (pcmu,
    pcma, g722/16000/1, opus/48000/2). `tls` is a PEM file with certificate and key: SIP over TLS too, at
    `tls_port`.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        recordings: Path | None = None,
        codecs: tuple[str, ...] = ("pcmu", "pcma"),
        tls: Path | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self.tls_port = 0
        self.phones: dict[str, Phone] = {}
        self.unreached: list[script.Unreached] = []
        """Calls for numbers that no phone here has."""
        self._link = Link(self._take)
        self._recordings = recordings
        self._options = ["--codecs", ",".join(codecs)]
        self._options += ["--tls", str(tls)] if tls is not None else []
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    async def __aenter__(self) -> Self:
        if self._recordings is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="offhook-practice-")
        folder = self._recordings or Path(self._scratch.name if self._scratch else ".")
        folder.mkdir(parents=True, exist_ok=True)
        arguments = ["--host", self.host, "--port", str(self.port), "--recordings", str(folder)]
        try:
            ready = await self._link.start([*arguments, *self._options], folder / "carrier.log")
            self.port, self.tls_port = ready.port, ready.tls_port
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    @property
    def pid(self) -> int:
        """The carrier's process id."""
        return self._link.pid

    def uri(self, number: str) -> str:
        """Where to call a number of this carrier."""
        return f"sip:{number}@{self.host}:{self.port}"

    async def phone(
        self,
        number: str,
        behaviour: Behaviour | None = None,
        *,
        name: str = "",
        dialled_as: tuple[str, ...] = (),
        asserts: str = "",
        withholds: bool = False,
    ) -> Phone:
        """The phone with that number (E.164), made when new; rings for ever without a `behaviour`.

        `name` is shown when it calls. `dialled_as` are further request-URI users that reach it, such as a
        national form. `asserts` is a number that its carrier puts in P-Asserted-Identity and
        Remote-Party-ID of everything the phone sends. With `withholds` it calls as `anonymous`.
        """
        phone = self.phones.setdefault(number, Phone(self._link, number, name))
        phone.name = name or phone.name
        behaviour = Rings() if behaviour is None else behaviour
        await phone.behaves(behaviour, dialled_as=dialled_as, asserts=asserts, withholds=withholds)
        return phone

    async def softphone(
        self, username: str, secret: str, server: str, behaviour: Behaviour | None = None, *, expires: int = 60
    ) -> Phone:
        """A phone that registers at a SIP server (`host:port`), and takes calls from there. See `script.SignIn`.

        Raises `CarrierFailed` where it is not let in.
        """
        phone = self.phones.setdefault(username, Phone(self._link, username, ""))
        await self._link.send(
            script.SignIn(
                username=username, secret=secret, server=server, behaviour=behaviour or Rings(), expires=expires
            )
        )
        return phone

    async def sign_out(self, username: str) -> None:
        """Take a softphone's registration back."""
        await self._link.send(script.SignOut(username))

    def freeze(self) -> None:
        """Every phone here stops dead, as without power or network, until `thaw`."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """They go on."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """Every phone here is gone without a word."""
        os.kill(self.pid, signal.SIGKILL)

    def _take(self, event: script.CallEvent | script.Unreached) -> None:
        match event:
            case script.Unreached():
                self.unreached.append(event)
                return
            case script.Incoming():
                phone = self.phones[event.number]
                call = PhoneCall(self._link, str(phone), event.call, invite=event.invite, dialled=event.dialled)
                phone.calls.append(call)
            case _:
                pass
        known = (call for phone in self.phones.values() for call in phone.calls if call.id == event.call)
        next(known).events.append(event)

    async def _stop(self) -> None:
        await self._link.stop()
        if self._scratch is not None:
            self._scratch.cleanup()
