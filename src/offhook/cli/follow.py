"""The live stream, read by a command: it goes on where it was when the connection breaks or Offhook restarts."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

from offhook.cli.client import Away, Client, Refused
from offhook.cli.errors import CommandFailed

SILENCE_S = 45.0
"""A stream that says nothing for that long is broken: there is a comment every 15 s."""
PATIENCE_S = 60.0
"""How long a lost Offhook is waited for."""
PAUSE_S = 0.3


@dataclass(frozen=True, slots=True)
class Changed:
    """A call changed: its state now, with its legs."""

    change: Any


@dataclass(frozen=True, slots=True)
class StartedOver:
    """What was missed is not known: these calls live now."""

    calls: list[Any]


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection broke; it is being tried again."""


News = Changed | StartedOver | Lost


def follow(client: Client) -> Iterator[News]:
    """What happens, from now on; the first news is always `StartedOver`.

    Raises:
        CommandFailed: Offhook can't be reached, at first or for a minute, or refuses.
    """
    last: str | None = None
    gone_since: float | None = None
    while True:
        try:
            with client.stream("live", last_event_id=last, timeout=SILENCE_S) as response:
                gone_since = None
                for name, number, data in _events(response):
                    last = number or last
                    if data is not None:
                        yield StartedOver(data["calls"]) if name == "reset" else Changed(data)
        except Refused as refused:
            if refused.status < http.client.INTERNAL_SERVER_ERROR or last is None:
                raise
        except CommandFailed:
            if last is None:
                raise
        except (OSError, http.client.HTTPException):
            pass
        if gone_since is None:
            gone_since = monotonic()
            yield Lost()
        elif monotonic() - gone_since > PATIENCE_S:
            raise Away(f"Offhook has been away for {PATIENCE_S:.0f} s: the call may go on without being shown here.")
        threading.Event().wait(PAUSE_S)


def _events(response: http.client.HTTPResponse) -> Iterator[tuple[str, str, Any]]:
    """Server-sent events: name, id and data of each (WHATWG HTML, 9.2); also ids that come alone."""
    name, number, data = "", "", ""
    for line in response:
        field, _, value = line.decode().rstrip("\r\n").partition(": ")
        match field:
            case "event":
                name = value
            case "id":
                number = value
            case "data":
                data += value
            case "" if (data or number) and not value:
                yield name, number, json.loads(data) if data else None
                name, number, data = "", "", ""
            case _:
                pass
