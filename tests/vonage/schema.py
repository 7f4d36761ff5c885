"""What an NCCO may look like: the actions and options that are documented, their types and ranges.

https://developer.vonage.com/en/voice/voice-api/ncco-reference
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Check = Callable[[Any], bool]


def _text(most: int) -> Check:
    return lambda value: isinstance(value, str) and 0 < len(value) <= most


def _whole(least: int, most: int) -> Check:
    return lambda value: type(value) is int and least <= value <= most


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _urls(value: object) -> bool:
    """“In all actions, the eventUrl parameter MUST be an array, even if it only contains a single value.”"""
    return isinstance(value, list) and len(value) == 1 and str(value[0]).startswith("https://")


def _method(value: object) -> bool:
    return value in {"GET", "POST"}


def _seconds(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0.1 <= value <= 7200


def _keys(value: object) -> bool:
    return isinstance(value, dict) and all(name in _DTMF and _DTMF[name](option) for name, option in value.items())


_DTMF: dict[str, Check] = {"timeOut": _whole(0, 10), "maxDigits": _whole(1, 20), "submitOnHash": _flag}

ACTIONS: dict[str, tuple[set[str], dict[str, Check]]] = {
    "talk": (
        {"text"},
        {
            "text": _text(1500),
            "bargeIn": _flag,
            "loop": _whole(0, 10_000),
            "language": _text(20),
        },
    ),
    "stream": ({"streamUrl"}, {"streamUrl": _urls, "bargeIn": _flag, "loop": _whole(0, 10_000)}),
    "input": (
        {"type"},
        {
            "type": lambda value: value in (["dtmf"], ["speech"], ["dtmf", "speech"]),
            "dtmf": _keys,
            "mode": lambda value: value in {"synchronous", "asynchronous"},
            "eventUrl": _urls,
            "eventMethod": _method,
        },
    ),
    "record": (
        set(),
        {
            "format": lambda value: value in {"mp3", "wav", "ogg"},
            "endOnSilence": _whole(3, 10),
            "endOnKey": lambda value: isinstance(value, str) and len(value) == 1 and value in "0123456789*#",
            "timeOut": _whole(3, 7200),
            "beepStart": _flag,
            "eventUrl": _urls,
            "eventMethod": _method,
        },
    ),
    "conversation": (
        {"name"},
        {"name": _text(500), "startOnEnter": _flag, "endOnExit": _flag, "mute": _flag, "record": _flag},
    ),
    "notify": (
        {"payload", "eventUrl"},
        {"payload": lambda value: isinstance(value, dict), "eventUrl": _urls, "eventMethod": _method},
    ),
    "wait": (set(), {"timeout": _seconds}),
}
"""Each action that is needed here, with what it must have and what it may have."""


def complaints(ncco: object) -> list[str]:
    """What is wrong with it; empty where nothing is."""
    if not isinstance(ncco, list):
        return ["an NCCO is a list of actions"]
    found = []
    barges = False
    for action in ncco:
        name = action.get("action") if isinstance(action, dict) else None
        if name not in ACTIONS:
            found.append(f"there is no action {name!r}")
            continue
        required, options = ACTIONS[name]
        given = {option: value for option, value in action.items() if option != "action"}
        found += [f"{name} needs {missing}" for missing in sorted(required - given.keys())]
        found += [
            f"{name} has no {option} {value!r}"
            for option, value in given.items()
            if option not in options or not options[option](value)
        ]
        if name == "input" and action.get("mode") == "asynchronous" and "dtmf" in action:
            found.append("asynchronous input takes no settings of keys")
        # “If you set bargeIn to true the next non-talk action in the NCCO stack must be an input action.”
        if barges and name not in {"talk", "stream", "input"}:
            found.append(f"input has to follow bargeIn, not {name}")
        barges = (barges or bool(action.get("bargeIn"))) and name != "input"
    return found + (["input has to follow bargeIn"] if barges else [])
