"""Whatever goes wrong is answered as problem details, and a fault of our own is logged without secrets."""

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
import structlog
from sqlalchemy import Connection

from offhook.storage.errors import DatabaseAway, WriteUncertain
from tests.web.conftest import SHARED, Installation


async def test_what_is_not_there_is_said_so(offhook: Installation) -> None:
    for path in ("/nothing", "/calls/", "/calls/call_1/else", "/../../etc/passwd", "/%00", "/😀"):
        answer = await offhook.one.owner("GET", path)
        assert (answer.status, answer.problem) == (404, "nothing-here"), path
    unknown = await offhook.one.owner("GET", "/calls/call_01%00")
    assert (unknown.status, unknown.problem) == (404, "not-found")


async def test_methods_that_are_not_possible_are_named(offhook: Installation) -> None:
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        answer = await offhook.one.owner(method, "/calls")
        assert (answer.status, answer.problem) == (405, "method-not-possible")
        assert set(answer.headers["Allow"].split(", ")) <= {"GET", "POST"}


async def test_head_is_get_without_a_body(offhook: Installation) -> None:
    for path in ("/health", "/calls", "/openapi.json", "/live", "/calls/call_nothing"):
        got = await offhook.one.owner("GET", path) if path != "/live" else None
        head = await asyncio.wait_for(offhook.one.owner("HEAD", path), 5)
        assert head.body == b""
        if got is not None:
            assert (head.status, head.headers["Content-Type"]) == (got.status, got.headers["Content-Type"])
            assert head.headers["Content-Length"] == got.headers["Content-Length"]
        else:
            assert (head.status, head.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        (b"", 422, "invalid-request"),
        (b"{", 400, "invalid-json"),
        (b"\xff\xfe{}", 400, "invalid-json"),
        (b'{"to": "\xff"}', 400, "bad-request"),
        (b"[" * 100_000, 400, "bad-request"),
        (b'{"to":' + b"[" * 500 + b"]" * 500 + b"}", 422, "invalid-request"),
        (b'{"to": ' + b"9" * 5000 + b"}", 400, "bad-request"),
        (b"null", 422, "invalid-request"),
        (b"[]", 422, "invalid-request"),
        (b'"+12025550122"', 422, "invalid-request"),
        (b'{"to": NaN}', 422, "invalid-request"),
        (b'{"to": "\\u0000"}', 422, "invalid-request"),
        (b'{"to": "\\ud83d"}', 422, "invalid-request"),
        (b'{"to": "+12025550122", "\\ud83d": 1}', 422, "invalid-request"),
        (b'{"to": "+12025550122", "a\\u0000": 1}', 422, "invalid-request"),
        (b'{"to": "' + b"1" * 100_000 + b'"}', 422, "invalid-request"),
        (b'{"to": "' + b"1" * 1000 + b'"}', 422, "invalid-number"),
        ('{"to": "😀"}'.encode(), 422, "invalid-number"),
        ('{"to": "１２０２５５５０１２２"}'.encode(), 422, "caller-missing"),
        (b'{"to": "+12025550122&PJSIP/evil"}', 422, "invalid-number"),
        (b'{"to": "+12025550122\\n"}', 422, "caller-missing"),
        (b'{"to": {"$ne": 1}}', 422, "invalid-request"),
        (b'{"to": true}', 422, "invalid-request"),
    ],
)
@SHARED
async def test_bodies_that_make_no_sense_are_refused(
    shared: Installation, body: bytes, status: int, problem: str
) -> None:
    answer = await shared.one.owner("POST", "/calls", data=body, headers={"Content-Type": "application/json"})
    assert (answer.status, answer.problem) == (status, problem), answer.body


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "json", "é"]
)
@SHARED
async def test_only_json_is_taken(shared: Installation, kind: str) -> None:
    answer = await shared.one.owner("POST", "/calls", data=b'{"to": "+1"}', headers={"Content-Type": kind})
    assert (answer.status, answer.problem) == (415, "body-not-json")
    with_charset = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert (await shared.one.owner("POST", "/calls", data=b"{}", headers=with_charset)).status == 422


@pytest.mark.parametrize("path", ["/calls", "/lines", "/nothing", "/health"])
async def test_a_body_of_ten_megabytes_is_refused(offhook: Installation, path: str) -> None:
    body = io.BytesIO(b'{"to": "' + b"1" * 10_000_000 + b'"}')
    as_json = {"Content-Type": "application/json"}
    declared = await offhook.one.owner("POST", path, data=body, headers=as_json)
    assert (declared.status, declared.problem) == (413, "body-too-large")


async def test_a_large_body_that_declares_no_length_is_cut_off(offhook: Installation) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b" " * 65_536

    chunked = await offhook.one.owner("POST", "/calls", data=pieces(), headers={"Content-Type": "application/json"})
    assert (chunked.status, chunked.problem) == (413, "body-too-large")


async def test_queries_that_make_no_sense_are_refused(offhook: Installation) -> None:
    for query in (
        "limit=0",
        "limit=201",
        "limit=ten",
        "limit=" + "9" * 5000,
        "cursor=1",
        "cursor=1.call_x",
        "cursor=%00",
        "cursor=" + "9" * 40 + ".call_01kahv7q3m8w2x4y6z0a1b2c3d",
        "cursor=²3.call_01kahv7q3m8w2x4y6z0a1b2c3d",
        "disposition=perfect",
        "contact=a%00b",
        "serach=dana",
        "member=%ED%A0%80%00",
    ):
        answer = await offhook.one.owner("GET", f"/calls?{query}")
        assert answer.status == 422, query
        assert answer.problem in {"invalid-request", "invalid-value"}, query
    assert (await offhook.one.owner("GET", "/calls?contact=%F0%9F%98%80&line='%20OR%201=1")).json["items"] == []


async def test_a_database_that_is_away_is_said_so(offhook: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object, **__: object) -> object:
        raise DatabaseAway("locked")

    async def uncertain(*_: object, **__: object) -> object:
        raise WriteUncertain("gone")

    contact = {"name": "Dana"}
    monkeypatch.setattr(offhook.worker.storage, "write", away)
    refused = await offhook.one.owner("POST", "/contacts", contact)
    assert (refused.status, refused.problem, refused.headers["Retry-After"]) == (503, "database-away", "5")
    monkeypatch.setattr(offhook.worker.storage, "write", uncertain)
    doubtful = await offhook.one.owner("POST", "/contacts", contact)
    assert (doubtful.status, doubtful.problem) == (503, "database-away")
    assert "look whether it is there" in doubtful.json["detail"]
    monkeypatch.setattr(offhook.worker.storage, "read", away)
    assert (await offhook.one.owner("GET", "/contacts")).status == 503
    assert (await offhook.stranger("GET", "/health")).problem == "not-ready"


async def test_a_fault_is_answered_and_logged_once_without_the_key(
    offhook: Installation, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(conn: Connection, *_: object, **__: object) -> object:
        raise ZeroDivisionError("an accident")

    monkeypatch.setattr("offhook.contacts.service.create", broken)
    with structlog.testing.capture_logs() as logs:
        answer = await offhook.one.owner("POST", "/contacts", {"name": "Dana"})
    assert (answer.status, answer.problem) == (500, "internal-error")
    assert b"accident" not in answer.body
    assert [entry["event"] for entry in logs] == ["request_failed"]
    key = str(offhook.one.owner.key)
    said = repr(logs) + "".join(capfd.readouterr())
    assert key.rpartition("_")[2] not in said
    assert (await offhook.one.owner("GET", "/contacts")).status == 200
