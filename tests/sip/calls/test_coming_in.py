"""Calls to numbers that are no line's: every caller is told so, whatever they dialled and however it is written."""

import pytest

from tests.sip.calls.office import Office
from tests.sip.stranger import stranger
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.asyncio(loop_scope="session")]

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
    await eventually(lambda: not office.channels(), "no channel is left")
    assert office.complaints() == []
