"""What a flow waits for, as the kernel drives it: questions to the facts, and several flows side by side."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Generator, Sequence
from typing import Any, Final, Generic, TypeVar

from offhook.calls.events import Elapsed
from offhook.calls.facts import Facts
from offhook.calls.values import Seconds

T_co = TypeVar("T_co", covariant=True)


class Pending:
    """The answer of a wait whose fact does not hold yet."""


PENDING: Final = Pending()


Arm = Callable[[Seconds], str]
"""Starts a timer of that length; its name."""


class Wait(Generic[T_co]):
    """Something to wait for, as a question to the facts. Awaited inside a flow it returns what `ready` found."""

    __slots__ = ("ready",)

    def __init__(self, ready: Callable[[Facts], T_co | Pending]) -> None:
        self.ready = ready

    def __await__(self) -> Generator[Wait[T_co], Any, T_co]:
        found: T_co = yield self
        return found

    def started(self, arm: Arm) -> Wait[T_co]:
        """The same with its timers running. Each await starts its own, so that a wait may be awaited again."""
        return self


class After(Wait[Elapsed]):
    """A timer that starts when it is awaited."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: Seconds) -> None:
        super().__init__(lambda facts: PENDING)
        self.seconds = seconds

    def started(self, arm: Arm) -> Wait[Elapsed]:
        """A wait for this very timer."""
        timer = arm(self.seconds)
        return Wait(lambda facts: facts.elapsed.get(timer, PENDING))


class FirstOf(Wait[T_co]):
    """The first of several waits; the earlier one where two hold."""

    __slots__ = ("waits",)

    def __init__(self, waits: Sequence[Wait[T_co]]) -> None:
        super().__init__(self._first)
        self.waits = waits

    def _first(self, facts: Facts) -> T_co | Pending:
        for wait in self.waits:
            found = wait.ready(facts)
            if not isinstance(found, Pending):
                return found
        return PENDING

    def started(self, arm: Arm) -> Wait[T_co]:
        """The first of the same waits, with their timers running."""
        return FirstOf([wait.started(arm) for wait in self.waits])


class Several(Generic[T_co]):
    """Flows side by side. Awaited inside a flow it returns the outcome that ended them, or what all came to."""

    __slots__ = ("all_done", "ends", "flows")

    def __init__(
        self,
        flows: Sequence[Awaitable[Any]],
        ends: Callable[[object], bool],
        all_done: Callable[[tuple[Any, ...]], object] = tuple,
    ) -> None:
        self.flows = flows
        self.ends = ends
        """Whether an outcome ends the others."""
        self.all_done = all_done
        """What is returned when all are done and none ended the others."""

    def __await__(self) -> Generator[Several[T_co], Any, T_co]:
        found: T_co = yield self
        return found

    def close(self) -> None:
        """Close the flows, where this was never awaited."""
        for flow in self.flows:
            if isinstance(flow, Coroutine | Several):
                flow.close()
