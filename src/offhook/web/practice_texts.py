"""Texts of the practice network's phones over HTTP: what they got, and what they write to lines."""

from __future__ import annotations

from typing import cast

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook import numbers
from offhook.calls.values import E164, TrunkId
from offhook.lines import service as lines
from offhook.lines import store
from offhook.lines.model import Line
from offhook.messages.states import MessageState
from offhook.networks.practice import PracticeNetwork
from offhook.problems import conflict
from offhook.telephony.simulated.texts import Delivered
from offhook.web import routes
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.schemas import MadeAt, Strict, when
from offhook.workspaces import service as workspaces

router = routes.router("/practice/phones", tag="practice")

LONGEST = 4000


class PracticeTextBody(Strict):
    """What a practice phone texts."""

    line: str = Field(description="The number or id of the line", examples=["+12025550100"])
    text: str = Field(max_length=LONGEST, examples=["When do you open?"])


class PracticeTextView(BaseModel):
    """A text that a practice phone got."""

    at: MadeAt
    line: str = Field(description="The number that it came from", examples=["+12025550100"])
    text: str = Field(examples=["Your order is ready."])
    state: MessageState


class PracticeTexts(BaseModel):
    """The texts that a practice phone got since this server was started, the latest last."""

    items: list[PracticeTextView]


@router.get("/{number}/texts")
async def list_practice_texts(number: str, offhook: Offhook, asking: Asking) -> PracticeTexts:
    """The texts that a phone got from the workspace's lines since this server was started, the latest last."""

    def read(conn: Connection) -> tuple[E164, set[E164]]:
        mine = {line.number for line in store.every(conn, asking.workspace_id)}
        return _number(conn, asking.workspace_id, number), mine

    phone, mine = await offhook.storage.read(read)
    found = cast(PracticeNetwork, offhook.network).texting.of_phone(phone)
    return PracticeTexts(items=[_view(each) for each in found if each.outgoing.from_ in mine])


@router.post("/{number}/texts", status_code=204)
async def write_practice_text(number: str, body: PracticeTextBody, offhook: Offhook, asking: Managing) -> None:
    """Let a phone text one of your lines, whether there is such a phone or not."""

    def read(conn: Connection) -> tuple[E164, Line]:
        phone = _number(conn, asking.workspace_id, number)
        return phone, lines.get(conn, asking.workspace_id, body.line)

    phone, line = await offhook.storage.read(read)
    if not line.trunks:
        raise conflict("no-trunk", "The line has no trunk", f"No trunk leads to {line.number}: give it one first.")
    texting = cast(PracticeNetwork, offhook.network).texting
    await texting.write(TrunkId(line.trunks[0]), phone, line.number, body.text)


def _number(conn: Connection, workspace_id: str, text: str) -> E164:
    return numbers.parse(text, workspaces.get(conn, workspace_id).country)


def _view(text: Delivered) -> PracticeTextView:
    return PracticeTextView(at=when(text.at), line=text.outgoing.from_, text=text.outgoing.text, state=text.state)
