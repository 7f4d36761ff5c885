"""Asking an Offhook that is away, is none, or breaks off."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from offhook.cli.client import Client, Refused, Remote, ThisMachine
from offhook.cli.errors import CommandFailed

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextmanager
def answering(answer: Answer) -> Iterator[Client]:
    """A client of a server that answers every request so."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # its name for GET
            answer(self)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, *_: Any) -> None:
            """Nothing: it is a test."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield Client(Remote(f"http://127.0.0.1:{server.server_port}", "key"), "Zoë's")
        finally:
            server.shutdown()
            thread.join()


def saying(status: int, content: bytes, kind: str = "text/html") -> Answer:
    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        saying(200, b"<html>It works!</html>"),
        saying(404, b"<html>Not here</html>"),
        saying(502, b""),
        saying(422, b"[]", "application/json"),
        saying(422, b'{"detail": ', "application/json"),
    ],
)
def test_what_is_no_offhook_is_told_so(answer: Answer) -> None:
    with answering(answer) as client, pytest.raises(CommandFailed, match="isn't Offhook"):
        client.get("calls")


def test_a_problem_is_its_detail() -> None:
    problem = {"type": "/problems/not-found", "title": "No such call", "detail": "There is no call x.", "status": 404}
    with answering(saying(404, json.dumps(problem).encode())) as client, pytest.raises(Refused) as refused:
        client.get("calls", "x")
    assert (refused.value.status, refused.value.kind, str(refused.value)) == (404, "not-found", "There is no call x.")


def test_an_answer_that_breaks_off() -> None:
    def silent(request: http.server.BaseHTTPRequestHandler) -> None:
        request.close_connection = True

    with answering(silent) as client, pytest.raises(CommandFailed, match="broke off before it answered"):
        client.get("calls")


def test_an_answer_that_breaks_off_in_the_middle() -> None:
    def half(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        request.wfile.write(b'{"items": [')
        request.close_connection = True

    with answering(half) as client, pytest.raises(CommandFailed, match="broke off in the middle of its answer"):
        client.get("calls")


def losing_answers(lost: int, keys: list[str]) -> Answer:
    """The first so many answers get lost; notes the keys that requests come with."""

    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) <= lost:
            request.close_connection = True
        else:
            saying(201, b'{"id": "call_1"}')(request)

    return answer


def test_what_must_not_be_made_twice_is_asked_for_again_by_its_key() -> None:
    keys: list[str] = []
    with answering(losing_answers(1, keys)) as client:
        assert client.post_once("calls", body={}) == {"id": "call_1"}
        client.post_once("calls", body={})
    first, again, other = keys
    assert first == again != other


def test_it_is_not_asked_for_for_ever() -> None:
    keys: list[str] = []
    with answering(losing_answers(9, keys)) as client, pytest.raises(CommandFailed, match="broke off before"):
        client.post_once("calls", body={})
    assert len(keys) == 2


def test_a_refusal_is_no_lost_answer() -> None:
    asked: list[str] = []

    def refuse(request: http.server.BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        saying(503, b'{"type": "/problems/database-away", "detail": "No."}')(request)

    with answering(refuse) as client, pytest.raises(Refused):
        client.post_once("calls", body={})
    assert len(asked) == 1


def test_paths_and_names_are_sent_as_they_are() -> None:
    seen: list[tuple[str, str]] = []

    def look(request: http.server.BaseHTTPRequestHandler) -> None:
        name = request.headers["X-Offhook-Workspace"].encode("latin-1").decode()
        seen.append((request.path, name))
        saying(200, b"{}")(request)

    with answering(look) as client:
        client.get("lines", "+1202 555/0100?x", search="a&b", cursor=None, callable_only=True)
    assert seen == [("/api/v1/lines/+1202%20555%2F0100%3Fx?search=a%26b&callable_only=true", "Zoë's")]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "phone.example.com",
        "ftp://example.com",
        "http://",
        "http://x:0",
        "http://x:y",
        "http://a b",
        "http://x\n.y",
        "http://x/api",
    ],
)
def test_addresses_that_cannot_be_used(url: str) -> None:
    with pytest.raises(CommandFailed, match="can't be used"):
        Remote(url, "key")


@pytest.mark.parametrize("key", [None, ""])
def test_a_key_is_needed(key: str | None) -> None:
    with pytest.raises(CommandFailed, match="needs an API key"):
        Remote("https://phone.example.com", key)


def test_a_name_that_leads_nowhere() -> None:
    with pytest.raises(CommandFailed, match=r"no-such-host\.invalid can't be reached"):
        Client(Remote("http://no-such-host.invalid", "key")).get("calls")


@pytest.mark.parametrize("name", ["absent", "data/offhook.sock/deeper", "x" * 300])
def test_nobody_serves_a_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "offhook.sock").touch()
    with pytest.raises(CommandFailed):
        Client(ThisMachine(tmp_path / name)).get("calls")


def test_a_file_that_nobody_listens_on(tmp_path: Path) -> None:
    (tmp_path / "offhook.sock").touch()
    with pytest.raises(CommandFailed, match="isn't running here"):
        Client(ThisMachine(tmp_path)).get("calls")


def test_a_file_of_another_user(tmp_path: Path) -> None:
    words = str(ThisMachine(tmp_path).why_not(PermissionError(13, "Permission denied")))
    assert "may be opened only by the user that Offhook runs as" in words
