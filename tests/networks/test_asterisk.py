"""Trunks on their way to Asterisk: what it can't carry is refused, or passed over, and stops nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from offhook.calls.values import TrunkId
from offhook.storage.secrets import KEY_FILE
from offhook.telephony.asterisk import trunk_watch
from offhook.telephony.asterisk.config import TRUNKS_FILE
from offhook.telephony.port import TrunkState
from offhook.trunks import service as trunks
from offhook.worker import Worker
from tests.networks.conftest import Switch
from tests.waiting import eventually
from tests.web.conftest import Client, Installation, served

IPV4 = {"name": "lab", "host": "127.0.0.1", "port": 5090}
ELSEWHERE = IPV4 | {"host": "127.0.0.2"}
IPV6 = {"name": "six", "host": "2001:db8::1"}
ACCOUNT = {"name": "carrier", "host": "sip.example.com", "username": "acme", "password": "s3cret"}


@pytest.fixture
async def offhook(switch: Switch) -> AsyncIterator[Installation]:
    async with served(switch.settings()) as installation:
        yield installation


async def added(client: Client, trunk: object) -> str:
    answer = await client("POST", "/trunks", trunk)
    assert answer.status == 201, answer.body
    return str(answer.json["id"])


async def test_a_trunk_that_asterisk_cannot_carry_is_refused_and_not_kept(offhook: Installation) -> None:
    refused = await offhook.one.owner("POST", "/trunks", IPV6)
    assert (refused.status, refused.problem, refused.json["field"]) == (422, "trunk-refused", "host")
    assert "asterisk.listen6" in refused.json["detail"]
    assert (await offhook.one.owner("GET", "/trunks")).json["items"] == []


async def test_a_change_to_what_asterisk_cannot_carry_is_refused_and_not_kept(
    offhook: Installation, switch: Switch
) -> None:
    trunk = await added(offhook.one.owner, IPV4)
    refused = await offhook.one.owner("PATCH", f"/trunks/{trunk}", {"host": "::1"})
    assert (refused.status, refused.json["field"]) == (422, "host")
    assert (await offhook.one.owner("GET", f"/trunks/{trunk}")).json["host"] == "127.0.0.1"
    await added(offhook.other.owner, ELSEWHERE)
    assert "sip:127.0.0.1:5090" in switch.trunks
    assert "sip:127.0.0.2:5090" in switch.trunks


async def test_what_is_switched_off_may_be_anything(offhook: Installation, switch: Switch) -> None:
    trunk = await added(offhook.one.owner, IPV4)
    changed = await offhook.one.owner("PATCH", f"/trunks/{trunk}", {"host": "::1", "enabled": False})
    assert changed.status == 200, changed.body
    refused = await offhook.one.owner("PATCH", f"/trunks/{trunk}", {"enabled": True})
    assert (refused.status, refused.json["field"]) == (422, "host")


async def test_what_cannot_be_carried_any_more_is_down_and_stops_neither_the_start_nor_others(switch: Switch) -> None:
    async with served(switch.settings(listen6="::1")) as offhook:
        six, lab = await added(offhook.one.owner, IPV6), await added(offhook.other.owner, IPV4)
        assert "sip:[2001:db8::1]:5060" in switch.trunks
    worker = await Worker.start(switch.settings())
    try:
        assert six not in switch.trunks
        assert lab in switch.trunks
        down = worker.telephony.trunk_health()[TrunkId(six)]
        assert down.state is TrunkState.DOWN
        assert "asterisk.listen6 isn't set" in down.error
    finally:
        await worker.stop()


async def test_a_password_of_another_key_is_no_reason_not_to_start(switch: Switch) -> None:
    async with served(switch.settings()) as offhook:
        account, lab = await added(offhook.one.owner, ACCOUNT), await added(offhook.other.owner, IPV4)
    (switch.data / KEY_FILE).unlink()
    worker = await Worker.start(switch.settings())
    try:
        assert account not in switch.trunks
        assert lab in switch.trunks
        assert "encrypted with another key" in worker.telephony.trunk_health()[TrunkId(account)].error
    finally:
        await worker.stop()


async def test_a_trunk_that_was_passed_over_is_shown_and_can_be_mended(offhook: Installation, switch: Switch) -> None:
    def keep(conn: Connection) -> str:
        worker = offhook.worker
        return trunks.add(conn, worker.secrets, offhook.one.workspace, "six", host="::1", now=worker.clock.now()).id

    six = await offhook.worker.storage.write(keep)
    lab = await added(offhook.other.owner, IPV4)
    assert lab in switch.trunks
    shown = (await offhook.one.owner("GET", f"/trunks/{six}")).json["health"]
    assert shown["state"] == "down"
    assert "IPv6" in shown["error"]
    assert (await offhook.one.owner("PATCH", f"/trunks/{six}", {"host": "127.0.0.2"})).status == 200
    assert six in switch.trunks
    assert TrunkId(six) not in offhook.worker.network.telephony.trunk_health()


async def test_what_is_changed_while_asterisk_is_away_is_read_when_it_is_back(
    offhook: Installation, switch: Switch
) -> None:
    await switch.ari.gets("PUT asterisk/modules/res_pjsip.so")
    trunk = await added(offhook.one.owner, IPV4)
    await switch.ari.close()
    await eventually(lambda: not offhook.worker.telephony.ready, "the loss is noticed")
    for change in ({"port": 5091}, {"enabled": False}, {"enabled": True, "port": 5092}):
        assert (await offhook.one.owner("PATCH", f"/trunks/{trunk}", change)).status == 200
    before = len(switch.ari.story("PUT asterisk/modules"))
    await switch.ari.open()
    await switch.ari.gets("PUT asterisk/modules", times=before + 1, within=10.0)
    assert "sip:127.0.0.1:5092" in switch.trunks


async def test_what_asterisk_will_not_read_is_said_kept_and_tried_again(
    offhook: Installation, switch: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trunk_watch, "EVERY", 0.0)
    await eventually(lambda: offhook.worker.telephony.ready, "it is connected")
    switch.ari.answers["PUT asterisk/modules"] = (409, {"message": "Module reload already in progress"})
    refused = await offhook.one.owner("POST", "/trunks", IPV4)
    assert (refused.status, refused.problem) == (503, "trunks-not-read")
    assert "saved" in refused.json["detail"]
    assert "Module reload already in progress" in refused.json["detail"]
    assert [trunk["name"] for trunk in (await offhook.one.owner("GET", "/trunks")).json["items"]] == ["lab"]
    switch.ari.answers.clear()
    await switch.ari.gets("PUT asterisk/modules", times=len(switch.ari.story("PUT asterisk/modules")) + 1)


async def test_a_configuration_that_cannot_be_written_is_said(offhook: Installation, switch: Switch) -> None:
    file = switch.home / "etc" / TRUNKS_FILE
    file.unlink()
    file.mkdir()
    refused = await offhook.one.owner("POST", "/trunks", IPV4)
    assert (refused.status, refused.problem) == (503, "trunks-not-written")
    assert "saved" in refused.json["detail"]
    file.rmdir()
    await added(offhook.other.owner, ELSEWHERE)
    assert "sip:127.0.0.1:5090" in switch.trunks
    assert "sip:127.0.0.2:5090" in switch.trunks


async def test_trunks_that_are_added_at_once_are_all_written(offhook: Installation, switch: Switch) -> None:
    teams = [(offhook.one, IPV4), (offhook.other, ELSEWHERE)]
    many = [added(team.owner, trunk | {"name": f"lab {at}"}) for at in range(10) for team, trunk in teams]
    for trunk in await asyncio.gather(*many):
        assert f"[{trunk}](trunk)" in switch.trunks


async def test_a_far_end_that_cannot_be_asked_now_is_said(offhook: Installation) -> None:
    trunk = await added(offhook.one.owner, IPV4)
    refused = await offhook.one.owner("POST", f"/trunks/{trunk}/test")
    assert (refused.status, refused.problem) == (503, "telephony-away")
    assert "console" in refused.json["detail"]
