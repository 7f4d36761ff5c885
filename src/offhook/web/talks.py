"""What may be done during a call's talk over HTTP: hold, resume and transfer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from offhook.calls.events import CompleteRequested, HoldRequested, Request, ResumeRequested, TransferRequested
from offhook.calls.questions import WhereTo
from offhook.calls.values import E164, CallId
from offhook.problems import conflict
from offhook.records.record import CallState
from offhook.records.store import CallRow
from offhook.web import routes
from offhook.web.call_views import CallView
from offhook.web.calls import check_no_emergency, check_theirs, find_call
from offhook.web.context import Asking, AskingForOwn, Offhook
from offhook.web.schemas import Strict

router = routes.router("/calls", tag="call")

TALKS = {CallState.TALKING, CallState.ON_HOLD, CallState.TRANSFERRING}


class TransferBody(Strict):
    """Where the other party goes."""

    to: Annotated[str, Field(max_length=100)] = Field(
        description="A member's id or extension, a line's id or number, or any other number: E.164, or national",
        examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"],
    )
    attended: bool = Field(
        False,
        description="Whether the member speaks first with whoever is to take them, until `complete` or `resume`",
        examples=[True],
    )


@router.post("/{call}/hold", status_code=202)
async def hold_call(call: str, offhook: Offhook, asking: AskingForOwn) -> CallView:
    """Put the other party of a talk on hold: they hear music, and the member nothing, until `resume`.

    Your own call, or as an owner or a manager anybody's. Nothing happens to one that is on hold already.
    """
    return await _request(call, offhook, asking, HoldRequested(by=asking.member_id))


@router.post("/{call}/resume", status_code=202)
async def resume_call(call: str, offhook: Offhook, asking: AskingForOwn) -> CallView:
    """Take the other party back, from a hold or a transfer that is not done: the two talk again.

    Nothing happens where they talk already.
    """
    return await _request(call, offhook, asking, ResumeRequested(by=asking.member_id))


@router.post("/{call}/transfer", status_code=202)
async def transfer_call(call: str, body: TransferBody, offhook: Offhook, asking: AskingForOwn) -> CallView:
    """Hand the other party on, to a member, a line or a number. Where nobody takes them, they come back.

    A blind transfer lets both hear ringback, and the member may hang up. An attended one puts the other party on hold
    while the member speaks with whoever takes them; `complete`, or the member's hanging up, hands them on.
    """
    found = await _talk(call, offhook, asking)
    where = WhereTo(
        to=body.to,
        by=asking.member_id,
        holder=found.holder,
        line=found.line_id or "",
        caller=E164(found.contact_number) if found.contact_number else None,
    )
    now = offhook.clock.now()
    await offhook.storage.read(lambda conn: offhook.where_to(conn, asking.workspace_id, where, now))
    return _ask(offhook, found, TransferRequested(by=asking.member_id, to=body.to, attended=body.attended))


@router.post("/{call}/transfer/complete", status_code=202)
async def complete_transfer(call: str, offhook: Offhook, asking: AskingForOwn) -> CallView:
    """Complete an attended transfer: whoever the member speaks with gets the other party.

    Nothing happens while nobody has taken the call yet.
    """
    return await _request(call, offhook, asking, CompleteRequested(by=asking.member_id))


async def _request(call: str, offhook: Offhook, asking: Asking, request: Request) -> CallView:
    return _ask(offhook, await _talk(call, offhook, asking), request)


async def _talk(call: str, offhook: Offhook, asking: Asking) -> CallRow:
    found = await find_call(offhook, asking, call)
    check_theirs(asking, found, "steer")
    check_talks(found)
    check_no_emergency(found)
    return found


def _ask(offhook: Offhook, found: CallRow, request: Request) -> CallView:
    offhook.switchboard.deliver(CallId(found.id), request)
    return CallView.of(found)


def check_talks(call: CallRow) -> None:
    """Refuse what needs two people who talk.

    Raises:
        Problem: they don't yet, or no more.
    """
    if call.ended_at is not None:
        raise conflict(
            "call-over", "The call is over", f"This call is over: {call.reason or 'nobody is on it any more'}."
        )
    if call.state not in TALKS:
        raise conflict("not-talking", "Nobody talks in this call", "Nobody talks in this call now: wait until they do.")
