"""The caller is not put through."""

import pytest
from msgspec import structs

from offhook.calls.commands import Hangup
from offhook.calls.events import Answered, Collected, Ended, Recorded
from offhook.calls.flow import Outcome
from offhook.calls.values import Cause, Disposition, Mailbox, Meets, TurnedAway
from offhook.flows.inbound import inbound
from tests.example_inbound import CALLER, DANA_CALLS, Claims
from tests.flows.inbound.scripts import ENDS_THE_CALLER, RECORDS
from tests.flows.steps import caller_is_told_and_let_go, voicemail_answers
from tests.playbook import Playbook


def turned_away(meets: Meets, mailbox: Mailbox | None = DANA_CALLS.mailbox) -> Playbook:
    away = TurnedAway(Disposition.BLOCKED, "Dana is blocked", meets)
    return Playbook(inbound, structs.replace(DANA_CALLS, turned_away=away, mailbox=mailbox), answers=Claims())


def test_who_is_turned_away_meets_a_busy_tone_and_no_phone_rings() -> None:
    (turned_away(Meets.BUSY) << Hangup(CALLER, Cause.BUSY) >> Ended(CALLER, Cause.BUSY)).returns(
        Outcome(Disposition.BLOCKED, Cause.BUSY, "Dana is blocked")
    )


@pytest.mark.parametrize(("meets", "mailbox"), [(Meets.ANNOUNCEMENT, DANA_CALLS.mailbox), (Meets.VOICEMAIL, None)])
def test_who_is_turned_away_hears_that_the_call_is_not_accepted(meets: Meets, mailbox: Mailbox | None) -> None:
    (turned_away(meets, mailbox) << caller_is_told_and_let_go("inbound.not_accepted")).returns(
        Outcome(Disposition.BLOCKED, reason="Dana is blocked")
    )


def test_who_is_turned_away_is_given_to_the_voicemail() -> None:
    (
        turned_away(Meets.VOICEMAIL)
        << voicemail_answers
        >> Answered(CALLER)
        >> Collected(CALLER, "")
        << RECORDS
        >> Recorded(CALLER)
        << ENDS_THE_CALLER
        >> Ended(CALLER, Cause.NORMAL)
    ).returns(Outcome(Disposition.VOICEMAIL, reason="Dana is blocked: voicemail did"))


def test_who_is_turned_away_may_hang_up_before_they_are() -> None:
    (turned_away(Meets.BUSY) << Hangup(CALLER, Cause.BUSY) >> Ended(CALLER, Cause.CANCELLED)).returns(
        Disposition.BLOCKED
    )
