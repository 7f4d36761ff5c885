import pytest

from offhook.calls.commands import Answer, Bridge, Hangup, Originate, Ring
from offhook.calls.events import Answered, Bridged, Collected, Digit, Ended, Incoming, Ringing
from offhook.calls.values import CallId, Cause, Role, Trail
from offhook.telephony.simulated import (
    BUSY,
    NO_ANSWER,
    NOT_IN_SERVICE,
    REJECTS,
    UNREACHABLE,
    VOICEMAIL,
    Answers,
    Diverts,
    HangUp,
    Ignores,
    LoseMedia,
    Moment,
    NobodyThere,
    Person,
    Press,
    Refuses,
    Ringback,
    Script,
    Words,
)
from offhook.telephony.simulated.phones import meaning
from tests.telephony.simulated.desk import ANN, CONTACT, DANA, LINE, MEMBER, TRUNK, Desk, collect, say


def test_it_answers_after_its_time() -> None:
    desk = Desk()
    desk.phone(Answers(after=2.0))
    desk.dial()
    desk.clock.run(10)
    assert desk.kinds() == ["Ringing", "Answered"]
    assert desk.at == pytest.approx([0.0, 2.0], abs=0.1)


def test_a_voicemail_answers_without_ringing_and_hangs_up_by_itself() -> None:
    desk = Desk()
    desk.phone(VOICEMAIL)
    desk.dial()
    desk.clock.run(60)
    assert desk.kinds() == ["Answered", "Ended"]
    assert desk.at == pytest.approx([0.0, 40.0], abs=0.1)


@pytest.mark.parametrize(
    ("script", "cause", "sip", "after", "rings"),
    [
        (BUSY, Cause.BUSY, 486, 0.0, False),
        (REJECTS, Cause.REJECTED, 603, 3.0, True),
        (UNREACHABLE, Cause.UNREACHABLE, 480, 0.0, False),
        (NOT_IN_SERVICE, Cause.NOT_IN_SERVICE, 404, 0.0, False),
        (NO_ANSWER, Cause.UNREACHABLE, 480, 180.0, True),
        (Ignores(), Cause.TRUNK_TIMEOUT, 408, 32.0, False),
        (Refuses(503), Cause.TRUNK_ERROR, 503, 0.0, False),
    ],
)
def test_it_is_not_reached(script: Script, cause: Cause, sip: int, after: float, rings: bool) -> None:
    desk = Desk()
    desk.phone(script)
    desk.dial()
    desk.clock.run(200)
    end = desk.events[-1]
    assert isinstance(end, Ended)
    assert (end.cause, end.sip) == (cause, sip)
    assert desk.at[-1] == pytest.approx(after, abs=0.1)
    assert any(isinstance(event, Ringing) for event in desk.events) is rings


def test_it_presses_a_key_after_the_prompt_began() -> None:
    desk = Desk()
    desk.answered(script=Answers(after=1.0, then=(Press("5", after=1.5),)))
    desk.clock.run(3)
    desk.send(collect())
    desk.clock.run(3)
    assert desk.events[-1] == Collected(MEMBER, "5", "one")
    assert desk.at[-1] == pytest.approx(4.1 + 1.5, abs=0.1)


def test_it_presses_keys_at_the_second_prompt_only() -> None:
    desk = Desk()
    desk.answered(script=Answers(after=1.0, then=(Press("12", after=0.5, nth=2),)))
    desk.send(say())
    desk.clock.run(5)
    assert desk.kinds() == ["Ringing", "Answered", "Prompted"]
    desk.send(say(prompt="two"))
    desk.clock.run(2)
    assert desk.events[3:] == [Digit(MEMBER, "1"), Digit(MEMBER, "2")]


def test_it_presses_twice_after_the_answer() -> None:
    desk = Desk()
    desk.answered(script=Answers(after=1.0, then=(Press("1", 1.0, Moment.ANSWER), Press("1", 2.0, Moment.ANSWER))))
    desk.clock.run(5)
    assert desk.events[2:] == [Digit(MEMBER, "1"), Digit(MEMBER, "1")]


def test_it_hangs_up_some_time_after_it_was_bridged() -> None:
    desk = Desk()
    desk.answered()
    desk.answered(CONTACT, DANA, Answers(after=1.0, then=(HangUp(after=7.0, since=Moment.BRIDGE),)))
    desk.clock.run(20)
    desk.send(Bridge(MEMBER, CONTACT))
    desk.clock.run(20)
    assert desk.events[-2:] == [Bridged(MEMBER, CONTACT), Ended(CONTACT, Cause.NORMAL, q850=16)]
    assert desk.at[-1] - desk.at[-2] == pytest.approx(7.0, abs=0.1)


def test_lost_media_ends_the_leg_some_seconds_later() -> None:
    desk = Desk()
    desk.answered(script=Answers(after=1.0, then=(LoseMedia(after=2.0),)))
    desk.clock.run(20)
    assert desk.events[-1] == Ended(MEMBER, Cause.MEDIA_LOST, q850=44)
    assert desk.at[-1] == pytest.approx(1.0 + 2.0 + 5.0, abs=0.2)


def test_what_it_saw_and_heard_can_be_looked_at() -> None:
    desk = Desk()
    ann = desk.answered()
    dana = desk.answered(CONTACT, DANA)
    desk.send(say())
    desk.clock.run(4)
    desk.send(Bridge(MEMBER, CONTACT))
    desk.clock.run(1)
    assert ann.shown == dana.shown == [LINE]
    words, person = ann.heard
    assert isinstance(words.sound, Words)
    assert words.whole
    assert words.until is not None
    assert words.until - words.at == pytest.approx(3_000_000, abs=1)
    assert person.sound == Person(CONTACT, DANA)
    assert ann.hears == [person]
    assert [heard.sound for heard in dana.hears] == [Person(MEMBER, ANN)]


def test_it_can_be_used_by_hand() -> None:
    desk = Desk()
    ann = desk.phone(NO_ANSWER)
    desk.dial()
    desk.clock.run(1)
    assert (ann.ringing, ann.in_call) == (True, False)
    ann.answer()
    assert (ann.ringing, ann.in_call) == (False, True)
    ann.press("19")
    ann.hang_up()
    desk.clock.run(1)
    assert desk.kinds() == ["Ringing", "Answered", "Digit", "Digit", "Ended"]


def test_refusing_by_hand() -> None:
    desk = Desk()
    ann = desk.phone(NO_ANSWER)
    desk.dial()
    desk.clock.run(1)
    ann.refuse(486)
    desk.clock.run(1)
    assert desk.events[-1] == Ended(MEMBER, Cause.BUSY, q850=17, sip=486)


def test_losing_media_by_hand() -> None:
    desk = Desk()
    desk.answered().lose_media()
    desk.clock.run(6)
    assert desk.events[-1] == Ended(MEMBER, Cause.MEDIA_LOST, q850=44)


def test_nothing_can_be_done_on_a_phone_without_a_call() -> None:
    ann = Desk().phone(NO_ANSWER)
    for act in (ann.answer, ann.refuse):
        with pytest.raises(NobodyThere, match=r"\+12025550111 is not ringing"):
            act()
    for act in (ann.hang_up, ann.lose_media, lambda: ann.press("1")):
        with pytest.raises(NobodyThere, match=r"\+12025550111 is in no call"):
            act()


def test_it_hears_ringback_until_it_is_spoken_to() -> None:
    desk = Desk()
    ann = desk.answered()
    desk.send(Ring(MEMBER))
    desk.clock.run(5)
    assert [heard.sound for heard in ann.hears] == [Ringback()]
    desk.send(say())
    desk.clock.run(0.1)
    assert [type(heard.sound) for heard in ann.hears] == [Words]


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (499, Cause.UNREACHABLE),
        (504, Cause.TRUNK_ERROR),
        (607, Cause.REJECTED),
    ],
)
def test_an_unlisted_status_means_what_its_class_does(status: int, cause: Cause) -> None:
    assert meaning(status)[0] is cause


# Diverted back to us


def diverted(desk: Desk, *, with_trail: bool = False) -> Incoming:
    """A phone that is diverted to the line is dialled; how that came in there."""
    desk.phone(Diverts(LINE, with_trail))
    desk.send(Originate(MEMBER, Role.MEMBER, ANN, LINE, TRUNK, Trail("0123456789abcdef", 1)))
    desk.clock.run(0.1)
    (incoming,) = [event for event in desk.events if isinstance(event, Incoming)]
    return incoming


def test_a_diverted_leg_comes_in_and_shows_what_it_showed() -> None:
    desk = Desk()
    incoming = diverted(desk)
    assert (incoming.to, incoming.caller, incoming.trail) == (LINE, LINE, Trail())
    assert Ringing(MEMBER) in desk.events
    assert diverted(Desk(), with_trail=True).trail == Trail("0123456789abcdef", 1)


def test_what_becomes_of_a_leg_that_came_in_becomes_of_the_one_that_was_diverted() -> None:
    desk = Desk()
    leg = diverted(desk).leg
    desk.send(Hangup(leg, Cause.BUSY), call=CallId(leg.rpartition("-")[0]))
    desk.clock.run(0.1)
    assert desk.events[-1] == Ended(MEMBER, Cause.BUSY, q850=17, sip=486)
    desk = Desk()
    leg = diverted(desk).leg
    desk.send(Answer(leg), call=CallId(leg.rpartition("-")[0]))
    desk.clock.run(0.1)
    assert Answered(MEMBER) in desk.events
    desk.send(Hangup(MEMBER, Cause.NORMAL))
    desk.clock.run(0.1)
    assert not desk.network.survivors()
