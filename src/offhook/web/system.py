"""How the installation is: for load balancers without a key, for owners in detail, with copies of its database."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Literal

from pydantic import BaseModel, Field
from sqlalchemy import Connection, text

import offhook
from offhook.networks import NETWORKS
from offhook.problems import Problem
from offhook.storage.backups import KEPT
from offhook.storage.errors import DatabaseAway, StorageClosed
from offhook.web import machine, routes
from offhook.web.changes import noted
from offhook.web.context import AtTheMachine, Offhook, Owning
from offhook.web.doctor import State, examine
from offhook.web.language import said
from offhook.web.schemas import MadeAt, when
from offhook.worker import Worker

router = routes.router(tag="system")

DATABASE_PATIENCE_S = 2.0


class HealthView(BaseModel):
    """A worker that takes calls."""

    live: bool = Field(examples=[True])
    ready: bool = Field(description="Whether calls can be placed", examples=[True])
    version: str = Field(examples=["0.1.0"])


class FindingView(BaseModel):
    """One part of the installation, and how it is."""

    part: str = Field(examples=["database"])
    state: State
    detail: str = Field(examples=["sqlite:///var/data/offhook.db answers in 0.2 ms"])
    advice: str = Field(
        description="What to do about it; empty where nothing is to be done, or the detail says it",
        examples=["Check its address, and test it; if that is right, ask the carrier."],
    )


class DoctorView(BaseModel):
    """What was looked at, and whether all of it works."""

    well: bool = Field(examples=[True])
    findings: list[FindingView]


class VersionView(BaseModel):
    """Something that Offhook is or stands on."""

    name: str = Field(examples=["Python"])
    version: str = Field(description="Empty where it does not answer", examples=["3.11.2"])


class WorkerView(BaseModel):
    """The worker that answers."""

    started_at: MadeAt
    memory: int = Field(description="Bytes", examples=[142_000_000])
    live_calls: int = Field(description="Of the workspace", examples=[2])
    telephony: Literal["asterisk", "carriers", "practice"]
    connected: bool = Field(description="Whether calls can be placed", examples=[True])


class DiskView(BaseModel):
    """A disk that Offhook writes to, in bytes."""

    folder: str = Field(examples=["/var/lib/offhook"])
    free: int = Field(examples=[48_200_000_000])
    total: int = Field(examples=[105_000_000_000])
    state: State


class SpaceView(BaseModel):
    """What Offhook itself takes, in bytes."""

    database: int | None = Field(description="Null for PostgreSQL", examples=[52_428_800])
    voicemails: int = Field(examples=[910_000_000])
    backups: int = Field(examples=[210_000_000])


class SystemView(BaseModel):
    """What the installation runs on, and how full it is."""

    versions: list[VersionView]
    worker: WorkerView
    disks: list[DiskView]
    used: SpaceView


class BackupView(BaseModel):
    """A copy of the database on this machine."""

    name: str = Field(examples=["offhook-2026-11-21T140000Z.db"])
    made_at: MadeAt
    size: int = Field(description="Bytes", examples=[52_428_800])


class BackupsView(BaseModel):
    """The copies of the database that Offhook keeps, and the one that is being made."""

    folder: str = Field(examples=["/var/lib/offhook/backups"])
    items: list[BackupView] = Field(description="The newest first")
    kept: int = Field(description="How many are kept", examples=[7])
    progress: float | None = Field(
        description="How much of the one that is being made is there, from 0 to 1; null while none is", examples=[0.4]
    )
    failure: str = Field(description="Why the last one failed; empty where it didn't", examples=[""])
    instead: str = Field(
        description="What to do where Offhook makes no copies, as on PostgreSQL; empty where it does", examples=[""]
    )


@router.get("/health")
async def get_health(worker: Offhook) -> HealthView:
    """Whether calls can be placed: 200 when they can, 503 with the reason when not. Needs no key."""
    reason = await _why_not_ready(worker)
    if reason is not None:
        raise Problem("not-ready", "Calls can't be placed", reason, status=503, live=True, ready=False)
    return HealthView(live=True, ready=True, version=offhook.__version__)


@router.get("/doctor")
async def get_doctor(worker: Offhook, asking: Owning, by_operator: AtTheMachine) -> DoctorView:
    """Look at every part of the installation, and at the workspace's trunks, lines and calls. For owners."""
    findings = await examine(worker, asking.workspace_id, all_calls=by_operator)
    return DoctorView(
        well=all(finding.state is not State.BAD for finding in findings),
        findings=[
            FindingView(part=said(each.part), state=each.state, detail=said(each.detail), advice=said(each.advice))
            for each in findings
        ],
    )


@router.get("/system")
async def get_system(worker: Offhook, asking: Owning) -> SystemView:
    """What the installation runs on, and how full it is. For owners."""
    calls = worker.switchboard.live_calls.values()
    found, disks, used, memory = await asyncio.gather(
        machine.versions(worker),
        asyncio.to_thread(machine.disks, worker),
        asyncio.to_thread(machine.used, worker.settings),
        asyncio.to_thread(machine.memory),
    )
    return SystemView(
        versions=[VersionView(name=each.name, version=each.version) for each in found],
        worker=WorkerView(
            started_at=when(worker.started_at),
            memory=memory,
            live_calls=sum(call.workspace == asking.workspace_id for call in calls),
            telephony=worker.settings.telephony,
            connected=worker.switchboard.ready,
        ),
        disks=[DiskView(folder=each.folder, free=each.free, total=each.total, state=each.state) for each in disks],
        used=SpaceView(database=used.database, voicemails=used.voicemails, backups=used.backups),
    )


@router.get("/backups")
async def list_backups(worker: Offhook, asking: Owning) -> BackupsView:
    """The copies of the database on this machine, and how far the one is that is being made. For owners.

    They stay on the machine: each holds all workspaces.
    """
    return await _backups(worker)


@router.post("/backups", status_code=202)
async def make_backup(worker: Offhook, asking: Owning) -> BackupsView:
    """Begin to copy the database. The answer comes before the copy is whole: `GET` tells how far it is."""
    worker.backups.begin()
    asyncio.get_running_loop().run_in_executor(None, _make, worker)
    await noted(worker, asking, "made a backup of the database", _nothing)
    return await _backups(worker)


def _make(worker: Worker) -> None:
    with contextlib.suppress(Problem):  # `failure` tells
        worker.backups.make(worker.clock.now())


async def _backups(worker: Worker) -> BackupsView:
    backups = worker.backups
    kept = await asyncio.to_thread(backups.kept)
    return BackupsView(
        folder=str(backups.folder),
        items=[BackupView(name=each.name, made_at=when(each.made_at), size=each.size) for each in kept],
        kept=KEPT,
        progress=backups.progress,
        failure=said(backups.failure),
        instead=said(backups.instead),
    )


def _nothing(conn: Connection) -> None:
    """What is done is not in the database."""


async def _why_not_ready(worker: Worker) -> str | None:
    if not worker.switchboard.ready:
        network = NETWORKS[worker.settings.telephony]
        return f"There is no connection to {network}."
    try:
        async with asyncio.timeout(DATABASE_PATIENCE_S):
            await worker.storage.read(_ping)
    except (TimeoutError, DatabaseAway, StorageClosed):
        return "The database does not answer."
    return None


def _ping(conn: Connection) -> None:
    conn.execute(text("SELECT 1"))
