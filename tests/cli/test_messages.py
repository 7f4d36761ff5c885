"""`offhook message` and `offhook consent`, against a real Offhook on the practice network."""

from __future__ import annotations

import re

from tests.cli.conftest import DANA, LINE, Place


def test_a_text_is_sent_shown_and_refused_in_words(own: Place) -> None:
    checked = own.run("message", "send", DANA, "Good day", "--from", LINE, "--check")
    assert checked == "1 segment (gsm7)\n"
    assert re.fullmatch(r"queued: message_\w+\n", own.run("message", "send", DANA, "Good day", "--from", LINE))
    (conversation,) = own.json("conversation", "list")
    (message,) = own.json("message", "list", conversation["id"])
    assert message["text"] == "Good day"
    assert "Good day" in own.run("message", "show", message["id"])
    contact = conversation["contact"]["id"]
    assert own.run("consent", "list", contact).startswith("They never said anything")
    out = own.run("consent", "out", DANA, "--from", LINE, "--words", "Said so.")
    assert out == "No more texts from this line to +1 202-555-0122\n"
    assert "They asked for no more texts" in own.refused("message", "send", DANA, "News", "--from", LINE)
    assert "stop: They asked" in own.run("message", "send", DANA, "News", "--from", LINE, "--check")
    own.run("consent", "in", DANA, "--from", LINE, "--words", "Asked for them.")
    assert [each["what"] for each in own.json("consent", "list", contact)] == ["in", "out"]
    assert "no message x" in own.refused("message", "cancel", "x")
