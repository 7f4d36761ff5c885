"""A call from one of a line's own phones, path by path. Ann's mobile calls the line, to be put through to Dana."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from msgspec import structs

from offhook.calls.arguments import CallingPhone, FromPhone, ToContact, ToNobody
from offhook.calls.commands import Answer, Bridge, Collect, Hangup, Originate, Ring
from offhook.calls.events import Answered, Bridged, Collected, Ended, HangupRequested, Prompted, Ringing
from offhook.calls.flow import Outcome
from offhook.calls.questions import Answer as Reply
from offhook.calls.questions import Granted, MayDial, Proven, ProvePhone, Question, Refused, Unproven, WhomToCall
from offhook.calls.values import Cause, Disposition, Party, Phrase, Role
from offhook.flows.from_phone import (
    BETWEEN_KEYS,
    LONGEST_NUMBER,
    LONGEST_PIN,
    SECOND_THOUGHTS,
    WAIT_FOR_CODE,
    from_phone,
)
from tests.example import ANNS_NUMBER, DANAS_NUMBER, LAB, LINE, about_dana, hears, line
from tests.example_inbound import CALLER, ONE
from tests.playbook import Playbook, elapsed

DANA, PIN, CODE, WRONG = ONE, "48091735", "271828", "11112222"
ATTESTED = FromPhone(CallingPhone(CALLER, "phone_ann", ANNS_NUMBER, "member_ann", "Ann"), LAB, line(LAB), attested=True)
FORGEABLE = structs.replace(ATTESTED, attested=False)
PREPARED = structs.replace(FORGEABLE, code=6)
TO_DANA = ToContact(Party("contact_dana", "Dana", DANAS_NUMBER), 45)
READ_BACK = hears(CALLER, about_dana("phone.calling"))
DIALS = Originate(DANA, Role.CONTACT, DANAS_NUMBER, LINE, LAB)
NOBODY_WAITS = Refused("the phone's dialer has not said whom to call")


@dataclass
class Stores:
    """What is asked of the stores, and answered."""

    prepared: ToContact | ToNobody | None = TO_DANA
    typed: dict[str, ToContact | ToNobody] = field(default_factory=lambda: {DANAS_NUMBER: TO_DANA})
    right: tuple[ProvePhone, ...] = (ProvePhone("phone_ann", pin=PIN), ProvePhone("phone_ann", code=CODE))
    locked: bool = False
    allows: Granted | Refused = field(default_factory=lambda: Granted(3600))

    def __call__(self, question: Question) -> Reply:
        match question:
            case ProvePhone():
                return Proven() if question in self.right else Unproven(self.locked)
            case WhomToCall(typed=""):
                return self.prepared or NOBODY_WAITS
            case WhomToCall(typed=typed):
                return self.typed[typed]
            case MayDial():
                return self.allows
            case _:
                raise AssertionError(question)


def keys(phrase: str, digits: int, wait: float, finish: str = "#", *, secret: bool = True) -> Collect:
    return Collect(CALLER, (Phrase(phrase),), "en", "US", digits, wait, finish=finish, secret=secret)


ASKS_PIN = keys("phone.pin", LONGEST_PIN, BETWEEN_KEYS)
ASKS_NUMBER = keys("phone.to_whom", LONGEST_NUMBER, BETWEEN_KEYS, secret=False)
WAITS_FOR_CODE = keys("phone.one_moment", 6, WAIT_FOR_CODE, "")


def called(call: FromPhone, stores: Stores | None = None) -> Playbook:
    return Playbook(from_phone, call, answers=stores or Stores()) << Answer(CALLER)


def let_go(script: Playbook, phrase: Phrase | str, outcome: Outcome) -> None:
    script = script << hears(CALLER, phrase) >> Prompted(CALLER) << Hangup(CALLER, Cause.NORMAL)
    (script >> Ended(CALLER, Cause.NORMAL)).returns(outcome)


@pytest.mark.behaviour("U6")
def test_whom_the_dialer_said_is_read_back_and_connected() -> None:
    script = called(ATTESTED) << READ_BACK >> Answered(CALLER) >> Prompted(CALLER) >> elapsed(SECOND_THOUGHTS)
    script = (
        script
        << Ring(CALLER)
        << DIALS
        >> Ringing(DANA)
        >> Answered(DANA)
        << Bridge(CALLER, DANA)
        >> Bridged(CALLER, DANA)
    )
    script = script >> Ended(CALLER, Cause.NORMAL) << Hangup(DANA, Cause.NORMAL) >> Ended(DANA, Cause.NORMAL)
    script.returns(Outcome(Disposition.ANSWERED, reason="Ann hung up"))


@pytest.mark.behaviour("U6")
def test_hanging_up_while_it_is_read_back_or_right_after_calls_it_off() -> None:
    off = Outcome(Disposition.ABANDONED, reason="the member hung up before anybody answered")
    (called(ATTESTED) << READ_BACK >> Ended(CALLER, Cause.NORMAL)).returns(off)
    (called(ATTESTED) << READ_BACK >> Prompted(CALLER) >> Ended(CALLER, Cause.NORMAL)).returns(off)


def test_the_digits_of_the_dialer_prove_a_call_that_nobody_attests() -> None:
    (called(PREPARED) << WAITS_FOR_CODE >> Collected(CALLER, CODE) << READ_BACK).goes_on()


def test_without_the_right_digits_the_pin_is_asked_for() -> None:
    for digits in ("", "000000"):
        (called(PREPARED) << WAITS_FOR_CODE >> Collected(CALLER, digits) << ASKS_PIN).goes_on()


def test_a_number_that_can_be_forged_is_put_through_after_the_pin_only() -> None:
    script = called(FORGEABLE) << ASKS_PIN >> Collected(CALLER, WRONG) << hears(CALLER, "mailbox.wrong_pin")
    (script >> Prompted(CALLER) << ASKS_PIN >> Collected(CALLER, PIN) << READ_BACK).goes_on()


def test_without_a_pin_nobody_is_told_whom_the_dialer_said() -> None:
    refused = Outcome(Disposition.REFUSED, reason="the caller's number was not attested, and there was no right PIN")
    let_go(called(FORGEABLE) << ASKS_PIN >> Collected(CALLER, ""), "mailbox.goodbye", refused)
    locked = called(FORGEABLE, Stores(locked=True)) << ASKS_PIN >> Collected(CALLER, WRONG)
    why = "the PIN is locked: too many were wrong"
    let_go(locked, "mailbox.locked", Outcome(Disposition.REFUSED, reason=why))


def test_where_the_dialer_said_nothing_a_number_is_keyed() -> None:
    script = called(ATTESTED, Stores(prepared=None)) << ASKS_NUMBER
    (script >> Collected(CALLER, DANAS_NUMBER) << READ_BACK).goes_on()
    nobody = called(ATTESTED, Stores(prepared=None)) << ASKS_NUMBER >> Collected(CALLER, "")
    let_go(nobody, "mailbox.goodbye", Outcome(Disposition.ABANDONED, reason="no number was keyed"))


def test_who_can_t_be_called_is_told_why() -> None:
    help_ = ToNobody("112", Phrase("phone.emergency"), Disposition.REFUSED, "112 is an emergency number")
    script = called(ATTESTED, Stores(prepared=None, typed={"112": help_})) << ASKS_NUMBER >> Collected(CALLER, "112")
    let_go(script, "phone.emergency", Outcome(Disposition.REFUSED, reason="112 is an emergency number"))
    limited = called(ATTESTED, Stores(allows=Refused("Ann has used up 300 minutes"))) << READ_BACK >> Prompted(CALLER)
    limited = limited >> elapsed(SECOND_THOUGHTS)
    let_go(limited, "dial.limit_reached", Outcome(Disposition.REFUSED, reason="Ann has used up 300 minutes"))
    busy = called(ATTESTED) << READ_BACK >> Prompted(CALLER) >> elapsed(SECOND_THOUGHTS) << Ring(CALLER) << DIALS
    busy = busy >> Ended(DANA, Cause.BUSY)
    reached = Outcome(Disposition.BUSY, Cause.BUSY, "the contact was not reached")
    let_go(busy, about_dana("dial.busy"), reached)


def test_a_request_ends_it_at_any_time() -> None:
    script = called(FORGEABLE) << ASKS_PIN >> HangupRequested("Olga") << Hangup(CALLER, Cause.NORMAL)
    (script >> Ended(CALLER, Cause.NORMAL)).returns(
        Outcome(Disposition.CANCELLED, reason="ended by Olga before anybody answered")
    )
