"""The very words: what a member hears is compared with the prompts that were made, sample by sample."""

from collections.abc import Mapping

import pytest

from tests.sip.calls.lab import Lab, Outcome
from tests.sip.calls.long_calls import NAME, NAMED, UNNAMED
from tests.sip.support.words import share_heard

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.behaviour("T8")
async def test_a_contact_is_announced_by_name_and_a_stranger_by_number(
    here: Lab, waited: Mapping[str, Outcome]
) -> None:
    by_name = await here.office.prompt("dial.about_to_call", number=NAMED, name=NAME)
    by_number = await here.office.prompt("dial.about_to_call", number=UNNAMED)
    known, unknown = waited[NAMED].member.sound(), waited[UNNAMED].member.sound()
    assert share_heard(known, by_name) > max(0.4, share_heard(known, by_number))
    assert share_heard(unknown, by_number) > max(0.4, share_heard(unknown, by_name))


async def test_who_presses_no_key_is_told_so_and_nothing_else(here: Lab, waited: Mapping[str, Outcome]) -> None:
    heard = waited[NAMED].member.sound()
    assert share_heard(heard, await here.office.prompt("dial.no_key")) > 0.4
    for other in ("call.apology", "dial.limit_reached"):
        # Some say goodbye too.
        assert share_heard(heard, await here.office.prompt(other)) < 0.3
