"""Softphones on their way to Asterisk: what is made over the API is told to it, and where to sign in is told back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from offhook.setting_sections import BrowserPhone
from offhook.worker import Worker
from tests.networks.conftest import Switch
from tests.web.conftest import Installation, served

AUTH = "PUT asterisk/config/dynamic/res_pjsip/auth/"


async def made(offhook: Installation, kind: str = "sip") -> Any:
    answer = await offhook.one.agent("POST", "/softphones", {"kind": kind})
    assert answer.status == 201, answer.body
    return answer.json


async def test_an_account_is_there_when_its_making_is_answered_and_its_secret_never_is(switch: Switch) -> None:
    async with served(switch.settings()) as offhook:
        credentials = (await made(offhook))["credentials"]
        told = await switch.ari.gets(f"{AUTH}{credentials['username']}")
        assert "password_digest" in told.body
        assert not [asked for asked in switch.ari.asked if credentials["secret"] in asked.body]


async def test_accounts_are_told_again_when_offhook_starts_again(switch: Switch) -> None:
    async with served(switch.settings()) as offhook:
        username = (await made(offhook))["credentials"]["username"]
    switch.ari.asked.clear()
    worker = await Worker.start(switch.settings())
    try:
        await switch.ari.gets(f"{AUTH}{username}")
    finally:
        await worker.stop()


async def test_one_that_asterisk_refuses_is_kept_and_told_again(switch: Switch) -> None:
    switch.ari.answers[AUTH] = (400, {"message": "no"})
    async with served(switch.settings()) as offhook:
        made_one = await made(offhook)
        assert made_one["softphone"]["state"] == "signed_out"
        del switch.ari.answers[AUTH]
        await switch.ari.gets(AUTH.replace("auth", "endpoint"), within=12.0)


async def test_a_page_is_told_of_the_relays_that_are_set_up(switch: Switch) -> None:
    relays = BrowserPhone(stun="stun:one.example.com", turn="turn:two.example.com", turn_secret="shared")
    settings = switch.settings().model_copy(update={"browser_phone": relays})
    async with served(settings) as offhook:
        page = (await made(offhook, "browser"))["softphone"]["id"]
        given = (await offhook.one.agent("POST", f"/softphones/{page}/browser-credentials", {})).json
        stun, turn = given["ice_servers"]
        assert stun == {"urls": ["stun:one.example.com"], "username": "", "credential": ""}
        assert turn["urls"] == ["turn:two.example.com"]
        assert turn["username"].endswith(f":{given['username']}")
        assert turn["credential"]
        desk = (await made(offhook))["credentials"]
        assert desk["ice_servers"] == []


@pytest.mark.parametrize(
    ("chosen", "host"),
    [({}, "127.0.0.1"), ({"listen": "192.0.2.1"}, "192.0.2.1"), ({"external_address": "198.51.100.4"}, "198.51.100.4")],
)
async def test_where_to_sign_in_is_told(switch: Switch, chosen: dict[str, str], host: str) -> None:
    async with served(switch.settings(**chosen)) as offhook:
        server = (await made(offhook))["credentials"]["server"]
        assert server == {"host": host, "port": 5060, "tls_port": 5061}
        page = (await made(offhook, "browser"))["softphone"]["id"]
        given = (await offhook.one.agent("POST", f"/softphones/{page}/browser-credentials", {})).json
        assert given["socket"].startswith("/sip/")
        assert given["ice_servers"] == []
        webrtc = await switch.ari.gets(f"PUT asterisk/config/dynamic/res_pjsip/endpoint/{given['username']}")
        assert {"attribute": "webrtc", "value": "yes"} in json.loads(webrtc.body)["fields"]
