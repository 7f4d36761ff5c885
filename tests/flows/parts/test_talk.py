"""Two people talk."""

import pytest

from offhook.calls.commands import Bridge, Hangup, Hold
from offhook.calls.events import Answered, Bridged, Ended, HangupRequested, HoldRequested, Restarted, ResumeRequested
from offhook.calls.flow import Outcome, answered, originate
from offhook.calls.questions import Granted
from offhook.calls.values import Cause, ClickToCall, Disposition, LegId, Role
from offhook.flows.click_to_call import talk_of
from offhook.flows.parts.talk import TalkEnd, talk
from tests.example import ANN, ANNS_NUMBER, CALL_DANA, DANA, DANAS_NUMBER, LAB, LINE, rings_ann, rings_dana
from tests.playbook import Playbook, RunsOut, elapsed


async def two_talk(call: ClickToCall) -> Outcome:
    first = await originate(Role.MEMBER, ANNS_NUMBER, caller_id=LINE, trunk=LAB)
    second = await originate(Role.CONTACT, DANAS_NUMBER, caller_id=LINE, trunk=LAB)
    await answered(first)
    await answered(second)
    two = talk_of(call, first, second, Granted(60.0))
    return ended_by(await talk(two, longest=60))


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


def held() -> Playbook:
    return talking() >> HoldRequested("member_ann") << Hold(DANA)


def test_the_other_hears_music_and_is_taken_back() -> None:
    (held() >> ResumeRequested("member_ann") << Bridge(ANN, DANA) >> Bridged(ANN, DANA)).goes_on()


def test_what_is_so_already_is_not_done_again() -> None:
    script = talking() >> ResumeRequested("member_ann") >> HoldRequested("member_ann") << Hold(DANA)
    (script >> HoldRequested("member_ann")).goes_on()


def test_what_was_asked_for_before_they_talk_is_forgotten() -> None:
    (
        Playbook(two_talk, CALL_DANA)
        << rings_ann()
        << rings_dana()
        >> Answered(ANN)
        >> HoldRequested("member_ann")
        >> Answered(DANA)
        << Bridge(ANN, DANA)
        >> Bridged(ANN, DANA)
    ).goes_on()


@pytest.mark.parametrize(("leaves", "stays", "end"), [(ANN, DANA, TalkEnd.MEMBER), (DANA, ANN, TalkEnd.OTHER)])
def test_one_hangs_up_on_hold(leaves: LegId, stays: LegId, end: TalkEnd) -> None:
    (held() >> Ended(leaves, Cause.NORMAL) << Hangup(stays, Cause.NORMAL) >> Ended(stays, Cause.NORMAL)).returns(
        ended_by(end)
    )


def test_a_restart_changes_nothing_on_hold() -> None:
    (held() >> Restarted("the worker was restarted") >> ResumeRequested("member_ann") << Bridge(ANN, DANA)).goes_on()


def test_the_member_hangs_up() -> None:
    (talking() >> Ended(ANN, Cause.NORMAL) << Hangup(DANA, Cause.NORMAL) >> Ended(DANA, Cause.NORMAL)).returns(
        ended_by(TalkEnd.MEMBER)
    )


def test_the_other_hangs_up_and_the_member_is_left_to_the_flow() -> None:
    (talking() >> Ended(DANA, Cause.NORMAL) << Hangup(ANN, Cause.NORMAL) >> Ended(ANN, Cause.NORMAL)).returns(
        ended_by(TalkEnd.OTHER)
    )


@pytest.mark.parametrize(
    ("event", "end"), [(HangupRequested("api"), TalkEnd.REQUESTED), (elapsed(60), TalkEnd.TIME_UP)]
)
@pytest.mark.parametrize("on_hold", [False, True])
def test_it_is_ended(event: HangupRequested | RunsOut, end: TalkEnd, on_hold: bool) -> None:
    (
        (held() if on_hold else talking())
        >> event
        << Hangup(ANN, Cause.NORMAL)
        << Hangup(DANA, Cause.NORMAL)
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
    ).returns(ended_by(TalkEnd.OTHER))
