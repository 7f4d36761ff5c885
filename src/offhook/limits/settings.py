"""What a workspace chose of its limits, and the safe defaults for what it didn't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import UNSET, UnsetType
from sqlalchemy import Connection

from offhook import checks
from offhook.limits import store
from offhook.limits.model import Caps, Limits, Scope
from offhook.numbers import NumberKind
from offhook.people import service as people
from offhook.problems import invalid
from offhook.workspaces import service as workspaces
from offhook.workspaces.model import Workspace

DEFAULT = Caps(calls_at_once=10, calls_a_day=500, minutes_a_day=2000)
MEMBER_DEFAULT = Caps(calls_at_once=2, calls_a_day=100, minutes_a_day=300)
LONGEST_DEFAULT = 120
# Where calls cost more than people expect, and where fraud earns its money.
REFUSED_DEFAULT = frozenset(
    {
        NumberKind.PREMIUM,
        NumberKind.SHARED_COST,
        NumberKind.SATELLITE,
        NumberKind.PERSONAL,
        NumberKind.PAGER,
        NumberKind.COMPANY,
        NumberKind.UNKNOWN,
    }
)
NO_COUNTRY = "001"
"""In a list of countries: numbers of no country, such as +800 and satellite phones (UN M.49: the world)."""

_MOST = {
    "calls_at_once": 10_000,
    "calls_a_day": 1_000_000,
    "minutes_a_day": 10_000_000,
    "longest_minutes": 1440,
}


def limits_of(conn: Connection, workspace: Workspace, member_id: str) -> Limits:
    """What holds for a member now."""
    chosen = store.chosen(conn, workspace.id, member_id)
    longest = _first(chosen.get("longest_minutes"), LONGEST_DEFAULT)
    own_longest = _first(chosen.get("own_longest_minutes"), longest)
    return Limits(
        countries=frozenset(_first(chosen.get("countries"), [workspace.country])),
        refused_kinds=frozenset(_first(chosen.get("refused_kinds"), REFUSED_DEFAULT)),
        workspace=Caps(
            calls_at_once=_first(chosen.get("calls_at_once"), DEFAULT.calls_at_once),
            calls_a_day=_first(chosen.get("calls_a_day"), DEFAULT.calls_a_day),
            minutes_a_day=_first(chosen.get("minutes_a_day"), DEFAULT.minutes_a_day),
        ),
        member=Caps(
            calls_at_once=_for_member("calls_at_once", chosen, MEMBER_DEFAULT.calls_at_once),
            calls_a_day=_for_member("calls_a_day", chosen, MEMBER_DEFAULT.calls_a_day),
            minutes_a_day=_for_member("minutes_a_day", chosen, MEMBER_DEFAULT.minutes_a_day),
        ),
        longest_minutes=min(longest, own_longest),
        longest_scope=Scope.MEMBER if own_longest < longest else Scope.WORKSPACE,
    )


def change_workspace(
    conn: Connection,
    workspace_id: str,
    *,
    countries: Sequence[str] | UnsetType | None = UNSET,
    refused_kinds: Sequence[str] | UnsetType | None = UNSET,
    calls_at_once: int | UnsetType | None = UNSET,
    calls_a_day: int | UnsetType | None = UNSET,
    minutes_a_day: int | UnsetType | None = UNSET,
    longest_minutes: int | UnsetType | None = UNSET,
    member_calls_at_once: int | UnsetType | None = UNSET,
    member_calls_a_day: int | UnsetType | None = UNSET,
    member_minutes_a_day: int | UnsetType | None = UNSET,
) -> None:
    """Change what is given; None goes back to the default.

    Raises:
        Problem: a value can't be used, or there is no such workspace.
    """
    workspaces.get(conn, workspace_id)
    given = {
        "countries": _given(countries, _countries),
        "refused_kinds": _given(refused_kinds, _kinds),
        **_whole_numbers(
            calls_at_once=calls_at_once,
            calls_a_day=calls_a_day,
            minutes_a_day=minutes_a_day,
            longest_minutes=longest_minutes,
            member_calls_at_once=member_calls_at_once,
            member_calls_a_day=member_calls_a_day,
            member_minutes_a_day=member_minutes_a_day,
        ),
    }
    if values := {name: value for name, value in given.items() if value is not UNSET}:
        store.save_workspace(conn, workspace_id, values)


def change_member(
    conn: Connection,
    workspace_id: str,
    member_id: str,
    *,
    calls_at_once: int | UnsetType | None = UNSET,
    calls_a_day: int | UnsetType | None = UNSET,
    minutes_a_day: int | UnsetType | None = UNSET,
    longest_minutes: int | UnsetType | None = UNSET,
) -> None:
    """Change what is given for one member; None goes back to what holds for all members.

    Raises:
        Problem: a value can't be used, or this workspace has no such member.
    """
    people.get(conn, workspace_id, member_id)
    given = _whole_numbers(
        calls_at_once=calls_at_once,
        calls_a_day=calls_a_day,
        minutes_a_day=minutes_a_day,
        longest_minutes=longest_minutes,
    )
    if values := {name: value for name, value in given.items() if value is not UNSET}:
        store.save_member(conn, workspace_id, member_id, values)


def _for_member(name: str, chosen: Mapping[str, Any], default: int) -> int:
    value: int = _first(chosen.get(f"own_{name}"), chosen.get(f"member_{name}"), default)
    return value


def _first(*values: Any) -> Any:
    return next(value for value in values if value is not None)


def _given(value: Any, check: Any) -> Any:
    return value if value is UNSET or value is None else check(value)


def _whole_numbers(**given: int | UnsetType | None) -> dict[str, Any]:
    return {
        name: value
        if value is UNSET or value is None
        else checks.whole(
            name, value, least=1 if name == "longest_minutes" else 0, most=_MOST[name.removeprefix("member_")]
        )
        for name, value in given.items()
    }


def _countries(countries: Sequence[str]) -> list[str]:
    return sorted({code if code == NO_COUNTRY else checks.country("countries", code) for code in countries})


def _kinds(kinds: Sequence[str]) -> list[str]:
    try:
        return sorted({NumberKind(kind).value for kind in kinds})
    except ValueError:
        raise invalid("refused_kinds", f"Name kinds of numbers from {', '.join(NumberKind)}.") from None
