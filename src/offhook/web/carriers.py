"""Accounts with carriers over HTTP, and the addresses below which carriers tell what happens."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.carriers import service, store
from offhook.carriers.model import Account, CarrierKind
from offhook.networks import ByWebhook
from offhook.problems import conflict
from offhook.telephony.webhooks.addresses import PREFIX, About, Addresses
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, Managing, Offhook, Owning
from offhook.web.pages import Cursor, Limit, page_of
from offhook.web.schemas import Change, Strict
from offhook.web.trunks import TrunkView
from offhook.worker import Worker

router = routes.router("/carriers", tag="carriers")
hooks = APIRouter(prefix=PREFIX, include_in_schema=False)

_NO_CARRIERS = "This installation calls over SIP. To call over carriers by HTTP, set telephony to twiml."
_ACCOUNT = "AC0123456789abcdef0123456789abcdef"
_KEY = "SK0123456789abcdef0123456789abcdef"


class AddCarrierBody(Strict):
    """An account with Twilio, SignalWire or Telnyx. It becomes a trunk, which lines can use."""

    name: str = Field(description="Letters, digits, spaces and . _ -", examples=["twilio"])
    kind: CarrierKind = Field(examples=["twilio"])
    account: str = Field(description="The account's or project's id at the carrier", examples=[_ACCOUNT])
    key: str | None = Field(None, description="Twilio: the SID of the API key", examples=[_KEY])
    secret: str = Field(description="Of the API key; kept encrypted, never shown again", examples=["secret of the key"])
    tokens: list[str] = Field(
        min_length=1,
        max_length=service.MOST_TOKENS,
        description="What webhooks are signed with: auth token, signing key or public key; two while one is rotated",
        examples=[["token-of-the-account"]],
    )
    space: str = Field("", description="SignalWire: `acme` of acme.signalwire.com", examples=[""])
    application: str = Field("", description="Telnyx: the id of the TeXML application", examples=[""])
    calls_per_second: int = Field(1, description="What the carrier allows; 1 until you ask it for more", examples=[1])


class ChangeCarrierBody(Change):
    """What is to change. While a token is rotated give both."""

    secret: str = Field("", examples=["new secret of the key"])
    tokens: list[str] = Field([], max_length=service.MOST_TOKENS, examples=[["old-token-123", "new-token-456"]])
    calls_per_second: int = Field(1, examples=[5])


class CarrierView(BaseModel):
    """An account with a carrier; its secrets are never shown."""

    kind: CarrierKind
    account: str = Field(examples=[_ACCOUNT])
    calls_per_second: int = Field(examples=[1])
    voice_url: str = Field(
        description="To be set at the carrier as the numbers' address for calls (POST)",
        examples=["https://phone.example.com/carriers/trunk_01kb3fjj2m8w2x4y6z0a1b2c3d/in"],
    )
    status_url: str = Field(
        description="To be set there as the numbers' address for changes of a call's status (POST)",
        examples=["https://phone.example.com/carriers/trunk_01kb3fjj2m8w2x4y6z0a1b2c3d/in-status"],
    )
    trunk: TrunkView

    @classmethod
    def of(cls, account: Account, offhook: Worker) -> CarrierView:
        """From the store's, with how it was last seen."""
        addresses = Addresses(offhook.settings.http.public_url or "")
        return cls(
            kind=account.kind,
            account=account.account,
            calls_per_second=account.calls_per_second,
            voice_url=addresses.plain(account.trunk.id, About.INCOMING),
            status_url=addresses.plain(account.trunk.id, About.NUMBER_STATUS),
            trunk=TrunkView.of(account.trunk, offhook),
        )


class CarrierPage(BaseModel):
    """Accounts, by name."""

    items: list[CarrierView]
    next: str | None = Field(description="The `cursor` of the next page", examples=["trunk_01kb3fjj2m8w2x4y6z0a1b2c3d"])


@router.get("")
async def list_carriers(offhook: Offhook, asking: Asking, limit: Limit = 50, cursor: Cursor = None) -> CarrierPage:
    """The workspace's accounts with carriers, each with how it is now."""
    accounts = await offhook.storage.read(lambda conn: store.every(conn, asking.workspace_id))
    page, after = page_of([account.trunk for account in accounts], limit, cursor)
    shown = {trunk.id for trunk in page}
    return CarrierPage(
        items=[CarrierView.of(account, offhook) for account in accounts if account.trunk.id in shown], next=after
    )


@router.post("", status_code=201)
async def add_carrier(body: AddCarrierBody, offhook: Offhook, asking: Owning, response: Response) -> CarrierView:
    """Connect an account; whether the carrier takes its credentials, `trunk.health` says."""

    def add(conn: Connection) -> Account:
        if _by_webhook(offhook) is None:
            raise conflict("no-carriers", "Carriers can't be used here", _NO_CARRIERS)
        return service.add(
            conn,
            offhook.secrets,
            asking.workspace_id,
            body.name,
            kind=body.kind,
            account=body.account,
            key=body.key,
            secret=body.secret,
            tokens=body.tokens,
            space=body.space,
            application=body.application,
            calls_per_second=body.calls_per_second,
            now=offhook.clock.now(),
        )

    account = await noted(
        offhook, asking, "added the carrier {}", add, look=service.named, made=lambda made: made.trunk.id
    )
    await offhook.trunks_changed()
    await offhook.ask_trunk(account.trunk)
    response.headers["Location"] = f"/api/v1/carriers/{account.trunk.id}"
    return CarrierView.of(account, offhook)


class ReachView(BaseModel):
    """Whether carriers can call this installation."""

    address: str = Field(description="The public address", examples=["https://phone.example.com"])
    reached: bool = Field(examples=[True])
    error: str = Field(description="Why not, in words", examples=[""])
    ms: float | None = Field(description="How long the answer took", examples=[38.2])


@router.post("/check")
async def check_public_address(offhook: Offhook, asking: Managing) -> ReachView:
    """Ask for the public address as a carrier does, and see whether this very installation answers."""
    network = _by_webhook(offhook)
    if network is None:
        raise conflict("no-carriers", "Carriers can't be used here", _NO_CARRIERS)
    found = await network.reaching.ask()
    return ReachView(address=found.address, reached=found.reached, error=found.error, ms=found.ms)


@router.get("/{trunk}")
async def get_carrier(trunk: str, offhook: Offhook, asking: Asking) -> CarrierView:
    """One account, by its trunk's id."""
    found = await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id, trunk))
    return CarrierView.of(found, offhook)


@router.patch("/{trunk}")
async def change_carrier(trunk: str, body: ChangeCarrierBody, offhook: Offhook, asking: Owning) -> CarrierView:
    """Change secrets and pace. The name, and whether calls may use it, are the trunk's, as its removal is."""

    def change(conn: Connection) -> Account:
        return service.change(conn, offhook.secrets, asking.workspace_id, trunk, **body.given())

    account = await noted(offhook, asking, "changed the carrier {}", change, look=service.named, at=trunk)
    await offhook.trunks_changed()
    return CarrierView.of(account, offhook)


@hooks.get("/check/{nonce}")
async def carrier_check(nonce: str, offhook: Offhook) -> Response:
    """What only this installation answers, for whoever asks whether the public address leads here."""
    network = _by_webhook(offhook)
    if network is None:
        return Response(status_code=404)
    return Response(network.reaching.proof(nonce), media_type="text/plain")


@hooks.get("/sounds/{name:path}")
async def carrier_sound(name: str, offhook: Offhook) -> Response:
    """A sound that a carrier fetches."""
    network = _by_webhook(offhook)
    found = None if network is None else await network.sound(name.removesuffix(".wav"))
    if found is None:
        return Response(status_code=404)
    return Response(found, media_type="audio/wav", headers={"Cache-Control": "max-age=3600"})


@hooks.post("/{path:path}")
async def carrier_webhook(path: str, request: Request, offhook: Offhook) -> Response:
    """What a carrier tells, or asks: believed by its signature over the address as it came."""
    del path
    network = _by_webhook(offhook)
    if network is None:
        return Response(status_code=404)
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    target = (raw + (b"?" + query if query else b"")).decode("latin-1")
    headers = {name.lower(): value for name, value in request.headers.items()}
    reply = await network.webhook(target, headers, await request.body())
    return Response(reply.body, status_code=reply.status, media_type=None, headers={"Content-Type": reply.kind})


def _by_webhook(offhook: Worker) -> ByWebhook | None:
    """The network, where carriers call it."""
    return cast(ByWebhook, offhook.network) if offhook.settings.telephony == "twiml" else None
