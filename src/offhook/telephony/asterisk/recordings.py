"""Recordings as Asterisk hands them out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from offhook.telephony.asterisk import requests
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.wire import Request, Response
from offhook.telephony.port import NotReady

NO_RECORDING = 404


async def fetch(ask: Callable[[Request], Awaitable[Response]], name: str) -> bytes | None:
    """A finished recording as a WAV file; None where there is none of this name.

    Raises:
        NotReady: there is no connection, or Asterisk has it and can't hand it out now.
    """
    try:
        # While it records, the file may be there already, with half a message.
        if (await ask(requests.look_up_recording(name))).good:
            raise NotReady("Asterisk still records it")
        response = await ask(requests.fetch_recording(name))
    except NoAnswer as reason:
        raise NotReady(str(reason)) from reason
    if response.status == NO_RECORDING:
        return None
    if not response.good:
        raise NotReady(f"Asterisk does not hand out a recording: {response.complaint}")
    return response.body
