import pytest

from tests.web.conftest import SHARED, Installation


async def test_settings_are_shown_and_changed_one_by_one(offhook: Installation) -> None:
    one = offhook.one
    before = (await one.agent("GET", "/workspace")).json
    assert (before["country"], before["voice"]) == ("US", True)
    changed = await one.manager("PATCH", "/workspace", {"country": "de", "time_zone": "Europe/Berlin"})
    assert changed.json == before | {"country": "DE", "time_zone": "Europe/Berlin"}
    assert (await offhook.other.owner("GET", "/workspace")).json["country"] == "US"
    assert (await one.manager("PATCH", "/workspace", {})).json == changed.json


async def test_nobody_calls_while_the_voice_module_is_off(offhook: Installation) -> None:
    owner = offhook.one.owner
    await owner("PATCH", "/workspace", {"voice": False})
    refused = await owner("POST", "/calls", {"caller": "+12025550111", "to": "+12025550122"})
    assert (refused.status, refused.problem) == (403, "voice-off")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"country": "Germany"}, "country"),
        ({"country": "XX"}, "country"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"voice": "off?"}, "voice"),
        ({"colour": "red"}, "colour"),
    ],
)
@SHARED
async def test_settings_that_cannot_be_are_refused(shared: Installation, body: object, field: str) -> None:
    refused = await shared.one.owner("PATCH", "/workspace", body)
    assert (refused.status, refused.json["field"]) == (422, field)
