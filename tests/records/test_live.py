"""The live stream: numbering, resuming, and starting over."""

import asyncio

from offhook.records.live import KEPT, Change, LiveStream


def change(call: str) -> Change:
    return Change(call=call, state="ringing_member", at=1, legs=())


async def some(stream: LiveStream, workspace: str, position: int, count: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    async for numbered in stream.follow(workspace, position):
        found.append((numbered.id, numbered.change.call))
        if len(found) == count:
            break
    return found


async def test_a_reader_gets_what_is_published_while_it_waits() -> None:
    stream = LiveStream("boot")
    reading = asyncio.ensure_future(some(stream, "ws", 0, 2))
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
    assert await some(stream, "ws", position, 2) == [("boot-2", "two"), ("boot-3", "three")]


async def test_a_workspace_never_sees_the_calls_of_another() -> None:
    stream = LiveStream("boot")
    stream.publish("theirs", change("secret"))
    stream.publish("ours", change("mine"))
    assert await some(stream, "ours", 0, 1) == [("boot-2", "mine")]


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
