"""NCCOs: what a leg does, as the list of actions that has Vonage do it. Pure.

An action list that has come to its end ends the call. So each ends in silence without an end: a call whose next webhook
finds nobody waits there until it is told what to do. https://developer.vonage.com/en/voice/voice-api/ncco-reference
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from offhook.calls.commands import Collect, Record
from offhook.calls.values import Seconds
from offhook.telephony.webhooks.words import Sound, Speech, Text

Ncco = list[dict[str, Any]]

MOST_KEYS = 20
LONGEST_WAIT = 10
LONGEST_TEXT = 1500
"""Characters of one `talk`."""
SILENCE_S, RECORDED_S = (3, 10), (3, 7200)
"""The least and the most seconds of silence that end a recording, and of a whole one."""


def say(words: Sequence[Speech], then: str, silence: str) -> Ncco:
    """Speak, and ask what to do next."""
    return [*_spoken(words, stops=False), _ask(then), *play_on(silence)]


def collect(words: Sequence[Speech], command: Collect, digits: int, then: str, silence: str) -> Ncco:
    """Speak and take that many keys; `then` is told them, none too. A key stops the words, and counts.

    Only the hash key can end it; another finishing key is found among those that came.
    """
    keys = {
        "timeOut": min(LONGEST_WAIT, _whole(command.wait)),
        "maxDigits": min(MOST_KEYS, digits),
        "submitOnHash": command.finish == "#",
    }
    taken = {"action": "input", "type": ["dtmf"], "dtmf": keys, "eventUrl": [then], "eventMethod": "POST"}
    return [*_spoken(words, stops=True), taken, *play_on(silence)]


def record(command: Record, then: str, kept: str, silence: str) -> Ncco:
    """Beep and record; `kept` is told where the recording is, `then` asks what to do next."""
    action = {
        "action": "record",
        "format": "wav",
        "beepStart": True,
        "endOnSilence": _between(command.silence, *SILENCE_S),
        "timeOut": _between(command.longest, *RECORDED_S),
        "eventUrl": [kept],
        "eventMethod": "POST",
    }
    if command.finish:
        action["endOnKey"] = command.finish
    return [action, _ask(then), *play_on(silence)]


def room(name: str, keys: str) -> Ncco:
    """Into a conversation that nobody's leaving ends; `keys` is told each key that is pressed there, if it is given.

    Asynchronous input goes on behind the action: keys come one at a time.
    """
    joined = {"action": "conversation", "name": name, "startOnEnter": True, "endOnExit": False}
    told = {"action": "input", "type": ["dtmf"], "mode": "asynchronous", "eventUrl": [keys], "eventMethod": "POST"}
    return [told, joined] if keys else [joined]


def play_on(sound: str) -> Ncco:
    """A sound, over and over."""
    return [{"action": "stream", "streamUrl": [sound], "loop": 0}]


def hang_up() -> Ncco:
    """End the call: a list without an action has come to its end."""
    return []


def ask_again(seconds: float, then: str, silence: str) -> Ncco:
    """Nobody knows yet what to do: wait, and ask again."""
    return [{"action": "wait", "timeout": seconds}, _ask(then), *play_on(silence)]


def _ask(then: str) -> dict[str, Any]:
    """Only `input` and `notify` are answered with what to do next."""
    return {"action": "notify", "payload": {"asks": True}, "eventUrl": [then], "eventMethod": "POST"}


def _spoken(words: Sequence[Speech], *, stops: bool) -> Ncco:
    return [action for each in words for action in _one(each, stops)]


def _one(speech: Speech, stops: bool) -> Ncco:
    match speech:
        case Text(text=text, language=language):
            return [
                {"action": "talk", "text": part, "language": language, "bargeIn": stops} for part in _parts(text or ".")
            ]
        case Sound(url=url):
            return [{"action": "stream", "streamUrl": [url], "bargeIn": stops}]


def _parts(text: str) -> list[str]:
    """A text in pieces that can be spoken, cut between words. Signs that would begin a tag of SSML are left out."""
    left, parts = text.replace("<", " ").strip() or ".", []
    while len(left) > LONGEST_TEXT:
        at = left.rfind(" ", 1, LONGEST_TEXT) + 1 or LONGEST_TEXT
        parts.append(left[:at].strip())
        left = left[at:]
    return [*parts, left]


def _between(seconds: Seconds, least: int, most: int) -> int:
    return max(least, min(most, _whole(seconds)))


def _whole(seconds: Seconds) -> int:
    return max(1, math.ceil(seconds))
