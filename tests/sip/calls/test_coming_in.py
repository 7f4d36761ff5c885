"""Calls to numbers that are no line's, and from callers whose number is none, however either is written."""

import pytest

from tests.furnish import LINE
from tests.sip.calls.office import Office, Placed
from tests.sip.stranger import stranger
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]


def came_in(office: Office) -> list[str]:
    """The channels that came in; calls that were placed go on meanwhile."""
    return [channel for channel in office.channels() if not channel.startswith("call_")]


STRANGE = {
    "a number that nobody has": "+12025550177",
    "an extension": "100",
    "letters behind digits": "1abc",
    "a parameter": "+12025550177;phone-context=x",
    "a comma": "+1202%2C555",
    "a dialplan expression": "1%24%7BEXTEN%7D",
    "a dialplan function": "1%24%7BSHELL%28id%29%7D",
    "a quote": "1%27%22",
    "a line break": "1%0D%0AX-Odd:%20x",
    "no ASCII": "1%E2%82%AC%C3%BC",
    "digits of another script": "%D9%A1%D9%A2%D9%A3",
    "spaces": "1%20202%20555",
    "no text": "1%FF%FE",
    "far too long": "1" * 300,
    "keys": "*98%23",
    "nothing but a plus": "+",
    "a slash and an at": "1%2F%40trunk",
}


@pytest.mark.parametrize("dialled", STRANGE.values(), ids=list(STRANGE))
async def test_a_number_that_is_no_lines_is_not_found(office: Office, dialled: str) -> None:
    async with stranger(office.sip_port) as caller:
        answers = await caller.invite(to=dialled)
    assert [answer.splitlines()[0] for answer in answers if not answer.startswith("SIP/2.0 100")] == [
        "SIP/2.0 404 Not Found"
    ]
    assert "asterisk" not in "".join(answers).lower()
    await eventually(lambda: not came_in(office), "no channel is left")
    assert office.complaints() == []


MALFORMED = {
    "letters": "ann",
    "digits and letters": "1800FLOWERS",
    "an extension": "12",
    "far too long": "9" * 200,
    "no ASCII": "%E2%82%AC%C3%BC",
    "no text": "%FF%FE",
    "a line break": "1%0D%0AX-Odd:%20x",
    "a dialplan function": "1%24%7BSHELL%28id%29%7D",
    "a comma and a parameter": "%2B12025550122%2C1;x=y",
    "an apostrophe": "%27%3B%20DROP%20TABLE%20calls",
    "spaces": "%20%20",
}


@pytest.mark.parametrize("user", MALFORMED.values(), ids=list(MALFORMED))
async def test_a_caller_without_a_proper_number_is_let_in_as_one_without_a_number(office: Office, user: str) -> None:
    """The line's voicemail takes the call, and the record has no number: least of all one that nobody has sent."""
    before = office.last_call()
    async with stranger(office.sip_port) as caller:
        answers = await caller.invite(to=LINE, user=user)
        assert answers[-1].startswith("SIP/2.0 200")
        await eventually(lambda: office.last_call() != before, "the call is there")
        call = Placed(office.last_call(), 0.0)
        await office.hang_up(call)
        record = await office.ended(call)
    assert record["contact"]["number"] == ""
    await eventually(lambda: not came_in(office), "no channel is left")
    assert office.complaints() == []
