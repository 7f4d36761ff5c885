"""B7: how soon a carrier's webhooks are answered, by two workers on one PostgreSQL, beside a constant document.

    python -m bench.webhooks [--rate 50] [--seconds 20] [--rounds 5]

Calls come in over the stand-in for a TwiML carrier (`tests/carrier`), as many a second as make so many webhooks. Each
rings a telephone that is greeted and presses 1; the two talk, and one hangs up; the record is written. The webhooks go
to one worker and the other in turn: one has the calls, the other hands on to it. The peer is a server on the same
stack that answers every webhook with the same document. PostgreSQL must be on this machine (Debian's `postgresql`).
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp

from bench.ports import free_port
from bench.report import ROOT, Figures, Report, Target, alternate, cpu_seconds, percentile, show, versions, write
from tests.carrier.carrier import Carrier
from tests.carrier.pair import Spread, a_pair
from tests.carrier.phones import Answers, Person
from tests.waiting import eventually
from tests.web.test_carriers import BOB, LINE

OURS, PEER = "offhook", "constant document"
TARGETS = (
    Target(OURS, "p99 ms", 100),
    Target(OURS, "longest ms", 1000),
    Target(OURS, "failed", 0),
)
PACE = 20.0
"""So much faster than life the carrier is, so that a call is over in a second or two."""
WARM_UP = 5
TALK_S = 0.5
PATIENCE_S = 30.0
MOST_ON_A_PAGE = 200
ASKS = ("in", "document", "said", "collected", "recorded", "left")
"""Webhooks that are answered with a document: what the call is to do now."""
FORM = {
    "AccountSid": f"AC{'0' * 32}",
    "ApiVersion": "2010-04-01",
    "CallSid": f"CA{'0' * 32}",
    "CallStatus": "in-progress",
    "Called": LINE,
    "Caller": BOB,
    "Direction": "inbound",
    "From": BOB,
    "To": LINE,
}


class Webhook(NamedTuple):
    """One that was answered, or not."""

    about: str
    seconds: float
    at: str
    """Which server was asked, by its address; empty where none answered."""
    good: bool


class Timed:
    """Times webhooks from their beginning until their answer was read."""

    def __init__(self) -> None:
        self.webhooks: list[Webhook] = []

    @asynccontextmanager
    async def one(self, about: str, answer: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        """What is asked with this, a request of `aiohttp` or of a spread."""
        begun, at, good = perf_counter(), "", False
        try:
            async with answer as response:
                at, good = str(response.url.origin()), response.status < 400
                yield response
        finally:
            self.webhooks.append(Webhook(about, perf_counter() - begun, at, good))

    def of_a_carrier(self, spread: Spread) -> None:
        """Time what this carrier sends from now on. Sounds, which it fetches once, are not counted."""
        request = spread.request

        def timed(method: str, url: str, **more: Any) -> Any:
            answer = request(method, url, **more)
            return answer if method == "GET" else self.one(urlsplit(url).path.split("/")[3], answer)

        spread.request = timed  # type: ignore[method-assign]


class Callers:
    """Calls that come in, as many at once as it takes, and Bob, who takes them all."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._numbers = itertools.count()
        self._taken = 0
        self._bob = carrier.phone(BOB)
        self._bob.script = Answers(0.2)

    async def one(self) -> None:
        """Call the line, be taken by Bob, talk, and see the end of it."""
        caller = self._carrier.phone(f"+1202556{next(self._numbers):04}")
        call = self._carrier.call_in(caller, LINE)
        await eventually(lambda: len(self._bob.calls) > self._taken, "Bob is rung", PATIENCE_S)
        bobs = self._bob.calls[self._taken]
        self._taken += 1
        await eventually(lambda: bobs.on_key is not None, "Bob is asked for a key", PATIENCE_S)
        assert bobs.on_key is not None
        bobs.on_key("1")
        await eventually(lambda: any(isinstance(heard, Person) for heard in bobs.hears()), "they talk", PATIENCE_S)
        await asyncio.sleep(TALK_S)
        self._carrier.hung_up(bobs)
        await asyncio.wait_for(call.over.wait(), PATIENCE_S)


async def measure(rate: float, seconds: float) -> Figures:
    """One round of Offhook, on a database of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        async with a_pair(Path(scratch), PACE) as pair:
            one, other = await pair.both()
            await pair.connect(other, forwards=[{"number": BOB, "name": "Bob"}])
            timed = Timed()
            timed.of_a_carrier(pair.spread)
            callers = Callers(pair.carrier)
            for _ in range(WARM_UP):
                await callers.one()
            each = len(timed.webhooks) / WARM_UP
            timed.webhooks.clear()
            calls = round(rate * seconds / each)
            processes = one.running.pid, other.running.pid
            cpu = cpu_seconds(*processes)
            took = await evenly(callers.one, calls, rate / each)
            cpu = cpu_seconds(*processes) - cpu
            wrong: list[Any] = []

            async def all_right() -> bool:
                page = await pair.ask(other, "GET", f"/calls?limit={min(calls, MOST_ON_A_PAGE)}")
                wrong[:] = [call for call in page["items"] if call["disposition"] != "answered"]
                return not wrong

            with suppress(AssertionError):
                await eventually(all_right, "all records are right", PATIENCE_S)
            return {
                "webhooks a second": len(timed.webhooks) / took,
                "calls a second": calls / took,
                "CPU ms a webhook": cpu / len(timed.webhooks) * 1e3,
                "records not right": float(len(wrong)),
                **of(timed.webhooks, other.url),
            }


async def constant(rate: float, seconds: float) -> Figures:
    """One round of the peer: as many forms, at an even rate."""
    port = free_port()
    arguments = [sys.executable, "-m", "bench.constant", str(port)]
    process = await asyncio.create_subprocess_exec(*arguments, cwd=ROOT)
    try:
        async with aiohttp.ClientSession() as session:
            url = f"http://127.0.0.1:{port}/carriers/trunk_1/document/1"

            async def up() -> bool:
                with suppress(aiohttp.ClientError):
                    async with session.post(url) as answer:
                        return answer.status == 200
                return False

            await eventually(up, "the peer answers", PATIENCE_S)
            timed = Timed()

            async def one() -> None:
                async with timed.one("document", session.post(url, data=FORM)) as answer:
                    await answer.text()

            cpu = cpu_seconds(process.pid)
            took = await evenly(one, round(rate * seconds), rate)
            cpu = cpu_seconds(process.pid) - cpu
            return {
                "webhooks a second": len(timed.webhooks) / took,
                "CPU ms a webhook": cpu / len(timed.webhooks) * 1e3,
                **of(timed.webhooks),
            }
    finally:
        process.terminate()
        await process.wait()


async def evenly(do: Callable[[], Coroutine[Any, Any, None]], count: int, rate: float) -> float:
    """Begin it so often, at so many a second, whether or not those before are done; the seconds from first to last.

    Raises:
        Exception: of one of them.
    """
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            await asyncio.sleep(begun + number / rate - loop.time())
            group.create_task(do())
        took = loop.time() - begun + 1 / rate
    return took


def of(webhooks: Sequence[Webhook], handing_on: str = "") -> Figures:
    """In milliseconds: of all, of those that are answered with a document, of those that were handed on."""
    kinds = {
        "": webhooks,
        "documents ": [each for each in webhooks if each.about in ASKS],
        "handed on ": [each for each in webhooks if each.at == handing_on],
    }
    figures: Figures = {"failed": float(sum(not each.good for each in webhooks))}
    for kind, some in kinds.items():
        if some:
            took = [each.seconds * 1e3 for each in some]
            figures |= {f"{kind}p{percent} ms": percentile(took, percent) for percent in (50, 99)}
            figures[f"{kind}longest ms"] = max(took)
    return figures


def main() -> int:
    """Measure both in turn."""
    parser = argparse.ArgumentParser("python -m bench.webhooks", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rate", type=float, default=50.0, help="webhooks a second")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    arms = {
        OURS: lambda: asyncio.run(measure(chosen.rate, chosen.seconds)),
        PEER: lambda: asyncio.run(constant(chosen.rate, chosen.seconds)),
    }
    rounds = alternate(arms, chosen.rounds)
    title = f"B7: a TwiML webhook answered by two workers, {chosen.rate:g} a second"
    report = Report("webhooks", title, TARGETS, rounds, versions("aiohttp", "uvicorn", "sqlalchemy", "psycopg"))
    write(report)
    show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
