"""Every call flow as a scene over the carrier: who calls, what people do, and how it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from msgspec import structs

from offhook.calls.events import TransferRequested
from offhook.calls.values import Caller, Inbound, LegId, Mailbox, Order, Target, TrunkId
from offhook.voicemail.model import State
from tests.carrier.office import Office
from tests.carrier.people import (
    ANN,
    ANNS,
    ANNS_MOBILE,
    BOB,
    BOBS,
    CALL_DANA,
    CAROL,
    CAROLS,
    DANA,
    LINE_USED,
    PHONE_PIN,
    PIN,
    gives_up,
    hangs_up_at,
    presses,
    speaks_and_goes,
    talks,
    talks_and_goes,
)
from tests.carrier.phones import Answers, Refuses, Rings
from tests.carrier.virtual_time import passes

NO_CALL = "there is no record"
Scene = Callable[[Office], Awaitable[None]]


@dataclass(frozen=True)
class End:
    """What is left of a scene: it must be the same, whatever happened on the way."""

    disposition: str
    reason: str
    legs: tuple[tuple[str, str, str, bool, bool], ...]
    """Role, number, cause, whether it was answered, whether it was in a talk; sorted."""
    messages: tuple[tuple[State, bool], ...]
    heard: tuple[str, ...]
    """Messages that somebody has heard."""
    rang: tuple[tuple[str, int], ...]
    """How often each phone was called."""
    complaints: tuple[str, ...]
    """The carrier's, of what it was given."""


async def a_member_calls_a_contact(at: Office) -> None:
    ann, dana = at.phone(ANN, Answers(3.0)), at.phone(DANA, Answers(4.0))
    at.meanwhile(presses(ann, "dial.about_to_call", "5"), talks_and_goes(dana, 12.0))
    at.place(CALL_DANA)


async def a_contact_is_busy(at: Office) -> None:
    ann = at.phone(ANN, Answers(3.0))
    at.phone(DANA, Refuses(486, 1.0))
    at.meanwhile(presses(ann, "dial.about_to_call", "1"))
    at.place(CALL_DANA)


async def a_members_voicemail_answers(at: Office) -> None:
    at.phone(ANN, Answers(0.0))
    at.phone(DANA, Answers(4.0))
    at.place(CALL_DANA)


async def one_of_two_takes_a_call(at: Office) -> None:
    dana, bob = at.phone(DANA, Answers()), at.phone(BOB, Answers(5.0))
    at.phone(ANN, Rings())
    at.meanwhile(presses(bob, "inbound.screen", "1"), talks_and_goes(dana, 15.0))
    at.call_in(dana, rings(ANNS, BOBS, ring=60.0))


async def two_take_a_call_at_once(at: Office) -> None:
    dana, ann, carol = at.phone(DANA, Answers()), at.phone(ANN, Answers(4.0)), at.phone(CAROLS, Answers(4.0))
    at.meanwhile(presses(ann, "inbound.screen", "1"), presses(carol, "inbound.screen", "1"))
    at.meanwhile(talks_and_goes(dana, 15.0))
    at.call_in(dana, rings(ANNS, CAROL, ring=60.0))


async def nobody_takes_a_call_and_a_message_is_left(at: Office) -> None:
    dana = at.phone(DANA, Answers())
    at.phone(ANN, Refuses(486, 1.0))
    at.phone(BOB, Answers(0.0))  # its voicemail: nobody presses a key
    at.meanwhile(speaks_and_goes(dana, 8.0))
    at.call_in(dana, rings(ANNS, BOBS, ring=25.0))


async def a_caller_gives_up(at: Office) -> None:
    dana = at.phone(DANA, Answers())
    at.phone(ANN, Rings())
    at.meanwhile(gives_up(dana, 15.0))
    at.call_in(dana, rings(ANNS, ring=60.0))


async def a_call_is_handed_on(at: Office) -> None:
    dana, ann, carol = at.phone(DANA, Answers()), at.phone(ANN, Answers(2.0)), at.phone(CAROLS, Answers(3.0))

    async def hands_on() -> None:
        while not (talks(ann) and talks(dana)):
            await passes(0.1)
        await passes(30.0)  # until the office knows of it, too
        carols = at.carrier.phone(CAROLS)
        while not carols.calls:  # whoever asks for it in the moment of a crash asks again
            if at.worker is not None and (live := at.worker.switchboard.live_calls):
                at.worker.switchboard.deliver(next(iter(live)), TransferRequested("mem_0", "carol"))
            await passes(20.0)
        while not (talks(carol) and talks(dana)):
            await passes(0.1)
        await passes(10.0)
        carol.hang_up()

    at.meanwhile(presses(ann, "inbound.screen", "1"), presses(carol, "inbound.screen", "1"), hands_on())
    at.call_in(dana, rings(ANNS, ring=60.0))


async def somebody_listens_to_the_voicemail(at: Office) -> None:
    dana = at.phone(DANA, Answers())
    at.meanwhile(
        presses(dana, "voicemail.greeting", "*"),
        presses(dana, "mailbox.pin", f"{PIN}#"),
        presses(dana, "mailbox.choose", "2"),
        presses(dana, "mailbox.menu", "#"),
    )
    at.call_in(dana, rings())


async def a_members_phone_is_put_through(at: Office) -> None:
    ann, dana = at.phone(ANN, Answers()), at.phone(DANA, Answers(4.0))
    at.meanwhile(presses(ann, "phone.pin", f"{PHONE_PIN}#"), talks_and_goes(dana, 12.0))
    at.call_from_phone(ann, ANNS_MOBILE, prepared=True)


async def a_phone_that_is_attested_keys_a_number(at: Office) -> None:
    ann = at.phone(ANN, Answers())
    at.phone(DANA, Answers(4.0))
    at.meanwhile(presses(ann, "phone.pin", f"{PHONE_PIN}#"))  # of a carrier that attests nobody
    at.meanwhile(presses(ann, "phone.to_whom", f"{DANA.removeprefix('+')}#"), talks_and_goes(ann, 12.0))
    at.call_from_phone(ann, structs.replace(ANNS_MOBILE, attested=at.carrier.attests), prepared=False)


async def a_forged_number_is_not_put_through(at: Office) -> None:
    ann = at.phone(ANN, Answers())
    at.phone(DANA, Answers(4.0))
    at.meanwhile(presses(ann, "phone.pin", "11112222#"))
    at.call_from_phone(ann, ANNS_MOBILE, prepared=True)


async def a_call_from_a_phone_is_called_off(at: Office) -> None:
    ann = at.phone(ANN, Answers())
    at.phone(DANA, Answers(4.0))
    at.meanwhile(presses(ann, "phone.pin", f"{PHONE_PIN}#"), hangs_up_at(ann, "phone.calling"))
    at.call_from_phone(ann, ANNS_MOBILE, prepared=True)


def rings(*targets: Target, ring: float = 20.0) -> Inbound:
    """A call that comes in, and rings these."""
    return Inbound(
        caller=Caller(LegId(""), DANA, "Dana", "con_0"),
        trunk=TrunkId(""),
        line=LINE_USED,
        targets=targets,
        skipped=(),
        order=Order.ALL,
        ring=ring,
        longest=3600.0,
        mailbox=Mailbox(120.0, opens=True),
    )


FROM_PHONES: tuple[Scene, ...] = (
    a_members_phone_is_put_through,
    a_phone_that_is_attested_keys_a_number,
    a_forged_number_is_not_put_through,
    a_call_from_a_phone_is_called_off,
)
SCENES: tuple[Scene, ...] = (
    a_member_calls_a_contact,
    a_contact_is_busy,
    a_members_voicemail_answers,
    one_of_two_takes_a_call,
    two_take_a_call_at_once,
    nobody_takes_a_call_and_a_message_is_left,
    a_caller_gives_up,
    a_call_is_handed_on,
    somebody_listens_to_the_voicemail,
    *FROM_PHONES,
)


EITHER_WINS = frozenset({two_take_a_call_at_once.__name__})
"""Scenes of which somebody wins, and it is not said who."""


def end_of(at: Office) -> End:
    """What is left of it."""
    calls = at.calls()
    assert len(calls) <= 1, f"{len(calls)} calls were written"
    legs = [
        (leg.role, leg.number, leg.cause or "", leg.answered_at is not None, leg.bridged_at is not None)
        for call in calls
        for leg in call.legs
    ]
    return End(
        *((calls[0].disposition or "", calls[0].reason) if calls else (NO_CALL, "")),
        tuple(sorted(legs)),
        tuple(at.messages()),
        tuple(at.marked),
        tuple(sorted(Counter(each.to for each in at.carrier.calls().values()).items())),
        tuple(at.carrier.complaints()),
    )
