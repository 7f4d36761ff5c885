"""Softphones of the practice network over HTTP: sign one in, script how it takes calls, let it vanish.

Served only where `telephony` is set to `practice`.
"""

from __future__ import annotations

from pydantic import BaseModel, Field, StrictBool
from sqlalchemy import Connection

from offhook.calls.values import DeviceId
from offhook.people.keys import KeyHolder
from offhook.problems import Problem, not_found
from offhook.softphones import store
from offhook.telephony.simulated.registrar import SignedIn, WrongSecret
from offhook.web import routes
from offhook.web.context import Asking, Offhook
from offhook.web.practice import ScriptBody, phones_of, script_of
from offhook.web.schemas import Strict
from offhook.worker import Worker

router = routes.router("/practice/softphones", tag="practice")


class SignInBody(Strict):
    """A phone that signs in."""

    username: str = Field(max_length=100, examples=["k7m2p9x4w3nq"])
    secret: str = Field(max_length=100, examples=["h4tq8yx2m6rk9wz3pd7nc5vb"])
    takes_calls: ScriptBody


class HereBody(Strict):
    """Whether it answers."""

    here: StrictBool = Field(description="False: its network or its power is gone, without a word", examples=[False])


class DialBody(Strict):
    """What is dialled."""

    to: str = Field(pattern=r"^[+*#0-9]{1,32}$", description="A number, an extension, or anything", examples=["202"])


class PracticeSoftphoneView(BaseModel):
    """A practice phone that is signed in as a softphone."""

    device: DeviceId = Field(examples=["device_practice1"])
    here: bool = Field(examples=[True])
    ringing: bool = Field(examples=[False])
    in_call: bool = Field(examples=[False])

    @classmethod
    def of(cls, phone: SignedIn) -> PracticeSoftphoneView:
        """From the network's."""
        return cls(device=phone.device.id, here=phone.here, ringing=phone.ringing, in_call=phone.in_call)


@router.post("", status_code=201)
async def sign_in_softphone(body: SignInBody, offhook: Offhook, asking: Asking) -> PracticeSoftphoneView:
    """Sign a practice phone in with a softphone's credentials, as a real phone would."""
    try:
        phone = phones_of(offhook).softphones.sign_in(body.username, body.secret, script_of(body.takes_calls))
    except WrongSecret as wrong:
        raise Problem("wrong-secret", "The phone is not let in", f"{wrong}.", status=403) from None
    return PracticeSoftphoneView.of(phone)


@router.get("/{device}")
async def get_softphone_device(device: str, offhook: Offhook, asking: Asking) -> PracticeSoftphoneView:
    """How a practice phone is that is signed in."""
    return PracticeSoftphoneView.of(await _ours(offhook, asking, device))


@router.post("/{device}/calls", status_code=202)
async def dial_on_softphone(device: str, body: DialBody, offhook: Offhook, asking: Asking) -> PracticeSoftphoneView:
    """Let it call, as a member who dials on it."""
    phone = await _ours(offhook, asking, device)
    phones_of(offhook).dial(phone, phone.device.softphone, body.to)
    return PracticeSoftphoneView.of(phone)


@router.patch("/{device}")
async def move_softphone_device(device: str, body: HereBody, offhook: Offhook, asking: Asking) -> PracticeSoftphoneView:
    """Let it vanish without a word, or come back. That shows within seconds, as with a real phone."""
    phone = await _ours(offhook, asking, device)
    if body.here:
        phone.come_back()
    else:
        phone.vanish()
    return PracticeSoftphoneView.of(phone)


@router.delete("/{device}", status_code=204)
async def sign_out_softphone(device: str, offhook: Offhook, asking: Asking) -> None:
    """Sign it out."""
    (await _ours(offhook, asking, device)).sign_out()


async def _ours(offhook: Worker, asking: KeyHolder, device: str) -> SignedIn:
    phone = phones_of(offhook).softphones.phone(DeviceId(device))

    def belongs(conn: Connection) -> bool:
        return phone is not None and store.get(conn, asking.workspace_id, phone.device.softphone) is not None

    if phone is None or not await offhook.storage.read(belongs):
        raise not_found("practice phone", device)
    return phone
