"""Preflight: each finding with what to do, and none of it about a text that is right."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from offhook.calls.values import E164
from offhook.messages.port import PictureLimits
from offhook.messages.preflight import Facts, Level, check
from offhook.numbers import NumberKind

LIMITS = PictureLimits(most=10, bytes_together=5_000_000)
FINE = Facts("Hello", E164("+12025550122"), NumberKind.FIXED_OR_MOBILE, carried=True, limits=LIMITS)


WRONG: list[tuple[dict[str, Any], str, Level]] = [
    ({"carried": False}, "no_texting", Level.STOP),
    ({"opted_out": True}, "opted_out", Level.STOP),
    ({"own_line": True}, "own_line", Level.STOP),
    ({"dear": True}, "destination_refused", Level.STOP),
    ({"text": "  "}, "empty", Level.STOP),
    ({"text": "x" * 1601}, "too_long", Level.STOP),
    ({"pictures": 1, "limits": None}, "no_mms", Level.STOP),
    ({"pictures": 1, "limits": None, "toll_free": True}, "no_mms", Level.STOP),
    ({"pictures": 11}, "too_many_pictures", Level.STOP),
    ({"pictures": 2, "picture_bytes": 5_000_001}, "pictures_too_large", Level.STOP),
    ({"kind": NumberKind.FIXED}, "not_a_mobile", Level.WARN),
    ({"unregistered": True}, "unregistered", Level.WARN),
    ({"text": "Stop"}, "command_word", Level.WARN),
]


@pytest.mark.behaviour("X10")
@pytest.mark.parametrize(("facts", "code", "level"), WRONG)
def test_what_is_wrong_is_found_alone(facts: dict[str, Any], code: str, level: Level) -> None:
    found = check(replace(FINE, **facts))
    assert [(each.code, each.level) for each in found.findings] == [(code, level)]
    assert (found.stopped is not None) == (level is Level.STOP)


@pytest.mark.behaviour("X10")
def test_nothing_is_said_of_a_text_that_is_right() -> None:
    found = check(replace(FINE, text="", pictures=10, picture_bytes=5_000_000))
    assert found.findings == ()
    assert (found.pictures_allowed, found.most_pictures) == (True, 10)
