"""Voicemails from a terminal."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from offhook.ids import new_id
from offhook.storage.engine import open_engine
from offhook.voicemail import store
from offhook.voicemail.audio import wav
from offhook.voicemail.files import Files
from offhook.voicemail.model import State
from tests.cli.conftest import LINE, Place
from tests.furnish import NOW
from tests.limits.calls import begin, end
from tests.speech.test_upload import MP3
from tests.voicemail.rows import company_of
from tests.voicemail.test_audio import tone

WORDS = wav(tone(75))


def leave(place: Place, *, kept: bool = True) -> str:
    """The id of a message that was left before."""
    audio = Files(place.data).keep(WORDS)
    (workspace,) = place.json("workspace", "list")
    (line,) = place.json("line", "list")
    engine = open_engine(f"sqlite:///{place.data}/offhook.db")
    with engine.begin() as conn:
        company = company_of(conn, workspace["id"], line["id"])
        call = new_id("call")
        begin(company, call)
        end(conn, company.id, call)
        store.begin(conn, company.id, call, f"{call}-1.1", NOW)
        (voicemail,) = [each for each in store.page(conn, company.id, limit=200) if each.call_id == call]
        if kept:
            store.settle(conn, voicemail, State.KEPT, content=audio.content, size=audio.size, duration_ms=75_000)
        else:
            store.settle(conn, voicemail, State.LOST)
    engine.dispose()
    return voicemail.id


def test_messages_are_listed_saved_heard_deleted_and_restored(own: Place, tmp_path: Path) -> None:
    assert own.run("voicemail") == "There are no such voicemails.\n"
    lost, voicemail = leave(own, kept=False), leave(own)
    row = rf"^2026-11-21 \S+ +\+1 202-555-0122 +{re.escape(LINE)} +1 min 15 s +%s +{voicemail}$"
    assert re.search(row % "new", own.run("voicemail", "list"), re.MULTILINE)
    assert re.search(rf" lost +{lost}$", own.run("voicemail"), re.MULTILINE)

    file = tmp_path / "message.wav"
    assert own.run("voicemail", "save", voicemail, str(file)) == f"Saved to {file}.\n"
    assert file.read_bytes() == WORDS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert own.refused("voicemail", "save", voicemail, str(file)) == f"{file} exists already: choose another name."
    assert "No such file or directory" in own.refused("voicemail", "save", voicemail, str(tmp_path / "no" / "x.wav"))
    assert "has lost what this caller said" in own.refused("voicemail", "save", lost, str(tmp_path / "lost.wav"))
    saved = own.json("voicemail", "save", voicemail, str(tmp_path / "again.wav"))
    assert saved == {"voicemail": voicemail, "file": str(tmp_path / "again.wav"), "bytes": len(WORDS)}

    assert own.run("voicemail", "heard", voicemail) == "Marked as heard.\n"
    assert re.search(row % "", own.run("voicemail", "list", "--heard"), re.MULTILINE)
    assert [each["id"] for each in own.json("voicemail", "list", "--unheard")] == [lost]
    assert own.json("voicemail", "heard", voicemail, "--undo")["heard_at"] is None

    assert f"offhook voicemail restore {voicemail}" in own.run("voicemail", "delete", voicemail)
    assert [each["id"] for each in own.json("voicemail", "list")] == [lost]
    assert [each["id"] for each in own.json("voicemail", "list", "--deleted")] == [voicemail]
    assert own.run("voicemail", "restore", voicemail) == "Restored.\n"
    assert own.json("voicemail", "delete", voicemail) == {"deleted": voicemail}
    assert own.json("voicemail", "restore", voicemail)["deleted_at"] is None
    assert len(own.json("voicemail", "list", "--limit", "1")) == 1
    assert "There are older ones" in own.run("voicemail", "list", "--limit", "1")


@pytest.mark.parametrize("command", ["save", "heard", "delete", "restore"])
def test_a_message_that_is_not_there(offhook: Place, command: str, tmp_path: Path) -> None:
    more = [str(tmp_path / "x.wav")] if command == "save" else []
    refused = offhook.refused("voicemail", command, "voicemail_nope", *more)
    assert refused == "There is no voicemail voicemail_nope."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.behaviour("P9")
def test_a_greeting_is_set_saved_and_taken_back(own: Place, tmp_path: Path) -> None:
    words = own.run("voicemail", "greeting", LINE)
    assert words.startswith(f"Callers of {LINE} hear: You have reached ")
    recording = tmp_path / "greeting.txt"
    recording.write_bytes(MP3)
    assert (
        own.run("voicemail", "greeting", LINE, "--set", str(recording))
        == f"Callers of {LINE} hear a recording of 3.3 s.\n"
    )
    assert own.json("voicemail", "greeting", LINE)["recorded"] is True
    saved = tmp_path / "saved.wav"
    assert own.run("voicemail", "greeting", LINE, "--save", str(saved)) == f"Saved to {saved}.\n"
    assert saved.read_bytes()[:4] == b"RIFF"
    assert own.run("voicemail", "greeting", LINE, "--default") == words

    recording.write_text("Welcome!")
    assert "no WAV, MP3 or OGG" in own.refused("voicemail", "greeting", LINE, "--set", str(recording))
    assert "can't be read: No such file" in own.refused("voicemail", "greeting", LINE, "--set", "nowhere.mp3")
    assert "default greeting, which is spoken" in own.refused("voicemail", "greeting", LINE, "--save", str(saved))
    assert "at a time" in own.refused("voicemail", "greeting", LINE, "--default", "--save", str(saved))


def test_mail_is_promised_to_nobody_without_a_server(own: Place) -> None:
    assert own.run("voicemail", "mail", LINE) == f"Voicemails of {LINE} are sent to nobody.\n"
    assert "sets mail.host" in own.refused("voicemail", "mail", LINE, "--to", "sales@example.com")
    assert "either --to or --off" in own.refused("voicemail", "mail", LINE, "--to", "sales@example.com", "--off")
    assert own.json("voicemail", "mail", LINE, "--off") == {"addresses": []}
    assert own.run("voicemail", "mails", leave(own)) == "This voicemail is sent to nobody.\n"
