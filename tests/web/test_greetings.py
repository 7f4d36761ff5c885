"""Lines' greetings over HTTP, and what callers then hear."""

from __future__ import annotations

import errno
import io
import os

import pytest

from offhook.calls.values import E164, Phrase, TrunkId
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press
from offhook.telephony.simulated.truth import Words
from offhook.web.bodies import LARGEST_FILE
from offhook.web.practice import phones_of
from tests.furnish import DANA
from tests.speech.test_upload import MP3, OGG, WAV
from tests.waiting import eventually
from tests.web.conftest import Answer, Client, Installation
from tests.web.test_voicemails import LINE, with_line

DEFAULT = "You have reached two oh two, five five five, oh one oh oh. Nobody can take your call right now."


async def upload(client: Client, line: str, file: bytes | io.BytesIO, kind: str = "audio/mpeg") -> Answer:
    return await client("PUT", f"/lines/{line}/greeting", data=file, headers={"Content-Type": kind})


@pytest.mark.behaviour("P9")
@pytest.mark.parametrize(("file", "kind"), [(WAV, "audio/wav"), (MP3, "text/plain"), (OGG, "application/octet-stream")])
async def test_a_recording_is_what_callers_hear_until_the_default_is_back(
    offhook: Installation, file: bytes, kind: str
) -> None:
    line = await with_line(offhook.one)
    manager, agent = offhook.one.manager, offhook.one.agent
    before = (await agent("GET", f"/lines/{line}/greeting")).json
    assert (before["recorded"], before["size"], before["words"][: len(DEFAULT)]) == (False, None, DEFAULT)
    assert (await agent("GET", f"/lines/{line}/greeting/audio")).problem == "no-greeting"

    made = await upload(manager, line, file, kind)
    assert made.status == 200, made.body
    assert (made.json["recorded"], made.json["words"]) == (True, None)
    assert made.json["duration_seconds"] == pytest.approx(3.3, abs=0.2)
    assert (await agent("GET", f"/lines/{LINE}/greeting")).json == made.json

    audio = await agent("GET", f"/lines/{line}/greeting/audio")
    assert (audio.status, len(audio.body)) == (200, made.json["size"])
    part = await agent("GET", f"/lines/{line}/greeting/audio", headers={"Range": "bytes=0-3"})
    assert (part.status, part.body) == (206, b"RIFF")
    content = str(audio.headers["ETag"]).strip('"')
    assert await greeting_of(offhook) == Phrase("voicemail.greeting", number=LINE, sound=content)

    assert (await manager("DELETE", f"/lines/{line}/greeting")).json == before
    assert (await manager("DELETE", f"/lines/{line}/greeting")).json == before
    assert await greeting_of(offhook, "+12025550123") == Phrase("voicemail.greeting", number=LINE)


async def greeting_of(offhook: Installation, caller: str = DANA) -> Phrase:
    """What a caller of the line hears before the tone."""
    phones = phones_of(offhook.worker)
    (trunk,) = phones.trunks
    script = Answers(then=(Press("5", after=0.1), HangUp(after=1.5, since=Moment.BEEP)))
    leg = phones.call_in(phones.phone(E164(caller), script), LINE, TrunkId(trunk))

    def heard() -> list[Phrase]:
        sounds = [heard.sound for each in phones.truth.legs if each.leg == leg for heard in each.heard]
        return [phrase for sound in sounds if isinstance(sound, Words) for phrase in sound.phrases]

    await eventually(heard, "the greeting is heard", within=15)
    return heard()[0]


async def test_the_greeting_of_a_line_that_is_removed_is_not_the_next_ones(offhook: Installation) -> None:
    line = await with_line(offhook.one)
    await upload(offhook.one.manager, line, WAV)
    await offhook.one.owner("DELETE", f"/lines/{line}")
    made = (await offhook.one.owner("POST", "/lines", {"number": LINE, "trunks": ["lab"]})).json["id"]
    assert (await offhook.one.agent("GET", f"/lines/{made}/greeting")).json["recorded"] is False


@pytest.mark.parametrize(
    ("file", "problem", "words"),
    [
        (b"", "recording-not-usable", "is empty"),
        (b"Welcome to our office. " * 9, "recording-not-usable", "no WAV, MP3 or OGG"),
        (WAV[: len(WAV) // 2], "recording-not-usable", "cut short"),
        (io.BytesIO(bytes(LARGEST_FILE + 1)), "body-too-large", "larger than 32768 KiB"),
    ],
    ids=["empty", "text", "half", "huge"],
)
async def test_what_cannot_be_a_greeting_is_refused_and_changes_nothing(
    offhook: Installation, file: bytes | io.BytesIO, problem: str, words: str
) -> None:
    line = await with_line(offhook.one)
    made = (await upload(offhook.one.manager, line, OGG)).json
    refused = await upload(offhook.one.manager, line, file)
    assert (refused.problem, words in refused.json["detail"]) == (problem, True), refused.body
    assert (await offhook.one.agent("GET", f"/lines/{line}/greeting")).json == made


async def test_a_greeting_that_the_disk_cannot_take_is_not_said_to_be_saved(
    offhook: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = await with_line(offhook.one)

    def full(opened: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full_disk:
        full_disk.setattr(os, "fsync", full)
        refused = await upload(offhook.one.manager, line, OGG)
    assert (refused.status, refused.problem) == (503, "not-kept")
    assert "not saved" in refused.json["detail"]
    assert "No space left on device" in refused.json["detail"]
    assert (await offhook.one.agent("GET", f"/lines/{line}/greeting")).json["recorded"] is False


async def test_other_bodies_are_json_still(offhook: Installation) -> None:
    line = await with_line(offhook.one)
    headers = {"Content-Type": "audio/mpeg"}
    for method, path in (("PUT", f"/lines/{line}/route"), ("POST", f"/lines/{line}/greeting")):
        refused = await offhook.one.owner(method, path, data=MP3, headers=headers)
        assert refused.problem == "body-not-json"
    assert (await upload(offhook.one.agent, line, MP3)).problem == "forbidden"
    assert (await upload(offhook.one.manager, "line_nope", MP3)).status in {404, 422}
