"""Emergency calls from softphones over HTTP: over which trunk, showing which line. Owners set it up."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.emergency import service
from offhook.emergency.model import Emergency
from offhook.emergency.service import EmergencyLack, Unusable, Usable
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Offhook, Owning
from offhook.web.schemas import Strict

router = routes.router("/emergency", tag="emergency")


class EmergencyBody(Strict):
    """How emergency calls go out."""

    trunk: str = Field(description="Its name or id: one whose carrier takes emergency calls", examples=["lab"])
    line: str = Field(
        description="The line whose number is shown and called back, by number or id", examples=["+12025550100"]
    )
    address: str = Field(
        description="Where help is to come to. The owners' notice says it; the carrier must know it from you",
        examples=["1 Main Street, Springfield"],
    )


class EmergencyView(BaseModel):
    """How emergency calls from softphones go out, and whether they can."""

    works: bool = Field(
        description="Whether they can be made; else whoever dials one is told to use a mobile phone", examples=[True]
    )
    detail: str = Field(
        description="How, or why not, in words",
        examples=["Emergency calls go over the trunk lab and show +12025550100."],
    )
    lacks: EmergencyLack | None = Field(description="What keeps them from being made; null: nothing does")
    trunk: str | None = Field(description="Null: nothing is set up", examples=["trunk_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    line: str | None = Field(examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    address: str | None = Field(examples=["1 Main Street, Springfield"])


@router.get("")
async def get_emergency(offhook: Offhook, asking: Asking) -> EmergencyView:
    """How emergency calls from softphones go out, and whether they can."""
    return await offhook.storage.read(lambda conn: _view(conn, asking.workspace_id))


@router.put("")
async def set_emergency(body: EmergencyBody, offhook: Offhook, asking: Owning) -> EmergencyView:
    """Let softphones make emergency calls over this trunk, showing this line. For an owner only."""

    def put(conn: Connection) -> EmergencyView:
        service.save(conn, asking.workspace_id, body.trunk, body.line, body.address, offhook.clock.now())
        return _view(conn, asking.workspace_id)

    return await noted(offhook, asking, "set up emergency calls", put, look=_chosen, at="")


@router.delete("")
async def clear_emergency(offhook: Offhook, asking: Owning) -> EmergencyView:
    """Let softphones make no emergency calls: whoever dials one is told to use a mobile phone. For an owner only."""

    def clear(conn: Connection) -> EmergencyView:
        service.clear(conn, asking.workspace_id)
        return _view(conn, asking.workspace_id)

    return await noted(offhook, asking, "switched emergency calls off", clear, look=_chosen, at="")


def _chosen(conn: Connection, workspace_id: str, _: str) -> Emergency | None:
    return service.chosen(conn, workspace_id)


def _view(conn: Connection, workspace_id: str) -> EmergencyView:
    chosen, standing = service.chosen(conn, workspace_id), service.standing(conn, workspace_id)
    return EmergencyView(
        works=isinstance(standing, Usable),
        detail=_detail(standing),
        lacks=standing.lack if isinstance(standing, Unusable) else None,
        trunk=None if chosen is None else chosen.trunk_id,
        line=None if chosen is None else chosen.line_id,
        address=None if chosen is None else chosen.address,
    )


def _detail(standing: Usable | Unusable) -> str:
    match standing:
        case Usable(trunk_name=trunk, number=number):
            return f"Emergency calls go over the trunk {trunk} and show {number}."
        case Unusable(why=why):
            return why
