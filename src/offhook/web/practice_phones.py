"""The practice network's phones, held in the hand: see all of them live, answer, press keys, call a line, take away.

Served only where `telephony` is set to `practice`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, StrictBool
from sqlalchemy import Connection

from offhook.calls.values import TrunkId
from offhook.lines import service as lines
from offhook.lines.model import Line
from offhook.people.keys import KeyHolder
from offhook.problems import conflict
from offhook.telephony.simulated import phones
from offhook.telephony.simulated.phones import NobodyThere, Phone
from offhook.web import routes
from offhook.web.context import Managing, Offhook, still_holds
from offhook.web.practice import PhoneView, mine, own_trunks, phone_at, phones_of, plain_number
from offhook.web.schemas import Strict
from offhook.worker import Worker

router = routes.router("/practice", tag="practice")

LATEST = 5
"""Calls of each phone that a list shows."""
KEEPALIVE_S = 15.0
BREATH_S = 0.05
"""Changes that come within it are told together."""

EXAMPLE = (
    "event: phones\n"
    'data: {"items": [{"number": "+12025550111", "takes_calls": {"takes": "rings"}, "ringing": false, '
    '"in_call": false, "calls": []}]}\n\n'
)


class PhoneList(BaseModel):
    """Every phone of the practice network, each with the workspace's latest calls."""

    items: list[PhoneView]


class ActBody(Strict):
    """What somebody does who holds the phone."""

    do: Literal["answer", "decline", "hang_up", "lose_media"] = Field(
        description="`lose_media`: the phone is gone, without a word"
    )


class PressBody(Strict):
    """What somebody presses who holds the phone."""

    do: Literal["press"]
    keys: str = Field(pattern=r"^[0-9*#]{1,32}$", examples=["1"])


class CallLineBody(Strict):
    """A call from outside."""

    line: str = Field(
        max_length=100, description="The line that is called, by its id or number", examples=["+12025550100"]
    )
    withheld: StrictBool = Field(False, description="Whether the caller's number is kept back")
    attested: StrictBool = Field(
        False,
        description="Whether the caller's carrier attests that the number is the caller's (SHAKEN, attestation A)",
    )


@router.get("/phones")
async def list_phones(offhook: Offhook, asking: Managing) -> PhoneList:
    """Every phone of the practice network, in the order in which they were put there."""
    return await _list(offhook, asking.workspace_id)


@router.get(
    "/live",
    response_class=StreamingResponse,
    responses={
        200: {
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}},
            "description": "Server-sent events, without end",
        }
    },
)
async def follow_phones(request: Request, offhook: Offhook, asking: Managing) -> StreamingResponse:
    """All phones, as `event: phones` at once and whenever one of them changes."""
    return StreamingResponse(
        _follow(request, offhook, asking),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.delete("/phones/{number}", status_code=204)
async def take_phone_away(number: str, offhook: Offhook, asking: Managing) -> None:
    """Take a phone away: its number is not in service then. One that is in a call stays."""
    phone = await phone_at(offhook, asking.workspace_id, number)
    if any(leg.truth.up for leg in phone.legs):
        words = f"The phone {phone.number} is in a call: hang it up first."
        raise conflict("phone-busy", "The phone is in a call", words)
    phones_of(offhook).take_away(phone)


@router.post("/phones/{number}/acts")
async def act_on_phone(
    number: str, body: Annotated[ActBody | PressBody, Field(discriminator="do")], offhook: Offhook, asking: Managing
) -> PhoneView:
    """Do something on a phone: answer, decline, hang up, press keys. It is meant for its newest call."""
    phone = await phone_at(offhook, asking.workspace_id, number)
    own = await own_trunks(offhook, asking.workspace_id)
    hand = Phone(phone.number, phone.script)
    hand.legs = [leg for leg in phone.legs if leg.truth.trunk in own]
    try:
        _act(hand, body)
    except NobodyThere as nobody:
        raise conflict("phone-idle", "The phone can't do that now", f"{str(nobody).capitalize()}.") from None
    return PhoneView.of(phone, mine(phone, own))


@router.post("/phones/{number}/calls", status_code=202)
async def call_from_phone(number: str, body: CallLineBody, offhook: Offhook, asking: Managing) -> PhoneView:
    """Let a phone call one of the workspace's lines, as anybody outside could. Where there is none, it is put there."""
    plain = await plain_number(offhook, asking.workspace_id, number)

    def find(conn: Connection) -> tuple[Line, list[TrunkId]]:
        line = lines.get(conn, asking.workspace_id, body.line)
        return line, list(lines.usable_trunks(conn, line))

    line, usable = await offhook.storage.read(find)
    if not usable:
        raise conflict(
            "line-without-trunk",
            "Nothing reaches this line",
            f"No trunk that is switched on carries {line.number}: give the line one first.",
            field="line",
        )
    network = phones_of(offhook)
    phone = network.phones.get(plain) or network.phone(plain, phones.Rings())
    network.call_in(phone, line.number, usable[0], withheld=body.withheld, attested=body.attested)
    return PhoneView.of(phone, mine(phone, await own_trunks(offhook, asking.workspace_id)))


def _act(hand: Phone, body: ActBody | PressBody) -> None:
    match body:
        case PressBody():
            hand.press(body.keys)
        case ActBody(do="answer"):
            hand.answer()
        case ActBody(do="decline"):
            hand.refuse(603)
        case ActBody(do="hang_up"):
            hand.hang_up()
        case ActBody():
            hand.lose_media()


async def _list(offhook: Worker, workspace_id: str) -> PhoneList:
    own = await own_trunks(offhook, workspace_id)
    there = [phone for number, phone in phones_of(offhook).phones.items() if number.startswith("+")]
    return PhoneList(items=[PhoneView.of(phone, mine(phone, own)[-LATEST:]) for phone in there])


async def _follow(request: Request, offhook: Worker, asking: KeyHolder) -> AsyncIterator[bytes]:
    """Until the reader is gone, is not welcome any more, or Offhook shuts down."""
    closing: asyncio.Event = request.app.state.closing
    welcome = still_holds(request, asking)
    changed = asyncio.Event()
    network = phones_of(offhook)
    network.watchers.add(changed.set)
    over = asyncio.ensure_future(closing.wait())
    try:
        last = b""
        while not closing.is_set():
            changed.clear()
            now = (await _list(offhook, asking.workspace_id)).model_dump_json().encode()
            if now != last:
                yield b"event: phones\ndata: %b\n\n" % now
                last = now
            waiting = asyncio.ensure_future(changed.wait())
            await asyncio.wait({waiting, over}, timeout=KEEPALIVE_S, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if not changed.is_set():
                if not await welcome():
                    return
                yield b": still here\n\n"
            await asyncio.wait({over}, timeout=BREATH_S)
    finally:
        over.cancel()
        network.watchers.discard(changed.set)
