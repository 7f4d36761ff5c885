"""Every request of the OpenAPI document is made in each role, and compared with docs/reference/roles.md.

The page's table is written anew by `python -m tests.web.test_roles` from the repository's root, with `src` and `.` on
the path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offhook.people.model import Role
from offhook.web.rights import Reach
from tests.web.conftest import Answer, Client, Installation
from tests.web.test_isolation import BODIES, OPEN, SHARED, everything_of, with_voicemail
from tests.web.test_openapi import DOCUMENT

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "roles.md"
BEGINS = "<!-- From here on: what the routes declare. -->\n"
WORDS = {Reach.ALL: "yes", Reach.NOT_OWNERS: "but owners'", Reach.OWN: "own", Reach.NONE: "no"}
# Bodies that say whose something is to be.
BODIES_OF: dict[str, Callable[[Things], Any]] = {
    "add_member": lambda things: {"name": "Eve", "role": things.role},
    "invite": lambda things: {"email": "eve@example.com", "role": things.role},
    "create_key": lambda things: {"name": "x", "member": things.member},
    "connect_phone": lambda things: {
        "number": f"+1202555044{[*Role].index(things.role)}",
        "line": things.ids["line"],
    },
    "add_softphone": lambda things: {"kind": "sip", "member": things.member},
    "change_member": lambda things: {"number": "+12025550177"},
}
# Whose these are is not in their address, or shows in what is left out: other tests look at them.
BY_FILTER = {
    "list_keys",
    "get_costs",
    "list_charges",
    "export_costs",
    "list_softphones",
    "list_push_devices",
    "get_push_key",
    "add_push_device",
    "list_sessions",
    "list_passkeys",
    "begin_passkey",
    "add_passkey",
    "end_sessions",
    "get_session",
    "sign_out",
    "get_me",
    "prepare_call",
}
# Calls have their records, and what is only asked or heard changes nothing that anybody set up.
NOT_NOTED = {
    "upload_picture",
    "remove_picture",
    "fetch_picture_again",
    "set_draft",
    "remove_draft",
    "place_call",
    "prepare_call",
    "hang_up",
    "hold_call",
    "resume_call",
    "transfer_call",
    "complete_transfer",
    "change_voicemail",
    "mark_conversation",
    "send_message",
    "send_reply",
    "check_message",
    "preview_route",
    "preview_merge",
    "preview_import",
    "test_trunk",
    "test_push_device",
    "get_push_key",
    "sign_page_in",
    "sign_in_softphone",
    "move_softphone_device",
    "dial_on_softphone",
    "sign_out_softphone",
}


def operations() -> Iterator[tuple[str, str, str, Mapping[str, str] | None]]:
    """Method, path, name and what each role may, of every operation."""
    for path, found in DOCUMENT["paths"].items():
        for method, operation in found.items():
            yield method.upper(), path.removeprefix("/api/v1"), operation["operationId"], operation.get("x-roles")


def table() -> str:
    """The part of the page that follows the code."""
    rows = [
        f"| `{method} {path}` | "
        + " | ".join("yes" if roles is None else WORDS[Reach(roles[role])] for role in Role)
        + " |\n"
        for method, path, _, roles in operations()
        if "practice" not in path
    ]
    return "| request | owner | manager | agent |\n| --- | --- | --- | --- |\n" + "".join(rows)


def test_the_page_says_what_the_routes_declare() -> None:
    _, begins, after = PAGE.read_text(encoding="utf-8").partition(BEGINS)
    assert begins
    assert after.strip() == table().strip(), "write it anew: see this file's beginning"


def test_only_these_ask_for_nobody() -> None:
    open_to_all = {name for _, _, name, roles in operations() if roles is None}
    assert open_to_all == OPEN


@dataclass
class Things:
    """What belongs to a member of a role, by the name of a path's parameter."""

    role: Role
    member: str
    ids: Mapping[str, str]

    async def asked_by(self, client: Client, method: str, path: str, name: str) -> Answer:
        """Make a request about it."""
        of = BODIES_OF.get(name)
        body = of(self) if of is not None else BODIES.get(name, {})
        address = path.format_map({**self.ids, "member": self.member, "number": "+12025550122"})
        return await client(method, address, body if method in {"POST", "PUT", "PATCH"} else None)


async def things_of(offhook: Installation, client: Client, role: Role) -> Things:
    """What one member has made."""
    member = (await client("GET", "/members/me")).json["id"]
    ids = await everything_of(offhook.one, 3 + [*Role].index(role), of=(client, member))
    return Things(role, member, await with_voicemail(offhook, offhook.one, ids))


def beyond(reach: Reach, role: Role, name: str) -> list[Role]:
    """Whose things somebody of a role may not touch."""
    match reach:
        case Reach.NONE:
            return [*Role]
        case Reach.OWN if name not in BY_FILTER:
            return [other for other in Role if other is not role]
        case Reach.NOT_OWNERS if name not in BY_FILTER:
            return [Role.OWNER]
        case _:
            return []


async def test_each_role_may_what_the_page_says_and_no_more(offhook: Installation) -> None:
    one = offhook.one
    clients = {Role.OWNER: one.owner, Role.MANAGER: one.manager, Role.AGENT: one.agent}
    things = {role: await things_of(offhook, client, role) for role, client in clients.items()}
    asked = [
        (role, Reach(roles[role]), method, path, name)
        for method, path, name, roles in operations()
        for role in Role
        if roles is not None and name not in {*SHARED, "follow_live"}
    ]
    read_by_all = {("GET", each[4]) for each in asked if each[0] is Role.AGENT and each[1] is Reach.ALL}
    # First whatever is to be refused: it changes nothing.
    for role, reach, method, path, name in asked:
        for other in beyond(reach, role, name):
            answer = await things[other].asked_by(clients[role], method, path, name)
            assert answer.status in {403, 404}, (role, method, path, other, answer.body)
            # An agent is not told that somebody else's key or session is there.
            unseen = {"not-found"} if name in {"revoke_key", "end_session"} else set()
            assert answer.problem in {"forbidden"} | unseen, (role, method, path, other)
    # Then what is allowed, removals at the end.
    latest = (await one.owner("GET", "/audit?limit=1")).json["items"][0]["id"]
    for role, reach, method, path, name in sorted(asked, key=lambda each: each[2] == "DELETE"):
        # What everybody may read is read in the role that may least.
        if reach is not Reach.NONE and (role is Role.AGENT or (method, name) not in read_by_all):
            whose = Role.AGENT if reach is Reach.NOT_OWNERS else role
            answer = await things[whose].asked_by(clients[role], method, path, name)
            assert answer.status != 401, (role, method, path)
            assert answer.status < 400 or answer.problem != "forbidden", (role, method, path, answer.body)
            if method != "GET":
                entry = (await one.owner("GET", "/audit?limit=1")).json["items"][0]["id"]
                noted = name not in NOT_NOTED and answer.status < 400
                assert (entry != latest) == noted, (role, method, path, "the audit log")
                latest = entry


if __name__ == "__main__":
    kept = PAGE.read_text(encoding="utf-8").partition(BEGINS)[0]
    PAGE.write_text(f"{kept}{BEGINS}\n{table()}", encoding="utf-8")
