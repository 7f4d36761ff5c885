"""Two workers on one PostgreSQL: one of them may be killed at any time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.carrier.pair import SERVES, Pair, a_pair
from tests.carrier.phones import Answers, Person, Rings
from tests.waiting import eventually
from tests.web.test_carriers import ANN, BOB, DANA, LINE


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with a_pair(tmp_path) as made:
        yield made


@pytest.mark.behaviour("X1", "X12")
async def test_one_of_two_is_killed_in_mid_call_and_all_calls_end_right(pair: Pair) -> None:
    one, two = await pair.both()
    carrier = pair.carrier
    await pair.connect(two, forwards=[{"number": BOB, "name": "Bob"}])
    told: list[bytes] = []
    watching = asyncio.ensure_future(pair.changes(two, told))
    ann, bob, dana = carrier.phone(ANN), carrier.phone(BOB), carrier.phone(DANA)
    ann.script, bob.script, dana.script = Answers(0.2), Answers(0.2), Answers(0.2)
    call = await pair.ask(two, "POST", "/calls", {"caller": ANN, "to": DANA, "line": LINE})
    await eventually(lambda: bool(ann.calls) and bool(ann.last.heard), "Ann hears who is called", 15.0)
    ann.press("5")
    await eventually(lambda: Person(DANA) in ann.hears() and Person(ANN) in dana.hears(), "they talk", 15.0)
    await eventually(lambda: any(call["id"].encode() in line for line in told), "it is told live", 10.0)

    one.kill()
    carl = carrier.phone("+12025550155")
    carl.script = Rings()
    carrier.call_in(carl, LINE)  # while nobody has the calls
    await eventually(lambda: two.says(SERVES), "the second takes over", 15.0)
    await eventually(lambda: bool(bob.calls) and bool(bob.last.heard), "Bob hears who calls", 20.0)
    bob.press("1")
    await eventually(lambda: Person(BOB) in carl.hears(), "the caller who came meanwhile talks", 15.0)
    assert Person(DANA) in ann.hears(), "and so do those who talked before"

    async def both(are: Callable[[Any], bool], what: str) -> None:
        calls: list[Any] = []

        async def look() -> bool:
            calls[:] = (await pair.ask(two, "GET", "/calls"))["items"]
            return len(calls) == 2 and all(map(are, calls))

        try:
            await eventually(look, what, 30.0)
        except AssertionError as never:
            raise AssertionError(f"{never}: {calls}") from None

    # Whoever hangs up before the carrier has told that they talk has called in vain: the record knows no better.
    await both(lambda call: call["bridged_at"] is not None, "both calls are known to talk")
    dana.hang_up()
    carl.hang_up()
    await both(lambda call: call["disposition"] == "answered", "both calls are over, and on record")
    assert [len(phone.calls) for phone in (ann, bob, dana)] == [1, 1, 1], "nobody was called twice"
    watching.cancel()
