"""What a call hears: words and sounds, to their end or until a key stops them."""

from __future__ import annotations

import asyncio
import io
import wave
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.carrier.phones import Played, Sound, Spoken

if TYPE_CHECKING:
    from tests.vonage.execution import Execution

LETTER = 0.06
"""Seconds of speech."""


async def hear(execution: Execution, action: dict[str, Any]) -> None:
    """https://developer.vonage.com/en/voice/voice-api/ncco-reference#talk and #stream

    “loop: The default value is 1. Set to 0 to loop infinitely.” With `bargeIn` “this action is terminated when the user
    presses a button on the keypad”; that key is the next input's. Once set it stays until an input is encountered.
    """
    if execution.typed:
        return
    if action["action"] == "talk":
        sound: Sound = Spoken(action["text"])
        seconds: float | None = LETTER * len(action["text"])
    else:
        sound = Played(action["streamUrl"][0])
        seconds = await _seconds_of(execution, sound.url)
    if seconds is None:
        return
    far, stopped = execution.far, asyncio.Event()

    def pressed(key: str) -> None:
        execution.typed += key
        stopped.set()

    if action.get("bargeIn"):
        far.on_key = pressed
    try:
        far.plays(sound)
        loop = action.get("loop", 1)
        async with asyncio.timeout(None if loop == 0 else seconds * loop / execution.carrier.pace):
            await stopped.wait()
    except TimeoutError:
        pass
    finally:
        far.plays(None)
        far.on_key = None


async def _seconds_of(execution: Execution, url: str) -> float | None:
    """Of a sound, which is fetched once; None where it can't be played.

    https://developer.vonage.com/en/voice/voice-api/ncco-reference#stream: MP3 or WAV, 16 bits
    """
    carrier = execution.carrier
    if url not in carrier.sounds:
        try:
            async with carrier.session.get(url) as response:
                content = await response.read()
                if response.status != 200:
                    carrier.complain(f"{url}: {response.status}")
                    return None
        except (aiohttp.ClientError, OSError) as reason:
            carrier.complain(f"{url}: {reason}")
            return None
        with wave.open(io.BytesIO(content)) as file:
            carrier.sounds[url] = file.getnframes() / file.getframerate()
    return carrier.sounds[url]
