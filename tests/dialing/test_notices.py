"""What owners are told of emergency calls: each is, and whether it was put through."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from offhook.calls.arguments import FromSoftphone, OwnPhone, ToEmergency, ToNobody
from offhook.calls.values import (
    E164,
    CallId,
    Disposition,
    EmergencyNumber,
    LegId,
    LineUsed,
    Phrase,
    SoftphoneId,
    TrunkId,
)
from offhook.dialing import notices
from offhook.dialing.receiving import Received
from offhook.emergency import service as emergency
from offhook.emergency.service import NOT_CONFIGURED
from offhook.people import service as people
from offhook.people.model import Role
from offhook.voicemail.model import mails
from tests.furnish import LINE, NOW, Company

CALL = CallId("call_x")
NO_LINE = LineUsed("", E164(""), "", "en", "US", ())


def received(company: Company, to: ToEmergency | ToNobody, language: str = "en") -> Received:
    me = OwnPhone(LegId("call_x-1"), SoftphoneId("softphone_ann"), company.ann.id, "Ann")
    return Received(company.id, FromSoftphone(me, replace(NO_LINE, language=language), to))


@pytest.fixture
def owners(company: Company) -> Company:
    """Two owners with an address, one without, and an agent with one."""
    people.change(company.conn, company.id, company.owner.id, email="olga@example.com", now=NOW)
    people.change(company.conn, company.id, company.ann.id, email="ann@example.com", now=NOW)
    people.add(company.conn, company.id, "Otto", role=Role.OWNER, email="otto@example.com", now=NOW)
    people.add(company.conn, company.id, "Orla", role=Role.OWNER, now=NOW)
    return company


def test_owners_are_mailed_who_called_over_what_and_where_help_is_to_come_to(owners: Company) -> None:
    emergency.save(owners.conn, owners.id, "lab", LINE, "1 Main Street, Springfield", NOW)
    call = received(owners, ToEmergency(EmergencyNumber("911"), LINE, TrunkId(owners.trunk.id)))
    notice = notices.begin(owners.conn, call, CALL, NOW, by_mail=True)
    assert notice is not None
    assert (notice.number, notice.put_through, notice.name) == ("911", True, "Ann")
    rows = owners.conn.execute(select(mails).order_by(mails.c.address)).all()
    assert [row.address for row in rows] == ["olga@example.com", "otto@example.com"]
    assert rows[0].subject == "Emergency call by Ann: 911"
    for words in (
        "Ann has called the emergency number 911 over the trunk lab",
        LINE,
        "1 Main Street",
        "12:00:00",
        CALL,
    ):
        assert words in rows[0].text


def test_owners_are_told_of_one_that_was_not_put_through(owners: Company) -> None:
    told = ToNobody("112", Phrase("emergency.not_configured"), Disposition.REFUSED, NOT_CONFIGURED)
    notice = notices.begin(owners.conn, received(owners, told), CALL, NOW, by_mail=True)
    assert notice is not None
    assert (notice.number, notice.put_through, notice.detail) == ("112", False, NOT_CONFIGURED)
    assert "NOT put through" in owners.conn.execute(select(mails.c.text)).scalars().all()[0]


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        (
            "de-CH",
            "Notruf von Ann: 911",
            ("Ann hat die Notrufnummer 911 angerufen, über den Trunk lab", "12:00:00 Uhr"),
        ),
        ("es", "Llamada de emergencia de Ann: 911", ("Ann ha llamado al número de emergencia 911", "Dónde: 1 Main")),
        ("fr", "Emergency call by Ann: 911", ("Ann has called", "Where: 1 Main")),
    ],
)
def test_owners_read_it_in_the_line_s_language(
    owners: Company, language: str, subject: str, words: tuple[str, ...]
) -> None:
    emergency.save(owners.conn, owners.id, "lab", LINE, "1 Main Street", NOW)
    to = ToEmergency(EmergencyNumber("911"), LINE, TrunkId(owners.trunk.id))
    notices.begin(owners.conn, received(owners, to, language), CALL, NOW, by_mail=True)
    row = owners.conn.execute(select(mails).order_by(mails.c.address)).all()[0]
    assert row.subject == subject
    assert [each for each in words if each not in row.text] == []


def test_without_mail_nothing_is_written_and_other_calls_are_no_emergency(owners: Company) -> None:
    call = received(owners, ToEmergency(EmergencyNumber("911"), LINE, TrunkId(owners.trunk.id)))
    assert notices.begin(owners.conn, call, CALL, NOW, by_mail=False) is not None
    other = ToNobody("299", Phrase("softphone.no_extension"), Disposition.NOT_IN_SERVICE, "nobody's")
    assert notices.begin(owners.conn, received(owners, other), CALL, NOW, by_mail=True) is None
    assert owners.conn.execute(select(mails)).all() == []
