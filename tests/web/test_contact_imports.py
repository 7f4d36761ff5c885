"""Files of contacts over HTTP: brought, tried, imported, refused row by row, and written again."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.waiting import eventually
from tests.web.conftest import SHARED, Client, Installation

FILE = "Name;Telefon;Firma\r\nDana Ruiz;202-555-0122;Ruiz & Co\r\n=cmd;12;x\r\nعمر 😀;+442079460000;\r\n".encode(
    "utf-16"
)
TARGETS = ["name", "number", "field:Company"]


async def brought(client: Client, content: bytes, name: str = "people.csv") -> Any:
    return (await client("POST", "/contacts/imports", data=content, params={"name": name})).json


async def done(client: Client, batch: str) -> Any:
    async def over() -> bool:
        return bool((await client("GET", f"/contacts/imports/{batch}")).json["state"] == "done")

    await eventually(over, "the import is done")
    return (await client("GET", f"/contacts/imports/{batch}")).json


async def test_a_file_is_tried_imported_and_what_it_refused_comes_back(offhook: Installation) -> None:
    manager = offhook.one.manager
    found = await brought(manager, FILE)
    path = f"/contacts/imports/{found['id']}"
    assert (found["encoding"], found["delimiter"], found["rows"]) == ("utf-16", ";", 3)
    assert found["suggested"] == ["name", "number", "field:Firma"]
    assert found["samples"][0] == ["Dana Ruiz", "202-555-0122", "Ruiz & Co"]

    tried = (await manager("POST", f"{path}/preview", {"targets": TARGETS})).json["items"]
    assert [each["outcome"] for each in tried] == ["added", "refused", "added"]
    assert (tried[0]["numbers"], tried[0]["fields"]) == (["+12025550122"], {"Company": "Ruiz & Co"})
    assert (await manager("GET", "/contacts")).json["items"] == []
    assert (await manager("GET", "/contact-fields")).json["items"] == []

    assert (await manager("POST", f"{path}/start", {"targets": ["name"]})).problem == "invalid-value"
    assert (await manager("POST", f"{path}/start", {"targets": TARGETS})).status == 202
    over = await done(manager, found["id"])
    assert (over["added"], over["refused"], over["problem"]) == (2, 1, "")
    assert (over["refusals"][0]["line"], over["refusals"][0]["cells"]) == (3, ["=cmd", "12", "x"])
    assert (await manager("POST", f"{path}/start", {"targets": TARGETS})).problem == "import-started"
    refused = list(csv.reader(io.StringIO((await manager("GET", f"{path}/refused")).body.decode())))
    assert refused[0] == ["line", "reason", "Name", "Telefon", "Firma"]
    assert (refused[1][0], refused[1][2:]) == ("3", ["'=cmd", "12", "x"])

    exported = (await offhook.one.agent("GET", "/contacts/export")).body
    assert b"Dana Ruiz,+12025550122,,Ruiz & Co" in exported
    cards = await offhook.one.agent("GET", "/contacts/export?form=vcard")
    assert (cards.headers["Content-Type"], cards.body.count(b"BEGIN:VCARD")) == ("text/vcard; charset=utf-8", 2)
    for content in (exported, cards.body):
        again = await brought(manager, content)
        await manager("POST", f"/contacts/imports/{again['id']}/start", {"targets": again["suggested"]})
        over = await done(manager, again["id"])
        assert (over["added"], over["refused"], over["updated"]) == (0, 0, 0)
    assert len((await manager("GET", "/contacts/imports")).json["items"]) == 3
    assert (await manager("DELETE", path)).status == 204
    assert (await manager("GET", path)).problem == "not-found"


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "empty"), (b"\x89PNG\r\n\x1a\n\0\0", "not a text"), (b"name\n", "no contacts")]
)
@SHARED
async def test_a_file_that_is_none_is_refused_and_not_kept(shared: Installation, content: bytes, why: str) -> None:
    answer = await shared.one.manager("POST", "/contacts/imports", data=content)
    assert (answer.status, answer.problem, why in answer.json["detail"]) == (422, "file-not-usable", True)
    assert list(shared.worker.importer.file_of("x").parent.iterdir()) == []
    assert (await shared.one.agent("POST", "/contacts/imports", data=b"name\nEve\n")).problem == "forbidden"


@SHARED
async def test_a_file_that_is_too_large_is_refused(shared: Installation) -> None:
    answer = await shared.one.manager("POST", "/contacts/imports", data=io.BytesIO(bytes(33 * 1_048_576)))
    assert (answer.status, answer.problem) == (413, "body-too-large")
