"""What must hold of every call to a line's voicemail, and of what is kept and mailed, whatever went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from offhook.calls.commands import Answer, Collect, Record
from offhook.calls.questions import MarkMessage, Opened, OpenMailbox, Shut
from offhook.calls.values import Cause, Disposition
from offhook.people.pin_tries import FIRST_LOCK_S, TRIES
from offhook.telephony.simulated import EndedBy
from offhook.voicemail.mails import MailState
from offhook.voicemail.model import State, greeting_recordings, mails, voicemails
from tests.simulation.inbound_invariants import caller_of, the_caller_ends_somewhere
from tests.simulation.story import Check, Story
from tests.simulation.visiting import disk
from tests.simulation.visiting_plan import AGENTS_NUMBER, PINS, RECIPIENTS
from tests.simulation.world import World

# Of a run


def background_wrongs(world: World) -> Iterator[str]:
    """Everything that is wrong with PINs, messages, greetings and mails."""
    yield from wrong_pins_lock(world)
    yield from all_is_kept(world)
    yield from each_message_is_mailed_once(world)
    yield from what_was_heard_is_marked(world)


def wrong_pins_lock(world: World) -> Iterator[str]:
    """Only a right PIN opens; five wrong ones in a row, by caller or by account, lock for a quarter of an hour."""
    failures: Counter[str] = Counter()
    locked: dict[str, int] = {}
    for asked in world.company.visits.asked:
        match asked.question:
            case OpenMailbox(caller=caller, pin=pin):
                own = caller == AGENTS_NUMBER
                subjects = ["the agent" if own else "the line", f"caller {caller}"]
                right = pin == PINS["mem_0"] if own else pin in PINS.values()
                shut = any(locked.get(subject, 0) > asked.at for subject in subjects)
                if not shut and not right:
                    failures.update(subjects)
                    fails = [subject for subject in subjects if failures[subject] % TRIES == 0]
                    locked |= dict.fromkeys(fails, asked.at + FIRST_LOCK_S * 1_000_000)
                    shut = bool(fails)
                elif not shut:
                    for subject in subjects:
                        failures[subject] = 0
                expected = shut if shut or not right else None
                found = asked.answer.locked if isinstance(asked.answer, Shut) else None
                if found is not expected:
                    yield f"a PIN, {'right' if right else 'wrong'} after {failures}, is answered by {asked.answer}"
            case _:
                pass


def all_is_kept(world: World) -> Iterator[str]:
    """Whatever was recorded is settled in the end; audio that is kept is there."""
    with world.engine.connect() as conn:
        for row in conn.execute(select(voicemails)):
            if row.state == State.WAITING.value:
                yield f"a message waits still: {row}"
            if row.state == State.KEPT.value and not disk().read(row.content):
                yield f"the audio of a message is gone: {row}"
        for row in conn.execute(select(greeting_recordings)):
            yield f"a greeting waits still: {row}"


def each_message_is_mailed_once(world: World) -> Iterator[str]:
    """To each address, and to nobody what is no message. Twice only where one that was sent could not be noted."""
    with world.engine.connect() as conn:
        kept = {row.id for row in conn.execute(select(voicemails)) if row.state == State.KEPT.value}
        deleted = {row.id for row in conn.execute(select(voicemails)) if row.deleted_at is not None}
        rows = conn.execute(select(mails)).all()
    if Counter((row.voicemail_id, row.address) for row in rows) != Counter(
        (voicemail, address) for voicemail in kept for address in RECIPIENTS
    ):
        yield f"kept are {kept}, and mails are {rows}"
    for row in rows:
        copies = [each for each in world.delivered if each.message.startswith(f"<{row.id}@")]
        if row.state == MailState.WAITING.value:
            yield f"a mail waits still: {row}"
        elif row.state == MailState.FAILED.value and row.voicemail_id not in deleted:
            yield f"a mail was given up: {row}"
        elif row.state == MailState.SENT.value and not copies:
            yield f"a mail is called sent, and the server never had it: {row}"
        if any(each.address != row.address for each in copies):
            yield f"a mail went to somebody else: {copies}"
        times = Counter(each.worker for each in copies).values()
        if any(each > 1 for each in times) and not world.plan.write_failures:
            yield f"one worker has sent a mail more than once: {copies}"


def what_was_heard_is_marked(world: World) -> Iterator[str]:
    """A message that somebody chose to keep or delete by phone is heard, or deleted."""
    with world.engine.connect() as conn:
        rows = {row.id: row for row in conn.execute(select(voicemails))}
    for asked in world.company.visits.asked:
        match asked.question:
            case MarkMessage(voicemail=voicemail, deleted=deleted):
                row = rows[voicemail]
                if row.heard_at is None or (deleted and row.deleted_at is None):
                    yield f"{asked.question} was answered, and the message is {row}"
            case _:
                pass


# Of a call


def opened(story: Story) -> list[Opened]:
    """The answers by which the mailbox was opened to somebody in this call."""
    return [answer for entry in story.entries for answer in entry.answers if isinstance(answer, Opened)]


def nothing_is_heard_without_a_pin(story: Story) -> Iterator[str]:
    """Only messages that the PIN opened are played, and nobody's PIN stands in the journal."""
    sounds = {message.sound for answer in opened(story) for message in answer.messages}
    for command in story.commands:
        if isinstance(command, Collect):
            for phrase in command.phrases:
                if phrase.key == "mailbox.message" and phrase.sound not in sounds:
                    yield f"a message is played that nobody opened: {command}"
    said = repr([(entry.event, entry.answers, entry.commands) for entry in story.entries])
    for pin in PINS.values():
        if pin in said:
            yield f"the PIN {pin} stands in the journal"


def only_the_caller_is_spoken_to(story: Story) -> Iterator[str]:
    """They are answered once, and a message of theirs is recorded at most once."""
    caller = caller_of(story).leg
    if sum(isinstance(command, Answer) for command in story.commands) > 1:
        yield "the caller is answered more than once"
    for command in story.commands:
        if isinstance(command, Record) and command.leg != caller:
            yield f"it is not the caller who is recorded: {command}"
    with story.world.engine.connect() as conn:
        kept = [row for row in conn.execute(select(voicemails)) if row.call_id == story.row.id]
    if len(kept) > 1 or (kept and opened(story)):
        yield f"kept {kept} of a call in which was opened {opened(story)}"


def visit_disposition_is_true(story: Story) -> Iterator[str]:
    """The disposition says what happened, where all of it was seen."""
    if not story.row.certain or story.disposition is None:
        return
    caller, recorded = caller_of(story), any(isinstance(command, Record) for command in story.commands)
    match story.disposition:
        case Disposition.ANSWERED:
            holds = story.talked_us > 0
        case Disposition.VOICEMAIL:
            holds = recorded and not opened(story)
        case Disposition.MAILBOX:
            holds = any(key == "*" for _, key in caller.keys)
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


VISIT_CHECKS: tuple[Check, ...] = (
    nothing_is_heard_without_a_pin,
    only_the_caller_is_spoken_to,
    the_caller_ends_somewhere,
    visit_disposition_is_true,
)
