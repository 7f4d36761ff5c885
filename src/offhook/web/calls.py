"""Calls over HTTP: place, watch, read and end them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from fastapi import Depends, Header, Query, Response
from fastapi.responses import StreamingResponse
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.calls.values import CallId, Disposition
from offhook.ids import is_id
from offhook.people.model import Role
from offhook.problems import conflict, forbidden, not_found
from offhook.records import history, store
from offhook.records.history import Filter
from offhook.records.store import CallRow
from offhook.records.timeline import Moment as Happened
from offhook.records.timeline import timeline
from offhook.web import routes
from offhook.web.call_views import CallPage, CallView, Direction, LiveCalls, MomentView, PlaceCallBody, TimelineView
from offhook.web.context import Asking, AskingForOwn, Offhook
from offhook.web.names import named, names_in
from offhook.web.pages import Cursor, Limit, bad_cursor
from offhook.web.schemas import Moment, micros_if

router = routes.router("/calls", tag="calls")

MINIMAL = "return=minimal"

AT_ONCE = 1000
"""Calls of a file that are read at once: between them others get their turn."""

_EXPORTED = history.csv_lines(
    [
        history.COLUMNS,
        (
            *("call_01kb3fjj2m8w2x4y6z0a1b2c3d", "2026-11-21 14:00:00", "outbound", "Ann Lee", "+12025550111"),
            *("Dana Ruiz", "+12025550122", "+12025550100", "Answered", "the contact hung up", "36.8"),
            "2026-11-21 14:00:48",
        ),
    ]
)


@router.post("", status_code=201, response_model=CallView)
async def place_call(
    body: PlaceCallBody,
    offhook: Offhook,
    asking: Asking,
    idempotency_key: Annotated[
        str | None, Header(max_length=200, description="Your own name for this request", examples=["order-4711"])
    ] = None,
    prefer: Annotated[
        str | None, Header(max_length=200, description="`return=minimal`: no body (RFC 7240)", examples=[MINIMAL])
    ] = None,
) -> Response:
    """Place a person-to-person call. Your phone rings first; press any key there and the contact is dialled.

    Both phones show the line. An owner may let you choose otherwise, by `member_sees` and `contact_sees`.

    With an `Idempotency-Key` the same request is carried out once, however often it is sent within a day. Whoever
    follows the live stream needs only the id, which `Location` ends with: they may prefer an answer without a body.
    """
    placed = await offhook.place(asking, body.request(), idempotency_key)
    headers = {"Location": f"/api/v1/calls/{placed.call}"}
    if placed.repeated:
        headers["Idempotent-Replayed"] = "true"
    if prefer is not None and prefer.replace(" ", "") == MINIMAL:
        return Response(status_code=201, headers=headers | {"Preference-Applied": MINIMAL})
    view = CallView.of(await find_call(offhook, asking, placed.call))
    # Written here: FastAPI would check once more what was just made, at the price of a tenth of the request.
    return Response(view.model_dump_json(), status_code=201, headers=headers, media_type="application/json")


def _filter(
    contact: Annotated[str | None, Query(description="The id of a contact")] = None,
    member: Annotated[str | None, Query(description="The id of a member")] = None,
    line: Annotated[str | None, Query(description="The id of a line")] = None,
    direction: Direction | None = None,
    disposition: Disposition | None = None,
    since: Annotated[
        Moment | None, Query(description="Placed then or later", examples=["2026-11-01T00:00:00Z"])
    ] = None,
    until: Annotated[Moment | None, Query(description="Placed before", examples=["2026-12-01T00:00:00Z"])] = None,
) -> Filter:
    return Filter(contact, member, line, direction, disposition, micros_if(since), micros_if(until))


Wanted = Annotated[Filter, Depends(_filter)]


@router.get("")
async def list_calls(
    offhook: Offhook, asking: Asking, wanted: Wanted, limit: Limit = 50, cursor: Cursor = None
) -> CallPage:
    """Calls of the workspace, latest first."""
    before = None if cursor is None else _parse_cursor(cursor)
    rows = await offhook.storage.read(
        lambda conn: history.page(conn, asking.workspace_id, wanted, limit=limit + 1, before=before)
    )
    more = len(rows) > limit
    rows = rows[:limit]
    return CallPage(
        items=[CallView.of(row) for row in rows],
        next=f"{rows[-1].placed_at}.{rows[-1].id}" if more else None,
    )


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}, "example": _EXPORTED}}}},
)
async def export_calls(offhook: Offhook, asking: Asking, wanted: Wanted) -> Response:
    """Calls of the workspace as a CSV file, latest first, however many there are. Times are UTC."""

    async def lines() -> AsyncIterator[str]:
        yield history.csv_lines([history.COLUMNS])
        before: history.Place | None = None
        while True:
            read = partial(history.table, workspace=asking.workspace_id, wanted=wanted, limit=AT_ONCE, before=before)
            text, before = await offhook.storage.read(read)
            yield text
            if before is None:
                return

    headers = {"Content-Disposition": 'attachment; filename="calls.csv"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/live")
async def list_live_calls(offhook: Offhook, asking: Asking) -> LiveCalls:
    """The calls of the workspace that are up now, the first to begin first; the live stream tells how they go on."""
    rows = await offhook.storage.read(lambda conn: store.live(conn, asking.workspace_id))
    return LiveCalls(items=[CallView.of(row) for row in sorted(rows, key=lambda row: row.placed_at)])


@router.get("/{call}")
async def get_call(call: str, offhook: Offhook, asking: Asking) -> CallView:
    """One call with its legs."""
    return CallView.of(await find_call(offhook, asking, call))


@router.get("/{call}/timeline")
async def get_timeline(call: str, offhook: Offhook, asking: Asking) -> TimelineView:
    """What happened in a call, in order, and why."""
    found = await find_call(offhook, asking, call)

    def read(conn: Connection) -> list[Happened]:
        moments = timeline(store.entries(conn, CallId(found.id)))
        names = names_in(conn, asking.workspace_id, (moment.text for moment in moments))
        return [replace(moment, text=named(moment.text, names)) for moment in moments]

    return TimelineView(call=found.id, items=[MomentView.of(moment) for moment in await offhook.storage.read(read)])


@router.delete("/{call}", status_code=202)
async def hang_up(call: str, offhook: Offhook, asking: AskingForOwn) -> CallView:
    """End a call: your own, or as an owner or a manager anybody's. Nothing happens to one that is over.

    An emergency call is ended by nobody but the two who talk.
    """
    found = await find_call(offhook, asking, call)
    check_theirs(asking, found, "end")
    if found.ended_at is None:
        check_no_emergency(found)
        offhook.hang_up(asking, found.id)
    return CallView.of(found)


def check_theirs(asking: Asking, call: CallRow, do: str) -> None:
    """Refuse an agent what only whose call it is may `do` with it, beside owners and managers.

    Raises:
        Problem: it is somebody else's call.
    """
    if asking.role is Role.AGENT and call.holder != asking.member_id:
        if call.holder != (call.member_id or ""):
            whose = "a call that was handed on: only who has it now"
        else:
            whose = f"{call.member_name}'s call: only they" if call.member_name else "not your call: only who takes it"
        raise forbidden(f"This is {whose}, an owner or a manager may {do} it.")


def check_no_emergency(call: CallRow) -> None:
    """Refuse to steer or end an emergency call from outside.

    Raises:
        Problem: it is one.
    """
    if call.emergency:
        raise conflict(
            "emergency-call",
            "It is an emergency call",
            "This is an emergency call: only the two on it can end it, by hanging up, "
            "and it can't be put on hold or handed on.",
        )


async def find_call(offhook: Offhook, asking: Asking, call: str) -> CallRow:
    """A call of the asker's workspace, as it is now.

    Raises:
        Problem: there is none.
    """
    row = await offhook.storage.glance(lambda conn: store.get(conn, asking.workspace_id, call))
    if row is None:
        raise not_found("call", call)
    return row


def _parse_cursor(cursor: str) -> tuple[int, str]:
    at, dot, last = cursor.partition(".")
    if not (dot and at.isascii() and at.isdigit() and len(at) <= 18 and is_id(last, "call")):
        raise bad_cursor()
    return int(at), last
