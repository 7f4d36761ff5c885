"""The set-up guide over HTTP: from an empty workspace on the practice network to its first step."""

from __future__ import annotations

from tests.web.conftest import Installation


async def test_the_steps_stand_as_the_workspace_does(offhook: Installation) -> None:
    one = offhook.one
    assert (await one.agent("GET", "/setup")).problem == "forbidden"
    found = (await one.manager("GET", "/setup")).json
    assert (found["done"], found["practice"]) == (False, True)
    assert [each["step"] for each in found["steps"]] == ["trunk", "line", "phone", "route", "call"]
    await one.owner("POST", "/trunks", {"name": "practice", "host": "127.0.0.1"})
    await one.owner("POST", "/lines", {"number": "+12025550100", "name": "Sales", "trunks": ["practice"]})
    trunk, line, *rest = (await one.owner("GET", "/setup")).json["steps"]
    assert [trunk["standing"], line["standing"]] == ["done", "done"]
    assert (line["name"], line["detail"]) == ("Sales", "Calls can be placed from Sales.")
    assert [each["standing"] for each in rest] == ["missing", "rings_nobody", "missing"]
    assert {each["standing"] for each in (await offhook.other.owner("GET", "/setup")).json["steps"]} == {"missing"}
