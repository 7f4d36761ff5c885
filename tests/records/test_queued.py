"""A phone that rings late because its carrier begins calls one after the other: the timeline says so."""

import pytest

from offhook.calls.commands import Ring
from offhook.calls.events import Queued, Ringing
from offhook.flows.inbound import inbound
from offhook.records.timeline import timeline
from tests.example_inbound import ANN, BOB, CALLER, DANA_CALLS, ONE, TWO, Claims, rings
from tests.playbook import Playbook


@pytest.mark.behaviour("X3")
def test_a_phone_that_waits_for_its_turn_says_how_long() -> None:
    script = Playbook(inbound, DANA_CALLS, answers=Claims()) << Ring(CALLER) << rings(ONE, ANN) << rings(TWO, BOB)
    script = script >> Queued(TWO, 1, 2.5) >> Ringing(TWO)
    script.goes_on()
    (said,) = [moment for moment in timeline(script.entries) if moment.what == "queued"]
    assert said.leg == TWO
    assert said.text.endswith("waits to be dialled: 1 before it, about 2.5 s, as the carrier takes turns")
