"""Softphones over HTTP: members' own SIP phones and browser phones, their secrets, and how they stand."""

from __future__ import annotations

from datetime import datetime

from fastapi import Response
from pydantic import BaseModel, Field, StrictBool
from sqlalchemy import Connection

from offhook.calls.values import Device
from offhook.people.keys import KeyHolder
from offhook.people.model import Role
from offhook.problems import forbidden
from offhook.softphones import service, store
from offhook.softphones.ice import IceServer, ice_servers
from offhook.softphones.model import Credentials, Kind, NewSoftphone, Softphone
from offhook.softphones.presence import Standing
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import AskingForOneself, AskingForOwn, Offhook, refuse_phone
from offhook.web.pages import Cursor, Limit, page_of
from offhook.web.schemas import Change, MadeAt, Strict, when, when_if
from offhook.web.sip_socket import PATH
from offhook.worker import Worker

router = routes.router("/softphones", tag="softphones")


class AddSoftphoneBody(Strict):
    """A softphone of a member."""

    kind: Kind = Field(description="A SIP phone, or the phone in the browser", examples=["sip"])
    name: str = Field("", description="What its owner calls it", examples=["Desk"])
    member: str | None = Field(
        None, description="Whose it is: you, unless given", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )


class ChangeSoftphoneBody(Change):
    """What is to change."""

    name: str = Field("", examples=["Kitchen"])
    on: StrictBool = Field(True, description="Off: calls don't ring it, signed in or not", examples=[False])
    line: str | None = Field(
        None,
        description="The line that its calls show, by number or id; null: the only one there is",
        examples=["+12025550100"],
    )


class PageBody(Strict):
    """A page that wants to sign in."""

    username: str | None = Field(
        None,
        max_length=32,
        description="The page's own, from before: the same page with a new secret",
        examples=["k7m2p9x4w3nq"],
    )


class ServerView(BaseModel):
    """Where a phone signs in."""

    host: str | None = Field(
        description="Null where there is nothing that a phone could reach: on the practice network",
        examples=["192.0.2.1"],
    )
    port: int = Field(description="Over UDP and TCP", examples=[5060])
    tls_port: int = Field(examples=[5061])


class IceServerView(BaseModel):
    """STUN or TURN servers, by which a page finds a way for its audio."""

    urls: list[str] = Field(examples=[["turn:turn.example.com:3478"]])
    username: str = Field(description="Empty for STUN, which asks for none", examples=["1795312800:k7m2p9x4w3nq"])
    credential: str = Field(description="Good for some hours", examples=["bJ1V0x0m0Yk4w4pYl1Lq1mC2o9U="])

    @classmethod
    def of(cls, server: IceServer) -> IceServerView:
        """From the settings'."""
        return cls(urls=list(server.urls), username=server.username, credential=server.credential)


class CredentialsView(BaseModel):
    """What signs a softphone in. The secret is shown this once and kept nowhere."""

    username: str = Field(examples=["k7m2p9x4w3nq"])
    secret: str = Field(examples=["h4tq8yx2m6rk9wz3pd7nc5vb"])
    realm: str = Field(examples=["sip"])
    expires_at: datetime | None = Field(
        description="When a page must have taken another secret; null: never", examples=["2026-11-21T14:10:00Z"]
    )
    server: ServerView
    socket: str | None = Field(
        description="Where on this origin a page opens its WebSocket; null for a SIP phone, and on practice networks",
        examples=["/sip/Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z"],
    )
    ice_servers: list[IceServerView] = Field(description="For a page; as set up in `browser_phone`")

    @classmethod
    def of(cls, credentials: Credentials, offhook: Worker) -> CredentialsView:
        """From the service's."""
        server = offhook.network.sip_server()
        is_page = credentials.expires_at is not None and server.websocket is not None
        return cls(
            username=credentials.username,
            secret=credentials.secret,
            realm=server.realm,
            expires_at=when_if(credentials.expires_at),
            server=ServerView(host=server.host, port=server.port, tls_port=server.tls_port),
            socket=PATH + offhook.softphones.sockets.ticket(credentials.username) if is_page else None,
            ice_servers=[
                IceServerView.of(each)
                for each in ice_servers(offhook.settings.browser_phone, credentials.username, offhook.clock.now())
            ]
            if is_page
            else [],
        )


class DeviceView(BaseModel):
    """A phone or page that is signed in."""

    reachable: bool = Field(description="Whether it answers when it is asked, every few seconds", examples=[True])
    since: datetime = Field(examples=["2026-11-21T14:00:00.250000Z"])
    address: str = Field(examples=["192.0.2.7:5060"])
    agent: str = Field(description="What it calls itself", examples=["Desk phone 1.0"])

    @classmethod
    def of(cls, device: Device) -> DeviceView:
        """From the network's."""
        return cls(reachable=device.reachable, since=when(device.since), address=device.address, agent=device.agent)


class SoftphoneView(BaseModel):
    """A softphone, and how it stands now."""

    id: str = Field(examples=["softphone_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    member: str = Field(examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    kind: Kind
    name: str = Field(examples=["Desk"])
    on: bool = Field(description="Whether calls ring it while it is signed in", examples=[True])
    line: str | None = Field(
        description="The line that its calls show; null: the only one there is",
        examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )
    state: Standing
    since: datetime | None = Field(
        description="Since when; null: since before Offhook was started", examples=["2026-11-21T14:00:00.250000Z"]
    )
    devices: list[DeviceView] = Field(description="The phones and pages that are signed in, the longest first")
    last_seen: DeviceView | None = Field(description="Where it was signed in last, once it is no more")
    created_at: MadeAt

    @classmethod
    def of(cls, phone: Softphone, offhook: Worker) -> SoftphoneView:
        """From the store's, with how it stands."""
        presence = offhook.softphones.presence(phone)
        return cls(
            id=phone.id,
            member=phone.member_id,
            kind=phone.kind,
            name=phone.name,
            on=phone.switched_on,
            line=phone.line_id,
            state=presence.standing,
            since=when_if(presence.since),
            devices=[DeviceView.of(device) for device in presence.devices],
            last_seen=None if presence.last_seen is None else DeviceView.of(presence.last_seen),
            created_at=when(phone.created_at),
        )


class NewSoftphoneView(BaseModel):
    """A softphone that was just made, or given another secret."""

    softphone: SoftphoneView
    credentials: CredentialsView | None = Field(description="Null for a browser's: its pages ask for theirs")


class SoftphonePage(BaseModel):
    """Softphones, the oldest first."""

    items: list[SoftphoneView]
    next: str | None = Field(
        description="The `cursor` of the next page", examples=["softphone_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )


@router.get("")
async def list_softphones(
    offhook: Offhook, asking: AskingForOwn, limit: Limit = 50, cursor: Cursor = None, member: str | None = None
) -> SoftphonePage:
    """The workspace's softphones, or a member's, each with how it stands; an agent is shown their own."""
    whose = asking.member_id if asking.role is Role.AGENT else member
    phones = await offhook.storage.read(lambda conn: store.every(conn, asking.workspace_id, whose))
    page, after = page_of(phones, limit, cursor)
    return SoftphonePage(items=[SoftphoneView.of(phone, offhook) for phone in page], next=after)


@router.post("", status_code=201)
async def add_softphone(
    body: AddSoftphoneBody, offhook: Offhook, asking: AskingForOwn, response: Response
) -> NewSoftphoneView:
    """Make a softphone: yours, or as an owner or a manager anybody's. A SIP phone's secret is shown this once."""
    member = body.member or asking.member_id
    _check_mine(asking, member)
    if body.kind is Kind.SIP:
        refuse_phone(asking)

    def add(conn: Connection) -> NewSoftphone:
        now = offhook.clock.now()
        return service.add(conn, offhook.secrets, asking.workspace_id, member, body.kind, body.name, now=now)

    words = "added the softphone {}"
    made = await noted(offhook, asking, words, add, look=service.get, made=lambda made: made.softphone.id)
    await offhook.softphones.changed()
    response.headers["Location"] = f"/api/v1/softphones/{made.softphone.id}"
    return _new(made, offhook)


@router.get("/{softphone}")
async def get_softphone(softphone: str, offhook: Offhook, asking: AskingForOwn) -> SoftphoneView:
    """One softphone, with how it stands."""
    return SoftphoneView.of(await offhook.storage.read(lambda conn: _mine(conn, asking, softphone)), offhook)


@router.patch("/{softphone}")
async def change_softphone(
    softphone: str, body: ChangeSoftphoneBody, offhook: Offhook, asking: AskingForOwn
) -> SoftphoneView:
    """Rename it, switch it on or off, or choose its line. One that is switched off stays signed in."""

    def change(conn: Connection) -> Softphone:
        _mine(conn, asking, softphone)
        return service.change(conn, asking.workspace_id, softphone, **body.given(), now=offhook.clock.now())

    changed = await noted(offhook, asking, "changed the softphone {}", change, look=service.get, at=softphone)
    await offhook.softphones.changed()
    return SoftphoneView.of(changed, offhook)


@router.post("/{softphone}/rotate")
async def rotate_softphone(softphone: str, offhook: Offhook, asking: AskingForOwn) -> NewSoftphoneView:
    """Give a SIP phone another user name and secret, shown this once. It is signed out at once."""

    refuse_phone(asking)

    def rotate(conn: Connection) -> NewSoftphone:
        phone, now = _mine(conn, asking, softphone), offhook.clock.now()
        return NewSoftphone(phone, service.rotate(conn, offhook.secrets, asking.workspace_id, softphone, now))

    words = "gave the softphone {} another secret"
    made = await noted(offhook, asking, words, rotate, look=service.get, at=softphone)
    await offhook.softphones.changed()
    return _new(made, offhook)


@router.post("/{softphone}/browser-credentials")
async def sign_page_in(softphone: str, body: PageBody, offhook: Offhook, asking: AskingForOneself) -> CredentialsView:
    """Credentials for a page of your own browser phone, good for ten minutes: ask again before, with its user name."""

    def sign_in(conn: Connection) -> Credentials:
        phone, now = _mine(conn, asking, softphone), offhook.clock.now()
        if phone.member_id != asking.member_id:
            raise forbidden("Only its owner signs in with a browser phone.")
        return service.sign_page_in(conn, offhook.secrets, asking.workspace_id, softphone, body.username, now)

    credentials = await offhook.storage.write(sign_in)
    await offhook.softphones.changed()
    return CredentialsView.of(credentials, offhook)


@router.delete("/{softphone}", status_code=204)
async def remove_softphone(softphone: str, offhook: Offhook, asking: AskingForOwn) -> None:
    """Remove a softphone: it is signed out at once."""

    refuse_phone(asking)

    def remove(conn: Connection) -> None:
        _mine(conn, asking, softphone)
        service.remove(conn, asking.workspace_id, softphone)

    await noted(offhook, asking, "removed the softphone {}", remove, look=service.get, at=softphone)
    await offhook.softphones.changed()


def _mine(conn: Connection, asking: KeyHolder, softphone: str) -> Softphone:
    """A softphone that the asker may see and change.

    Raises:
        Problem: this workspace has no such softphone, or it is another member's.
    """
    found = service.get(conn, asking.workspace_id, softphone)
    _check_mine(asking, found.member_id)
    return found


def _check_mine(asking: KeyHolder, member: str) -> None:
    if asking.role is Role.AGENT and member != asking.member_id:
        raise forbidden("You may see and change your own softphones; only an owner or a manager may do so for others.")


def _new(made: NewSoftphone, offhook: Worker) -> NewSoftphoneView:
    credentials = None if made.credentials is None else CredentialsView.of(made.credentials, offhook)
    return NewSoftphoneView(softphone=SoftphoneView.of(made.softphone, offhook), credentials=credentials)
