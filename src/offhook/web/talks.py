"""What may be done during a call's talk over HTTP: hold and resume."""

from __future__ import annotations

from offhook.calls.events import HoldRequested, Request, ResumeRequested
from offhook.calls.values import CallId
from offhook.problems import conflict
from offhook.records.record import CallState
from offhook.records.store import CallRow
from offhook.web import routes
from offhook.web.call_views import CallView
from offhook.web.calls import check_theirs, find_call
from offhook.web.context import Asking, Offhook
from offhook.worker import Worker

router = routes.router("/calls", tag="call")

TALKS = {CallState.TALKING, CallState.ON_HOLD}


@router.post("/{call}/hold", status_code=202)
async def hold_call(call: str, offhook: Offhook, asking: Asking) -> CallView:
    """Put the other party of a talk on hold: they hear music, and the member nothing, until `resume`.

    Your own call, or as an owner or a manager anybody's. Nothing happens to one that is on hold already.
    """
    return await _request(call, offhook, asking, HoldRequested(by=asking.member_id))


@router.post("/{call}/resume", status_code=202)
async def resume_call(call: str, offhook: Offhook, asking: Asking) -> CallView:
    """Take the party on hold back: the two talk again. Nothing happens where nobody is on hold."""
    return await _request(call, offhook, asking, ResumeRequested(by=asking.member_id))


async def _request(call: str, offhook: Worker, asking: Asking, request: Request) -> CallView:
    found = await find_call(offhook, asking, call)
    check_theirs(asking, found, "steer")
    check_talks(found)
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
