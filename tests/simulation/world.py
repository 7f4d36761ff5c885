"""One simulated run: the real switchboard over the practice network, on virtual time, killed and started again.

What survives a kill is what survives it in life: the database and the network. Everything else of a worker, its
timers, its unfinished writes and what it had not sent, is gone from one moment to the next.
"""

from __future__ import annotations

import functools
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from offhook.calls.arguments import FromSoftphone
from offhook.calls.values import CallId, Inbound, Role, Seconds
from offhook.clock import VirtualClock
from offhook.flows import FLOWS, NEEDS, fallback
from offhook.limits import store as limit_store
from offhook.records.live import LiveStream
from offhook.records.record import dialled_by
from offhook.switchboard.switchboard import Switchboard
from offhook.telephony.port import NotReady
from offhook.telephony.simulated import CALM, Network, SimulatedTelephony
from tests.simulation.background import Background, Delivered
from tests.simulation.company import Company
from tests.simulation.database import new_database
from tests.simulation.inbound_plan import Arrival
from tests.simulation.mortal import Mortal, Writing
from tests.simulation.plan import LONG_ENOUGH, Plan, PlannedCall, draw
from tests.simulation.steering import Steered
from tests.simulation.visiting import furnish_mailbox, waits
from tests.virtual import run_now

GIVE_UP: Seconds = 1200.0
"""A run that is not over by then never will be."""


class Worker:
    """One process of Offhook, as far as calls go."""

    def __init__(self, world: World, number: int) -> None:
        self.clock = Mortal(world.clock, world.jump)
        self.telephony = SimulatedTelephony(world.network, faults=world.faults, seed=world.plan.seed * 1000 + number)
        self.switchboard = Switchboard(
            Writing(world.engine, self.clock, world.dice, world),
            self.telephony,
            self.clock,
            flows=FLOWS,
            needs=NEEDS,
            fallback=fallback,
            answers=world.company.answer,
            receive=world.company.receive,
            live=LiveStream("simulated"),
            spawn=run_now,
            settle=limit_store.settle,
        )
        self.switchboard.start()
        if world.plan.background:
            Background(world, self.clock, self.telephony, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.clock.alive = False
        self.telephony.kill()


class World:
    """Everything of one run. `play` it, then look at the truth and at the database."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.company = Company(plan)
        self.calm = False
        self.faults = plan.faults
        self.clock = VirtualClock()
        self.began = self.clock.now()
        at, by = plan.jump or (0.0, 0.0)
        self.jump = (self.began + round(at * 1e6), round(by * 1e6))
        self.dice = random.Random(plan.seed + 1)
        self._calling = CallId("")
        self.network = Network(self.clock, new_call=lambda: self._calling)
        for trunk, behaviour in plan.trunks.items():
            self.network.trunk(trunk, behaviour)
        for number, script in plan.phones.items():
            self.network.phone(number, script)
        self.engine = new_database()
        self.worker: Worker | None = None
        self.workers = 0
        self.asked_to_hang_up: set[CallId] = set()
        self.kills: list[Seconds] = []
        self.delivered: list[Delivered] = []
        """Mails that the server has taken."""
        if plan.background:
            furnish_mailbox(self.engine)

    @property
    def seconds(self) -> Seconds:
        return (self.clock.now() - self.began) / 1e6

    def play(self) -> None:
        """From the first call to the end of the last, faults included, and a while beyond."""
        self.start()
        for at in self.plan.kills:  # all before the calm
            self.clock.call_later(at, self.kill)
        for call in self.plan.calls:
            self.clock.call_later(call.placed, functools.partial(self._place, call))
        began = {call.id: call.placed for call in self.plan.calls} | {call.id: call.came for call in self.plan.arrivals}
        for steered in self.plan.steered:
            self.clock.call_later(began[steered.call] + steered.at, functools.partial(self._steer, steered))
        for arrival in self.plan.arrivals:
            self.clock.call_later(arrival.came, functools.partial(self._call_in, arrival))
        self.clock.run(LONG_ENOUGH)
        self.calm, self.faults = True, CALM
        if self.worker is not None:
            self.worker.telephony.calm()
        while self.busy() and self.seconds < GIVE_UP:
            self.clock.run(10.0)
        self.clock.run(40.0)

    def busy(self) -> bool:
        """Whether anything goes on."""
        return bool(
            self.network.survivors()
            or self.worker is None
            or not self.worker.telephony.ready
            or self._live_calls()
            or (self.plan.background and waits(self.engine))
        )

    # The worker

    def start(self) -> None:
        """Start a worker, where none runs."""
        if self.worker is None:
            self.workers += 1
            self.worker = Worker(self, self.workers)

    def kill(self) -> None:
        """Kill it; another one is started after a while."""
        if self.worker is not None:
            self.worker.kill()
            self.worker = None
            self.kills.append(self.seconds)
            self.clock.call_later(self.dice.choice((0.3, self.dice.uniform(0.3, 15.0))), self.start)

    def boundary(self) -> bool:
        """A point at which a kill may strike; whether it did."""
        if not self.calm and self.dice.random() < self.plan.kill_rate:
            self.kill()
            return True
        return self.worker is None

    def away_s(self, since: int, until: int) -> Seconds:
        """For how many seconds between two moments (UTC, microseconds) nobody was connected to the network."""
        return sum(
            max(0, min(end, until) - max(begin, since)) / 1e6
            for begin, end in self.network.truth.alone(self.clock.now())
        )

    @property
    def undisturbed(self) -> bool:
        """Whether no worker was killed, and no connection lost."""
        return self.workers == 1 and not self.plan.faults.loss_every

    def begins(self) -> None:
        """A transaction begins."""
        self.company.visits.begins()

    def committed(self) -> None:
        """It was committed."""
        self.company.visits.committed()

    def lock_left(self) -> Seconds:
        """How long the database stays locked."""
        return max(
            (at + length - self.seconds for at, length in self.plan.locks if at <= self.seconds <= at + length),
            default=0.0,
        )

    # People

    def _place(self, call: PlannedCall) -> None:
        def placed(result: CallId | BaseException) -> None:
            if isinstance(result, BaseException):
                self.clock.call_later(1.0, functools.partial(self._place, call))

        if self.seconds > LONG_ENOUGH - 30 or call.id in self._known_calls():
            return
        try:
            if self.worker is None:
                raise NotReady("there is no worker")
            self.worker.switchboard.place(call.id, self.company.prepare(call), placed)
        except NotReady:
            self.clock.call_later(1.0, functools.partial(self._place, call))
            return
        if call.hang_up is not None:
            self.clock.call_later(call.hang_up, functools.partial(self._hang_up, call.id))

    def _call_in(self, arrival: Arrival) -> None:
        self._calling, phone = arrival.id, self.network.phones[arrival.caller]
        if not self.network.running:
            return
        match arrival.arguments:
            case FromSoftphone(caller=me) as call:
                self.network.dial(phone, me.softphone, dialled_by(call))
            case Inbound(line=line):
                self.network.call_in(phone, line.number, arrival.trunk)
        leg = phone.legs[-1]
        self.clock.call_later(arrival.gives_up, lambda: leg.hang_up() if leg.truth.up else None)
        if arrival.hang_up is not None:
            self.clock.call_later(arrival.hang_up, functools.partial(self._hang_up, arrival.id))

    def _hang_up(self, call: CallId) -> None:
        if self.worker is not None:
            self.asked_to_hang_up.add(call)
            self.worker.switchboard.hang_up(call, "Ann")

    def _steer(self, steered: Steered) -> None:
        if self.worker is not None:
            match steered.request:
                case str() as keys:
                    for leg in [leg for phone in self.network.phones.values() for leg in phone.legs]:
                        if leg.truth.call == steered.call and leg.truth.role is Role.MEMBER and leg.talking:
                            for key in keys:
                                leg.press(key)
                case request:
                    self.worker.switchboard.deliver(steered.call, request)

    def _known_calls(self) -> set[CallId]:
        with self.engine.connect() as conn:
            return {CallId(row.id) for row in conn.exec_driver_sql("SELECT id FROM calls")}

    def _live_calls(self) -> int:
        with self.engine.connect() as conn:
            return int(conn.exec_driver_sql("SELECT count(*) FROM calls WHERE ended_at IS NULL").scalar_one())


@contextmanager
def silence() -> Iterator[None]:
    """Keep the switchboard's log away: it tells of faults that are meant to happen."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.reset_defaults()


def play(seed: int) -> World:
    """Play a seed to its end."""
    world = World(draw(seed))
    with silence():
        world.play()
    return world
