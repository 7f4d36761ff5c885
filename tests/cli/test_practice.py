"""`offhook practice`: phones put there, listed, held in the hand, and let call a line."""

from __future__ import annotations

from offhook.cli.client import Client, ThisMachine
from tests.cli.conftest import LINE, Place
from tests.waiting import eventually_blocking

CALLER, AGENT = "+12025550181", "+12025550182"


def doing(offhook: Place, number: str) -> str:
    rows = [line.split() for line in offhook.run("practice", "list").splitlines()[1:]]
    return next(" ".join(row[1:]) for row in rows if row[0] == number)


def test_a_call_from_outside_is_taken_by_hand(offhook: Place) -> None:
    api = Client(ThisMachine(offhook.data))
    line = offhook.json("line", "list")[0]["id"]
    route = {"forwards": [{"number": AGENT, "name": "Agent"}]}
    api.put("lines", line, "route", body=route)
    offhook.run("practice", "phone", AGENT, "--only-rings")
    assert offhook.run("practice", "call", CALLER, LINE) == f"The practice phone {CALLER} calls.\n"
    eventually_blocking(lambda: doing(offhook, AGENT) == "ringing", "the agent's phone rings")
    assert doing(offhook, CALLER) == "calling"
    assert offhook.run("practice", "act", AGENT, "answer") == f"The practice phone {AGENT} is in a call.\n"
    offhook.run("practice", "act", AGENT, "1")
    eventually_blocking(lambda: doing(offhook, CALLER) == "in a call", "the caller is connected")
    assert offhook.json("practice", "act", CALLER, "hang-up")["in_call"] is False
    assert offhook.refused("practice", "act", CALLER, "answer") == f"The phone {CALLER} is not ringing."
    api.put("lines", line, "route", body={})


def test_a_phone_texts_a_line_and_shows_what_it_is_texted(offhook: Place) -> None:
    offhook.run("practice", "phone", CALLER, "--only-rings")
    assert offhook.run("practice", "text", CALLER, LINE, "HELP") == f"{CALLER} texts {LINE}.\n"
    eventually_blocking(lambda: offhook.json("practice", "show", CALLER)["texts"] != [], "the line answers")
    assert f"text from {LINE}: " in offhook.run("practice", "show", CALLER)
