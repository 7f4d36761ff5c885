"""How far a call that a member places has come, for the scripts beside this file."""

from offhook.calls.commands import Bridge, Ring
from offhook.calls.events import Answered, Bridged, Collected, Ringing
from offhook.calls.flow import Outcome
from offhook.calls.questions import Answer, Granted, MayDial
from offhook.calls.values import Cause, ClickToCall, Disposition
from offhook.flows.click_to_call import WAIT_FOR_KEY, click_to_call
from tests.example import ANN, CALL_DANA, DANA, DANAS_NUMBER, about_dana, is_asked, rings_ann, rings_dana
from tests.playbook import Playbook

ABOUT_TO_CALL = is_asked(ANN, about_dana("dial.about_to_call"), digits=1, wait=WAIT_FOR_KEY)
LONGEST_TALK = 3600.0
ALLOWED = Granted(longest=LONGEST_TALK, limit="the limit of 60 minutes a call for Ann")
MAY_ANN_DIAL_DANA = MayDial(member="member_ann", to=DANAS_NUMBER)
ABANDONED = Outcome(Disposition.ABANDONED, reason="the member hung up before the contact answered")
TOLD_BY_VOICE = [
    (Cause.BUSY, "dial.busy", Disposition.BUSY),
    (Cause.REJECTED, "dial.rejected", Disposition.REJECTED),
    (Cause.NO_ANSWER, "dial.no_answer", Disposition.NO_ANSWER),
    (Cause.UNREACHABLE, "dial.unreachable", Disposition.UNREACHABLE),
    (Cause.NOT_IN_SERVICE, "dial.not_in_service", Disposition.NOT_IN_SERVICE),
    (Cause.TRUNK_DOWN, "dial.failed", Disposition.FAILED),
    (Cause.TRUNK_TIMEOUT, "dial.failed", Disposition.FAILED),
    (Cause.TRUNK_ERROR, "dial.failed", Disposition.FAILED),
    (Cause.SWITCH_LOST, "dial.failed", Disposition.FAILED),
    (Cause.UNKNOWN, "dial.failed", Disposition.FAILED),
]
"""Why the contact is not reached, what is said of it, and what becomes of the call."""


def placed(call: ClickToCall = CALL_DANA, limits: Answer = ALLOWED) -> Playbook:
    """Ann's phone is being rung."""
    return Playbook(click_to_call, call, answers={MAY_ANN_DIAL_DANA: limits}) << rings_ann()


def announced(limits: Answer = ALLOWED) -> Playbook:
    """Ann has answered, and hears who is about to be called."""
    return placed(limits=limits) >> Ringing(ANN) >> Answered(ANN) << ABOUT_TO_CALL


def dialled() -> Playbook:
    """Ann has pressed a key: she hears ringback, and Dana's phone is being rung."""
    return announced() >> Collected(ANN, "5") << Ring(ANN) << rings_dana()


def joined() -> Playbook:
    """Dana has answered, and they talk."""
    return dialled() >> Ringing(DANA) >> Answered(DANA) << Bridge(ANN, DANA) >> Bridged(ANN, DANA)
