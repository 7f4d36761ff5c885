"""A whole Offhook with accounts at two kinds of carriers at once: Twilio's TwiML and Vonage's NCCOs.

By the real clock, with carriers that are twenty times as fast as real ones.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web

from offhook.rating import charging
from offhook.telephony.vonage import accounts
from tests.carrier.phones import Answers, Person
from tests.vonage.carrier import Carrier
from tests.vonage.keys import pem, public_key
from tests.vonage.rest import Rest
from tests.waiting import eventually
from tests.web.conftest import served
from tests.web.test_carriers import ANN, DANA, carried, connected

LINE = "+12025550188"


RATES = b"prefix,price\n+1,0.0120\n"


@pytest.mark.behaviour("T16", "X12", "X7")
async def test_lines_of_two_kinds_of_carriers_place_calls_side_by_side_and_are_priced(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with carried(data, monkeypatch) as (twilio, reaching, settings):
        vonage = Carrier(cast(aiohttp.ClientSession, reaching), pace=20.0)
        application = vonage.application(public_key("ours"), LINE.removeprefix("+"), calls_per_second=20.0)
        monkeypatch.setattr(charging, "FIRST_ASKED_AFTER_S", 0)
        runner = web.AppRunner(Rest(vonage).app(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        monkeypatch.setattr(accounts, "API", f"http://127.0.0.1:{runner.addresses[0][1]}")
        async with served(settings) as offhook:
            reaching.here = offhook.url
            office = await connected(offhook, twilio)
            body = {
                "name": "vonage",
                "kind": "vonage",
                "account": application.id,
                "secret": pem("ours"),
                "tokens": [application.signature_secret],
                "calls_per_second": 20,
            }
            added = await office.owner("POST", "/carriers", body)
            assert added.status == 201, added.body
            assert added.json["trunk"]["health"]["state"] == "up"
            assert "PRIVATE" not in str(added.json)
            application.answer_url, application.event_url = added.json["voice_url"], added.json["status_url"]
            line = await office.owner("POST", "/lines", {"number": LINE, "trunks": [added.json["trunk"]["id"]]})
            assert line.status == 201, line.body
            rates = await office.owner("POST", "/rate-sheets?trunk=vonage&currency=EUR&name=v.csv", data=RATES)
            assert rates.status == 201, rates.body
            ann, dana = vonage.phone(ANN), vonage.phone(DANA)
            ann.script = dana.script = Answers(after=0.2)
            placed = await office.owner("POST", "/calls", {"caller": ANN, "to": DANA, "line": LINE})
            assert placed.status == 201, placed.body
            await eventually(lambda: bool(ann.calls) and bool(ann.last.heard), "Ann hears who is about to be called")
            ann.press("5")
            await eventually(lambda: Person(DANA) in ann.hears() and Person(ANN) in dana.hears(), "they talk")
            assert ann.shown == dana.shown == [LINE]
            dana.hang_up()
            call = await office.call(lambda call: call["disposition"] is not None)
            assert call["disposition"] == "answered"
            costs: dict[str, Any] = {}

            async def priced() -> bool:
                costs.update((await office.owner("GET", f"/calls/{call['id']}/costs")).json)
                return {leg["state"] for leg in costs["legs"]} == {"told"}

            await eventually(priced, "Vonage has told what the call cost", 10.0)
            told = [(leg["estimate"], leg["price"], leg["difference"]) for leg in costs["legs"]]
            assert told == [(12_000, 212, 212 - 12_000)] * 2
            assert [(each["currency"], each["total"]) for each in costs["totals"]] == [("EUR", 424)]
            assert [each for each in vonage.complaints if "wav" not in each] == []
        await vonage.close()
        await runner.cleanup()
