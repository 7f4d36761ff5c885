"""Listening by phone, on the practice network: from the PIN that is set to the message that is heard."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from offhook.calls.values import E164, Phrase, TrunkId
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press
from offhook.telephony.simulated.truth import Words
from offhook.web.practice import phones_of
from tests.waiting import eventually
from tests.web.conftest import Installation
from tests.web.test_voicemails import LINE, leave, with_line

PIN = "480917"
ANYWHERE = E164("+12025550177")


async def with_agent(offhook: Installation) -> str:
    """A line whose agent has a PIN."""
    line = await with_line(offhook.one)
    route = {"agents": [offhook.one.agent_id], "agents_on": False}
    assert (await offhook.one.manager("PUT", f"/lines/{line}/route", route)).status == 200
    assert (await offhook.one.agent("PUT", f"/members/{offhook.one.agent_id}/pin", {"pin": PIN})).json == {"set": True}
    return line


@pytest.mark.behaviour("P9")
async def test_a_member_hears_a_new_message_from_any_phone_after_star_and_pin(offhook: Installation) -> None:
    line = await with_agent(offhook)
    voicemail = await leave(offhook, line)
    phones = phones_of(offhook.worker)
    (trunk,) = phones.trunks
    then = (
        Press("*", after=0.1, nth=1),
        Press(f"{PIN}#", after=0.1, nth=2),
        Press("2", after=0.1, nth=5),
        HangUp(after=0.5, since=Moment.PROMPT, nth=7),
    )
    leg = phones.call_in(phones.phone(ANYWHERE, Answers(then=then)), LINE, TrunkId(trunk))

    async def heard() -> bool:
        return (await offhook.one.agent("GET", f"/voicemails/{voicemail}")).json["heard_at"] is not None

    await eventually(heard, "it is marked as heard", within=30)
    (truth,) = [each for each in phones.truth.legs if each.leg == leg]
    said = [phrase for each in truth.heard if isinstance(each.sound, Words) for phrase in each.sound.phrases]
    assert [phrase.key for phrase in said][:5] == [
        "voicemail.greeting",
        "mailbox.pin",
        "mailbox.one",
        "mailbox.from",
        "mailbox.message",
    ]
    content = (await offhook.one.agent("GET", f"/voicemails/{voicemail}/audio")).headers["ETag"].strip('"')
    assert said[4] == Phrase("mailbox.message", sound=content)
    call = truth.call
    await eventually(lambda: not offhook.worker.switchboard.live_calls, "the call is over", within=20)
    record = (await offhook.one.agent("GET", f"/calls/{call}")).json
    assert record["disposition"] == "mailbox"
    timeline = await offhook.one.agent("GET", f"/calls/{call}/timeline")
    journal = await offhook.worker.storage.read(lambda conn: repr(conn.execute(text("SELECT * FROM journal")).all()))
    assert "??????" in journal
    assert PIN not in journal
    assert PIN not in timeline.body.decode()


async def test_pins_are_set_by_whom_they_belong_to_or_a_manager(offhook: Installation) -> None:
    one = offhook.one
    members = (await one.owner("GET", "/members")).json["items"]
    ids = {member["role"]: member["id"] for member in members}
    assert (await one.agent("GET", f"/members/{ids['agent']}/pin")).json == {"set": False}
    assert (await one.agent("PUT", f"/members/{ids['agent']}/pin", {"pin": PIN})).json == {"set": True}
    assert (await one.manager("GET", f"/members/{ids['agent']}/pin")).json == {"set": True}
    assert (await one.agent("PUT", f"/members/{ids['manager']}/pin", {"pin": PIN})).problem == "forbidden"
    assert (await one.manager("PUT", f"/members/{ids['owner']}/pin", {"pin": PIN})).problem == "forbidden"
    assert (await one.manager("DELETE", f"/members/{ids['agent']}/pin")).json == {"set": False}
    refused = await one.agent("PUT", f"/members/{ids['agent']}/pin", {"pin": "123456"})
    assert (refused.problem, refused.json["field"]) == ("invalid-value", "pin")
    assert (await one.owner("PUT", f"/members/{ids['owner']}/pin", {"pin": PIN})).json == {"set": True}
