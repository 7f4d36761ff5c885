"""`input` and `record`: what a call is asked, and what it answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.carrier.phones import Beep
from tests.vonage.model import Recording

if TYPE_CHECKING:
    from tests.vonage.execution import Execution, Replaced

BEEP_LASTS = 0.15
LOOKED = 0.1
"""How often silence is looked for, seconds."""


async def take(execution: Execution, action: dict[str, Any]) -> Replaced | None:
    """https://developer.vonage.com/en/voice/voice-api/ncco-reference#dtmf-input-settings

    The result is sent after `maxDigits` (4), by the hash key where `submitOnHash` says so, or `timeOut` seconds (3)
    after the last activity. Keys that nothing asks for are lost.
    """
    settings = action.get("dtmf", {})
    most, wait = settings.get("maxDigits", 4), settings.get("timeOut", 3)
    keys: asyncio.Queue[str] = asyncio.Queue()
    for key in execution.typed:
        keys.put_nowait(key)
    execution.typed = ""
    execution.far.on_key = keys.put_nowait
    digits, timed_out = "", False
    try:
        while len(digits) < most:
            async with asyncio.timeout(wait / execution.carrier.pace):
                key = await keys.get()
            if key == "#" and settings.get("submitOnHash", False):
                break
            digits += key
    except TimeoutError:
        timed_out = True
    finally:
        execution.far.on_key = None
    payload = execution.carrier.whose(execution.call) | {
        "dtmf": {"digits": digits, "timed_out": timed_out},
        "speech": {},
        "timestamp": execution.carrier.stamp(),
    }
    return await execution.ask(action["eventUrl"][0], payload)


async def record(execution: Execution, action: dict[str, Any]) -> None:
    """https://developer.vonage.com/en/voice/voice-api/ncco-reference#record

    With a condition of its end the next action waits for it; it ends with the call, too, and by another NCCO.
    “The recording data is sent to event_url” then.
    """
    far, carrier = execution.far, execution.carrier
    over = asyncio.Event()
    if action.get("beepStart"):
        far.plays(Beep())
        await carrier.passes(BEEP_LASTS)
        far.plays(None)
    recording = Recording(execution.call, carrier.now())
    carrier.recordings[recording.uuid] = recording
    far.on_key = lambda key: over.set() if key == action.get("endOnKey") else None
    quiet = 0.0
    try:
        while (carrier.now() - recording.began) * carrier.pace < action.get("timeOut", 7200) and not over.is_set():
            await carrier.passes(LOOKED)
            quiet = 0.0 if far.speaks else quiet + LOOKED
            if quiet >= action.get("endOnSilence", 7200):
                break
    finally:
        far.on_key = None
        recording.seconds = (carrier.now() - recording.began) * carrier.pace
        payload = {
            "recording_url": carrier.address_of(recording),
            "recording_uuid": recording.uuid,
            "size": round(16000 * recording.seconds),
            "conversation_uuid": carrier.whose(execution.call)["conversation_uuid"],
            "timestamp": carrier.stamp(),
        }
        carrier.webhooks.notify(execution.call.application, action["eventUrl"][0], payload)
