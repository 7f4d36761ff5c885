"""What people read of how a call came out."""

import pytest

from offhook.calls.values import Disposition
from offhook.records.words import how_it_came_out


@pytest.mark.parametrize("disposition", Disposition)
@pytest.mark.parametrize("inbound", [False, True])
def test_every_disposition_has_its_words(disposition: Disposition, inbound: bool) -> None:
    assert how_it_came_out(disposition, inbound=inbound)


def test_who_hung_up_first_is_said_to_whoever_reads_it() -> None:
    assert how_it_came_out(Disposition.ABANDONED, inbound=False).startswith("You hung up")
    assert how_it_came_out(Disposition.ABANDONED, inbound=True).startswith("The caller hung up")
