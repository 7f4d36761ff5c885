"""What Vonage says of a call, as our words: its states, why it ended, and what a webhook tells. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from offhook.calls.values import Cause
from offhook.telephony.webhooks.addresses import Hook
from offhook.telephony.webhooks.http import json_object
from offhook.telephony.webhooks.told import Stage, Standing, Told

STAGES = {
    "started": Stage.DIALLED,
    "ringing": Stage.RINGING,
    "answered": Stage.CONNECTED,
    "human": Stage.CONNECTED,
    "machine": Stage.CONNECTED,
    "completed": Stage.ENDED,
    "complete": Stage.ENDED,
    "busy": Stage.ENDED,
    "cancelled": Stage.ENDED,
    "unanswered": Stage.ENDED,
    "rejected": Stage.ENDED,
    "failed": Stage.ENDED,
    "timeout": Stage.ENDED,
    "disconnected": Stage.ENDED,
}
"""https://developer.vonage.com/en/voice/voice-api/webhook-reference#event-webhook"""

STATUSES = {
    "completed": Cause.NORMAL,
    "complete": Cause.NORMAL,
    "disconnected": Cause.NORMAL,
    "busy": Cause.BUSY,
    "cancelled": Cause.CANCELLED,
    "unanswered": Cause.NO_ANSWER,
    "rejected": Cause.REJECTED,
    "failed": Cause.UNREACHABLE,
    "timeout": Cause.NO_ANSWER,
}

DETAILS = {
    "invalid_number": Cause.NOT_IN_SERVICE,
    "restricted": Cause.REJECTED,
    "declined": Cause.REJECTED,
    "cannot_route": Cause.NOT_IN_SERVICE,
    "number_out_of_service": Cause.NOT_IN_SERVICE,
    "internal_error": Cause.TRUNK_ERROR,
    "carrier_timeout": Cause.TRUNK_TIMEOUT,
    "unavailable": Cause.UNREACHABLE,
}
"""What comes with a state besides, as the vendor's SDKs list it.
https://github.com/Vonage/vonage-dotnet-sdk/blob/main/Vonage/Voice/EventWebhooks/DetailedStatus.cs"""

WITHHELD = frozenset({"", "anonymous", "private", "restricted", "unavailable", "unknown", "withheld"})

LONGEST_ADDRESS = 96
"""Characters of a recording's address, as they are kept."""

_EVENT = ("uuid", "status", "conversation_uuid_to", "recording_uuid", "timestamp")


def told(hook: Hook, body: bytes, token: str) -> Told:
    """What a webhook says.

    Args:
        hook: What its address is about.
        token: Of the request; a time stamp tells one event from another, and this where there is none.
    """
    said = json_object(body)
    digits, timed_out = _keys(said)
    caller = number(said.get("from"))
    event = [str(said.get(name) or "") for name in _EVENT]
    return Told(
        sid=str(said.get("uuid") or said.get("call_uuid") or ""),
        standing=standing(said),
        key=" ".join([hook.leg, hook.name, *event, digits, "" if said.get("timestamp") else token]),
        digits=digits,
        more=timed_out,
        recording=str(said.get("recording_url") or "")[:LONGEST_ADDRESS],
        place=str(said.get("conversation_uuid_to") or ""),
        at=str(said.get("timestamp") or ""),
        to=number(said.get("to")),
        caller=caller,
        withheld=caller.lower() in WITHHELD,
    )


def standing(said: Mapping[str, Any]) -> Standing | None:
    """How a call is, by a webhook or by what is answered when it is asked for; None where that does not say."""
    status = str(said.get("status") or "")
    stage = STAGES.get(status)
    if stage is None:
        return None
    detail = str(said.get("detail") or "")
    cause = STATUSES.get(status, Cause.UNKNOWN)
    if status in {"unanswered", "rejected", "failed", "cancelled"}:
        cause = DETAILS.get(detail, cause)
    return Standing(
        stage,
        cause,
        unattended=detail in {"unavailable", "carrier_timeout"},
        place=str(said.get("conversation_uuid") or ""),
        note=f"the carrier says: {status}, {detail[:80]}" if detail else "",
    )


def number(said: object) -> str:
    """A number in E.164, which Vonage writes without the plus sign; anything else as it is."""
    text = str(said or "")
    return f"+{text}" if text.isascii() and text.isdigit() and 7 <= len(text) <= 15 and text[0] != "0" else text


def _keys(said: Mapping[str, Any]) -> tuple[str, bool]:
    """The keys that were pressed, and whether the wait for more was over. Two forms are documented."""
    keys = said.get("dtmf")
    if isinstance(keys, dict):
        return str(keys.get("digits") or ""), bool(keys.get("timed_out"))
    return str(keys or ""), bool(said.get("timed_out"))
