"""Steering a talk by the keys of a telephone. Dana called the line, and Ann took her; Bob is to take over."""

import pytest
from msgspec import structs

from offhook.calls.commands import Answer, Bridge, Collect, Hangup, Hold, Ring
from offhook.calls.events import Answered, Bridged, Collected, Digit, Ended, ResumeRequested, Ringing
from offhook.calls.questions import WhereTo
from offhook.calls.values import E164, Cause, Phrase, Target
from offhook.flows.inbound import inbound
from offhook.flows.parts.keys import BETWEEN_KEYS
from tests.example import DANAS_NUMBER, LINE
from tests.example_inbound import ANN, CALLER, ONE, TWO, hears_who_calls, rings, to
from tests.example_inbound import BOB as FORWARDED
from tests.flows.parts.test_transfer import BOB, Stores
from tests.playbook import Playbook, elapsed


def talking(target: Target = ANN, stores: Stores | None = None, *, keys: bool = True) -> Playbook:
    """Ann and Dana talk, and Ann may steer it by keys."""
    return (
        Playbook(inbound, structs.replace(to(target), keys=keys), answers=stores or Stores())
        << Ring(CALLER)
        << rings(ONE, target)
        >> Ringing(ONE)
        >> Answered(ONE)
        << hears_who_calls(ONE)
        >> Collected(ONE, "1")
        << Answer(CALLER)
        << Bridge(CALLER, ONE, keys=keys)
        >> Answered(CALLER)
        >> Bridged(CALLER, ONE)
    )


def pressed(script: Playbook, keys: str) -> Playbook:
    """Ann presses these keys."""
    for key in keys:
        script >> Digit(ONE, key)
    return script


@pytest.mark.behaviour("T22")
def test_star_one_holds_and_takes_back() -> None:
    script = pressed(talking(), "*1") << Hold(CALLER)
    script = pressed(script, "*1") << Bridge(ONE, CALLER, keys=True) >> Bridged(ONE, CALLER)
    script = pressed(script, "5**1") << Hold(CALLER) >> ResumeRequested("member_ann")
    (script << Bridge(ONE, CALLER, keys=True)).goes_on()


@pytest.mark.parametrize("keys", ["1", "#", "*", "*5", "1*", "#1", "*#1", "123#"])
def test_other_keys_are_for_the_other_partys_ears_only(keys: str) -> None:
    pressed(talking(), keys).goes_on()


def test_a_key_that_comes_late_begins_another_code() -> None:
    (pressed(talking(), "*") >> elapsed(BETWEEN_KEYS) >> Digit(ONE, "1")).goes_on()


def test_the_other_partys_keys_never_count() -> None:
    (talking() >> Digit(CALLER, "*") >> Digit(CALLER, "1") >> Digit(CALLER, "#") >> Digit(CALLER, "#")).goes_on()


def test_where_keys_are_off_they_do_nothing() -> None:
    pressed(talking(keys=False), "*1").goes_on()


def test_a_forwarding_number_is_no_members_phone() -> None:
    pressed(talking(FORWARDED), "*1").goes_on()


ASKS = Collect(ONE, (Phrase("transfer.to_whom"),), "en", "US", digits=20, wait=5.0, finish="#")


def asked_where(code: str, stores: Stores | None = None) -> Playbook:
    """Dana is on hold, and Ann is asked for a number."""
    return pressed(talking(stores=stores), code) << Hold(CALLER) << ASKS


@pytest.mark.behaviour("T22")
def test_two_hashes_hand_on_without_a_word() -> None:
    stores = Stores()
    script = asked_where("##", stores) >> Collected(ONE, "2025550133") << Ring(CALLER) << Ring(ONE) << rings(TWO, BOB)
    where = WhereTo("2025550133", "member_ann", holder="member_ann", line="line_main", caller=E164(DANAS_NUMBER))
    assert where in stores.asked
    script = pressed(script, "*1") << Hangup(TWO, Cause.CANCELLED) << Bridge(ONE, CALLER, keys=True)
    (script >> Ended(TWO, Cause.CANCELLED) >> Bridged(ONE, CALLER)).goes_on()


def spoken_with() -> Playbook:
    """Ann and Bob talk about Dana, who hears music."""
    who = Phrase("inbound.screen", number=LINE, name="Ann")
    return (
        asked_where("*2")
        >> Collected(ONE, "2025550133")
        << Hold(CALLER)
        << Ring(ONE)
        << rings(TWO, BOB)
        >> Answered(TWO)
        << Collect(TWO, (Phrase("inbound.for_line", number=LINE, name="Main"), who), "en", "US", digits=1, wait=2.0)
        >> Collected(TWO, "1")
        << Bridge(ONE, TWO, keys=True)
        >> Bridged(ONE, TWO)
    )


@pytest.mark.behaviour("T22")
def test_star_two_hands_on_after_a_word() -> None:
    script = pressed(spoken_with(), "*2") << Bridge(CALLER, TWO, keys=True) << Hangup(ONE, Cause.NORMAL)
    (script >> Ended(ONE, Cause.NORMAL) >> Bridged(CALLER, TWO)).goes_on()


def test_star_one_takes_back_after_the_word() -> None:
    script = pressed(spoken_with(), "*1") << Hangup(TWO, Cause.NORMAL) << Bridge(ONE, CALLER, keys=True)
    (script >> Ended(TWO, Cause.NORMAL) >> Bridged(ONE, CALLER)).goes_on()


def test_without_a_number_they_talk_again() -> None:
    (asked_where("*2") >> Collected(ONE, "") << Bridge(ONE, CALLER, keys=True) >> Bridged(ONE, CALLER)).goes_on()


def test_who_hangs_up_instead_of_pressing_a_number_is_rung_again() -> None:
    script = asked_where("##") >> Ended(ONE, Cause.NORMAL)
    (script << Ring(CALLER) << rings(TWO, ANN)).goes_on()
