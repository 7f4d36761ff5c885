"""Documents do what a command says, and are valid whatever the words are."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from offhook.calls.commands import Collect, Record
from offhook.calls.values import Cause, LegId
from offhook.telephony.twiml import documents
from offhook.telephony.webhooks.words import Sound, Speech, Text

THEN = "https://office.example.com/carriers/t/said/call-1/p?a=1&b=2#rc=3"
COLLECT = Collect(LegId("call-1"), (), "en", "US", digits=4, wait=2.5, prompt="p")


def read(document: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(document)  # noqa: S314 - it is our own
    assert root.tag == "Response"
    return list(root)


def test_words_are_spoken_and_the_next_document_is_asked_for() -> None:
    words: list[Speech] = [Text("Good day.", "de-DE"), Sound("https://office.example.com/a.wav?b=1&c=2")]
    said, played, then = read(documents.say(words, THEN))
    assert (said.tag, said.text, said.attrib) == ("Say", "Good day.", {"language": "de-DE"})
    assert (played.tag, played.text) == ("Play", "https://office.example.com/a.wav?b=1&c=2")
    assert (then.tag, then.text) == ("Redirect", THEN)


def test_phones_are_rung_at_once_each_with_its_own_document_and_states() -> None:
    phones = [documents.Rung(f"+1202555010{n}", f"{THEN}&n={n}", "https://x.test/s", "ringing") for n in (1, 2)]
    dial, then = read(documents.ring(phones, "+12025550100", 600, THEN))
    assert (dial.get("action"), dial.get("callerId"), dial.get("answerOnBridge")) == (THEN, "+12025550100", "true")
    assert [(each.tag, each.text, each.get("url")) for each in dial] == [
        ("Number", "+12025550101", f"{THEN}&n=1"),
        ("Number", "+12025550102", f"{THEN}&n=2"),
    ]
    assert (then.tag, then.text) == ("Redirect", THEN)
    assert read(documents.joined()) == []


def test_keys_are_asked_for_with_none_that_ends_it_unless_it_is_named() -> None:
    gather, then = read(documents.collect([Text("Your PIN?", "en-US")], COLLECT, 3, THEN))
    assert gather.attrib == {
        "input": "dtmf",
        "numDigits": "3",
        "timeout": "3",
        "finishOnKey": "",
        "actionOnEmptyResult": "true",
        "action": THEN,
    }
    assert [each.tag for each in gather] == ["Say"]
    assert then.text == THEN
    finished, _ = read(documents.collect([], structs.replace(COLLECT, finish="#", wait=0.0), 3, THEN))
    assert (finished.attrib["finishOnKey"], finished.attrib["timeout"]) == ("#", "1")


def test_a_recording_is_whole_and_an_empty_one_leads_on() -> None:
    command = Record(LegId("call-1"), longest=119.2, silence=0.4, recording="r")
    record, then = read(documents.record(command, THEN, "https://kept"))
    assert (record.attrib["maxLength"], record.attrib["timeout"], record.attrib["trim"]) == ("120", "1", "do-not-trim")
    assert (record.attrib["action"], record.attrib["recordingStatusCallback"]) == (THEN, "https://kept")
    assert then.text == THEN


@pytest.mark.parametrize(("star", "said"), [(True, "true"), (False, "false")])
def test_nobody_s_leaving_ends_a_conference(star: bool, said: str) -> None:
    dial, _ = read(documents.room("a~b", "a", "https://told", "https://left", star=star))
    (conference,) = dial
    assert (dial.attrib["hangupOnStar"], dial.attrib["action"]) == (said, "https://left")
    assert conference.text == "a~b"
    assert (conference.attrib["endConferenceOnExit"], conference.attrib["beep"]) == ("false", "false")
    assert conference.attrib["waitUrl"] == ""


@pytest.mark.parametrize(("cause", "reason"), [(Cause.BUSY, "busy"), (Cause.REJECTED, "rejected")])
def test_a_refusal_is_busy_or_not_in_service(cause: Cause, reason: str) -> None:
    (reject,) = read(documents.reject(cause))
    assert reject.attrib == {"reason": reason}


@given(st.text(), st.text())
def test_no_words_and_no_address_break_a_document(words: str, url: str) -> None:
    read(documents.say([Text(words, "en-US")], url))
    read(documents.collect([Text(words, words), Sound(url)], structs.replace(COLLECT, finish=words[:1]), 1, url))
    read(documents.room(words, words, url, url, star=True))
    read(documents.play_on(url, url))
