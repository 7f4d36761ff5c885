"""Collecting keys: how many, how long, and what stops the words."""

from hypothesis import given
from hypothesis import strategies as st

from offhook.calls.commands import Collect
from offhook.calls.values import LegId, Phrase
from offhook.telephony.collecting import Collector, Done, Play, SetTimer, Step, StopWords

WORDS = (Phrase("dial.about_to_call", number="+12025550122"),)


def collect(digits: int = 1, typed: str = "", phrases: tuple[Phrase, ...] = WORDS, finish: str = "") -> Collector:
    return Collector(Collect(LegId("call_1-1"), phrases, "en", "US", digits, 4.0, typed, "call_1-1.1", finish))


def test_one_key_during_the_words_stops_them_and_is_enough() -> None:
    collector = collect()
    assert collector.start() == [Play()]
    assert collector.key("5") == [StopWords(), Done("5")]


def test_after_the_words_the_wait_begins_and_ends_it_without_a_key() -> None:
    collector = collect()
    collector.start()
    assert collector.words_ended() == [SetTimer(4.0)]
    assert collector.timer() == [Done("")]


def test_each_key_begins_the_wait_anew() -> None:
    collector = collect(digits=3)
    collector.start()
    assert collector.key("1") == [StopWords(), SetTimer(4.0)]
    assert collector.key("*") == [SetTimer(4.0)]
    assert collector.key("#") == [Done("1*#")]


def test_some_keys_and_then_none_give_what_was_pressed() -> None:
    collector = collect(digits=3)
    collector.start()
    collector.key("7")
    assert collector.timer() == [Done("7")]


def test_the_end_of_stopped_words_does_not_begin_the_wait_anew() -> None:
    collector = collect(digits=2)
    collector.start()
    collector.key("1")
    assert collector.words_ended() == []


def test_the_finishing_key_ends_it_and_is_not_one_of_them() -> None:
    collector = collect(digits=12, finish="#")
    collector.start()
    collector.key("4")
    collector.key("8")
    assert collector.key("#") == [Done("48")]
    alone = collect(digits=12, finish="#")
    alone.start()
    assert alone.key("#") == [StopWords(), Done("")]
    assert collect(digits=12, typed="48#9", finish="#").start() == [Done("48")]
    assert collect(digits=2, typed="489#", finish="#").start() == [Done("48")]


def test_keys_typed_ahead_count_first_and_spare_the_words() -> None:
    collector = collect(digits=3, typed="12")
    assert collector.start() == [SetTimer(4.0)]
    assert collector.key("3") == [Done("123")]


def test_enough_keys_typed_ahead_complete_it_at_the_start() -> None:
    assert collect(digits=2, typed="129").start() == [Done("12")]


def test_without_words_the_wait_begins_at_once() -> None:
    assert collect(phrases=()).start() == [SetTimer(4.0)]


def test_nothing_happens_once_it_is_complete() -> None:
    collector = collect()
    collector.start()
    collector.key("5")
    assert collector.key("6") == collector.timer() == collector.words_ended() == []


def test_a_timer_before_the_words_end_is_not_ours() -> None:
    collector = collect()
    collector.start()
    assert collector.timer() == []


@given(
    digits=st.integers(0, 4),
    typed=st.text("0123456789*#", max_size=5),
    happenings=st.lists(st.sampled_from(["key", "words", "timer"]), max_size=12),
)
def test_it_completes_exactly_once_and_is_silent_afterwards(digits: int, typed: str, happenings: list[str]) -> None:
    collector = collect(digits, typed)
    steps: list[Step] = list(collector.start())
    for happening in [*happenings, "words", "timer"]:
        done_before = any(isinstance(step, Done) for step in steps)
        match happening:
            case "key":
                new = collector.key("5")
            case "words":
                new = collector.words_ended()
            case _:
                new = collector.timer()
        assert not (done_before and new)
        steps += new
    done = [step for step in steps if isinstance(step, Done)]
    assert len(done) == 1
    assert len(done[0].digits) <= digits
    assert done[0].digits.startswith(typed[:digits])
