import pytest
from sqlalchemy import Connection

from offhook.problems import Problem
from offhook.workspaces import service, store
from offhook.workspaces.model import Workspace, workspaces
from tests.furnish import NOW, new_workspace


def test_a_workspace_is_kept_as_it_was_made(conn: Connection) -> None:
    made = service.create(conn, " Main ", country="de", time_zone="Europe/Berlin", now=NOW)
    assert made == Workspace(made.id, "Main", "DE", "Europe/Berlin", voice=True, talk_keys=True, created_at=NOW)
    assert service.get(conn, made.id) == made
    assert store.lock(conn, made.id) == made


def test_the_columns_are_the_fields() -> None:
    assert tuple(workspaces.columns.keys()) == Workspace.__struct_fields__


def test_settings_change_one_by_one(conn: Connection) -> None:
    made = new_workspace(conn)
    service.change(conn, made.id, voice=False)
    service.change(conn, made.id, name="Sales", country="CH", time_zone="Europe/Zurich")
    found = service.get(conn, made.id)
    assert (found.name, found.country, found.time_zone, found.voice) == ("Sales", "CH", "Europe/Zurich", False)


def test_all_workspaces_are_listed(conn: Connection) -> None:
    made = [new_workspace(conn, name) for name in ("One", "Two")]
    assert sorted(store.every(conn), key=lambda each: each.name) == made


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("name", {"name": "", "country": "US", "time_zone": "UTC"}),
        ("name", {"name": "x" * 101, "country": "US", "time_zone": "UTC"}),
        ("country", {"name": "Main", "country": "Germany", "time_zone": "UTC"}),
        ("time_zone", {"name": "Main", "country": "US", "time_zone": "Mars/Olympus"}),
    ],
)
def test_values_that_cannot_be_used_are_refused(conn: Connection, field: str, values: dict[str, str]) -> None:
    with pytest.raises(Problem) as refused:
        service.create(conn, values["name"], country=values["country"], time_zone=values["time_zone"], now=NOW)
    assert refused.value.field == field
    made = new_workspace(conn)
    with pytest.raises(Problem):
        service.change(conn, made.id, **{field: values[field]})  # type: ignore[arg-type]  # one of several texts
    assert service.get(conn, made.id) == made


def test_no_such_workspace(conn: Connection) -> None:
    for call in (service.get, service.change):
        with pytest.raises(Problem) as refused:
            call(conn, "workspace_none")
        assert refused.value.status == 404
    assert store.lock(conn, "workspace_none") is None
