"""The practice network's phones over HTTP: script how they take calls, see what they were shown and heard.

Served only where `telephony` is set to `practice`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, cast

from pydantic import BaseModel, Field

from offhook import numbers
from offhook.calls.values import E164, Cause, Phrase, TrunkId
from offhook.networks.practice import PracticeNetwork
from offhook.problems import not_found
from offhook.records.words import what_is_said
from offhook.speech.catalogue import matching, packaged
from offhook.telephony.simulated import phones
from offhook.telephony.simulated.network import Network
from offhook.telephony.simulated.phones import Phone, Script
from offhook.telephony.simulated.truth import Beep, Heard, LegTruth, Music, Person, Ringback, Words
from offhook.trunks import store as trunks
from offhook.web import routes
from offhook.web.context import Asking, Managing, Offhook
from offhook.web.language import said
from offhook.web.schemas import LegRole, Strict, leg_role, when, when_if
from offhook.worker import Worker
from offhook.workspaces import service as workspaces

router = routes.router("/practice/phones", tag="practice")

_MOMENTS = {"answer": phones.Moment.ANSWER, "prompt": phones.Moment.PROMPT, "bridge": phones.Moment.BRIDGE}
Since = Literal["answer", "prompt", "bridge"]
Sounding = Literal["words", "ringback", "music", "person", "beep"]
_SINCE: dict[phones.Moment, Since] = {
    phones.Moment.ANSWER: "answer",
    phones.Moment.PROMPT: "prompt",
    phones.Moment.BRIDGE: "bridge",
}


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
    """A sound that somebody heard. Nothing is audible here: words are shown."""

    at: datetime = Field(examples=["2026-11-21T14:00:02.300000Z"])
    until: datetime | None = Field(description="Null while it is heard", examples=["2026-11-21T14:00:05.900000Z"])
    what: Sounding
    text: str = Field(description="What it tells", examples=["who is about to be called, and to press any key"])
    words: str = Field(
        description="The words themselves, in the line's language; empty where none are spoken",
        examples=["You are about to call Dana Ruiz. Press any key to dial."],
    )
    number: str | None = Field(description="Whose voice it is; null where nobody's", examples=["+12025550122"])


class PracticeCallView(BaseModel):
    """A call as the phone saw it."""

    made: bool = Field(description="Whether the phone called; false: it was called", examples=[False])
    leg: str = Field(examples=["call_01kb3fjj2m8w2x4y6z0a1b2c3d-1"])
    role: LegRole
    caller_id: str = Field(
        description="The number that it showed; of a call that it made, the one that it dialled",
        examples=["+12025550100"],
    )
    asked_at: datetime = Field(description="When it was dialled", examples=["2026-11-21T14:00:00.200000Z"])
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
            made=leg.incoming,
            leg=leg.leg,
            role=leg_role(leg.role),
            caller_id=leg.caller_id,
            asked_at=when(leg.asked),
            rang_at=when_if(leg.rang),
            answered_at=when_if(leg.answered),
            ended_at=when_if(leg.ended),
            cause=leg.cause,
            keys="".join(key for _, key in leg.keys),
            heard=[_heard(heard) for heard in leg.heard],
        )


class PhoneView(BaseModel):
    """A practice phone, and the workspace's calls to and from it, the latest last."""

    number: str = Field(examples=["+12025550111"])
    takes_calls: ScriptBody | None = Field(description="How it takes its next calls; null: in a way of a test's own")
    ringing: bool = Field(examples=[False])
    in_call: bool = Field(examples=[True])
    calls: list[PracticeCallView]

    @classmethod
    def of(cls, phone: Phone, legs: list[LegTruth]) -> PhoneView:
        """From the network's."""
        return cls(
            number=phone.number,
            takes_calls=_body(phone.script),
            ringing=any(leg.up and leg.rang is not None and leg.answered is None for leg in legs),
            in_call=any(leg.up and leg.answered is not None for leg in legs),
            calls=[PracticeCallView.of(leg) for leg in legs],
        )


@router.put("/{number}")
async def script_phone(number: str, body: ScriptBody, offhook: Offhook, asking: Managing) -> PhoneView:
    """Put a phone there, or change how it takes its next calls."""
    plain = await plain_number(offhook, asking.workspace_id, number)
    phone = phones_of(offhook).phone(plain, script_of(body))
    return PhoneView.of(phone, mine(phone, await own_trunks(offhook, asking.workspace_id)))


@router.get("/{number}")
async def get_phone(number: str, offhook: Offhook, asking: Asking) -> PhoneView:
    """What a phone was shown and heard."""
    phone = await phone_at(offhook, asking.workspace_id, number)
    return PhoneView.of(phone, mine(phone, await own_trunks(offhook, asking.workspace_id)))


def phones_of(offhook: Worker) -> Network:
    """The practice network that a worker set to it calls over."""
    return cast(PracticeNetwork, offhook.network).phones


async def plain_number(offhook: Worker, workspace_id: str, number: str) -> E164:
    """A number as somebody of the workspace writes it."""
    workspace = await offhook.storage.read(lambda conn: workspaces.get(conn, workspace_id))
    return numbers.parse(number, workspace.country)


async def phone_at(offhook: Worker, workspace_id: str, number: str) -> Phone:
    """The phone with this number."""
    plain = await plain_number(offhook, workspace_id, number)
    phone = phones_of(offhook).phones.get(plain)
    if phone is None:
        raise not_found("practice phone", plain)
    return phone


async def own_trunks(offhook: Worker, workspace_id: str) -> frozenset[TrunkId]:
    """By which of the network's trunks a call is known to be the workspace's."""
    found = await offhook.storage.read(lambda conn: trunks.every(conn, workspace_id))
    return frozenset(TrunkId(trunk.id) for trunk in found)


def mine(phone: Phone, own: frozenset[TrunkId]) -> list[LegTruth]:
    """The calls of a phone that came or went over these trunks: phones are shared by all workspaces, calls aren't."""
    return [leg.truth for leg in phone.legs if leg.truth.trunk in own]


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


def _body(script: Script) -> AnswersScript | RefusesScript | RingsScript | None:
    """As the API takes it."""
    match script:
        case phones.Answers(after=after, then=then):
            return AnswersScript(takes="answers", after=after, then=[_deed_body(deed) for deed in then])
        case phones.Refuses(status=status, after=after):
            return RefusesScript(takes="refuses", status=status, after=after)
        case phones.Rings():
            return RingsScript(takes="rings")
        case phones.Ignores():
            return RingsScript(takes="ignores")
        case phones.Diverts():
            return None


def _deed_body(deed: phones.Deed) -> PressDeed | HangUpDeed:
    since = _SINCE.get(deed.since, "answer")
    match deed:
        case phones.Press(keys=keys, after=after, nth=nth):
            return PressDeed(do="press", keys=keys, after=after, since=since, nth=nth)
        case phones.HangUp(after=after, nth=nth):
            return HangUpDeed(do="hang_up", after=after, since=since, nth=nth)
        case phones.LoseMedia(after=after, nth=nth):
            return HangUpDeed(do="lose_media", after=after, since=since, nth=nth)


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

    def view(what: Sounding, text: str, *, words: str = "", number: str | None = None) -> HeardView:
        return HeardView(at=at, until=until, what=what, text=said(text), words=words, number=number)

    match heard.sound:
        case Words(phrases=phrases, language=language):
            spoken = " ".join(_spoken(phrase, language) for phrase in phrases)
            return view("words", ", then ".join(map(what_is_said, phrases)), words=spoken.strip())
        case Ringback():
            return view("ringback", "ringback")
        case Music():
            return view("music", "music, on hold")
        case Person(number=number):
            return view("person", f"whoever holds {number}", number=number)
        case Beep():
            return view("beep", "a beep, and is recorded")


def _spoken(phrase: Phrase, language: str) -> str:
    """What is said, to be read: numbers in digits. Nothing of a recording, or where there are no such words."""
    catalogue = matching(packaged(), language)
    if phrase.sound or phrase.key not in catalogue.phrases:
        return ""
    return catalogue.phrase(phrase.key).replace("{who}", phrase.name or phrase.number or catalogue.somebody)
