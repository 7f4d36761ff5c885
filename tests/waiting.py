"""The one place where tests poll: for what tells nobody that it happened, with a deadline and an error in words."""

import asyncio
import inspect
import threading
from collections.abc import Callable
from time import monotonic

_INTERVAL = 0.01


async def eventually(holds: Callable[[], object], what: str, within: float = 5.0) -> None:
    """Return once `holds()` is true, awaited if need be; after `within` seconds fail, saying `what` did not happen."""
    deadline = monotonic() + within
    while not await _found(holds()):
        _check(deadline, what, within)
        await asyncio.sleep(_INTERVAL)


def eventually_blocking(holds: Callable[[], object], what: str, within: float = 5.0) -> None:
    """The same, outside an event loop."""
    deadline, never = monotonic() + within, threading.Event()
    while not holds():
        _check(deadline, what, within)
        never.wait(_INTERVAL)


async def _found(answer: object) -> object:
    return await answer if inspect.isawaitable(answer) else answer


def _check(deadline: float, what: str, within: float) -> None:
    if monotonic() > deadline:
        raise AssertionError(f"within {within:g} s this did not happen: {what}")
