"""The capture sees what practice phones say to each other, and names a number that it should not hold."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from offhook.practice.phones import Answers, PracticeCarrier, Refuses
from tests.sip.ports import free_port
from tests.sip.support.wire import Captured, Wire, assert_absent, dialogs, with_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALLER, CALLED, CANARY = "+12025550122", "+12025550111", "+13125558642"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def calls(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[list[Captured], list[Captured]]]:
    """All messages of an answered call, over UDP and with the canary asserted, and of a refused one over TCP."""
    folder: Path = tmp_path_factory.mktemp("wire")
    east, west = PracticeCarrier(port=free_port()), PracticeCarrier(port=free_port())
    async with Wire(folder, east.port, west.port) as wire, east, west:
        ann = await east.phone(CALLED, Answers(), asserts=CANARY)
        dana = await west.phone(CALLER)
        first = await dana.dial(east.uri(CALLED))
        await first.answered()
        await first.hang_up()
        await (await ann.answered()).closed()
        await ann.behaves(Refuses(486))
        second = await dana.dial(f"{east.uri(CALLED)};transport=tcp")
        await second.closed()
        answered, refused = dialogs(await wire.messages()).values()
        yield answered, refused


async def test_every_message_is_seen(calls: tuple[list[Captured], list[Captured]]) -> None:
    answered, refused = calls
    assert {"INVITE", "ACK", "BYE"} <= {captured.message.method for captured in answered}
    assert {180, 200} <= {captured.message.status for captured in answered}
    assert 486 in {captured.message.status for captured in refused}
    assert any("SIP/2.0/TCP" in captured.message.get("via") for captured in refused)
    assert answered[0].message.start.startswith("INVITE")
    assert answered[0].at <= answered[-1].at


async def test_a_number_on_the_wire_is_reported_with_its_line(calls: tuple[list[Captured], list[Captured]]) -> None:
    with pytest.raises(AssertionError, match=r"(?s)is on the wire.*SIP/2\.0 200.*plain: P-Asserted-Identity:"):
        assert_absent(CANARY, calls[0])
    assert_absent(CANARY, calls[1])


async def test_a_number_that_is_not_there_is_absent(calls: tuple[list[Captured], list[Captured]]) -> None:
    assert_absent("+13125558643", [*calls[0], *calls[1]])


async def test_a_dialog_is_whole_whoever_took_part(calls: tuple[list[Captured], list[Captured]]) -> None:
    answered, refused = calls
    front = answered[-1].source
    assert with_port([*answered, *refused], front)[: len(answered)] == answered
    assert with_port([*answered, *refused], 1) == []


async def test_nothing_captured_proves_nothing() -> None:
    with pytest.raises(AssertionError, match="nothing is proved"):
        assert_absent(CANARY, [])


async def test_a_capture_that_cannot_start_says_so(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="dumpcap ended"):
        async with Wire(tmp_path / "missing", 5060):
            pass
