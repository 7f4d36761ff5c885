"""How far a call to a line has come, and how it ends, for the scripts beside this file."""

from offhook.calls.commands import Answer, Bridge, Hangup, Record, Ring
from offhook.calls.events import Answered, Collected, Ended, Ringing
from offhook.calls.flow import Outcome
from offhook.calls.values import Cause, Disposition, Inbound, Order
from offhook.flows.inbound import inbound
from offhook.flows.parts.voicemail import SILENCE
from tests.example_inbound import (
    CALLER,
    DANA_CALLS,
    LONGEST_MESSAGE,
    ONE,
    THREE,
    TWO,
    Claims,
    hears_who_calls,
    rings,
    to,
)
from tests.flows.steps import accepts, is_joined, voicemail_answers
from tests.playbook import Playbook

RECORDS = Record(CALLER, LONGEST_MESSAGE, SILENCE)
ENDS_THE_CALLER = Hangup(CALLER, Cause.NORMAL)
HUNG_UP = Ended(CALLER, Cause.NORMAL)
BEFORE_ANYBODY = Outcome(Disposition.ABANDONED, reason="the caller hung up before anybody took the call")


def called(call: Inbound = DANA_CALLS, claims: Claims | None = None) -> Playbook:
    """Dana hears ringback, and every phone is being rung."""
    script = Playbook(inbound, call, answers=claims or Claims()) << Ring(CALLER)
    if call.order is Order.ALL:
        for leg, target in zip((ONE, TWO, THREE), call.targets, strict=False):
            script << rings(leg, target)
    return script


def screening(claims: Claims | None = None) -> Playbook:
    """Ann and Bob have answered, and hear who calls."""
    return (
        called(claims=claims)
        >> Ringing(ONE)
        >> Ringing(TWO)
        >> Answered(ONE)
        << hears_who_calls(ONE)
        >> Answered(TWO)
        << hears_who_calls(TWO)
    )


def joining(claims: Claims | None = None) -> Playbook:
    """Ann has pressed 1, and is being joined with Dana."""
    return screening(claims) >> Collected(ONE, "1") << Answer(CALLER) << Bridge(CALLER, ONE)


def joined() -> Playbook:
    """Ann and Dana talk; Bob, who had not answered, is not rung any longer."""
    return (
        called()
        >> Ringing(TWO)
        >> accepts(ONE)
        << is_joined(ONE)
        << Hangup(TWO, Cause.CANCELLED)
        >> Ended(TWO, Cause.CANCELLED)
    )


def greeted(call: Inbound | None = None, claims: Claims | None = None) -> Playbook:
    """Nobody can be rung: voicemail begins at once."""
    return called(call or to(), claims) << voicemail_answers >> Answered(CALLER)
