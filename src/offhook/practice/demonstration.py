"""The two SIP phones of `./run`, what is said on them, and what they really heard."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from offhook.practice import hearing
from offhook.practice.link import CarrierFailed
from offhook.practice.phones import Answers, HangUp, Phone, PracticeCarrier, Press, Speak, Wait
from offhook.storage.private import make_data_folder

YOU, DANA = "+12025550111", "+12025550122"
PORT = 5090
"""Of the practice trunk, unless something else has it."""
LEAST_SPEECH_S = 0.4
"""Less than that is no word, and nobody was heard."""


class NotHeard(Exception):
    """Somebody did not hear what they should have heard; the message says who and what."""


@dataclass(frozen=True)
class SipPhones:
    """The two phones of the demonstration, and the port of their carrier."""

    port: int
    you: Phone
    dana: Phone


async def sip_phones(data: Path, stack: AsyncExitStack) -> SipPhones:
    """A practice carrier with two real SIP phones: yours and Dana's."""
    await asyncio.to_thread(make_data_folder, data)
    yours, danas = await asyncio.to_thread(voices, data / "practice")
    carrier = await carrier_at(PORT, stack)
    you = await carrier.phone(YOU, Answers(after=0.3, then=(Wait(2.1), Press("5"), Wait(2.2), Speak(yours))))
    dana = await carrier.phone(DANA, Answers(after=0.8, then=(Speak(danas), Wait(1.6), HangUp())))
    return SipPhones(carrier.port, you, dana)


async def carrier_at(port: int, stack: AsyncExitStack) -> PracticeCarrier:
    """A practice carrier at this port, or at a free one."""
    try:
        return await stack.enter_async_context(PracticeCarrier(port=port))
    except CarrierFailed:
        return await stack.enter_async_context(PracticeCarrier())


def voices(folder: Path) -> tuple[str, str]:
    """What you and Dana say, as audio files."""
    folder.mkdir(exist_ok=True)
    said = {folder / "you.wav": "Hello Dana, this is Ann.", folder / "dana.wav": "Hello, this is Dana."}
    missing = [path for path in said if not path.exists()]
    if missing:
        # A voice takes a quarter of a second to load, and is needed once.
        import soundfile

        from offhook.speech.hibari import Hibari

        voice = Hibari()
        for path in missing:
            audio = voice.synthesize(said[path], "en")
            soundfile.write(path, audio.samples, audio.rate)
    you, dana = map(str, said)
    return you, dana


def heard(phones: SipPhones) -> str:
    """What was heard at both ends of the latest call, in words with figures.

    Raises:
        NotHeard: somebody did not hear what they should have heard.
    """
    at_yours, at_danas = phones.you.received[-1], phones.dana.received[-1]
    sound = at_yours.sound()
    bursts = hearing.ringback_spans(sound)
    if not bursts:
        raise NotHeard(f"You did not hear Dana's phone ring, but {hearing.describe(sound)}.")
    ringing = sum(burst.seconds for burst in bursts)
    announcement = hearing.speech_seconds(sound.between(0, bursts[0].start))
    # From the first ring on, as ringing is no speech: on a busy machine a vowel of Dana's may pass for the last ring.
    dana = hearing.speech_seconds(sound.between(bursts[0].start))
    you = hearing.speech_seconds(at_danas.sound())
    for what, seconds in (
        ("You did not hear the announcement", announcement),
        ("You did not hear Dana", dana),
        ("Dana did not hear you", you),
    ):
        if seconds < LEAST_SPEECH_S:
            raise NotHeard(f"{what}: there were {seconds:.1f} s of speech.")
    return (
        f"  You heard the announcement ({announcement:.1f} s of speech), then Dana's phone ringing ({ringing:.1f} s), "
        f"then Dana ({dana:.1f} s of speech).\n"
        f"  Dana heard you ({you:.1f} s of speech), and saw {at_danas.caller.number} calling."
    )
