"""Rates and costs over HTTP: imported, quoted, charged, looked at by who may, and exported."""

from __future__ import annotations

import csv
import io

import pytest

from tests.web.conftest import SHARED, Installation
from tests.web.test_calls import ANN, CALL, DANA, LINE, ended, set_up

RATES = b"prefix,price,country\n1,0.014,US\n1202555012,0.02,US\n"
LAB = "trunk=lab&currency=usd&name=prices.csv"


@pytest.mark.behaviour("U14")
@pytest.mark.behaviour("T15")
@pytest.mark.behaviour("X7")
async def test_a_call_is_quoted_charged_and_found_again_in_its_month(offhook: Installation) -> None:
    one = offhook.one
    await set_up(one)
    quote = {"to": DANA, "caller": ANN}
    assert (await one.agent("POST", "/quotes", quote)).json["minute"] is None, "no rate yet, and never zero"
    looked = (await one.owner("POST", "/rate-sheets/preview?trunk=lab", data=RATES)).json
    assert (looked["rates"], looked["added"], looked["left_out"]) == (2, 2, ["country"])
    made = await one.owner("POST", f"/rate-sheets?{LAB}", data=RATES)
    assert (made.status, made.json["currency"], made.json["size"], made.json["current"]) == (201, "USD", 2, True)
    quoted = (await one.agent("POST", "/quotes", quote)).json
    assert [leg["minute"] for leg in quoted["legs"]] == [14_000, 20_000]
    assert (quoted["minute"], quoted["currency"]) == (34_000, "USD")

    placed = (await one.agent("POST", "/calls", CALL)).json["id"]
    await ended(one.agent, placed)
    costs = (await one.agent("GET", f"/calls/{placed}/costs")).json
    assert [(leg["number"], leg["estimate"], leg["rate"]["prefix"]) for leg in costs["legs"]] == [
        (ANN, 14_000, "+1"),
        (DANA, 20_000, "+1202555012"),
    ]
    assert [(leg["price"], leg["state"], leg["difference"]) for leg in costs["legs"]] == [(None, "ours", None)] * 2
    assert [each["total"] for each in costs["totals"]] == [34_000]

    month = (await one.owner("GET", "/costs?by=member")).json
    assert [(each["currency"], each["count"], each["total"]) for each in month["totals"]] == [("USD", 2, 34_000)]
    assert [each["key"] for each in month["groups"]] == [one.agent_id]
    for by in ("line", "direction", "kind", "day"):
        (group,) = (await one.owner("GET", f"/costs?by={by}")).json["groups"]
        assert group["sums"] == month["totals"]
    first = (await one.owner("GET", "/costs/charges?limit=1")).json
    rest = (await one.owner("GET", f"/costs/charges?limit=1&cursor={first['next']}&direction=outbound")).json
    assert [each["number"] for page in (first, rest) for each in page["items"]] == [DANA, ANN]
    assert rest["next"] is None
    exported = (await one.owner("GET", "/costs/export")).body.decode()
    rows = list(csv.DictReader(io.StringIO(exported)))
    assert [(row["number"], row["estimate"], row["currency"]) for row in rows] == [
        (DANA, "0.0200", "USD"),
        (ANN, "0.0140", "USD"),
    ]

    assert (await one.owner("DELETE", f"/rate-sheets/{made.json['id']}")).status == 204
    assert (await one.agent("POST", "/quotes", quote)).json["minute"] is None
    assert (await one.owner("GET", "/costs")).json["totals"] == month["totals"], "what was estimated stays"


async def test_agents_are_told_their_own_alone(offhook: Installation) -> None:
    one = offhook.one
    await set_up(one)
    await one.owner("POST", f"/rate-sheets?{LAB}", data=RATES)
    placed = (await one.owner("POST", "/calls", CALL)).json["id"]
    await ended(one.owner, placed)
    assert (await one.agent("GET", f"/calls/{placed}/costs")).status == 403
    mine = (await one.agent("GET", "/costs")).json
    assert (mine["own"], mine["totals"], mine["groups"]) == (True, [], [])
    owner = (await one.owner("GET", "/costs?by=member")).json["groups"][0]["key"]
    assert (await one.agent("GET", f"/costs/charges?member={owner}")).json["items"] == []
    assert len((await one.agent("GET", f"/costs/export?member={owner}")).body.splitlines()) == 1
    for method, path in (("GET", "/rate-sheets"), ("POST", f"/rate-sheets?{LAB}")):
        assert (await one.agent(method, path)).status == 403


@SHARED
async def test_what_cannot_be_used_is_said_beside_its_field(shared: Installation) -> None:
    one = shared.one
    await one.owner("POST", "/trunks", {"name": "lab", "host": "127.0.0.1"})
    refused = await one.owner("POST", f"/rate-sheets?{LAB}", data=b"prefix,price\n1,free\n")
    assert (refused.status, refused.problem, refused.json["field"]) == (422, "rates-refused", "file")
    assert refused.json["errors"][0] | {"text": ""} == {"line": 2, "column": "price", "text": ""}
    for query, field in (("trunk=lab&currency=dollar", "currency"), (LAB.replace("prices.csv", ""), "name")):
        assert (await one.owner("POST", f"/rate-sheets?{query}", data=RATES)).json["field"] == field
    assert (await one.owner("POST", "/rate-sheets/preview?trunk=nobody", data=RATES)).status == 404
    assert (await one.owner("GET", "/costs?month=2026-13")).json["field"] == "month"
    assert (await one.owner("GET", "/costs/charges?cursor=1.é")).status == 422
    assert (await one.owner("POST", "/quotes", {"to": "12", "line": LINE})).status in {404, 422}


@pytest.mark.behaviour("U14")
async def test_what_a_number_costs_a_month_is_typed_counted_and_exported(offhook: Installation) -> None:
    one = offhook.one
    await set_up(one)
    fee = f"/lines/{LINE}/fee"
    assert (await one.owner("GET", fee)).json is None
    put = await one.owner("PUT", fee, {"price": 1_150_000, "currency": "usd"})
    assert (put.json["price"], put.json["currency"], put.json["source"]) == (1_150_000, "USD", "owner")
    assert (await one.owner("GET", fee)).json == put.json
    (group,) = (await one.owner("GET", "/costs?by=kind")).json["groups"]
    assert (group["key"], group["sums"][0]["total"], group["sums"][0]["count"]) == ("number", 1_150_000, 1)
    (row,) = csv.DictReader(io.StringIO((await one.owner("GET", "/costs/export")).body.decode()))
    assert (row["kind"], row["number"], row["estimate"], row["carrier"]) == ("number", LINE, "1.1500", "ours")
    assert (await one.agent("GET", "/costs")).json["totals"] == []
    assert (await one.agent("GET", fee)).status == 403
    assert (await one.owner("PUT", fee, {"price": 1, "currency": "dollars"})).json["field"] == "currency"
    assert (await one.owner("DELETE", fee)).status == 204
    assert (await one.owner("GET", "/costs")).json["totals"] == []
