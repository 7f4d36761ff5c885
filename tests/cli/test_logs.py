"""Numbers and keys stay out of the log."""

from __future__ import annotations

from typing import Any

import pytest

from offhook.cli.logs import redact


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("calling +12025550111 now", "calling …11 now"),
        ("sip:12025550122@127.0.0.1:5090", "sip:…22@127.0.0.1:5090"),
        ("INVITE sip:+12025550122;user=phone", "INVITE sip:…22;user=phone"),
        ("/api/v1/practice/phones/%2B12025550111", "/api/v1/practice/phones/…11"),
        ("+4930901820", "…20"),
        ("dial 004930901820", "dial …20"),
        ("PJSIP/2025550111", "PJSIP/…11"),
        ("call_01kb3fjj2m8w2x4y6z0a1b2c3d-1", "call_01kb3fjj2m8w2x4y6z0a1b2c3d-1"),
        (
            "2026-11-21T23:19:07.182123Z, port 18080, process 4194304",
            "2026-11-21T23:19:07.182123Z, port 18080, process 4194304",
        ),
        ("took 0.123456789 s", "took 0.123456789 s"),
        ("Bearer offhook_e6369216_02bee45a4b5f", "Bearer offhook_e6369216_…"),
        ("", ""),
    ],
)
def test_of_a_number_two_digits_stay(said: str, kept: str) -> None:
    assert redact(None, "info", {"event": said}) == {"event": kept}


def test_whatever_is_logged_is_looked_through() -> None:
    class Odd:
        def __repr__(self) -> str:
            return "Odd('+12025550111')"

    event: dict[str, Any] = {
        "event": "x",
        "numbers": ["+12025550111", ("+12025550122",)],
        "by": {"+12025550111": {"to": "+12025550122"}},
        "error": ValueError("no +12025550111"),
        "odd": Odd(),
        "count": 12_025_550_111,
        "good": True,
        "none": None,
    }
    assert redact(None, "info", event) == {
        "event": "x",
        "numbers": ["…11", ["…22"]],
        "by": {"…11": {"to": "…22"}},
        "error": "no …11",
        "odd": "Odd('…11')",
        "count": 12_025_550_111,
        "good": True,
        "none": None,
    }
