"""What all telephony benchmarks share: the numbers, the way to run a round, and waiting.

Everything sends to and listens on loopback. CPU time is read from /proc for each process by itself, so that the load
generators, which share the cores, are not counted.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import uvloop

from bench.report import Figures
from offhook.telephony.asterisk.installation import locate

LINE, MEMBER, CONTACT = "+12025550100", "+12025550111", "+12025550122"
LONG_TALKER = "+12025550133"
"""A contact who stays on the phone."""

FAR_END_AWAY = "the phones don't answer Asterisk's OPTIONS"
UP_WITHIN_S = 30.0


def versions() -> dict[str, str]:
    """Of the programs at both ends."""
    sipp = subprocess.run(["sipp", "-v"], capture_output=True, text=True, check=False).stdout
    return {"asterisk": locate().version, "sipp": sipp.split()[1].strip("v.")}


def run(measuring: Coroutine[Any, Any, Figures]) -> Figures:
    """Measure one round of one arm. SIGTERM ends what it began before it ends the benchmark, as Ctrl-C does."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        return uvloop.run(measuring)
    except KeyboardInterrupt:
        sys.exit(130)


async def came_true(check: Callable[[], bool | Awaitable[bool]], within: float, every: float = 0.1) -> bool:
    """Ask again and again for at most so many seconds; whether the answer was ever yes."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    while True:
        answer = check()
        if answer if isinstance(answer, bool) else await answer:
            return True
        if loop.time() > deadline:
            return False
        await asyncio.sleep(every)
