"""B8: what people wait for on a page, with a thousand calls and with a million, a tenth as many contacts.

    python -m bench.pages [--calls 1000000]

Each figure is the 95th percentile of many reads with other arguments each, on SQLite, as a worker asks for it: its own
queries, rows made into records. The file is in /var/tmp unless TMPDIR says otherwise, and read before.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, insert

from bench.reads import new_database, p95_of_each
from bench.report import Figures, Report, Target, alternate, show, versions, write
from offhook.calls.values import E164, Disposition
from offhook.contacts import service as contacts
from offhook.contacts.model import contact_numbers, contact_words
from offhook.contacts.model import contacts as contact_table
from offhook.contacts.store import key_of, place_of
from offhook.conversations import service as conversations
from offhook.lines.model import lines
from offhook.people import service as people
from offhook.people.model import Role
from offhook.records import history
from offhook.records.history import Filter
from offhook.records.model import calls, legs
from offhook.workspaces import service as workspaces

FEW = 1000
READS = 200
AT_ONCE = 10_000
BEGAN = 1_700_000_000_000_000
APART = 30_000_000
"""Microseconds between two calls."""
FULL = {"caller look-up", "contact by name", "history", "history, far down", "1000 rows of an export"}
"""Reads that find as much among few calls as among many, so that their times can be compared."""
CONVERSATIONS = """
    INSERT INTO conversations (id, workspace_id, line_id, contact_id, party, latest_at, latest_id)
    SELECT 'conversation_' || line_id || contact_id, workspace_id, line_id, contact_id, contact_id, max(placed_at), id
    FROM calls GROUP BY workspace_id, line_id, contact_id
"""
UNREAD = """
    INSERT INTO conversation_unread (member_id, conversation_id, workspace_id, at)
    SELECT :member, id, workspace_id, latest_at FROM conversations WHERE rowid % 10 = 0
"""
RARE = 2000
"""One call in so many has the outcome that is looked for."""
FIRST = [f"Fi{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(200)]
LAST = [f"La{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}{n}" for n in range(500)]


@dataclass(frozen=True)
class House:
    """A workspace that has been at it for a while."""

    conn: Connection
    workspace: str
    members: list[str]
    lines: list[str]
    talks: list[str]
    """Some of the conversations."""
    contacts: int
    calls: int

    def read(self) -> dict[str, Callable[[random.Random], object]]:
        """What is asked for, by name."""
        page = partial(history.page, self.conn, self.workspace, limit=51)
        talks = partial(conversations.page, self.conn, self.workspace, self.members[0], limit=51)
        return {
            "caller look-up": lambda some: contacts.named(
                self.conn, self.workspace, number(some.randrange(self.contacts))
            ),
            "contact by name": lambda some: contacts.search(self.conn, self.workspace, _typed(some)),
            "history": lambda some: page(Filter()),
            "history, far down": lambda some: page(Filter(), before=(BEGAN + some.randrange(self.calls) * APART, "")),
            "history of a contact": lambda some: page(Filter(contact=_contact(some.randrange(self.contacts)))),
            "history of a member": lambda some: page(Filter(member=some.choice(self.members))),
            "history of a line": lambda some: page(Filter(line=some.choice(self.lines))),
            "history of a rare outcome": lambda some: page(Filter(disposition=Disposition.FAILED.value)),
            "duplicates": lambda some: contacts.duplicates(self.conn, self.workspace, limit=51),
            "conversations": lambda some: talks(),
            "conversations, far down": lambda some: talks(before=(BEGAN + some.randrange(self.calls) * APART, "")),
            "conversations of a line": lambda some: talks(line=some.choice(self.lines)),
            "unread conversations": lambda some: talks(unread=True),
            "conversations by name": lambda some: talks(search=_typed(some)),
            "conversations by a letter": lambda some: talks(search=some.choice("fl")),
            "conversations by number": lambda some: talks(search=number(some.randrange(self.contacts))[:9]),
            "a conversation": lambda some: conversations.entries(
                self.conn, self.workspace, self.members[0], some.choice(self.talks), limit=51
            ),
            "1000 rows of an export": lambda some: history.table(
                self.conn, self.workspace, Filter(), limit=1000, before=(BEGAN + some.randrange(self.calls) * APART, "")
            ),
        }


def number(index: int) -> E164:
    """A contact's."""
    return E164(f"+1202{5_000_000 + index:07d}")


@contextmanager
def house(size: int) -> Iterator[House]:
    """A database with so many calls."""
    with new_database() as engine:
        with engine.begin() as conn:
            made = _furnish(conn, size)
        with engine.connect() as conn:
            conn.exec_driver_sql("ANALYZE")
            yield House(conn, *made, size // 10, size)


def _furnish(conn: Connection, size: int) -> tuple[str, list[str], list[str], list[str]]:
    workspace = workspaces.create(conn, "Bench", country="US", time_zone="UTC", now=BEGAN).id
    members = [people.add(conn, workspace, f"Member {index}", role=Role.AGENT, now=BEGAN).id for index in range(20)]
    shown = [{"id": f"line_{index}", "number": f"+1202555{index:04d}"} for index in range(10)]
    same = {"workspace_id": workspace, "name": "", "language": "en", "voice": True, "created_at": BEGAN}
    conn.execute(insert(lines), [same | line for line in shown])
    for rows in _batches(size // 10, partial(_contact_rows, workspace)):
        for table, found in zip((contact_table, contact_numbers, contact_words), zip(*rows, strict=True), strict=True):
            conn.execute(insert(table), [row for some in found for row in some])
    any_ = random.Random(8)
    for rows in _batches(size, partial(_call_rows, any_, workspace, members, shown, size // 10)):
        for table, found in zip((calls, legs), zip(*rows, strict=True), strict=True):
            conn.execute(insert(table), [row for some in found for row in some])
    conn.exec_driver_sql(CONVERSATIONS)
    conn.exec_driver_sql(UNREAD, {"member": members[0]})
    talks = conn.exec_driver_sql("SELECT id FROM conversations LIMIT 1000").scalars().all()
    return workspace, members, [line["id"] for line in shown], list(talks)


def _batches(size: int, make: Callable[[int], Any]) -> Iterator[list[Any]]:
    for begin in range(0, size, AT_ONCE):
        yield [make(index) for index in range(begin, min(size, begin + AT_ONCE))]


def _contact(index: int) -> str:
    return f"contact_{index:08d}"


def _contact_rows(workspace: str, index: int) -> tuple[list[dict[str, Any]], ...]:
    name = f"{FIRST[index % len(FIRST)]} {LAST[index // len(FIRST) % len(LAST)]}"
    of = {"workspace_id": workspace, "contact_id": _contact(index)}
    return (
        [
            {
                "id": _contact(index),
                "workspace_id": workspace,
                "name": name,
                "name_key": key_of(name),
                "place": place_of(name),
                "fields": {},
                "created_at": BEGAN,
            }
        ],
        [of | {"number": number(index), "position": 0}],
        [of | {"word": word} for word in name.casefold().split()],
    )


def _call_rows(
    any_: random.Random, workspace: str, members: list[str], shown: list[dict[str, str]], people_: int, index: int
) -> tuple[list[dict[str, Any]], ...]:
    whom, line, at, id_ = any_.randrange(people_), any_.choice(shown), BEGAN + index * APART, f"call_{index:08d}"
    outcome = Disposition.FAILED if index % RARE == RARE // 2 else Disposition.ANSWERED
    call = {
        "id": id_,
        "workspace_id": workspace,
        "flow": "click_to_call",
        "contact_id": _contact(whom),
        "contact_name": "",
        "contact_number": number(whom),
        "member_id": any_.choice(members),
        "member_name": "Ann",
        "member_number": "+12025550111",
        "line_id": line["id"],
        "line_number": line["number"],
        "disposition": outcome.value,
        "reason": "the contact hung up",
        "talk_ms": 30_000,
        "placed_at": at,
        "bridged_at": at + 9_000_000,
        "ended_at": at + 40_000_000,
    }
    leg = {
        "call_id": id_,
        "workspace_id": workspace,
        "direction": "outbound",
        "caller_id": line["number"],
        "trunk_id": "trunk_1",
        "state": "ended",
        "started_at": at,
        "ended_at": at + 40_000_000,
        "cause": "normal",
    }
    sides = (("member", "+12025550111"), ("contact", number(whom)))
    return [call], [leg | {"id": f"{id_}-{n}", "role": role, "number": to} for n, (role, to) in enumerate(sides)]


def _typed(any_: random.Random) -> str:
    return f"{any_.choice(FIRST)[:4]} {any_.choice(LAST)}"


def measure(there: House) -> Figures:
    """The 95th percentile of each read, in milliseconds."""
    return p95_of_each(there.read(), READS)


def main() -> int:
    """Measure, write var/bench/pages.json, and show the table."""
    parser = argparse.ArgumentParser("python -m bench.pages", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=1_000_000, help="how many are many")
    many = parser.parse_args().calls
    few_arm, many_arm = f"{FEW:,} calls", f"{many:,} calls"
    with house(FEW) as few, house(many) as much:
        rounds = alternate({few_arm: partial(measure, few), many_arm: partial(measure, much)})
        names = list(measure(few))
    targets = [Target(many_arm, name, 1.5, peer=few_arm) for name in names if name.removesuffix(", ms") in FULL]
    targets += [Target(many_arm, name, 200) for name in names]
    title = f"B8: 95th percentile of what a page asks for, with {many:,} calls and {many // 10:,} contacts"
    report = Report("pages", title, tuple(targets), rounds, versions("sqlalchemy"))
    write(report)
    show(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
