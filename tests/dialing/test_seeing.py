"""What each side of a placed call may see: nothing but the line, unless everything speaks for it."""

from __future__ import annotations

from typing import Any

import pytest

from offhook.calls.values import E164, ClickToCall, Shown, TrunkId
from offhook.dialing.seeing import ContactSees, MemberSees
from offhook.dialing.service import PlaceCall, place, sights
from offhook.lines import service as lines
from offhook.people import service as people
from offhook.phones import service as phones
from offhook.phones.model import ConnectedBy, PhoneKind
from offhook.phones.service import Most
from offhook.problems import Problem
from offhook.routing.service import Reach
from offhook.trunks import service as trunks
from tests.dialing.test_service import PHONE, at_softphone
from tests.furnish import ANN, DANA, LINE, NOW, SECRETS, Company

EVE = E164("+12025550133")
SEES_CONTACT: dict[str, Any] = {"member_sees": MemberSees.CONTACT}
SEES_MEMBER: dict[str, Any] = {"contact_sees": ContactSees.MEMBER}
BOTH = SEES_CONTACT | SEES_MEMBER


def lets(company: Company, *, right: bool = True, phone: bool = True, trunk: bool = True) -> None:
    """Everything that speaks for it, or all but one thing."""
    people.change(company.conn, company.id, company.ann.id, number=ANN, may_unmask=right, now=NOW)
    if phone:
        most, by = Most(9, 9), ConnectedBy.OWNER
        phones.connect(company.conn, company.line, PhoneKind.SMARTPHONE, ANN, by=by, most=most, now=NOW)
    trunks.change(company.conn, SECRETS, company.id, "lab", foreign_caller_ids=trunk)


def call(company: Company, reach: Reach | None = None, caller: str = ANN, to: str = DANA, **sees: Any) -> ClickToCall:
    wanted = PlaceCall(to, caller, LINE, **sees)
    return place(company.conn, company.id, company.ann.id, wanted, NOW, reach or Reach()).arguments


@pytest.mark.behaviour("V3")
def test_each_side_is_shown_the_other_s_number_where_that_is_asked_for(company: Company) -> None:
    lets(company)
    assert [call(company).member_sees, call(company).contact_sees] == [None, None]
    lab = (TrunkId(company.trunk.id),)
    assert call(company, **SEES_CONTACT).member_sees == Shown(E164(DANA), lab)
    assert call(company, **SEES_CONTACT).contact_sees is None
    assert call(company, **SEES_MEMBER).contact_sees == Shown(E164(ANN), lab)
    assert call(company, **SEES_MEMBER).member_sees is None


@pytest.mark.behaviour("V3")
def test_only_trunks_that_may_show_it_are_tried(company: Company) -> None:
    lets(company, trunk=False)
    spare = trunks.add(
        company.conn, SECRETS, company.id, "spare", host="127.0.0.1", foreign_caller_ids=True, now=NOW
    ).id
    lines.change(company.conn, company.id, company.line.id, trunks=["lab", "spare"])
    placed = call(company, **BOTH)
    assert placed.line.trunks == (company.trunk.id, spare)
    assert placed.member_sees is not None
    assert placed.contact_sees is not None
    assert (placed.member_sees.trunks, placed.contact_sees.trunks) == ((spare,), (spare,))
    with pytest.raises(Problem) as down:
        call(company, Reach(trunks_down=[spare]), **BOTH)
    assert (down.value.type, down.value.status) == ("trunk-down", 503)


@pytest.mark.behaviour("V3")
@pytest.mark.parametrize("sees", [SEES_CONTACT, SEES_MEMBER], ids=["to the member", "to the contact"])
@pytest.mark.parametrize(
    ("lacking", "kind", "words"),
    [
        ("right", "forbidden", "an owner can let you"),
        ("phone", "phone-not-verified", f"{ANN} is not known to be your phone"),
        ("trunk", "own-caller-ids-only", "calls over lab, whose carrier shows its own numbers only"),
    ],
)
def test_where_one_thing_is_lacking_nothing_is_shown(
    company: Company, lacking: str, kind: str, words: str, sees: dict[str, Any]
) -> None:
    lets(company, **{lacking: False})
    with pytest.raises(Problem, match=words.replace("+", r"\+")) as refused:
        call(company, **sees)
    assert refused.value.type == kind
    assert call(company).contact.number == DANA, "masked, it goes on as ever"


@pytest.mark.behaviour("V3")
def test_nobody_else_s_phone_is_shown_or_rung_with_another_number(company: Company) -> None:
    lets(company)
    for sees in (SEES_CONTACT, SEES_MEMBER):
        with pytest.raises(Problem) as refused:
            call(company, caller=EVE, **sees)
        assert refused.value.type == "phone-not-verified"


@pytest.mark.behaviour("V3")
def test_a_softphone_may_be_shown_anything_and_stands_for_the_number_that_is_remembered(company: Company) -> None:
    lets(company, trunk=False)
    reach = at_softphone(company)
    assert call(company, reach, PHONE, **SEES_CONTACT).member_sees == Shown(E164(DANA), ())
    trunks.change(company.conn, SECRETS, company.id, "lab", foreign_caller_ids=True)
    placed = call(company, reach, PHONE, **SEES_MEMBER)
    assert (placed.contact_sees or Shown(E164(""), ())).caller_id == ANN
    people.change(company.conn, company.id, company.ann.id, number=None, now=NOW)
    with pytest.raises(Problem) as unknown:
        call(company, reach, PHONE, **SEES_MEMBER)
    assert (unknown.value.type, unknown.value.field) == ("caller-missing", "contact_sees")


@pytest.mark.behaviour("V3")
def test_an_emergency_number_is_refused_as_ever(company: Company) -> None:
    lets(company)
    with pytest.raises(Problem) as refused:
        call(company, to="911", **BOTH)
    assert refused.value.type == "emergency-number"


@pytest.mark.behaviour("V3")
def test_what_would_be_refused_is_told_before(company: Company) -> None:
    lets(company, trunk=False)
    ann = people.get(company.conn, company.id, company.ann.id)
    found = sights(company.conn, ann, None, LINE)
    assert (found.line.number, found.own) == (LINE, ANN)
    assert found.member_sees is not None
    assert found.contact_sees is not None
    assert {found.member_sees.type, found.contact_sees.type} == {"own-caller-ids-only"}
    at_page = sights(company.conn, ann, "softphone", LINE)
    assert (at_page.member_sees, at_page.own) == (None, ANN)
