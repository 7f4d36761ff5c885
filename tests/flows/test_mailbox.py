"""A member listens to a line's voicemail over the telephone."""

from __future__ import annotations

import pytest

from offhook.calls.commands import Answer, Collect, Hangup, Record
from offhook.calls.events import Answered, Collected, Digit, Ended, HangupRequested, Prompted, Recorded
from offhook.calls.flow import Outcome, answer
from offhook.calls.questions import Opened
from offhook.calls.values import Cause, Disposition, Inbound, Message, Phrase
from offhook.flows.mailbox import BETWEEN_KEYS, LONGEST_GREETING, LONGEST_PIN, LONGEST_PLAYED, SILENCE, Listened, listen
from offhook.flows.parts.prompt import LONGEST_PROMPT
from tests.example import DANAS_NUMBER, hears, is_asked
from tests.example_inbound import CALLER, DANA_CALLS, Claims
from tests.playbook import Playbook, elapsed

PIN = "480917"
ONE = Message("voicemail_1", "1" * 64, DANAS_NUMBER, "Dana")
TWO = Message("voicemail_2", "2" * 64, None, "")
HUNG_UP = Ended(CALLER, Cause.NORMAL)
GONE = Hangup(CALLER, Cause.NORMAL)
SAID = Prompted(CALLER)


async def listens(call: Inbound) -> Outcome:
    caller = call.caller.leg
    await answer(caller)
    result = await listen(caller, call.line, call.caller.number)
    how = result.how if isinstance(result, Listened) else type(result).__name__
    return Outcome(Disposition.MAILBOX, reason=how)


def came_to(how: str) -> Outcome:
    return Outcome(Disposition.MAILBOX, reason=how)


def asks_for_the_pin() -> Collect:
    return Collect(CALLER, (Phrase("mailbox.pin"),), "en", "US", LONGEST_PIN, BETWEEN_KEYS, finish="#", secret=True)


def called(claims: Claims) -> Playbook:
    return Playbook(listens, DANA_CALLS, answers=claims) << Answer(CALLER) << asks_for_the_pin() >> Answered(CALLER)


def opened(claims: Claims, *messages: Message) -> Playbook:
    claims.opens[PIN] = Opened("Ann", messages)
    return called(claims) >> Collected(CALLER, PIN)


def plays(message: Message) -> Collect:
    return is_asked(CALLER, Phrase("mailbox.message", sound=message.sound), wait=0)


def menu(key: str) -> Collect:
    return is_asked(CALLER, key, wait=BETWEEN_KEYS)


FROM_DANA = hears(CALLER, Phrase("mailbox.from", number=DANAS_NUMBER, name="Dana"))
FROM_NOBODY = hears(CALLER, "mailbox.from_withheld")
GOODBYE = hears(CALLER, "mailbox.goodbye")


@pytest.fixture
def claims() -> Claims:
    return Claims()


@pytest.mark.behaviour("P9")
def test_messages_are_played_kept_and_deleted(claims: Claims) -> None:
    script = opened(claims, ONE, TWO) << hears(CALLER, Phrase("mailbox.several", number="2")) >> SAID
    script = script << FROM_DANA >> SAID << plays(ONE) >> Collected(CALLER, "") << menu("mailbox.choose")
    script = script >> Collected(CALLER, "2") << hears(CALLER, "mailbox.kept") >> SAID
    script = script << FROM_NOBODY >> SAID << plays(TWO) >> Collected(CALLER, "3")
    assert claims.marked == [("voicemail_1", False), ("voicemail_2", True)]
    script = script << hears(CALLER, "mailbox.deleted") >> SAID << menu("mailbox.menu")
    (script >> Collected(CALLER, "#") << GOODBYE >> SAID << GONE >> HUNG_UP).returns(
        came_to("Ann listened to the voicemail")
    )


def test_a_message_is_heard_again_as_often_as_wanted(claims: Claims) -> None:
    script = opened(claims, ONE) << hears(CALLER, "mailbox.one") >> SAID << FROM_DANA >> SAID << plays(ONE)
    script = script >> Collected(CALLER, "1") << plays(ONE) >> Collected(CALLER, "") << menu("mailbox.choose")
    script = script >> Collected(CALLER, "1") << plays(ONE) >> Digit(CALLER, "7") << plays(ONE)
    (script >> Collected(CALLER, "#") << GOODBYE).goes_on()
    assert claims.marked == []


def test_who_says_nothing_leaves_a_message_new(claims: Claims) -> None:
    script = opened(claims, ONE) << hears(CALLER, "mailbox.one") >> SAID << FROM_DANA >> SAID << plays(ONE)
    script = script >> elapsed(LONGEST_PLAYED) << menu("mailbox.choose")
    for _ in range(2):
        script = script >> Collected(CALLER, "") << menu("mailbox.choose")
    script = script >> elapsed(LONGEST_PROMPT + BETWEEN_KEYS) << menu("mailbox.menu")
    for _ in range(2):
        script = script >> Collected(CALLER, "") << menu("mailbox.menu")
    (script >> Collected(CALLER, "") << GOODBYE >> SAID << GONE >> HUNG_UP).returns(
        came_to("Ann listened to the voicemail")
    )
    assert claims.marked == []


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, Phrase("mailbox.none")),
        (1, Phrase("mailbox.one")),
        (9, Phrase("mailbox.several", number="9")),
        (10, Phrase("mailbox.many")),
    ],
)
def test_new_messages_are_counted(claims: Claims, count: int, words: Phrase) -> None:
    (opened(claims, *([ONE] * count)) << hears(CALLER, words)).goes_on()


def test_a_wrong_pin_opens_nothing_and_may_be_corrected(claims: Claims) -> None:
    claims.opens[PIN] = Opened("Ann", ())
    script = called(claims) >> Collected(CALLER, "480918") << hears(CALLER, "mailbox.wrong_pin") >> SAID
    (script << asks_for_the_pin() >> Collected(CALLER, PIN) << hears(CALLER, "mailbox.none")).goes_on()


def test_after_three_wrong_pins_the_call_is_over(claims: Claims) -> None:
    script = called(claims)
    for last in (False, False, True):
        script = script >> Collected(CALLER, "000000") << hears(CALLER, "mailbox.wrong_pin") >> SAID
        script = script << (GOODBYE if last else asks_for_the_pin())
    (script >> SAID << GONE >> HUNG_UP).returns(came_to("the mailbox was not opened: there was no right PIN"))


def test_who_is_locked_out_is_told_so(claims: Claims) -> None:
    claims.locked = True
    script = called(claims) >> Collected(CALLER, PIN) << hears(CALLER, "mailbox.locked") >> SAID
    (script << GONE >> HUNG_UP).returns(came_to("the mailbox is locked: too many PINs were wrong"))


@pytest.mark.parametrize(
    "nothing", [Collected(CALLER, ""), elapsed(LONGEST_PROMPT + LONGEST_PIN * BETWEEN_KEYS)], ids=["none", "never told"]
)
def test_without_a_pin_there_is_nothing_to_try(claims: Claims, nothing: Collected) -> None:
    claims.opens[""] = Opened("Ann", ())
    script = called(claims) >> nothing << GOODBYE >> SAID << GONE >> HUNG_UP
    script.returns(came_to("the mailbox was not opened: there was no right PIN"))


RECORDS = Record(CALLER, LONGEST_GREETING, SILENCE)


def records_the_greeting(claims: Claims) -> Playbook:
    script = opened(claims) << hears(CALLER, "mailbox.none") >> SAID << menu("mailbox.menu")
    return script >> Collected(CALLER, "9") << hears(CALLER, "mailbox.record_greeting") >> SAID << RECORDS


@pytest.mark.behaviour("P9")
@pytest.mark.parametrize(
    "end", [Recorded(CALLER), elapsed(LONGEST_GREETING + LONGEST_PROMPT)], ids=["ended", "never told"]
)
def test_the_greeting_is_recorded_over_the_telephone(claims: Claims, end: Recorded) -> None:
    script = records_the_greeting(claims) >> end << hears(CALLER, "mailbox.greeting_taken")
    assert len(claims.greetings) == 1
    (script >> SAID << menu("mailbox.menu")).goes_on()


def test_who_hangs_up_has_said_all_of_the_greeting(claims: Claims) -> None:
    (records_the_greeting(claims) >> HUNG_UP).returns(came_to("Ended"))
    assert len(claims.greetings) == 1


@pytest.mark.parametrize("end", [HUNG_UP, HangupRequested("the API")], ids=["hung up", "requested"])
def test_it_may_end_at_any_time(claims: Claims, end: Ended) -> None:
    for script in (
        called(claims),
        opened(claims, ONE) << hears(CALLER, "mailbox.one"),
        opened(claims, ONE) << hears(CALLER, "mailbox.one") >> SAID << FROM_DANA >> SAID << plays(ONE),
        opened(claims) << hears(CALLER, "mailbox.none") >> SAID << menu("mailbox.menu"),
    ):
        over = script >> end
        if isinstance(end, HangupRequested):
            over = over << GONE >> HUNG_UP
        over.returns(came_to(type(end).__name__))
    assert claims.marked == []


def test_the_pin_is_in_no_journal(claims: Claims) -> None:
    script = called(claims) >> Digit(CALLER, "4") >> Collected(CALLER, "80917") << hears(CALLER, "mailbox.wrong_pin")
    script.goes_on()
    written = [entry.event for entry in script.entries]
    assert Collected(CALLER, "?????", prompt="call-1.1") in written
    assert Digit(CALLER, "?") in written
    assert "80917" not in repr(script.entries)
