"""Small flows that the kernel's tests are put together from, and a runner for them."""

from collections.abc import Callable

from offhook.calls.events import Started
from offhook.calls.flow import Cancelled, FlowOf, Outcome, answered, ended, first_of, hangup, originate, prompted, say
from offhook.calls.kernel import Runner
from offhook.calls.values import Cause, ClickToCall, Disposition, LegId, Phrase, Role
from offhook.calls.waits import Wait
from offhook.flows import fallback
from tests.example import CALL_DANA, DANAS_NUMBER, LAB, LINE
from tests.playbook import CALL

DONE = Outcome(Disposition.ANSWERED)
HELLO = Phrase("dial.about_to_call")
GOODBYE = Phrase("dial.no_key")
STARTED = Started("flow", 1, CALL_DANA)

Flow = Callable[[ClickToCall], FlowOf[Outcome]]


def told(found: object) -> Outcome:
    """An outcome that carries what a wait or a race returned, to be seen in the script."""
    return Outcome(Disposition.ANSWERED, reason=repr(found))


async def phone() -> LegId:
    """Ring Dana's phone."""
    return await originate(Role.CONTACT, DANAS_NUMBER, caller_id=LINE, trunk=LAB)


async def speak(leg: LegId, phrase: Phrase) -> None:
    """Start to say something in English."""
    await say(leg, phrase, language="en", country="US")


async def rung(name: str) -> str:
    """Ring a phone until it is answered or has ended, which this then tells; hang it up when cancelled."""
    leg = await phone()
    try:
        event = await first_of(answered(leg), ended(leg))
        return f"{name} {type(event).__name__.lower()}"
    except Cancelled:
        await hangup(leg, Cause.CANCELLED)
        raise


async def with_farewell(leg: LegId, wait: Wait[object]) -> str:
    """Wait; say goodbye to the leg when cancelled."""
    try:
        await wait
        return "waited"
    except Cancelled:
        await speak(leg, GOODBYE)
        await first_of(prompted(leg), ended(leg))
        await hangup(leg)
        raise


def runner(flow: Flow) -> Runner:
    """A runner that knows this flow, as `STARTED` names it."""
    return Runner(CALL, {("flow", 1): flow}, fallback)


async def answers_and_is_done(call: ClickToCall) -> Outcome:
    """Rings two phones, and returns once the first has answered."""
    one = await phone()
    await phone()
    await answered(one)
    return DONE
