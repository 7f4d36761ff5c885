from pathlib import Path
from typing import cast

import pytest

from offhook.calls.values import Capability, TrunkId
from offhook.flows import NEEDS
from offhook.switchboard.beginning import PLACED
from offhook.telephony.simulated.network import Trunk
from offhook.web.practice import phones_of
from tests.waiting import eventually
from tests.web.conftest import Installation


async def test_health_needs_no_key_and_says_why_not(offhook: Installation) -> None:
    await eventually(lambda: offhook.worker.switchboard.ready, "the practice network is connected")
    well = await offhook.stranger("GET", "/health")
    assert (well.status, well.json["live"], well.json["ready"]) == (200, True, True)
    phones_of(offhook.worker).crash()
    away = await offhook.stranger("GET", "/health")
    assert (away.status, away.problem) == (503, "not-ready")
    assert (away.json["live"], away.json["ready"]) == (True, False)
    assert "practice network" in away.json["detail"]


async def test_a_call_while_the_network_is_away_is_refused(offhook: Installation) -> None:
    owner = offhook.one.owner
    phones_of(offhook.worker).crash()
    refused = await owner("POST", "/calls", {"caller": "+12025550111", "to": "+12025550122"})
    assert (refused.status, refused.problem) == (503, "telephony-away")


async def test_a_call_that_the_network_cannot_carry_is_refused_with_the_reason(
    offhook: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cast("dict[object, object]", NEEDS), PLACED, frozenset({Capability.KEYS_IN_BRIDGE}))
    await eventually(lambda: offhook.worker.switchboard.ready, "the practice network is connected")
    monkeypatch.setattr(offhook.worker.telephony, "capabilities", frozenset())
    refused = await offhook.one.owner("POST", "/calls", {"caller": "+12025550111", "to": "+12025550122"})
    assert (refused.status, refused.problem) == (409, "network-lacking")
    assert "report keys while two people talk" in refused.json["detail"]


async def test_the_doctor_looks_at_everything(offhook: Installation) -> None:
    owner = offhook.one.owner
    trunk = (await owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})).json["id"]
    well = (await owner("GET", "/doctor")).json
    assert well["well"] is True, well
    assert {each["part"] for each in well["findings"]} == {
        "disk",
        "database",
        "schema",
        "telephony",
        "trunk lab",
        "speech",
    }
    phones_of(offhook.worker).trunk(TrunkId(trunk), Trunk.DOWN)
    ill = (await owner("GET", "/doctor")).json
    assert ill["well"] is False
    assert [each["part"] for each in ill["findings"] if each["state"] == "bad"] == ["trunk lab"]
    assert "trunk lab" not in (await offhook.other.owner("GET", "/doctor")).body.decode()


async def test_the_doctor_says_which_lines_are_heard_in_english_instead(
    offhook: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no espeak-ng there
    owner = offhook.one.owner
    for last, language in enumerate(["en-GB", "de", "de", "fr"]):
        await owner("POST", "/lines", {"number": f"+1202555010{last}", "trunks": [], "language": language})
    await owner("POST", "/lines", {"number": "+12025550109", "trunks": [], "language": "es", "voice": False})
    found = (await owner("GET", "/doctor")).json
    speech = {each["part"]: each for each in found["findings"] if each["part"].startswith("speech")}
    assert list(speech) == ["speech", "speech in de", "speech in fr"]
    assert (speech["speech in de"]["state"], found["well"]) == ("doubtful", True)
    assert "apt-get install espeak-ng" in speech["speech in de"]["detail"]
    assert "no prompts in fr" in speech["speech in fr"]["detail"]
    assert "speech in de" not in (await offhook.other.owner("GET", "/doctor")).body.decode()


async def test_owners_see_what_it_runs_on_and_make_backups(offhook: Installation) -> None:
    owner = offhook.one.owner
    found = (await owner("GET", "/system")).json
    assert [each["name"] for each in found["versions"]] == ["Offhook", "Python", "SQLite"]
    assert all(each["version"] for each in found["versions"])
    assert (found["worker"]["telephony"], found["worker"]["live_calls"]) == ("practice", 0)
    assert found["worker"]["memory"] > 10_000_000
    assert [(each["state"], each["free"] <= each["total"]) for each in found["disks"]] == [("good", True)]
    assert found["used"]["database"] > 0 == found["used"]["backups"]

    begun = await owner("POST", "/backups")
    assert (begun.status, begun.json["instead"]) == (202, "")
    await eventually(lambda: offhook.worker.backups.progress is None, "the backup is made")
    (kept,) = (await owner("GET", "/backups")).json["items"]
    assert kept["size"] > 0
    assert (await owner("GET", "/audit")).json["items"][0]["did"] == "made a backup of the database"
    for path in ("/system", "/backups"):
        assert (await offhook.one.manager("GET", path)).status == 403
