"""The way from an empty workspace to its first call, and how far it is gone. Nothing is remembered: it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import Connection

from offhook.calls.values import Disposition, TrunkId
from offhook.lines import service as lines
from offhook.lines import store as line_store
from offhook.lines.model import Line
from offhook.people import store as people
from offhook.records import history
from offhook.records.history import Filter
from offhook.routing import service as routing
from offhook.routing.policy import Policy
from offhook.softphones import store as softphones
from offhook.telephony.port import Registration, TrunkHealth, TrunkState
from offhook.trunks import store as trunks
from offhook.trunks.model import Trunk


class Step(StrEnum):
    """What there must be, in this order."""

    TRUNK = "trunk"
    """A way to the telephone network, or to the practice network."""
    LINE = "line"
    PHONE = "phone"
    """A member whose telephone is known."""
    ROUTE = "route"
    """A line whose calls ring somebody."""
    CALL = "call"


class StepStanding(StrEnum):
    """How a step stands."""

    DONE = "done"
    MISSING = "missing"
    """There is none yet."""
    TRUNK_OFF = "trunk_off"
    TRUNK_DOWN = "trunk_down"
    NOT_REGISTERED = "not_registered"
    TRUNK_UNCHECKED = "trunk_unchecked"
    LINE_CANNOT_CALL = "line_cannot_call"
    RINGS_NOBODY = "rings_nobody"


class Reached(Struct, frozen=True):
    """How a step stands, and by what: the trunk, the line or the member that it is about."""

    step: Step
    standing: StepStanding
    name: str = ""
    id: str | None = None
    detail: str = ""
    """What is wrong, in words that come from elsewhere: a trunk's last error."""


Health = Mapping[TrunkId, TrunkHealth]


def reached(conn: Connection, workspace_id: str, health: Health) -> list[Reached]:
    """How each step stands, in their order."""
    found = line_store.every(conn, workspace_id)
    return [
        _trunk(conn, workspace_id, health),
        _line(conn, found, health),
        _phone(conn, workspace_id),
        _route(conn, workspace_id, found),
        _call(conn, workspace_id),
    ]


def _trunk(conn: Connection, workspace_id: str, health: Health) -> Reached:
    """The trunk that is furthest along."""
    found = [_standing(trunk, health.get(TrunkId(trunk.id))) for trunk in trunks.every(conn, workspace_id)]
    order = list(StepStanding)
    return min(found, key=lambda each: order.index(each.standing), default=Reached(Step.TRUNK, StepStanding.MISSING))


def _standing(trunk: Trunk, now: TrunkHealth | None) -> Reached:
    def stands(standing: StepStanding, detail: str = "") -> Reached:
        return Reached(Step.TRUNK, standing, trunk.name, trunk.id, detail)

    if not trunk.enabled:
        return stands(StepStanding.TRUNK_OFF)
    match now:
        case TrunkHealth(state=TrunkState.UP, registration=None | Registration.REGISTERED):
            return stands(StepStanding.DONE)
        case TrunkHealth(state=TrunkState.UP, error=error):
            return stands(StepStanding.NOT_REGISTERED, error)
        case TrunkHealth(state=TrunkState.DOWN, error=error):
            return stands(StepStanding.TRUNK_DOWN, error)
        case _:
            return stands(StepStanding.TRUNK_UNCHECKED)


def _line(conn: Connection, found: list[Line], health: Health) -> Reached:
    down = [trunk for trunk, now in health.items() if now.state is TrunkState.DOWN]
    for line in found:
        if lines.lack(conn, line, down) is None:
            return Reached(Step.LINE, StepStanding.DONE, line.name or line.number, line.id)
    if found:
        return Reached(Step.LINE, StepStanding.LINE_CANNOT_CALL, found[0].name or found[0].number, found[0].id)
    return Reached(Step.LINE, StepStanding.MISSING)


def _phone(conn: Connection, workspace_id: str) -> Reached:
    for member in people.every(conn, workspace_id):
        if member.active and member.number is not None:
            return Reached(Step.PHONE, StepStanding.DONE, member.name, member.id)
    return Reached(Step.PHONE, StepStanding.MISSING)


def _route(conn: Connection, workspace_id: str, found: list[Line]) -> Reached:
    for line in found:
        _, policy = routing.get(conn, workspace_id, line.id)
        if any(_rung(conn, workspace_id, policy)):
            return Reached(Step.ROUTE, StepStanding.DONE, line.name or line.number, line.id)
    if found:
        return Reached(Step.ROUTE, StepStanding.RINGS_NOBODY, found[0].name or found[0].number, found[0].id)
    return Reached(Step.ROUTE, StepStanding.MISSING)


def _rung(conn: Connection, workspace_id: str, policy: Policy) -> Iterator[bool]:
    """Whether each of whom the route names can be rung at some time: at the moment they may be off duty, or asleep."""
    yield policy.forwards_on and bool(policy.forwards)
    for agent in policy.agents:
        member = people.get(conn, workspace_id, agent)
        if member is not None and member.active:
            yield policy.agents_on and member.number is not None
            yield policy.softphones_on and bool(softphones.every(conn, workspace_id, member.id))


def _call(conn: Connection, workspace_id: str) -> Reached:
    for call in history.page(conn, workspace_id, Filter(disposition=Disposition.ANSWERED), limit=1):
        return Reached(Step.CALL, StepStanding.DONE, id=call.id)
    return Reached(Step.CALL, StepStanding.MISSING)
