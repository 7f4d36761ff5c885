"""Trunks over HTTP: SIP connections to carriers, and how they are."""

from __future__ import annotations

from fastapi import Response
from pydantic import BaseModel, Field, StrictBool
from sqlalchemy import Connection

from offhook.calls.values import TrunkId
from offhook.carriers import service as carriers
from offhook.lines import service as lines
from offhook.numbers import NumberFormat
from offhook.telephony.port import Registration, TrunkHealth, TrunkState
from offhook.trunks import service, smpp, store
from offhook.trunks.model import Codec, Transport, Trunk
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook, Owning
from offhook.web.pages import Cursor, Limit, page_of
from offhook.web.schemas import Change, MadeAt, Strict, when

router = routes.router("/trunks", tag="trunks")

_FOREIGN = (
    "Whether its carrier shows numbers that it did not give out. Then members with the right to it may let either side "
    "of a call see the other's number"
)
_UNKNOWN = TrunkHealth(TrunkState.UNCHECKED)


class AddTrunkBody(Strict):
    """A SIP peer, by its address alone or with an account."""

    name: str = Field(description="Letters, digits, spaces and . _ -", examples=["lab"])
    host: str = Field(description="IP address or host name of the carrier", examples=["127.0.0.1"])
    port: int | None = Field(None, description="The transport's usual one unless given", examples=[5090])
    transport: Transport = Transport.UDP
    username: str | None = Field(None, description="With a password, for digest authentication", examples=[None])
    password: str | None = Field(None, description="Kept encrypted, never shown again", examples=[None])
    register_: bool = Field(False, alias="register", description="Whether to register with the carrier")
    codecs: list[Codec] = Field(
        list(service.DEFAULT_CODECS), max_length=20, description="In the order of preference", examples=[["alaw"]]
    )
    number_format: NumberFormat = Field(NumberFormat.E164, description="How the carrier wants numbers written")
    country: str | None = Field(
        None, description="For national numbers (ISO 3166); the workspace's unless given", examples=["US"]
    )
    foreign_caller_ids: StrictBool = Field(False, description=_FOREIGN)


class ChangeTrunkBody(Change):
    """What is to change. Username and password go together: null takes them away."""

    name: str = Field("", examples=["lab"])
    host: str = Field("", examples=["sip.example.com"])
    port: int = Field(5060, examples=[5061])
    transport: Transport = Field(Transport.UDP, examples=["tls"])
    username: str | None = Field(None, examples=["acme"])
    password: str | None = Field(None, examples=["kept encrypted"])
    register_: bool = Field(False, alias="register", examples=[True])
    codecs: list[Codec] = Field([], max_length=20, examples=[["g722", "alaw"]])
    number_format: NumberFormat = NumberFormat.E164
    country: str = Field("", examples=["US"])
    foreign_caller_ids: StrictBool = Field(False, description=_FOREIGN, examples=[True])
    enabled: bool = Field(True, description="Whether calls may use it", examples=[False])


class TrunkHealthView(BaseModel):
    """What is known of a trunk, from asking it regularly (SIP OPTIONS)."""

    state: TrunkState
    latency_ms: float | None = Field(description="How long its last answer took, where that is known", examples=[12.5])
    error: str = Field(description="What went wrong last, in words", examples=[""])
    registration: Registration | None = Field(
        description="How it stands with the carrier; null unless it registers", examples=["registered"]
    )


class TrunkView(BaseModel):
    """A trunk; its password is never shown."""

    id: str = Field(examples=["trunk_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(examples=["lab"])
    host: str = Field(examples=["127.0.0.1"])
    port: int = Field(examples=[5090])
    transport: Transport
    username: str | None = Field(examples=["acme"])
    has_password: bool = Field(examples=[True])
    register_: bool = Field(serialization_alias="register", examples=[False])
    codecs: list[Codec]
    number_format: NumberFormat
    country: str = Field(examples=["US"])
    foreign_caller_ids: bool = Field(description=_FOREIGN, examples=[False])
    enabled: bool = Field(description="Whether calls may use it", examples=[True])
    created_at: MadeAt
    health: TrunkHealthView

    @classmethod
    def of(cls, trunk: Trunk, offhook: Offhook, asked: TrunkHealth | None = None) -> TrunkView:
        """From the store's, with how it was last seen, or how it was found when it was asked."""
        health = asked or offhook.telephony.trunk_health().get(TrunkId(trunk.id), _UNKNOWN)
        return cls(
            id=trunk.id,
            name=trunk.name,
            host=trunk.host,
            port=trunk.port,
            transport=trunk.transport,
            username=trunk.username,
            has_password=trunk.has_password,
            register_=trunk.register,
            codecs=list(trunk.codecs),
            number_format=trunk.number_format,
            country=trunk.country,
            foreign_caller_ids=trunk.foreign_caller_ids,
            enabled=trunk.enabled,
            created_at=when(trunk.created_at),
            health=TrunkHealthView(
                state=health.state,
                latency_ms=health.latency_ms,
                error=health.error,
                registration=health.registration,
            ),
        )


class TrunkPage(BaseModel):
    """Trunks, by name."""

    items: list[TrunkView]
    next: str | None = Field(description="The `cursor` of the next page", examples=["trunk_01kb3fjj2m8w2x4y6z0a1b2c3d"])


@router.get("")
async def list_trunks(offhook: Offhook, asking: Asking, limit: Limit = 50, cursor: Cursor = None) -> TrunkPage:
    """The workspace's trunks, each with how it is now."""
    trunks = await offhook.storage.read(lambda conn: store.every(conn, asking.workspace_id))
    page, after = page_of(trunks, limit, cursor)
    return TrunkPage(items=[TrunkView.of(trunk, offhook) for trunk in page], next=after)


@router.post("", status_code=201)
async def add_trunk(body: AddTrunkBody, offhook: Offhook, asking: Owning, response: Response) -> TrunkView:
    """Connect a carrier."""

    def add(conn: Connection) -> Trunk:
        trunk = service.add(
            conn,
            offhook.secrets,
            asking.workspace_id,
            body.name,
            host=body.host,
            port=body.port,
            transport=body.transport,
            username=body.username,
            password=body.password,
            register=body.register_,
            codecs=body.codecs,
            number_format=body.number_format,
            country=body.country,
            foreign_caller_ids=body.foreign_caller_ids,
            now=offhook.clock.now(),
        )
        return offhook.check_trunk(conn, trunk)

    trunk = await noted(offhook, asking, "added the trunk {}", add, look=service.get, made=lambda made: made.id)
    await offhook.trunks_changed()
    response.headers["Location"] = f"/api/v1/trunks/{trunk.id}"
    return TrunkView.of(trunk, offhook)


@router.get("/{trunk}")
async def get_trunk(trunk: str, offhook: Offhook, asking: Asking) -> TrunkView:
    """One trunk, by its id, with how it is now."""
    found = await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id, trunk))
    return TrunkView.of(found, offhook)


@router.post("/{trunk}/test")
async def test_trunk(trunk: str, offhook: Offhook, asking: Managing) -> TrunkView:
    """Ask the trunk's far end now, and wait a few seconds for its answer: `health` says what came of it."""
    found = await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id, trunk))
    return TrunkView.of(found, offhook, await offhook.ask_trunk(found))


@router.patch("/{trunk}")
async def change_trunk(trunk: str, body: ChangeTrunkBody, offhook: Offhook, asking: Owning) -> TrunkView:
    """Change what is given. Live calls go on."""

    def change(conn: Connection) -> Trunk:
        given = body.given()
        if given.get("foreign_caller_ids"):
            carriers.refuse_foreign_caller_ids(conn, service.get(conn, asking.workspace_id, trunk))
        changed = service.change(conn, offhook.secrets, asking.workspace_id, trunk, **given)
        return offhook.check_trunk(conn, changed)

    changed = await noted(offhook, asking, "changed the trunk {}", change, look=service.get, at=trunk)
    await offhook.trunks_changed()
    return TrunkView.of(changed, offhook)


@router.delete("/{trunk}", status_code=204)
async def remove_trunk(trunk: str, offhook: Offhook, asking: Owning) -> None:
    """Remove a trunk that no line uses."""

    def remove(conn: Connection) -> None:
        carriers.forget(conn, asking.workspace_id, trunk)
        smpp.remove(conn, asking.workspace_id, trunk)
        lines.remove_trunk(conn, asking.workspace_id, trunk, offhook.clock.now())

    await noted(offhook, asking, "removed the trunk {}", remove, look=service.get, at=trunk)
    await offhook.trunks_changed()
