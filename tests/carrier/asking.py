"""`<Gather>` and `<Record>`: what a call is asked, and what it answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from tests.carrier.documents import Verb
from tests.carrier.listening import hear
from tests.carrier.model import Recording
from tests.carrier.phones import Beep

if TYPE_CHECKING:
    from tests.carrier.carrier import Carrier
    from tests.carrier.execution import Execution, Outcome

BEEP_LASTS = 0.15
LOOKED = 0.1
"""How often silence is looked for, seconds."""


async def gather(execution: Execution, verb: Verb) -> Outcome:
    """https://www.twilio.com/docs/voice/twiml/gather

    - A key stops what is nested; the time-out starts when that has ended, and anew with each key.
    - It ends after `numDigits` keys, by `finishOnKey` (“#” unless given; “” means none), or by the time-out.
    - With no digits, and by a lone finish key too, there is no request to `action` but with `actionOnEmptyResult`.
    """
    from tests.carrier.execution import Next, action

    keys: asyncio.Queue[str] = asyncio.Queue()
    finish, wanted = verb.get("finishOnKey", "#"), verb.whole("numDigits", 0)
    timeout = verb.whole("timeout", 5)
    digits, finished = "", False
    far, carrier = execution.far, execution.carrier

    def complete() -> bool:
        return finished or (wanted > 0 and len(digits) >= wanted)

    far.on_key = keys.put_nowait
    try:
        words = asyncio.ensure_future(_nested(execution, verb))
        first = asyncio.ensure_future(keys.get())
        try:
            await asyncio.wait({words, first}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            words.cancel()
            await asyncio.gather(words, return_exceptions=True)
        waiting: asyncio.Future[str] = first
        while not complete():
            done, _ = await asyncio.wait({waiting}, timeout=timeout / carrier.pace)
            if not done:
                waiting.cancel()
                break
            key = waiting.result()
            finished = key in finish
            digits += "" if finished else key
            waiting = asyncio.ensure_future(keys.get())
        waiting.cancel()
    finally:
        far.on_key = None
    if not digits and not verb.yes("actionOnEmptyResult"):
        return Next()
    return action(execution, verb, {"Digits": digits, "FinishedOnKey": finish if finished else "", "msg": "Gather End"})


async def _nested(execution: Execution, verb: Verb) -> None:
    for each in verb.nested:
        await hear(execution, each)


async def record(execution: Execution, verb: Verb) -> Outcome:
    """https://www.twilio.com/docs/voice/twiml/record

    Ends by `finishOnKey` (any key unless given), after `timeout` seconds of silence (5) or `maxLength` (3,600), and is
    kept when the call hangs up or is redirected. An empty one is not told of: the next verb runs.
    """
    from tests.carrier.execution import Next, action

    far, carrier = execution.far, execution.carrier
    over = asyncio.get_running_loop().create_future()
    finish = verb.get("finishOnKey", "1234567890*#")

    def pressed(key: str) -> None:
        if key in finish and not over.done():
            over.set_result(key)

    if verb.yes("playBeep", default=True):
        far.plays(Beep())
        await carrier.passes(BEEP_LASTS)
        far.plays(None)
    recording = Recording(execution.call, carrier.now())
    carrier.recordings[recording.sid] = recording
    far.on_key = pressed
    ended_by = ""
    try:
        ended_by = await _until_over(execution, verb, recording, over)
    finally:
        far.on_key = None
        recording.seconds = (carrier.now() - recording.began) * carrier.pace
        _tell(carrier, execution, verb, recording)
    params = {
        "RecordingUrl": recording_url(recording),
        "RecordingSid": recording.sid,
        "RecordingDuration": str(round(recording.seconds)),
        "Digits": ended_by,
    }
    return action(execution, verb, params) if recording.seconds >= LOOKED else Next()


async def _until_over(execution: Execution, verb: Verb, recording: Recording, over: asyncio.Future[str]) -> str:
    carrier = execution.carrier
    longest = verb.whole("maxLength", 3600) or 3600
    silence = verb.whole("timeout", 5)
    quiet = 0.0
    while (carrier.now() - recording.began) * carrier.pace < longest:
        done, _ = await asyncio.wait({over}, timeout=LOOKED / carrier.pace)
        if done:
            return over.result()
        quiet = 0.0 if execution.far.speaks else quiet + LOOKED
        if silence and quiet >= silence:
            return ""
    return ""


def recording_url(recording: Recording) -> str:
    """Where it is, without a format. https://www.twilio.com/docs/voice/api/recording#fetch-a-recordings-media-file"""
    return f"https://api.twilio.com/2010-04-01/Accounts/{recording.call.account.sid}/Recordings/{recording.sid}"


def _tell(carrier: Carrier, execution: Execution, verb: Verb, recording: Recording) -> None:
    params = {
        "AccountSid": recording.call.account.sid,
        "CallSid": recording.call.sid,
        "RecordingSid": recording.sid,
        "RecordingUrl": recording_url(recording),
        "RecordingStatus": "completed",
        "RecordingDuration": str(round(recording.seconds or 0)),
        "RecordingChannels": "1",
        "RecordingSource": "RecordVerb",
    }
    if url := verb.get("recordingStatusCallback"):
        carrier.webhooks.notify(recording.call.account, urljoin(execution.base, url), params)
