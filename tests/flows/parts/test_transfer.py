"""Handing the other party of a talk on. Dana called the line, and Ann took her; she is to talk with Bob."""

import pytest

from offhook.calls.commands import Bridge, Collect, Command, Hangup, Hold, Ring
from offhook.calls.events import (
    Answered,
    Bridged,
    Collected,
    CompleteRequested,
    Ended,
    HangupRequested,
    HoldRequested,
    Prompted,
    ResumeRequested,
    Ringing,
    TransferRequested,
)
from offhook.calls.flow import Outcome
from offhook.calls.questions import Answer as StoresAnswer
from offhook.calls.questions import Destination, GiveBack, Granted, MayDial, Question, Refused, WhereTo
from offhook.calls.values import E164, Cause, Disposition, Order, Phrase, Role, Target
from offhook.flows.inbound import inbound
from tests.example import ANNS_NUMBER, LAB, LINE, hears, is_asked
from tests.example_inbound import (
    ANN,
    BOBS_NUMBER,
    CALLER,
    CAROL,
    LONGEST_TALK,
    MAINS_GREETING,
    ONE,
    THREE,
    TWO,
    Claims,
    hears_who_calls,
    rings,
    to,
)
from tests.flows.steps import accepts, hangs_up, is_joined
from tests.playbook import Playbook, elapsed

BOB = Target(Role.MEMBER, "Bob", LINE, number=BOBS_NUMBER, trunks=(LAB,), member="member_bob")
PLUMBER = Target(Role.FORWARD, "Plumber", LINE, number=E164("+12025550144"), trunks=(LAB,), screened=False)
TO_BOB = Destination("Bob", (BOB,), Order.ALL, 20.0)
TO_EVERYBODY = Destination("Sales", (BOB, CAROL), Order.ALL, 20.0)
TO_THE_PLUMBER = Destination("Plumber", (PLUMBER,), Order.ALL, 20.0, number=PLUMBER.number)
ALLOWED = Granted(600.0, "the limit")
BLIND = TransferRequested("member_ann", "member_bob")
ATTENDED = TransferRequested("member_ann", "member_bob", attended=True)
RESUME, COMPLETE = ResumeRequested("member_ann"), CompleteRequested("member_ann")
ENDS_THE_CALLER = Hangup(CALLER, Cause.NORMAL)


class Stores(Claims):
    """Answers what a transfer asks besides; keeps the questions."""

    def __init__(self, destination: StoresAnswer = TO_BOB, limits: StoresAnswer = ALLOWED) -> None:
        super().__init__()
        self.asked: list[Question] = []
        self._destination = destination
        self._limits = limits

    def __call__(self, question: Question) -> StoresAnswer:
        self.asked.append(question)
        match question:
            case WhereTo():
                return self._destination
            case MayDial():
                return self._limits
            case _:
                return super().__call__(question)


def talking(stores: Stores | None = None) -> Playbook:
    """Ann and Dana talk."""
    return (
        Playbook(inbound, to(ANN), answers=stores or Stores())
        << Ring(CALLER)
        << rings(ONE, ANN)
        >> Ringing(ONE)
        >> accepts(ONE)
        << is_joined(ONE)
    )


def ringing(stores: Stores | None = None) -> Playbook:
    """Ann has handed Dana on without a word: both hear ringback, and Bob is rung."""
    return talking(stores) >> BLIND << Ring(CALLER) << Ring(ONE) << rings(TWO, BOB) >> Ringing(TWO)


def ann_has_her_again(script: Playbook, why: str = "transfer.failed") -> Playbook:
    """Ann hears why, and talks with Dana."""
    return script << Hold(CALLER) << hears(ONE, why) >> Prompted(ONE) << Bridge(ONE, CALLER) >> Bridged(ONE, CALLER)


# Blind


@pytest.mark.behaviour("T21")
def test_bob_accepts_and_ann_is_let_go() -> None:
    stores = Stores()
    (
        ringing(stores)
        >> accepts(TWO)
        << Bridge(CALLER, TWO)
        >> Bridged(CALLER, TWO)
        << Hangup(ONE, Cause.NORMAL)
        >> Ended(ONE, Cause.NORMAL)
        >> HoldRequested("member_bob")
        << Hold(CALLER)
        >> ResumeRequested("member_bob")
        << Bridge(TWO, CALLER)
        >> Bridged(TWO, CALLER)
        >> hangs_up(TWO, CALLER)
    ).returns(Outcome(Disposition.ANSWERED, reason="Bob hung up"))
    where = WhereTo("member_bob", by="member_ann", holder="member_ann", line="line_main", caller=E164("+12025550122"))
    assert where in stores.asked


@pytest.mark.behaviour("T21")
def test_ann_hangs_up_at_once_and_bob_gets_the_call() -> None:
    (
        ringing()
        >> Ended(ONE, Cause.NORMAL)
        >> accepts(TWO)
        << Bridge(CALLER, TWO)
        >> Bridged(CALLER, TWO)
        >> hangs_up(CALLER, TWO)
    ).returns(Outcome(Disposition.ANSWERED, reason="the caller hung up"))


@pytest.mark.behaviour("T21")
@pytest.mark.parametrize("cause", [Cause.BUSY, Cause.REJECTED, Cause.UNREACHABLE])
def test_bob_is_not_reached_and_the_two_talk_again(cause: Cause) -> None:
    script = ann_has_her_again(ringing() >> Ended(TWO, cause))
    (script >> hangs_up(ONE, CALLER)).returns(Outcome(Disposition.ANSWERED, reason="Ann hung up"))


@pytest.mark.behaviour("T21")
def test_bobs_voicemail_does_not_get_her_and_the_two_talk_again() -> None:
    script = ringing() >> Answered(TWO) << hears_who_calls(TWO) >> elapsed(20.0) << Hangup(TWO, Cause.CANCELLED)
    ann_has_her_again(script).goes_on()


def test_ann_takes_her_back_while_it_rings() -> None:
    script = ringing() >> COMPLETE >> RESUME << Hangup(TWO, Cause.CANCELLED) << Bridge(ONE, CALLER)
    (script >> Ended(TWO, Cause.CANCELLED) >> Bridged(ONE, CALLER)).goes_on()


def gone(script: Playbook | None = None) -> Playbook:
    """Ann has hung up, Bob was busy: Ann's phone is rung again."""
    return (
        (script or ringing()) >> Ended(ONE, Cause.NORMAL) >> Ended(TWO, Cause.BUSY) << Ring(CALLER) << rings(THREE, ANN)
    )


@pytest.mark.behaviour("T21")
def test_ann_is_rung_again_where_bob_is_not_reached_and_she_is_gone() -> None:
    (gone() >> accepts(THREE) << Bridge(CALLER, THREE) >> Bridged(CALLER, THREE) >> hangs_up(THREE, CALLER)).returns(
        Outcome(Disposition.ANSWERED, reason="Ann hung up")
    )


@pytest.mark.behaviour("T21")
def test_voicemail_takes_her_where_ann_does_not_answer_either() -> None:
    (gone() >> Ended(THREE, Cause.BUSY) << is_asked(CALLER, MAINS_GREETING, wait=0)).goes_on()


@pytest.mark.parametrize("leaves", ["dana", "request"])
def test_it_all_ends_while_it_rings(leaves: str) -> None:
    event = Ended(CALLER, Cause.NORMAL) if leaves == "dana" else HangupRequested("member_ann")
    script = ringing() >> event << Hangup(TWO, Cause.CANCELLED) << Hangup(ONE, Cause.NORMAL)
    if leaves == "request":
        script << ENDS_THE_CALLER
        script >> Ended(CALLER, Cause.NORMAL)
    (script >> Ended(ONE, Cause.NORMAL) >> Ended(TWO, Cause.CANCELLED)).returns(Disposition.ANSWERED)


def test_the_longest_talk_ends_it_while_it_rings() -> None:
    (
        ringing()
        >> elapsed(LONGEST_TALK)
        << Hangup(TWO, Cause.CANCELLED)
        << Hangup(ONE, Cause.TIME_UP)
        << hears(CALLER, "call.time_is_up")
        >> Ended(ONE, Cause.NORMAL)
        >> Ended(TWO, Cause.CANCELLED)
        >> Prompted(CALLER)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Disposition.ANSWERED)


def test_where_nobody_can_be_rung_ann_hears_so() -> None:
    ann_has_her_again(talking(Stores(Refused("there is no member"))) >> BLIND, "transfer.refused").goes_on()


# To a number


def dials_the_plumber(stores: Stores | None = None) -> Playbook:
    """The plumber's phone is rung, and is asked for no key."""
    stores = stores or Stores(TO_THE_PLUMBER)
    return talking(stores) >> BLIND << Ring(CALLER) << Ring(ONE) << rings(TWO, PLUMBER)


@pytest.mark.behaviour("T21")
def test_a_number_gets_the_call_by_answering_and_for_as_long_as_is_granted() -> None:
    stores = Stores(TO_THE_PLUMBER)
    (
        dials_the_plumber(stores)
        >> Answered(TWO)
        << Bridge(CALLER, TWO)
        >> Bridged(CALLER, TWO)
        << Hangup(ONE, Cause.NORMAL)
        >> Ended(ONE, Cause.NORMAL)
        >> elapsed(600.0)
        << Hangup(TWO, Cause.TIME_UP)
        << hears(CALLER, "call.time_is_up")
        >> Ended(TWO, Cause.NORMAL)
        >> Prompted(CALLER)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.ANSWERED, Cause.TIME_UP, "the talk reached the limit"))
    assert MayDial("member_ann", PLUMBER.number or E164("")) in stores.asked


@pytest.mark.behaviour("T21")
def test_a_number_that_the_limits_refuse_is_not_dialled() -> None:
    script = talking(Stores(TO_THE_PLUMBER, Refused("the day's minutes are used up"))) >> BLIND
    ann_has_her_again(script, "transfer.limit_reached").goes_on()


# After a word


def asking() -> Playbook:
    """Dana is on hold, Ann hears ringback, and Bob is rung."""
    return talking() >> ATTENDED << Hold(CALLER) << Ring(ONE) << rings(TWO, BOB) >> Ringing(TWO)


ANN_IS_CALLING = is_asked(
    TWO, Phrase("inbound.for_line", number=LINE, name="Main"), Phrase("inbound.screen", number=LINE, name="Ann"), wait=2
)


def spoken_with() -> Playbook:
    """Ann and Bob talk about Dana, who hears music."""
    return (
        asking()
        >> Answered(TWO)
        << ANN_IS_CALLING
        >> Collected(TWO, "1")
        << Bridge(ONE, TWO)
        >> Bridged(ONE, TWO)
        >> HoldRequested("member_ann")
    )


@pytest.mark.behaviour("T21")
@pytest.mark.parametrize("by_hanging_up", [False, True])
def test_ann_completes_it(by_hanging_up: bool) -> None:
    script = spoken_with() >> (Ended(ONE, Cause.NORMAL) if by_hanging_up else COMPLETE) << Bridge(CALLER, TWO)
    if not by_hanging_up:
        script << Hangup(ONE, Cause.NORMAL)
        script >> Ended(ONE, Cause.NORMAL)
    (script >> Bridged(CALLER, TWO) >> hangs_up(CALLER, TWO)).returns(
        Outcome(Disposition.ANSWERED, reason="the caller hung up")
    )


@pytest.mark.behaviour("T21")
@pytest.mark.parametrize("by_bob", [False, True])
def test_ann_takes_her_back_after_the_word(by_bob: bool) -> None:
    script = spoken_with()
    if by_bob:
        script >> Ended(TWO, Cause.NORMAL)
    else:
        script >> RESUME
        script << Hangup(TWO, Cause.NORMAL)
    script << Bridge(ONE, CALLER)
    if not by_bob:
        script >> Ended(TWO, Cause.NORMAL)
    (script >> Bridged(ONE, CALLER)).goes_on()


def test_ann_takes_her_back_before_bob_answers() -> None:
    script = asking() >> COMPLETE >> RESUME << Hangup(TWO, Cause.CANCELLED) << Bridge(ONE, CALLER)
    (script >> Ended(TWO, Cause.CANCELLED) >> Bridged(ONE, CALLER)).goes_on()


def test_bob_is_not_reached_and_ann_has_her_again() -> None:
    ann_has_her_again(asking() >> Ended(TWO, Cause.BUSY)).goes_on()


@pytest.mark.behaviour("T21")
def test_ann_hangs_up_before_bob_answers_and_he_is_rung_for_dana() -> None:
    (
        asking()
        >> Ended(ONE, Cause.NORMAL)
        << Hangup(TWO, Cause.CANCELLED)
        << Ring(CALLER)
        << rings(THREE, BOB)
        >> Ended(TWO, Cause.CANCELLED)
        >> accepts(THREE)
        << Bridge(CALLER, THREE)
        >> Bridged(CALLER, THREE)
    ).goes_on()


@pytest.mark.parametrize("dana_leaves", [False, True])
def test_it_all_ends_during_the_word(dana_leaves: bool) -> None:
    script = spoken_with() >> (Ended(CALLER, Cause.NORMAL) if dana_leaves else HangupRequested("member_ann"))
    script << Hangup(TWO, Cause.NORMAL) << Hangup(ONE, Cause.NORMAL)
    if not dana_leaves:
        script << ENDS_THE_CALLER
        script >> Ended(CALLER, Cause.NORMAL)
    (script >> Ended(ONE, Cause.NORMAL) >> Ended(TWO, Cause.NORMAL)).returns(Disposition.ANSWERED)


# To several


@pytest.mark.behaviour("T21")
def test_a_line_rings_its_phones_and_the_first_takes_her() -> None:
    (
        talking(Stores(TO_EVERYBODY))
        >> BLIND
        << Ring(CALLER)
        << Ring(ONE)
        << rings(TWO, BOB)
        << rings(THREE, CAROL)
        >> Ringing(THREE)
        >> Answered(THREE)
        << Bridge(CALLER, THREE)
        >> Bridged(CALLER, THREE)
        << Hangup(TWO, Cause.CANCELLED)
        << Hangup(ONE, Cause.NORMAL)
        >> Ended(TWO, Cause.CANCELLED)
        >> Ended(ONE, Cause.NORMAL)
    ).goes_on()


def test_no_command_towards_the_caller_holds_an_agents_number() -> None:
    script = spoken_with() >> COMPLETE << Bridge(CALLER, TWO) << Hangup(ONE, Cause.NORMAL)
    sent: list[Command] = [command for entry in script.entries for command in entry.commands]
    towards = [command for command in sent if command.leg == CALLER]
    assert len(towards) > 3
    for number in (ANNS_NUMBER, BOBS_NUMBER):
        assert not [command for command in towards if number.removeprefix("+1") in repr(command)]
        said = [command for command in sent if isinstance(command, Collect) and command.leg == TWO]
        assert not [command for command in said if ANNS_NUMBER.removeprefix("+1") in repr(command)]
    script.goes_on()


def test_the_claim_goes_along_with_the_caller() -> None:
    stores = Stores()
    script = ringing(stores) >> accepts(TWO) << Bridge(CALLER, TWO)
    assert stores.holder == TWO
    script.goes_on()
    assert GiveBack(ONE) in stores.asked
