"""The switchboard from outside: calls through it on the practice network, with everything that can go wrong around."""

import pytest
from msgspec import structs

from offhook.calls.commands import Collect
from offhook.calls.events import HangupRequested
from offhook.calls.flow import Outcome
from offhook.calls.questions import Refused
from offhook.calls.values import Capability, Cause, ClickToCall
from offhook.switchboard.beginning import PLACED
from offhook.telephony.port import Lacking, NotReady
from offhook.telephony.simulated.network import Trunk
from tests.switchboard.desk import CALL, CLICK, DANA, LINE, MEMBER_LEG, SECOND_TRUNK, TRUNK, Desk


@pytest.mark.behaviour("T7", "T8", "T11", "X12")
def test_a_call_goes_from_the_click_to_one_complete_record(desk: Desk) -> None:
    desk.place()
    desk.run(90)
    record = desk.record
    assert (record.state, record.disposition, record.reason) == ("ended", "answered", "the contact hung up")
    assert 59_900 <= record.talk_ms <= 60_100
    assert [(leg.role, leg.state, leg.caller_id) for leg in record.legs] == [
        ("member", "ended", LINE),
        ("contact", "ended", LINE),
    ]
    assert desk.switchboard.live_calls == {}
    assert not desk.network.is_up(MEMBER_LEG)


def test_live_readers_see_every_step(desk: Desk) -> None:
    desk.place()
    desk.run(90)
    states = desk.states_told
    assert list(dict.fromkeys(states)) == [
        "ringing_member",
        "announcing",
        "ringing_contact",
        "talking",
        "ending",
        "ended",
    ]


def test_nothing_is_placed_while_the_network_is_away(desk: Desk) -> None:
    desk.telephony.lose_connection()
    desk.run(1)
    with pytest.raises(NotReady):
        desk.place()
    desk.telephony.restore_connection()
    desk.run(1)
    desk.place()
    desk.run(90)
    assert desk.record.disposition == "answered"


async def notes_keys_while_they_talk(call: ClickToCall) -> Outcome:
    raise AssertionError("it must not be started")


def test_a_flow_is_refused_where_the_network_lacks_what_it_needs(desk: Desk) -> None:
    desk.kill()
    desk.flows = {PLACED: notes_keys_while_they_talk}
    desk.needs = {PLACED: frozenset({Capability.KEYS_IN_BRIDGE})}
    desk.start()
    desk.telephony.capabilities = frozenset()
    with pytest.raises(Lacking, match="would have to report keys while two people talk, which it can't"):
        desk.place()
    assert desk.journal == []
    assert desk.switchboard.live_calls == {}


def test_a_flow_is_started_where_the_network_can_do_what_it_needs(desk: Desk) -> None:
    desk.kill()
    desk.needs = {PLACED: frozenset({Capability.KEYS_IN_BRIDGE})}
    desk.start()
    desk.place()
    desk.run(90)
    assert desk.record.disposition == "answered"


def test_what_is_refused_in_the_transaction_leaves_nothing_behind(desk: Desk) -> None:
    told: list[object] = []

    def refuse(*_: object) -> None:
        raise ValueError("no")

    desk.switchboard.place(CALL, refuse, told.append)  # type: ignore[arg-type]
    assert isinstance(told[0], ValueError)
    assert desk.switchboard.live_calls == {}
    assert desk.events == []


def test_a_limit_is_asked_before_the_contact_is_dialled(desk: Desk) -> None:
    desk.answer = Refused("Ann has talked for 300 minutes today, the most that she may until midnight.")
    desk.place()
    desk.run(60)
    assert (desk.record.disposition, desk.record.reason) == ("refused", desk.answer.reason)
    assert desk.network.phones[DANA].shown == []


@pytest.mark.parametrize(
    ("after", "disposition"), [(1, "cancelled"), (2.5, "cancelled"), (4, "cancelled"), (20, "answered")]
)
def test_a_person_can_end_a_call_at_any_time(desk: Desk, after: float, disposition: str) -> None:
    desk.place()
    desk.run(after)
    desk.switchboard.hang_up(CALL, by="Ann")
    desk.run(5)
    assert desk.record.disposition == disposition
    assert desk.switchboard.live_calls == {}
    assert HangupRequested in desk.events


def test_ending_a_call_that_is_over_does_nothing(desk: Desk) -> None:
    desk.place()
    desk.run(90)
    before = desk.journal
    desk.switchboard.hang_up(CALL, by="Ann")
    desk.run(1)
    assert desk.journal == before


def test_the_second_trunk_takes_over_when_the_first_is_down(desk: Desk) -> None:
    desk.network.trunk(TRUNK, Trunk.DOWN)
    desk.network.trunk(SECOND_TRUNK, Trunk.UP)
    line = structs.replace(CLICK.line, trunks=(TRUNK, SECOND_TRUNK))
    desk.place(structs.replace(CLICK, line=line))
    desk.run(90)
    record = desk.record
    assert record.disposition == "answered"
    assert [(leg.role, leg.trunk_id, leg.cause) for leg in record.legs] == [
        ("member", TRUNK, Cause.TRUNK_DOWN),
        ("member", SECOND_TRUNK, "normal"),
        ("contact", TRUNK, Cause.TRUNK_DOWN),
        ("contact", SECOND_TRUNK, "normal"),
    ]


def test_the_announcement_names_the_contact(desk: Desk) -> None:
    desk.place()
    desk.run(10)
    asked = [command for entry in desk.journal for command in entry.commands if isinstance(command, Collect)]
    assert [(phrase.key, phrase.name, phrase.number) for phrase in asked[0].phrases] == [
        ("dial.about_to_call", "Dana", DANA)
    ]
