"""Where a call may be transferred: what a member meant by it, and which phones that rings."""

from __future__ import annotations

from sqlalchemy import Connection

from offhook import numbers
from offhook.calls.questions import Destination, WhereTo
from offhook.calls.values import E164, Order, Role, Target
from offhook.contacts import service as contacts
from offhook.dialing.from_softphone import LONGEST_EXTENSION
from offhook.ids import is_id
from offhook.limits.service import check_destination
from offhook.limits.settings import limits_of
from offhook.lines import service as lines
from offhook.lines import store as line_store
from offhook.lines.model import Line
from offhook.people import store as people
from offhook.problems import Problem, conflict, not_found
from offhook.routing import service as routing
from offhook.routing import store as routes
from offhook.routing.plan import Plan
from offhook.routing.policy import Policy
from offhook.routing.service import PLAIN, Reach, Who
from offhook.workspaces import store as workspaces
from offhook.workspaces.model import Workspace

RING_SECONDS = 25
"""How long a member's phone, or a number, is rung for a transfer."""


def where_to(
    conn: Connection,
    workspace_id: str,
    asked: WhereTo,
    now: int,
    reach: Reach = PLAIN,
) -> Destination:
    """What `asked.to` rings: a member, by their id or extension; a line, by its id or number; or any other number.

    Raises:
        Problem: there is no such member or line, it can't be rung now, or the limits don't let the number be called.
    """
    workspace = workspaces.get(conn, workspace_id)
    if workspace is None:
        raise not_found("line", asked.line)
    to = asked.to.strip()
    # No extension begins as an emergency number does.
    if is_id(to, "member") or people.by_extension(conn, workspace.id, to) is not None:
        return _member(conn, workspace, to, asked, now, reach)
    if is_id(to, "line"):
        other = line_store.get(conn, workspace_id, to)
        if other is None:
            raise not_found("line", to, "to")
        return _line(conn, other, asked, now, reach)
    number = _parsed(to, workspace.country)
    if (other := line_store.by_number(conn, workspace_id, number)) is not None:
        return _line(conn, other, asked, now, reach)
    return _number(conn, workspace, _shown(conn, workspace, asked), number, asked, reach)


def _parsed(to: str, country: str) -> E164:
    try:
        return numbers.parse(to, country, field="to")
    except Problem as problem:
        if problem.type == "invalid-number" and to.isdecimal() and len(to) <= LONGEST_EXTENSION:
            raise not_found("extension", to, "to") from None
        raise


def _shown(conn: Connection, workspace: Workspace, asked: WhereTo) -> Line:
    """The line of the call; of one between two softphones that have none, the only one that can be called over."""
    line = line_store.get(conn, workspace.id, asked.line)
    if line is not None:
        return line
    callable_lines = lines.callable_lines(conn, workspace.id)
    if len(callable_lines) == 1:
        return callable_lines[0]
    why = "This call shows no line, and a transfer rings phones over one: choose a line for the softphone it came from."
    raise conflict("no-line", "The call shows no line", why)


def _member(
    conn: Connection,
    workspace: Workspace,
    to: str,
    asked: WhereTo,
    now: int,
    reach: Reach,
) -> Destination:
    member = people.get(conn, workspace.id, to) or people.by_extension(conn, workspace.id, to)
    if member is None or not member.active:
        raise not_found("member", to, "to")
    if member.id == asked.holder:
        raise conflict("has-the-call", "They have the call", f"{member.name} has this call already.", "to")
    policy = Policy(agents=(member.id,), ring_busy=False, ring_seconds=RING_SECONDS)
    line = _shown(conn, workspace, asked)
    plan = routing.plan_call(conn, line, policy, Who(asked.caller, inside=True), now, reach)
    return _planned(member.name, plan, asked)


def _line(
    conn: Connection,
    line: Line,
    asked: WhereTo,
    now: int,
    reach: Reach,
) -> Destination:
    policy = routes.policy(conn, line.workspace_id, line.id) or Policy()
    plan = routing.plan_call(conn, line, policy, Who(asked.caller, inside=True), now, reach)
    return _planned(line.name or line.number, plan, asked)


def _planned(name: str, plan: Plan, asked: WhereTo) -> Destination:
    targets = tuple(target for target in plan.targets if not asked.holder or target.member != asked.holder)
    if not targets:
        reasons = [f"{skipped.name} is not rung: {skipped.reason}" for skipped in plan.skipped]
        why = "; ".join(reasons) or plan.why or "its route rings nobody"
        raise conflict("nobody-to-ring", "Nobody can be rung there", f"{name} can't be rung now: {why}.", "to")
    return Destination(name, targets, plan.order, plan.ring)


def _number(
    conn: Connection, workspace: Workspace, line: Line, number: E164, asked: WhereTo, reach: Reach
) -> Destination:
    if number == asked.caller:
        raise Problem("same-number", "The numbers must differ", f"{number} is who is on the phone.", field="to")
    if line_store.holder(conn, number) is not None:
        raise Problem("invalid-number", "The number can't be used", f"{number} can't be used here.", field="to")
    check_destination(limits_of(conn, workspace, asked.by), number, "to")
    over = lines.usable_trunks(conn, line, reach.trunks_down)
    if not over:
        raise conflict("line-without-trunk", "The line has no trunk", f"No trunk of {line.number} works now.", "to")
    name = contacts.named(conn, workspace.id, number) or number
    target = Target(Role.FORWARD, name, line.number, number=number, trunks=over, screened=False)
    return Destination(name, (target,), Order.ALL, float(RING_SECONDS), number=number)
