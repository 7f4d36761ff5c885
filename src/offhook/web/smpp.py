"""Over which SMSC a trunk's lines text, over HTTP."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field, StrictBool
from sqlalchemy import Connection

from offhook.calls.values import TrunkId
from offhook.problems import conflict
from offhook.telephony.smpp.texting import SmppTexting
from offhook.trunks import service as trunks
from offhook.trunks import smpp
from offhook.trunks.model import Smpp
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Offhook, Owning
from offhook.web.schemas import Strict

router = routes.router("/trunks/{trunk}/smpp", tag="trunks")


class SmppBody(Strict):
    """Where the SMSC is, and as whom it knows you (SMPP 3.4, bind_transceiver)."""

    host: str = Field(max_length=253, examples=["smpp.example.com"])
    port: int | None = Field(None, description="Null: 3550 with TLS, 2775 without", examples=[3550])
    tls: StrictBool = Field(True, description="Without it everybody on the way reads the texts", examples=[True])
    system_id: str = Field(examples=["acme"])
    password: str | None = Field(
        None, description="Kept encrypted, never shown again; null: the one before", examples=["s3cret"]
    )
    system_type: str = Field("", examples=[""])


class SmppView(BaseModel):
    """An SMSC; its password is never shown."""

    host: str = Field(examples=["smpp.example.com"])
    port: int = Field(examples=[3550])
    tls: bool = Field(examples=[True])
    system_id: str = Field(examples=["acme"])
    system_type: str = Field(examples=[""])
    connected: bool = Field(description="Whether texts can be sent now", examples=[True])
    error: str = Field(description="Why not, in words", examples=[""])

    @classmethod
    def of(cls, found: Smpp, offhook: Offhook) -> SmppView:
        """From the store's, with how it is now."""
        texting = offhook.texting
        trouble = texting.trouble(TrunkId(found.trunk_id)) if isinstance(texting, SmppTexting) else None
        return cls(
            host=found.host,
            port=found.port,
            tls=found.tls,
            system_id=found.system_id,
            system_type=found.system_type,
            connected=trouble == "",
            error="the trunk is switched off" if trouble is None else trouble,
        )


@router.get("")
async def get_smsc(trunk: str, offhook: Offhook, asking: Asking) -> SmppView:
    """Over which SMSC a trunk's lines text, and how it is now."""
    found = await offhook.storage.read(lambda conn: smpp.get(conn, asking.workspace_id, trunk))
    return SmppView.of(found, offhook)


@router.put("")
async def set_smsc(trunk: str, body: SmppBody, offhook: Offhook, asking: Owning) -> SmppView:
    """Have a trunk's lines text over an SMSC. It is connected to at once; how it went is told."""

    def put(conn: Connection) -> Smpp:
        trunks.get(conn, asking.workspace_id, trunk)
        if not isinstance(offhook.texting, SmppTexting):
            detail = "Texts go over SMPP where calls go over Asterisk: this installation has another network."
            raise conflict("no-smpp", "SMPP can't be used here", detail)
        return smpp.put(conn, offhook.secrets, asking.workspace_id, trunk, **body.model_dump())

    found = await noted(offhook, asking, "changed the SMSC of {}", put, look=_look, at=trunk)
    await offhook.trunks_changed()
    if isinstance(offhook.texting, SmppTexting):
        await offhook.texting.tried(TrunkId(found.trunk_id))
    return SmppView.of(found, offhook)


@router.delete("", status_code=204)
async def remove_smsc(trunk: str, offhook: Offhook, asking: Owning) -> None:
    """Have its lines text no more."""

    def remove(conn: Connection) -> None:
        smpp.remove(conn, asking.workspace_id, trunk)

    await noted(offhook, asking, "removed the SMSC of {}", remove, look=_look, at=trunk)
    await offhook.trunks_changed()


def _look(conn: Connection, workspace_id: str, trunk: str) -> dict[str, Any]:
    """For the audit log: nothing that opens anything."""
    found, of = smpp.get(conn, workspace_id, trunk), trunks.get(conn, workspace_id, trunk)
    return {"id": of.id, "name": of.name, "host": found.host, "port": found.port, "system_id": found.system_id}
