from __future__ import annotations

import asyncio

import pytest

from offhook.calls.values import E164, TrunkId
from offhook.clock import VirtualClock
from offhook.messages.failures import Failure
from offhook.messages.port import Arrived, InDoubt, Later, Outgoing, Refused, Report, Taken
from offhook.messages.states import MessageState
from offhook.telephony.smpp.model import Smsc as Account
from offhook.telephony.smpp.texting import SmppTexting
from tests.telephony.smpp.smsc import HANG_UP, INVALID_DESTINATION, THROTTLED, Smsc, listening
from tests.waiting import eventually

TRUNK = TrunkId("trunk_1")
HI = Outgoing(id="message_1", attempt=1, trunk=TRUNK, from_=E164("+12025550100"), to=E164("+12025550122"), text="Hi")


@pytest.mark.behaviour("X12")
async def test_texts_of_a_trunk_go_over_its_smsc_and_come_from_it() -> None:
    came: list[Arrived] = []
    told: list[Report] = []
    changed = asyncio.Event()

    async def receive(arrived: Arrived) -> None:
        came.append(arrived)
        changed.set()

    async def hear(report: Report) -> None:
        told.append(report)

    async with listening(Smsc()) as smsc:
        texting = SmppTexting(VirtualClock())
        texting.on_received(receive)
        texting.on_status(hear)
        account = Account("127.0.0.1", smsc.port, "acme", "s3cret", tls=False)
        assert isinstance(await texting.send(HI), Later), "the trunk has no SMSC yet"
        await texting.use({TRUNK: account})
        assert texting.carries(TRUNK)
        assert texting.limits(TRUNK, HI.from_) is None
        await texting.tried(TRUNK)
        assert texting.trouble(TRUNK) == "", "whoever sets it sees how it went"
        assert await texting.send(HI) == Taken("00000001", 1)
        smsc.answers = [THROTTLED]
        assert isinstance(await texting.send(HI), Later)
        await texting.use({TRUNK: account})
        assert smsc.binds == 1, "what has not changed stays connected"
        smsc.deliver("12025550122", b"Hello")
        smsc.receipt("00000001", "DELIVRD")
        smsc.receipt("00000009", "UNDELIV", "011")
        await smsc.until("delivered", 3)
        assert [(each.trunk, each.to, each.from_, each.text) for each in came] == [(TRUNK, HI.from_, HI.to, "Hello")]
        assert [(each.reference, each.state, each.failure, each.carrier_code) for each in told] == [
            ("00000001", MessageState.DELIVERED, None, ""),
            ("00000009", MessageState.UNDELIVERED, Failure.UNREACHABLE, "011"),
        ]
        await texting.use({})
        assert not texting.carries(TRUNK)
        await texting.close()


async def test_what_an_smsc_refuses_is_said_in_our_words_and_its_own() -> None:
    async with listening(Smsc(answers=[INVALID_DESTINATION, HANG_UP])) as smsc:
        texting = SmppTexting(VirtualClock())
        await texting.use({TRUNK: Account("127.0.0.1", smsc.port, "acme", "s3cret", tls=False)})
        await eventually(lambda: texting.trouble(TRUNK) == "", "it is connected")
        refused = await texting.send(HI)
        assert refused == Refused(Failure.NO_SUCH_NUMBER, "0x0000000B", "Invalid Dest Addr (0x0000000B)")
        assert isinstance(await texting.send(HI), InDoubt)
        await texting.close()
