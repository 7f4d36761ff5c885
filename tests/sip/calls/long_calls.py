"""Calls that take half a minute by nature: placed when the office opens, and looked at by the tests that come last.

SIP gives a silent far end 32 seconds (RFC 3261 timer B), and an announcement that nobody heeds is read twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from offhook.practice.phones import Answers, Ignores, Rings, voicemail
from offhook.practice.script import Behaviour
from tests.sip.calls.lab import ANN_HUMS, DANA_HUMS, LAB, Lab, Outcome, hears, hums, presses
from tests.sip.support.crossing import Crossing, HandOn, Silent

PATIENCE = 90.0
NAMED, UNNAMED, OVER_A_SILENT_TRUNK, NEVER_RINGS = (f"+120255501{index}" for index in range(80, 84))
"""Whom they are for."""
NAME = "Dana Ruiz"
SILENT_LINE = "+12025550190"


async def long_calls(here: Lab) -> Mapping[str, Outcome]:
    """What became of each, by whom it was for."""
    office = here.office
    await office.ask("POST", "contacts", {"name": NAME, "numbers": [NAMED]})
    greeting = str(await office.prompt("dial.no_key"))
    async with Crossing(lambda number: Silent() if number == OVER_A_SILENT_TRUNK else HandOn(here.carrier.port)) as far:
        silent = await office.add_trunk("silent", far.port)
        await office.add_line(SILENT_LINE, "silent", LAB)
        await office.trunk_is(silent, "up")
        outcomes = await asyncio.gather(
            _no_key(here, "+12025550150", NAMED, Answers()),
            _no_key(here, "+12025550151", UNNAMED, voicemail(greeting)),
            _talk_in_the_end(here, "+12025550152", OVER_A_SILENT_TRUNK),
            _never_rings(here, "+12025550153", NEVER_RINGS),
        )
    return dict(zip((NAMED, UNNAMED, OVER_A_SILENT_TRUNK, NEVER_RINGS), outcomes, strict=True))


async def _no_key(here: Lab, number: str, to: str, behaviour: Behaviour) -> Outcome:
    members, contacts = await here.phone(number, behaviour), await here.phone(to, Rings())
    call = await here.office.place(caller=number, to=to, aside=True)
    member = await members.answered(PATIENCE)
    await member.closed(PATIENCE)
    assert contacts.received == [], "the contact was dialled without a key"
    return Outcome(await here.office.ended(call, PATIENCE), member)


async def _talk_in_the_end(here: Lab, number: str, to: str) -> Outcome:
    members, contacts = await here.phone(number, presses()), await here.phone(to, hums(DANA_HUMS))
    call = await here.office.place(caller=number, to=to, line=SILENT_LINE, aside=True)
    member, contact = await members.answered(PATIENCE), await contacts.answered(PATIENCE)
    await hears(contact, ANN_HUMS)
    await contact.hang_up()
    return Outcome(await here.office.ended(call, PATIENCE), member, contact)


async def _never_rings(here: Lab, number: str, to: str) -> Outcome:
    members, contacts = await here.phone(number, presses()), await here.phone(to, Ignores(trying=True))
    call = await here.office.place(caller=number, to=to, aside=True)
    member, contact = await members.answered(PATIENCE), await contacts.rang(PATIENCE)
    return Outcome(await here.office.ended(call, PATIENCE), member, contact)
