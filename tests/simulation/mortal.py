"""What dies with a worker: its clock's timers, and its way to the database."""

from __future__ import annotations

import functools
import random
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from offhook.calls.values import Seconds
from offhook.clock import Clock, Timer
from offhook.storage.errors import WriteLost, WriteUncertain
from tests.simulation.plan import Plan

T = TypeVar("T")


class Fate(Protocol):
    """What befalls a worker."""

    @property
    def plan(self) -> Plan:
        """How often writes fail or take long."""

    @property
    def calm(self) -> bool:
        """Whether nothing goes wrong any more."""

    def boundary(self) -> bool:
        """A point at which a kill may strike; whether it did."""

    def kill(self) -> None:
        """Kill the worker."""

    def lock_left(self) -> Seconds:
        """How long the database stays locked."""

    def begins(self) -> None:
        """A transaction begins."""

    def committed(self) -> None:
        """It was committed, whether its worker learns so or not."""


class Mortal:
    """A worker's clock: what it planned never happens once it is dead, and its wall clock may be set."""

    def __init__(self, clock: Clock, jump: tuple[int, int]) -> None:
        self.boot = clock.boot
        self.alive = True
        self._clock = clock
        self._jump = jump

    def now(self) -> int:
        now, (at, by) = self._clock.now(), self._jump
        return now + by if now >= at else now

    def mono(self) -> int:
        return self._clock.mono()

    def call_later(self, seconds: float, do: Callable[[], None]) -> Timer:
        return self._clock.call_later(seconds, lambda: do() if self.alive else None)


class Writing:
    """A worker's way to the database: one write after the other, each taking its time, some failing."""

    def __init__(self, engine: Engine, clock: Mortal, dice: random.Random, fate: Fate) -> None:
        self._engine = engine
        self._clock = clock
        self._dice = dice
        self._fate = fate
        self._waiting: deque[tuple[Callable[[Connection], Any], Callable[[Any], None]]] = deque()
        self._busy = False

    def submit(
        self,
        job: Callable[[Connection], T],
        done: Callable[[T | BaseException], None],
        *,
        live: bool = False,
        patience: float | None = None,
    ) -> None:
        """Run the job in a transaction some time later, and tell some time after its commit."""
        self._waiting.append((job, done))
        self._next()

    def _next(self) -> None:
        if self._waiting and not self._busy:
            self._busy = True
            job, done = self._waiting.popleft()
            self._clock.call_later(self._fate.lock_left() + self._takes(), functools.partial(self._run, job, done))

    def _run(self, job: Callable[[Connection], Any], done: Callable[[Any], None]) -> None:
        if self._fate.boundary():
            return
        result: Any
        self._fate.begins()
        try:
            with self._engine.begin() as connection:
                result = job(connection)
                fails = self._dice.random() < self._fate.plan.write_failures and not self._fate.calm
                if fails and self._dice.random() < 0.5:
                    raise WriteLost("the disk said no")
            self._fate.committed()
            if fails:
                raise WriteUncertain("the connection broke during the commit")
        except Exception as error:
            result = error
        if not self._fate.boundary():
            self._clock.call_later(self._takes(), functools.partial(self._tell, done, result))

    def _tell(self, done: Callable[[Any], None], result: object) -> None:
        self._busy = False
        try:
            done(result)
        except WriteLost:  # it could not even load its calls: such a process ends, and is started again
            self._fate.kill()
        if not self._fate.boundary():
            self._next()

    def _takes(self) -> Seconds:
        slow = self._dice.random() < self._fate.plan.slow_writes and not self._fate.calm
        return self._dice.uniform(0.0001, 1.0 if slow else 0.002)
