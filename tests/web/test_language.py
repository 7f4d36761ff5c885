"""What Offhook says to people is in the language that they ask for; what it says to programs never changes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.waiting import eventually
from tests.web.conftest import SHARED, Client, Installation

pytestmark = SHARED

GERMAN = {"Accept-Language": "de-AT,en;q=0.5"}
LINE, NOBODY = "+12025550100", "+12025550199"


async def asked(client: Client, path: str, language: str) -> Any:
    return (await client("GET", path, headers={"Accept-Language": language})).json


async def test_a_refusal_is_in_the_language_that_was_asked_for(shared: Installation) -> None:
    owner = shared.one.owner
    german = await owner("POST", "/calls", {"to": "12", "caller": NOBODY}, headers=GERMAN)
    assert (german.problem, german.headers["Content-Language"]) == ("invalid-number", "de")
    assert german.json["title"] == "Die Nummer geht nicht"
    assert german.json["detail"].startswith("„12“ ist zu kurz")
    several = await owner("POST", "/lines", {"colour": "red"}, headers=GERMAN)
    assert {each["detail"] for each in several.json["errors"]} == {"Es fehlt.", "Es ist hier nicht bekannt."}
    assert (await owner("POST", "/calls", {"to": "12"})).headers["Content-Language"] == "en"
    stranger = await shared.stranger("GET", "/lines", headers={"Accept-Language": "es"})
    assert stranger.json["title"] == "Sin sesión"


@pytest.mark.behaviour("X3")
async def test_what_happened_in_a_call_is_told_in_the_reader_s_language(shared: Installation) -> None:
    owner = shared.one.owner
    await owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})
    await owner("POST", "/lines", {"number": LINE, "trunks": ["lab"]})
    call = (await owner("POST", "/calls", {"caller": NOBODY, "to": "+12025550122"})).json["id"]

    async def over() -> bool:
        return bool((await owner("GET", f"/calls/{call}")).json["state"] == "ended")

    await eventually(over, "the call is over")
    german, english = [await asked(owner, f"/calls/{call}", language) for language in ("de", "fr")]
    assert (german["outcome"], english["outcome"]) == (
        "Am eigenen Telefon nicht abgenommen",
        "Your phone was not answered",
    )
    assert german["disposition"] == english["disposition"]
    assert german["legs"][0]["why"].startswith("die Nummer ist nicht vergeben")
    told = [each["text"] for each in (await asked(owner, f"/calls/{call}/timeline", "es"))["items"]]
    assert told[0] == "se inició la llamada (llamar con un clic)"
    assert any("el número no está en servicio" in each for each in told)
    assert any("por lab" in each for each in told), "a trunk is called by its name"
    done = (await asked(owner, "/audit", "de"))["items"]
    assert done[0]["did"] == f"hat die Leitung {LINE} hinzugefügt"
    disk, *_ = (await asked(owner, "/doctor", "de"))["findings"]
    assert disk["part"] == "Speicherplatz"
