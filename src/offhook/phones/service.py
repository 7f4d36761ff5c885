"""Phones of a line: activating, connecting, renaming and revoking them, and the links of their dialers.

A phone is always a member's: of the member whose number it is, or of one who comes with it. So duty, limits, what rings
and what is on record are the same for it as for everybody (docs/decisions/0195).
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType, structs
from sqlalchemy import Connection, delete

from offhook import checks, numbers
from offhook.calls.values import E164
from offhook.ids import new_id
from offhook.lines import service as line_service
from offhook.lines import store as line_store
from offhook.lines.model import Line
from offhook.people import links, sessions
from offhook.people import service as people
from offhook.people import store as people_store
from offhook.people.links import NewLink
from offhook.people.model import Member, Role
from offhook.phones import pins, store
from offhook.phones.model import ConnectedBy, Phone, PhoneKind, dial_intents
from offhook.problems import conflict, not_found
from offhook.routing import service as routing
from offhook.routing import store as routes
from offhook.routing.policy import Policy
from offhook.workspaces import service as workspaces

LONGEST_NAME = 100
LINK_S = 24 * 3600
"""For how long the link of a dialer works, until it is opened."""


class Most(Struct, frozen=True):
    """How many phones and agents a line may have, by the settings."""

    phones: int
    agents: int


def get(conn: Connection, workspace_id: str, phone_id: str) -> Phone:
    """One phone that works.

    Raises:
        Problem: this workspace has none.
    """
    found = store.get(conn, workspace_id, phone_id)
    if found is None:
        raise not_found("phone", phone_id)
    return found


def connect(
    conn: Connection,
    line: Line,
    kind: PhoneKind,
    number: E164,
    *,
    by: ConnectedBy = ConnectedBy.MANAGER,
    name: str = "",
    most: Most,
    now: int,
) -> Phone:
    """Make a telephone one of the line's, and its member an agent of the line; the same again where it is one.

    Raises:
        Problem: it is a line itself, or the line has all the phones or agents that it may.
    """
    known = store.calling(conn, line.workspace_id, line.id, number)
    if known is not None:
        if by is ConnectedBy.TEXT and known.connected_by is ConnectedBy.MANAGER:
            known = structs.replace(known, connected_by=by)
            store.save(conn, known)
        return known
    if line_store.holder(conn, number) is not None:
        raise conflict(
            "phone-is-a-line", "The number is a line", f"{number} is a line: give the number of a telephone.", "number"
        )
    if len(store.every(conn, line.workspace_id, line.id)) >= most.phones:
        raise conflict(
            "too-many-phones",
            "The line has all its phones",
            f"This line has {most.phones} phones already, the most on this Offhook (the setting most_phones): revoke "
            "one first.",
        )
    member = people_store.by_number(conn, line.workspace_id, number)
    agents = _agents(conn, line)
    if len(agents) >= most.agents and (member is None or member.id not in agents):
        raise routing.too_many_agents(most.agents)  # before anybody comes who would then stay without a phone
    called = checks.text("name", name, longest=LONGEST_NAME, empty=True)
    made_member = member is None
    if member is None:
        member = people.add(conn, line.workspace_id, called or f"Phone {number}", number=number, now=now)
    phone = Phone(
        id=new_id("phone"),
        workspace_id=line.workspace_id,
        line_id=line.id,
        member_id=member.id,
        kind=kind,
        number=number,
        name=called or member.name,
        connected_by=by,
        asks_key=kind is PhoneKind.SMARTPHONE,
        attested=False,
        made_member=made_member,
        made_agent=_make_agent(conn, line, member, most, now),
        made_at=now,
    )
    store.add(conn, phone)
    return phone


def connect_by_number(
    conn: Connection,
    workspace_id: str,
    line: str,
    kind: PhoneKind,
    number: str,
    *,
    by: ConnectedBy = ConnectedBy.MANAGER,
    name: str = "",
    most: Most,
    now: int,
) -> Phone:
    """Connect a telephone by its number, national ones being of the workspace's country.

    Raises:
        Problem: as `connect`; or there is no such line, the number is none, or it is a phone of the line already.
    """
    found = line_service.get(conn, workspace_id, line)
    plain = numbers.parse(number, workspaces.get(conn, workspace_id).country)
    known = store.calling(conn, workspace_id, found.id, plain)
    if known is not None:
        raise conflict(
            "phone-exists", "It is a phone of the line", f"{plain} is a phone of this line: {known.name}.", "number"
        )
    return connect(conn, found, kind, plain, by=by, name=name, most=most, now=now)


def is_theirs(conn: Connection, member: Member, number: E164) -> bool:
    """Whether a number is known to be a member's own phone's, beyond that somebody has said so.

    It is where the phone texted a line's PIN and opened the link that came back, where the carrier attested the caller
    of its last call, and where an owner connected it.
    """
    theirs = [each for each in store.of_member(conn, member.workspace_id, member.id) if each.number == number]
    opened = sessions.seen(conn, member.workspace_id, [each.id for each in theirs])
    return any(_is_known(each, opened=each.id in opened) for each in theirs)


def _is_known(phone: Phone, *, opened: bool) -> bool:
    match phone.connected_by:
        case ConnectedBy.OWNER:
            return True
        case ConnectedBy.TEXT:
            return opened or phone.attested
        case ConnectedBy.MANAGER:
            return phone.attested


def change(
    conn: Connection,
    workspace_id: str,
    phone_id: str,
    *,
    name: str | UnsetType = UNSET,
    asks_key: bool | UnsetType = UNSET,
) -> Phone:
    """Rename a phone, or say whether a call that rings it first waits for a key.

    Raises:
        Problem: there is no such phone, or the name can't be used.
    """
    before = get(conn, workspace_id, phone_id)
    after = structs.replace(
        before,
        name=before.name if name is UNSET else checks.text("name", name, longest=LONGEST_NAME),
        asks_key=before.asks_key if asks_key is UNSET else asks_key,
    )
    store.save(conn, after)
    if before.made_member and after.name != before.name:
        people.change(conn, workspace_id, before.member_id, name=after.name, now=before.made_at)
    return after


def revoke(conn: Connection, workspace_id: str, phone_id: str, now: int) -> Phone:
    """End a phone: its dialer is signed out at once, and what came with it goes with it.

    The same PIN does not activate it again: another one must be set first.

    Raises:
        Problem: there is no such phone.
    """
    phone = get(conn, workspace_id, phone_id)
    store.revoke(conn, phone, now)
    sessions.end_of_phone(conn, workspace_id, phone.id)
    links.remove_of_phone(conn, workspace_id, phone.id)
    conn.execute(
        delete(dial_intents).where(dial_intents.c.phone_id == phone.id, dial_intents.c.workspace_id == workspace_id)
    )
    route = routes.policy(conn, workspace_id, phone.line_id)
    if phone.made_agent and route is not None and phone.member_id in route.agents:
        left = tuple(agent for agent in route.agents if agent != phone.member_id)
        routes.save(conn, workspace_id, phone.line_id, structs.replace(route, agents=left), now)
    member = people.get(conn, workspace_id, phone.member_id)
    others = store.of_member(conn, workspace_id, phone.member_id)
    if phone.made_member and others:
        store.brought(conn, others[0])  # the member goes with the last of them
    elif phone.made_member and member.active and member.role is Role.AGENT and member.email is None:
        people.change(conn, workspace_id, member.id, active=False, now=now)
    return phone


def revoke_all(conn: Connection, member: Member, now: int) -> None:
    """Revoke the phones of a member who left: they know the PIN, which brings none of them back."""
    for phone in store.of_member(conn, member.workspace_id, member.id):
        revoke(conn, member.workspace_id, phone.id, now)


def remove_line(conn: Connection, workspace_id: str, line_id: str, now: int) -> None:
    """Revoke all phones of a line that goes, and forget its PIN."""
    for phone in store.every(conn, workspace_id, line_id):
        revoke(conn, workspace_id, phone.id, now)
    pins.remove(conn, workspace_id, line_id)


def make_link(conn: Connection, phone: Phone, now: int) -> NewLink:
    """A one-time link that opens the phone's dialer. The one before works no more."""
    return links.make(conn, phone.workspace_id, phone.member_id, lasts_s=LINK_S, now=now, phone_id=phone.id)


def _agents(conn: Connection, line: Line) -> tuple[str, ...]:
    """The line's agents, without those who left."""
    route = routes.policy(conn, line.workspace_id, line.id)
    members = (people.get(conn, line.workspace_id, agent) for agent in (route.agents if route is not None else ()))
    return tuple(member.id for member in members if member.active)


def _make_agent(conn: Connection, line: Line, member: Member, most: Most, now: int) -> bool:
    route = routes.policy(conn, line.workspace_id, line.id) or Policy()
    if member.id in route.agents:
        return False
    with_it = structs.replace(route, agents=(*_agents(conn, line), member.id))
    routing.save(conn, line.workspace_id, line.id, with_it, now, most_agents=most.agents)
    return True
