"""What was written and not read yet stays due until Asterisk has read it."""

import asyncio

import pytest

from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.trunk_reload import SwitchRefused, TrunkReload
from offhook.telephony.asterisk.wire import Request, Response
from tests.waiting import eventually

REFUSAL = Response(409, b'{"message":"Module reload already in progress"}')


class Switch:
    """An Asterisk that reloads, or answers something else once."""

    def __init__(self) -> None:
        self.reload = TrunkReload(self._answer)
        self.asked: list[str] = []
        self.next: list[Response | Exception] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def _answer(self, request: Request) -> Response:
        self.asked.append(request.path.rpartition("/")[2])
        await self.may_answer.wait()
        match self.next.pop(0) if self.next else Response(204):
            case Exception() as trouble:
                raise trouble
            case Response() as response:
                return response


@pytest.fixture
async def switch() -> Switch:
    return Switch()


async def test_what_was_reloaded_is_not_due_any_more(switch: Switch) -> None:
    switch.reload.note(["a.so", "b.so"])
    switch.reload.note(["b.so", "c.so"])
    await switch.reload.carry_out()
    await switch.reload.carry_out()
    assert switch.asked == ["a.so", "b.so", "c.so"]


@pytest.mark.parametrize("trouble", [NoAnswer("away"), REFUSAL])
async def test_what_was_not_reloaded_stays_due_in_its_order(switch: Switch, trouble: Response | Exception) -> None:
    switch.reload.note(["a.so", "b.so"])
    switch.next = [Response(204), trouble]
    with pytest.raises((NoAnswer, SwitchRefused)):
        await switch.reload.carry_out()
    switch.reload.note(["c.so"])
    switch.asked.clear()
    await switch.reload.carry_out()
    assert switch.asked == ["a.so", "b.so", "c.so"]


async def test_what_is_written_during_a_reload_is_reloaded_after_it(switch: Switch) -> None:
    switch.may_answer.clear()
    switch.reload.note(["a.so"])
    first = asyncio.create_task(switch.reload.carry_out())
    await eventually(lambda: switch.asked, "the first reload is under way")
    switch.reload.note(["a.so"])
    second = asyncio.create_task(switch.reload.carry_out())
    await asyncio.sleep(0)
    assert switch.asked == ["a.so"]
    switch.may_answer.set()
    await asyncio.gather(first, second)
    assert switch.asked == ["a.so", "a.so"]


async def test_a_reload_that_is_given_up_stays_due(switch: Switch) -> None:
    switch.may_answer.clear()
    switch.reload.note(["a.so"])
    given_up = asyncio.create_task(switch.reload.carry_out())
    await eventually(lambda: switch.asked, "it is under way")
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    switch.may_answer.set()
    await switch.reload.carry_out()
    assert switch.asked == ["a.so", "a.so"]


async def test_catching_up_a_refusal_is_no_reason_to_stop(switch: Switch) -> None:
    switch.reload.note(["a.so"])
    switch.next = [REFUSAL, REFUSAL]
    for _ in range(3):
        await switch.reload.catch_up()
    assert switch.asked == ["a.so", "a.so", "a.so"]
    switch.next = [NoAnswer("away")]
    switch.reload.note(["a.so"])
    with pytest.raises(NoAnswer):
        await switch.reload.catch_up()
