"""Why a channel ended, in the words of a telephone network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.calls.values import Cause, LegId
from offhook.telephony.asterisk.causes import ended

LEG = LegId("call_1-1")


@pytest.mark.parametrize(
    ("q850", "sip", "cause"),
    [
        # as Asterisk 22.10 reported them
        (17, 486, Cause.BUSY),
        (17, 600, Cause.BUSY),
        (21, 603, Cause.REJECTED),
        (21, 403, Cause.REJECTED),
        (1, 404, Cause.NOT_IN_SERVICE),
        (22, 410, Cause.NOT_IN_SERVICE),
        (28, 484, Cause.NOT_IN_SERVICE),
        (19, 480, Cause.UNREACHABLE),
        (18, 408, Cause.TRUNK_TIMEOUT),
        (38, 500, Cause.TRUNK_ERROR),
        (34, 503, Cause.TRUNK_ERROR),
        (34, 580, Cause.TRUNK_ERROR),
        (127, 487, Cause.CANCELLED),
        (16, 0, Cause.NORMAL),
        (0, 0, Cause.NORMAL),
        (44, 0, Cause.MEDIA_LOST),
        # by their class
        (127, 488, Cause.UNREACHABLE),
        (127, 302, Cause.UNREACHABLE),
        (127, 599, Cause.TRUNK_ERROR),
        (127, 607, Cause.REJECTED),
        # our account at the carrier is the trunk's matter
        (21, 401, Cause.TRUNK_ERROR),
        (21, 407, Cause.TRUNK_ERROR),
    ],
)
def test_before_the_answer(q850: int, sip: int, cause: Cause) -> None:
    end = ended(LEG, q850, sip, "some words")
    assert end.cause is cause
    assert end.sip == (sip or None)
    assert end.q850 == (q850 or None)
    assert end.note == "some words"


@pytest.mark.parametrize("sip", [408, 480])
def test_after_ringing_a_timeout_is_nobody_who_answers(sip: int) -> None:
    assert ended(LEG, 19, sip, "", rang=True).cause is Cause.NO_ANSWER


@pytest.mark.parametrize("asked", [Cause.CANCELLED, Cause.NO_ANSWER, Cause.TIME_UP, Cause.NORMAL])
@pytest.mark.parametrize("sip", [0, 487])
def test_our_own_hangup_has_the_cause_that_was_asked_for(asked: Cause, sip: int) -> None:
    assert ended(LEG, 16, sip, "Normal Clearing", asked=asked).cause is asked


def test_a_refusal_that_crosses_our_cancel_is_told() -> None:
    assert ended(LEG, 17, 486, "User busy", asked=Cause.CANCELLED).cause is Cause.BUSY


@pytest.mark.parametrize(("q850", "cause"), [(0, Cause.NORMAL), (16, Cause.NORMAL), (44, Cause.MEDIA_LOST)])
def test_after_the_answer(q850: int, cause: Cause) -> None:
    assert ended(LEG, q850, 0, "", rang=True, answered=True).cause is cause


@given(st.integers(-1, 300), st.integers(0, 700), st.booleans(), st.booleans(), st.sampled_from([None, *Cause]))
def test_every_end_has_a_cause_and_an_answered_leg_no_trunk_failure(
    q850: int, sip: int, rang: bool, answered: bool, asked: Cause | None
) -> None:
    end = ended(LEG, q850, sip, "", rang=rang, answered=answered, asked=asked)
    if asked is None and answered:
        assert not end.cause.is_trunk_failure
    assert end.q850 is None or 1 <= end.q850 <= 127


@pytest.mark.parametrize("q850", [17, 19, 21])
def test_a_phone_that_was_answered_has_hung_up_whatever_reason_it_gives(q850: int) -> None:
    assert ended(LegId("call_1-1"), q850, 403, "Call Rejected", answered=True).cause is Cause.NORMAL


def test_who_never_answered_did_not_hang_up_where_nothing_is_said_of_the_end() -> None:
    assert ended(LEG, 0, 0, "", dialled=True).cause is Cause.UNREACHABLE
    assert ended(LEG, 0, 0, "", dialled=True, answered=True).cause is Cause.NORMAL
    assert ended(LEG, 0, 0, "").cause is Cause.NORMAL  # a caller who gave up
    assert ended(LEG, 0, 0, "", dialled=True, asked=Cause.CANCELLED).cause is Cause.CANCELLED
