"""What the playbooks of several flows have in common."""

import pytest

from offhook.calls.commands import Answer, Bridge, Command, Hangup
from offhook.calls.events import Answered, Bridged, Collected, Ended, HangupRequested, Prompted
from offhook.calls.journal import encode
from offhook.calls.values import E164, Cause, LegId, Phrase, Seconds
from tests.example import hears, is_asked
from tests.example_inbound import CALLER, MAINS_GREETING, hears_who_calls
from tests.playbook import Passage, Playbook, elapsed

REQUESTED = HangupRequested(by="the API")


def cut_off(leg: LegId, who: str) -> pytest.MarkDecorator:
    """Each `end` of a phone that leaves although nobody is known to have hung up, with the record's `reason`."""
    ends = [
        (Ended(leg, Cause.MEDIA_LOST), f"no sound came from {who}'s phone any more"),
        (Ended(leg, Cause.SWITCH_LOST, unseen_ms=900), "the telephone switch stopped, and the call ended with it"),
        (Ended(leg, Cause.UNKNOWN, unseen_ms=900), "unknown: it ended while nobody was watching"),
        (Ended(leg, Cause.UNKNOWN), f"the network ended {who}'s part of the call and gave no reason"),
    ]
    return pytest.mark.parametrize(("end", "reason"), ends, ids=[f"{end.cause} {end.unseen_ms}" for end, _ in ends])


def accepts(leg: LegId) -> Passage:
    """Whoever answers hears who calls, and presses 1."""
    return lambda script: script >> Answered(leg) << hears_who_calls(leg) >> Collected(leg, "1")


def is_joined(leg: LegId) -> Passage:
    """The caller, who was not answered before, talks with somebody."""
    return lambda script: script << Answer(CALLER) << Bridge(CALLER, leg) >> Answered(CALLER) >> Bridged(CALLER, leg)


def hangs_up(leg: LegId, other: LegId) -> Passage:
    """One hangs up, and the other is let go."""
    return lambda script: (
        script >> Ended(leg, Cause.NORMAL) << Hangup(other, Cause.NORMAL) >> Ended(other, Cause.NORMAL)
    )


def reaches_its_longest(seconds: Seconds, other: LegId, told: LegId) -> Passage:
    """The talk is over: one is let go, and the one of ours is told."""
    return lambda script: (
        script
        >> elapsed(seconds)
        << Hangup(other, Cause.TIME_UP)
        << hears(told, "call.time_is_up")
        >> Ended(other, Cause.NORMAL)
        >> Prompted(told)
        << Hangup(told, Cause.NORMAL)
        >> Ended(told, Cause.NORMAL)
    )


def is_told_and_let_go(leg: LegId, phrase: Phrase | str) -> Passage:
    """Somebody who was answered hears the last words of the call."""
    ends = Hangup(leg, Cause.NORMAL)
    return lambda script: script << hears(leg, phrase) >> Prompted(leg) << ends >> Ended(leg, Cause.NORMAL)


def caller_is_told_and_let_go(phrase: Phrase | str) -> Passage:
    """The caller, who was not answered before, hears the only words of the call."""
    ends = Hangup(CALLER, Cause.NORMAL)
    return lambda script: (
        script
        << Answer(CALLER)
        << hears(CALLER, phrase)
        >> Answered(CALLER)
        >> Prompted(CALLER)
        << ends
        >> Ended(CALLER, Cause.NORMAL)
    )


def voicemail_answers(script: Playbook) -> Playbook:
    """The caller, who was not answered before, hears the line's greeting."""
    return script << Answer(CALLER) << is_asked(CALLER, MAINS_GREETING, wait=0)


def commands_for(leg: LegId, script: Playbook) -> list[Command]:
    """All that was said to the network of this leg."""
    return [command for entry in script.entries for command in entry.commands if command.leg == leg]


def tells(command: Command, number: E164) -> bool:
    """Whether a command holds this number of the United States, in any notation."""
    return number.removeprefix("+1").encode() in encode(command)
