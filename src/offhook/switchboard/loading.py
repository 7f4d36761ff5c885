"""The calls that an earlier worker left, rebuilt from their journals. One that can't be doesn't hold up the others."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Connection

from offhook.calls.journal import Stamp, milliseconds_between
from offhook.clock import Clock
from offhook.records import store
from offhook.switchboard import heartbeat
from offhook.switchboard.turn import Broken, LiveCall, Turns, stamp


class Loaded(Struct, frozen=True):
    """What was found."""

    calls: list[LiveCall]
    broken: list[Broken]


def load(conn: Connection, turns: Turns, clock: Clock) -> Loaded:
    """Rebuild every call that has not ended. An error of the database is raised: it says nothing of a call."""
    beat = heartbeat.last(conn)
    found = Loaded([], [])
    for call in [turns.new_call(call_id, workspace) for call_id, workspace in store.live_calls(conn)]:
        broken = turns.load(conn, call)
        if broken is not None:
            found.broken.append(broken)
        else:
            found.calls.append(call)
            call.dialled.update(call.runner.facts.legs)
        call.seen = _later(beat, call.last_sign, stamp(clock))
    return found


def _later(beat: Stamp | None, told: Stamp | None, now: Stamp) -> Stamp:
    """The later proof of life: the worker's last heartbeat, or what the network last told of this call."""
    proofs = [proof for proof in (beat, told) if proof is not None]
    return min(proofs, key=lambda proof: milliseconds_between(proof, now), default=now)
