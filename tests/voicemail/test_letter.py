"""What a voicemail's mail says, whatever people are called."""

from __future__ import annotations

import io
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from offhook.calls.values import E164
from offhook.voicemail.audio import wav
from offhook.voicemail.letter import Letter, compose
from offhook.voicemail.mails import Mail, MailState
from offhook.voicemail.model import State, Voicemail
from tests.voicemail.test_audio import tone

AT = 1_795_298_400_000_000  # 2026-11-21 22:00 UTC
DANA_CALLED = Voicemail(
    id="voicemail_1",
    workspace_id="workspace_1",
    call_id="call_1",
    line_id="line_1",
    contact_id="contact_1",
    caller=E164("+12025550122"),
    caller_name="Dana Ruiz",
    recording="call_1-1.1",
    state=State.KEPT,
    content="0" * 64,
    size=1,
    duration_ms=75_400,
    cut_short=False,
    left_at=AT,
    heard_at=None,
    deleted_at=None,
)
MAIL = Mail("mail_1", "workspace_1", "voicemail_1", "sales@example.com", MailState.WAITING, 0, AT, AT, None, "")
LETTER = Letter(MAIL, DANA_CALLED, "Sales", "+12025550100", "en-US", "America/New_York", "offhook@example.com")
WORDS = wav(tone(75))


def read(message: EmailMessage) -> EmailMessage:
    """As a mail program reads what went over the wire."""
    found = message_from_bytes(message.as_bytes(), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.behaviour("X11")
def test_it_says_that_the_message_may_be_cut_short() -> None:
    cut_short = replace(LETTER, voicemail=replace(DANA_CALLED, cut_short=True))
    assert "cut short" not in text(read(compose(LETTER, "gone")))
    assert "It may be cut short" in text(read(compose(cut_short, "gone")))


def test_it_says_who_called_whom_when_and_how_long_and_has_the_audio() -> None:
    message = read(compose(LETTER, WORDS))
    assert message["Subject"] == "Voicemail from Dana Ruiz (+12025550122) for Sales (+12025550100)"
    assert (message["From"], message["To"]) == ("Offhook <offhook@example.com>", "sales@example.com")
    assert message["Message-ID"] == "<mail_1@example.com>"
    said = text(message)
    assert "Dana Ruiz (+12025550122) has left a message for Sales (+12025550100)." in said
    assert "When: Saturday, 21 November 2026, 17:00 (America/New_York)" in said
    assert "Length: 1:15" in said
    assert "voicemail_1" in said
    (attached,) = message.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("audio/mpeg", "voicemail-2026-11-21-1700.mp3")
    audio = attached.get_content()
    assert len(audio) < len(WORDS) / 8
    samples, rate = soundfile.read(io.BytesIO(audio))
    assert len(samples) / rate == pytest.approx(75, abs=0.3)


@pytest.mark.parametrize(
    ("language", "subject", "when"),
    [
        ("de-CH", "Sprachnachricht für Sales (+12025550100): Dana Ruiz (+12025550122)", "Samstag, 21. November 2026"),
        ("es", "Mensaje de voz de Dana Ruiz (+12025550122) para Sales (+12025550100)", "21 de noviembre de 2026"),
        ("fr", "Voicemail from Dana Ruiz (+12025550122) for Sales (+12025550100)", "Saturday, 21 November 2026"),
    ],
)
def test_it_speaks_the_lines_language(language: str, subject: str, when: str) -> None:
    message = read(compose(replace(LETTER, language=language), "gone"))
    assert message["Subject"] == subject
    assert when in text(message)


def test_without_its_audio_it_says_why() -> None:
    message = read(compose(LETTER, "the file is damaged"))
    assert "The audio can't be attached: the file is damaged." in text(message)
    assert list(message.iter_attachments()) == []


@pytest.mark.parametrize(
    ("number", "name", "who"),
    [
        (None, "", "a withheld number"),
        (None, "Dana", "Dana"),
        ("+12025550122", "", "+12025550122"),
        ("+12025550122", "Zoë 張", "Zoë 張 (+12025550122)"),
    ],
)
def test_whoever_called_is_named_as_far_as_they_are_known(number: str | None, name: str, who: str) -> None:
    caller = None if number is None else E164(number)
    letter = replace(LETTER, voicemail=replace(DANA_CALLED, caller=caller, caller_name=name), line_name="")
    assert read(compose(letter, "gone"))["Subject"] == f"Voicemail from {who} for +12025550100"


@pytest.mark.parametrize("name", ["Eve\r\nBcc: everybody@example.com", "Eve\nBcc: x@example.com", "Eve\0\x85\u2028X"])
def test_a_name_adds_no_header(name: str) -> None:
    letter = replace(LETTER, voicemail=replace(DANA_CALLED, caller_name=name), line_name=name)
    message = read(compose(letter, "gone"))
    assert message["Bcc"] is None
    assert str(message["Subject"]).startswith("Voicemail from Eve ")
    assert set(message.keys()) <= set(compose(LETTER, "gone").keys())


@given(st.text(), st.text())
@settings(max_examples=60)
def test_whatever_people_are_called_it_can_be_sent(caller: str, line: str) -> None:
    letter = replace(LETTER, voicemail=replace(DANA_CALLED, caller_name=caller), line_name=line)
    sent = compose(letter, "gone").as_bytes()
    assert sent.count(b"\r\nTo: ") == 1
    assert all(len(each) <= 998 for each in sent.split(b"\r\n"))
