"""What only a real Asterisk shows of calls that come in: whose numbers are on the wire, and how trunks write them."""

from pathlib import Path

import pytest

from offhook.calls.commands import Answer, Bridge, Hangup, Ring
from offhook.calls.events import Answered, Bridged, Ended, Ringing
from offhook.calls.values import E164, Cause, Role
from offhook.numbers import NumberFormat
from offhook.practice import phones
from offhook.practice.phones import Tone
from offhook.telephony.asterisk.dial_strings import TrunkView
from tests.contract.harness import ANN, DANA, LINE, Ringback, Rings, TrunkUse
from tests.contract.steps import leg_of, originate
from tests.sip.contract_harness import TRUNKS, AsteriskHarness, Far
from tests.sip.support.holding import takes_back
from tests.sip.support.wire import Wire, assert_absent, with_port
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="module")]

CANARY = E164("+13125558642")
ANN_HUMS, DANA_HUMS = 440.0, 720.0


@pytest.mark.behaviour("T1", "X6")
@pytest.mark.parametrize("who", ["the caller", "the member", "we"])
async def test_the_number_of_whoever_takes_the_call_never_reaches_the_caller(
    harness: AsteriskHarness, far: Far, tmp_path: Path, who: str
) -> None:
    """The member's phone asserts its number in all that it sends, holds the caller, and takes them back."""
    carrier = far.carriers[TrunkUse.SECOND]
    humming = phones.Answers(after=0.2, then=(Tone(ANN_HUMS),))
    anns = await far.carriers[TrunkUse.GOOD].phone(CANARY, humming, name=f"Ann {CANARY}", asserts=CANARY)
    dana = await harness.phone(DANA, Rings())
    async with Wire(tmp_path, far.instance.settings.sip_port) as wire:
        await dana.call(LINE, trunk=TrunkUse.SECOND)
        call, incoming = await harness.incoming()
        caller, member = incoming.leg, leg_of(call, 2)
        await harness.send(call, Ring(caller), originate(harness, member, CANARY, role=Role.MEMBER))
        await harness.event(call, Ringing, member)
        await dana.hears(Ringback())
        await harness.event(call, Answered, member)
        await harness.send(call, Answer(caller), Bridge(caller, member))
        await harness.event(call, Bridged, caller)
        ann, danas = anns.received[-1], dana.newest  # type: ignore[attr-defined]
        await danas.hears_tone(ANN_HUMS)
        await ann.hears_tone(DANA_HUMS)
        await ann.hold()
        await eventually(takes_back(ann), "the member takes the caller back", 10)
        await danas.hears_tone(ANN_HUMS, after=danas.sound().seconds)
        match who:
            case "the caller":
                await dana.hang_up()
                await harness.event(call, Ended, caller)
                await harness.send(call, Hangup(member, Cause.NORMAL))
            case "the member":
                await ann.hang_up()
                await harness.event(call, Ended, member)
                await harness.send(call, Hangup(caller, Cause.NORMAL))
            case _:
                await harness.send(call, Hangup(caller, Cause.TIME_UP), Hangup(member, Cause.TIME_UP))
        await danas.closed()
        await ann.closed()
        messages = await wire.messages()
    to_caller, to_member = with_port(messages, carrier.port), with_port(messages, far.carriers[TrunkUse.GOOD].port)
    assert_absent(CANARY, to_caller)
    assert_absent(DANA, to_member)
    # The search finds what is there: each side's own number, on its own side.
    for number, dialog in ((CANARY, to_member), (DANA, to_caller)):
        with pytest.raises(AssertionError, match="is on the wire"):
            assert_absent(number, dialog)
    assert {"INVITE", "ACK", "BYE"} <= {captured.message.method for captured in to_caller}
    assert {180, 200} <= {captured.message.status for captured in to_caller if not captured.message.is_request}
    ours = [captured for captured in to_caller if captured.source == far.instance.settings.sip_port]
    assert not [captured for captured in ours if "asterisk" in captured.raw.decode().lower()]


@pytest.mark.parametrize(
    ("form", "country", "dialled", "caller"),
    [
        (NumberFormat.E164_WITHOUT_PLUS, "US", "12025550100", "12025550122"),
        (NumberFormat.NATIONAL, "US", "2025550100", "2025550122"),
        (NumberFormat.NATIONAL, "US", "12025550100", "+12025550122"),
        (NumberFormat.NATIONAL, "GB", "0012025550100", "0012025550122"),
    ],
)
async def test_numbers_are_read_as_the_trunk_writes_them(
    harness: AsteriskHarness, far: Far, form: NumberFormat, country: str, dialled: str, caller: str
) -> None:
    trunk = TRUNKS[TrunkUse.GOOD]
    harness.views[trunk] = TrunkView(trunk, form, country)
    dana = await far.carriers[TrunkUse.GOOD].phone(caller)
    placed = await dana.dial(f"sip:{dialled}@127.0.0.1:{far.instance.settings.sip_port}")
    call, incoming = await harness.incoming()
    assert (incoming.trunk, incoming.to, incoming.caller) == (trunk, LINE, DANA)
    await harness.send(call, Hangup(incoming.leg, Cause.BUSY))
    assert (await placed.closed()).code == 486


@pytest.mark.parametrize("privacy", ["id", "user;header", "Id"])
async def test_a_number_that_is_shown_and_yet_private_is_not_told(
    harness: AsteriskHarness, far: Far, privacy: str
) -> None:
    """As some carriers do it: From holds the number, and Privacy says that nobody is to see it (RFC 3323)."""
    phone = await far.carriers[TrunkUse.GOOD].phone(DANA)
    placed = await phone.dial(f"sip:{LINE}@127.0.0.1:{far.instance.settings.sip_port}", {"Privacy": privacy})
    call, incoming = await harness.incoming()
    assert (incoming.caller, incoming.withheld) == (None, True)
    await harness.send(call, Hangup(incoming.leg, Cause.BUSY))
    assert (await placed.closed()).code == 486


async def test_a_caller_who_came_in_unseen_is_told_of_after_the_connection_stands_again(
    harness: AsteriskHarness, far: Far
) -> None:
    """Their channel waits for us, and nothing was told of it: the listing shows it."""
    harness.stall()
    dana = await harness.phone(DANA, Rings())
    await dana.call(LINE)
    await harness.pause(0.5)
    harness.flow()
    call, incoming = await harness.incoming(within=15.0)
    assert (incoming.to, incoming.caller) == (LINE, DANA)
    await harness.send(call, Answer(incoming.leg))
    await harness.event(call, Answered, incoming.leg)
    await dana.hang_up()
    await harness.event(call, Ended, incoming.leg)


async def test_many_come_in_at_once(harness: AsteriskHarness, far: Far) -> None:
    phone = await far.carriers[TrunkUse.GOOD].phone(ANN)
    placed = [await phone.dial(f"sip:{LINE}@127.0.0.1:{far.instance.settings.sip_port}") for _ in range(10)]
    came = [await harness.incoming() for _ in placed]
    assert len({call for call, _ in came}) == len(placed)
    for call, incoming in came:
        await harness.send(call, Hangup(incoming.leg, Cause.BUSY))
    await eventually(lambda: all(one.over for one in placed), "all are refused")
    assert {one.over.code for one in placed if one.over} == {486}
