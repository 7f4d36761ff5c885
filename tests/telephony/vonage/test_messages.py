"""Vonage's words for how a call stands, why it ended and what was pressed are ours."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.calls.values import Cause, LegId, TrunkId
from offhook.telephony.vonage.messages import STAGES, number, standing, told
from offhook.telephony.webhooks.addresses import About, Hook
from offhook.telephony.webhooks.told import Stage, ended

LEG = LegId("call-1")
HOOK = Hook(TrunkId("trunk_1"), About.STATUS, LEG)


@pytest.mark.parametrize(
    ("status", "detail", "more", "cause"),
    [
        ("busy", "", {}, Cause.BUSY),
        ("unanswered", "", {}, Cause.NO_ANSWER),
        ("unanswered", "declined", {}, Cause.REJECTED),
        ("unanswered", "unavailable", {}, Cause.UNREACHABLE),
        ("unanswered", "unavailable", {"rang": True}, Cause.NO_ANSWER),
        ("rejected", "", {}, Cause.REJECTED),
        ("rejected", "restricted", {}, Cause.REJECTED),
        ("failed", "", {}, Cause.UNREACHABLE),
        ("failed", "cannot_route", {}, Cause.NOT_IN_SERVICE),
        ("failed", "number_out_of_service", {}, Cause.NOT_IN_SERVICE),
        ("failed", "carrier_timeout", {}, Cause.TRUNK_TIMEOUT),
        ("failed", "internal_error", {}, Cause.TRUNK_ERROR),
        ("failed", "of tomorrow", {}, Cause.UNREACHABLE),
        ("timeout", "", {}, Cause.NO_ANSWER),
        ("cancelled", "", {"asked": Cause.NO_ANSWER}, Cause.NO_ANSWER),
        ("completed", "", {"answered": True}, Cause.NORMAL),
        ("completed", "", {"incoming": True}, Cause.CANCELLED),
    ],
)
def test_why_a_leg_ended(status: str, detail: str, more: dict[str, bool], cause: Cause) -> None:
    found = standing({"status": status, "detail": detail})
    assert found is not None
    end = ended(LEG, found, **more)  # type: ignore[arg-type]
    assert (end.cause, end.sip) == (cause, None)
    assert (detail in end.note) if "answered" not in more else end.note == ""


def test_a_state_never_goes_back() -> None:
    assert STAGES["started"] < STAGES["ringing"] < STAGES["answered"] < STAGES["completed"] is Stage.ENDED
    assert standing({"status": "transfer"}) is None


@pytest.mark.parametrize(
    ("keys", "digits", "more"),
    [
        ({"dtmf": {"digits": "42", "timed_out": False}}, "42", False),
        ({"dtmf": {"digits": None, "timed_out": True}}, "", True),
        ({"dtmf": "42", "timed_out": True}, "42", True),
        ({}, "", False),
    ],
)
def test_keys_are_read_in_both_forms(keys: dict[str, object], digits: str, more: bool) -> None:
    found = told(HOOK, json.dumps(keys).encode(), "token")
    assert (found.digits, found.more) == (digits, more)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("12025550100", "+12025550100"), ("anonymous", "anonymous"), ("0100", "0100"), (None, ""), ("١٢٠٢٥٥٥", "١٢٠٢٥٥٥")],
)
def test_a_number_gets_its_plus_sign(theirs: object, ours: str) -> None:
    assert number(theirs) == ours


def test_one_event_that_comes_twice_has_one_key_and_the_next_press_of_a_key_another() -> None:
    first = b'{"uuid":"1","dtmf":{"digits":"1"},"timestamp":"2026-11-26T12:00:00.100Z"}'
    again = first.replace(b".100Z", b".400Z")
    assert told(HOOK, first, "a").key == told(HOOK, first, "b").key != told(HOOK, again, "a").key
    assert told(HOOK, b"{}", "a").key != told(HOOK, b"{}", "b").key


@given(st.binary(max_size=60))
def test_whatever_comes_is_no_crash(body: bytes) -> None:
    told(HOOK, body, "")
