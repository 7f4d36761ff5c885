"""What the limits say of phones that a call to a line rings over a trunk: each costs as a call that is placed does.

Asked while a call is planned, in the transaction that writes it, and for previews. What was allowed is counted and
held by `take`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct
from sqlalchemy import Connection

from offhook.calls.values import E164, Seconds
from offhook.limits import day, service, store
from offhook.limits.model import Caps, Limits, Scope
from offhook.limits.service import SHORTEST_MS, check_destination, count, left_ms
from offhook.limits.settings import limits_of
from offhook.limits.store import EVERYBODY, Spent
from offhook.people.model import Member
from offhook.problems import Problem
from offhook.workspaces.model import Workspace


class Bound(Struct, frozen=True):
    """How long a talk may be, and what ends it then, in words that follow “the talk reached”."""

    longest: Seconds
    limit: str


class Allowed(Struct, frozen=True):
    """What may be rung over a trunk, and for how long a talk there may be."""

    full: str
    """Why the workspace takes no further call now, in words; empty when it does."""
    nothing: str
    """Why no phone may be rung over a trunk, in words; empty when some may."""
    numbers: Mapping[E164, str]
    """Numbers that may not be called, each with the reason."""
    members: Mapping[str, str]
    """Members, by id, whose phones may not be rung, each with the reason."""
    bound: Bound
    """Of a talk with anybody over a trunk."""
    bounds: Mapping[str, Bound]
    """Of a talk with these members, by id."""
    softphone: Bound
    """Of a talk that uses no trunk to the one who takes it."""


def allowed(
    conn: Connection, workspace: Workspace, members: Collection[Member], numbers: Collection[E164], now: int
) -> Allowed:
    """What holds for a call to a line whose route names these members and numbers, at `now` (UTC, microseconds)."""
    day_now = _Day.of(workspace, now)
    limits = limits_of(conn, workspace, EVERYBODY)
    # Each statement tells what the workspace has spent besides.
    asked = [member.id for member in members] or [EVERYBODY]
    both = {each: store.spent(conn, workspace.id, each, day_now.date) for each in asked}
    whole = next(iter(both.values()))[0]
    whose = f"the workspace {workspace.name}"
    a_call = _a_call(limits, whose)
    nothing, bound = _spent(whole, limits.workspace, whose, day_now)
    refused_members: dict[str, str] = {}
    bounds: dict[str, Bound] = {}
    for member in members:
        own = limits_of(conn, workspace, member.id)
        spent = both[member.id][1]
        why, own_bound = _spent(spent, own.member, member.name, day_now)
        if spent.live >= own.member.calls_at_once:
            why = f"{member.name} already has {spent.live} of {count(own.member.calls_at_once, 'call')} at once"
        if why:
            refused_members[member.id] = why
        named = member.name if own.longest_scope is Scope.MEMBER else whose
        bounds[member.id] = _least(_a_call(own, named), bound, own_bound)
    return Allowed(
        full=_full(whole, limits.workspace, workspace),
        nothing=nothing,
        numbers=_refused(limits, numbers),
        members=refused_members,
        bound=_least(a_call, bound),
        bounds=bounds,
        softphone=a_call,
    )


def take(conn: Connection, workspace: Workspace, call_id: str, longest: Seconds, now: int) -> None:
    """Count a call that rings phones over a trunk, and keep talk time for it until `store.settle`.

    The workspace is to be locked (`workspaces.store.lock`) since before `allowed` was asked.
    """
    today = day.day_of(now, workspace.time_zone)
    store.count_call(conn, workspace.id, EVERYBODY, today)
    store.hold(conn, workspace.id, call_id, EVERYBODY, today, round(longest * 1000))


class _Day(Struct, frozen=True):
    date: str
    until: str

    @classmethod
    def of(cls, workspace: Workspace, now: int) -> _Day:
        zone = workspace.time_zone
        return cls(day.day_of(now, zone), day.for_people(day.next_midnight(now, zone), zone))


def _full(whole: Spent, caps: Caps, workspace: Workspace) -> str:
    if whole.live < caps.calls_at_once:
        return ""
    return f"the workspace {workspace.name} already has {whole.live} of {count(caps.calls_at_once, 'call')} at once"


def _spent(spent: Spent, caps: Caps, whose: str, today: _Day) -> tuple[str, Bound]:
    """Why nothing more may be spent today, or empty; and what is left of the day's minutes."""
    counting = ", counting what live calls may use," if spent.held_ms else ""
    minutes = f"the limit of {count(caps.minutes_a_day, 'minute')} of talk a day{counting} for {whose}"
    left = left_ms(spent, caps)
    why = ""
    if spent.calls >= caps.calls_a_day:
        why = f"the limit of {count(caps.calls_a_day, 'call')} a day for {whose} is reached, until {today.until}"
    elif left < SHORTEST_MS:
        why = f"{minutes} is reached, until {today.until}"
    return why, Bound(max(0, left) / 1000, f"{minutes}, until {today.until}")


def _a_call(limits: Limits, whose: str) -> Bound:
    words = f"the limit of {count(limits.longest_minutes, 'minute')} a call for {whose}"
    return Bound(limits.longest_minutes * service.MINUTE_MS / 1000, words)


def _least(*bounds: Bound) -> Bound:
    return min(bounds, key=lambda bound: bound.longest)


def _refused(limits: Limits, numbers: Collection[E164]) -> dict[E164, str]:
    refused: dict[E164, str] = {}
    for number in numbers:
        try:
            check_destination(limits, number, "number")
        except Problem as problem:
            refused[number] = problem.detail.removesuffix(".")
    return refused
