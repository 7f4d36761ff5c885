"""`<Dial>` and `<Enqueue>`: a call joined with others."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from tests.carrier.documents import Verb, read
from tests.carrier.listening import hear
from tests.carrier.model import Call, Participant, Status
from tests.carrier.phones import RingTone

if TYPE_CHECKING:
    from tests.carrier.execution import Execution, Outcome

STAR = "*"
MOST = 10
"""Nouns of one `<Dial>`."""


async def dial(execution: Execution, verb: Verb) -> Outcome:
    """https://www.twilio.com/docs/voice/twiml/dial"""
    nouns = verb.nested or (Verb("Number", {}, verb.text, ()),)
    match nouns[0].name:
        case "Conference":
            return await _conference(execution, verb, nouns[0])
        case "Queue":
            return await _queue(execution, verb, nouns[0])
        case _:
            return await _phones(execution, verb, nouns)


async def _conference(execution: Execution, verb: Verb, noun: Verb) -> Outcome:
    """https://www.twilio.com/docs/voice/twiml/conference"""
    carrier, call = execution.carrier, execution.call
    conference = carrier.conference(call.account, noun.text)
    if noun.get("statusCallback") and not conference.callback:
        # “The first participant that sets it decides.” Attributes of later ones are ignored.
        conference.callback = urljoin(execution.base, noun.get("statusCallback"))
        conference.callback_events = frozenset(noun.get("statusCallbackEvent").split())
    one = Participant(call, noun.get("participantLabel"), noun.yes("endConferenceOnExit"), noun.yes("muted"))
    carrier.join(conference, one, starts=noun.yes("startConferenceOnEnter", default=True))
    try:
        await _until(execution, verb, execution.conference_ends())
    finally:
        carrier.leave(call)
    return _after(execution, verb, {"DialCallStatus": "answered", "ConferenceSid": conference.sid})


async def _phones(execution: Execution, verb: Verb, nouns: tuple[Verb, ...]) -> Outcome:
    """Several are dialled at once, “up to ten”. “The first call to pick up is connected to the current call and the
    rest are hung up.” A noun's `url` is run “on the called party's end, after they answer, but before the parties are
    connected”, and may hang up.

    https://www.twilio.com/docs/voice/twiml/number
    """
    carrier, call = execution.carrier, execution.call
    if len(nouns) > MOST:
        carrier.complain(13221, f"<Dial> has {len(nouns)} nouns")
    legs = [_leg(execution, verb, noun) for noun in nouns]
    first: asyncio.Future[Call] = asyncio.get_running_loop().create_future()
    tries = [asyncio.ensure_future(_try(execution, noun, leg, first)) for noun, leg in zip(nouns, legs, strict=True)]
    none = asyncio.gather(*tries, return_exceptions=True)
    execution.far.plays(RingTone())
    try:
        ends: list[asyncio.Future[Any]] = [first, none]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        winner = first.result() if first.done() else None
        for leg in legs:
            if leg is not winner:
                carrier.end(leg, Status.NO_ANSWER if leg.answered_at is None else Status.COMPLETED, 487)
        if winner is None:
            execution.far.plays(None)
            status = legs[0].status if legs[0].status.final else Status.NO_ANSWER
            return _after(execution, verb, {"DialCallStatus": status.value, "DialCallSid": legs[0].sid})
        joins = await tries[legs.index(winner)]
        execution.far.plays(None)
        if joins:
            carrier.pick_up(call)
            await _talk(execution, verb, winner)
        ended = {"DialCallStatus": "completed", "DialCallSid": winner.sid, "DialCallDuration": str(winner.duration)}
        return _after(execution, verb, ended)
    except asyncio.CancelledError:
        if call.up and verb.get("action"):
            # “Twilio will make a request to the provided action callback when the parent call is transferred to a new
            # TwiML via call modification”, and will not execute what that returns.
            # https://www.twilio.com/changelog/changes-to-dial-behavior-for-enhanced-programmable-sip-feature-accounts
            params = carrier.params(call) | {"DialCallStatus": "answered"}
            url = urljoin(execution.base, verb.get("action"))
            carrier.spawn(_ask_in_vain(execution, url, params))
        raise
    finally:
        execution.far.plays(None)
        for each in tries:
            each.cancel()
        await none
        for leg in legs:
            if not leg.out.is_set():
                carrier.end(leg, Status.COMPLETED if leg.answered_at is not None else Status.CANCELED, 487)


async def _ask_in_vain(execution: Execution, url: str, params: dict[str, str]) -> None:
    await execution.carrier.webhooks.fetch(execution.call.account, url, params)


def _leg(execution: Execution, verb: Verb, noun: Verb) -> Call:
    carrier, call = execution.carrier, execution.call
    leg = Call(
        call.account,
        to=noun.text,
        # “callerId: by default the caller's own.”
        from_=verb.get("callerId") or call.from_,
        direction="outbound-dial",
        url=noun.get("url"),
        status_callback=urljoin(execution.base, noun.get("statusCallback")) if noun.get("statusCallback") else "",
        events=frozenset(noun.get("statusCallbackEvent", "completed").split()),
        timeout=verb.whole("timeout", 30),
        parent=call,
        created_at=carrier.now(),
    )
    carrier.calls[leg.sid] = leg
    return leg


async def _try(execution: Execution, noun: Verb, leg: Call, first: asyncio.Future[Call]) -> bool:
    """Ring one; whether it is to be joined. One whose document is replaced by an update is part of it no more."""
    from tests.carrier.execution import Execution as Document

    carrier = execution.carrier
    carrier.tell_status(leg, "initiated")
    await _either(carrier.ring(leg), leg.over.wait())
    if leg.answered_at is None or not leg.up or first.done():
        return False
    first.set_result(leg)
    if noun.get("url"):
        leg.execution = Document(carrier, leg)
        leg.execution.base = execution.base
        await _either(leg.execution.run_on(noun.get("url")), leg.out.wait())
    return not (leg.over.is_set() or leg.out.is_set())


async def _talk(execution: Execution, verb: Verb, other: Call) -> None:
    here, there = execution.far, other.far_end
    assert there is not None
    here.talks_with, there.talks_with = there, here
    try:
        # An update that takes the other out ends the `<Dial>`, too.
        await _until(execution, verb, _either(other.over.wait(), other.out.wait()))
    finally:
        here.talks_with = there.talks_with = None


async def _either(*these: Coroutine[Any, Any, object]) -> None:
    """Until one of them is over; the others end."""
    ends = [asyncio.ensure_future(each) for each in these]
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in ends:
            each.cancel()
        await asyncio.gather(*ends, return_exceptions=True)


async def _until(execution: Execution, verb: Verb, over: Coroutine[Any, Any, object]) -> None:
    """Until it is over, `timeLimit` (4 hours unless given) has passed, or star was pressed with `hangupOnStar`."""
    far, star = execution.far, asyncio.Event()
    ends: list[asyncio.Future[Any]] = [asyncio.ensure_future(over), asyncio.ensure_future(star.wait())]
    if verb.yes("hangupOnStar"):
        far.on_key = lambda key: star.set() if key == STAR else None
    try:
        limit = verb.whole("timeLimit", 14_400) / execution.carrier.pace
        await asyncio.wait(ends, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    finally:
        far.on_key = None
        for each in ends:
            each.cancel()
        await asyncio.gather(*ends, return_exceptions=True)


def _after(execution: Execution, verb: Verb, params: dict[str, str]) -> Outcome:
    """“If no action is given, Dial falls through to the next verb.”"""
    from tests.carrier.execution import Next, action

    return action(execution, verb, params) if verb.get("action") else Next()


async def enqueue(execution: Execution, verb: Verb) -> Outcome:
    """Wait in a queue, hearing the document at `waitUrl` again and again, until `<Dial><Queue>` takes the call out.

    https://www.twilio.com/docs/voice/twiml/enqueue
    """
    carrier = execution.carrier
    taken: asyncio.Future[Execution] = asyncio.get_running_loop().create_future()
    execution.dequeued = taken
    carrier.queue(verb.text).put_nowait(execution)
    began = carrier.now()
    meanwhile = asyncio.ensure_future(_while_waiting(execution, verb.get("waitUrl")))
    try:
        other = await taken
    finally:
        meanwhile.cancel()
        await asyncio.gather(meanwhile, return_exceptions=True)
        execution.dequeued = None
    await other.call.over.wait()
    params = {"QueueResult": "bridged", "QueueTime": str(round(carrier.now() - began))}
    return _after(execution, verb, params)


async def _while_waiting(execution: Execution, url: str) -> None:
    carrier, call = execution.carrier, execution.call
    while url:
        answer = await carrier.webhooks.fetch(call.account, urljoin(execution.base, url), carrier.params(call))
        if answer is None or answer.status >= 400:
            return
        for each in read(answer.text):
            await hear(execution, each)


async def _queue(execution: Execution, verb: Verb, noun: Verb) -> Outcome:
    """Take out who has waited longest, or wait for somebody. https://www.twilio.com/docs/voice/twiml/queue"""
    waiting = execution.carrier.queue(noun.text)
    while (first := await waiting.get()).dequeued is None:
        continue  # who has hung up meanwhile
    first.dequeued.set_result(execution)
    await _talk(execution, verb, first.call)
    return _after(execution, verb, {"DialCallStatus": "completed", "DialCallSid": first.call.sid})
