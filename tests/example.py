"""The call of the examples: Ann, a member, calls Dana, a contact, and Dana sees the line."""

from offhook.calls.commands import Collect, Originate, Say
from offhook.calls.values import (
    E164,
    ClickToCall,
    LegId,
    LineUsed,
    Party,
    Phrase,
    Role,
    Seconds,
    TrunkId,
)

LINE = E164("+12025550100")
ANNS_NUMBER = E164("+12025550111")
DANAS_NUMBER = E164("+12025550122")
LAB = TrunkId("trunk_lab")
SPARE = TrunkId("trunk_spare")

# Legs of a playbook's call, in the order in which they are rung.
ANN = LegId("call-1")
DANA = LegId("call-2")
THIRD = LegId("call-3")

RING_MEMBER: Seconds = 40
RING_CONTACT: Seconds = 45


def line(*trunks: TrunkId) -> LineUsed:
    """The business line, over these trunks."""
    return LineUsed(id="line_main", number=LINE, name="Main", language="en", country="US", trunks=trunks)


CALL_DANA = ClickToCall(
    member=Party(id="member_ann", name="Ann", number=ANNS_NUMBER),
    contact=Party(id="contact_dana", name="Dana", number=DANAS_NUMBER),
    line=line(LAB),
    ring_member=RING_MEMBER,
    ring_contact=RING_CONTACT,
)


def rings_ann(leg: LegId = ANN, trunk: TrunkId = LAB) -> Originate:
    """Ann's phone is rung, and shows the line."""
    return Originate(leg, Role.MEMBER, to=ANNS_NUMBER, caller_id=LINE, trunk=trunk)


def rings_dana(leg: LegId = DANA, trunk: TrunkId = LAB) -> Originate:
    """Dana's phone is rung, and shows the line."""
    return Originate(leg, Role.CONTACT, to=DANAS_NUMBER, caller_id=LINE, trunk=trunk)


def about_dana(key: str) -> Phrase:
    """A phrase with Dana's name, and her number where the name can't be spoken."""
    return Phrase(key, number=DANAS_NUMBER, name="Dana")


def hears(leg: LegId, *phrases: Phrase | str) -> Say:
    """A leg is spoken to."""
    return Say(leg, _phrases(phrases), "en", "US")


def is_asked(leg: LegId, *phrases: Phrase | str, digits: int = 1, wait: Seconds = 4, typed: str = "") -> Collect:
    """A leg is spoken to, and may press keys."""
    return Collect(leg, _phrases(phrases), "en", "US", digits, wait, typed)


def _phrases(phrases: tuple[Phrase | str, ...]) -> tuple[Phrase, ...]:
    return tuple(Phrase(phrase) if isinstance(phrase, str) else phrase for phrase in phrases)
