"""The adapter on a small ARI, as tests drive it."""

import asyncio

from offhook.calls.commands import Bridge, Collect, Command, Originate, Say
from offhook.calls.events import Answered, Bridged, Event, Incoming
from offhook.calls.values import E164, CallId, Cause, LegId, Phrase, Role, TrunkId
from offhook.telephony.asterisk import requests
from offhook.telephony.asterisk.adapter import AsteriskTelephony
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.dial_strings import TrunkView
from offhook.telephony.asterisk.voice import PromptUnavailable
from tests.telephony.asterisk.ari import QUICK, FakeAri
from tests.waiting import eventually

CALL, CAME = CallId("call_1"), CallId("call_2")
MEMBER, CONTACT = LegId("call_1-1"), LegId("call_1-2")
LAB = TrunkId("trunk_lab")
READY, SLOW, BROKEN, ODD = Phrase("ready"), Phrase("slow"), Phrase("broken"), Phrase("odd")


class Prompts:
    """Some are there, some take until `made`, some can't be spoken."""

    def __init__(self) -> None:
        self.made = asyncio.Event()

    def cached(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str | None:
        return "sound:/ready" if phrases == (READY,) else None

    async def media(self, phrases: tuple[Phrase, ...], language: str, country: str) -> str:
        if phrases == (BROKEN,):
            raise PromptUnavailable("no voice")
        if phrases == (ODD,):
            raise KeyError("no such phrase")
        await self.made.wait()
        return "sound:/slow"


class Desk:
    """The adapter, the ARI that it drives, and what it reported."""

    def __init__(self, ari: FakeAri) -> None:
        self.ari = ari
        self.prompts = Prompts()
        self.events: list[Event | Incoming] = []
        self.gone: list[Cause] = []
        """As told each time it was ready."""
        self.lost: list[str] = []
        self.passed_over: dict[TrunkId, str] = {}
        self.telephony = AsteriskTelephony(
            ari.account,
            trunks={LAB: TrunkView(LAB)}.get,
            prompts=self.prompts,
            new_call=lambda: CAME,
            console=no_console,
            passed_over=self.passed_over,
            timing=QUICK,
        )

    async def start(self) -> None:
        await self.telephony.start(lambda call, event: self.events.append(event), self.gone.append, self.lost.append)
        await self.is_ready()

    async def is_ready(self, times: int = 1) -> None:
        await eventually(lambda: self.telephony.ready and len(self.gone) >= times, "the adapter is ready")

    def send(self, *commands: Command) -> None:
        self.telephony.send(CALL, commands)

    async def reported(self, event: Event | Incoming) -> None:
        await eventually(lambda: event in self.events, f"{event}; {self.events}")

    async def answered(self, *legs: LegId) -> None:
        """Legs that were dialled and have answered."""
        for leg in legs:
            self.send(originate(leg))
            await self.ari.gets("POST channels")
            await self.ari.send("StasisStart", channel={"id": leg, "state": "Up"})
            await self.reported(Answered(leg))

    async def joined(self) -> str:
        """Member and contact in a bridge."""
        await self.answered(MEMBER, CONTACT)
        self.send(Bridge(MEMBER, CONTACT))
        await self.reported(Bridged(MEMBER, CONTACT))
        return (await self.ari.gets("POST bridges/")).uri.split("/")[1]

    async def settled(self) -> None:
        """Every event sent so far has been taken."""
        await self.telephony._client.ask(requests.look_up_playback("nothing"))


async def no_console(command: str) -> str:
    raise NoAnswer("there is no console")


def originate(leg: LegId = MEMBER, *, to: str = "+12025550111", trunk: TrunkId = LAB) -> Originate:
    return Originate(leg, Role.MEMBER, E164(to), E164("+12025550100"), trunk)


def say(leg: LegId = MEMBER, phrase: Phrase = READY, prompt: str = "p") -> Say:
    return Say(leg, (phrase,), "en", "US", prompt)


def collect(leg: LegId = MEMBER, phrase: Phrase = READY, *, digits: int = 1, wait: float = 0.1) -> Collect:
    return Collect(leg, (phrase,), "en", "US", digits, wait, "", "p")


async def destroyed(ari: FakeAri, leg: LegId, cause: int = 16, **fields: object) -> None:
    await ari.send("ChannelDestroyed", channel={"id": leg}, cause=cause, cause_txt="Normal Clearing", **fields)
