import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import select

from offhook.calls.values import E164, ClickToCall, DeviceId, LineUsed, OwnSoftphone, Party, SoftphoneId
from offhook.contacts import service as contacts
from offhook.contacts.model import contacts as contact_rows
from offhook.dialing.service import PlaceCall, Placed, place
from offhook.limits import settings as limits
from offhook.limits.model import usage
from offhook.lines import service as lines
from offhook.people import service as people
from offhook.problems import Problem
from offhook.routing.service import Reach
from offhook.softphones.presence import Present, Standing
from offhook.trunks import service as trunks
from offhook.workspaces import service as workspaces
from tests.example_softphones import present
from tests.furnish import ANN, DANA, LINE, NOW, SECRETS, Company, new_company
from tests.outcome import outcome

EVE = "+12025550133"


def call(company: Company, to: str = DANA, caller: str | None = ANN, line: str | None = None, **more: Any) -> Placed:
    return place(company.conn, company.id, company.ann.id, PlaceCall(to, caller, line), NOW, **more)


def refused(company: Company, *request: Any, **more: Any) -> Problem:
    before = company.conn.execute(select(usage)).all()
    with pytest.raises(Problem) as problem:
        call(company, *request, **more)
    assert company.conn.execute(select(usage)).all() == before
    assert problem.value.detail.isprintable()
    return problem.value


def test_a_call_starts_with_everything_as_it_is_now(company: Company) -> None:
    dana = contacts.create(company.conn, company.id, "Dana", [DANA], now=NOW)
    placed = call(company, "202-555-0122", "(202) 555-0111", LINE)
    assert placed == Placed(
        company.id,
        ClickToCall(
            member=Party(company.ann.id, "Ann", ANN),
            contact=Party(dana.id, "Dana", DANA),
            line=LineUsed(company.line.id, LINE, "", "en", "US", (company.trunk.id,)),  # type: ignore[arg-type]
            ring_member=30.0,
            ring_contact=45.0,
            keys=True,
            trail=placed.arguments.trail,
        ),
    )
    assert (len(placed.arguments.trail.token), placed.arguments.trail.hops) == (16, 1)
    assert placed.contact_id == dana.id


@pytest.mark.behaviour("T4")
def test_the_member_s_number_is_given_once(company: Company) -> None:
    assert refused(company, DANA, None).type == "caller-missing"
    call(company)
    assert call(company, DANA, None).arguments.member.number == ANN
    assert call(company, DANA, EVE).arguments.member.number == EVE
    assert call(company, DANA, None).arguments.member.number == ANN


@pytest.mark.behaviour("T11")
def test_an_unknown_number_becomes_a_contact(company: Company) -> None:
    first, second = call(company), call(company)
    assert first.contact_id == second.contact_id
    assert first.arguments.contact == Party(first.contact_id, "", DANA)
    assert len(company.conn.execute(select(contact_rows)).all()) == 1


def test_the_only_line_is_taken_and_of_several_one_must_be_named(company: Company) -> None:
    assert call(company).arguments.line.number == LINE
    second = lines.add(company.conn, company.id, "+12025550101", trunks=["lab"], voice=False, now=NOW)
    assert call(company).arguments.line.number == LINE
    lines.change(company.conn, company.id, second.id, voice=True)
    problem = refused(company)
    assert (problem.type, problem.field) == ("line-missing", "line")
    assert LINE in problem.detail
    assert call(company, line=second.id).arguments.line.id == second.id
    assert call(company, line="202-555-0101").arguments.line.id == second.id


def two_lines(company: Company) -> None:
    lines.add(company.conn, company.id, "+12025550101", trunks=["lab"], now=NOW)


def another_workspace(company: Company) -> None:
    new_company(company.conn, "Other", number="+12025550101")


def nothing(company: Company) -> None:
    pass


@pytest.mark.parametrize(
    ("before", "request_", "kind", "field"),
    [
        (nothing, ("",), "invalid-number", "to"),
        (nothing, ("nobody",), "invalid-number", "to"),
        (nothing, ("+12025550122&PJSIP/x",), "invalid-number", "to"),
        (nothing, ("+12025550122\r\nX: y",), "invalid-number", "to"),
        (nothing, ("5550122",), "invalid-number", "to"),
        (nothing, ("+1 202 155 0122",), "invalid-number", "to"),
        (nothing, ("+999123456789",), "invalid-number", "to"),
        (nothing, ("911",), "emergency-number", "to"),
        (nothing, (DANA, "112"), "emergency-number", "caller"),
        (nothing, (DANA, "12"), "invalid-number", "caller"),
        (nothing, (DANA, DANA), "same-number", "to"),
        (nothing, (LINE,), "same-number", "to"),
        (nothing, (DANA, LINE), "same-number", "caller"),
        (two_lines, ("+12025550101", ANN, LINE), "same-number", "to"),
        (two_lines, (DANA, "+12025550101", LINE), "same-number", "caller"),
        (another_workspace, (DANA, "+12025550101"), "invalid-number", "caller"),
        (another_workspace, (DANA, ANN, "+12025550101"), "not-found", "line"),
        (nothing, (DANA, ANN, "+12025550199"), "not-found", "line"),
        (nothing, (DANA, ANN, "line_" + "0" * 26), "not-found", "line"),
        (nothing, (DANA, ANN, "lab"), "invalid-number", "line"),
        (nothing, ("+19005550100",), "destination-refused", "to"),
        (nothing, (DANA, "+19005550100"), "destination-refused", "caller"),
        (nothing, ("+493012345678",), "destination-refused", "to"),
    ],
)
def test_a_call_that_cannot_be_placed_is_refused_in_words(
    company: Company, before: Callable[[Company], None], request_: tuple[str, ...], kind: str, field: str
) -> None:
    before(company)
    problem = refused(company, *request_)
    assert (problem.type, problem.field) == (kind, field)
    assert people.get(company.conn, company.id, company.ann.id).number is None


def test_nobody_learns_whose_line_a_number_is(company: Company) -> None:
    another_workspace(company)
    found = refused(company, DANA, "+12025550101").detail
    assert found == "+12025550101 can't be used here: it is in use already. Give your own phone's."


def test_another_workspace_s_line_may_be_called(company: Company) -> None:
    another_workspace(company)
    assert call(company, "+12025550101").arguments.contact.number == "+12025550101"


def test_no_calls_while_the_voice_module_is_off(company: Company) -> None:
    workspaces.change(company.conn, company.id, voice=False)
    problem = refused(company)
    assert (problem.type, problem.status) == ("voice-off", 403)


@pytest.mark.behaviour("T5")
def test_no_call_from_a_line_without_voice(company: Company) -> None:
    lines.change(company.conn, company.id, company.line.id, voice=False)
    assert refused(company, DANA, ANN, LINE).type == "line-without-voice"
    assert refused(company).type == "no-line"


def test_no_call_from_a_line_without_a_trunk(company: Company) -> None:
    trunks.change(company.conn, SECRETS, company.id, "lab", enabled=False)
    assert refused(company, DANA, ANN, LINE).type == "line-without-trunk"
    lines.change(company.conn, company.id, company.line.id, trunks=[])
    assert refused(company, DANA, ANN, LINE).type == "line-without-trunk"


def test_trunks_are_tried_in_the_line_s_order_without_those_switched_off(company: Company) -> None:
    made = [
        trunks.add(company.conn, SECRETS, company.id, name, host="127.0.0.1", now=NOW).id for name in ("a", "b", "c")
    ]
    lines.change(company.conn, company.id, company.line.id, trunks=[made[2], "lab", made[0], made[1]])
    trunks.change(company.conn, SECRETS, company.id, made[0], enabled=False)
    assert call(company).arguments.line.trunks == (made[2], company.trunk.id, made[1])


def test_a_call_needs_one_trunk_that_works(company: Company) -> None:
    problem = refused(company, reach=Reach(trunks_down=[company.trunk.id]))
    assert (problem.type, problem.status) == ("trunk-down", 503)
    spare = trunks.add(company.conn, SECRETS, company.id, "spare", host="127.0.0.1", now=NOW)
    lines.change(company.conn, company.id, company.line.id, trunks=["lab", "spare"])
    assert call(company, reach=Reach(trunks_down=[company.trunk.id])).arguments.line.trunks == (
        company.trunk.id,
        spare.id,
    )


def test_limits_are_asked_and_counted(company: Company) -> None:
    limits.change_workspace(company.conn, company.id, calls_a_day=1)
    call(company)
    problem = refused(company)
    assert (problem.type, problem.status) == ("limit-reached", 429)


def test_who_has_left_calls_nobody(company: Company) -> None:
    people.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    assert refused(company).status == 404


def test_another_workspace_s_member_calls_nobody_here(company: Company) -> None:
    other = new_company(company.conn, "Other", number="+12025550101")
    for workspace, member in ((company.id, other.ann.id), (other.id, company.ann.id), ("workspace_x", other.ann.id)):
        with pytest.raises(Problem) as problem:
            place(company.conn, workspace, member, PlaceCall(DANA, ANN), NOW)
        assert problem.value.status == 404


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(
    to=st.text(max_size=30) | st.from_regex(r"\+?[0-9&,/;@\r\n ]{1,20}", fullmatch=True),
    caller=st.none() | st.text(max_size=30),
    line=st.none() | st.text(max_size=30),
)
def test_only_e164_and_our_own_ids_reach_a_call(
    company: Company, to: str, caller: str | None, line: str | None
) -> None:
    with company.conn.begin_nested() as undo:
        match outcome(lambda: call(company, to, caller, line)):
            case Problem(detail=detail):
                assert detail.isprintable()
            case Placed(arguments=arguments):
                for number in (arguments.contact.number, arguments.member.number, arguments.line.number):
                    assert re.fullmatch(r"\+[1-9][0-9]{6,14}", number)
        undo.rollback()


PAGE = DeviceId("device_page")
PHONE = "softphone_01kb3fjj2m8w2x4y6z0a1b2c3d"


def at_softphone(company: Company, standing: Standing = Standing.REGISTERED) -> Reach:
    found = present(standing, PAGE, member=company.ann.id)
    mine = Present(structs.replace(found.phone, id=SoftphoneId(PHONE)), found.presence)
    return Reach(lambda member: [mine] if member == company.ann.id else [])


@pytest.mark.behaviour("E3")
def test_a_call_begins_at_a_softphone_of_the_member_s(company: Company) -> None:
    placed = call(company, DANA, PHONE, reach=at_softphone(company)).arguments
    assert placed.softphone == OwnSoftphone(SoftphoneId(PHONE), (PAGE,))
    assert placed.member == Party(company.ann.id, "Ann", E164(""))
    assert people.get(company.conn, company.id, company.ann.id).number is None


@pytest.mark.behaviour("P6")
@pytest.mark.parametrize("standing", [Standing.UNREACHABLE, Standing.SIGNED_OUT, Standing.SWITCHED_OFF])
def test_a_softphone_that_is_away_is_not_rung(company: Company, standing: Standing) -> None:
    problem = refused(company, DANA, PHONE, reach=at_softphone(company, standing))
    assert (problem.type, problem.status, problem.field) == ("softphone-away", 409, "caller")


def test_nobody_calls_at_another_s_softphone(company: Company) -> None:
    problem = refused(company, DANA, "softphone_01kb3fjj2m8w2x4y6z0a1b2c3e", reach=at_softphone(company))
    assert (problem.type, problem.status, problem.field) == ("not-found", 404, "caller")
