"""Importing rates and taking that back, and what a call would cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from sqlalchemy import Connection

from offhook import checks, numbers
from offhook.ids import new_id
from offhook.lines import service as lines
from offhook.lines.model import Line
from offhook.people import store as people
from offhook.problems import Problem, conflict, invalid, not_found
from offhook.rating import sheets, store
from offhook.rating.model import PricedKind, Rate, RateUsed, Sheet
from offhook.trunks import service as trunks
from offhook.workspaces import service as workspaces

LONGEST_NAME = 100
AT_ONCE = 1000
"""Rates that are written in one transaction."""
SOFTPHONE = "softphone"
"""What a caller begins with who calls from one."""
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class Changes(Struct, frozen=True):
    """How the rates of a file differ from those that hold now."""

    added: int
    changed: int
    same: int
    gone: int


class Checked(Struct, frozen=True):
    """A file that can be imported."""

    name: str
    currency: str
    rates: Sequence[Rate]


class Preview(Struct, frozen=True):
    """What importing a file would do."""

    read: sheets.Read
    changes: Changes


class QuotedLeg(Struct, frozen=True):
    """A leg of a call that isn't placed yet, with what it would cost."""

    role: str
    number: str
    """Empty: a phone of our own that costs nothing, such as a browser."""
    rate: RateUsed | None


class Quote(Struct, frozen=True):
    """What a call would cost."""

    line: str
    rated: bool
    """Whether the workspace has any rates at all."""
    legs: Sequence[QuotedLeg]


def preview(conn: Connection, workspace: str, trunk: str, content: bytes) -> Preview:
    """What a file holds, and how it differs from what holds for the trunk now.

    Raises:
        Problem: there is no such trunk.
    """
    trunk_id = trunks.get(conn, workspace, trunk).id
    read = sheets.read(content)
    now = _current(conn, workspace, trunk_id)
    before = {} if now is None else {_key(rate): rate for rate in store.rates_of(conn, workspace, now.id)}
    after = {_key(rate): rate for rate in read.rates}
    both = before.keys() & after.keys()
    same = sum(before[key] == after[key] for key in both)
    return Preview(read, Changes(len(after) - len(both), len(both) - same, same, len(before) - len(both)))


def checked(name: str, currency: str, content: bytes) -> Checked:
    """What is to be imported. It may take seconds, so it is nothing for a transaction.

    Raises:
        Problem: something in the file, or the currency, can't be used.
    """
    currency = currency.strip().upper()
    if _CURRENCY.fullmatch(currency) is None:
        raise invalid("currency", f"{currency[:20]!r} is no currency: write three letters, such as USD or EUR.")
    read = sheets.read(content)
    if read.wrong:
        first = read.errors[0]
        place = f"Line {first.line}{f', {first.column}' if first.column else ''}: {first.text}"
        more = f" {read.wrong - 1} more can't be used either." if read.wrong > 1 else ""
        raise Problem(
            "rates-refused",
            "The rates can't be used",
            f"Nothing was imported. {place}{more}",
            field="file",
            errors=[{"line": each.line, "column": each.column, "text": each.text} for each in read.errors],
        )
    return Checked(checks.text("name", name, longest=LONGEST_NAME), currency, read.rates)


def begin_import(conn: Connection, workspace: str, member: str, trunk: str, found: Checked, now: int) -> Sheet:
    """A sheet for a trunk, which holds once all of its rates were added and it is finished; until then nobody sees it.

    Raises:
        Problem: there is no such trunk.
    """
    sheet = Sheet(
        id=new_id("rates"),
        workspace_id=workspace,
        trunk_id=trunks.get(conn, workspace, trunk).id,
        name=found.name,
        currency=found.currency,
        size=len(found.rates),
        made_by=member,
        made_at=now,
        current=True,
    )
    store.begin_sheet(conn, sheet)
    return sheet


def pieces(found: Checked) -> Iterator[Sequence[Rate]]:
    """Its rates, some at once: each piece is a transaction, behind which live calls get their turn."""
    for start in range(0, len(found.rates), AT_ONCE):
        yield found.rates[start : start + AT_ONCE]


def import_sheet(
    conn: Connection, workspace: str, member: str, trunk: str, name: str, currency: str, content: bytes, now: int
) -> Sheet:
    """The rates of a file hold for a trunk from now on, instead of those before. All of them, or none.

    Raises:
        Problem: there is no such trunk, or something in the file can't be used.
    """
    found = checked(name, currency, content)
    sheet = begin_import(conn, workspace, member, trunk, found, now)
    for some in pieces(found):
        store.add_rates(conn, sheet, some)
    store.hold_sheet(conn, sheet)
    return sheet


def get(conn: Connection, workspace: str, sheet: str) -> Sheet:
    """A sheet that wasn't taken back.

    Raises:
        Problem: there is none.
    """
    found = store.sheet(conn, workspace, sheet)
    if found is None:
        raise not_found("rate sheet", sheet)
    return found


def undo(conn: Connection, workspace: str, sheet: str, now: int) -> Sheet | None:
    """Take an import back: what held before it holds again, and is returned. What was estimated stays as it is.

    Raises:
        Problem: there is no such sheet, or it was replaced since.
    """
    found = get(conn, workspace, sheet)
    if not found.current:
        detail = f"{found.name} was replaced by newer rates: take those back first."
        raise conflict("rates-replaced", "These rates don't hold any more", detail)
    return store.undo_sheet(conn, found, now)


def quote(conn: Connection, workspace: str, member: str, to: str, caller: str | None, line: str | None) -> Quote:
    """What a call would cost: each leg by the rate of its own destination, over the first of the line's trunks
    that is switched on.

    `caller` is the member's phone: its number, or a softphone, which costs nothing; None: the number that is
    remembered, without which only the contact's leg is told.

    Raises:
        Problem: a number can't be used, or there is no such line.
    """
    country = workspaces.get(conn, workspace).country
    used = _line(conn, workspace, line, country)
    callee = numbers.parse(to, country, field="to")
    if caller is None:
        found = people.get(conn, workspace, member)
        own: str | None = found.number if found is not None else None
    else:
        own = "" if caller.startswith(SOFTPHONE) else numbers.parse(caller, country, field="caller")
    trunk = next(iter(lines.usable_trunks(conn, used)), "")
    legs = [("contact", str(callee))] if own is None else [("member", own), ("contact", str(callee))]
    return Quote(
        used.id,
        bool(store.sheets(conn, workspace)),
        [
            QuotedLeg(
                role,
                number,
                store.rate_for(conn, workspace, trunk, PricedKind.CALL, "outbound", number) if number else None,
            )
            for role, number in legs
        ],
    )


def _line(conn: Connection, workspace: str, line: str | None, country: str) -> Line:
    if line is None:
        found = lines.callable_lines(conn, workspace)
        if len(found) != 1:
            raise invalid("line", "Say which line the call would show.")
        return found[0]
    if line.startswith("line_"):
        return lines.get(conn, workspace, line)
    return lines.by_number(conn, workspace, numbers.parse(line, country, field="line"))


def _current(conn: Connection, workspace: str, trunk: str) -> Sheet | None:
    mine = (sheet for sheet in store.sheets(conn, workspace) if sheet.trunk_id == trunk and sheet.current)
    return next(mine, None)


def _key(rate: Rate) -> tuple[str, str, str]:
    return rate.kind, rate.direction, rate.prefix
