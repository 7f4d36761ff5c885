"""How far a workspace is set up: each step as it stands, from nothing to the first call."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, update

from offhook.calls.values import E164, TrunkId
from offhook.lines import service as lines
from offhook.people import service as people
from offhook.records.model import calls
from offhook.routing import service as routing
from offhook.routing.policy import Forward, Policy
from offhook.setup import service
from offhook.setup.service import Health, Step, StepStanding
from offhook.setup.words import told
from offhook.softphones import service as softphones
from offhook.softphones.model import Kind
from offhook.telephony.port import Registration, TrunkHealth, TrunkState
from offhook.trunks import service as trunks
from tests.furnish import ANN, DANA, LINE, NOW, SECRETS, Company, new_workspace
from tests.limits.calls import begin, end

UP = TrunkHealth(TrunkState.UP)


def standings(company: Company, health: TrunkHealth = UP) -> dict[Step, StepStanding]:
    found = service.reached(company.conn, company.id, {TrunkId(company.trunk.id): health})
    assert [each.step for each in found] == list(Step)
    assert all(told(each) for each in found)
    return {each.step: each.standing for each in found}


def test_an_empty_workspace_lacks_everything(conn: Connection) -> None:
    found = service.reached(conn, new_workspace(conn).id, {})
    assert {each.standing for each in found} == {StepStanding.MISSING}


def test_step_by_step_it_gets_to_the_first_call(company: Company) -> None:
    assert standings(company) == {
        Step.TRUNK: StepStanding.DONE,
        Step.LINE: StepStanding.DONE,
        Step.PHONE: StepStanding.MISSING,
        Step.ROUTE: StepStanding.RINGS_NOBODY,
        Step.CALL: StepStanding.MISSING,
    }
    people.change(company.conn, company.id, company.ann.id, number=ANN, now=NOW)
    assert standings(company)[Step.PHONE] is StepStanding.DONE
    _route(company, Policy(agents=(company.ann.id,)))
    assert standings(company)[Step.ROUTE] is StepStanding.DONE
    begin(company, "call_1", at=NOW)
    end(company.conn, company.id, "call_1", talk_s=10, at=NOW + 40_000_000)
    company.conn.execute(update(calls).values(disposition="answered"))
    assert set(standings(company).values()) == {StepStanding.DONE}


def test_a_route_rings_somebody_only_by_what_is_switched_on(company: Company) -> None:
    def rings(policy: Policy) -> bool:
        _route(company, policy)
        return standings(company)[Step.ROUTE] is StepStanding.DONE

    ann = (company.ann.id,)
    assert rings(Policy(forwards=(Forward(DANA),)))
    assert not rings(Policy(forwards=(Forward(DANA),), forwards_on=False))
    assert not rings(Policy(agents=ann))  # she has no phone
    softphones.add(company.conn, SECRETS, company.id, company.ann.id, Kind.SIP, now=NOW)
    assert rings(Policy(agents=ann))
    assert not rings(Policy(agents=ann, softphones_on=False))
    people.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    assert not rings(Policy())


@pytest.mark.parametrize(
    ("health", "standing"),
    [
        (TrunkHealth(TrunkState.DOWN, error="no answer"), StepStanding.TRUNK_DOWN),
        (TrunkHealth(TrunkState.UNCHECKED), StepStanding.TRUNK_UNCHECKED),
        (TrunkHealth(TrunkState.UP, registration=Registration.REGISTERED), StepStanding.DONE),
        (TrunkHealth(TrunkState.UP, error="403", registration=Registration.REJECTED), StepStanding.NOT_REGISTERED),
    ],
)
def test_a_trunk_counts_when_it_works(company: Company, health: TrunkHealth, standing: StepStanding) -> None:
    found = service.reached(company.conn, company.id, {TrunkId(company.trunk.id): health})
    assert (found[0].standing, found[0].name, found[0].detail) == (standing, "lab", health.error)


def test_of_several_trunks_the_best_one_is_told_of_and_one_that_is_off_is_said_to_be(company: Company) -> None:
    health: Health = {TrunkId(company.trunk.id): TrunkHealth(TrunkState.DOWN)}
    assert service.reached(company.conn, company.id, health)[1].standing is StepStanding.LINE_CANNOT_CALL
    spare = trunks.add(company.conn, SECRETS, company.id, "spare", host="127.0.0.9", now=NOW)
    health = {**health, TrunkId(spare.id): UP}
    assert service.reached(company.conn, company.id, health)[0].name == "spare"
    trunks.change(company.conn, SECRETS, company.id, "spare", enabled=False)
    trunks.change(company.conn, SECRETS, company.id, "lab", enabled=False)
    assert service.reached(company.conn, company.id, health)[0].standing is StepStanding.TRUNK_OFF


def _route(company: Company, policy: Policy) -> None:
    routing.save(company.conn, company.id, LINE, policy, NOW, most_agents=10)


def test_lines_are_called_by_their_name_where_they_have_one(company: Company) -> None:
    assert service.reached(company.conn, company.id, {})[1].name == E164(LINE)
    lines.change(company.conn, company.id, LINE, name="Sales")
    assert service.reached(company.conn, company.id, {})[1].name == "Sales"
