"""How the installation is: for load balancers without a key, for owners in detail."""

from __future__ import annotations

import asyncio

from pydantic import BaseModel, Field
from sqlalchemy import Connection, text

import offhook
from offhook.problems import Problem
from offhook.storage.errors import DatabaseAway, StorageClosed
from offhook.web import routes
from offhook.web.context import AtTheMachine, Offhook, Owning
from offhook.web.doctor import State, examine
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


class DoctorView(BaseModel):
    """What was looked at, and whether all of it works."""

    well: bool = Field(examples=[True])
    findings: list[FindingView]


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
        findings=[FindingView(part=each.part, state=each.state, detail=each.detail) for each in findings],
    )


async def _why_not_ready(worker: Worker) -> str | None:
    if not worker.switchboard.ready:
        network = "the practice network" if worker.settings.telephony == "practice" else "Asterisk"
        return f"There is no connection to {network}."
    try:
        async with asyncio.timeout(DATABASE_PATIENCE_S):
            await worker.storage.read(_ping)
    except (TimeoutError, DatabaseAway, StorageClosed):
        return "The database does not answer."
    return None


def _ping(conn: Connection) -> None:
    conn.execute(text("SELECT 1"))
