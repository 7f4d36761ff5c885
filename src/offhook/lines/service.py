"""Adding, changing and removing lines, and which of them can place calls."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from msgspec import UNSET, UnsetType
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook import checks, numbers
from offhook.calls.values import E164, LineUsed, TrunkId
from offhook.ids import is_id, new_id
from offhook.lines import store
from offhook.lines.model import Line
from offhook.problems import conflict, invalid, not_found
from offhook.trunks import service as trunk_service
from offhook.trunks import store as trunk_store
from offhook.workspaces import service as workspaces
from offhook.workspaces.model import Workspace

LONGEST_NAME = 100
MOST_TRUNKS = 8
MOST_LINES = 10
"""Of a workspace, unless the settings say otherwise."""


def add(
    conn: Connection,
    workspace_id: str,
    number: str,
    *,
    trunks: Sequence[str],
    name: str = "",
    language: str = "en",
    voice: bool = True,
    now: int,
    most: int = MOST_LINES,
) -> Line:
    """Add a line. `trunks` are names or ids, in the order in which they are to be tried; `most` lines a workspace has.

    Raises:
        Problem: a value can't be used, a trunk isn't known, the number is a line of the installation already, or the
            workspace has as many lines as it may.
    """
    plain = numbers.parse(number, workspaces.get(conn, workspace_id).country)
    taken = store.holder(conn, plain)
    if taken is not None:
        # Whose it is otherwise is nobody's business here.
        ours, theirs = f"{plain} is a line already.", f"{plain} can't be used here: it is in use already."
        raise conflict("line-exists", "The number is taken", ours if taken == workspace_id else theirs, "number")
    if len(store.every(conn, workspace_id)) >= most:
        raise conflict(
            "too-many-lines",
            "The workspace has all its lines",
            f"This workspace has {most} lines already, the most on this Offhook (the setting most_lines): remove one "
            "first.",
        )
    line = Line(
        id=new_id("line"),
        workspace_id=workspace_id,
        number=plain,
        name=checks.text("name", name, longest=LONGEST_NAME, empty=True),
        language=checks.language("language", language),
        voice=voice,
        trunks=_trunks(conn, workspace_id, trunks),
        created_at=now,
    )
    store.add(conn, line)
    return line


def get(conn: Connection, workspace_id: str, number_or_id: str) -> Line:
    """One line, by its id or its number.

    Raises:
        Problem: this workspace has none, or what was given is neither.
    """
    if is_id(number_or_id, "line"):
        found = store.get(conn, workspace_id, number_or_id)
        if found is None:
            raise not_found("line", number_or_id, "line")
        return found
    number = numbers.parse(number_or_id, workspaces.get(conn, workspace_id).country, field="line")
    return by_number(conn, workspace_id, number)


def by_number(conn: Connection, workspace_id: str, number: E164) -> Line:
    """The line with this number.

    Raises:
        Problem: this workspace has none.
    """
    found = store.by_number(conn, workspace_id, number)
    if found is None:
        raise not_found("line", number, "line")
    return found


def change(
    conn: Connection,
    workspace_id: str,
    line_id: str,
    *,
    name: str | UnsetType = UNSET,
    language: str | UnsetType = UNSET,
    voice: bool | UnsetType = UNSET,
    trunks: Sequence[str] | UnsetType = UNSET,
) -> Line:
    """Change what is given. A line's number stays what it is.

    Raises:
        Problem: a value can't be used, or this workspace has no such line or trunk.
    """
    before = get(conn, workspace_id, line_id)
    after = replace(
        before,
        name=before.name if name is UNSET else checks.text("name", name, longest=LONGEST_NAME, empty=True),
        language=before.language if language is UNSET else checks.language("language", language),
        voice=before.voice if voice is UNSET else voice,
        trunks=before.trunks if trunks is UNSET else _trunks(conn, workspace_id, trunks),
    )
    store.save(conn, after)
    return after


def remove(conn: Connection, workspace_id: str, line_id: str, now: int) -> None:
    """Remove a line. Its calls' records stay, live calls go on, and the number is free again.

    Raises:
        Problem: this workspace has no such line.
    """
    store.remove(conn, get(conn, workspace_id, line_id), now)


def callable_lines(conn: Connection, workspace_id: str) -> list[Line]:
    """The lines with voice and a trunk that is switched on; none while the Voice module is off."""
    if not workspaces.get(conn, workspace_id).voice:
        return []
    usable = trunk_store.usable(conn, workspace_id)
    return [line for line in store.every(conn, workspace_id) if line.voice and usable.intersection(line.trunks)]


class LineLack(StrEnum):
    """What keeps calls from being placed from a line."""

    MODULE_OFF = "module_off"
    """The workspace's Voice module."""
    VOICE_OFF = "voice_off"
    """The line's own."""
    NO_TRUNK = "no_trunk"
    TRUNKS_OFF = "trunks_off"
    TRUNKS_DOWN = "trunks_down"


def lack(conn: Connection, line: Line, down: Collection[str] = ()) -> LineLack | None:
    """What keeps calls from being placed from a line, while the trunks that are `down` don't work; None: nothing."""
    if not workspaces.get(conn, line.workspace_id).voice:
        return LineLack.MODULE_OFF
    if not line.voice:
        return LineLack.VOICE_OFF
    if not line.trunks:
        return LineLack.NO_TRUNK
    if not usable_trunks(conn, line):
        return LineLack.TRUNKS_OFF
    return None if usable_trunks(conn, line, down) else LineLack.TRUNKS_DOWN


def usable_trunks(conn: Connection, line: Line, down: Collection[str] = ()) -> tuple[TrunkId, ...]:
    """The line's trunks that are switched on, without those that are `down`, in the order in which they are tried."""
    usable = trunk_store.usable(conn, line.workspace_id).difference(down)
    return tuple(TrunkId(trunk) for trunk in line.trunks if trunk in usable)


def used(conn: Connection, workspace: Workspace, line: Line) -> LineUsed:
    """The line as a call that begins now keeps it: with its trunks that are switched on, down or not."""
    trunks = usable_trunks(conn, line)
    return LineUsed(line.id, line.number, line.name, line.language, workspace.country, trunks)


def remove_trunk(conn: Connection, workspace_id: str, trunk_id: str, now: int) -> None:
    """Remove a trunk that no line uses.

    Raises:
        Problem: a line uses it, or this workspace has no such trunk.
    """
    trunk = trunk_service.get(conn, workspace_id, trunk_id)
    using = [line.number for line in store.every(conn, workspace_id) if trunk.id in line.trunks]
    if using:
        raise conflict(
            "trunk-in-use",
            "The trunk is in use",
            f"The trunk {trunk.name} carries the calls of {', '.join(using)}: give these lines another trunk first.",
        )
    trunk_store.remove(conn, workspace_id, trunk.id, now)


def _trunks(conn: Connection, workspace_id: str, names_or_ids: Sequence[str]) -> tuple[str, ...]:
    if len(names_or_ids) > MOST_TRUNKS:
        raise invalid("trunks", f"A line has {MOST_TRUNKS} trunks at most.")
    trunks = tuple(trunk_service.get(conn, workspace_id, name).id for name in names_or_ids)
    if len(set(trunks)) < len(trunks):
        raise invalid("trunks", "Name each trunk once.")
    return trunks
