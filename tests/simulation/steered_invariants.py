"""What must hold of a call in which there were holds and transfers. Each check returns what is wrong, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from offhook.calls.commands import Originate
from offhook.calls.values import LegId, Role
from offhook.telephony.simulated import LegTruth, Person
from tests.simulation.plan import LINE
from tests.simulation.story import Check, Story

LONGEST_SILENCE_S = 6.0


def the_contact_of(story: Story) -> list[LegTruth]:
    """The legs of the other party: one that was answered, or came in, at most."""
    return [leg for leg in story.legs(Role.CONTACT) if leg.answered is not None]


def each_leg_is_dialled_once(story: Story) -> Iterator[str]:
    """Nothing is dialled twice, whatever is transferred when."""
    for name, times in Counter(leg.leg for leg in story.truth).items():
        if times > 1:
            yield f"{name} was dialled {times} times"


def everybody_sees_the_line(story: Story) -> Iterator[str]:
    """All phones are shown the line, and nothing towards the other party holds the number of another phone."""
    for leg in story.truth:
        if leg.caller_id != LINE:
            yield f"{leg.leg} was shown {leg.caller_id}"
    contacts = {leg.leg for leg in story.legs(Role.CONTACT)}
    private = {leg.to.removeprefix("+1") for leg in story.truth if leg.leg not in contacts}
    sent = [repr(command) for command in story.commands if command.leg in contacts]
    sent += [repr(getattr(heard.sound, "phrases", "")) for leg in story.legs(Role.CONTACT) for heard in leg.heard]
    for said in sent:
        if any(number in said for number in private):
            yield f"the other party's side is sent an agent's number: {said}"


def nobody_is_talked_to_without_having_accepted(story: Story) -> Iterator[str]:
    """Whoever talks has pressed a key first, or is the other party; a softphone has answered."""
    for leg in story.truth:
        if leg.role is Role.CONTACT or not leg.trunk:
            continue
        for talk in leg.talks:
            if not any(at <= talk.at for at, _ in leg.keys):
                yield f"{leg.leg} talks without having pressed a key: {leg}"


def the_other_party_is_never_left_in_silence(story: Story) -> Iterator[str]:
    """They hear a person, music, ringback or words from when they first talked to their end."""
    longest = LONGEST_SILENCE_S * 1e6 + story.tolerance_us
    for leg in the_contact_of(story):
        if not leg.talks or leg.ended is None:
            continue
        since = leg.talks[0].at
        heard = [(one.at, one.until or leg.ended) for one in leg.heard if one.at >= since]
        for begin, end in [*heard, (leg.ended, leg.ended)]:
            if begin - since - story.world.away_s(since, begin) * 1e6 > longest:
                yield f"{leg.leg} heard nothing for {(begin - since) / 1e6:.1f} s: {leg}"
            since = max(since, end)


def two_hear_each_other(story: Story) -> Iterator[str]:
    """Whoever hears a person is heard by them: nobody listens in."""
    talks: dict[LegId, list[tuple[int, int, str]]] = {
        leg.leg: [(talk.at, talk.until or 0, talk.sound.leg) for talk in leg.talks if isinstance(talk.sound, Person)]
        for leg in story.truth
    }
    for leg, its in talks.items():
        for at, until, other in its:
            if (at, until, leg) not in talks.get(LegId(other), []):
                yield f"{leg} hears {other} from {at} to {until}, and is not heard"


def talk_is_charged_and_no_more(story: Story) -> Iterator[str]:
    """Talk time is at least what the other party talked, and at most the time from the first word to their end."""
    recorded, legs = story.row.talk_ms * 1000, the_contact_of(story)
    most = sum((leg.ended or 0) - leg.talks[0].at for leg in legs if leg.talks)
    unnoticed = story.world.plan.faults.longest_unnoticed * 1e6
    if recorded > most + story.tolerance_us + unnoticed:
        yield f"{recorded / 1e6:.2f} s are charged, and they were on the phone for {most / 1e6:.2f} s"
    if story.row.certain and recorded < story.talked_us - story.tolerance_us:
        yield f"they talked {story.talked_us / 1e6:.2f} s, and {recorded / 1e6:.2f} s are recorded"


def only_known_phones_ring(story: Story) -> Iterator[str]:
    """The other party is dialled once at most over each trunk: only members are rung again."""
    contacts = [
        command for command in story.commands if isinstance(command, Originate) and command.role is Role.CONTACT
    ]
    for trunk, times in Counter(command.trunk for command in contacts).items():
        if times > 1:
            yield f"the contact was dialled {times} times over {trunk}"


STEERED_CHECKS: tuple[Check, ...] = (
    each_leg_is_dialled_once,
    everybody_sees_the_line,
    nobody_is_talked_to_without_having_accepted,
    the_other_party_is_never_left_in_silence,
    two_hear_each_other,
    talk_is_charged_and_no_more,
    only_known_phones_ring,
)
