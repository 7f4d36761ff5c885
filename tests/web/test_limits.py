import pytest

from tests.web.conftest import SHARED, Installation


async def test_limits_begin_safe_and_change_one_by_one(offhook: Installation) -> None:
    one = offhook.one
    before = (await one.agent("GET", "/limits")).json
    assert before["countries"] == ["US"]
    assert "premium" in before["refused_kinds"]
    assert before["used"] == {"calls": 0, "calls_now": 0, "talk_minutes": 0.0}
    changed = await one.owner("PATCH", "/limits", {"countries": ["us", "CA"], "member_calls_a_day": 5})
    assert changed.json["countries"] == ["CA", "US"]
    assert changed.json["member"] == before["member"] | {"calls_a_day": 5}
    assert changed.json["workspace"] == before["workspace"]
    back = await one.owner("PATCH", "/limits", {"countries": None, "member_calls_a_day": None})
    assert back.json == before
    assert (await offhook.other.owner("GET", "/limits")).json == before


async def test_a_member_can_have_limits_of_their_own(offhook: Installation) -> None:
    one = offhook.one
    path = f"/limits/members/{one.agent_id}"
    before = (await one.agent("GET", path)).json
    assert before["own"] == []
    changed = (await one.owner("PATCH", path, {"calls_a_day": 0, "longest_minutes": 5})).json
    assert changed["own"] == ["calls_a_day", "longest_minutes"]
    assert changed["caps"] == before["caps"] | {"calls_a_day": 0}
    assert changed["longest_minutes"] == 5
    assert (await one.owner("PATCH", path, {"calls_a_day": None, "longest_minutes": None})).json == before


async def test_a_limit_that_is_reached_says_which_and_until_when(offhook: Installation) -> None:
    one = offhook.one
    await one.owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})
    await one.owner("POST", "/lines", {"number": "+12025550100", "trunks": ["lab"]})
    await one.owner("PATCH", f"/limits/members/{one.agent_id}", {"calls_a_day": 0})
    call = {"caller": "+12025550111", "to": "+12025550122"}
    refused = await one.agent("POST", "/calls", call)
    assert (refused.status, refused.problem) == (429, "limit-reached")
    assert (refused.json["limit"], refused.json["scope"]) == ("calls_a_day", "member")
    assert refused.json["until"].endswith("+00:00")
    abroad = await one.owner("POST", "/calls", call | {"to": "+442079460000"})
    assert (abroad.status, abroad.problem) == (403, "destination-refused")
    assert "GB" in abroad.json["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"countries": ["XX"]}, "countries"),
        ({"countries": "US"}, "countries"),
        ({"refused_kinds": ["rude"]}, "refused_kinds.0"),
        ({"calls_a_day": -1}, "calls_a_day"),
        ({"calls_a_day": 10**30}, "calls_a_day"),
        ({"calls_a_day": 1.5}, "calls_a_day"),
        ({"longest_minutes": 0}, "longest_minutes"),
        ({"longest_minutes": 100_000}, "longest_minutes"),
        ({"calls_a_week": 1}, "calls_a_week"),
    ],
)
@SHARED
async def test_limits_that_cannot_be_are_refused(shared: Installation, body: object, field: str) -> None:
    refused = await shared.one.owner("PATCH", "/limits", body)
    assert (refused.status, refused.json["field"]) == (422, field)
