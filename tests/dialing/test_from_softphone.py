"""Calls from softphones: what each thing that can be dialled comes to, whoever the phone says that it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from offhook.calls.arguments import FromSoftphone, OwnPhone, ToColleague, ToContact, ToEmergency, ToNobody
from offhook.calls.events import Incoming
from offhook.calls.values import (
    Caller,
    Cause,
    DeviceId,
    Disposition,
    EmergencyNumber,
    Extension,
    LegId,
    Role,
    Seconds,
    SoftphoneId,
    Target,
    TrunkId,
)
from offhook.dialing.from_softphone import receive_from_softphone
from offhook.dialing.receiving import NotReceived, Received
from offhook.dialing.service import RING_CONTACT
from offhook.emergency import service as emergency
from offhook.limits import settings as limits
from offhook.lines import service as lines
from offhook.people import service as people
from offhook.routing import service as routing
from offhook.routing.policy import Policy
from offhook.routing.service import Reach
from offhook.softphones import service as softphones
from offhook.softphones.model import Kind, Softphone
from offhook.softphones.presence import Presence, Present, Standing
from offhook.trunks import service as trunks
from offhook.workspaces import service as workspaces
from tests.example_softphones import device
from tests.furnish import DANA, LINE, NOW, SECRETS, Company, new_company

LEG = LegId("call_x-1")
ANNS, BENS = DeviceId("device_ann"), DeviceId("device_ben")


class Desk:
    """Ann's softphone, and Ben with extension 202 and a softphone of his own."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.phone = self._phone(company.ann.id)
        people.change(company.conn, company.id, company.ann.id, extension="201", now=NOW)
        self.ben = people.add(company.conn, company.id, "Ben", extension="202", now=NOW)
        self.bens = self._phone(self.ben.id)
        self.standing = Standing.REGISTERED

    def _phone(self, member: str) -> Softphone:
        company = self.company
        return softphones.add(company.conn, SECRETS, company.id, member, Kind.SIP, "Desk", now=NOW).softphone

    def dials(self, to: str, phone: SoftphoneId | None = None, **more: Any) -> Received | NotReceived:
        incoming = Incoming(LEG, TrunkId(""), to, None, softphone=phone or self.phone.id)
        return receive_from_softphone(self.company.conn, incoming, NOW, Reach(self.there, **more))

    def call(self, to: str, **more: Any) -> FromSoftphone:
        found = self.dials(to, **more)
        assert isinstance(found, Received)
        assert found.workspace_id == self.company.id
        assert isinstance(found.arguments, FromSoftphone)
        return found.arguments

    def told(self, to: str, **more: Any) -> tuple[str, Disposition]:
        found = self.call(to, **more).to
        assert isinstance(found, ToNobody), found
        assert found.reason
        return found.phrase.key, found.disposition

    def there(self, member: str) -> Sequence[Present]:
        phone, name = (self.phone, ANNS) if member == self.company.ann.id else (self.bens, BENS)
        devices = (device(name),) if self.standing is Standing.REGISTERED else ()
        return [Present(phone, Presence(self.standing, 0, devices, None))]


@pytest.fixture
def desk(company: Company) -> Desk:
    return Desk(company)


# Whose phone it is


def test_a_softphone_that_is_nobody_s_is_refused(desk: Desk) -> None:
    for phone in (SoftphoneId(""), SoftphoneId("softphone_gone")):
        incoming = Incoming(LEG, TrunkId(""), DANA, None, softphone=phone)
        assert receive_from_softphone(desk.company.conn, incoming, NOW) == NotReceived(Cause.REJECTED)
    people.change(desk.company.conn, desk.company.id, desk.company.ann.id, active=False, now=NOW)
    assert desk.dials(DANA) == NotReceived(Cause.REJECTED)


# Numbers


@pytest.mark.parametrize("dialled", [DANA, "2025550122", "12025550122", "01112025550122"])
def test_a_number_is_read_as_in_the_workspace_s_country_and_shown_the_line(desk: Desk, dialled: str) -> None:
    call = desk.call(dialled)
    assert call.caller == OwnPhone(LEG, desk.phone.id, desk.company.ann.id, "Ann", (ANNS,))
    assert isinstance(call.to, ToContact)
    assert (call.to.contact.number, call.to.ring) == (DANA, RING_CONTACT)
    assert (call.line.number, call.line.trunks) == (LINE, (desk.company.trunk.id,))


def test_the_line_is_the_one_chosen_for_the_softphone(desk: Desk) -> None:
    company = desk.company
    second = lines.add(company.conn, company.id, "+12025550101", trunks=["lab"], now=NOW)
    assert desk.told(DANA) == ("softphone.no_line", Disposition.REFUSED)
    softphones.change(company.conn, company.id, desk.phone.id, line="+12025550101", now=NOW)
    assert desk.call(DANA).line.id == second.id
    lines.remove(company.conn, company.id, "+12025550101", NOW)
    assert desk.told(DANA) == ("softphone.no_line", Disposition.REFUSED)


def test_what_is_no_number_is_told(desk: Desk) -> None:
    for dialled in ("*99", "2025550", "+999123456789"):
        assert desk.told(dialled) == ("softphone.invalid_number", Disposition.NOT_IN_SERVICE)


def test_a_line_without_voice_and_the_module_off_are_told(desk: Desk) -> None:
    company = desk.company
    softphones.change(company.conn, company.id, desk.phone.id, line=LINE, now=NOW)
    lines.change(company.conn, company.id, LINE, voice=False)
    assert desk.told(DANA) == ("softphone.no_line", Disposition.REFUSED)
    workspaces.change(company.conn, company.id, voice=False)
    assert desk.told(DANA) == ("softphone.no_voice", Disposition.REFUSED)
    assert desk.told("202") == ("softphone.no_voice", Disposition.REFUSED)


def test_trunks_that_are_down_or_off_are_told(desk: Desk) -> None:
    company = desk.company
    softphones.change(company.conn, company.id, desk.phone.id, line=LINE, now=NOW)
    assert desk.told(DANA, trunks_down=[company.trunk.id]) == ("softphone.line_down", Disposition.FAILED)
    trunks.change(company.conn, SECRETS, company.id, "lab", enabled=False)
    assert desk.told(DANA) == ("softphone.line_down", Disposition.FAILED)


def test_limits_hold_as_for_click_to_call(desk: Desk) -> None:
    assert desk.told("+442079460000") == ("softphone.not_allowed", Disposition.REFUSED)
    limits.change_workspace(desk.company.conn, desk.company.id, member_calls_a_day=1)
    assert isinstance(desk.call(DANA).to, ToContact)
    assert desk.told(DANA) == ("dial.limit_reached", Disposition.REFUSED)


def test_one_s_own_line_is_not_called(desk: Desk) -> None:
    assert desk.told(LINE) == ("softphone.own_line", Disposition.REFUSED)


# Extensions


def test_an_extension_rings_all_that_is_there_and_shows_who_calls(desk: Desk) -> None:
    call = desk.call("202")
    assert isinstance(call.to, ToColleague)
    assert (call.to.name, call.to.extension) == ("Ben", "202")
    assert call.to.call.caller == Caller(LEG, None, "Ann")
    (target,) = call.to.call.targets
    assert target == Target(
        Role.COLLEAGUE,
        "Ben (Desk)",
        Extension("201"),
        device=BENS,
        member=desk.ben.id,
        caller_name="Ann",
    )
    assert call.to.call.mailbox is None


def test_a_colleague_who_is_not_there_is_not_rung_and_why(desk: Desk) -> None:
    desk.standing = Standing.SIGNED_OUT
    found = desk.call("202").to
    assert isinstance(found, ToColleague)
    assert found.call.targets == ()
    assert [skipped.reason for skipped in found.call.skipped] == ["the softphone is signed out"]


def test_a_colleague_s_line_has_their_voicemail(desk: Desk) -> None:
    company = desk.company
    routing.save(company.conn, company.id, LINE, Policy(agents=(desk.ben.id,)), NOW, most_agents=10)
    found = desk.call("202").to
    assert isinstance(found, ToColleague)
    assert found.call.mailbox is not None
    assert found.call.mailbox.longest == Seconds(180)
    off = Policy(agents=(desk.ben.id,), voicemail_on=False)
    routing.save(company.conn, company.id, LINE, off, NOW, most_agents=10)
    found = desk.call("202").to
    assert isinstance(found, ToColleague)
    assert found.call.mailbox is None


def test_extensions_are_called_without_any_line(desk: Desk) -> None:
    lines.remove(desk.company.conn, desk.company.id, LINE, NOW)
    call = desk.call("202")
    assert isinstance(call.to, ToColleague)
    assert (call.line.id, call.line.trunks) == ("", ())


def test_one_s_own_extension_and_nobody_s_are_told(desk: Desk) -> None:
    assert desk.told("201") == ("softphone.own_extension", Disposition.REFUSED)
    assert desk.told("299") == ("softphone.no_extension", Disposition.NOT_IN_SERVICE)


def test_another_workspace_s_extension_is_nobody_s(desk: Desk) -> None:
    other = new_company(desk.company.conn, "Other", number="+12025550199")
    people.change(other.conn, other.id, other.ann.id, extension="280", now=NOW)
    assert desk.told("280") == ("softphone.no_extension", Disposition.NOT_IN_SERVICE)


# Emergencies


@pytest.mark.parametrize("dialled", ["112", "911", "999", "+1911"])
def test_without_a_set_up_an_emergency_number_is_told_to_be_called_from_a_mobile_phone(
    desk: Desk, dialled: str
) -> None:
    assert desk.told(dialled) == ("emergency.not_configured", Disposition.REFUSED)


@pytest.mark.parametrize("dialled", ["911", "112", "+1911"])
def test_an_emergency_call_goes_over_its_trunk_whatever_stands_in_the_way(desk: Desk, dialled: str) -> None:
    company = desk.company
    emergency.save(company.conn, company.id, "lab", LINE, "1 Main Street, Springfield", NOW)
    workspaces.change(company.conn, company.id, voice=False)
    limits.change_workspace(company.conn, company.id, calls_a_day=0, calls_at_once=0, countries=["DE"])
    found = desk.call(dialled, trunks_down=[company.trunk.id]).to
    assert found == ToEmergency(EmergencyNumber(dialled[-3:]), LINE, TrunkId(company.trunk.id))


def test_an_emergency_set_up_that_works_no_more_is_told_as_none(desk: Desk) -> None:
    company = desk.company
    emergency.save(company.conn, company.id, "lab", LINE, "1 Main Street, Springfield", NOW)
    trunks.change(company.conn, SECRETS, company.id, "lab", enabled=False)
    assert desk.told("911") == ("emergency.not_configured", Disposition.REFUSED)
