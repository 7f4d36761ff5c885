"""Channels that come in: whose they are, who calls, what was dialled, and how they are known again."""

import asyncio
import json
from asyncio import Future
from collections.abc import Sequence

import pytest

from offhook.calls.events import Incoming
from offhook.calls.values import CallId, LegId, SoftphoneId, Trail, TrunkId
from offhook.numbers import NumberFormat
from offhook.telephony.asterisk import wire
from offhook.telephony.asterisk.arrivals import Arrivals, unmarked
from offhook.telephony.asterisk.dial_strings import TrunkView

LAB, HOME = TrunkId("trunk_lab"), TrunkId("trunk_home")
VIEWS = {LAB: TrunkView(LAB), HOME: TrunkView(HOME, NumberFormat.NATIONAL, "US")}
SOFTPHONES = {"k7m2p9x4w3nq": SoftphoneId("softphone_ann")}
LEG = LegId("call_1-1")
CAME_IN = ["in", "allowed_not_screened"]


def arrivals() -> Arrivals:
    return Arrivals(VIEWS.get, SOFTPHONES.get, lambda: CallId("call_1"))


def channel(
    caller: str = "+12025550122", dialled: str = "+12025550100", trunk: str = LAB, name: str = "1764.7"
) -> wire.Channel:
    return wire.Channel(
        name,
        "Ring",
        f"PJSIP/{trunk}-00000001",
        wire.CallerId(caller),
        wire.Dialplan(dialled, f"offhook,{','.join(CAME_IN)}"),
    )


def incoming(came: wire.Channel, arguments: Sequence[str] = CAME_IN) -> Incoming:
    arrival = arrivals().take(came, arguments)
    assert arrival is not None
    assert (arrival.call, arrival.channel, arrival.incoming.leg) == ("call_1", came.id, LEG)
    return arrival.incoming


@pytest.mark.parametrize(
    ("trunk", "caller", "dialled"),
    [
        (LAB, "+12025550122", "+12025550100"),
        (LAB, "12025550122", "12025550100"),
        (HOME, "2025550122", "2025550100"),
        (HOME, "12025550122", "2025550100"),
        (HOME, "+12025550122", "+12025550100"),
    ],
)
def test_numbers_are_read_as_the_trunk_writes_them(trunk: TrunkId, caller: str, dialled: str) -> None:
    came = incoming(channel(caller, dialled, trunk))
    assert came == Incoming(LEG, trunk, "+12025550100", "+12025550122")  # type: ignore[arg-type]


def test_a_softphone_is_known_by_the_account_that_it_proved_to_have_whatever_it_says() -> None:
    came = incoming(channel("+12025550199", "202", "k7m2p9x4w3nq"))
    assert came == Incoming(LEG, TrunkId(""), "202", None, softphone=SoftphoneId("softphone_ann"))
    assert incoming(channel(dialled="202", trunk="gone")).softphone == ""


@pytest.mark.parametrize("dialled", ["100", "+", "2025550100;x=1", "+1202555010O", "0*#", "1" * 70])
def test_what_is_no_number_stays_as_it_was_dialled(dialled: str) -> None:
    assert incoming(channel(dialled=dialled)).to == dialled


@pytest.mark.parametrize("caller", ["", "ann", "unknown", "+", "sip:x@y", "12"])
def test_a_caller_without_a_number_is_none_and_did_not_withhold_it(caller: str) -> None:
    came = incoming(channel(caller))
    assert (came.caller, came.withheld) == (None, False)


@pytest.mark.parametrize(
    ("caller", "arguments"),
    [
        ("+12025550122", ["in", "prohib_not_screened"]),
        ("+12025550122", ["in", "prohib"]),
        ("+12025550122", ["in", "allowed_not_screened", "privacy=id"]),
        ("+12025550122", ["in", "allowed_not_screened", "privacy=Header; ID;critical", "trail=", "priority="]),
        ("+12025550122", ["in", "allowed_not_screened", "trail=", "privacy=session;user"]),
        ("anonymous", CAME_IN),
        ("Anonymous", ["in", "allowed_not_screened", "privacy="]),
    ],
)
def test_a_withheld_number_is_not_told(caller: str, arguments: Sequence[str]) -> None:
    came = incoming(channel(caller), arguments)
    assert (came.caller, came.withheld) == (None, True)


@pytest.mark.parametrize("privacy", ["", "none", "session", "critical", "identity"])
def test_other_privacy_withholds_nothing(privacy: str) -> None:
    assert incoming(channel(), [*CAME_IN, f"privacy={privacy}", "trail=id", "priority=user"]).caller == "+12025550122"


def attested(*headers: str, attesting: bool = True) -> bool:
    taker = Arrivals(VIEWS.get, SOFTPHONES.get, lambda: CallId("call_1"), attesting=attesting)
    arrival = taker.take(channel(), [*CAME_IN, "privacy=", "trail=", "priority=", *headers])
    assert arrival is not None
    return arrival.incoming.attested


@pytest.mark.parametrize(
    ("level", "address"),
    [
        ("A", "<sip:+12025550122@192.0.2.1;verstat=TN-Validation-Passed>;tag=x"),
        ("", "<sip:+12025550122@192.0.2.1;user=phone;verstat=TN-Validation-Passed-A>;tag=x"),
        ("a", '"Dana <the best>" <sips:+12025550122@192.0.2.1;verstat=tn-validation-passed>'),
        ("TN-Validation-Passed-A", "<sip:+12025550122@192.0.2.1>;tag=x"),
    ],
)
def test_attestation_a_that_our_carrier_has_verified_is_believed_where_it_may_be(level: str, address: str) -> None:
    assert attested(f"level={level}", f"verstat={address}")
    assert not attested(f"level={level}", f"verstat={address}", attesting=False)


@pytest.mark.parametrize(
    ("level", "address"),
    [
        ("", ""),
        ("A", "<sip:+12025550122@192.0.2.1>;tag=x"),
        ("B", "<sip:+12025550122@192.0.2.1;verstat=TN-Validation-Passed>;tag=x"),
        ("", "<sip:+12025550122@192.0.2.1;verstat=TN-Validation-Passed-C>;tag=x"),
        ("A", "<sip:+12025550122@192.0.2.1;verstat=TN-Validation-Failed>;tag=x"),
        ("A", '"<sip:x;verstat=TN-Validation-Passed>" <sip:+12025550122@192.0.2.1>;tag=x'),
        ("", "<sip:+12025550122@192.0.2.1>;verstat=TN-Validation-Passed-A"),
        ("", "<sip:x;verstat=TN-Validation-Passed-A> <sip:+12025550122@192.0.2.1>"),
        ("TN-Validation-Passed-B", "<sip:+12025550122@192.0.2.1>;tag=x"),
    ],
)
def test_anything_less_and_what_a_caller_writes_into_their_name_is_no_attestation(level: str, address: str) -> None:
    assert not attested(f"level={level}", f"verstat={address}")


def test_the_trail_of_a_leg_of_ours_is_read() -> None:
    came = incoming(channel(), [*CAME_IN, "privacy=", "trail=0123456789abcdef;2", "priority="])
    assert came.trail == Trail("0123456789abcdef", 2)


@pytest.mark.parametrize("header", ["", "0123456789abcdef", ";2", "0123456789abcdef;", "0123;1", "g" * 16 + ";1"])
def test_what_is_no_trail_is_none(header: str) -> None:
    assert incoming(channel(), [*CAME_IN, f"trail={header}"]).trail == Trail()


@pytest.mark.parametrize(
    ("priority", "emergency"), [("psap-callback", True), ("PSAP-Callback", True), ("urgent", False)]
)
def test_a_call_back_from_an_emergency_service_is_known(priority: str, emergency: bool) -> None:
    assert incoming(channel(), [*CAME_IN, "privacy=", "trail=", f"priority={priority}"]).emergency is emergency


def test_only_what_came_in_over_a_trunk_is_a_call() -> None:
    for other in ("device_ann", "trunk_", "trunk_LAB"):
        assert arrivals().take(channel(trunk=other), CAME_IN) is None
    assert arrivals().take(channel(), ["call_1"]) is None
    assert arrivals().take(channel(), []) is None
    assert arrivals().take(channel(name=LEG), CAME_IN) is None


def test_a_channel_is_one_leg_until_it_has_ended() -> None:
    known = arrivals()
    came = channel()
    assert known.take(came, CAME_IN) is not None
    assert known.take(came, CAME_IN) is None
    assert (known.leg(came.id), known.channel(LEG)) == (LEG, came.id)
    known.forget(came.id)
    assert (known.leg(came.id), known.channel(LEG)) == (came.id, LEG)


def test_a_leg_that_we_dialled_is_its_channel() -> None:
    assert arrivals().leg("call_1-2") == arrivals().channel(LegId("call_1-2")) == "call_1-2"


async def test_a_channel_is_known_again_by_its_mark_and_called_by_its_leg() -> None:
    known = arrivals()
    asked: list[str] = []

    def post(request: wire.Request) -> Future[wire.Response]:
        asked.append(request.path)
        marked = "1764.7" in request.path
        answer: Future[wire.Response] = asyncio.get_running_loop().create_future()
        answer.set_result(wire.Response(200, json.dumps({"value": LEG}).encode()) if marked else wire.Response(404))
        return answer

    up = [channel(), channel(name="1764.8"), wire.Channel("call_1-2")]
    await known.recognise(up, post)
    assert asked == ["channels/1764.7/variable", "channels/1764.8/variable"], "ours are known by their names"
    legs, bridges = known.as_legs(up, [wire.Bridge("b", ["1764.7", "call_1-2"])])
    assert [leg.id for leg in legs] == [LEG, "1764.8", "call_1-2"]
    assert bridges == [wire.Bridge("b", [LEG, "call_1-2"])]
    await known.recognise(up, post)
    assert asked[2:] == ["channels/1764.8/variable"]


@pytest.mark.parametrize("mark", ["", "somebody's", "call_1-", "Local/1@out"])
async def test_a_mark_that_is_no_leg_of_ours_is_none(mark: str) -> None:
    known = arrivals()

    def post(request: wire.Request) -> Future[wire.Response]:
        answer: Future[wire.Response] = asyncio.get_running_loop().create_future()
        answer.set_result(wire.Response(200, json.dumps({"value": mark}).encode()))
        return answer

    await known.recognise([channel()], post)
    assert known.leg("1764.7") == "1764.7"


def test_a_channel_that_waits_unmarked_tells_how_it_came_in() -> None:
    assert unmarked(channel()) == CAME_IN
    assert unmarked(wire.Channel("call_1-1", dialplan=wire.Dialplan("", "offhook,call_1"))) is None
    assert unmarked(wire.Channel("1764.9")) is None
