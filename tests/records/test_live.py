"""The live stream: numbering, resuming, and starting over."""

import asyncio

from offhook.records.live import KEPT, Change, Follower, LiveStream


def change(call: str) -> Change:
    return Change(call=call, state="ringing_member", at=1, legs=())


async def some(follower: Follower, count: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    while len(found) < count:
        await follower.news()
        found += taken(follower)
    return found


def taken(follower: Follower) -> list[tuple[str, str]]:
    changes = follower.take()
    return [(each.id, each.change.call) for each in changes if isinstance(each.change, Change)]


def calls(follower: Follower) -> list[str]:
    return [call for _, call in taken(follower)]


async def test_a_reader_gets_what_is_published_while_it_waits() -> None:
    stream = LiveStream("boot")
    with stream.follow("ws", 0) as follower:
        reading = asyncio.ensure_future(some(follower, 2))
        await asyncio.sleep(0)
        stream.publish("ws", change("one"))
        stream.publish("ws", change("two"))
        assert await reading == [("boot-1", "one"), ("boot-2", "two")]


async def test_a_reader_that_comes_back_gets_what_it_missed_and_nothing_twice() -> None:
    stream = LiveStream("boot")
    for name in ("one", "two", "three"):
        stream.publish("ws", change(name))
    position = stream.position("boot-1")
    assert position == 1
    with stream.follow("ws", position) as follower:
        stream.publish("ws", change("four"))
        assert await some(follower, 3) == [("boot-2", "two"), ("boot-3", "three"), ("boot-4", "four")]
        assert follower.take() == []


async def test_a_workspace_never_sees_the_calls_of_another() -> None:
    stream = LiveStream("boot")
    stream.publish("theirs", change("secret"))
    stream.publish("ours", change("mine"))
    with stream.follow("ours", 0) as follower:
        stream.publish("theirs", change("secret"))
        assert await some(follower, 1) == [("boot-2", "mine")]
        assert follower.take() == []


async def test_a_reader_is_neither_woken_nor_held_up_by_what_changes_elsewhere() -> None:
    stream = LiveStream("boot")
    with stream.follow("ours") as follower:
        waiting = asyncio.ensure_future(follower.news())
        for _ in range(KEPT + 2):
            stream.publish("theirs", change("x"))
        await asyncio.sleep(0)
        assert not waiting.done()
        assert follower.id == f"boot-{KEPT + 2}"
        assert stream.position(follower.id) == KEPT + 2
        stream.publish("ours", change("mine"))
        await waiting
        assert follower.id == f"boot-{KEPT + 2}", "what waits was not taken yet"
        assert calls(follower) == ["mine"]
        assert not follower.behind


async def test_a_reader_that_does_not_read_falls_behind() -> None:
    stream = LiveStream("boot")
    with stream.follow("ws") as follower, stream.follow("ws") as quicker:
        for _ in range(KEPT):
            stream.publish("ws", change("x"))
        assert len(quicker.take()) == KEPT
        stream.publish("ws", change("one more"))
        assert (follower.behind, quicker.behind) == (True, False)
        await follower.news()
        assert follower.take() == []
        await follower.news()  # whoever asks again is told again
        assert calls(quicker) == ["one more"]


def test_who_follows_no_more_is_given_nothing() -> None:
    stream = LiveStream("boot")
    with stream.follow("ws"), stream.follow("ws"):
        assert [len(followers) for followers in stream._followers.values()] == [2]
    assert stream._followers == {}


def test_an_id_from_before_a_restart_or_too_long_ago_means_starting_over() -> None:
    stream = LiveStream("boot")
    assert stream.position("boot-0") == 0
    for _ in range(KEPT + 2):
        stream.publish("ws", change("x"))
    assert stream.position("boot-1") is None
    assert stream.position("boot-2") == 2
    assert stream.position("other-4000") is None
    assert stream.position(None) is None
    for nonsense in ("", "boot-", "boot--1", "boot-9999999", "boot-１", "\n", "boot-1e3"):
        assert stream.position(nonsense) is None, nonsense
