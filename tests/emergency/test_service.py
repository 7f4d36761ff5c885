"""Emergency calls as they are set up, and what makes a set-up useless."""

from __future__ import annotations

import pytest

from offhook.emergency import service
from offhook.emergency.service import EmergencyLack, Unusable, Usable
from offhook.lines import service as lines
from offhook.problems import Problem
from offhook.trunks import service as trunks
from tests.furnish import LINE, NOW, SECRETS, Company, new_company

ADDRESS = "1 Main Street, Springfield"


def test_nothing_is_set_up_at_first_and_that_is_said_plainly(company: Company) -> None:
    found = service.standing(company.conn, company.id)
    assert isinstance(found, Unusable)
    assert found.lack is EmergencyLack.NOT_SET_UP
    assert "mobile phone" in found.why


def test_trunk_and_line_are_the_owner_s_and_the_last_set_up_holds(company: Company) -> None:
    trunks.add(company.conn, SECRETS, company.id, "spare", host="127.0.0.9", now=NOW)
    service.save(company.conn, company.id, "spare", LINE, "elsewhere", NOW)
    service.save(company.conn, company.id, "lab", company.line.id, f" {ADDRESS} ", NOW)
    assert service.standing(company.conn, company.id) == Usable(company.trunk.id, "lab", LINE, ADDRESS)  # type: ignore[arg-type]
    service.clear(company.conn, company.id)
    assert isinstance(service.standing(company.conn, company.id), Unusable)


def test_another_workspace_s_trunk_and_line_are_not_known(company: Company) -> None:
    other = new_company(company.conn, "Other", number="+12025550199")
    for trunk, line in ((other.trunk.id, LINE), ("lab", "+12025550199"), ("nobody", LINE)):
        with pytest.raises(Problem, match="There is no"):
            service.save(company.conn, company.id, trunk, line, ADDRESS, NOW)
    with pytest.raises(Problem, match="address"):
        service.save(company.conn, company.id, "lab", LINE, " ", NOW)


def test_what_is_removed_or_switched_off_makes_it_useless(company: Company) -> None:
    service.save(company.conn, company.id, "lab", LINE, ADDRESS, NOW)
    trunks.change(company.conn, SECRETS, company.id, "lab", enabled=False)
    assert _lack(company) is EmergencyLack.TRUNK_OFF
    lines.remove(company.conn, company.id, LINE, NOW)
    assert _lack(company) is EmergencyLack.LINE_REMOVED


def test_a_trunk_that_was_removed_makes_it_useless(company: Company) -> None:
    trunks.add(company.conn, SECRETS, company.id, "spare", host="127.0.0.9", now=NOW)
    service.save(company.conn, company.id, "spare", LINE, ADDRESS, NOW)
    lines.remove_trunk(company.conn, company.id, "spare", NOW)
    assert _lack(company) is EmergencyLack.TRUNK_REMOVED


def _lack(company: Company) -> EmergencyLack:
    found = service.standing(company.conn, company.id)
    assert isinstance(found, Unusable)
    return found.lack
