"""How a trunk is, in words and as an exit status. The commands themselves: test_setup.py."""

from __future__ import annotations

from typing import Any

import pytest

from offhook.cli.trunks import health_in_words, works


def health(state: str, *, ms: float | None = None, error: str = "", registration: str | None = None) -> Any:
    return {"state": state, "latency_ms": ms, "error": error, "registration": registration}


@pytest.mark.parametrize(
    ("found", "words", "well"),
    [
        (health("up"), "answers", True),
        (health("up", ms=12.3), "answers in 12 ms", True),
        (health("up", ms=12.3, registration="registered"), "answers in 12 ms, is registered", True),
        (health("up", registration="unregistered"), "answers, is not registered yet", False),
        (
            health("up", error="its registration is not accepted", registration="rejected"),
            "answers, but its registration is not accepted",
            False,
        ),
        (
            health("up", error="its last call failed: 503 Congestion"),
            "answers, but its last call failed: 503 Congestion",
            True,
        ),
        (
            health("down", error="its far end does not answer OPTIONS"),
            "is down: its far end does not answer OPTIONS",
            False,
        ),
        (health("down"), "is down", False),
        (health("unchecked"), "has not been asked yet", False),
        (
            health("unchecked", error="Asterisk has not read its configuration yet"),
            "has not been asked yet: Asterisk has not read its configuration yet",
            False,
        ),
    ],
)
def test_a_trunk_in_words(found: Any, words: str, well: bool) -> None:
    assert health_in_words({"enabled": True, "health": found}) == words
    assert works(found) is well


def test_one_that_is_switched_off() -> None:
    assert health_in_words({"enabled": False, "health": health("unchecked")}) == "switched off"
