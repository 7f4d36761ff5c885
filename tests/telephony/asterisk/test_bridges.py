"""The pool of bridges."""

import asyncio

from offhook.telephony.asterisk.bridges import AHEAD, KEPT, KEYS, PREFIX, BridgePool
from offhook.telephony.asterisk.wire import Bridge, Request, Response


class Pool:
    def __init__(self, *, keys: bool = False) -> None:
        self.asked: list[str] = []
        self.types: set[str] = set()
        self.pool = BridgePool(self._post, keys=keys)

    def _post(self, request: Request) -> asyncio.Future[Response]:
        self.asked.append(f"{request.method} {request.path}")
        self.types |= {value for name, value in request.query if name == "type"}
        return asyncio.get_running_loop().create_future()

    def count(self, method: str) -> int:
        return sum(asked.startswith(method) for asked in self.asked)


async def test_bridges_are_made_ahead_and_each_is_asked_for_before_it_is_given_out() -> None:
    pool = Pool()
    pool.pool.find([])
    assert pool.count("POST") == AHEAD
    taken = [pool.pool.take() for _ in range(50)]
    assert len(set(taken)) == 50
    assert all(f"POST bridges/{bridge}" in pool.asked for bridge in taken)
    assert all(bridge.startswith(PREFIX) for bridge in taken)


async def test_a_bridge_is_used_again_once_both_legs_have_left() -> None:
    pool = Pool()
    pool.pool.find([])
    bridge = pool.pool.take()
    pool.pool.vacate(bridge)
    others = {pool.pool.take() for _ in range(AHEAD)}
    assert bridge not in others
    pool.pool.vacate(bridge)
    assert bridge in {pool.pool.take() for _ in range(AHEAD + 1)}


async def test_empty_bridges_of_an_earlier_worker_are_taken_over_and_used_ones_left_alone() -> None:
    pool = Pool()
    ours = [Bridge(f"{PREFIX}dead-{number}", []) for number in range(AHEAD)]
    used, half = Bridge(f"{PREFIX}used", ["call_1-1", "call_1-2"]), Bridge(f"{PREFIX}half", ["call_2-1"])
    pool.pool.find([*ours, used, half, Bridge("somebody-elses", [])])
    assert pool.asked == []
    taken = {pool.pool.take() for _ in range(AHEAD)}
    assert {bridge.id for bridge in ours} <= taken | {pool.pool.take() for _ in range(AHEAD)}
    assert not {used.id, half.id, "somebody-elses"} & taken
    pool.pool.vacate(half.id)
    assert half.id in {pool.pool.take() for _ in range(3 * AHEAD)}


async def test_those_that_report_keys_are_made_when_one_is_needed_and_kept_apart() -> None:
    pool, plain = Pool(keys=True), Pool()
    old = Bridge(f"{KEYS}dead-1", [])
    assert pool.pool.find([old, Bridge(f"{PREFIX}dead-1", [])])
    assert plain.pool.find([Bridge(f"{PREFIX}dead-1", [])])
    assert not plain.pool.find([old])
    assert pool.asked == []
    taken = {pool.pool.take() for _ in range(2 * AHEAD)}
    assert old.id in taken
    assert all(bridge.startswith(KEYS) and pool.pool.has(bridge) and not plain.pool.has(bridge) for bridge in taken)
    assert (pool.types, plain.types) == ({"mixing,dtmf_events"}, {"mixing"})


async def test_a_bridge_that_does_not_work_is_deleted() -> None:
    pool = Pool()
    pool.pool.find([])
    bridge = pool.pool.take()
    pool.pool.discard(bridge)
    pool.pool.vacate(bridge)
    assert f"DELETE bridges/{bridge}" in pool.asked
    assert bridge not in {pool.pool.take() for _ in range(2 * AHEAD)}


async def test_not_more_bridges_are_kept_than_are_of_use() -> None:
    pool = Pool()
    pool.pool.find([])
    taken = [pool.pool.take() for _ in range(KEPT + 20)]
    for bridge in taken * 2:
        pool.pool.vacate(bridge)
    assert pool.count("DELETE") == pool.count("POST") - KEPT


async def test_leaving_a_bridge_that_is_not_ours_is_harmless() -> None:
    pool = Pool()
    pool.pool.find([])
    pool.pool.vacate("somebody-elses")
    pool.pool.vacate("")
    assert "" not in {pool.pool.take() for _ in range(2 * AHEAD)}
