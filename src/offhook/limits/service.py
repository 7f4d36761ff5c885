"""Whether a call may be placed, and a number dialled, within what the workspace and the member may spend.

Both are asked within the transaction that writes what was allowed, so that calls that come at once can't all have the
last one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter

from sqlalchemy import Connection

from offhook import numbers
from offhook.calls.questions import Granted, Refused
from offhook.calls.values import E164
from offhook.limits import day, store
from offhook.limits.model import Caps, Limits, Scope
from offhook.limits.settings import NO_COUNTRY, limits_of
from offhook.limits.store import Spent
from offhook.numbers import NumberKind
from offhook.people import store as people
from offhook.people.model import Member
from offhook.problems import Problem
from offhook.workspaces import store as workspaces
from offhook.workspaces.model import Workspace

MINUTE_MS = 60_000
SHORTEST_MS = 1000
"""Less talk time than this isn't worth dialling for."""

_KIND_WORDS = {
    NumberKind.PREMIUM: "premium-rate numbers",
    NumberKind.SHARED_COST: "shared-cost numbers",
    NumberKind.SATELLITE: "satellite phones",
    NumberKind.PERSONAL: "personal numbers at special rates",
    NumberKind.PAGER: "pagers",
    NumberKind.COMPANY: "company numbers at special rates",
    NumberKind.UNKNOWN: "numbers of an unknown kind",
    NumberKind.TOLL_FREE: "toll-free numbers",
    NumberKind.VOICEMAIL: "voicemail access numbers",
    NumberKind.VOIP: "internet telephones",
    NumberKind.FIXED: "fixed lines",
    NumberKind.MOBILE: "mobile phones",
    NumberKind.FIXED_OR_MOBILE: "fixed lines and mobile phones",
}


def check_place(
    conn: Connection, workspace: Workspace, member: Member, called: Mapping[str, E164], now: int, *, call_id: str = ""
) -> None:
    """Refuse a call that may not be placed; count it when it may. `called` are the numbers by their fields' names.

    `call_id` is a call whose row is there already, because its caller was spoken to before it was known whom they call.

    The workspace is to be locked (`workspaces.store.lock`), and the call's row written in the same transaction.

    Raises:
        Problem: `destination-refused` or `limit-reached`, saying which and until when.
    """
    limits = limits_of(conn, workspace, member.id)
    for field, number in called.items():
        check_destination(limits, number, field)
    today = day.day_of(now, workspace.time_zone)
    midnight = day.next_midnight(now, workspace.time_zone)
    for scope, spent, caps in _both(conn, workspace, member, limits, today, call_id):
        whose = _whose(scope, workspace, member)
        live = spent.live - (1 if call_id else 0)
        if live >= caps.calls_at_once:
            raise _reached(
                "calls_at_once",
                scope,
                f"{whose} already has {live} of {count(caps.calls_at_once, 'call')} at once: try again when one "
                "of them has ended.",
                None,
            )
        if spent.calls >= caps.calls_a_day:
            until = day.for_people(midnight, workspace.time_zone)
            raise _reached(
                "calls_a_day",
                scope,
                f"{whose} has placed {spent.calls} of {count(caps.calls_a_day, 'call')} a day: the next can be placed "
                f"at {until}.",
                midnight,
            )
        if left_ms(spent, caps) < SHORTEST_MS:
            raise _out_of_minutes(whose, scope, spent, caps, midnight, workspace.time_zone)
    store.count_call(conn, workspace.id, member.id, today)


def may_dial(
    conn: Connection, workspace_id: str, call_id: str, member_id: str, to: E164, now: int
) -> Granted | Refused:
    """May this member dial this number now? Granted, the talk time is kept for the call until `store.settle`.

    It is the longest that a call may last, or what is left of today.
    """
    workspace, member = workspaces.lock(conn, workspace_id), people.get(conn, workspace_id, member_id)
    if workspace is None or member is None or not member.active:
        return Refused("the member is no longer part of this workspace")
    limits = limits_of(conn, workspace, member_id)
    today = day.day_of(now, workspace.time_zone)
    midnight = day.next_midnight(now, workspace.time_zone)
    a_call = f"the limit of {count(limits.longest_minutes, 'minute')} a call"
    bounds = [(limits.longest_minutes * MINUTE_MS, f"{a_call} for {_named(limits.longest_scope, workspace, member)}")]
    try:
        check_destination(limits, to, "to")
        for scope, spent, caps in _both(conn, workspace, member, limits, today, call_id):
            left = left_ms(spent, caps)
            if left < SHORTEST_MS:
                whose = _whose(scope, workspace, member)
                raise _out_of_minutes(whose, scope, spent, caps, midnight, workspace.time_zone)
            named, until = _named(scope, workspace, member), day.for_people(midnight, workspace.time_zone)
            bounds.append((left, f"{_a_day(spent, caps)} for {named}, until {until}"))
    except Problem as problem:
        return Refused(problem.detail)
    longest, limit = min(bounds, key=itemgetter(0))
    store.hold(conn, workspace_id, call_id, member_id, today, longest)
    return Granted(longest / 1000, limit)


def check_destination(limits: Limits, number: E164, field: str) -> None:
    """Refuse numbers of countries and of kinds that are not to be called.

    Raises:
        Problem: `destination-refused`.
    """
    kind = numbers.kind(number)
    if kind in limits.refused_kinds:
        raise _refused(field, f"{number} can't be called: calls to {_KIND_WORDS[kind]} are switched off in the limits.")
    country = numbers.country_of(number) or NO_COUNTRY
    if country in limits.countries or any(numbers.is_of(number, allowed) for allowed in limits.countries):
        return
    where = "a number of no country" if country == NO_COUNTRY else f"in {country}"
    allowed = ", ".join(sorted(limits.countries)) or "none"
    raise _refused(
        field,
        f"{number} can't be called: it is {where}, and the limits allow these countries only: {allowed}.",
    )


def _both(
    conn: Connection, workspace: Workspace, member: Member, limits: Limits, today: str, call_id: str = ""
) -> list[tuple[Scope, Spent, Caps]]:
    whole, own = store.spent(conn, workspace.id, member.id, today, without=call_id)
    return [(Scope.WORKSPACE, whole, limits.workspace), (Scope.MEMBER, own, limits.member)]


def left_ms(spent: Spent, caps: Caps) -> int:
    """Talk time that is left of today; less than nothing where limits were lowered meanwhile."""
    return caps.minutes_a_day * MINUTE_MS - spent.talk_ms - spent.held_ms


def _whose(scope: Scope, workspace: Workspace, member: Member) -> str:
    return f"The workspace {workspace.name}" if scope is Scope.WORKSPACE else member.name


def _named(scope: Scope, workspace: Workspace, member: Member) -> str:
    return f"the workspace {workspace.name}" if scope is Scope.WORKSPACE else member.name


def _a_day(spent: Spent, caps: Caps) -> str:
    counting = ", counting what live calls may use," if spent.held_ms else ""
    return f"the limit of {count(caps.minutes_a_day, 'minute')} of talk a day{counting}"


def count(number: int, word: str) -> str:
    """`1 call`, `2 calls`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _out_of_minutes(whose: str, scope: Scope, spent: Spent, caps: Caps, midnight: datetime, time_zone: str) -> Problem:
    until = day.for_people(midnight, time_zone)
    minutes = count(caps.minutes_a_day, "minute")
    if caps.minutes_a_day * MINUTE_MS - spent.talk_ms < SHORTEST_MS:
        detail = f"{whose} has used up {minutes} of talk a day: more can be used from {until}."
    else:
        detail = (
            f"{whose} has {minutes} of talk a day, and live calls may use up the rest of them: try again when one of "
            f"them has ended, or from {until}."
        )
    return _reached("minutes_a_day", scope, detail, midnight)


def _reached(limit: str, scope: Scope, detail: str, until: datetime | None) -> Problem:
    return Problem(
        "limit-reached",
        "A limit is reached",
        detail,
        status=429,
        limit=limit,
        scope=scope.value,
        until=None if until is None else until.isoformat(),
    )


def _refused(field: str, detail: str) -> Problem:
    return Problem("destination-refused", "This number is not called", detail, status=403, field=field)
