"""Setting routes and duty, and planning calls: what the API, the command line and live calls share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct, structs
from sqlalchemy import Connection

from offhook import checks, numbers
from offhook.blocks import store as blocks
from offhook.calls.values import E164, Order
from offhook.limits import ringing
from offhook.lines import service as lines
from offhook.lines import store as line_store
from offhook.lines.model import Line
from offhook.people import service as people
from offhook.people import store as people_store
from offhook.people.model import Member
from offhook.problems import Problem, conflict, invalid, not_found
from offhook.routing import store
from offhook.routing.hours import DAYS, is_date, parse_time
from offhook.routing.loops import Leads, ring_through, spelt_out
from offhook.routing.plan import Circumstances, Plan, plan
from offhook.routing.policy import LONGEST_RING, SHORTEST_RING, Forward, Holiday, Hours, Policy, Span
from offhook.routing.store import DutyRow
from offhook.softphones.presence import Present
from offhook.workspaces import service as workspaces

Softphones = Callable[[str], Sequence[Present]]
"""The softphones of a member, by the member's id, as they are now."""

NO_SOFTPHONES = (
    "Calls go over carriers by HTTP here, which ring no softphones: so nobody of the agents would be rung. "
    "Ring the agents' telephones, or call over SIP (the setting telephony)."
)
MOST_FORWARDS = 10
MOST_HOLIDAYS = 100
MOST_SPANS = 6
SHORTEST_MESSAGE, LONGEST_MESSAGE = 10, 600
LONGEST_DUTY = 31 * 86_400 * 1_000_000


class OnDuty(Struct, frozen=True):
    """A member's duty on a line, as it is at a moment."""

    member: Member
    on_duty: bool
    until: int | None
    """UTC, microseconds: when it changes by itself; None: not by itself."""


def nobodys(member_id: str) -> Sequence[Present]:
    """Nobody has a softphone."""
    return ()


class Reach(Struct, frozen=True):
    """What can be rung at a moment, as far as the network knows."""

    softphones: Softphones = nobodys
    trunks_down: Collection[str] = ()
    """The ids of trunks that are known not to work."""


PLAIN = Reach()
"""Nobody has a softphone, and every trunk that is switched on works."""


class Who(Struct, frozen=True):
    """Who calls a line."""

    number: E164 | None
    withheld: bool = False
    emergency: bool = False
    """A call back from an emergency service."""
    inside: bool = False
    """Of a call that is there already, and is being handed on."""
    looped: str = ""
    """Why this is a call of our own that has come back, in words; empty when it isn't known for one."""
    rung: frozenset[str] = frozenset()
    """Numbers that the line rings now for a caller with the same number."""


def get(conn: Connection, workspace_id: str, line: str) -> tuple[Line, Policy]:
    """A line, by its number or id, and its route: the default one where nobody has set another.

    Raises:
        Problem: this workspace has no such line.
    """
    found = lines.get(conn, workspace_id, line)
    return found, store.policy(conn, workspace_id, found.id) or Policy()


def save(
    conn: Connection,
    workspace_id: str,
    line: str,
    chosen: Policy,
    now: int,
    *,
    most_agents: int,
    rings_softphones: bool = True,
) -> Policy:
    """Check a line's route and set it; as it is written down then.

    Args:
        rings_softphones: Whether the network can.

    Raises:
        Problem: a value can't be used, a member isn't known, a call could come back to where it began, or agents would
            be rung on softphones only where none can be.
    """
    found = lines.get(conn, workspace_id, line)
    if chosen.agents and chosen.softphones_on and not (chosen.agents_on or rings_softphones):
        raise invalid("softphones_on", NO_SOFTPHONES)
    checked = check(conn, workspace_id, found, chosen, most_agents=most_agents)
    store.save(conn, workspace_id, found.id, checked, now)
    return checked


def check(conn: Connection, workspace_id: str, line: Line, chosen: Policy, *, most_agents: int) -> Policy:
    """A route in its tidy form.

    Raises:
        Problem: as `save`.
    """
    if len(chosen.agents) > most_agents:
        raise too_many_agents(most_agents)
    if len(set(chosen.agents)) < len(chosen.agents):
        raise invalid("agents", "Name each agent once.")
    for agent in chosen.agents:
        member = people_store.get(conn, workspace_id, agent)
        if member is None:
            raise not_found("member", agent, "agents")
        if not member.active:
            raise invalid("agents", f"{member.name} is no longer a member: leave them out.")
    if not SHORTEST_RING <= chosen.ring_seconds <= LONGEST_RING:
        raise invalid(
            "ring_seconds",
            f"The ring time must be from {SHORTEST_RING} to {LONGEST_RING} s, not {chosen.ring_seconds}: when "
            "phones ring longer, carriers' own voicemails begin to answer.",
        )
    checks.whole("message_seconds", chosen.message_seconds, least=SHORTEST_MESSAGE, most=LONGEST_MESSAGE)
    country = workspaces.get(conn, workspace_id).country
    tidy = Policy(
        softphones_on=chosen.softphones_on,
        agents_on=chosen.agents_on,
        agents=chosen.agents,
        forwards_on=chosen.forwards_on,
        forwards=_forwards(chosen.forwards, country),
        voicemail_on=chosen.voicemail_on,
        order=Order(chosen.order),
        ring_seconds=chosen.ring_seconds,
        ring_busy=chosen.ring_busy,
        caller_id=chosen.caller_id,
        message_seconds=chosen.message_seconds,
        hours=None if chosen.hours is None else _hours(chosen.hours),
        closed=chosen.closed,
        blocked=chosen.blocked,
    )
    _refuse_rings(conn, line, tidy)
    return tidy


def too_many_agents(most: int) -> Problem:
    """What is said where a line would have more than it may."""
    return invalid("agents", f"A line has {most} agents at most on this Offhook (the setting most_agents).")


def remove(conn: Connection, workspace_id: str, line: str) -> None:
    """Forget a line's route and who was on duty: a line that gets its number later begins anew.

    Raises:
        Problem: this workspace has no such line.
    """
    store.remove(conn, workspace_id, lines.get(conn, workspace_id, line).id)


def refuse_ring_of(conn: Connection, member: Member, field: str) -> None:
    """Refuse a member's phone that is a line, where calls to it would come back to it. To be called once it is written.

    Raises:
        Problem: `route-loops`.
    """
    if not member.active or member.number is None:
        return
    way = ring_through(member.number, _leads(conn, {}))
    if way is not None:
        raise _loops(conn, member.workspace_id, way, {member.number}, field)


def plan_call(
    conn: Connection,
    line: Line,
    policy: Policy,
    who: Who,
    at: int,
    reach: Reach = PLAIN,
) -> Plan:
    """Whom a call to the line at that moment would ring, by this policy."""
    workspace = workspaces.get(conn, line.workspace_id)
    found = {member.id: member for agent in policy.agents if (member := people_store.get(conn, workspace.id, agent))}
    said = store.duties(conn, workspace.id, line.id)
    off_duty = {agent: row.until for agent, row in said.items() if not row.at(at)}
    phones = {member.id: member.number for member in found.values() if member.number}
    rung = [member for member in found.values() if policy.agents_on and member.number and member.id not in off_duty]
    allowed = ringing.allowed(conn, workspace, rung, _dialled(policy, phones), at)
    return plan(
        policy,
        Circumstances(
            line=line,
            caller=who.number,
            at=at,
            trunks=lines.usable_trunks(conn, line, reach.trunks_down),
            members=found,
            off_duty=off_duty,
            busy=frozenset() if policy.ring_busy else store.busy(conn, workspace.id),
            looped=who.looped,
            rung=who.rung,
            blocked=_blocked(conn, line, who),
            allowed=structs.replace(allowed, full="") if who.emergency or who.inside else allowed,
            softphones=tuple(phone for agent in policy.agents for phone in reach.softphones(agent)),
        ),
    )


def _blocked(conn: Connection, line: Line, who: Who) -> str:
    if who.emergency or who.inside or (who.number is None and not who.withheld):
        return ""
    found = blocks.fitting(conn, line.workspace_id, line.id, who.number)
    return "" if found is None else found.words


def duties(conn: Connection, workspace_id: str, line: str, now: int) -> list[OnDuty]:
    """The duty of each agent of a line.

    Raises:
        Problem: this workspace has no such line.
    """
    found, policy = get(conn, workspace_id, line)
    said = store.duties(conn, workspace_id, found.id)
    agents = [people.get(conn, workspace_id, agent) for agent in policy.agents]
    return [_on_duty(member, said.get(member.id), now) for member in agents if member.active]


def set_duty(
    conn: Connection, workspace_id: str, line: str, member_id: str, on_duty: bool, until: int | None, now: int
) -> OnDuty:
    """Put a member on or off duty on a line, until a moment (UTC, microseconds) or for good.

    Raises:
        Problem: there is no such line or member, the member is no agent of the line, or the moment can't be used.
    """
    found, policy = get(conn, workspace_id, line)
    member = people.get(conn, workspace_id, member_id)
    if member.id not in policy.agents:
        raise invalid("member", f"{member.name} is no agent of {found.number}: add them to its route first.")
    if until is not None and not now < until <= now + LONGEST_DUTY:
        raise invalid("until", "The end must lie in the future, and within 31 days.")
    said = DutyRow(member.id, on_duty, until)
    store.set_duty(conn, workspace_id, found.id, said, now)
    return _on_duty(member, said, now)


def _on_duty(member: Member, said: DutyRow | None, now: int) -> OnDuty:
    if said is None:
        return OnDuty(member, True, None)
    is_over = said.until is not None and now >= said.until
    return OnDuty(member, said.at(now), None if is_over else said.until)


def _forwards(forwards: Sequence[Forward], country: str) -> tuple[Forward, ...]:
    if len(forwards) > MOST_FORWARDS:
        raise invalid("forwards", f"A line is forwarded to {MOST_FORWARDS} numbers at most.")
    tidy = tuple(
        Forward(
            numbers.parse(forward.number, country, field="forwards"),
            checks.text("forwards", forward.name, longest=100, empty=True),
        )
        for forward in forwards
    )
    if len({forward.number for forward in tidy}) < len(tidy):
        raise invalid("forwards", "Name each number once.")
    return tidy


def _hours(hours: Hours) -> Hours:
    if len(hours.week) != len(DAYS):
        raise invalid("hours", "The week has seven days, from Monday on.")
    if len(hours.holidays) > MOST_HOLIDAYS:
        raise invalid("hours", f"A line has {MOST_HOLIDAYS} holidays at most.")
    holidays = []
    for holiday in hours.holidays:
        if not is_date(holiday.date):
            raise invalid("hours", f"“{holiday.date[:20]}” is no day: write it as 2026-12-25.")
        name = checks.text("hours", holiday.name, longest=100, empty=True)
        holidays.append(Holiday(holiday.date, name, _spans(holiday.open, holiday.date)))
    if len({holiday.date for holiday in holidays}) < len(holidays):
        raise invalid("hours", "Name each holiday once.")
    return Hours(
        checks.time_zone("hours", hours.time_zone),
        tuple(_spans(spans, day) for spans, day in zip(hours.week, DAYS, strict=True)),
        tuple(sorted(holidays, key=lambda holiday: holiday.date)),
    )


def _spans(spans: Sequence[Span], day: str) -> tuple[Span, ...]:
    if len(spans) > MOST_SPANS:
        raise invalid("hours", f"A day has {MOST_SPANS} spans at most.")
    after = 0
    for span in spans:
        start, end = parse_time(span.start), parse_time(span.end)
        if start is None or end is None:
            raise invalid("hours", f"{day}: write times as 09:00 and 17:30, and the end of the day as 24:00.")
        if not after <= start < end:
            raise invalid("hours", f"{day}: each span ends after it begins, and begins after the one before it.")
        after = end
    return tuple(spans)


def _refuse_rings(conn: Connection, line: Line, policy: Policy) -> None:
    way = ring_through(line.number, _leads(conn, {line.number: policy}))
    if way is not None:
        known = {line.number, *_numbers(conn, policy)}
        raise _loops(conn, line.workspace_id, way, known, "forwards" if way[1] in _forwarded(policy) else "agents")


def _leads(conn: Connection, changed: Mapping[E164, Policy]) -> Leads:
    """Where numbers lead, with these routes instead of those that are set."""

    def leads(number: E164) -> list[E164]:
        policy = changed.get(number) or store.policy_of_number(conn, number)
        return [] if policy is None else _numbers(conn, policy)

    return leads


def _numbers(conn: Connection, policy: Policy) -> list[E164]:
    return _dialled(policy, store.numbers_of(conn, policy.agents))


def _forwarded(policy: Policy) -> list[E164]:
    return [forward.number for forward in policy.forwards]


def _dialled(policy: Policy, phones: Mapping[str, E164]) -> list[E164]:
    """The numbers that a route may ring, switched on or not: switching on must not close a ring."""
    return [*(phones[agent] for agent in policy.agents if agent in phones), *_forwarded(policy)]


def _loops(conn: Connection, workspace_id: str, way: Sequence[E164], known: Collection[E164], field: str) -> Problem:
    """A ring spelt out, as far as its numbers are of this workspace's lines or what they ring, or `known` besides."""
    seen = set(known)
    for line in line_store.every(conn, workspace_id):
        route = store.policy(conn, workspace_id, line.id) or Policy()
        seen |= {line.number, *_numbers(conn, route)}
    if len(way) == 2:
        detail = f"{way[0]} would ring itself: a call to it would come back to where it began."
    else:
        detail = f"A call would come back to where it began: {spelt_out(way, seen)}."
    return conflict("route-loops", "The route leads back to the line", detail, field)
