"""Serving: the operator's socket, addresses that can't be had."""

from __future__ import annotations

import stat
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import Connection

from offhook.problems import Problem
from offhook.web import socket_file
from offhook.web.listening import listen, listen_on_file
from offhook.workspaces import service as workspaces
from tests.web.conftest import Client, Installation


async def test_the_operators_socket_needs_no_key(offhook: Installation) -> None:
    assert stat.S_IMODE(offhook.socket_file.stat().st_mode) == 0o600
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(offhook.socket_file))) as session:
        operator = Client(session, "http://offhook", None)
        missing = await operator("GET", "/workspace")
        assert missing.problem == "workspace-missing"
        assert "Main, Other" in missing.json["detail"]
        named = await operator("GET", "/workspace", headers={"X-Offhook-Workspace": "Other"})
        assert named.json["id"] == offhook.other.workspace
        by_id = await operator("GET", "/workspace", headers={"X-Offhook-Workspace": offhook.one.workspace})
        assert by_id.json["name"] == "Main"
        assert (await operator("GET", "/doctor", headers={"X-Offhook-Workspace": "Main"})).status == 200
        unknown = await operator("GET", "/workspace", headers={"X-Offhook-Workspace": "Nobody"})
        assert (unknown.status, unknown.problem) == (404, "not-found")


async def test_a_workspace_may_have_any_name(offhook: Installation) -> None:
    def rename(conn: Connection) -> None:
        workspaces.change(conn, offhook.other.workspace, name="Müller & 😀")

    await offhook.worker.storage.write(rename)
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(offhook.socket_file))) as session:
        operator = Client(session, "http://offhook", None)
        named = await operator("GET", "/workspace", headers={"X-Offhook-Workspace": "Müller & 😀"})
        assert named.json["name"] == "Müller & 😀"


async def test_only_the_operator_makes_workspaces(offhook: Installation) -> None:
    body = {"name": "Third", "owner": "Eve", "country": "de"}
    refused = await offhook.one.owner("POST", "/workspaces", body)
    assert (refused.status, refused.problem) == (403, "forbidden")
    assert (await offhook.one.owner("GET", "/workspaces")).problem == "forbidden"
    assert (await offhook.stranger("GET", "/workspaces")).problem == "unauthorized"
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(offhook.socket_file))) as session:
        operator = Client(session, "http://offhook", None)
        made = await operator("POST", "/workspaces", body)
        assert made.status == 201, made.body
        assert made.json["workspace"]["country"] == "DE"
        names = [each["name"] for each in (await operator("GET", "/workspaces")).json["items"]]
        assert names == ["Main", "Other", "Third"]
        assert (await operator("POST", "/workspaces", body)).problem == "name-taken"
        assert len((await operator("GET", "/workspaces")).json["items"]) == 3
    eve = offhook.client(made.json["key"])
    assert (await eve("GET", "/members/me")).json == made.json["owner"]
    assert (await eve("GET", "/workspace")).json == made.json["workspace"]


async def test_nobody_becomes_the_operator_by_asking(offhook: Installation) -> None:
    for header in ("X-Offhook-Workspace", "Offhook.Operator", "X-Offhook-Operator"):
        assert (await offhook.stranger("GET", "/workspace", headers={header: "Main"})).status == 401


def test_an_address_that_cannot_be_had_is_named() -> None:
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with pytest.raises(Problem, match=rf"127\.0\.0\.1:{port}: Address already in use"):
        listen("127.0.0.1", port)
    taken.close()
    with pytest.raises(Problem, match=r"192\.0\.2\.1:0"):
        listen("192.0.2.1", 0)


def test_a_socket_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="No such file"):
        listen_on_file(tmp_path / "nowhere" / "offhook.sock")


def test_a_socket_file_may_lie_deep_and_replaces_a_dead_one(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 90) / ("e" * 90)
    deep.mkdir(parents=True)
    for _ in range(2):
        listening = listen_on_file(deep / "offhook.sock")
        listening.listen()
        socket_file.connect(deep / "offhook.sock", 1).close()
        listening.close()
    with pytest.raises(ConnectionRefusedError):
        socket_file.connect(deep / "offhook.sock", 1)
