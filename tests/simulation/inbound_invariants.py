"""What must hold of every call to a line, whatever went wrong in it. Each check returns what is wrong, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from sqlalchemy import select

from offhook.calls.arguments import ringing_of
from offhook.calls.commands import Answer, Bridge, Collect, Hangup, Originate, Record, Say
from offhook.calls.values import Cause, Disposition
from offhook.telephony.simulated import EndedBy, LegTruth, Person, Words
from offhook.voicemail.model import voicemails
from tests.simulation.story import Check, Story


def caller_of(story: Story) -> LegTruth:
    """The leg that came in."""
    (caller,) = [leg for leg in story.truth if leg.incoming]
    return caller


def phones_of(story: Story) -> list[LegTruth]:
    """The legs that were rung."""
    return [leg for leg in story.truth if not leg.incoming]


def at_most_one_has_the_caller(story: Story) -> Iterator[str]:
    """Nobody gets a caller whom another phone has and is still there for; nobody talks with anybody else."""
    caller = caller_of(story)
    talks = sorted((talk.at, leg.leg, leg.ended or talk.at) for leg in phones_of(story) for talk in leg.talks)
    for (_, one, ended), (since, other, _) in pairwise(talks):
        if one != other and since < ended:
            yield f"{other} gets the caller at {since}, and {one} has them until {ended}"
    for leg in phones_of(story):
        for talk in leg.talks:
            if isinstance(talk.sound, Person) and talk.sound.leg != caller.leg:
                yield f"{leg.leg} talks with {talk.sound.leg}"


def nobody_without_accepting(story: Story) -> Iterator[str]:
    """Only a phone on which 1 was pressed, or a softphone that answered, gets the caller: no voicemail ever does."""
    for leg in phones_of(story):
        accepted = [at for at, key in leg.keys if key == "1"]
        for talk in leg.talks:
            if leg.trunk and not any(at <= talk.at for at in accepted):
                yield f"{leg.leg} has the caller without having accepted: {leg}"


def rung_once(story: Story) -> Iterator[str]:
    """A phone is rung once over each trunk, and shown the line."""
    for (to, trunk), times in Counter((leg.to, leg.trunk) for leg in phones_of(story)).items():
        if times > 1:
            yield f"{to} was rung {times} times over {trunk}"
    for leg in phones_of(story):
        if leg.caller_id != story.row.line_number:
            yield f"{leg.leg} was shown {leg.caller_id}"


def agents_kept_private(story: Story) -> Iterator[str]:
    """No command towards the caller, and nothing that they are told, holds the number of a phone that is rung."""
    caller = caller_of(story)
    numbers = {leg.to.removeprefix("+1") for leg in phones_of(story)}
    sent = [repr(command) for command in story.commands if command.leg == caller.leg]
    sent += [repr(heard.sound) for heard in caller.heard if isinstance(heard.sound, Words)]
    for said in sent:
        if any(number in said for number in numbers):
            yield f"the caller's side is sent an agent's number: {said}"


def inbound_makes_sense(story: Story) -> Iterator[str]:
    """A caller is answered once and is in every bridge; only the caller is recorded; what is hung up was there."""
    caller = caller_of(story).leg
    known = {caller} | {command.leg for command in story.commands if isinstance(command, Originate)}
    if sum(isinstance(command, Answer) for command in story.commands) > 1:
        yield "the caller is answered more than once"
    for command in story.commands:
        match command:
            case Bridge(leg=leg, other=other) if caller not in (leg, other):
                yield f"two phones are bridged: {command}"
            case Answer(leg=leg) | Record(leg=leg) if leg != caller:
                yield f"it is not the caller: {command}"
            case Say(leg=leg) | Collect(leg=leg) | Hangup(leg=leg) if leg not in known:
                yield f"{command} is for a leg that never was"
            case _:
                pass


def the_caller_ends_somewhere(story: Story) -> Iterator[str]:
    """Whoever stays on the line talks with somebody, hears the voicemail or an apology: nobody is just hung up."""
    if story.is_hung_up_without_a_word(caller := caller_of(story)):
        yield f"the caller was hung up without a word: {caller}"


def inbound_disposition_is_true(story: Story) -> Iterator[str]:
    """The disposition says what happened, where all of it was seen."""
    if not story.row.certain or story.disposition is None:
        return
    caller, talked = caller_of(story), story.talked_us > 0
    match story.disposition:
        case Disposition.ANSWERED:
            holds = talked
        case Disposition.VOICEMAIL:
            holds = not talked and caller.answered is not None
        case Disposition.NO_ANSWER:
            to_phones = ringing_of(story.arrival.arguments)
            holds = not talked and to_phones is not None and to_phones.mailbox is None
        case Disposition.ABANDONED:
            holds = caller.ended_by is EndedBy.PHONE
        case Disposition.CANCELLED:
            holds = story.row.id in story.world.asked_to_hang_up
        case Disposition.FAILED:
            holds = caller.cause is Cause.MEDIA_LOST
        case _:
            holds = False
    if not holds:
        yield f"recorded as {story.disposition} ({story.row.reason}), and it was {story.truth}"


def inbound_reason_is_true(story: Story) -> Iterator[str]:
    """Nobody is said to have hung up who did not."""
    reason = story.row.reason
    if "the caller hung up" in reason and caller_of(story).ended_by is not EndedBy.PHONE:
        yield f"{reason!r}, and it was {caller_of(story)}"
    elif reason.endswith("hung up") and not any(leg.ended_by is EndedBy.PHONE for leg in story.truth):
        yield f"{reason!r}, and it was {story.truth}"


def taker_is_true(story: Story) -> Iterator[str]:
    """Whose phone took the call is who talked last with the caller; nobody did where nobody talked."""
    if not story.row.certain:
        return
    talks = sorted((talk.at, leg.to) for leg in phones_of(story) for talk in leg.talks)
    if story.disposition is Disposition.ANSWERED and talks and story.row.member_number != talks[-1][1]:
        yield f"recorded as taken by {story.row.member_number}, and it was {talks}"
    if not talks and story.row.member_number:
        yield f"recorded as taken by {story.row.member_number}, and nobody talked"


def messages_are_kept(story: Story) -> Iterator[str]:
    """A recording that began is kept once, under its name, and nothing else is."""
    with story.world.engine.connect() as conn:
        kept = [row.recording for row in conn.execute(select(voicemails)) if row.call_id == story.row.id]
    recorded = [command.recording for command in story.commands if isinstance(command, Record)]
    if sorted(kept) != sorted(recorded) or len(recorded) > 1:
        yield f"recorded {recorded}, kept {kept}"


INBOUND_CHECKS: tuple[Check, ...] = (
    at_most_one_has_the_caller,
    nobody_without_accepting,
    rung_once,
    agents_kept_private,
    inbound_makes_sense,
    the_caller_ends_somewhere,
    inbound_disposition_is_true,
    inbound_reason_is_true,
    taker_is_true,
    messages_are_kept,
)
