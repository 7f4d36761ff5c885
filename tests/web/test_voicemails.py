"""Voicemails over HTTP, and on their way there from a call on the practice network."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import wave
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from offhook.calls.values import E164, TrunkId
from offhook.ids import new_id
from offhook.problems import Problem
from offhook.setting_sections import Http, VoicemailSettings
from offhook.settings import Settings
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press
from offhook.voicemail import store
from offhook.voicemail.audio import wav
from offhook.voicemail.files import Files
from offhook.voicemail.model import State
from offhook.voicemail.sealed import Seal
from offhook.web.practice import phones_of
from offhook.worker import Worker
from tests.furnish import DANA
from tests.limits.calls import begin
from tests.voicemail.rows import company_of
from tests.voicemail.test_audio import tone
from tests.waiting import eventually
from tests.web.conftest import SHARED, Client, Installation, Team, served

LINE = "+12025550100"
WORDS = wav(tone(2))
TAG = f'"{hashlib.sha256(WORDS).hexdigest()}"'


async def with_line(team: Team, number: str = LINE) -> str:
    """The id of a line that is there now."""
    await team.owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})
    made = await team.owner("POST", "/lines", {"number": number, "trunks": ["lab"]})
    assert made.status == 201, made.body
    return str(made.json["id"])


async def leave(
    offhook: Installation, line: str, at: int = 1, *, audio: bytes = WORDS, state: State = State.KEPT
) -> str:
    """The id of a message that somebody has left on a line."""
    kept = offhook.worker.audio.keep(audio)

    def write(conn: Connection) -> str:
        company = company_of(conn, offhook.one.workspace, line)
        call = new_id("call")
        begin(company, call)
        store.begin(conn, company.id, call, f"{call}-1.1", at)
        (voicemail,) = [each for each in store.page(conn, company.id, limit=200) if each.call_id == call]
        if state is State.KEPT:
            store.settle(conn, voicemail, state, content=kept.content, size=kept.size, duration_ms=2000)
        else:
            store.settle(conn, voicemail, state)
        return voicemail.id

    return await offhook.worker.storage.write(write)


async def ids(client: Client, query: str = "") -> list[str]:
    return [each["id"] for each in (await client("GET", f"/voicemails{query}")).json["items"]]


@pytest.mark.behaviour("X11")
async def test_a_caller_whom_nobody_answers_leaves_a_message_that_can_be_heard(offhook: Installation) -> None:
    line = await with_line(offhook.one)
    phones = phones_of(offhook.worker)
    (trunk,) = phones.trunks
    script = Answers(then=(Press("5", after=0.1), HangUp(after=1.5, since=Moment.BEEP)))
    phones.call_in(phones.phone(E164(DANA), script), LINE, TrunkId(trunk))

    async def kept() -> bool:
        items = (await offhook.one.agent("GET", "/voicemails")).json["items"]
        return bool(items) and items[0]["state"] == "kept"

    await eventually(kept, "the message is kept", within=15)
    (found,) = (await offhook.one.agent("GET", "/voicemails")).json["items"]
    assert (found["caller"], found["line"], found["heard_at"], found["deleted_at"]) == (DANA, line, None, None)
    assert found["duration_seconds"] == pytest.approx(1.5, abs=0.4)
    await eventually(lambda: not phones.recordings, "the network has dropped it")
    audio = await offhook.one.agent("GET", f"/voicemails/{found['id']}/audio")
    with wave.open(io.BytesIO(audio.body)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert file.getnframes() / 8000 == pytest.approx(found["duration_seconds"], abs=0.001)
    call = (await offhook.one.agent("GET", f"/calls/{found['call']}")).json
    assert call["disposition"] == "voicemail"


@pytest.mark.behaviour("X11")
async def test_a_message_whose_end_there_was_no_room_for_is_kept_and_marked(
    offhook: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await leave(offhook, await with_line(offhook.one))
    assert (await offhook.one.agent("GET", f"/voicemails/{whole}")).json["cut_short"] is False
    monkeypatch.setattr(offhook.worker.room, "full_between", lambda since, until: "the spool was full")
    phones = phones_of(offhook.worker)
    (trunk,) = phones.trunks
    script = Answers(then=(Press("5", after=0.1), Press("#", after=1.5, since=Moment.BEEP)))
    phones.call_in(phones.phone(E164(DANA), script), LINE, TrunkId(trunk))

    async def kept() -> bool:
        items = (await offhook.one.agent("GET", "/voicemails")).json["items"]
        return len(items) == 2 and bool(items[0]["state"] == "kept")

    await eventually(kept, "the message is kept", within=15)
    (found, _) = (await offhook.one.agent("GET", "/voicemails")).json["items"]
    assert found["cut_short"] is True

    async def over() -> bool:
        return bool((await offhook.one.agent("GET", f"/calls/{found['call']}")).json["state"] == "ended")

    await eventually(over, "the caller has heard so", within=15)
    call = (await offhook.one.agent("GET", f"/calls/{found['call']}")).json
    assert call["disposition"] == "voicemail"
    assert call["reason"].endswith("voicemail did, and the message may be cut short: the spool was full")
    story = (await offhook.one.agent("GET", f"/calls/{found['call']}/timeline")).json["items"]
    assert any("may not be kept to its end" in moment["text"] for moment in story)


async def test_audio_comes_whole_in_parts_and_once(offhook: Installation) -> None:
    path = f"/voicemails/{await leave(offhook, await with_line(offhook.one))}/audio"
    agent = offhook.one.agent
    whole = await agent("GET", path)
    assert (whole.status, whole.body) == (200, WORDS)
    assert whole.headers["Content-Type"] == "audio/wav"
    assert (whole.headers["ETag"], whole.headers["Accept-Ranges"]) == (TAG, "bytes")
    assert re.fullmatch(r'inline; filename="voicemail_\w+\.wav"', whole.headers["Content-Disposition"])
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    saved = await agent("GET", f"{path}?download=true")
    assert saved.headers["Content-Disposition"].startswith("attachment; ")

    part = await agent("GET", path, headers={"Range": "bytes=44-143"})
    assert (part.status, part.body) == (206, WORDS[44:144])
    assert part.headers["Content-Range"] == f"bytes 44-143/{len(WORDS)}"
    assert (await agent("GET", path, headers={"Range": "bytes=-10"})).body == WORDS[-10:]
    same = {"Range": "bytes=0-9", "If-Range": TAG}
    assert (await agent("GET", path, headers=same)).body == WORDS[:10]
    assert (await agent("GET", path, headers=same | {"If-Range": '"other"'})).body == WORDS

    outside = await agent("GET", path, headers={"Range": f"bytes={len(WORDS)}-"})
    assert (outside.status, outside.problem) == (416, "range-outside")
    assert outside.headers["Content-Range"] == f"bytes */{len(WORDS)}"
    assert (await agent("GET", path, headers={"If-None-Match": TAG})).status == 304
    head = await agent("HEAD", path)
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(WORDS)))


async def test_audio_that_is_not_there_says_why(offhook: Installation) -> None:
    line = await with_line(offhook.one)
    agent = offhook.one.agent
    waiting = await leave(offhook, line, state=State.WAITING)
    lost = await leave(offhook, line, state=State.LOST)
    kept = await leave(offhook, line)
    empty = await leave(offhook, line, state=State.EMPTY)
    offhook.worker.audio.path(TAG.strip('"')).unlink()
    answers = [await agent("GET", f"/voicemails/{each}/audio") for each in (waiting, lost, kept, empty)]
    assert [(each.status, each.problem) for each in answers] == [
        (503, "audio-awaited"),
        (404, "audio-lost"),
        (503, "audio-unreadable"),
        (404, "not-found"),
    ]
    assert (await agent("GET", f"/voicemails/{empty}")).problem == "not-found"
    assert empty not in await ids(agent)
    states = {each["id"]: each["state"] for each in (await agent("GET", "/voicemails")).json["items"]}
    assert states == {waiting: "waiting", lost: "lost", kept: "kept"}


async def test_the_latest_come_first_page_after_page_and_by_line(offhook: Installation) -> None:
    one, two = await with_line(offhook.one), await with_line(offhook.one, "+12025550101")
    left = [await leave(offhook, one, at) for at in (1, 2, 3)] + [await leave(offhook, two, 4)]
    agent = offhook.one.agent
    assert await ids(agent) == left[::-1]
    assert await ids(agent, f"?line={two}") == left[3:]
    found: list[str] = []
    cursor: Any = ""
    while cursor is not None:
        page = (await agent("GET", f"/voicemails?limit=3{cursor and f'&cursor={cursor}'}")).json
        found += [each["id"] for each in page["items"]]
        cursor = page["next"]
    assert found == left[::-1]


async def test_a_message_is_heard_and_is_not(offhook: Installation) -> None:
    line = await with_line(offhook.one)
    first, second = await leave(offhook, line, 1), await leave(offhook, line, 2)
    agent = offhook.one.agent
    heard = (await agent("PATCH", f"/voicemails/{first}", {"heard": True})).json
    assert heard["heard_at"] is not None
    again = (await agent("PATCH", f"/voicemails/{first}", {"heard": True})).json
    assert again == heard, "when it was first heard stays"
    assert (await ids(agent, "?heard=true"), await ids(agent, "?heard=false")) == ([first], [second])
    assert (await agent("PATCH", f"/voicemails/{first}", {"heard": False})).json["heard_at"] is None
    assert await ids(agent, "?heard=true") == []


async def test_a_deletion_can_be_taken_back(offhook: Installation) -> None:
    line = await with_line(offhook.one)
    voicemail = await leave(offhook, line)
    manager = offhook.one.manager
    for _ in range(2):
        assert (await manager("DELETE", f"/voicemails/{voicemail}")).status == 204
    assert await ids(manager) == []
    assert await ids(manager, "?deleted=true") == [voicemail]
    assert (await manager("GET", f"/voicemails/{voicemail}")).json["deleted_at"] is not None
    assert (await manager("POST", f"/voicemails/{voicemail}/restore")).json["deleted_at"] is None
    assert (await manager("POST", f"/voicemails/{voicemail}/restore")).status == 200
    assert await ids(manager) == [voicemail]
    assert (await manager("GET", f"/voicemails/{voicemail}/audio")).body == WORDS


@pytest.mark.parametrize(
    ("method", "path", "body", "problem"),
    [
        ("GET", "/voicemails?cursor=1", None, "invalid-value"),
        ("GET", "/voicemails?cursor=1.call_01kahv7q3m8w2x4y6z0a1b2c3d", None, "invalid-value"),
        ("GET", "/voicemails?heard=perhaps", None, "invalid-request"),
        ("GET", "/voicemails?sort=caller", None, "invalid-request"),
        ("GET", "/voicemails/..%2F..%2Foffhook.key/audio", None, "nothing-here"),
        ("GET", "/voicemails/voicemail_nope/audio", None, "not-found"),
        ("PATCH", "/voicemails/voicemail_nope", {"heard": True}, "not-found"),
        ("PATCH", "/voicemails/voicemail_nope", {}, "invalid-request"),
        ("PATCH", "/voicemails/voicemail_nope", {"heard": "yes"}, "invalid-request"),
        ("PATCH", "/voicemails/voicemail_nope", {"heard": True, "deleted_at": None}, "invalid-request"),
        ("DELETE", "/voicemails/voicemail_nope", None, "not-found"),
        ("POST", "/voicemails/voicemail_nope/restore", None, "not-found"),
    ],
)
@SHARED
async def test_what_cannot_be_is_refused(
    shared: Installation, method: str, path: str, body: object, problem: str
) -> None:
    assert (await shared.one.owner(method, path, body)).problem == problem


async def test_encrypted_audio_is_heard_in_parts_as_well_and_a_wrong_key_is_named(data: Path, tmp_path: Path) -> None:
    key = tmp_path / "voicemail.key"
    key.write_bytes(base64.b64encode(b"k" * 32))
    key.chmod(0o600)
    sealed = Settings(data=data, telephony="practice", http=Http(port=1), voicemail=VoicemailSettings(key_file=key))
    async with served(sealed) as offhook:
        path = f"/voicemails/{await leave(offhook, await with_line(offhook.one))}/audio"
        agent = offhook.one.agent
        assert (await agent("GET", path)).body == WORDS
        part = await agent("GET", path, headers={"Range": "bytes=100-199"})
        assert (part.status, part.body) == (206, WORDS[100:200])
        assert part.headers["Content-Range"] == f"bytes 100-199/{len(WORDS)}"
        offhook.worker.audio = Files(data, Seal(b"o" * 32))
        refused = await agent("GET", path)
        assert (refused.status, refused.problem) == (503, "audio-unreadable")
        assert "another key" in refused.json["detail"]
    key.write_bytes(b"no key")
    with pytest.raises(Problem, match="holds no key"):
        await Worker.start(sealed)
