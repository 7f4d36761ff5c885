"""What benchmarks of calls to a line share: a line with a route, and the peer's dialplan, which decides by itself.

The peer is Asterisk alone, without any controller: the least that a call through this Asterisk can cost.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import cell, drivers, switch
from bench.cell import LINE
from bench.drivers import Driver
from offhook.telephony.asterisk.instance import AsteriskInstance
from offhook.telephony.asterisk.trunk_config import TrunkConfig

TRUNK = "trunk_bench"
QUIET = 0.05
"""CPU seconds in a second: less is rest."""
RINGS_S = 28
"""The longest that a route may ring."""


@dataclass(frozen=True, slots=True)
class Side:
    """Who decides on the calls: Offhook, or a dialplan."""

    cpu: Callable[[], float]
    """CPU seconds of the controller and its database."""
    data: Path | None
    """Where records are kept, if any are."""


def dialplan(numbers: Sequence[str], *, options: str = "") -> str:
    """Rings these numbers at once, the first to answer has the caller; `options` are Dial()'s."""
    phones = "&".join(f"PJSIP/{number}@{TRUNK}" for number in numbers)
    return (
        "[general]\nstatic = yes\n\n[refuse]\n\n"
        f"[incoming]\nexten => _[+0-9].,1,Dial({phones},{RINGS_S},{options})\n same => n,Hangup()\n\n"
        "[screening]\nexten => s,1,Read(KEY,im-sorry,1,,1,10)\n"
        ' same => n,GotoIf($["${KEY}" = "1"]?accepted)\n same => n,Set(GOSUB_RESULT=BUSY)\n'
        " same => n(accepted),Return()\n"
    )


SCREENED = "U(screening)"
"""Whoever answers must press 1."""


@asynccontextmanager
async def offhook(
    instance: AsteriskInstance, sip_port: int, folder: Path, numbers: Sequence[str]
) -> AsyncIterator[Side]:
    """Offhook on this Asterisk, with a line that rings members at these numbers."""
    async with drivers.offhook(instance, sip_port, folder) as driver:
        await rings(driver, numbers)
        await at_rest(driver, instance)
        yield Side(driver.cpu, driver.data)


async def at_rest(driver: Driver, instance: AsteriskInstance) -> None:
    """Wait until the worker has loaded its voices and made its prompts, which takes seconds of CPU after its start.

    Raises:
        RuntimeError: it does not come to rest.
    """
    used = driver.cpu()

    def quiet() -> bool:
        nonlocal used
        before, used = used, driver.cpu()
        # The file is the last that is written when the voices are there.
        return (instance.host_sounds / "apology.wav").exists() and used - before < QUIET

    if not await cell.came_true(quiet, cell.UP_WITHIN_S, every=1.0):
        raise RuntimeError("the worker does not come to rest")


async def rings(driver: Driver, numbers: Sequence[str]) -> None:
    """Have the line ring members at these numbers."""
    members = [
        await driver.ask("POST", "members", {"name": f"Member {number[-3:]}", "number": number}) for number in numbers
    ]
    route = {"agents": [member["id"] for member in members], "ring_seconds": RINGS_S, "voicemail_on": False}
    await driver.ask("PUT", f"lines/{LINE}/route", route)


@asynccontextmanager
async def static(instance: AsteriskInstance, sip_port: int) -> AsyncIterator[Side]:
    """Asterisk's own dialplan, on a trunk like Offhook's."""
    trunk = TrunkConfig(id=TRUNK, host="127.0.0.1", port=sip_port, codecs=("alaw",), qualify_seconds=2)
    await switch.reload(instance, instance.apply_trunks([trunk]))
    await switch.qualified(instance, trunk.id)
    yield Side(lambda: 0.0, None)
