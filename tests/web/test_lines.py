from pathlib import Path

import pytest
import pytest_asyncio

from tests.web.conftest import SHARED, Client, Installation

LINE = {"number": "(202) 555-0100", "trunks": ["lab"]}


async def add_trunk(owner: Client, name: str = "lab") -> str:
    added = await owner("POST", "/trunks", {"name": name, "host": "127.0.0.1", "port": 5090})
    assert added.status == 201, added.body
    return str(added.json["id"])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trunk(shared: Installation) -> str:
    """Of the shared one."""
    return await add_trunk(shared.one.owner)


async def test_a_line_is_added_shown_changed_and_removed(offhook: Installation) -> None:
    owner = offhook.one.owner
    lab, spare = await add_trunk(owner), await add_trunk(owner, "spare")
    added = await owner("POST", "/lines", LINE | {"name": "Sales"})
    assert added.status == 201, added.body
    line = added.json
    assert line["number"] == "+12025550100"
    assert line["trunks"] == [lab]
    assert added.headers["Location"] == f"/api/v1/lines/{line['id']}"

    changed = await owner("PATCH", f"/lines/{line['id']}", {"trunks": ["spare", lab], "language": "de"})
    assert changed.json == line | {"trunks": [spare, lab], "language": "de"}
    assert (await owner("GET", f"/lines/{line['id']}")).json == changed.json
    assert (await owner("GET", "/lines")).json == {"items": [changed.json], "next": None}

    assert (await owner("DELETE", f"/lines/{line['id']}")).status == 204
    assert (await owner("DELETE", f"/lines/{line['id']}")).problem == "not-found"
    assert (await owner("GET", "/lines")).json == {"items": [], "next": None}
    assert (await owner("POST", "/lines", LINE)).status == 201


@pytest.mark.behaviour("T5")
async def test_lines_that_cannot_call_are_not_offered_for_a_call(offhook: Installation) -> None:
    owner = offhook.one.owner
    await add_trunk(owner)
    talking = (await owner("POST", "/lines", LINE)).json["id"]
    await owner("POST", "/lines", {"number": "+12025550101", "trunks": ["lab"], "voice": False})
    await owner("POST", "/lines", {"number": "+12025550102", "trunks": []})

    def ids(page: object) -> list[str]:
        return [line["id"] for line in page["items"]]  # type: ignore[index]

    every = (await owner("GET", "/lines")).json
    assert [line["lacks"] for line in every["items"]] == [None, "voice_off", "no_trunk"]
    assert ids((await owner("GET", "/lines?callable_only=true")).json) == [talking]
    await owner("PATCH", "/workspace", {"voice": False})
    assert ids((await owner("GET", "/lines?callable_only=true")).json) == []


async def test_a_line_in_a_language_that_nobody_here_speaks_is_added_with_a_hint(
    offhook: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no espeak-ng there
    owner = offhook.one.owner
    await add_trunk(owner)
    added = await owner("POST", "/lines", LINE | {"language": "de-CH"})
    assert (added.status, added.json["language"]) == (201, "de-CH")
    assert "no voice for de-CH" in added.json["hint"]
    assert "apt-get install espeak-ng" in added.json["hint"]
    address = f"/lines/{added.json['id']}"
    assert (await owner("GET", address)).json == added.json
    assert "no prompts in fr" in (await owner("PATCH", address, {"language": "fr"})).json["hint"]
    assert (await owner("PATCH", address, {"language": "en-GB"})).json["hint"] is None


async def test_lines_come_in_pages(offhook: Installation) -> None:
    owner = offhook.one.owner
    added = [
        (await owner("POST", "/lines", {"number": f"+1202555010{last}", "trunks": []})).json["id"] for last in range(5)
    ]
    found, cursor = [], None
    while True:
        page = (await owner("GET", "/lines?limit=2" + (f"&cursor={cursor}" if cursor else ""))).json
        assert len(page["items"]) <= 2
        found += [line["id"] for line in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == added
    assert (await owner("GET", "/lines?cursor=line_nothing")).problem == "invalid-value"


@pytest.mark.parametrize(
    ("body", "status", "problem", "field"),
    [
        ({"number": "+12025550100", "trunks": ["nowhere"]}, 404, "not-found", "trunk"),
        ({"number": "+12025550100", "trunks": ["lab", "lab"]}, 422, "invalid-value", "trunks"),
        ({"number": "555", "trunks": ["lab"]}, 422, "invalid-number", "number"),
        ({"number": "911", "trunks": ["lab"]}, 422, "emergency-number", "number"),
        ({"number": "+12025550100", "trunks": "lab"}, 422, "invalid-request", "trunks"),
        ({"number": "+12025550100"}, 422, "invalid-request", "trunks"),
        ({"number": 12025550100, "trunks": []}, 422, "invalid-request", "number"),
        ({"number": "+12025550100", "trunks": [], "language": "!"}, 422, "invalid-value", "language"),
        ({"number": "+12025550100", "trunks": [], "name": "two\nlines"}, 422, "invalid-value", "name"),
        ({"number": "+12025550100", "trunks": [], "owner": "me"}, 422, "invalid-request", "owner"),
    ],
)
@SHARED
@pytest.mark.usefixtures("trunk")
async def test_a_line_that_cannot_be_is_refused(
    shared: Installation, body: object, status: int, problem: str, field: str
) -> None:
    answer = await shared.one.owner("POST", "/lines", body)
    assert (answer.status, answer.problem, answer.json["field"]) == (status, problem, field)


async def test_a_number_is_a_line_once(offhook: Installation) -> None:
    await add_trunk(offhook.one.owner)
    assert (await offhook.one.owner("POST", "/lines", LINE)).status == 201
    assert (await offhook.one.owner("POST", "/lines", LINE)).problem == "line-exists"
    assert (await offhook.other.owner("POST", "/lines", LINE | {"trunks": []})).problem == "line-exists"


async def test_a_workspace_has_ten_lines_unless_the_settings_say_otherwise(offhook: Installation) -> None:
    owner = offhook.one.owner
    numbers = [f"+1202555010{last}" for last in range(10)]
    added = [await owner("POST", "/lines", {"number": number, "trunks": []}) for number in numbers]
    assert {each.status for each in added} == {201}
    refused = await owner("POST", "/lines", {"number": "+12025550199", "trunks": []})
    assert (refused.status, refused.problem) == (409, "too-many-lines")
    assert "(the setting most_lines)" in refused.json["detail"]
    assert (await owner("DELETE", f"/lines/{added[0].json['id']}")).status == 204
    assert (await owner("POST", "/lines", {"number": "+12025550199", "trunks": []})).status == 201


async def test_a_line_that_is_added_again_has_no_route_of_before(offhook: Installation) -> None:
    owner = offhook.one.owner
    for _ in range(2):
        line = (await owner("POST", "/lines", LINE | {"trunks": []})).json["id"]
        assert (await owner("GET", f"/lines/{line}/route")).json["route"]["forwards"] == []
        await owner("PUT", f"/lines/{line}/route", {"forwards": [{"number": "+12025550133"}]})
        assert (await owner("DELETE", f"/lines/{line}")).status == 204
