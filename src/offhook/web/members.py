"""Members over HTTP: the people of a workspace."""

from __future__ import annotations

from fastapi import Response
from pydantic import BaseModel, Field, StrictBool
from sqlalchemy import Connection

from offhook.people import pins, service, store
from offhook.people.keys import KeyHolder
from offhook.people.model import Copies, Member, Role
from offhook.phones import service as phones
from offhook.problems import forbidden
from offhook.routing import service as routing
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import Asking, AskingForOneself, AskingForPerson, ManagingPeople, Offhook, refuse_phone
from offhook.web.pages import Cursor, Limit, page_of
from offhook.web.schemas import Change, MadeAt, Strict, when

router = routes.router("/members", tag="members")

_MAY_UNMASK = (
    "Whether they may let either side of a call that they place see the other's number, in place of the line's"
)


class AddMemberBody(Strict):
    """A person of the workspace."""

    name: str = Field(examples=["Ann"])
    role: Role = Field(Role.AGENT, description="An owner may do everything, a manager set things up, an agent call")
    email: str | None = Field(None, examples=["ann@example.com"])
    number: str | None = Field(
        None, description="Their own phone; else remembered from their first call", examples=["+12025550111"]
    )
    extension: str | None = Field(
        None, description="2 to 6 digits: colleagues dial it on their softphones", examples=["201"]
    )


class ChangeMemberBody(Change):
    """What is to change. Members themselves may change their own number, and how they are told of texts."""

    name: str = Field("", examples=["Ann Lee"])
    role: Role = Field(Role.AGENT, examples=["manager"])
    email: str | None = Field(None, examples=["ann@example.com"])
    number: str | None = Field(None, examples=["+12025550111"])
    extension: str | None = Field(None, description="2 to 6 digits", examples=["201"])
    copies: Copies = Field(
        Copies.PUSH,
        description="On duty, how they are told of texts and voicemails: by texts to their own number, by the "
        "notifications of their browsers, or not at all",
        examples=["text"],
    )
    may_unmask: StrictBool = Field(False, description=f"{_MAY_UNMASK}. Owners alone change it", examples=[True])
    active: bool = Field(
        True, description="False: gone; their keys stop working, records of their calls stay", examples=[False]
    )


class MemberView(BaseModel):
    """A member."""

    id: str = Field(examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(examples=["Ann"])
    role: Role
    email: str | None = Field(examples=["ann@example.com"])
    number: str | None = Field(
        description="Their own phone, which contacts don't see, but for calls of a member who may unmask",
        examples=["+12025550111"],
    )
    extension: str | None = Field(description="What colleagues dial on their softphones to call them", examples=["201"])
    copies: Copies = Field(description="On duty, how they are told of texts and voicemails", examples=["push"])
    may_unmask: bool = Field(description=_MAY_UNMASK, examples=[False])
    active: bool = Field(examples=[True])
    created_at: MadeAt

    @classmethod
    def of(cls, member: Member) -> MemberView:
        """From the store's."""
        return cls(
            id=member.id,
            name=member.name,
            role=member.role,
            email=member.email,
            number=member.number,
            extension=member.extension,
            copies=member.copies,
            may_unmask=member.may_unmask,
            active=member.active,
            created_at=when(member.created_at),
        )


class PinBody(Strict):
    """A PIN."""

    pin: str = Field(description="6 to 12 digits, not 123456 or the like", examples=["480917"])


class PinView(BaseModel):
    """Whether there is a PIN. What it is, nobody can say."""

    set: bool = Field(examples=[True])


class MemberPage(BaseModel):
    """Members, the first to join first."""

    items: list[MemberView]
    next: str | None = Field(
        description="The `cursor` of the next page", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )


@router.get("")
async def list_members(offhook: Offhook, asking: Asking, limit: Limit = 50, cursor: Cursor = None) -> MemberPage:
    """The workspace's members, those who left too."""
    members = await offhook.storage.read(lambda conn: store.every(conn, asking.workspace_id))
    page, after = page_of(members, limit, cursor)
    return MemberPage(items=[MemberView.of(member) for member in page], next=after)


@router.post("", status_code=201)
async def add_member(body: AddMemberBody, offhook: Offhook, asking: ManagingPeople, response: Response) -> MemberView:
    """Add a person. Only an owner makes owners."""
    _check_owner(asking, body.role)

    def add(conn: Connection) -> Member:
        return service.add(
            conn,
            asking.workspace_id,
            body.name,
            role=body.role,
            email=body.email,
            number=body.number,
            extension=body.extension,
            now=offhook.clock.now(),
        )

    member = await noted(offhook, asking, "added the member {}", add, look=service.get, made=lambda made: made.id)
    response.headers["Location"] = f"/api/v1/members/{member.id}"
    return MemberView.of(member)


@router.get("/me")
async def get_me(offhook: Offhook, asking: AskingForOneself) -> MemberView:
    """The member whom your key acts as."""
    return MemberView.of(
        await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id, asking.member_id))
    )


@router.get("/{member}")
async def get_member(member: str, offhook: Offhook, asking: Asking) -> MemberView:
    """One member."""
    return MemberView.of(await offhook.storage.read(lambda conn: service.get(conn, asking.workspace_id, member)))


@router.patch("/{member}")
async def change_member(member: str, body: ChangeMemberBody, offhook: Offhook, asking: AskingForPerson) -> MemberView:
    """Change what is given. What an owner is, only an owner changes."""
    given = body.given()
    if "number" in given:
        refuse_phone(asking)

    def change(conn: Connection) -> Member:
        before = service.get(conn, asking.workspace_id, member)
        if asking.role is Role.AGENT and (member != asking.member_id or given.keys() - {"number", "copies"}):
            raise forbidden("You may change your own number and notices; only an owner or a manager may change more.")
        if "may_unmask" in given and asking.role is not Role.OWNER:
            raise forbidden("Only an owner may let somebody show the numbers behind a call.")
        _check_owner(asking, before.role, given.get("role", before.role))
        after = service.change(conn, asking.workspace_id, member, **given, now=offhook.clock.now())
        if (after.number, after.active) != (before.number, before.active):
            routing.refuse_ring_of(conn, after, "number" if "number" in given else "active")
        if not after.active:
            phones.revoke_all(conn, after, offhook.clock.now())
        return after

    changed = await noted(offhook, asking, "changed the member {}", change, look=service.get, at=member)
    if "active" in given:
        await offhook.softphones.changed()
    return MemberView.of(changed)


@router.get("/{member}/pin")
async def get_pin(member: str, offhook: Offhook, asking: Asking) -> PinView:
    """Whether a member has a PIN, which opens voicemail over the telephone."""

    def find(conn: Connection) -> PinView:
        found = service.get(conn, asking.workspace_id, member)
        return PinView(set=bool(pins.having(conn, asking.workspace_id, [found.id])))

    return await offhook.storage.read(find)


@router.put("/{member}/pin")
async def set_pin(member: str, body: PinBody, offhook: Offhook, asking: AskingForPerson) -> PinView:
    """Give a member a PIN; members may set their own. Ends every lock after wrong ones."""

    refuse_phone(asking)

    def put(conn: Connection) -> None:
        found = _whose_pin(conn, asking, member)
        pins.set_pin(conn, offhook.secrets.mac, asking.workspace_id, found.id, body.pin, offhook.clock.now())

    await noted(offhook, asking, "gave the member {} a PIN", put, look=service.get, at=member)
    return PinView(set=True)


@router.delete("/{member}/pin")
async def remove_pin(member: str, offhook: Offhook, asking: AskingForPerson) -> PinView:
    """Take a member's PIN away."""

    refuse_phone(asking)

    def remove(conn: Connection) -> None:
        pins.remove_pin(conn, asking.workspace_id, _whose_pin(conn, asking, member).id)

    await noted(offhook, asking, "took the PIN of the member {} away", remove, look=service.get, at=member)
    return PinView(set=False)


def _whose_pin(conn: Connection, asking: KeyHolder, member: str) -> Member:
    found = service.get(conn, asking.workspace_id, member)
    if found.id != asking.member_id:
        if asking.role is Role.AGENT:
            raise forbidden("You may set your own PIN; only an owner or a manager may set another's.")
        _check_owner(asking, found.role)
    return found


def _check_owner(asking: KeyHolder, *roles: Role) -> None:
    if Role.OWNER in roles and asking.role is not Role.OWNER:
        raise forbidden("Only an owner may add an owner, or change one.")
