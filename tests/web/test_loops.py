"""Calls that carriers bring back to us, on the practice network: at most one leg too many is dialled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from offhook.calls.values import E164, TrunkId
from offhook.networks.practice import PracticeNetwork
from offhook.telephony.simulated import Answers, Diverts, HangUp, Moment, Network, Phone, Press, Rings
from tests.waiting import eventually
from tests.web.conftest import Installation

FIRST, SECOND = "+12025550100", "+12025550101"
DANA, CELL, OTHER_CELL, ANN = (E164(f"+120255501{last}") for last in (22, 33, 44, 11))


class Lines:
    """Two lines, and the phones around them."""

    def __init__(self, offhook: Installation, trunk: str) -> None:
        self.owner = offhook.one.owner
        self.trunk = TrunkId(trunk)
        self.network: Network = cast(PracticeNetwork, offhook.worker.network).phones
        self.dana = self.network.phone(DANA, Rings())

    async def route(self, line: str, *forwards: str, caller_id: str = "line") -> None:
        """Forward a line."""
        body = {"forwards": [{"number": number} for number in forwards], "caller_id": caller_id, "ring_seconds": 5}
        answer = await self.owner("PUT", f"/lines/{line}/route", body)
        assert answer.status == 200, answer.body

    def call(self, line: str = FIRST) -> Phone:
        """Dana calls a line."""
        self.network.call_in(self.dana, line, self.trunk)
        return self.dana

    async def calls(self) -> list[dict[str, Any]]:
        """The records, the first call first."""
        return list(reversed((await self.owner("GET", "/calls")).json["items"]))

    async def has(self, what: str, holds: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """Wait until this holds of the records."""

        async def so() -> bool:
            return holds(await self.calls())

        await eventually(so, what)
        return await self.calls()

    @property
    def invites(self) -> list[str]:
        """The numbers that were dialled, in order."""
        return [str(leg.to) for leg in self.network.truth.invites]


@pytest.fixture
async def lines(offhook: Installation) -> Lines:
    owner = offhook.one.owner
    trunk = (await owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})).json["id"]
    for line in (FIRST, SECOND):
        assert (await owner("POST", "/lines", {"number": line, "trunks": [trunk]})).status == 201
    return Lines(offhook, trunk)


def stopped(calls: list[dict[str, Any]]) -> bool:
    return any(call["disposition"] == "looped" for call in calls)


def over(calls: list[dict[str, Any]]) -> bool:
    return all(call["disposition"] for call in calls)


@pytest.mark.behaviour("P8")
@pytest.mark.parametrize("caller_id", ["line", "caller"])
@pytest.mark.parametrize("with_trail", [False, True])
async def test_a_phone_that_is_diverted_to_its_line_is_dialled_once(
    lines: Lines, caller_id: str, with_trail: bool
) -> None:
    await lines.route(FIRST, CELL, caller_id=caller_id)
    lines.network.phone(CELL, Diverts(E164(FIRST), with_trail))
    lines.call()
    if caller_id == "caller" and not with_trail:  # it may be a colleague of Dana's: they get the voicemail
        calls = await lines.has("the second leaves a message", lambda calls: "voicemail" in [c["state"] for c in calls])
        timeline = (await lines.owner("GET", f"/calls/{calls[1]['id']}/timeline")).json["items"]
        assert any("it is rung already for a caller with the same number" in each["text"] for each in timeline)
    else:
        calls = await lines.has("it was stopped", stopped)
        assert calls[1]["reason"] == f"it is a call of our own that has come back to {FIRST}, where it was before"
        timeline = (await lines.owner("GET", f"/calls/{calls[1]['id']}/timeline")).json["items"]
        assert any(calls[1]["reason"] in each["text"] for each in timeline)
        assert (await lines.owner("GET", "/contacts")).json["items"][0]["numbers"] == [DANA]
    assert lines.invites == [CELL]
    lines.dana.hang_up()


@pytest.mark.behaviour("P8")
@pytest.mark.parametrize("with_trail", [False, True])
async def test_a_ring_over_two_lines_and_carriers_is_stopped_where_it_began(lines: Lines, with_trail: bool) -> None:
    await lines.route(FIRST, CELL)
    await lines.route(SECOND, OTHER_CELL)
    lines.network.phone(CELL, Diverts(E164(SECOND), with_trail))
    lines.network.phone(OTHER_CELL, Diverts(E164(FIRST), with_trail))
    lines.call()
    calls = await lines.has("it was stopped", stopped)
    assert [call["line"]["number"] for call in calls] == [FIRST, SECOND, FIRST]
    assert lines.invites == [CELL, OTHER_CELL]
    lines.dana.hang_up()


@pytest.mark.behaviour("P8")
async def test_a_call_that_is_forwarded_to_another_line_over_a_carrier_is_no_loop(lines: Lines) -> None:
    await lines.route(FIRST, SECOND)
    await lines.route(SECOND, CELL)
    lines.network.phone(E164(SECOND), Diverts(E164(SECOND)))
    taken = (Press("1", 0.05), HangUp(0.1, Moment.BRIDGE))
    lines.network.phone(CELL, Answers(0.05, taken))
    lines.call()
    calls = await lines.has("the second line's is taken", lambda calls: len(calls) == 2 and over(calls[1:]))
    assert calls[1]["disposition"] == "answered"
    assert lines.invites == [SECOND, CELL]
    lines.dana.hang_up()


@pytest.mark.behaviour("P8")
async def test_a_call_that_a_member_places_and_that_comes_back_to_its_line_is_stopped(lines: Lines) -> None:
    lines.network.phone(ANN, Answers(0.05, (Press("1", 0.05),)))
    lines.network.phone(CELL, Diverts(E164(FIRST)))
    await lines.owner("POST", "/calls", {"caller": ANN, "to": CELL, "line": FIRST})
    calls = await lines.has("both are over", lambda calls: len(calls) == 2 and over(calls))
    assert [call["disposition"] for call in calls] == ["busy", "looped"]
    assert lines.invites == [ANN, CELL]
