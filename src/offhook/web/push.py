"""Web push over HTTP: the browsers that show a member notifications while no page is open in them."""

from __future__ import annotations

from datetime import datetime

from fastapi import Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.people.keys import KeyHolder
from offhook.people.model import Role
from offhook.problems import forbidden
from offhook.push import service, store, vapid
from offhook.push.model import Device, Push, Subscription
from offhook.web import routes
from offhook.web.changes import noted
from offhook.web.context import AskingForOneself, AskingForOwn, Offhook
from offhook.web.pages import Cursor, Limit, page_of
from offhook.web.schemas import MadeAt, Strict, when, when_if

router = routes.router("/push-devices", tag="push")
ENDPOINT = "https://updates.push.services.example.com/wpush/v2/gAAAAABpI"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"


class PushKeysBody(Strict):
    """The browser's own keys, base64url."""

    p256dh: str = Field(max_length=200, examples=[P256DH])
    auth: str = Field(max_length=100, examples=["BTBZMqHH6r4Tts7J_aSIgg"])


class AddPushDeviceBody(Strict):
    """What a browser's `PushSubscription` says as JSON, with a name for it and the language of its notifications."""

    endpoint: str = Field(description="Of the push service: https:// and public", examples=[ENDPOINT])
    keys: PushKeysBody
    name: str = Field(examples=["Chrome on Android"])
    language: str = Field("en", description="BCP 47", examples=["de"])


class PushDeviceView(BaseModel):
    """A browser that shows a member notifications."""

    id: str = Field(examples=["pushdevice_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    member: str = Field(examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(examples=["Chrome on Android"])
    language: str = Field(examples=["de"])
    added_at: MadeAt
    pushed_at: datetime | None = Field(
        description="When a notification was last handed to its push service; null: none was yet",
        examples=["2026-11-21T14:00:01Z"],
    )

    @classmethod
    def of(cls, device: Device) -> PushDeviceView:
        """From the store's."""
        return cls(
            id=device.id,
            member=device.member_id,
            name=device.name,
            language=device.language,
            added_at=when(device.added_at),
            pushed_at=when_if(device.pushed_at),
        )


class PushDevicePage(BaseModel):
    """Devices, the oldest first."""

    items: list[PushDeviceView]
    next: str | None = Field(
        description="The `cursor` of the next page", examples=["pushdevice_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )


class PushKeyView(BaseModel):
    """What a browser subscribes with (`applicationServerKey`)."""

    public_key: str = Field(
        examples=["BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"]
    )


@router.get("/key")
async def get_push_key(offhook: Offhook, asking: AskingForOneself) -> PushKeyView:
    """This installation's public key. It is made when it is first asked for."""
    now = offhook.clock.now()
    key = await offhook.storage.write(lambda conn: vapid.public_key(conn, offhook.secrets, now))
    return PushKeyView(public_key=key)


@router.get("")
async def list_push_devices(
    offhook: Offhook, asking: AskingForOwn, limit: Limit = 50, cursor: Cursor = None, member: str | None = None
) -> PushDevicePage:
    """The workspace's devices, or a member's; an agent is shown their own."""
    whose = asking.member_id if asking.role is Role.AGENT else member
    found = await offhook.storage.read(lambda conn: store.every(conn, asking.workspace_id, whose))
    page, after = page_of(found, limit, cursor)
    return PushDevicePage(items=[PushDeviceView.of(device) for device in page], next=after)


@router.post("", status_code=201)
async def add_push_device(
    body: AddPushDeviceBody, offhook: Offhook, asking: AskingForOneself, response: Response
) -> PushDeviceView:
    """Show yourself notifications in this browser: of missed calls and new voicemails, while you are on duty.

    The same browser again changes what is known of it, whoever it showed them to before.
    """
    subscription = Subscription(body.endpoint, body.keys.p256dh, body.keys.auth)

    def add(conn: Connection) -> Device:
        return service.add(
            conn,
            offhook.secrets,
            asking.workspace_id,
            asking.member_id,
            subscription,
            name=body.name,
            language=body.language,
            now=offhook.clock.now(),
            session_id=asking.session_id,
            local=offhook.settings.push.local_endpoints,
        )

    words = "had notifications shown on {}"
    device = await noted(offhook, asking, words, add, look=service.get, made=lambda made: made.id)
    response.headers["Location"] = f"/api/v1/push-devices/{device.id}"
    return PushDeviceView.of(device)


@router.post("/{pushdevice}/test", status_code=202)
async def test_push_device(pushdevice: str, offhook: Offhook, asking: AskingForOwn) -> PushDeviceView:
    """Send a device a notification that says that it works."""

    def send(conn: Connection) -> Push:
        return service.try_out(conn, _mine(conn, asking, pushdevice), offhook.clock.now())

    await offhook.storage.write(send)
    offhook.pusher.poke()
    return PushDeviceView.of(await offhook.storage.read(lambda conn: _mine(conn, asking, pushdevice)))


@router.delete("/{pushdevice}", status_code=204)
async def remove_push_device(pushdevice: str, offhook: Offhook, asking: AskingForOwn) -> None:
    """Show nothing on a device any more. What is on its way there is not sent."""

    def remove(conn: Connection) -> None:
        service.remove(conn, asking.workspace_id, _mine(conn, asking, pushdevice).id)

    await noted(offhook, asking, "had notifications shown no more on {}", remove, look=service.get, at=pushdevice)


def _mine(conn: Connection, asking: KeyHolder, device: str) -> Device:
    """A device that the asker may see.

    Raises:
        Problem: this workspace has no such device, or it is another member's.
    """
    found = service.get(conn, asking.workspace_id, device)
    if asking.role is Role.AGENT and found.member_id != asking.member_id:
        raise forbidden("You may see and change your own devices; only an owner or a manager may do so for others.")
    return found
