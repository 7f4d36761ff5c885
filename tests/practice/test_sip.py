import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.practice.sip import Message, NotSip, Uri, display_name, parameter, respond

INVITE = (
    b"INVITE sip:%2B12025550111@127.0.0.1:5090;user=phone SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKa;rport, SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKb\r\n"
    b'f: "Doe, \\"Jane\\"" <sip:+12025550100@127.0.0.1>;tag=abc\r\n'
    b"t: <sip:+12025550111@127.0.0.1>\r\n"
    b"i: call-1\r\nCSeq: 7 INVITE\r\n"
    b"Subject: one\r\n two\r\n"
    b"l: 4\r\n\r\nv=0\n"
)


def test_compact_and_folded_headers_and_lists_are_read() -> None:
    message = Message.parse(INVITE)
    assert (message.method, message.call_id, message.status, message.in_dialog) == ("INVITE", "call-1", 0, False)
    assert [parameter(via, "branch") for via in message.all("via")] == ["z9hG4bKa", "z9hG4bKb"]
    assert message.get("subject") == "one two"
    assert display_name(message.get("from")) == 'Doe, "Jane"'
    assert message.body == b"v=0\n"


def test_a_uri_is_taken_apart_and_decoded() -> None:
    uri = Uri.find(Message.parse(INVITE).uri)
    assert (uri.user, uri.host, uri.port, uri.parameters) == ("+12025550111", "127.0.0.1", 5090, ";user=phone")
    assert Uri.find("<sip:127.0.0.1;lr>") == Uri("", "127.0.0.1", 5060, ";lr")


def test_what_is_pushed_comes_first_and_pops_first() -> None:
    message = Message.parse(INVITE)
    message.push("Via", "SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKc")
    assert message.pop("via").endswith("c")
    assert len(message.all("via")) == 2
    message.pop("via")
    message.pop("via")
    assert message.pop("via") == ""


def test_what_is_written_reads_the_same_with_its_true_length() -> None:
    message = Message.parse(INVITE)
    message.body = b"longer than before"
    again = Message.parse(message.render())
    assert again.body == message.body
    assert again.get("content-length") == "18"
    assert again.get("from") == message.get("from")


def test_a_response_answers_its_request() -> None:
    answer = Message.parse(respond(Message.parse(INVITE), 603, tag="t1").render())
    assert answer.start == "SIP/2.0 603 Decline"
    assert (answer.status, answer.method, answer.is_request) == (603, "INVITE", False)
    assert parameter(answer.get("to"), "tag") == "t1"
    assert len(answer.all("via")) == 2


@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"INVITE sip:a SIP/2.0\r\nnonsense\r\n\r\n"]
)
def test_what_is_no_sip_is_refused(data: bytes) -> None:
    with pytest.raises(NotSip):
        Message.parse(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        Message.parse(data)
    except NotSip:
        return
