"""NCCOs are what Vonage documents: the stand-in's schema is the referee, whatever is to be done."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.calls.commands import Collect, Record
from offhook.calls.values import LegId
from offhook.telephony.vonage import documents
from offhook.telephony.webhooks.words import Sound, Speech, Text
from tests.vonage.schema import complaints

LEG = LegId("call-1")
THEN, KEPT, SILENCE = "https://office.test/then", "https://office.test/kept", "https://office.test/silence.wav"
WORDS: list[Speech] = [Text("Press a key", "en-US"), Sound("https://office.test/kept/a.wav")]

texts = st.text(max_size=4000)


def collect(**more: Any) -> Collect:
    return Collect(LEG, (), "en", "US", **({"digits": 4, "wait": 5.0} | more))


@given(texts)
def test_whatever_is_said_is_a_list_of_actions_and_all_of_it_is_said(text: str) -> None:
    ncco = documents.say([Text(text, "en-US")], THEN, SILENCE)
    assert complaints(ncco) == []
    spoken = "".join("".join(str(action.get("text", "")).split()) for action in ncco)
    assert spoken == ("".join(text.replace("<", " ").split()) or ".")


@pytest.mark.parametrize("words", [[], WORDS])
@pytest.mark.parametrize("wait", [0.2, 5.0, 90.0])
@pytest.mark.parametrize("digits", [1, 50])
def test_keys_are_asked_for_within_what_vonage_allows(words: list[Speech], wait: float, digits: int) -> None:
    ncco = documents.collect(words, collect(wait=wait), digits, THEN, SILENCE)
    assert complaints(ncco) == []
    assert ncco[len(words)]["dtmf"] == {
        "timeOut": min(10, max(1, round(wait))),
        "maxDigits": min(20, digits),
        "submitOnHash": False,
    }


def test_hash_ends_it_only_where_it_is_the_finishing_key() -> None:
    assert documents.collect([], collect(finish="#"), 4, THEN, SILENCE)[0]["dtmf"]["submitOnHash"] is True
    assert documents.collect([], collect(finish="*"), 4, THEN, SILENCE)[0]["dtmf"]["submitOnHash"] is False


@pytest.mark.parametrize("longest", [0.5, 60.0, 9e9])
@pytest.mark.parametrize("finish", ["#", ""])
def test_a_recording_is_within_what_vonage_allows(longest: float, finish: str) -> None:
    ncco = documents.record(Record(LEG, longest, 1.0, finish), THEN, KEPT, SILENCE)
    assert complaints(ncco) == []
    assert ("endOnKey" in ncco[0]) == bool(finish)


def test_what_has_an_end_ends_in_silence_without_one() -> None:
    for ncco in (
        documents.say(WORDS, THEN, SILENCE),
        documents.collect(WORDS, collect(), 4, THEN, SILENCE),
        documents.record(Record(LEG, 60.0, 3.0), THEN, KEPT, SILENCE),
        documents.ask_again(2.0, THEN, SILENCE),
    ):
        assert ncco[-1] == {"action": "stream", "streamUrl": [SILENCE], "loop": 0}
        assert complaints(ncco) == []
    assert complaints(documents.room("a~b", "")) == complaints(documents.room("a~b", THEN)) == []
    assert documents.hang_up() == []
