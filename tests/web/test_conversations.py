"""Conversations over HTTP: a missed call and its voicemail, read by one member, noted by another, all of it live."""

from __future__ import annotations

import pytest

from offhook.calls.values import E164, TrunkId
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press
from offhook.web.practice import phones_of
from tests.waiting import eventually
from tests.web.conftest import SHARED, Installation
from tests.web.test_live import reading

DANA, LINE = "+12025550122", "+12025550100"


@pytest.mark.behaviour("E1", "P9")
async def test_a_missed_call_is_unread_until_it_is_read_and_what_is_noted_is_told(offhook: Installation) -> None:
    one = offhook.one
    await one.owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})
    line = (await one.owner("POST", "/lines", {"number": LINE, "trunks": ["lab"]})).json["id"]
    phones = phones_of(offhook.worker)
    (trunk,) = phones.trunks
    script = Answers(then=(Press("5", after=0.1), HangUp(after=1.5, since=Moment.BEEP)))
    async with reading(one.agent) as reader:
        phones.call_in(phones.phone(E164(DANA), script), LINE, TrunkId(trunk))
        name, told = "", None
        while name != "conversation":
            name, _, told = await reader.next(15)
        (found,) = (await one.agent("GET", "/conversations?unread=true")).json["items"]
        path = f"/conversations/{found['id']}"
        assert told == {"conversation": found["id"]}
        assert (found["line"], found["contact"]["number"]) == ({"id": line, "number": LINE}, DANA)
        assert (found["latest"]["kind"], found["latest"]["disposition"]) == ("call", "voicemail")
        assert found["latest"]["voicemail"]["state"] == "kept"
        assert (await one.agent("GET", "/conversations/unread")).json == {"count": 1}

        read = (await one.agent("PATCH", path, {"unread": False})).json
        assert (read["unread"], (await one.owner("GET", path)).json["unread"]) == (False, True)
        assert (await reader.next())[2] == {"conversation": found["id"], "member": one.agent_id}

        noted = await one.owner("POST", f"{path}/notes", {"text": "Wants the gold plan."})
        assert (await reader.next())[2] == {"conversation": found["id"]}
    note = noted.json
    assert (noted.status, noted.headers["Location"]) == (201, f"/api/v1/notes/{note['id']}")
    entries = (await one.agent("GET", f"{path}/entries")).json["items"]
    assert [entry["kind"] for entry in entries] == ["note", "call"]
    page = (await one.agent("GET", f"{path}/entries?limit=1")).json
    rest = (await one.agent("GET", f"{path}/entries?limit=1&cursor={page['next']}")).json
    assert [*page["items"], *rest["items"]] == entries
    assert rest["next"] is None

    assert (await one.agent("PATCH", f"/notes/{note['id']}", {"text": "Silver"})).problem == "forbidden"
    assert (await one.agent("DELETE", f"/notes/{note['id']}")).problem == "forbidden"
    assert (await one.manager("DELETE", f"/notes/{note['id']}")).status == 204
    assert (await one.manager("POST", f"/notes/{note['id']}/restore")).json["text"] == "Wants the gold plan."
    gone = await one.owner("GET", "/audit?limit=1")
    assert gone.json["items"][0]["did"] == "restored a note"
    await eventually(lambda: not phones.recordings, "the network has dropped the message")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/conversations?cursor=x", 422),
        ("/conversations?cursor=1.call_01kb3fjj2m8w2x4y6z0a1b2c3d", 422),
        ("/conversations?limit=0", 422),
        ("/conversations?unread=perhaps", 422),
        (f"/conversations?search={'x' * 101}", 422),
        ("/conversations?nobody=knows", 422),
        ("/conversations/conversation_1", 404),
        ("/conversations/conversation_1/entries", 404),
    ],
)
@SHARED
async def test_what_cannot_be_asked_for_is_refused(shared: Installation, path: str, status: int) -> None:
    assert (await shared.one.agent("GET", path)).status == status
