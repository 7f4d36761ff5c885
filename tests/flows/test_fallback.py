"""What people hear and keep when a flow can't go on. How the kernel comes to that: tests/calls/test_kernel.py."""

import pytest
from msgspec import structs

from offhook.calls.commands import Answer, Bridge, Hangup, Ring, Say
from offhook.calls.events import Answered, Bridged, Collected, Ended, FlowFailed, Prompted, Ringing
from offhook.calls.kernel import Runner
from offhook.calls.questions import Granted
from offhook.calls.values import Cause, Disposition, Phrase
from offhook.flows import fallback
from offhook.flows.click_to_call import click_to_call
from offhook.flows.inbound import inbound
from tests.example import ANN, CALL_DANA, DANA, about_dana, is_asked, rings_ann, rings_dana
from tests.example_inbound import ANN as ANNS_PHONE
from tests.example_inbound import BOB, CALLER, DANA_CALLS, MAINS_GREETING, ONE, TWO, Claims, hears_who_calls, rings, to
from tests.playbook import CALL, Playbook

A_BUG = FlowFailed(error="ValueError: a bug")
APOLOGY = (Phrase("call.apology"),)


def placed(language: str = "en", country: str = "US") -> Playbook:
    line = structs.replace(CALL_DANA.line, language=language, country=country)
    call = structs.replace(CALL_DANA, line=line)
    return Playbook(click_to_call, call, answers=lambda question: Granted(60)) << rings_ann()


def dialled() -> Playbook:
    return (
        placed()
        >> Answered(ANN)
        << is_asked(ANN, about_dana("dial.about_to_call"))
        >> Collected(ANN, "1")
        << Ring(ANN)
        << rings_dana()
        >> Ringing(DANA)
    )


def test_a_phone_that_rings_stops() -> None:
    (placed() >> A_BUG << Hangup(ANN, Cause.CANCELLED) >> Ended(ANN, Cause.CANCELLED)).returns(Disposition.FAILED)


@pytest.mark.parametrize(("language", "country"), [("en", "US"), ("de", "AT"), ("es", "MX")])
def test_who_is_on_the_phone_hears_an_apology_in_the_language_of_the_line(language: str, country: str) -> None:
    announcement = is_asked(ANN, about_dana("dial.about_to_call"))
    (
        placed(language, country)
        >> Answered(ANN)
        << structs.replace(announcement, language=language, country=country)
        >> A_BUG
        << Say(ANN, APOLOGY, language, country)
        >> Prompted(ANN)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Disposition.FAILED)


def test_who_waits_hears_an_apology_and_who_is_rung_is_not_disturbed_any_longer() -> None:
    (
        dialled()
        >> A_BUG
        << Say(ANN, APOLOGY, "en", "US")
        << Hangup(DANA, Cause.CANCELLED)
        >> Ended(DANA, Cause.CANCELLED)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(Disposition.FAILED)


@pytest.mark.parametrize("bridge_stands", [True, False])
def test_who_talks_goes_on_talking(bridge_stands: bool) -> None:
    script = dialled() >> Answered(DANA) << Bridge(ANN, DANA)
    if bridge_stands:
        script >> Bridged(ANN, DANA)
    (script >> A_BUG >> Ended(ANN, Cause.NORMAL) << Hangup(DANA, Cause.NORMAL) >> Ended(DANA, Cause.NORMAL)).returns(
        Disposition.FAILED
    )


def test_a_leg_that_was_being_hung_up_is_left_to_that() -> None:
    (
        placed()
        >> Answered(ANN)
        << is_asked(ANN, about_dana("dial.about_to_call"))
        >> Collected(ANN, "1")
        << Ring(ANN)
        << rings_dana()
        >> Ended(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.CANCELLED)
        >> A_BUG
        >> Ended(DANA, Cause.CANCELLED)
    ).returns(Disposition.FAILED)


def test_a_call_of_which_nothing_is_known_is_over() -> None:
    call = Runner(CALL, {}, fallback)
    call.feed(A_BUG)
    assert call.closed


# A call that came in


def called() -> Playbook:
    return Playbook(inbound, DANA_CALLS, answers=Claims()) << Ring(CALLER) << rings(ONE, ANNS_PHONE) << rings(TWO, BOB)


def test_a_caller_who_is_not_answered_yet_is_answered_and_hears_an_apology() -> None:
    (
        called()
        >> Answered(TWO)
        << hears_who_calls(TWO)
        >> A_BUG
        << Answer(CALLER)
        << Say(CALLER, APOLOGY, "en", "US")
        << Hangup(ONE, Cause.CANCELLED)
        << Say(TWO, APOLOGY, "en", "US")
        >> Answered(CALLER)
        >> Prompted(CALLER)
        << Hangup(CALLER, Cause.NORMAL)
        >> Ended(CALLER, Cause.NORMAL)
        >> Ended(ONE, Cause.CANCELLED)
        >> Ended(TWO, Cause.NORMAL)
    ).returns(Disposition.FAILED)


def test_a_caller_who_leaves_a_message_hears_an_apology() -> None:
    script = Playbook(inbound, to(), answers=Claims()) << Ring(CALLER) << Answer(CALLER)
    script << is_asked(CALLER, MAINS_GREETING, wait=0) >> Answered(CALLER) >> A_BUG
    (script << Say(CALLER, APOLOGY, "en", "US") >> Ended(CALLER, Cause.NORMAL)).returns(Disposition.FAILED)


def test_a_caller_and_whoever_took_the_call_go_on_talking() -> None:
    script = called() >> Answered(ONE) << hears_who_calls(ONE) >> Collected(ONE, "1")
    script << Answer(CALLER) << Bridge(CALLER, ONE) >> Bridged(CALLER, ONE) << Hangup(TWO, Cause.CANCELLED)
    (
        script
        >> A_BUG
        >> Ended(TWO, Cause.CANCELLED)
        >> Ended(ONE, Cause.NORMAL)
        << Hangup(CALLER, Cause.NORMAL)
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Disposition.FAILED)
