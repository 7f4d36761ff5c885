"""A call of a simulated run: as planned, as recorded, and as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from offhook.calls.commands import Command
from offhook.calls.journal import Entry
from offhook.calls.values import Cause, Disposition, Role
from offhook.records import store
from offhook.records.store import CallRow
from offhook.telephony.simulated import LegTruth
from offhook.telephony.simulated.truth import EndedBy, Words
from tests.simulation.database import WORKSPACE
from tests.simulation.inbound_plan import Arrival
from tests.simulation.plan import PlannedCall
from tests.simulation.world import World


@dataclass(frozen=True, slots=True)
class Story:
    """One call: as planned, as recorded, and as it was."""

    world: World
    planned: PlannedCall | Arrival
    row: CallRow
    entries: Sequence[Entry]
    truth: Sequence[LegTruth]

    @property
    def placed(self) -> PlannedCall:
        """The plan of a call that somebody placed."""
        assert isinstance(self.planned, PlannedCall)
        return self.planned

    @property
    def arrival(self) -> Arrival:
        """The plan of a call that came in."""
        assert isinstance(self.planned, Arrival)
        return self.planned

    @property
    def steered(self) -> bool:
        """Whether holds and transfers are asked for in it."""
        return any(steered.call == self.planned.id for steered in self.world.plan.steered)

    def legs(self, role: Role) -> list[LegTruth]:
        return [leg for leg in self.truth if leg.role is role]

    @property
    def commands(self) -> list[Command]:
        return [command for entry in self.entries for command in entry.commands]

    @property
    def disposition(self) -> Disposition | None:
        return Disposition(self.row.disposition) if self.row.disposition else None

    @property
    def talked_us(self) -> int:
        """How long both heard each other: the one who called in and anybody, or the contact."""
        one_side = [leg for leg in self.truth if leg.incoming] or self.legs(Role.CONTACT)
        return sum((talk.until or 0) - talk.at for leg in one_side for talk in leg.talks)

    def is_hung_up_without_a_word(self, leg: LegTruth) -> bool:
        """Whether we let somebody go who talked with nobody and heard nothing; where all of it was seen."""
        if leg.ended_by is not EndedBy.SWITCH or not self.row.certain:
            return False
        if self.disposition is Disposition.CANCELLED or leg.cause is Cause.CANCELLED:
            return False
        return not leg.talks and not any(isinstance(heard.sound, Words) for heard in leg.heard)

    @property
    def tolerance_us(self) -> int:
        """How far a time in the record may be off: events arrive late, and a turn waits for the one before it."""
        plan = self.world.plan
        late = 4 * plan.faults.latest if plan.faults.late_event or plan.faults.late_command else 0.1
        waited = (2.0 if plan.write_failures else 0.0) + (6.0 if plan.slow_writes else 0.0)
        locked = sum(length for _, length in plan.locks)
        return round((late + waited + locked) * 1e6)


Check = Callable[[Story], Iterator[str]]


def tell(world: World) -> Iterator[Story]:
    """Every call that came to be."""
    planned: tuple[PlannedCall | Arrival, ...] = (*world.plan.calls, *world.plan.arrivals)
    with world.engine.connect() as conn:
        for call in planned:
            row = store.get(conn, WORKSPACE, call.id)
            if row is not None:
                entries = store.entries(conn, call.id)
                yield Story(world, call, row, entries, world.network.truth.of(call.id))
