"""Calls that came in, as `offhook calls`, `offhook explain` and `offhook contact show` tell them.

They are received by an Offhook of this process on the practice network, and read from the one that follows it.
"""

from __future__ import annotations

import asyncio
import csv
import io
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Connection, select

from offhook.calls.values import E164, LegId, TrunkId
from offhook.lines import service as lines
from offhook.networks.practice import PracticeNetwork
from offhook.people import service as people
from offhook.records.model import calls
from offhook.routing import service as routing
from offhook.routing.policy import Forward, Policy
from offhook.settings import Settings
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press, Rings
from offhook.trunks import service as trunks
from offhook.worker import Worker
from tests.cli.conftest import ANN, DANA, LINE, Place
from tests.waiting import eventually

CELL = "+12025550133"
TAKES = Answers(0.05, (Press("1", 0.05), HangUp(0.3, Moment.BRIDGE)))


class Received:
    """A place with calls that came in, by what came of them."""

    def __init__(self, place: Place, came_in: dict[str, str]) -> None:
        self.place = place
        self.taken, self.forwarded, self.withheld = (came_in[what] for what in ("taken", "forwarded", "withheld"))


async def receive(place: Place) -> dict[str, str]:
    """Have Ann take a call, a forwarding number another, and nobody one of somebody who withholds their number."""
    place.data.mkdir(mode=0o700)
    worker = await Worker.start(Settings(data=place.data, telephony="practice"))
    try:
        assert worker.first is not None
        return await _receive(worker, worker.first.workspace.id)
    finally:
        await worker.stop()


async def _receive(worker: Worker, workspace: str) -> dict[str, str]:
    def furnish(conn: Connection) -> tuple[str, str]:
        trunk = trunks.add(conn, worker.secrets, workspace, "lab", host="127.0.0.1", now=1)
        lines.add(conn, workspace, LINE, trunks=["lab"], name="Main", now=1)
        return trunk.id, people.add(conn, workspace, "Ann", number=ANN, now=1).id

    trunk, ann = await worker.storage.write(furnish)
    await worker.trunks_changed()
    phones = cast(PracticeNetwork, worker.network).phones
    dana = phones.phone(E164(DANA), Rings())
    for number in (ANN, CELL):
        phones.phone(E164(number), TAKES)

    async def call(policy: Policy, *, withheld: bool = False) -> str:
        def route(conn: Connection) -> None:
            routing.save(conn, workspace, LINE, policy, 1, most_agents=10)

        await worker.storage.write(route)
        leg = phones.call_in(dana, LINE, TrunkId(trunk), withheld=withheld)
        return await ended(leg)

    async def ended(leg: LegId) -> str:
        id_ = leg.rpartition("-")[0]
        over = select(calls.c.id).where(calls.c.id == id_, calls.c.ended_at.is_not(None))

        async def is_over() -> bool:
            return bool(await worker.storage.read(lambda conn: conn.execute(over).all()))

        await eventually(is_over, f"{id_} is over", within=20)
        return id_

    return {
        "taken": await call(Policy(agents=(ann,))),
        "forwarded": await call(Policy(forwards=(Forward(E164(CELL), "Cell"),))),
        "withheld": await call(Policy(voicemail_on=False), withheld=True),
    }


@pytest.fixture(scope="module")
def received(new_place: Callable[[], Place]) -> Iterator[Received]:
    place = new_place()
    came_in = asyncio.run(receive(place))
    served = place.serve()
    try:
        yield Received(place, came_in)
        assert served.stop() == 0
    finally:
        served.kill()


def told(shown: str, name: str) -> str:
    """A value of what `calls show` prints."""
    found = re.search(rf"^{name} +(\S.*?) *$", shown, re.MULTILINE)
    assert found, shown
    return found[1]


def test_calls_that_came_in_are_listed(received: Received) -> None:
    listed = received.place.run("calls")
    assert re.search(rf" in +Ann +{re.escape(DANA)} +.*Answered .*{received.taken}$", listed, re.MULTILINE)
    assert re.search(rf" in +Cell +{re.escape(DANA)} +.*Answered .*{received.forwarded}$", listed, re.MULTILINE)
    assert re.search(rf" in +withheld +.*No answer +{received.withheld}$", listed, re.MULTILINE)


def test_calls_are_looked_for_by_time_and_direction(received: Received) -> None:
    place = received.place
    assert received.taken in place.run("calls", "list", "--direction", "inbound", "--since", "2026-01-01")
    assert received.taken not in place.run("calls", "list", "--until", "2026-01-01")
    assert "--since 'soon' can't be used" in place.refused("calls", "list", "--since", "soon")
    assert "direction" in place.refused("calls", "list", "--direction", "sideways")


@pytest.mark.behaviour("E7")
def test_calls_are_exported_to_a_file_for_its_owner_alone(received: Received, tmp_path: Path) -> None:
    place, file = received.place, tmp_path / "calls.csv"
    assert place.run("calls", "export", str(file), "--direction", "inbound") == f"Saved to {file}.\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = {row["call"]: row for row in csv.DictReader(io.StringIO(file.read_text(), newline=""))}
    assert {received.taken, received.forwarded, received.withheld} <= found.keys()
    assert found[received.taken]["member"] == "Ann"
    assert place.run("calls", "export", "-", "--direction", "inbound") == file.read_text()
    assert place.refused("calls", "export", str(file)) == f"{file} exists already: choose another name."
    other = tmp_path / "missing" / "calls.csv"
    assert place.refused("calls", "export", str(other)) == f"{other} can't be written: No such file or directory."
    unsaid = tmp_path / "unsaid.csv"
    assert "direction" in place.refused("calls", "export", str(unsaid), "--direction", "sideways")
    assert not unsaid.exists()


def test_a_call_that_was_taken_is_shown(received: Received) -> None:
    shown = received.place.run("calls", "show", received.taken)
    assert told(shown, "taken by") == "Ann, +1 202-555-0111"
    assert told(shown, "caller") == "+1 202-555-0122"
    assert told(shown, "outcome").startswith("Answered, ")
    assert re.search(r"^ +\+1 202-555-0122's phone +Ann's phone *$", shown, re.MULTILINE)
    assert told(shown, "dialled") == "+1 202-555-0100"
    assert told(shown, "was shown") == "+1 202-555-0100"


def test_a_call_that_was_forwarded_is_shown(received: Received) -> None:
    shown = received.place.run("calls", "show", received.forwarded)
    assert told(shown, "taken by") == "Cell, +1 202-555-0133"
    assert "Cell's phone" in shown


def test_a_call_that_nobody_took_is_shown(received: Received) -> None:
    shown = received.place.run("calls", "show", received.withheld)
    assert told(shown, "taken by") == "nobody"
    assert told(shown, "caller") == "withheld"
    assert told(shown, "outcome") == "No answer: nobody took the call, and the line has no voicemail"


@pytest.mark.behaviour("X3")
def test_a_call_is_explained(received: Received) -> None:
    said = received.place.run("explain", received.taken).splitlines()
    assert re.fullmatch(r"\+1 202-555-0122 called \+1 202-555-0100 on 20\d\d-.*\.", said[0])
    timeline = received.place.run("calls", "timeline", received.taken).splitlines()
    assert said[2:-2] == timeline
    assert any(line.endswith("Ringing at once, for 25 s: Ann") for line in timeline)
    assert any(line.endswith("It is first, and gets the caller") for line in timeline)
    assert "trunk_" not in "".join(timeline)
    assert re.fullmatch(r"Answered, \d\.\d s of talk\.", said[-1])
    nobody = received.place.run("explain", received.withheld).splitlines()
    assert nobody[0].startswith("Somebody who withheld their number called +1 202-555-0100 on ")
    assert any(line.endswith("There is nobody to ring") for line in nobody)
    assert nobody[-1] == "No answer: nobody took the call, and the line has no voicemail."


def test_programs_get_the_record_and_the_timeline(received: Received) -> None:
    found = received.place.json("explain", received.withheld)
    assert (found["call"]["direction"], found["call"]["member"], found["call"]["contact"]["id"]) == (
        "inbound",
        None,
        None,
    )
    assert found["timeline"] == received.place.json("calls", "timeline", received.withheld)["items"]


def test_a_contact_s_calls_are_those_that_came_in_too(received: Received) -> None:
    shown = received.place.run("contact", "show", DANA)
    assert received.taken in shown
    assert received.forwarded in shown
