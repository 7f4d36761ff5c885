"""Who wants texts from which line, over HTTP: the ledger is read, and added to by a member who was told."""

from __future__ import annotations

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook import checks
from offhook.contacts import service as contacts
from offhook.lines import service as lines
from offhook.messages import consents
from offhook.messages.model import Consent, Source, What
from offhook.texting import service
from offhook.web import routes
from offhook.web.changes import note
from offhook.web.context import Asking, Offhook
from offhook.web.schemas import MadeAt, Strict, when

router = routes.router(tag="messages")

LONGEST_WORDS = 200


class ConsentBody(Strict):
    """What somebody said of texts from a line."""

    number: str = Field(max_length=64, description="Theirs", examples=["+12025550122"])
    what: What = Field(description="`out`: no more texts; `in`: texts again")
    words: str = Field(max_length=LONGEST_WORDS, description="How you know", examples=["Said so on the phone."])


class ConsentView(BaseModel):
    """An entry of the ledger. Of a line's the newest decides."""

    id: str = Field(examples=["consent_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    line: str = Field(description="The id of the line", examples=["line_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    number: str = Field(examples=["+12025550122"])
    at: MadeAt
    what: What
    source: Source = Field(description="How it is known: by their text, from a member, or from the carrier")
    member: str | None = Field(
        description="The id of who wrote it down", examples=["member_01kb3fjj2m8w2x4y6z0a1b2c3d"]
    )
    words: str = Field(description="Their text, the carrier's code, or how the member knows", examples=["STOP"])

    @classmethod
    def of(cls, consent: Consent) -> ConsentView:
        """From the store's."""
        return cls(
            id=consent.id,
            line=consent.line_id,
            number=consent.number,
            at=when(consent.at),
            what=consent.what,
            source=consent.source,
            member=consent.member_id,
            words=consent.words,
        )


class ConsentList(BaseModel):
    """All entries of a contact's numbers, the newest first."""

    items: list[ConsentView]


@router.get("/contacts/{contact}/consents")
async def list_consents(contact: str, offhook: Offhook, asking: Asking) -> ConsentList:
    """Everything that a contact ever said of texts, the newest first. Who said nothing may be texted."""

    def read(conn: Connection) -> list[Consent]:
        numbers = contacts.stored(conn, asking.workspace_id, contact).numbers
        return consents.of_numbers(conn, asking.workspace_id, numbers)

    return ConsentList(items=[ConsentView.of(each) for each in await offhook.storage.read(read)])


@router.post("/lines/{line}/consents", status_code=201)
async def add_consent(line: str, body: ConsentBody, offhook: Offhook, asking: Asking) -> ConsentView:
    """Write down that somebody wants no more texts from a line, or wants them again."""
    now = offhook.clock.now()

    def add(conn: Connection) -> Consent:
        found = lines.get(conn, asking.workspace_id, line)
        number = service.number(conn, asking.workspace_id, body.number, field="number")
        words = checks.text("words", body.words, longest=LONGEST_WORDS)
        made = consents.add(
            *(conn, found.workspace_id, found.id, number, body.what, Source.MEMBER, words, now),
            member_id=asking.member_id,
        )
        what = "no more texts" if body.what is What.OUT else "texts again"
        shown = {"id": made.id, "line": found.number, "number": number, "what": body.what.value, "words": words}
        note(conn, offhook, asking, f"wrote down that {{}} wants {what}", made.id, None, shown)
        return made

    return ConsentView.of(await offhook.storage.write(add))
