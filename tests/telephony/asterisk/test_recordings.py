"""Recordings that are fetched from Asterisk, on a small ARI."""

from __future__ import annotations

import pytest

from offhook.calls.values import CallId
from offhook.telephony.asterisk.adapter import AsteriskTelephony
from offhook.telephony.port import NotReady
from tests.telephony.asterisk.ari import QUICK, FakeAri
from tests.telephony.asterisk.desk import Prompts, no_console
from tests.waiting import eventually

LIVE, STORED = "GET recordings/live/call_1-1.1", "GET recordings/stored/call_1-1.1/file"


@pytest.mark.parametrize(
    ("live", "stored", "given"),
    [
        ((404, None), (200, "words"), b'"words"'),
        ((404, None), (404, {"message": "Recording not found"}), None),
        ((200, {}), (200, "half"), "still records it"),
        ((404, None), (500, {"message": "no such file"}), "does not hand out"),
    ],
    ids=["there", "none", "going on", "broken"],
)
async def test_a_recording_is_fetched_once_it_has_ended(
    live: tuple[int, object], stored: tuple[int, object], given: bytes | str | None
) -> None:
    async with FakeAri() as ari:
        ari.answers = {LIVE: live, STORED: stored}
        telephony = AsteriskTelephony(
            ari.account,
            trunks=lambda _: None,
            prompts=Prompts(),
            console=no_console,
            new_call=lambda: CallId("call_9"),
            timing=QUICK,
        )
        await telephony.start(lambda *_: None, lambda _: None, lambda _: None)
        await eventually(lambda: telephony.ready, "connected")
        if isinstance(given, str):
            with pytest.raises(NotReady, match=given):
                await telephony.recording("call_1-1.1")
        else:
            assert await telephony.recording("call_1-1.1") == given
        telephony.drop_recording("call_1-1.1")
        await ari.gets("DELETE recordings/stored/call_1-1.1")
        await telephony.stop()
    with pytest.raises(NotReady):
        await telephony.recording("call_1-1.1")
