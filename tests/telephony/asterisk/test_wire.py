"""ARI's frames, read and written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.telephony.asterisk import dial_strings, requests, wire


def test_only_what_is_read_of_an_event_is_kept() -> None:
    frame = {
        "type": "ChannelDestroyed",
        "timestamp": "2026-11-21T22:31:37.358+0000",
        "cause": 17,
        "cause_txt": "User busy",
        "tech_cause": 486,
        "channel": {"id": "call_1-1", "name": "PJSIP/trunk_lab-00000001", "state": "Down", "language": "en"},
        "asterisk_id": "02:fc:00:00:00:01",
        "application": "offhook",
    }
    assert wire.decode(json.dumps(frame)) == wire.ChannelDestroyed(
        wire.Channel("call_1-1", "Down", "PJSIP/trunk_lab-00000001"), 17, "User busy", 486
    )


def test_a_request_is_written_as_asterisk_reads_it() -> None:
    request = requests.play(dial_strings.leg_id("call_1-1"), "call_1-1.a", "sound:/x/y")
    assert json.loads(wire.encode("7", request)) == {
        "type": "RESTRequest",
        "request_id": "7",
        "method": "POST",
        "uri": "channels/call_1-1/play/call_1-1.a",
        "query_strings": [{"name": "media", "value": "sound:/x/y"}],
    }
    _, allowed, *_ = requests.event_filters("offhook")
    written = json.loads(wire.encode("8", allowed))
    assert written["content_type"] == "application/json"
    assert {"type": "RESTResponse"} in json.loads(written["message_body"])["allowed"]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b'{"message":"Channel not found"}', "Channel not found"),
        (b'{"error":"Allocation failed"}', "Allocation failed"),
        (b"<html>", "<html>"),
        (b"\xff", "\ufffd"),
        (b"", ""),
    ],
)
def test_asterisks_own_words(body: bytes, complaint: str) -> None:
    assert wire.Response(500, body).complaint == complaint


@given(st.one_of(st.binary(), st.text(), st.dictionaries(st.text(), st.text()).map(json.dumps)))
def test_anything_can_be_decoded(data: str | bytes) -> None:
    wire.decode(data)
