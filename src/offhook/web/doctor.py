"""What `offhook doctor` looks at: each part of an installation, how it is, and what to do about it.

The checks of folder, database and Asterisk need no worker, so that they also work where none will start.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from offhook.calls.values import TrunkId
from offhook.carriers import numbers
from offhook.carriers import store as carriers
from offhook.emergency import service as emergency
from offhook.emergency.service import Unusable, Usable
from offhook.lines import store as lines
from offhook.networks import NETWORKS
from offhook.problems import Problem
from offhook.provisioning.words import astray
from offhook.settings import Settings
from offhook.softphones import store as softphones
from offhook.storage import migrate
from offhook.storage.engine import open_engine
from offhook.telephony.asterisk.health import health
from offhook.telephony.asterisk.instance import AsteriskInstance
from offhook.telephony.port import Registration, TrunkHealth, TrunkState
from offhook.trunks import store as trunks
from offhook.trunks.model import Trunk
from offhook.worker import Worker

if TYPE_CHECKING:
    from offhook.speech.engine import Engine

LITTLE_DISK = 1_000_000_000
TOO_LITTLE_DISK = 100_000_000
"""Bytes."""
SLOW_DATABASE_MS = 250.0

_MAKE_ROOM = "Delete what isn't needed on it, old backups perhaps, or give it more room."
_DATABASE_AWAY = "Look whether it runs, and whether its address in the settings (database.url) is right."
_ASTERISK_AWAY = "Look at its service: systemctl status offhook-asterisk."
_TRIES_AGAIN = "Offhook tries again by itself. If that goes on, look at the other parts here, and at its log."
_SET_AGAIN = "`offhook carrier take` sets it again, `offhook carrier keep` lets it be; so do the pages of the carrier."
_TRUNK_DOWN = "Check its address, and test it; if that is right, ask the carrier."


class State(StrEnum):
    """How a part is."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


class Finding(Struct, frozen=True):
    """One part of an installation, and how it is."""

    part: str
    state: State
    detail: str
    advice: str = ""
    """What to do about it; empty where nothing is to be done, or the detail says it."""


def good(part: str, detail: str) -> Finding:
    """A part that works."""
    return Finding(part, State.GOOD, detail)


def doubtful(part: str, detail: str, advice: str = "") -> Finding:
    """A part to look at."""
    return Finding(part, State.DOUBTFUL, detail, advice)


def bad(part: str, detail: str, advice: str = "") -> Finding:
    """A part that doesn't work."""
    return Finding(part, State.BAD, detail, advice)


async def examine(offhook: Worker, workspace_id: str, *, all_calls: bool) -> list[Finding]:
    """Look at everything of a running worker. Trunks and lines are those of one workspace.

    So are the live calls that are counted, unless somebody asks for whom all workspaces' are (`all_calls`).
    """
    loop = asyncio.get_running_loop()
    found = [await loop.run_in_executor(None, check) for check in offline_checks(offhook.settings)]
    found.append(_telephony(offhook, None if all_calls else workspace_id))
    found += await _trunks(offhook, workspace_id)
    found += await _numbers(offhook, workspace_id)
    found += await _emergency(offhook, workspace_id)
    found += await _speech(offhook, workspace_id)
    return found


def offline_checks(settings: Settings) -> list[Callable[[], Finding]]:
    """What can be looked at without a worker. They block."""
    checks = [partial(_disk, settings.data), partial(_database, settings.database_url), partial(_schema, settings)]
    return [*checks, partial(_asterisk, settings)] if settings.telephony == "asterisk" else [*checks]


def _disk(folder: Path) -> Finding:
    there = next((path for path in (folder.absolute(), *folder.absolute().parents) if path.exists()), Path("/"))
    free = shutil.disk_usage(there).free
    detail = f"{free / 1e9:.1f} GB free in {folder}"
    match disk_state(free):
        case State.BAD:
            return bad("disk", f"{detail}: calls can't be recorded much longer.", _MAKE_ROOM)
        case State.DOUBTFUL:
            return doubtful("disk", f"{detail}, which is little.", _MAKE_ROOM)
        case State.GOOD:
            return good("disk", detail)


def disk_state(free: int) -> State:
    """How a disk with so many free bytes is."""
    if free < TOO_LITTLE_DISK:
        return State.BAD
    return State.DOUBTFUL if free < LITTLE_DISK else State.GOOD


def _database(url: str) -> Finding:
    engine = open_engine(url, readonly=True)
    shown = engine.url.render_as_string(hide_password=True)
    path = Path(engine.url.database or "")
    if engine.dialect.name == "sqlite" and not path.exists():
        return doubtful("database", f"There is none at {path} yet: the first start makes it.")
    try:
        began = perf_counter()
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        took = (perf_counter() - began) * 1000
    except SQLAlchemyError as error:
        return bad("database", f"{shown} can't be read: {str(error).splitlines()[0]}", _DATABASE_AWAY)
    finally:
        engine.dispose()
    detail = f"{shown} answers in {took:.1f} ms"
    if took > SLOW_DATABASE_MS:
        return doubtful("database", f"{detail}, which is slow.", "Look what else uses its disk and its machine.")
    return good("database", detail)


def _schema(settings: Settings) -> Finding:
    engine = open_engine(settings.database_url, readonly=True)
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return doubtful("schema", "There is no database yet.")
    try:
        migrate.check(engine)
    except Problem as problem:
        return bad("schema", problem.detail)
    except SQLAlchemyError as error:
        return bad("schema", str(error).splitlines()[0])
    finally:
        engine.dispose()
    return good("schema", f"{migrate.newest()}, the newest")


def _asterisk(settings: Settings) -> Finding:
    from offhook.telephony.asterisk import instance
    from offhook.telephony.asterisk.config import home
    from offhook.telephony.asterisk.installation import AsteriskUnavailable, locate

    try:
        found: AsteriskInstance = instance.load(locate().on_host(home(settings.asterisk.instance)))
        now = health(found)
    except (AsteriskUnavailable, OSError) as error:
        return bad("Asterisk", f"{str(error).rstrip('.')}.")
    if now.problems:
        return bad("Asterisk", " ".join(now.problems), _ASTERISK_AWAY)
    return good("Asterisk", f"{now.version}, up for {_duration(now.uptime or 0)}")


def _telephony(offhook: Worker, workspace_id: str | None) -> Finding:
    network = NETWORKS[offhook.settings.telephony]
    if not offhook.switchboard.ready:
        return bad("telephony", f"There is no connection to {network}: calls can't be placed.", _TRIES_AGAIN)
    live = sum(workspace_id in {None, call.workspace} for call in offhook.switchboard.live_calls.values())
    counted = f"{live} live call{'' if live == 1 else 's'}{' in all' if workspace_id is None else ''}"
    return good("telephony", f"connected to {network}, {counted}")


async def _trunks(offhook: Worker, workspace_id: str) -> list[Finding]:
    def every(conn: Connection) -> list[Trunk]:
        return trunks.every(conn, workspace_id)

    health_of = offhook.telephony.trunk_health()
    found = await offhook.storage.read(every)
    if not found:
        return [doubtful("trunks", "There are none: `offhook trunk add` connects a carrier.")]
    return [_trunk(trunk, health_of.get(TrunkId(trunk.id))) for trunk in found]


def _trunk(trunk: Trunk, now: TrunkHealth | None) -> Finding:
    part, where = f"trunk {trunk.name}", f"{trunk.host}:{trunk.port}"
    if not trunk.enabled:
        return doubtful(part, f"{where} is switched off", "Switch it on if it is to carry calls.")
    match now:
        case TrunkHealth(state=TrunkState.UP, registration=Registration.REJECTED, error=error):
            return doubtful(
                part, f"{where} answers, but {error}", "Check the username and the password with the carrier."
            )
        case TrunkHealth(state=TrunkState.UP, latency_ms=latency):
            return good(part, f"{where} answers" + ("" if latency is None else f" in {latency:.0f} ms"))
        case TrunkHealth(state=TrunkState.DOWN, error=error):
            return bad(part, f"{where} is down" + (f": {error}" if error else ""), _TRUNK_DOWN)
        case _:
            return doubtful(part, f"{where} has not been asked yet")


async def _numbers(offhook: Worker, workspace_id: str) -> list[Finding]:
    """Of accounts with carriers: whether the numbers under control still lead here, as it was last seen."""

    def look(conn: Connection) -> list[tuple[str, list[str]]]:
        accounts = carriers.every(conn, workspace_id)
        taken = [(each.trunk.name, numbers.every_taken(conn, workspace_id, each.trunk.id)) for each in accounts]
        return [(name, [said for each in of if (said := astray(each))]) for name, of in taken if of]

    return [
        doubtful(f"carrier {name}", f"{'; '.join(said)}.", _SET_AGAIN)
        if said
        else good(f"carrier {name}", "its numbers under control lead here")
        for name, said in await offhook.storage.read(look)
    ]


async def _emergency(offhook: Worker, workspace_id: str) -> list[Finding]:
    """Nothing where nobody has a softphone: then nobody can dial an emergency number."""

    def look(conn: Connection) -> tuple[bool, Usable | Unusable]:
        return bool(softphones.every(conn, workspace_id)), emergency.standing(conn, workspace_id)

    there, standing = await offhook.storage.read(look)
    if not there:
        return []
    match standing:
        case Usable(trunk_name=trunk, number=number):
            return [good("emergency calls", f"go over the trunk {trunk} and show {number}")]
        case Unusable(why=why):
            return [doubtful("emergency calls", f"{why} `offhook emergency set` changes that.")]


async def _speech(offhook: Worker, workspace_id: str) -> list[Finding]:
    from offhook.speech.voices import why_english

    def used(conn: Connection) -> list[str]:
        return sorted({line.language for line in lines.every(conn, workspace_id) if line.voice})

    if offhook.settings.telephony == "carriers":
        return [good("speech", "the carriers speak with their own voices")]
    voices = await offhook.network.voices()
    reasons = {language: why_english(voices, language) for language in await offhook.storage.read(used)}
    in_english = [doubtful(f"speech in {language}", reason) for language, reason in reasons.items() if reason]
    return [_voices(voices), *in_english]


def _voices(voices: Sequence[Engine]) -> Finding:
    languages = sorted({language for voice in voices for language in voice.languages})
    if not languages:
        return bad(
            "speech", "There is no voice: announcements can't be spoken.", "Install one: apt-get install espeak-ng."
        )
    known = ", ".join(languages) if len(languages) <= 8 else f"{len(languages)} languages"
    return good("speech", f"{len(voices)} voice{'' if len(voices) == 1 else 's'}: {known}")


def _duration(seconds: float) -> str:
    minutes = int(seconds // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
