"""What a call hears of its document: words, sounds, silence."""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import aiohttp

from tests.carrier.documents import Verb
from tests.carrier.phones import Played, Sound, Spoken

if TYPE_CHECKING:
    from tests.carrier.execution import Execution

LETTER = 0.06
"""Seconds of speech."""


async def hear(execution: Execution, verb: Verb) -> None:
    """To its end. “loop: 0 causes it to loop until the call is hung up.” https://www.twilio.com/docs/voice/twiml/play"""
    match verb.name:
        case "Pause":
            await execution.carrier.passes(verb.whole("length", 1))
            return
        case "Say":
            sound: Sound = Spoken(verb.text)
            seconds: float | None = LETTER * len(verb.text)
        case _:
            url = urljoin(execution.base, verb.text)
            sound, seconds = Played(url), await _seconds_of(execution, url)
    if seconds is None:
        return
    rounds = verb.whole("loop", 1)
    far = execution.far
    try:
        far.plays(sound)
        while True:
            await execution.carrier.passes(seconds)
            rounds -= 1
            if rounds == 0:
                return
    finally:
        far.plays(None)


async def _seconds_of(execution: Execution, url: str) -> float | None:
    """Of a sound, which is fetched once and then kept; None where it can't be played.

    https://www.twilio.com/docs/voice/twiml/play: “Twilio caches files”; https://www.twilio.com/docs/api/errors/12300
    """
    carrier = execution.carrier
    if url not in carrier.sounds:
        try:
            async with carrier.session.get(url) as response:
                if response.status >= 400 or response.content_type not in {"audio/wav", "audio/x-wav", "audio/mpeg"}:
                    carrier.complain(12300, f"{url}: {response.status} {response.content_type}")
                    return None
                content = await response.read()
        except (aiohttp.ClientError, OSError) as reason:
            carrier.complain(11200, f"{url}: {reason}")
            return None
        with wave.open(io.BytesIO(content)) as file:
            carrier.sounds[url] = file.getnframes() / file.getframerate()
    return carrier.sounds[url]
