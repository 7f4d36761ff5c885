"""What each side of a call may see of the other, over HTTP, before the call is placed."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.dialing import service
from offhook.dialing.service import Sights
from offhook.people import service as people
from offhook.problems import Problem
from offhook.web import routes
from offhook.web.context import Asking, Offhook
from offhook.web.language import said
from offhook.web.schemas import Strict

router = routes.router("/caller-ids", tag="calls")


class CallerIdsBody(Strict):
    """A call that isn't placed yet."""

    caller: str | None = Field(
        None,
        description="Your own phone: a number, `softphone` or a softphone's id; null: the number that is remembered",
        examples=["+12025550111"],
    )
    line: str | None = Field(None, description="The line's number or id; null: the only one", examples=["+12025550100"])


class CallerIdsView(BaseModel):
    """What each side would see: the line's number, or where it may be shown the other's."""

    line: str = Field(description="What both see unless you choose otherwise", examples=["+12025550100"])
    own: str | None = Field(
        description="What the contact sees with `contact_sees: member`; null: it isn't known", examples=["+12025550111"]
    )
    member_sees_refused: str = Field(
        description="Why your phone can't be shown the contact's number; empty: it can", examples=[""]
    )
    contact_sees_refused: str = Field(
        description="Why the contact can't be shown yours; empty: they can",
        examples=["You may not show the numbers behind a call: an owner can let you, on the Team page."],
    )

    @classmethod
    def of(cls, found: Sights) -> CallerIdsView:
        """From the service's."""
        return cls(
            line=found.line.number,
            own=found.own,
            member_sees_refused=_why(found.member_sees),
            contact_sees_refused=_why(found.contact_sees),
        )


@router.post("")
async def look_at_caller_ids(body: CallerIdsBody, offhook: Offhook, asking: Asking) -> CallerIdsView:
    """What each side of a call over a line may be shown, and why not. Nothing is dialled."""
    reach = offhook.reach()

    def find(conn: Connection) -> Sights:
        member = people.get(conn, asking.workspace_id, asking.member_id)
        return service.sights(conn, member, body.caller, body.line, reach)

    return CallerIdsView.of(await offhook.storage.read(find))


def _why(refused: Problem | None) -> str:
    return "" if refused is None else said(refused.detail)
