from typing import Any

import pytest

from offhook.lines import service, store
from offhook.lines.model import Line
from offhook.problems import Problem
from offhook.trunks import service as trunks
from offhook.workspaces import service as workspaces
from tests.furnish import LINE, NOW, SECRETS, Company, new_company

SECOND_NUMBER = "+12025550101"


def add(company: Company, number: str = SECOND_NUMBER, **given: Any) -> Line:
    return service.add(company.conn, company.id, number, **{"trunks": ["lab"], "now": NOW, **given})


def test_a_line_is_kept_as_it_was_added(company: Company) -> None:
    made = add(company, "202-555-0101", name=" Sales ", language="en-GB", voice=False)
    assert (made.number, made.name, made.language, made.voice) == (SECOND_NUMBER, "Sales", "en-GB", False)
    assert made.trunks == (company.trunk.id,)
    assert service.get(company.conn, company.id, made.id) == made
    assert service.get(company.conn, company.id, "(202) 555-0101") == made
    assert store.every(company.conn, company.id) == [company.line, made]


def test_trunks_are_tried_in_their_order(company: Company) -> None:
    for name in ("a", "b", "c"):
        trunks.add(company.conn, SECRETS, company.id, name, host="127.0.0.1", now=NOW)
    ids = {trunk: trunks.get(company.conn, company.id, trunk).id for trunk in ("a", "b", "c", "lab")}
    made = add(company, trunks=["c", "lab", ids["a"]])
    assert service.get(company.conn, company.id, made.id).trunks == (ids["c"], ids["lab"], ids["a"])
    service.change(company.conn, company.id, made.id, trunks=["a", "c"])
    assert service.get(company.conn, company.id, made.id).trunks == (ids["a"], ids["c"])
    service.change(company.conn, company.id, made.id, trunks=[])
    assert service.get(company.conn, company.id, made.id).trunks == ()


def test_a_call_is_made_over_trunks_that_are_switched_on_and_not_down(company: Company) -> None:
    off, up = (trunks.add(company.conn, SECRETS, company.id, name, host="127.0.0.1", now=NOW) for name in ("off", "up"))
    trunks.change(company.conn, SECRETS, company.id, "off", enabled=False)
    line = service.change(company.conn, company.id, LINE, trunks=["up", "off", "lab"])
    assert service.usable_trunks(company.conn, line) == (up.id, company.trunk.id)
    assert service.usable_trunks(company.conn, line, [up.id, off.id]) == (company.trunk.id,)
    used = service.used(company.conn, company.workspace, line)
    assert (used.id, used.number, used.country, used.trunks) == (line.id, LINE, "US", (up.id, company.trunk.id))


def test_what_a_switch_has_to_speak_for_is_known_of_all_workspaces_lines(company: Company) -> None:
    other = new_company(company.conn, "Other", number="+12025550109")
    add(company, language="de-CH")
    gone = add(company, "+12025550102", language="fr")
    service.add(company.conn, other.id, "+12025550103", trunks=["lab"], language="es", now=NOW)
    service.remove(company.conn, company.id, gone.id, NOW)
    assert [(line.number, line.language, line.country) for line in store.used(company.conn)] == [
        ("+12025550100", "en", "US"),
        ("+12025550109", "en", "US"),
        ("+12025550101", "de-CH", "US"),
        ("+12025550103", "es", "US"),
    ]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"number": "911"}, 422),
        ({"number": "12"}, 422),
        ({"number": ""}, 422),
        ({"trunks": ["nope"]}, 404),
        ({"trunks": ["lab", "lab"]}, 422),
        ({"trunks": ["lab"] * 9}, 422),
        ({"language": "english"}, 422),
        ({"name": "a\nb"}, 422),
    ],
)
def test_what_cannot_be_used_is_refused(company: Company, given: dict[str, Any], status: int) -> None:
    with pytest.raises(Problem) as refused:
        add(company, **given)
    assert refused.value.status == status
    assert store.every(company.conn, company.id) == [company.line]


def test_a_number_is_one_line_s_in_the_whole_installation(company: Company) -> None:
    with pytest.raises(Problem) as refused:
        add(company, LINE)
    assert refused.value.detail == f"{LINE} is a line already."
    with pytest.raises(Problem) as refused:
        new_company(company.conn, "Other", number=LINE)
    assert refused.value.type == "line-exists"
    assert refused.value.detail == f"{LINE} can't be used here: it is in use already."


def test_a_workspace_has_as_many_lines_as_the_settings_allow(company: Company) -> None:
    with pytest.raises(Problem) as refused:
        add(company, most=1)
    assert (refused.value.type, refused.value.status) == ("too-many-lines", 409)
    assert "has 1 lines already, the most on this Offhook (the setting most_lines)" in refused.value.detail
    new_company(company.conn, "Other", number="+12025550109")
    assert add(company, most=2) in store.every(company.conn, company.id)
    service.remove(company.conn, company.id, LINE, NOW)
    add(company, "+12025550102", most=2)


def test_a_removed_line_s_number_is_free_again(company: Company) -> None:
    service.remove(company.conn, company.id, company.line.id, NOW)
    assert store.every(company.conn, company.id) == []
    assert store.holder(company.conn, LINE) is None
    with pytest.raises(Problem) as refused:
        service.get(company.conn, company.id, LINE)
    assert refused.value.status == 404
    assert add(company, LINE).id != company.line.id


def test_a_trunk_in_use_is_not_removed(company: Company) -> None:
    with pytest.raises(Problem) as problem:
        service.remove_trunk(company.conn, company.id, company.trunk.id, NOW)
    assert problem.value.type == "trunk-in-use"
    assert company.line.number in problem.value.detail
    service.remove(company.conn, company.id, LINE, NOW)
    service.remove_trunk(company.conn, company.id, company.trunk.id, NOW)
    with pytest.raises(Problem) as problem:
        trunks.get(company.conn, company.id, company.trunk.id)
    assert problem.value.status == 404


@pytest.mark.behaviour("T5")
def test_only_lines_that_can_place_calls_are_offered(company: Company) -> None:
    silent = add(company, voice=False)
    bare = add(company, "+12025550102", trunks=[])
    assert service.callable_lines(company.conn, company.id) == [company.line]
    service.change(company.conn, company.id, silent.id, voice=True)
    service.change(company.conn, company.id, bare.id, trunks=["lab"])
    assert len(service.callable_lines(company.conn, company.id)) == 3
    trunks.change(company.conn, SECRETS, company.id, "lab", enabled=False)
    assert service.callable_lines(company.conn, company.id) == []


def test_no_line_is_offered_while_the_voice_module_is_off(company: Company) -> None:
    workspaces.change(company.conn, company.id, voice=False)
    assert service.callable_lines(company.conn, company.id) == []


def test_settings_change_one_by_one(company: Company) -> None:
    service.change(company.conn, company.id, LINE, name="Support")
    changed = service.change(company.conn, company.id, company.line.id, language="de-CH", voice=False)
    assert (changed.name, changed.language, changed.voice, changed.trunks) == (
        "Support",
        "de-CH",
        False,
        (company.trunk.id,),
    )
    assert service.get(company.conn, company.id, changed.id) == changed


def test_what_keeps_calls_from_being_placed_is_told_apart(company: Company) -> None:
    conn, home = company.conn, company.id

    def lack(down: tuple[str, ...] = ()) -> service.LineLack | None:
        return service.lack(conn, service.get(conn, home, LINE), down)

    assert (lack(), lack((company.trunk.id,))) == (None, service.LineLack.TRUNKS_DOWN)
    trunks.change(conn, SECRETS, home, "lab", enabled=False)
    assert lack() is service.LineLack.TRUNKS_OFF
    service.change(conn, home, LINE, trunks=[])
    assert lack() is service.LineLack.NO_TRUNK
    service.change(conn, home, LINE, voice=False)
    assert lack() is service.LineLack.VOICE_OFF
    workspaces.change(conn, home, voice=False)
    assert lack() is service.LineLack.MODULE_OFF
