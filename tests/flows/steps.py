"""What the playbooks of several flows have in common."""

import pytest

from offhook.calls.commands import Command
from offhook.calls.events import Ended, HangupRequested
from offhook.calls.journal import encode
from offhook.calls.values import E164, Cause, LegId
from tests.playbook import Playbook

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


def commands_for(leg: LegId, script: Playbook) -> list[Command]:
    """All that was said to the network of this leg."""
    return [command for entry in script.entries for command in entry.commands if command.leg == leg]


def tells(command: Command, number: E164) -> bool:
    """Whether a command holds this number of the United States, in any notation."""
    return number.removeprefix("+1").encode() in encode(command)
