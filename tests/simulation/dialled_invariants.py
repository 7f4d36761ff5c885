"""What must hold of every call from a softphone, whatever went wrong in it. Each check returns what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from offhook.calls.arguments import FromSoftphone, ToColleague, ToEmergency, ToNobody
from offhook.calls.commands import Answer, Bridge, Collect, Originate, Say
from offhook.calls.values import Disposition, Role
from tests.simulation.inbound_invariants import caller_of, phones_of
from tests.simulation.story import Check, Story


def call_of(story: Story) -> FromSoftphone:
    """What the call began with."""
    assert isinstance(story.arrival.arguments, FromSoftphone)
    return story.arrival.arguments


def dialled_where_it_should_be(story: Story) -> Iterator[str]:
    """Nobody is rung for a call that is not put through, an emergency only over its trunk, and each phone once."""
    to = call_of(story).to
    rung = phones_of(story)
    if isinstance(to, ToNobody) and rung:
        yield f"somebody was rung: {rung}"
    if isinstance(to, ToEmergency) and any(leg.trunk != to.trunk or leg.to != to.number for leg in rung):
        yield f"an emergency call went elsewhere: {rung}"
    for (callee, trunk), times in Counter((leg.to, leg.trunk) for leg in rung).items():
        if times > 1:
            yield f"{callee} was rung {times} times over {trunk}"


def softphone_kept_private(story: Story) -> Iterator[str]:
    """Over a trunk only the line is shown, and nothing that goes there names the softphone or the member."""
    me = call_of(story).caller
    for command in story.commands:
        if isinstance(command, Originate) and command.trunk:
            if command.caller_id != story.row.line_number:
                yield f"the far end was shown {command.caller_id}"
            if me.softphone in repr(command) or command.caller_name:
                yield f"the far end is sent the softphone: {command}"


def answered_only_for_something(story: Story) -> Iterator[str]:
    """The member is answered once, and in the same breath joined or spoken to; nobody else is spoken to."""
    caller = caller_of(story).leg
    answers = 0
    for entry in story.entries:
        commands = list(entry.commands)
        for nth, command in enumerate(commands):
            if isinstance(command, Answer):
                answers += 1
                if not any(isinstance(then, Bridge | Say | Collect) for then in commands[nth:]):
                    yield f"answered for nothing: {commands}"
            taken = isinstance(command, Say) and any(phrase.key == "inbound.taken" for phrase in command.phrases)
            if isinstance(command, Say | Collect) and command.leg != caller and not taken:
                yield f"it is not the member who is spoken to: {command}"
    if answers > 1:
        yield "the member is answered more than once"


def the_member_is_told(story: Story) -> Iterator[str]:
    """Whoever stays on the phone talks with somebody or hears words: nobody is just hung up."""
    if story.is_hung_up_without_a_word(caller := caller_of(story)):
        yield f"the member was hung up without a word: {caller}"


def dialled_disposition_is_true(story: Story) -> Iterator[str]:
    """The disposition says whether they talked, where all of it was seen."""
    if not story.row.certain or story.disposition is None:
        return
    talked = any(leg.talks for leg in story.truth)
    if talked and story.disposition is not Disposition.ANSWERED:
        yield f"recorded as {story.disposition}, and they talked"
    if story.disposition is Disposition.CANCELLED and story.row.id not in story.world.asked_to_hang_up:
        yield "recorded as cancelled, and nobody asked for it"
    internal = isinstance(call_of(story).to, ToColleague)
    if (story.row.direction == "internal") is not internal or story.row.member_id != call_of(story).caller.member:
        yield f"it is another's record: {story.row}"
    for leg in story.legs(Role.COLLEAGUE):
        if not internal:
            yield f"a colleague was rung: {leg}"


DIALLED_CHECKS: tuple[Check, ...] = (
    dialled_where_it_should_be,
    softphone_kept_private,
    answered_only_for_something,
    the_member_is_told,
    dialled_disposition_is_true,
)
