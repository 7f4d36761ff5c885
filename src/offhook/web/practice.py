"""The practice network's phones over HTTP: script how they take calls, see what they were shown and heard.

Served only where `telephony` is set to `practice`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, cast

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook import numbers
from offhook.calls.values import E164, CallId, Cause
from offhook.networks.practice import PracticeNetwork
from offhook.problems import not_found
from offhook.records import store
from offhook.records.words import what_is_said
from offhook.telephony.simulated import phones
from offhook.telephony.simulated.network import Network
from offhook.telephony.simulated.phones import Phone, Script
from offhook.telephony.simulated.truth import Beep, Heard, LegTruth, Music, Person, Ringback, Words
from offhook.web import routes
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.schemas import LegRole, Strict, leg_role, when, when_if
from offhook.worker import Worker
from offhook.workspaces import service as workspaces

router = routes.router("/practice/phones", tag="practice")

_MOMENTS = {"answer": phones.Moment.ANSWER, "prompt": phones.Moment.PROMPT, "bridge": phones.Moment.BRIDGE}
Since = Literal["answer", "prompt", "bridge"]


class PressDeed(Strict):
    """Presses keys, `after` seconds from the `nth` such moment of the call."""

    do: Literal["press"]
    keys: str = Field(pattern=r"^[0-9*#]{1,32}$", examples=["1"])
    after: float = Field(1.0, ge=0, le=86_400)
    since: Since = "prompt"
    nth: int = Field(1, ge=1, le=1000)


class HangUpDeed(Strict):
    """Hangs up, or vanishes without a word (`lose_media`)."""

    do: Literal["hang_up", "lose_media"]
    after: float = Field(ge=0, le=86_400, examples=[20])
    since: Since = "answer"
    nth: int = Field(1, ge=1, le=1000)


class AnswersScript(Strict):
    """Rings for `after` seconds and answers; with 0 at once."""

    takes: Literal["answers"]
    after: float = Field(2.0, ge=0, le=86_400)
    then: list[Annotated[PressDeed | HangUpDeed, Field(discriminator="do")]] = Field([], max_length=100)


class RefusesScript(Strict):
    """Answers with a final SIP status, at once or after having rung."""

    takes: Literal["refuses"]
    status: int = Field(486, ge=400, le=699, description="486 is busy, 603 declined, 480 unreachable")
    after: float = Field(0.0, ge=0, le=86_400)


class RingsScript(Strict):
    """Rings until somebody gives up, or (`ignores`) never responds at all."""

    takes: Literal["rings", "ignores"]


ScriptBody = Annotated[
    AnswersScript | RefusesScript | RingsScript,
    Field(
        discriminator="takes",
        examples=[
            {"takes": "answers", "after": 2, "then": [{"do": "press", "keys": "1"}, {"do": "hang_up", "after": 20}]}
        ],
    ),
]


class HeardView(BaseModel):
    """A sound that somebody heard."""

    at: datetime = Field(examples=["2026-11-21T14:00:02.300000Z"])
    until: datetime | None = Field(description="Null while it is heard", examples=["2026-11-21T14:00:05.900000Z"])
    what: Literal["words", "ringback", "music", "person", "beep"]
    text: str = Field(examples=["who is about to be called, and to press any key"])


class PracticeCallView(BaseModel):
    """A call as the phone saw it."""

    leg: str = Field(examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d-1"])
    role: LegRole
    caller_id: str = Field(description="The number that it showed", examples=["+12025550100"])
    rang_at: datetime | None = Field(examples=["2026-11-21T14:00:00.260000Z"])
    answered_at: datetime | None = Field(examples=["2026-11-21T14:00:02.260000Z"])
    ended_at: datetime | None = Field(examples=["2026-11-21T14:00:48.220000Z"])
    cause: Cause | None
    keys: str = Field(description="What was pressed", examples=["1"])
    heard: list[HeardView]

    @classmethod
    def of(cls, leg: LegTruth) -> PracticeCallView:
        """From the network's."""
        return cls(
            leg=leg.leg,
            role=leg_role(leg.role),
            caller_id=leg.caller_id,
            rang_at=when_if(leg.rang),
            answered_at=when_if(leg.answered),
            ended_at=when_if(leg.ended),
            cause=leg.cause,
            keys="".join(key for _, key in leg.keys),
            heard=[_heard(heard) for heard in leg.heard],
        )


class PhoneView(BaseModel):
    """A practice phone, and the workspace's calls to it, the latest last."""

    number: str = Field(examples=["+12025550111"])
    ringing: bool = Field(examples=[False])
    in_call: bool = Field(examples=[True])
    calls: list[PracticeCallView]

    @classmethod
    def of(cls, phone: Phone, legs: list[LegTruth]) -> PhoneView:
        """From the network's."""
        return cls(
            number=phone.number,
            ringing=any(leg.up and leg.rang is not None and leg.answered is None for leg in legs),
            in_call=any(leg.up and leg.answered is not None for leg in legs),
            calls=[PracticeCallView.of(leg) for leg in legs],
        )


@router.put("/{number}")
async def script_phone(number: str, body: ScriptBody, offhook: Offhook, asking: Managing) -> PhoneView:
    """Put a phone there, or change how it takes its next calls."""
    plain = await _number(offhook, asking.workspace_id, number)
    phone = phones_of(offhook).phone(plain, script_of(body))
    return await _view(offhook, asking.workspace_id, phone)


@router.get("/{number}")
async def get_phone(number: str, offhook: Offhook, asking: Asking) -> PhoneView:
    """What a phone was shown and heard."""
    plain = await _number(offhook, asking.workspace_id, number)
    phone = phones_of(offhook).phones.get(plain)
    if phone is None:
        raise not_found("practice phone", plain)
    return await _view(offhook, asking.workspace_id, phone)


def phones_of(offhook: Worker) -> Network:
    """The practice network that a worker set to it calls over."""
    return cast(PracticeNetwork, offhook.network).phones


async def _number(offhook: Worker, workspace_id: str, number: str) -> E164:
    workspace = await offhook.storage.read(lambda conn: workspaces.get(conn, workspace_id))
    return numbers.parse(number, workspace.country)


async def _view(offhook: Worker, workspace_id: str, phone: Phone) -> PhoneView:
    legs = [leg.truth for leg in phone.legs]

    def ours(conn: Connection) -> set[CallId]:
        calls = {leg.call for leg in legs}
        return {call for call in calls if store.get(conn, workspace_id, call) is not None}

    mine = await offhook.storage.read(ours)
    return PhoneView.of(phone, [leg for leg in legs if leg.call in mine])


def script_of(body: AnswersScript | RefusesScript | RingsScript) -> Script:
    """As the network takes it."""
    match body:
        case AnswersScript():
            return phones.Answers(body.after, tuple(_deed(deed) for deed in body.then))
        case RefusesScript():
            return phones.Refuses(body.status, body.after)
        case RingsScript(takes="rings"):
            return phones.Rings()
        case RingsScript():
            return phones.Ignores()


def _deed(deed: PressDeed | HangUpDeed) -> phones.Deed:
    moment = _MOMENTS[deed.since]
    match deed:
        case PressDeed():
            return phones.Press(deed.keys, deed.after, moment, deed.nth)
        case HangUpDeed(do="hang_up"):
            return phones.HangUp(deed.after, moment, deed.nth)
        case HangUpDeed():
            return phones.LoseMedia(deed.after, moment, deed.nth)


def _heard(heard: Heard) -> HeardView:
    at, until = when(heard.at), when_if(heard.until)
    match heard.sound:
        case Words(phrases=phrases):
            return HeardView(at=at, until=until, what="words", text=", then ".join(map(what_is_said, phrases)))
        case Ringback():
            return HeardView(at=at, until=until, what="ringback", text="ringback")
        case Music():
            return HeardView(at=at, until=until, what="music", text="music, on hold")
        case Person(number=number):
            return HeardView(at=at, until=until, what="person", text=f"whoever holds {number}")
        case Beep():
            return HeardView(at=at, until=until, what="beep", text="a beep, and is recorded")
