"""What requests have in common: when somebody's use of a key or a session is written down."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from offhook.clock import VirtualClock
from offhook.people.keys import USED_EVERY, KeyHolder
from offhook.people.model import Role
from offhook.web.context import Uses
from tests.furnish import NOW


def test_uses_are_written_once_a_minute_and_forgotten_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offhook.web.context.MOST_NOTED", 3)
    written: list[object] = []
    clock, uses = VirtualClock(NOW), Uses()
    worker: Any = SimpleNamespace(clock=clock, storage=SimpleNamespace(submit=lambda work, done: written.append(work)))

    def use(session: str) -> None:
        uses.note(worker, KeyHolder("workspace_1", "member_1", Role.AGENT, session_id=session))

    for each in ("a", "b", "c", "a"):
        use(each)
    assert len(written) == 3, "once a minute"
    clock.run(USED_EVERY / 1e6)
    use("d")
    assert list(uses._noted) == ["d"]
    use("a")
    assert len(written) == 5
