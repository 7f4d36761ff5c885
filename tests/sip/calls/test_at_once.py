"""Many calls at once: members share lines and contacts, each pair hears itself and nobody else, requests may repeat."""

import asyncio
from collections.abc import Callable
from itertools import count

import pytest

from offhook.practice import hearing
from offhook.practice.call import PhoneCall
from offhook.practice.phones import Rings
from tests.furnish import ANN, LINE
from tests.sip.calls.conftest import Measured
from tests.sip.calls.lab import ANN_HUMS, BYTES_A_SECOND, Lab, hears, hums, presses
from tests.sip.calls.office import Office, Refused
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.alone, pytest.mark.asyncio(loop_scope="session")]

PAIRS = 20
PATIENCE = 40.0
ANOTHER, ANOTHER_HUMS = "+12025550131", 900.0


@pytest.mark.behaviour("T2")
async def test_two_members_call_one_contact_over_one_line_at_once(here: Lab, office: Office) -> None:
    await here.ann(presses())
    await here.phone(ANOTHER, presses(hz=ANOTHER_HUMS))
    danas = await here.dana()
    calls = [await office.place(), await office.place(caller=ANOTHER)]
    first, second = await danas.answered(10), await danas.answered(10)
    assert {first.caller.number, second.caller.number} == {LINE}
    await hears(first, ANN_HUMS)
    await hears(second, ANOTHER_HUMS)
    for call, other in ((first, ANOTHER_HUMS), (second, ANN_HUMS)):
        assert not hearing.hears_tone(call.sound(), other, least=0.1)
        await call.hang_up()
    records = [await office.ended(call) for call in calls]
    assert [record["member"]["number"] for record in records] == [ANN, ANOTHER]
    assert records[0]["contact"] == records[1]["contact"]
    assert records[0]["line"] == records[1]["line"]


@pytest.mark.behaviour("T2", "T11")
async def test_twenty_calls_at_once_do_not_get_mixed_up(here: Lab, office: Office, measured: Measured) -> None:
    async def talk(index: int) -> None:
        """A pair with pitches of their own: 15 Hz from one phone to the next."""
        number, to = f"+120255503{index:02}", f"+120255503{index + 50}"
        member_hums, contact_hums = 400.0 + 15 * index, 1000.0 + 15 * index
        anns = await here.phone(number, presses(hz=member_hums))
        danas = await here.phone(to, hums(contact_hums))
        call = await office.place(caller=number, to=to)
        ann = await anns.answered(PATIENCE)
        measured("request to INVITE, twenty at once", ann.events[0].at - call.asked_at)
        dana = await danas.answered(PATIENCE)
        for phone, other in ((dana, member_hums), (ann, contact_hums)):
            await eventually(has_heard(phone, 2.0), f"{phone} hears something", PATIENCE)
            # Two seconds hold half a second without a gap, but for a machine that is busy.
            await eventually(hears_clearly(phone, other), f"{phone} hears {other} Hz and nothing else", PATIENCE)
        await ann.hang_up(PATIENCE)
        await dana.closed(PATIENCE)
        record = await office.ended(call, PATIENCE)
        assert (record["disposition"], record["contact"]["number"]) == ("answered", to)

    await asyncio.gather(*map(talk, range(PAIRS)))


def has_heard(call: PhoneCall, seconds: float) -> Callable[[], bool]:
    """Whether that much more sound has come since now, which costs nothing to ask."""
    enough = call.heard.stat().st_size + seconds * BYTES_A_SECOND
    return lambda: call.heard.stat().st_size > enough


def hears_clearly(call: PhoneCall, hz: float) -> Callable[[], bool]:
    """Whether its last two seconds have that tone, and nothing else beside it, for half a second in all.

    Looked at again only once a quarter of a second more has come: forty phones that are analysed all the time leave
    Asterisk no processor.
    """
    looked_at = 0

    def holds() -> bool:
        nonlocal looked_at
        size = call.heard.stat().st_size
        if size < looked_at + BYTES_A_SECOND // 4:
            return False
        looked_at = size
        return sum(span.seconds for span in hearing.tone_spans(call.sound().between(-2.0), hz)) > 0.5

    return holds


async def test_a_repeated_request_places_one_call(here: Lab, office: Office) -> None:
    anns = await here.ann(Rings())
    before = len(anns.received)
    key = f"order-{next(_keys)}"
    first, *again = await asyncio.gather(*(office.place(key=key) for _ in range(5)))
    assert {call.id for call in again} == {first.id}
    assert sum(call.repeated for call in (first, *again)) == 4
    ann = await anns.rang()
    later = await office.place(key=key)
    assert (later.id, later.repeated) == (first.id, True)
    with pytest.raises(Refused) as refused:
        await office.place(key=key, to="+12025550161")
    assert refused.value.status in (409, 422)
    await office.hang_up(first)
    await ann.closed()
    await office.ended(first)
    assert len(anns.received) == before + 1


_keys = count(1)
