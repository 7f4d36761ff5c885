"""Two people talk."""

import pytest

from offhook.calls.commands import Bridge, Hangup
from offhook.calls.events import Answered, Bridged, Ended, HangupRequested
from offhook.calls.flow import Outcome, answered, originate
from offhook.calls.values import Cause, ClickToCall, Disposition, Role
from offhook.flows.parts.talk import TalkEnd, talk
from tests.example import ANN, ANNS_NUMBER, CALL_DANA, DANA, DANAS_NUMBER, LAB, LINE, rings_ann, rings_dana
from tests.playbook import Playbook, RunsOut, elapsed


async def two_talk(call: ClickToCall) -> Outcome:
    first = await originate(Role.MEMBER, ANNS_NUMBER, caller_id=LINE, trunk=LAB)
    second = await originate(Role.CONTACT, DANAS_NUMBER, caller_id=LINE, trunk=LAB)
    await answered(first)
    await answered(second)
    return ended_by(await talk(first, second, longest=60))


def ended_by(end: TalkEnd) -> Outcome:
    return Outcome(Disposition.ANSWERED, reason=end.name)


def talking() -> Playbook:
    return (
        Playbook(two_talk, CALL_DANA)
        << rings_ann()
        << rings_dana()
        >> Answered(ANN)
        >> Answered(DANA)
        << Bridge(ANN, DANA)
        >> Bridged(ANN, DANA)
    )


def test_the_first_hangs_up() -> None:
    (talking() >> Ended(ANN, Cause.NORMAL) << Hangup(DANA, Cause.NORMAL) >> Ended(DANA, Cause.NORMAL)).returns(
        ended_by(TalkEnd.FIRST)
    )


def test_the_second_hangs_up_and_the_first_is_left_to_the_flow() -> None:
    (talking() >> Ended(DANA, Cause.NORMAL) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(
        ended_by(TalkEnd.SECOND)
    )


@pytest.mark.parametrize(
    ("event", "cause", "end"),
    [(HangupRequested("api"), Cause.NORMAL, TalkEnd.REQUESTED), (elapsed(60), Cause.TIME_UP, TalkEnd.TIME_UP)],
)
def test_the_second_is_hung_up(event: HangupRequested | RunsOut, cause: Cause, end: TalkEnd) -> None:
    (
        talking()
        >> event
        << Hangup(DANA, cause)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(DANA, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(ended_by(end))


def test_one_who_was_gone_before_is_not_talked_to() -> None:
    (
        Playbook(two_talk, CALL_DANA)
        << rings_ann()
        << rings_dana()
        >> Answered(DANA)
        >> Ended(DANA, Cause.NORMAL)
        >> Answered(ANN)
        << Hangup(ANN, Cause.NORMAL)
        >> Ended(ANN, Cause.NORMAL)
    ).returns(ended_by(TalkEnd.SECOND))
