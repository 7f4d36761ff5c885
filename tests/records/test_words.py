"""What people read of how a call came out."""

import pytest

from offhook.calls.values import Cause, Disposition, Role
from offhook.records.words import how_it_came_out, why_it_ended


@pytest.mark.parametrize("disposition", Disposition)
@pytest.mark.parametrize("inbound", [False, True])
def test_every_disposition_has_its_words(disposition: Disposition, inbound: bool) -> None:
    assert how_it_came_out(disposition, inbound=inbound)


def test_who_hung_up_first_is_said_to_whoever_reads_it() -> None:
    assert how_it_came_out(Disposition.ABANDONED, inbound=False).startswith("You hung up")
    assert how_it_came_out(Disposition.ABANDONED, inbound=True).startswith("The caller hung up")


def test_a_caller_who_was_refused_is_not_said_to_have_been_busy() -> None:
    assert why_it_ended(Cause.BUSY, Role.CONTACT, by_us=Cause.BUSY) == "refused by Offhook with a busy tone"
    assert why_it_ended(Cause.BUSY, Role.CONTACT) == "the contact's phone was busy"
