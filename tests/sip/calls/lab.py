"""An office with a practice carrier behind its trunk, and what people do on their phones there.

async with lab(folder) as here:
    placed = await here.office.place()
    ann = await here.ann.answered()
    ...
    record = await here.office.ended(placed)
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from typing import Any

from offhook.practice import hearing
from offhook.practice.call import PhoneCall
from offhook.practice.phones import Answers, Phone, PhoneDidNot, PracticeCarrier, Press, Tone
from offhook.practice.script import Behaviour, Step
from offhook.telephony.asterisk.certificate import self_signed
from tests.furnish import ANN, DANA, LINE
from tests.sip.calls.office import ENDS_WITHIN, Office, Placed
from tests.sip.calls.serve import Rings
from tests.waiting import eventually

LAB = "lab"
"""The trunk to the practice carrier."""
ANN_HUMS, DANA_HUMS = 440.0, 620.0
"""What Ann and Dana say to each other, in Hz."""

BYTES_A_SECOND = 16_000
"""Of the phones' recordings: 16-bit mono at 8 kHz."""

MANY = {"calls_at_once": 500, "calls_a_day": 10_000, "minutes_a_day": 100_000}


@dataclass(frozen=True)
class Outcome:
    """What became of a call: its record, and the phones' sides of it."""

    record: dict[str, Any]
    member: PhoneCall
    contact: PhoneCall | None = None


@dataclass
class Lab:
    """An office, and the carrier of its trunk `lab` with its phones."""

    office: Office
    carrier: PracticeCarrier

    async def phone(self, number: str, behaviour: Behaviour, **more: Any) -> Phone:
        """The phone with this number; what was done with it before is not seen."""
        phone = await self.carrier.phone(number, behaviour, **more)
        with contextlib.suppress(PhoneDidNot):
            while True:
                await phone.rang(within=0)
        return phone

    async def calls_in(self, phone: Phone, *steps: Step, line: str = LINE) -> tuple[PhoneCall, Placed]:
        """Let a phone call a line: its side, and the call, once the worker has it. `steps` follow its answer."""
        before, asked_at = self.office.last_call(), monotonic()
        side = await phone.dial(f"sip:{line}@127.0.0.1:{self.office.sip_port}", then=steps)
        await eventually(lambda: self.office.last_call() != before, f"{phone}'s call is there")
        call = Placed(self.office.last_call(), asked_at)
        self.office.placed.append(call)
        return side, call

    async def ann(self, behaviour: Behaviour | None = None) -> Phone:
        """The member's phone; it answers and hums unless told otherwise."""
        return await self.phone(ANN, behaviour or hums(ANN_HUMS))

    async def dana(self, behaviour: Behaviour | None = None) -> Phone:
        """The contact's phone; it answers and hums unless told otherwise."""
        return await self.phone(DANA, behaviour or hums(DANA_HUMS))


def hums(hz: float, after: float = 0.0) -> Answers:
    """Answers and hums, at a pitch by which to know who it is."""
    return Answers(after=after, then=(Tone(hz),))


def presses(keys: str = "5", *, hz: float = ANN_HUMS, after: float = 0.0) -> Answers:
    """Answers, presses keys at once, and hums."""
    return Answers(after=after, then=(Press(keys), Tone(hz)))


@asynccontextmanager
async def lab(
    folder: Path,
    rings: Rings = Rings(),  # noqa: B008
    minute: float = 60.0,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> AsyncIterator[Lab]:
    """An office with one trunk and one line; a minute of its limits lasts for `minute` seconds."""
    certificate = folder / "carrier.pem"
    certificate.write_bytes(b"".join(self_signed("carrier.example", ("127.0.0.1",))))
    async with (
        PracticeCarrier(tls=certificate) as carrier,
        Office(folder, rings=rings, minute=minute, trusted=certificate, settings=settings) as office,
    ):
        await office.ask("POST", "contacts", {"name": "Dana", "numbers": [DANA]})
        trunk = await office.add_trunk(LAB, carrier.port)
        await office.add_line(LINE, LAB)
        await office.ask("PATCH", "limits", MANY | {f"member_{name}": most for name, most in MANY.items()})
        await office.trunk_is(trunk, "up")
        yield Lab(office, carrier)


@dataclass(frozen=True)
class Talk:
    """Two people who talk."""

    call: Placed
    ann: PhoneCall
    dana: PhoneCall


async def talking(here: Lab) -> Talk:
    """Place a call, and bring it to where Ann and Dana hear each other."""
    anns, danas = await here.ann(presses()), await here.dana()
    call = await here.office.place()
    ann, dana = await anns.answered(), await danas.answered()
    await hears(dana, ANN_HUMS)
    await hears(ann, DANA_HUMS)
    return Talk(call, ann, dana)


async def hears(
    call: PhoneCall, hz: float, *, seconds: float = 0.3, from_now: bool = False, within: float = ENDS_WITHIN
) -> None:
    """Wait until the phone has heard so much of a tone, clear of anything else, in all or `from_now` on.

    A busy machine makes practice phones stutter, so it need not be in one piece.
    """
    await call.answered(within)
    since = call.sound().seconds if from_now else 0.0

    def heard() -> bool:
        # Before there is enough sound, looking at it costs only time.
        if call.heard.stat().st_size < (since + seconds) * BYTES_A_SECOND:
            return False
        spans = hearing.tone_spans(call.sound().between(since), hz)
        return sum(span.seconds for span in spans) >= seconds

    try:
        await eventually(heard, f"{call} hears {hz:g} Hz for {seconds:g} s", within)
    except AssertionError as missed:
        raise AssertionError(f"{missed}, but {hearing.describe(call.sound().between(since))}") from None
