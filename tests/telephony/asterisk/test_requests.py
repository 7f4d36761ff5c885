"""Commands as ARI requests; above all, what never becomes part of a dial string."""

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from offhook.calls.commands import Originate
from offhook.calls.values import E164, DeviceId, Extension, LegId, Role, Trail, TrunkId
from offhook.numbers import NumberFormat, is_emergency_somewhere
from offhook.telephony.asterisk import dial_strings, requests
from offhook.telephony.asterisk.dial_strings import Contact, NotDialled, TrunkView
from offhook.telephony.asterisk.headers import trail_of
from offhook.telephony.asterisk.wire import Request

LEG = LegId("call_01hzxk3v9m-2")
TRUNK = TrunkView(TrunkId("trunk_lab"))
CALL_TOLD = '{"variables":{"PJSIP_HEADER(add,X-Call)":"call_01hzxk3v9m","OFFHOOK_DEVICE":"device_1"}}'
"""To a member's own softphone, which may look it up; beside it the mark for a worker that comes later."""


def originate(
    to: str = "+12025550111", caller_id: str = "+12025550100", leg: str = LEG, trunk: TrunkView = TRUNK
) -> Request:
    command = Originate(LegId(leg), Role.MEMBER, E164(to), E164(caller_id), trunk.id)
    return requests.originate(command, trunk, "offhook")


def test_a_leg_is_originated_as_a_channel_of_its_name() -> None:
    request = originate()
    assert (request.method, request.path, request.body, request.slow) == ("POST", "channels", "", False)
    assert dict(request.query) == {
        "endpoint": "PJSIP/+12025550111@trunk_lab",
        "channelId": LEG,
        "callerId": "<+12025550100>",
        "app": "offhook",
        "appArgs": "call_01hzxk3v9m",
        "timeout": "300",
    }


def test_a_softphone_is_rung_where_it_registered_to_the_letter() -> None:
    desk = Contact("annsname", "sip:annsname@192.0.2.7:5060;ob;x=%20&y")
    command = Originate(LEG, Role.MEMBER, DeviceId("device_1"), E164("+12025550100"), TrunkId(""))
    request = requests.originate(command, desk, "offhook")
    query = dict(request.query)
    assert request.body == CALL_TOLD
    assert query["endpoint"] == "PJSIP/annsname/sip:annsname@192.0.2.7:5060;ob;x=%20&y"
    assert query["callerId"] == "<+12025550100>"


@pytest.mark.parametrize(
    ("number", "name", "shown"),
    [
        ("201", "Ann Lee", '"Ann Lee" <201>'),
        ("201", "", "<201>"),
        ("", "Ann", '"Ann" <anonymous>'),
        ("201", 'A"n<n>\\\r\n', '"Ann" <201>'),
    ],
)
def test_a_softphone_is_shown_a_colleague_s_extension_and_name(number: str, name: str, shown: str) -> None:
    command = Originate(LEG, Role.COLLEAGUE, DeviceId("device_1"), Extension(number), TrunkId(""), caller_name=name)
    request = requests.originate(command, Contact("annsname", "sip:a@192.0.2.7"), "offhook")
    assert dict(request.query)["callerId"] == shown


@pytest.mark.parametrize("form", NumberFormat)
def test_an_emergency_number_is_written_as_it_is_dialled(form: NumberFormat) -> None:
    query = dict(originate("112", trunk=TrunkView(TRUNK.id, form, "US")).query)
    assert query["endpoint"] == "PJSIP/112@trunk_lab"


@pytest.mark.parametrize(
    ("username", "uri"),
    [
        ("", "sip:a@192.0.2.7"),
        ("../x", "sip:a@192.0.2.7"),
        ("trunk_lab", "sip:a@192.0.2.7"),
        ("annsname/x", "sip:a@192.0.2.7"),
        ("annsname\n", "sip:a@192.0.2.7"),
        ("annsname", ""),
        ("annsname", "Local/9@default"),
        ("annsname", "sip:a b"),
        ("annsname", "sip:a\r\nVia: x"),
        ("annsname", "sip:é@192.0.2.7"),
        ("annsname", "sip:" + "a" * 600),
    ],
)
def test_what_is_no_contact_is_not_rung(username: str, uri: str) -> None:
    command = Originate(LEG, Role.MEMBER, DeviceId("device_1"), E164("+12025550100"), TrunkId(""))
    with pytest.raises(NotDialled):
        requests.originate(command, Contact(username, uri), "offhook")


def test_a_phone_that_is_called_off_is_told_that_another_has_the_call() -> None:
    assert requests.call_off("call_1-2").query == (("reason", "answered_elsewhere"),)


@pytest.mark.behaviour("P8")
def test_the_trail_goes_with_a_leg_over_a_trunk_and_is_read_again() -> None:
    trail = Trail("0123456789abcdef", 2)
    over_trunk = Originate(LEG, Role.MEMBER, E164("+12025550111"), E164("+12025550100"), TRUNK.id, trail)
    body = json.loads(requests.originate(over_trunk, TRUNK, "offhook").body)
    assert body == {"variables": {"PJSIP_HEADER(add,X-Call-Trail)": "0123456789abcdef;2"}}
    assert trail_of("0123456789abcdef;2") == trail
    to_desk = Originate(LEG, Role.MEMBER, DeviceId("device_1"), E164("+12025550100"), TrunkId(""), trail)
    assert requests.originate(to_desk, Contact("annsname", "sip:annsname@192.0.2.7"), "offhook").body == CALL_TOLD


@pytest.mark.parametrize("token", ["", "x\r\nX-Odd: 1", "+12025550111", "0123456789ABCDEF", "0123456789abcdef;1"])
def test_only_a_trail_of_ours_becomes_a_header(token: str) -> None:
    command = Originate(LEG, Role.MEMBER, E164("+12025550111"), E164("+12025550100"), TRUNK.id, Trail(token, 1))
    assert requests.originate(command, TRUNK, "offhook").body == ""


@pytest.mark.behaviour("T1")
def test_nothing_that_copies_one_number_to_the_other_side_is_ever_sent() -> None:
    assert {"originator", "caller", "context", "extension"}.isdisjoint(dict(originate().query))
    assert ("inhibitConnectedLineUpdates", "true") in requests.join("b", LEG, LegId("call_01hzxk3v9m-1")).query


@pytest.mark.parametrize(
    ("form", "country", "to", "line", "dialled", "shown"),
    [
        (NumberFormat.E164, "US", "+12025550111", "+12025550100", "+12025550111", "<+12025550100>"),
        (NumberFormat.E164_WITHOUT_PLUS, "US", "+12025550111", "+12025550100", "12025550111", "<12025550100>"),
        (NumberFormat.NATIONAL, "US", "+12025550111", "+12025550100", "2025550111", "<2025550100>"),
        (NumberFormat.NATIONAL, "GB", "+442079460018", "+12025550100", "02079460018", "<0012025550100>"),
        (NumberFormat.NATIONAL, "US", "+442079460018", "+12025550100", "011442079460018", "<2025550100>"),
    ],
)
def test_numbers_are_written_as_the_trunk_takes_them(
    form: NumberFormat, country: str, to: str, line: str, dialled: str, shown: str
) -> None:
    query = dict(originate(to, line, trunk=TrunkView(TrunkId("trunk_lab"), form, country)).query)
    assert query["endpoint"] == f"PJSIP/{dialled}@trunk_lab"
    assert query["callerId"] == shown


def test_a_number_of_no_country_is_refused_where_national_numbers_are_wanted() -> None:
    national = TrunkView(TrunkId("trunk_lab"), NumberFormat.NATIONAL, "US")
    with pytest.raises(NotDialled):
        originate("+2100000000", trunk=national)


HOSTILE = st.text(alphabet=st.sampled_from("+0123456789 \r\n\t\0&,/;:@<>\"'()%=aZ-_.\u0661\uff11é"), max_size=40)
"""Everything that means something in a dial string, a URI, a header or a query."""


@given(HOSTILE)
@example("+12025550111\n")
@example("+12025550111@198.51.100.1")
@example("+12025550111&PJSIP/x")
@example("+12025550111,30")
@example("x/sip:9@host")
@example("Local/9@default")
@example("112")
@example("112\n")
@example("\u0661\u0661\u0662")
@example("+1202555011\u0661")
@example("+\uff11\uff12025550111")
def test_only_telephone_numbers_become_part_of_a_dial_string(text: str) -> None:
    for to, line in ((text, "+12025550100"), ("+12025550111", text)):
        if re.fullmatch(r"\+[1-9][0-9]{6,14}", text) or (to is text and is_emergency_somewhere(text)):
            originate(to, line)
        else:
            with pytest.raises(NotDialled):
                originate(to, line)


@given(HOSTILE, st.text(max_size=20))
@example("call_1-1\n", "")
@example("call_1-1/play", "")
@example("../channels/call_1-1", "")
def test_only_our_own_ids_name_channels_and_trunks(hostile: str, anything: str) -> None:
    for text in (hostile, anything, f"call_{anything}-1", f"call_1-{hostile}"):
        if not re.fullmatch(r"call_[A-Za-z0-9]{1,64}-[0-9]{1,6}", text):
            assert not dial_strings.is_leg(text)
            with pytest.raises(NotDialled):
                originate(leg=text)
    for text in (hostile, anything, f"trunk_{hostile}", f"trunk_{anything}"):
        if not re.fullmatch(r"trunk_[a-z0-9]{1,40}", text):
            assert not dial_strings.is_trunk(text)
            with pytest.raises(NotDialled):
                originate(trunk=TrunkView(TrunkId(text)))


@given(
    st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True), st.sampled_from(NumberFormat), st.sampled_from(["US", "CH"])
)
def test_whatever_number_is_dialled_it_is_digits_at_a_trunk(number: str, form: NumberFormat, country: str) -> None:
    try:
        query = dict(originate(number, trunk=TrunkView(TrunkId("trunk_lab"), form, country)).query)
    except NotDialled:
        assert form is NumberFormat.NATIONAL
    else:
        assert re.fullmatch(r"PJSIP/\+?[0-9]{3,20}@trunk_lab", query["endpoint"])


def test_a_call_is_named_by_its_legs() -> None:
    assert dial_strings.call_of("call_01hzxk3v9m-12") == "call_01hzxk3v9m"


@pytest.mark.parametrize("name", ["", "res_pjsip", "../x.so", "res_pjsip.so/..", "Res.so", "res pjsip.so"])
def test_only_modules_are_reloaded(name: str) -> None:
    with pytest.raises(ValueError, match="module"):
        requests.reload(name)
