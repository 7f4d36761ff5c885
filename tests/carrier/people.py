"""The people of the scenes: their numbers, and what they do when they hear something."""

from __future__ import annotations

from offhook.calls.arguments import CallingPhone, FromPhone
from offhook.calls.values import E164, ClickToCall, LegId, LineUsed, Party, Role, Target, TrunkId
from tests.carrier.phones import Person, Phone, Spoken
from tests.carrier.virtual_time import passes

LINE = E164("+12025550100")
ANN, BOB, CAROLS, DANA = (E164(f"+120255501{nth}") for nth in (11, 33, 44, 22))
TRUNK = TrunkId("trunk_1")
LINE_USED = LineUsed("line_1", LINE, "Main", "en", "US", (TRUNK,))
PIN = "246810"
"""It opens the mailbox."""
PHONE_PIN = "48091735"
"""The line's: it proves a phone of the line."""

CALL_DANA = ClickToCall(
    member=Party("mem_0", "Ann", ANN),
    contact=Party("con_0", "Dana", DANA),
    line=LINE_USED,
    ring_member=60.0,
    ring_contact=60.0,
)
ANNS = Target(Role.MEMBER, "Ann", LINE, number=ANN, trunks=(TRUNK,), member="mem_0")
BOBS = Target(Role.FORWARD, "Bob", LINE, number=BOB, trunks=(TRUNK,))
ANNS_MOBILE = FromPhone(CallingPhone(LegId(""), "phone_0", ANN, "mem_0", "Ann"), TrunkId(""), LINE_USED, attested=False)
CAROL = Target(Role.MEMBER, "Carol", LINE, number=CAROLS, trunks=(TRUNK,), member="mem_1")

HEARD = 0.2
"""How often people listen, seconds."""


async def presses(phone: Phone, words: str, keys: str, *, after: float = 1.0) -> None:
    """Whenever these words are heard, press these keys, until there is somebody to talk with or the call is over."""
    pressed: object = None
    while not (phone.calls and not phone.last.up) and not talks(phone):
        await passes(HEARD)
        sound = phone.last.sound if phone.calls else None
        if sound != Spoken(words):
            pressed = None
        elif pressed is None:
            pressed = sound
            await passes(after)
            for key in keys:
                phone.press(key)
                await passes(0.2)


async def talks_and_goes(phone: Phone, seconds: float) -> None:
    """Once there is somebody to talk with, talk for so long, and hang up."""
    while not talks(phone):
        await passes(HEARD)
    await passes(seconds)
    phone.hang_up()


async def hangs_up_at(phone: Phone, words: str) -> None:
    """Hang up when these words are heard."""
    while not (phone.calls and phone.last.sound == Spoken(words)):
        await passes(HEARD)
    phone.hang_up()


async def gives_up(phone: Phone, seconds: float) -> None:
    """Hang up after so long, whatever is heard."""
    await passes(seconds)
    phone.hang_up()


async def speaks_and_goes(phone: Phone, seconds: float) -> None:
    """Leave a message: speak from the beep on, and hang up."""
    while not (phone.calls and phone.last.on_key is not None and phone.last.sound is None and phone.last.answered):
        await passes(HEARD)
    await passes(seconds)
    phone.hang_up()


def talks(phone: Phone) -> bool:
    """Whether somebody is heard there."""
    return bool(phone.calls) and any(isinstance(sound, Person) for sound in phone.last.hears())
