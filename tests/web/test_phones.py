"""Phones of a line over HTTP: the PIN, landlines, dialers and what they may do, and a call that they hand over."""

from __future__ import annotations

from typing import Any, cast

import pytest

from offhook.calls.values import E164, LegId, TrunkId
from offhook.lines import service as lines
from offhook.networks.practice import PracticeNetwork
from offhook.phones import service as phones
from offhook.phones.model import Phone, PhoneKind
from offhook.phones.service import Most
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press, Rings
from offhook.telephony.simulated.phones import Phone as SimulatedPhone
from offhook.telephony.simulated.truth import Words
from tests.waiting import eventually
from tests.web.browser import Browser
from tests.web.conftest import Installation

LINE, ANN, DANA, DESK = "+12025550100", "+12025550111", "+12025550122", "+12025550133"


async def with_line(offhook: Installation) -> tuple[str, str]:
    owner = offhook.one.owner
    trunk = (await owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})).json["id"]
    line = (await owner("POST", "/lines", {"number": LINE, "trunks": [trunk]})).json["id"]
    return trunk, line


async def activated(offhook: Installation, line: str, number: str = ANN) -> tuple[Phone, Browser]:
    """A phone that was activated by text, and its dialer, opened by its link."""
    workspace, now = offhook.one.workspace, offhook.worker.clock.now()

    def connect(conn: Any) -> tuple[Phone, str]:
        found = lines.get(conn, workspace, line)
        phone = phones.connect(conn, found, PhoneKind.SMARTPHONE, E164(number), most=Most(10, 10), now=now)
        return phone, phones.make_link(conn, phone, now).token

    phone, token = await offhook.worker.storage.write(connect)
    dialer = Browser(offhook)
    opened = await dialer("POST", "/session/link", {"token": token})
    assert opened.status == 201, opened.body
    dialer.csrf = opened.json["csrf"]
    assert opened.json["phone"] == {
        "id": phone.id,
        "kind": "smartphone",
        "number": number,
        "line": line,
        "line_number": LINE,
    }
    assert (await dialer("POST", "/session/link", {"token": token})).status == 401, "once"
    return phone, dialer


async def test_the_pin_is_shown_and_changed_by_who_sets_lines_up(offhook: Installation) -> None:
    _, line = await with_line(offhook)
    one = offhook.one
    first = (await one.owner("GET", f"/lines/{line}/pin")).json
    assert first["pin"].isdigit()
    assert (await one.manager("GET", f"/lines/{line}/pin")).json == first, "the same until it is changed"
    assert (await one.agent("GET", f"/lines/{line}/pin")).status == 403
    assert (await one.owner("PUT", f"/lines/{line}/pin", {"pin": "48091735"})).json["pin"] == "48091735"
    assert (await one.owner("PUT", f"/lines/{line}/pin", {})).json["pin"] not in {first["pin"], "48091735"}
    refused = await one.owner("PUT", f"/lines/{line}/pin", {"pin": "123456"})
    assert (refused.problem, refused.json["field"]) == ("invalid-value", "pin")
    audit = (await one.owner("GET", "/audit")).body.decode()
    assert "gave the line +12025550100 another PIN" in audit
    assert "48091735" not in audit


@pytest.mark.behaviour("U4")
async def test_a_phone_is_seen_renamed_and_revoked_and_its_dialer_ends_at_once(offhook: Installation) -> None:
    _, line = await with_line(offhook)
    owner = offhook.one.owner
    phone, dialer = await activated(offhook, line)
    (seen,) = (await owner("GET", f"/phones?line={line}")).json["items"]
    assert (seen["id"], seen["number"], seen["asks_key"]) == (phone.id, ANN, True)
    assert seen["seen_at"]
    assert (await owner("PATCH", f"/phones/{phone.id}", {"name": "Ann's mobile"})).json["name"] == "Ann's mobile"
    assert (await owner("GET", f"/phones/{phone.id}")).json["name"] == "Ann's mobile"
    assert (await owner("GET", f"/lines/{line}/route")).json["route"]["agents"] == [phone.member_id], "it rings"
    assert (await dialer("GET", "/session")).json["member"]["name"] == "Ann's mobile"
    assert (await dialer("GET", "/phones")).status == 403
    assert (await dialer("POST", f"/members/{phone.member_id}/link", {})).status == 403, "it can't become more"
    taken = await dialer("PUT", f"/members/{phone.member_id}/password", {"password": "violet kettle drum"})
    assert taken.status == 403
    me = f"/members/{phone.member_id}"
    for method, path, body in (("PUT", f"{me}/pin", {"pin": "480917"}), ("PATCH", me, {"number": DANA})):
        assert (await dialer(method, path, body)).status == 403, "which would outlast it"
    assert (await dialer("DELETE", f"{me}/pin")).status == 403
    assert (await dialer("DELETE", "/sessions")).status == 403
    assert (await dialer("POST", "/softphones", {"kind": "sip", "name": "Mine"})).status == 403
    assert (await dialer("POST", "/softphones", {"kind": "browser", "name": "Page"})).status == 201
    assert (await dialer("PATCH", me, {"copies": "text"})).status == 200
    assert (await owner("DELETE", f"/phones/{phone.id}")).status == 204
    assert (await dialer("GET", "/session")).status == 401
    assert (await owner("GET", "/phones")).json["items"] == []
    assert (await owner("GET", f"/lines/{line}/route")).json["route"]["agents"] == []
    assert (await owner("GET", f"/phones/{phone.id}")).status == 404

    desk, _ = await activated(offhook, line, DESK)
    assert (await owner("PATCH", f"/members/{desk.member_id}", {"active": False})).status == 200
    assert (await owner("GET", "/phones")).json["items"] == [], "who left has none"


@pytest.mark.behaviour("U6", "U9", "U13", "X12")
async def test_a_call_that_a_dialer_hands_over_is_read_back_and_connected_and_shows_the_line(
    offhook: Installation,
) -> None:
    trunk, line = await with_line(offhook)
    owner = offhook.one.owner
    _, dialer = await activated(offhook, line)
    await owner("POST", "/contacts", {"name": "Dana", "numbers": [DANA]})
    network = cast(PracticeNetwork, offhook.worker.network).phones
    danas = network.phone(E164(DANA), Answers(0.05, (HangUp(0.1, Moment.BRIDGE),)))
    asked = await dialer("POST", "/dial-intents", {"to": DANA})
    assert asked.status == 201
    assert asked.json["number"] == LINE
    assert len(asked.body) < 200, "very little data"
    anns = network.phone(E164(ANN), Answers(then=(Press(asked.json["code"], 0.05),)))
    leg = network.call_in(anns, LINE, TrunkId(trunk))
    record = await ended(offhook, leg)
    assert (record["disposition"], record["direction"]) == ("answered", "outbound")
    assert (record["contact"]["name"], record["contact"]["number"]) == ("Dana", DANA)
    assert said(anns) == ["phone.one_moment", "phone.calling"]
    assert danas.shown == [LINE]
    talks = (await owner("GET", "/conversations")).json["items"]
    assert [talk["contact"]["name"] for talk in talks] == ["Dana"]
    anns = network.phone(E164(ANN), Answers(then=(HangUp(0.05, Moment.PROMPT),)))
    again = await ended(offhook, network.call_in(anns, LINE, TrunkId(trunk), attested=True))
    assert (again["disposition"], said(anns)[-1]) == ("abandoned", "phone.to_whom"), "once only, and attested: no PIN"
    assert (await dialer("POST", "/dial-intents", {"to": DANA})).json["code"] == "", "the next needs no digits"
    refused = await dialer("POST", "/dial-intents", {"to": "112"})
    assert refused.problem == "emergency-number"


@pytest.mark.behaviour("U4", "X12")
async def test_texting_the_pin_to_the_line_brings_the_link_of_the_dialer(offhook: Installation) -> None:
    _, line = await with_line(offhook)
    owner = offhook.one.owner
    pin = (await owner("GET", f"/lines/{line}/pin")).json["pin"]
    cast(PracticeNetwork, offhook.worker.network).phones.phone(E164(ANN), Rings())
    wrote = await owner("POST", f"/practice/phones/{ANN}/texts", {"line": LINE, "text": pin})
    assert wrote.status < 300, wrote.body

    async def texts() -> list[str]:
        return [each["text"] for each in (await owner("GET", f"/practice/phones/{ANN}/texts")).json["items"]]

    await eventually(texts, "the phone gets a text")
    (text,) = await texts()
    opened = await Browser(offhook)("POST", "/session/link", {"token": text.partition("#link=")[2]})
    assert (opened.status, opened.json["phone"]["number"], opened.json["member"]["role"]) == (201, ANN, "agent")
    assert (await owner("GET", "/conversations")).json["items"] == [], "the PIN is kept in no conversation"


async def test_whoever_forges_the_number_hears_nothing_of_it_without_the_pin(offhook: Installation) -> None:
    trunk, line = await with_line(offhook)
    _, dialer = await activated(offhook, line)
    await dialer("POST", "/dial-intents", {"to": DANA})
    network = cast(PracticeNetwork, offhook.worker.network).phones
    danas = network.phone(E164(DANA), Rings())
    keys = (Press("000000", 0.05), Press("11112222#", 0.05, nth=2), HangUp(0.05, Moment.PROMPT, nth=4))
    forger = network.phone(E164(ANN), Answers(then=keys))
    record = await ended(offhook, network.call_in(forger, LINE, TrunkId(trunk)))
    assert said(forger) == ["phone.one_moment", "phone.pin", "mailbox.wrong_pin", "phone.pin"]
    assert (record["disposition"], record["contact"]["number"], danas.legs) == ("abandoned", "", [])


@pytest.mark.behaviour("U5", "U7")
async def test_a_landline_is_connected_by_its_number_and_its_dialer_rings_it_without_a_key(
    offhook: Installation,
) -> None:
    _, line = await with_line(offhook)
    one = offhook.one
    body = {"line": LINE, "number": "202 555 0133", "name": "Front desk"}
    assert (await one.agent("POST", "/phones", body)).status == 403
    made = await one.owner("POST", "/phones", body)
    assert (made.status, made.json["number"], made.json["asks_key"]) == (201, DESK, False)
    assert (await one.owner("POST", "/phones", body)).problem == "phone-exists"
    assert (await one.owner("POST", "/phones", body | {"number": LINE})).problem == "phone-is-a-line"
    shown = await one.owner("POST", f"/phones/{made.json['id']}/link")
    companion = Browser(offhook)
    opened = await companion("POST", "/session/link", {"token": shown.json["url"].partition("#link=")[2]})
    companion.csrf = opened.json["csrf"]
    assert (await companion("POST", "/dial-intents", {"to": DANA})).problem == "not-a-smartphone"
    network = cast(PracticeNetwork, offhook.worker.network).phones
    desk = network.phone(E164(DESK), Answers(0.05))
    network.phone(E164(DANA), Answers(0.05, (HangUp(0.1, Moment.BRIDGE),)))
    placed = await companion("POST", "/calls", {"to": DANA, "caller": DESK, "line": line})
    assert placed.status == 201, placed.body
    record = await ended(offhook, LegId(f"{placed.json['id']}-1"))
    assert record["disposition"] == "answered"
    assert said(desk)[0] == "phone.calling"
    assert (await one.owner("PATCH", f"/phones/{made.json['id']}", {"asks_key": True})).json["asks_key"] is True


async def ended(offhook: Installation, leg: LegId) -> dict[str, Any]:
    call = leg.rpartition("-")[0]

    async def over() -> bool:
        answer = await offhook.one.owner("GET", f"/calls/{call}")
        return answer.status == 200 and answer.json["state"] == "ended"

    await eventually(over, f"{call} is over")
    return dict((await offhook.one.owner("GET", f"/calls/{call}")).json)


def said(phone: SimulatedPhone) -> list[str]:
    """What a phone was told, by the phrases' keys."""
    return [phrase.key for heard in phone.heard if isinstance(heard.sound, Words) for phrase in heard.sound.phrases]
