"""Phones of a line over HTTP: its PIN, the phones that it activated, landlines, and what their dialers ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel, Field, StrictBool
from sqlalchemy import Connection

from offhook.lines import service as lines
from offhook.people import service as people
from offhook.people import sessions
from offhook.people.keys import KeyHolder
from offhook.people.links import NewLink
from offhook.people.model import Role
from offhook.phones import intents, pins, service, store
from offhook.phones.intents import NewIntent
from offhook.phones.model import ConnectedBy, LinePin, Phone, PhoneKind
from offhook.phones.service import Most
from offhook.problems import conflict, forbidden
from offhook.settings import Settings
from offhook.web import invitations, routes
from offhook.web.changes import noted
from offhook.web.context import AskingForOneself, Managing, ManagingPeople, Offhook
from offhook.web.pages import Cursor, Limit, page_of
from offhook.web.phone_views import LinePhonePage, LinePhoneView, LinePinView
from offhook.web.schemas import Change, Strict, when

router = routes.router(tag="phones")


class LinePinBody(Strict):
    """Another PIN."""

    pin: str | None = Field(None, description="6 to 12 digits; null: one is chosen for you", examples=["48091735"])


class AddPhoneBody(Strict):
    """A telephone."""

    kind: PhoneKind = Field(
        PhoneKind.LANDLINE, description="A smartphone is activated by texting the PIN, too, where its line has texts"
    )
    line: str = Field(max_length=100, description="Its line's id or number", examples=["+12025550100"])
    number: str = Field(description="E.164, or national in the workspace's country", examples=["+12025550133"])
    name: str = Field("", description="What people call it; the number, unless given", examples=["Front desk"])


class ChangePhoneBody(Change):
    """What is to change."""

    name: str = Field("", examples=["Ann's mobile"])
    asks_key: StrictBool = Field(
        True, description="Whether a call that rings it first waits for a key", examples=[True]
    )


class DialerLinkView(BaseModel):
    """The link that opens a phone's dialer."""

    url: str = Field(
        description="To be opened once, within a day. It is shown this once and kept nowhere",
        examples=["https://phone.example.com/sign-in#link=q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c"],
    )
    expires_at: datetime = Field(examples=["2026-11-27T14:00:00Z"])


class DialIntentBody(Strict):
    """Whom this phone is about to call."""

    to: str = Field(description="E.164, or national in the workspace's country", examples=["+12025550122"])


class DialIntentView(BaseModel):
    """What the telephone is to dial now."""

    number: str = Field(description="The line's", examples=["+12025550100"])
    code: str = Field(
        description="Digits to be sent once it is answered, which prove the call; empty: none are needed",
        examples=["481516"],
    )
    expires_at: datetime = Field(description="Until when the call counts", examples=["2026-11-26T14:02:00Z"])


@router.get("/lines/{line}/pin")
async def get_line_pin(line: str, offhook: Offhook, asking: Managing, response: Response) -> LinePinView:
    """A line's PIN. Whoever texts it to the line makes their phone one of the line's."""
    response.headers["Cache-Control"] = "no-store"

    def find(conn: Connection) -> LinePin:
        found = lines.get(conn, asking.workspace_id, line)
        return pins.ensure(conn, offhook.secrets, asking.workspace_id, found.id, offhook.clock.now())

    return LinePinView.of(await offhook.storage.write(find))


@router.put("/lines/{line}/pin")
async def set_line_pin(
    line: str, body: LinePinBody, offhook: Offhook, asking: Managing, response: Response
) -> LinePinView:
    """Give a line another PIN. Phones that are active stay so; locks after wrong ones end."""
    response.headers["Cache-Control"] = "no-store"

    def put(conn: Connection) -> LinePin:
        found = lines.get(conn, asking.workspace_id, line)
        return pins.set_pin(conn, offhook.secrets, asking.workspace_id, found.id, body.pin, offhook.clock.now())

    return LinePinView.of(await noted(offhook, asking, "gave the line {} another PIN", put, look=lines.get, at=line))


@router.get("/phones")
async def list_line_phones(
    offhook: Offhook, asking: Managing, limit: Limit = 50, cursor: Cursor = None, line: str | None = None
) -> LinePhonePage:
    """The workspace's phones that work, or those of a `line`."""

    def find(conn: Connection) -> LinePhonePage:
        of = None if line is None else lines.get(conn, asking.workspace_id, line).id
        page, after = page_of(store.every(conn, asking.workspace_id, of), limit, cursor)
        seen = sessions.seen(conn, asking.workspace_id, [phone.id for phone in page])
        items = [LinePhoneView.of(phone, seen.get(phone.id)) for phone in page]
        return LinePhonePage(items=items, next=after, most=offhook.settings.most_phones)

    return await offhook.storage.read(find)


@router.post("/phones", status_code=201)
async def connect_phone(body: AddPhoneBody, offhook: Offhook, asking: Managing, response: Response) -> LinePhoneView:
    """Connect a telephone by its number: calls to the line ring it, and its dialer calls out with the line's number."""

    def connect(conn: Connection) -> Phone:
        return service.connect_by_number(
            conn,
            asking.workspace_id,
            body.line,
            body.kind,
            body.number,
            by=ConnectedBy.OWNER if asking.role is Role.OWNER else ConnectedBy.MANAGER,
            name=body.name,
            most=most_of(offhook.settings),
            now=offhook.clock.now(),
        )

    made = await noted(offhook, asking, "connected the phone {}", connect, look=service.get, made=_id_of)
    response.headers["Location"] = f"/api/v1/phones/{made.id}"
    return LinePhoneView.of(made, None)


@router.get("/phones/{phone}")
async def get_line_phone(phone: str, offhook: Offhook, asking: Managing) -> LinePhoneView:
    """One phone."""
    return await offhook.storage.read(lambda conn: _view(conn, service.get(conn, asking.workspace_id, phone)))


@router.patch("/phones/{phone}")
async def change_line_phone(phone: str, body: ChangePhoneBody, offhook: Offhook, asking: Managing) -> LinePhoneView:
    """Rename a phone, or say whether a call that rings it first waits for a key."""

    def change(conn: Connection) -> LinePhoneView:
        return _view(conn, service.change(conn, asking.workspace_id, phone, **body.given()))

    return await noted(offhook, asking, "changed the phone {}", change, look=service.get, at=phone)


@router.delete("/phones/{phone}", status_code=204)
async def revoke_line_phone(phone: str, offhook: Offhook, asking: Managing) -> None:
    """End a phone: its dialer is signed out at once, and the same PIN does not activate it again."""

    def revoke(conn: Connection) -> None:
        service.revoke(conn, asking.workspace_id, phone, offhook.clock.now())

    await noted(offhook, asking, "revoked the phone {}", revoke, look=service.get, at=phone)
    await offhook.softphones.changed()


@router.post("/phones/{phone}/link", status_code=201)
async def make_dialer_link(
    phone: str, request: Request, offhook: Offhook, asking: ManagingPeople, response: Response
) -> DialerLinkView:
    """Make the link that opens a phone's dialer, once: a landline's on a computer, a smartphone's on itself."""

    def make(conn: Connection) -> NewLink:
        found = service.get(conn, asking.workspace_id, phone)
        _check_owner(conn, asking, found)
        return service.make_link(conn, found, offhook.clock.now())

    response.headers["Cache-Control"] = "no-store"
    made = await noted(offhook, asking, "made a link for the dialer of {}", make, look=service.get, at=phone)
    base = invitations.base_url(request, offhook.settings.http)
    return DialerLinkView(url=made.url(base), expires_at=when(made.link.expires_at))


@router.post("/dial-intents", status_code=201)
async def prepare_call(body: DialIntentBody, offhook: Offhook, asking: AskingForOneself) -> DialIntentView:
    """Say whom this phone is about to call: its next call to its line, in time, is put through there."""

    def make(conn: Connection) -> NewIntent:
        if asking.phone_id is None:
            raise conflict(
                "not-a-phone",
                "It is no phone",
                "Only the dialer of a phone hands calls over to it: place a call instead.",
            )
        phone = service.get(conn, asking.workspace_id, asking.phone_id)
        return intents.make(conn, offhook.secrets.mac, phone, body.to, offhook.clock.now())

    made = await offhook.storage.write(make)
    return DialIntentView(number=made.number, code=made.code, expires_at=when(made.expires_at))


def most_of(settings: Settings) -> Most:
    """How many phones and agents a line may have."""
    return Most(settings.most_phones, settings.most_agents)


def _view(conn: Connection, phone: Phone) -> LinePhoneView:
    return LinePhoneView.of(phone, sessions.seen(conn, phone.workspace_id, [phone.id]).get(phone.id))


def _check_owner(conn: Connection, asking: KeyHolder, phone: Phone) -> None:
    owner = people.get(conn, phone.workspace_id, phone.member_id).role is Role.OWNER
    if owner and asking.role is not Role.OWNER:
        raise forbidden("Only an owner may open the dialer of an owner's phone.")


def _id_of(made: Any) -> str:
    return str(made.id)
