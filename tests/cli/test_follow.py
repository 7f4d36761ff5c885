"""The live stream as commands read it; over a real Offhook in test_call.py."""

from __future__ import annotations

import http.server

from offhook.cli.follow import Changed, Lost, StartedOver, follow
from tests.cli.test_client import answering, saying

FIRST = b'event: reset\nid: live-1\ndata: {"calls": []}\n\n: still here\nid: live-9\n\n'
AFTER = b'event: call\nid: live-10\ndata: {"call": "call_1"}\n\n'


def test_it_comes_back_to_the_place_that_was_named_last() -> None:
    places: list[str | None] = []

    def stream(request: http.server.BaseHTTPRequestHandler) -> None:
        places.append(request.headers["Last-Event-ID"])
        saying(200, FIRST if len(places) == 1 else AFTER, "text/event-stream")(request)

    with answering(stream) as client:
        news = follow(client)
        assert [next(news), next(news), next(news)] == [StartedOver([]), Lost(), Changed({"call": "call_1"})]
    assert places == [None, "live-9"]
