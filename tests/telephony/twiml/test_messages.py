"""A carrier's words for how a call stands, and why it ended, are ours."""

import pytest

from offhook.calls.values import Cause, LegId
from offhook.telephony.twiml.messages import STAGES, standing
from offhook.telephony.webhooks.told import Stage, ended

LEG = LegId("call-1")


@pytest.mark.parametrize(
    ("status", "sip", "more", "cause"),
    [
        ("busy", "486", {}, Cause.BUSY),
        ("busy", "", {}, Cause.BUSY),
        ("busy", "603", {}, Cause.REJECTED),
        ("failed", "404", {}, Cause.NOT_IN_SERVICE),
        ("failed", "503", {}, Cause.TRUNK_ERROR),
        ("failed", "599", {}, Cause.TRUNK_ERROR),
        ("failed", "", {}, Cause.UNREACHABLE),
        ("failed", "nonsense", {}, Cause.UNREACHABLE),
        ("no-answer", "487", {}, Cause.NO_ANSWER),
        ("no-answer", "480", {}, Cause.UNREACHABLE),
        ("no-answer", "480", {"rang": True}, Cause.NO_ANSWER),
        ("no-answer", "408", {}, Cause.TRUNK_TIMEOUT),
        ("canceled", "487", {}, Cause.CANCELLED),
        ("canceled", "487", {"asked": Cause.NO_ANSWER}, Cause.NO_ANSWER),
        ("completed", "200", {"answered": True}, Cause.NORMAL),
        ("failed", "500", {"answered": True}, Cause.NORMAL),
        ("completed", "200", {"incoming": True}, Cause.CANCELLED),
        ("no-answer", "", {"incoming": True}, Cause.CANCELLED),
        ("completed", "", {"incoming": True, "answered": True}, Cause.NORMAL),
    ],
)
def test_why_a_leg_ended(status: str, sip: str, more: dict[str, bool], cause: Cause) -> None:
    found = standing(status, sip)
    assert found is not None
    assert ended(LEG, found, **more).cause is cause  # type: ignore[arg-type]


def test_a_word_of_tomorrow_says_nothing() -> None:
    assert standing("of tomorrow") is None


@pytest.mark.parametrize(("sip", "kept"), [("486", 486), ("200", None), ("48６", None), ("", None)])
def test_only_a_final_sip_status_is_kept(sip: str, kept: int | None) -> None:
    found = standing("busy", sip)
    assert found is not None
    assert found.sip == kept


def test_every_state_of_the_carrier_has_its_stage() -> None:
    assert {status for status, stage in STAGES.items() if stage is Stage.ENDED} == {
        "completed",
        "busy",
        "failed",
        "no-answer",
        "canceled",
    }
    assert STAGES["queued"] < STAGES["ringing"] < STAGES["in-progress"] < STAGES["completed"]
