"""What happens to a call whose own flow can't go on: people who talk go on talking, nobody is left in silence."""

from __future__ import annotations

from offhook.calls.facts import Facts, LegFacts
from offhook.calls.flow import Outcome, after, all_of, answer, ended, first_of, hangup, hangup_requested, prompted, say
from offhook.calls.values import Cause, Disposition, LegId, LineUsed, Phrase, Seconds

LONGEST_APOLOGY: Seconds = 15.0


async def fallback(facts: Facts) -> Outcome:
    """Bridged legs stay until one hangs up; answered ones, and callers, hear an apology and end; ringing ones end."""
    line = None if facts.started is None else facts.started.arguments.line
    await all_of(*(_let_go(leg, known, line) for leg, known in facts.legs.items() if known.alive))
    return Outcome(Disposition.FAILED, reason="a fault in Offhook: the call's flow could not go on")


async def _let_go(leg: LegId, known: LegFacts, line: LineUsed | None) -> None:
    """`line` tells in which language to apologise; None where the start of the call can't be read any more."""
    if known.hangup is not None:
        return
    if known.partner is not None:
        await first_of(ended(leg), ended(known.partner), hangup_requested())
        await hangup(leg)
    elif line is not None and (known.can_hear or known.incoming):
        await answer(leg)
        await say(leg, Phrase("call.apology"), language=line.language, country=line.country)
        await first_of(prompted(leg), ended(leg), hangup_requested(), after(LONGEST_APOLOGY))
        await hangup(leg)
    else:
        await hangup(leg, Cause.NORMAL if known.can_hear else Cause.CANCELLED)
